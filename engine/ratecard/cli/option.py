"""The arguments and options that several commands share, and what is asked with them."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from ratecard.cli import argument
from ratecard.cli.refusal import BadOption
from ratecard.cli.usage import FORM, Usage
from ratecard.cli.usage import usage as read_usage
from ratecard.domain.errors import Refusal
from ratecard.service import AccountAsked, Asked, Priced, Service, Shelf, UsageAsked, placed
from ratecard.service.records import meter_files
from ratecard.service.trace import Trace

LocaleName = Literal["zh", "en"]


def spoken(lang: str) -> LocaleName:
    """The locale that a value of `LANG` asks for."""
    return "zh" if lang.lower().startswith("zh") else "en"


def _spoken_here() -> LocaleName:
    return spoken(os.environ.get("LANG", ""))


Catalogs = Annotated[
    Path | None,
    typer.Option(
        "--catalogs",
        metavar="DIR",
        show_default=False,
        help="The folder of catalogs. [env: RATECARD_CATALOGS; default: catalogs]",
    ),
]


def _disabling(so_that: str) -> Any:
    return typer.Option(
        "--disable",
        default_factory=list,
        show_default=False,
        metavar="PLUGIN",
        help=f"Start without this plugin: it is not imported, {so_that}. Repeatable. "
        "[env: RATECARD_DISABLED, names separated by commas]",
    )


Disable = Annotated[list[str], _disabling("and products that use it are left out")]
DisableUnused = Annotated[list[str], _disabling("and no product may use it")]
Locale = Annotated[
    LocaleName,
    typer.Option("--locale", default_factory=_spoken_here, show_default="from LANG", help="The language of tables."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead of tables; errors are JSON on stderr.")
]
Product = Annotated[str, typer.Argument(metavar="PRODUCT", help="A product, as id-card or tencent-ocr/id-card.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", show_default=False, help="The prices of a day, today unless given."),
]
UsageTexts = Annotated[
    list[str],
    typer.Option(
        "--usage",
        default_factory=list,
        show_default=False,
        metavar="N|N,N,...|@FILE",
        help=f"Calls in every period, or a list with one number for each, as {FORM}; or @FILE.csv with the columns "
        "from,to,units,code and perhaps meter, where from and to are dates or instants with an offset. Repeatable.",
    ),
]
RecordFiles = Annotated[
    list[str],
    typer.Option(
        "--records",
        default_factory=list,
        show_default=False,
        metavar="FILE",
        help="A CSV file of usage records, counted as the product's metering says, in place of --usage; "
        "'ratecard meter' explains it. Repeatable.",
    ),
]
By = Annotated[
    Literal["hour", "day", "month"],
    typer.Option("--by", help="What the instants of records are summed up by."),
]
OrderTexts = Annotated[
    list[str],
    typer.Option(
        "--order",
        default_factory=list,
        show_default=False,
        metavar=argument.ORDER,
        help="Packs to buy: 1000, 100000x3@2021-01-01, prepaid-packs/1000x2@2021-01-15T09:30:00+08:00; "
        "without a date, at the start of the first period. What is sold by days or months says for how many, as "
        "seatx10,lasts=3; effective= says when it starts, where that may be chosen; returned= says when all of it is "
        "given back, as 1000@2021-06-15,returned=2021-06-20. Repeatable.",
    ),
]
OwnedTexts = Annotated[
    list[str],
    typer.Option(
        "--owned",
        default_factory=list,
        show_default=False,
        metavar=argument.OWNED,
        help="A pack bought before the first period: 1000:250@2021-03-01..2022-03-01; "
        "without an expiry, as the pack's own terms say. Repeatable.",
    ),
]
AccountClass = Annotated[
    str, typer.Option("--account-class", metavar="CLASS", show_default=False, help="The class of the account.")
]
Activated = Annotated[
    str | None,
    typer.Option("--activated", metavar="DATE", show_default=False, help="When the account switched the product on."),
]
Choices = Annotated[
    list[str],
    typer.Option(
        "--choose",
        default_factory=list,
        show_default=False,
        metavar=argument.CHOICE,
        help="What the account chose of a step that leaves something to it, as overflow=refused@2021-06-16; without a "
        "date, from before the first period. `ratecard products PRODUCT` shows what there is to choose. Repeatable.",
    ),
]
State = Annotated[
    str | None,
    typer.Option("--state", metavar="TEXT", show_default=False, help="Carry on from the state of an earlier answer."),
]
StateFile = Annotated[
    Path | None,
    typer.Option(
        "--state-file", metavar="FILE", show_default=False, help="Carry on from the state in a file of --state-out."
    ),
]
StateOut = Annotated[
    Path | None,
    typer.Option(
        "--state-out", metavar="FILE", show_default=False, help="Write the state after the last period to a file."
    ),
]
Period = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        show_default=False,
        help="The period, as 2021-06; without it the one after the state, that of the earliest date given, "
        "or the current one.",
    ),
]
First = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="PERIOD",
        show_default=False,
        help="The first period, as 2021-01; without it the one after the state, that of the earliest date given, "
        "or the current one.",
    ),
]
Periods = Annotated[
    int | None,
    typer.Option(
        "--periods",
        "--months",
        metavar="N",
        show_default="as many as --usage lists, else 12",
        help="How many periods; a period is a month, unless the catalog says day or hour.",
    ),
]
Hints = Annotated[
    bool, typer.Option("--hints", help="Print also what would have cost less, and what becomes of packs.")
]
Traced = Annotated[
    bool,
    typer.Option("--trace", help="Print also what each step of the chain was given, and what it answered."),
]
Changes = Annotated[
    list[str],
    typer.Option(
        "--change",
        default_factory=list,
        show_default=False,
        metavar="CHANGE",
        help="A change, as 'add-order 100000x3@2021-01-01'; all kinds stand below. Repeatable, carried out in order.",
    ),
]
ChangeLists = Annotated[
    list[str],
    typer.Option(
        "--with",
        default_factory=list,
        show_default=False,
        metavar="NAME: CHANGE; ...",
        help="A list of changes and its name, as '3 packs: add-order 100000x3; scale-usage 2'; the name may be left "
        "out. Repeatable.",
    ),
]


class Given(NamedTuple):
    """What the options of a question have in common."""

    product: str
    usage: list[str]
    orders: list[str]
    owned: list[str]
    account_class: str
    activated: str | None
    state: str | None = None
    state_file: Path | None = None
    state_out: Path | None = None
    records: Sequence[str] = ()
    by: Literal["hour", "day", "month"] = "hour"
    choices: Sequence[str] = ()


class Typed(NamedTuple):
    """A question that was typed, and where its usage is from."""

    asked: Asked
    used: Usage


def price(
    service: Service, given: Given, first: str | None, periods: int | None, trace: Trace | None = None
) -> tuple[Asked, Priced]:
    """Ask the service what `ask` reads; a `Refusal` says why not."""
    with placed("product"):
        service.shelf.product(given.product)
    asked, used = ask(service.shelf, given, first, periods)
    with placing(used):
        priced = service.forecast(asked, trace=trace)
    if given.state_out is not None:
        _write(given.state_out, priced.state)
    return asked, priced


def ask(shelf: Shelf, given: Given, first: str | None, periods: int | None) -> Typed:
    """What is asked; without `periods`, for as many as a list of usage has, else 12."""
    state = _state(given)
    used = read_usage(given.usage)
    if given.records:
        used = _with_records(used, shelf, given)
    if used.listed is not None and periods not in (None, used.listed):
        raise BadOption("--usage", ",".join(given.usage), *too_few(used.listed, periods or 0))
    asked = Asked(
        given.product,
        first,
        periods if periods is not None else used.listed or 12,
        used.slices,
        argument.orders(given.orders, skus(shelf, given.product)),
        argument.owned(given.owned),
        _account(given),
        state,
    )
    return Typed(asked, used)


def _with_records(used: Usage, shelf: Shelf, given: Given) -> Usage:
    """The usage, and beside it what the records of files count as; a product that is not there is refused later."""
    try:
        _, product = shelf.product(given.product)
    except Refusal:
        return used
    metered = meter_files(given.records, product, given.by)
    slices = tuple(UsageAsked(each.units, each.start, each.end, each.meter, each.code) for each in metered.usage)
    return Usage((*used.slices, *slices), (*used.places, *[", ".join(given.records)] * len(slices)), used.listed)


def _account(given: Given) -> AccountAsked:
    activated = None if given.activated is None else argument.when(given.activated)
    return AccountAsked(given.account_class, activated, argument.choices(given.choices))


def too_few(listed: int, periods: int) -> tuple[str, str]:
    """Why a list of usage does not fit, and a hint."""
    what = "1 period" if periods == 1 else f"{periods} periods"
    return f"{listed} numbers for {what}", "give one number, or one for each period, without thousands separators"


def skus(shelf: Shelf, name: str | None = None) -> set[str]:
    """What is on offer: by the product of that name, or by any."""
    products = [product for catalog in shelf.catalogs for product in catalog.products]
    named = [product for product in products if name in (product.id, product.full_id)]
    offers = (version.offers() for product in named or products for version in product.versions)
    return {offer.sku for found in offers for _, offer in found}


@contextmanager
def placing(used: Usage) -> Iterator[None]:
    """Say of a refusal of a slice that a file gave the file and line."""
    try:
        yield
    except Refusal as refusal:
        place(refusal, used)
        raise


def place(refusal: Refusal, used: Usage) -> None:
    """Put the file and line of a slice before what is refused of it."""
    match refusal.path:
        case ("usage", int(index), *_) if used.places[index]:
            refusal.message = f"{used.places[index]}: {refusal.message}"


def _state(given: Given) -> str | None:
    if given.state is not None and given.state_file is not None:
        raise typer.BadParameter("give --state or --state-file, not both")
    if given.state_file is None:
        return given.state
    try:
        return given.state_file.read_text("utf-8", errors="replace").strip()
    except OSError as error:
        raise BadOption("--state-file", given.state_file, f"can't be read: {error.strerror}") from error


def _write(path: Path, state: str) -> None:
    try:
        path.write_text(state + "\n", "utf-8")
    except OSError as error:
        raise BadOption("--state-out", path, f"can't be written: {error.strerror}") from error
