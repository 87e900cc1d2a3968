"""`ratecard reprice`: prices times a factor, as new versions of their products."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from ratecard.bootstrap import settings
from ratecard.catalog.edit import reprice as new_prices
from ratecard.catalog.edit.new_price import Asked, NewPrice
from ratecard.catalog.edit.number import Nearest, factor_of, nearest_of, rewritten
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.reprice import Repriced
from ratecard.cli import argument, document, option, written, written_option
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.refusal import BadOption
from ratecard.cli.written import CantMake
from ratecard.domain.text import Text

COLUMNS = (
    Column(Text("位置", "Place")),
    Column(Text("设置", "Setting")),
    Column(Text("原价", "Before"), "right"),
    Column(Text("新价", "After"), "right"),
)


def reprice(
    *,
    factor: written_option.Factor,
    effective_from: written_option.EffectiveFrom,
    rounded: written_option.Rounded,
    products: written_option.RepricedProducts,
    steps: written_option.RepricedSteps,
    catalog: written_option.Catalog = None,
    catalogs: option.Catalogs = None,
    disable: option.DisableUnused,
    dry_run: written_option.DryRun = False,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Change prices by a factor, as new versions.

    A published version never changes: each product whose prices change gets a new file, ID@DATE.toml, and so does
    catalog.toml where the prices are shared. All else in it is as before, byte for byte. Prices are what customers pay
    for calls, packs and capacity, and fees; not thresholds, percentages, minimums, credits and what is frozen.

    Examples get the sums that the new prices make, with a comment above each that says so: work them out by hand. Those
    with dates before the new version are moved by whole years.
    """
    asked = _asked(factor, effective_from, rounded, products, steps)
    opened = written.catalog(written.catalogs(settings(catalogs=catalogs, disable=disable)), catalog)
    try:
        made = new_prices.reprice(opened, asked, locale)
    except CantEdit as error:
        raise CantMake.of(error) from error
    told = [*_told(made, asked.since), *made.notes]
    if as_json:
        more = {"prices": [_document(each) for each in made.prices], "repricedExamples": made.repriced}
        written.tell(locale, made.files, told, dry_run=dry_run, as_json=True, more=more)
        return
    written.tell(locale, made.files, (), dry_run=dry_run, as_json=False)
    _print(Paper(locale), made, told, dry_run)


def _asked(factor: str, since: str, rounded: Sequence[str], products: Sequence[str], steps: Sequence[str]) -> Asked:
    roundings: dict[str, Nearest] = {}
    for text in rounded:
        step, _, rounding = text.rpartition("=")
        if step in roundings:
            raise BadOption("--round", text, f"it is said twice{f' for step {step!r}' if step else ''}")
        with _option("--round", text):
            roundings[step] = nearest_of(rounding)
    general = roundings.pop("", None)
    with _option("--factor", factor):
        number = factor_of(factor)
    return Asked(number, argument.day(since), general, roundings, tuple(products), tuple(steps))


@contextmanager
def _option(name: str, value: str) -> Iterator[None]:
    """Say of what can't be read which option it is of."""
    try:
        yield
    except CantEdit as error:
        raise BadOption(name, value, error.sentence, error.hint) from error


def _told(made: Repriced, since: date) -> Iterator[Text]:
    if not made.files:
        yield Text("没有价格变化，未写任何文件", "no price changes, so no file is written")
        return
    count = len(made.prices)
    prices = "1 new price" if count == 1 else f"{count} new prices"
    yield Text(f"自 {since} 起有 {count} 个新价格", f"{prices} from {since} on")
    if made.repriced:
        yield written.sums(made.repriced)


def _print(paper: Paper, made: Repriced, told: Sequence[Text], dry_run: bool) -> None:
    if made.prices and not dry_run:
        paper.say()
        paper.table(COLUMNS, [_row(each) for each in made.prices])
    if made.files:
        paper.say()
    for each in told:
        paper.say(paper.word(each))


def _row(price: NewPrice) -> Row:
    before = f"{price.before:f}"
    return Row((price.place, price.key, before, rewritten(before, price.after)))


def _document(price: NewPrice) -> document.Document:
    return {
        "file": price.file.name,
        "line": price.file.line(price.path),
        "key": price.key,
        "before": document.money(price.before),
        "after": document.money(price.after),
    }
