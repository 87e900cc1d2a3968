"""`ratecard quote`: what one period costs."""

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, hint, option, trace, word
from ratecard.cli.label import moment
from ratecard.cli.paper import Paper
from ratecard.cli.sheet import Sheet
from ratecard.service import Asked, Priced
from ratecard.service.trace import Trace


def quote(
    product: option.Product,
    *,
    usage: option.UsageTexts,
    records: option.RecordFiles,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    period: option.Period = None,
    hints: option.Hints = False,
    traced: option.Traced = False,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    state: option.State = None,
    state_file: option.StateFile = None,
    state_out: option.StateOut = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    by: option.By = "hour",
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Price one period.

    Every line comes with its sum and its source, then the total, the dates, holds, notices and packs.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    files = (state, state_file, state_out)
    given = option.Given(product, usage, order, owned, account_class, activated, *files, records, by, choose)
    run = Trace([], [])
    asked, priced = option.price(service, given, period, 1, run)
    found = hint.hinted(priced, asked=hints)
    if as_json:
        told = trace.documents(priced, run, locale) if traced else None
        document.write({**document.quoted(priced, locale), "hints": hint.documents(found, locale), "trace": told})
        return
    paper = Paper(locale)
    heading(paper, priced)
    period_taken(paper, asked, priced)
    paper.say()
    Sheet(paper, priced.first).put()
    if traced:
        trace.put(paper, priced, run)
    hint.put(paper, found)
    footing(paper, priced)


def heading(paper: Paper, priced: Priced) -> None:
    """Print which product was priced."""
    paper.say(f"{paper.word(priced.first.version.name)} · {priced.product.full_id}", "bold")


def period_taken(paper: Paper, asked: Asked, priced: Priced) -> None:
    """Print the first and the last period, their edges, and how they came about where none was asked for."""
    statements, calendar = priced.forecast.statements, priced.product.calendar
    first, last = statements[0].period, statements[-1].period
    ids = first.id if first == last else f"{first} – {last}"
    dates = [date for order in asked.orders for date in (order.on, order.effective, order.returned)]
    dated = any(used.start for used in asked.usage) or any(dates)
    if asked.period is None:
        reason = word.FOLLOWING if asked.state is not None else word.EARLIEST if dated else word.CURRENT
        ids += f" ({paper.word(reason)})"
    edges = f"{moment(calendar, first.start)} – {moment(calendar, last.end)}"
    paper.pairs([(word.PERIOD, f"{ids}\n{edges}")])


def footing(paper: Paper, priced: Priced) -> None:
    """Print what the answer was priced by: with it, the same question has the same answer for ever."""
    catalog = priced.catalog
    paper.say()
    paper.pairs([(word.PRICED_BY, f"{catalog.id} · ratecard {priced.engine_version}")])
    paper.say(catalog.digest, "dim")
