"""`ratecard products`: what is for sale, and at which prices."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import argument, document, option, word
from ratecard.cli.offer import offer_document
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.table import put_table
from ratecard.domain.display import AllowanceDisplay, Display, NoteDisplay, PackDisplay, Tier, TierDisplay
from ratecard.domain.step import Step
from ratecard.price_sheet.offer import offer_table
from ratecard.price_sheet.pen import Pen, PlainPen
from ratecard.price_sheet.scope import scope_document, scope_text
from ratecard.price_sheet.shown import choices_told, described, displayed, offered
from ratecard.price_sheet.tier import tier_table
from ratecard.service import Shown

LISTED = (
    Column(word.PRODUCT),
    Column(word.NAME),
    Column(word.CATEGORY),
    Column(word.CATALOG),
    Column(word.CURRENCY),
    Column(word.PERIOD),
)
RULES = (Column(word.RULE), Column(word.METER))


def products(
    product: Annotated[
        str | None,
        typer.Argument(
            metavar="PRODUCT", show_default=False, help="One product, with its whole price list; without it, all."
        ),
    ] = None,
    *,
    on: option.On = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """List the products, or one price list.

    A price list has the steps in the order in which they settle. Products that are left out because a plugin is
    disabled are named below the others.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    day = None if on is None else argument.day(on)
    shown = service.products(on=day) if product is None else [service.product(product, day)]
    left_out = [left for catalog in service.catalogs() for left in catalog.left_out]
    if as_json:
        document.write(
            {
                "products": [_document(each, locale) for each in shown],
                "leftOut": [left._asdict() for left in left_out] if product is None else [],
                "engineVersion": service.engine_version,
            }
        )
    elif product is None:
        paper = Paper(locale)
        _list(paper, shown, service.shelf.product_names())
        if left_out:
            paper.title(paper.word(word.LEFT_OUT))
        for left in left_out:
            paper.say(str(left))
    else:
        _show(Paper(locale), shown[0])


def _list(paper: Paper, shown: Iterable[Shown], names: Iterable[str]) -> None:
    short = set(names)
    rows = []
    for each in shown:
        product, version = each.product, each.version
        name = product.id if product.id in short else product.full_id
        rows.append(
            Row(
                (
                    name,
                    paper.word(version.name),
                    paper.word(version.category),
                    f"{each.catalog.id} · {paper.word(each.catalog.name)}",
                    each.catalog.currency,
                    paper.word(word.UNIT[product.calendar.unit]),
                )
            )
        )
    paper.table(LISTED, rows)


def _show(paper: Paper, shown: Shown) -> None:
    version, catalog = shown.version, shown.catalog
    paper.say(f"{paper.word(version.name)} · {shown.product.full_id}", "bold")
    if paper.word(version.description):
        paper.say(paper.word(version.description))
    since = version.effective_from.isoformat() if version.effective_from else ""
    paper.say()
    paper.pairs(
        [
            (word.CATALOG, f"{catalog.id} · {paper.word(catalog.name)}"),
            (word.ON, shown.on.isoformat() + (f" ({paper.word(word.SINCE)} {since})" if since else "")),
            (word.CURRENCY, catalog.currency),
            (word.PERIOD, f"{paper.word(word.UNIT[catalog.calendar.unit])} · {catalog.calendar.zone.key}"),
        ]
    )
    if version.metering:
        paper.title(paper.word(word.METERING))
        rows = [Row((paper.word(rule.describe()), rule.meter), (rule.source,)) for rule in version.metering]
        paper.table(RULES, rows, [Column(word.SOURCE)])
    pen = PlainPen(paper.locale, version.chain.conventions)
    for number, step in enumerate(version.chain.steps, 1):
        paper.title(f"{number}. {paper.word(step.strategy.title)} · {step.id}")
        _display(paper, pen, step)
    paper.say()
    paper.say(catalog.digest, "dim")


def _display(paper: Paper, pen: Pen, step: Step) -> None:
    shown = displayed(step)
    paper.say(described(step, paper.locale))
    if step.scope:
        paper.say(paper.word(scope_text(step.scope)))
    if isinstance(shown, TierDisplay):
        put_table(paper, tier_table(pen, shown))
    if offers := offered(step, shown):
        put_table(paper, offer_table(pen, offers, skus=True))
    if choices := choices_told(step):
        paper.say(paper.word(choices))


def _document(shown: Shown, locale: str) -> dict[str, Any]:
    version, catalog = shown.version, shown.catalog
    return {
        "id": shown.product.id,
        "product": shown.product.full_id,
        "name": version.name.in_locale(locale),
        "category": version.category.in_locale(locale),
        "description": version.description.in_locale(locale),
        "currency": catalog.currency,
        "timeZone": catalog.calendar.zone.key,
        "periodUnit": catalog.calendar.unit,
        "on": shown.on.isoformat(),
        "effectiveFrom": version.effective_from.isoformat() if version.effective_from else None,
        "meters": [
            {"id": meter.id, "name": meter.name.in_locale(locale), "counts": meter.counts} for meter in version.meters
        ],
        "metering": [
            {"rule": rule.describe().in_locale(locale), "meter": rule.meter or None, "source": rule.source}
            for rule in version.metering
        ],
        "steps": [
            {
                "step": step.id,
                "kind": step.strategy.kind,
                "title": step.strategy.title.in_locale(locale),
                "description": described(step, locale),
                "scope": scope_document(step.scope),
                "choices": step.choices(),
                **_shape(step, locale),
            }
            for step in version.chain.steps
        ],
        "catalog": catalog.id,
        "catalogDigest": catalog.digest,
    }


def _shape(step: Step, locale: str) -> dict[str, Any]:
    """How the step is shown, and as `packs` what it sells, whatever its shape."""
    shown = displayed(step)
    packs = [offer_document(offer, locale) for offer in offered(step, shown)]
    return {**_display_document(shown, locale), **({"packs": packs} if packs else {})}


def _display_document(shown: Display, locale: str) -> dict[str, Any]:
    match shown:
        case AllowanceDisplay(units, every, valid_for, share):
            length = valid_for._asdict() if any(valid_for) else None
            return {"display": "allowance", "units": units, "every": every, "validFor": length, "share": share or None}
        case PackDisplay(_, costs):
            points = [{"meter": meter, "points": points} for meter, points in costs]
            return {"display": "packs", "packs": [], "costs": points}
        case TierDisplay(mode, tiers, per, blocks, over):
            return {
                "display": "tiers",
                "mode": mode,
                "per": per,
                "blocks": blocks or None,
                "countedOver": over or None,
                "tiers": [_row(tier) for tier in tiers],
            }
        case NoteDisplay(note):
            return {"display": "note", "note": note.in_locale(locale)}


def _row(tier: Tier) -> dict[str, Any]:
    return {
        "above": tier.above,
        "upTo": tier.up_to,
        "price": document.money(tier.price),
        "prices": [{"meter": meter, "price": f"{price:f}"} for meter, price in tier.prices],
        "fee": document.money(tier.fee),
        "url": tier.url or None,
    }
