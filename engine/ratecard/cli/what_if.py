"""`ratecard what-if`: what it would cost if, and what each change adds."""

from decimal import Decimal
from typing import Any

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, hint, option, word
from ratecard.cli.change import ChangeList, Tellings, Told, blaming, changes
from ratecard.cli.label import step_title
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.progress import working
from ratecard.cli.quote import footing, heading, period_taken
from ratecard.cli.sheet import lots
from ratecard.domain.difference import Share
from ratecard.domain.forecast import Statement
from ratecard.domain.money import trimmed
from ratecard.domain.text import Text
from ratecard.service import Priced
from ratecard.service.what_if import Contribution, WhatIf, contact

CHANGES = (Column(word.CHANGE), Column(word.TOTAL_AFTER, "right"), Column(word.DIFFERENCE, "right"))
SHARES = (
    Column(word.BEFORE_CHANGES, "right"),
    Column(word.AFTER_CHANGES, "right"),
    Column(word.DIFFERENCE, "right"),
)
PERIODS = (Column(word.PERIOD), *SHARES, Column(word.HELD_BEFORE, "right"), Column(word.HELD_AFTER, "right"))
STEPS = (Column(word.STEP), *SHARES)


def what_if(
    product: option.Product,
    *,
    change: option.Changes,
    usage: option.UsageTexts,
    records: option.RecordFiles,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    first: option.First = None,
    periods: option.Periods = None,
    hints: option.Hints = False,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    state: option.State = None,
    state_file: option.StateFile = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    by: option.By = "hour",
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Price a forecast as it is and with changes.

    Prints both totals, the difference by period and by step, and what each change adds. Nothing is stored, and nothing
    changes: the catalogs stay as they are.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    files = (state, state_file, None)
    given = option.Given(product, usage, order, owned, account_class, activated, *files, records, by, choose)
    asked, used = option.ask(service.shelf, given, first, periods)
    listed = ChangeList("", changes(change, Tellings(option.skus(service.shelf), asked.periods)))
    steps = asked.periods * (len(listed.changes) + 1)
    with working("what if", steps) as tick, option.placing(used), blaming([listed]):
        answer = service.what_if(asked, listed.asked, tick)
    found = (hint.hinted(answer.before, asked=hints), hint.hinted(answer.after, asked=hints))
    if as_json:
        document.write(_document(answer, listed.changes, found, locale))
        return
    paper = Paper(locale)
    heading(paper, answer.before)
    period_taken(paper, asked, answer.before)
    paper.say()
    _put(paper, answer, listed.changes)
    hint.put(paper, found[1])
    footing(paper, answer.after)


def _put(paper: Paper, answer: WhatIf, told: tuple[Told, ...]) -> None:
    before, after = answer.before, answer.after
    other = "" if after.product.full_id == before.product.full_id else f" ({after.product.full_id})"
    paper.pairs(
        [
            (word.BEFORE_CHANGES, _total(paper, before)),
            (word.AFTER_CHANGES, _total(paper, after) + other),
            (word.DIFFERENCE, signed(paper, answer.difference.total)),
        ]
    )
    rows = [
        Row(
            (each.text, amount(paper, found.total), signed(paper, found.difference)),
            (_why(paper, found),),
        )
        for each, found in zip(told, answer.contributions, strict=True)
    ]
    if rows:
        paper.title(paper.word(word.CHANGES))
        paper.table(CHANGES, rows, [Column(word.WHY)] if any(row.notes[0] for row in rows) else ())
    _put_shares(paper, answer)
    last = (before.forecast.statements[-1], after.forecast.statements[-1])
    for which, statement in zip((word.BEFORE_CHANGES, word.AFTER_CHANGES), last, strict=True):
        title = Text(f"{statement.period} 资源包（{which.zh}）", f"Packs in {statement.period}, {which.en.lower()}")
        lots(paper, statement, paper.word(title))


def _why(paper: Paper, found: Contribution) -> str:
    """Why what a change adds is unknown, and where to ask for a price; empty when it is known."""
    reason = paper.word(found.reason) if found.reason else ""
    return f"{reason} {found.contact.url}" if found.contact else reason


def _put_shares(paper: Paper, answer: WhatIf) -> None:
    """The difference by period, and by step where the step costs anything."""
    difference = answer.difference
    statements = (answer.before.forecast.statements, answer.after.forecast.statements)
    paper.title(paper.word(word.BY_PERIOD))
    paper.table(PERIODS, [_period(paper, *each) for each in zip(difference.periods, *statements, strict=True)])
    rows = [_step(paper, share, answer) for share in difference.steps if share.before != 0 or share.after != 0]
    if rows:
        paper.title(paper.word(word.BY_STEP))
        paper.table(STEPS, rows)


def _total(paper: Paper, priced: Priced) -> str:
    """The total, or why there is none."""
    total, why = priced.forecast.total, contact(priced.forecast)
    if total is not None:
        return f"{trimmed(total):f} {priced.catalog.currency}"
    return f"{paper.word(word.CONTACT)}" + (f" · {paper.word(why.reason)} {why.url}" if why else "")


def _share(paper: Paper, share: Share) -> tuple[str, str, str]:
    return amount(paper, share.before), amount(paper, share.after), signed(paper, share.difference)


def _period(paper: Paper, share: Share, before: Statement, after: Statement) -> Row:
    holds = [f"{trimmed(each.settlement.held):f}" if each.settlement.held else "" for each in (before, after)]
    return Row((share.id, *_share(paper, share), *holds))


def _step(paper: Paper, share: Share, answer: WhatIf) -> Row:
    """A step's share; its name is that of the version which has it."""
    statements = (*answer.before.forecast.statements, *answer.after.forecast.statements)
    versions = [each.version for each in statements if each.version.chain.step(share.id)]
    title = step_title(versions[-1], share.id, paper.locale) if versions else ""
    return Row((" · ".join(filter(None, (title, share.id))), *_share(paper, share)))


def amount(paper: Paper, found: Decimal | None) -> str:
    """A total, or that it is a matter of contact sales."""
    return paper.word(word.CONTACT) if found is None else f"{trimmed(found):f}"


def signed(paper: Paper, found: Decimal | None) -> str:
    """A difference with its sign, or that it is unknown."""
    if found is None:
        return paper.word(word.UNKNOWN)
    return f"{trimmed(found):+f}" if found else f"{trimmed(found):f}"


def _document(
    answer: WhatIf, told: tuple[Told, ...], hints: tuple[hint.Hints | None, hint.Hints | None], locale: str
) -> dict[str, Any]:
    before, after = (
        {
            **document.header(priced, locale),
            **document.period_by_period(priced.forecast, locale),
            "hints": hint.documents(found, locale),
        }
        for priced, found in zip((answer.before, answer.after), hints, strict=True)
    )
    difference = answer.difference
    return {
        "before": before,
        "after": after,
        "difference": {
            "total": document.money(difference.total),
            "periods": [{"period": share.id, **_shared(share)} for share in difference.periods],
            "steps": [{"step": share.id, **_shared(share)} for share in difference.steps],
        },
        "contributions": [
            {
                "change": each.text,
                "total": document.money(found.total),
                "difference": document.money(found.difference),
                "contact": document.contact(found.contact, locale),
                "refusal": found.refusal.message if found.refusal else None,
            }
            for each, found in zip(told, answer.contributions, strict=True)
        ],
    }


def _shared(share: Share) -> dict[str, Any]:
    return {
        "before": document.money(share.before),
        "after": document.money(share.after),
        "difference": document.money(share.difference),
    }
