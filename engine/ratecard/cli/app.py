"""The commands of `ratecard`, and the process around them."""

import importlib.metadata
import os
import sys
from collections.abc import Callable
from inspect import signature
from typing import Annotated, TextIO

import typer

from ratecard.cli.advise import advise
from ratecard.cli.change import HELP as CHANGES
from ratecard.cli.check import check
from ratecard.cli.compare import compare
from ratecard.cli.complaint import complaining
from ratecard.cli.curve import curve
from ratecard.cli.diff import diff
from ratecard.cli.forecast import forecast
from ratecard.cli.key import key
from ratecard.cli.meter import meter
from ratecard.cli.new import plugin as new_plugin
from ratecard.cli.new_catalog import catalog as new_catalog
from ratecard.cli.new_catalog import product as new_product
from ratecard.cli.plugin import conform
from ratecard.cli.plugins import plugins
from ratecard.cli.price_sheet import sheet
from ratecard.cli.products import products
from ratecard.cli.quote import quote
from ratecard.cli.replay import replay
from ratecard.cli.reprice import reprice
from ratecard.cli.schema import schema
from ratecard.cli.serve import serve
from ratecard.cli.what_if import what_if

EXIT_CODES = """\b
Exit codes:
  0  answered; contact sales is an answer
  1  problems or a refusal, said on stderr
  2  wrong usage of the command line"""

EXAMPLES: dict[Callable[..., None], str] = {
    products: "ratecard products id-card --locale zh",
    quote: "ratecard quote bank-card --usage 2500 --order 1000",
    forecast: "ratecard forecast id-card --from 2021-01 --months 12 --usage 25000 --order 100000x3@2021-01-01",
    what_if: "ratecard what-if id-card --from 2021-01 --usage 25000 --change 'add-order 100000x3'",
    compare: "ratecard compare id-card bank-card --usage 25000 --with '3 packs: add-order 100000x3'",
    advise: "ratecard advise id-card --from 2021-01 --usage 25000 --seconds 1",
    curve: "ratecard curve id-card --up-to 120000 --change 'set-step free-allowance: units = 0'",
    sheet: "ratecard sheet id-card --locale zh --format html",
    meter: "ratecard meter id-card june.csv --locale zh",
    check: "ratecard check --catalogs catalogs",
    diff: "ratecard diff old/catalogs catalogs --max-increase 5% --format markdown",
    reprice: "ratecard reprice --factor 1.05 --round 0.01 --effective-from 2027-01-01 --dry-run",
    plugins: "ratecard plugins --schema free-allowance",
    replay: "ratecard replay server.log",
    schema: "ratecard schema > schema.graphql",
    serve: "ratecard serve --port 8080",
    key: "ratecard key acme --per-minute 600",
}
"""Each command, in the order of the help, with an example."""

app = typer.Typer(
    name="ratecard",
    help="Price metered API products from catalogs in TOML.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
MORE_CODES: dict[Callable[..., None], str] = {diff: "\n  3  a price rises by more than --max-increase"}
"""The exit codes that only one command has."""
for command, example in EXAMPLES.items():
    exits = EXIT_CODES + MORE_CODES.get(command, "")
    changes = f"\n\n{CHANGES}" if "change" in signature(command).parameters else ""
    app.command(epilog=f"Example:\n\n\b\n  {example}{changes}\n\n{exits}")(complaining(command))

NEW: dict[str, tuple[Callable[..., None], str]] = {
    "catalog": (
        new_catalog,
        "ratecard new catalog plates --name-zh 车牌 --name-en Plates --currency CNY --time-zone Asia/Shanghai",
    ),
    "product": (
        new_product,
        "ratecard new product passport --name-zh 护照识别 --name-en 'Passport OCR' --like id-card",
    ),
    "plugin": (new_plugin, "ratecard new plugin acme-night-rate --into ."),
}
"""What can be new, with an example."""

new = typer.Typer(
    help="Write what an author begins with: a catalog, a product, a plugin.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for thing, (command, example) in NEW.items():
    new.command(thing, epilog=f"Example:\n\n\b\n  {example}\n\n{EXIT_CODES}")(complaining(command))
app.add_typer(new, name="new")


plugin = typer.Typer(help="Work on a plugin of your own.", no_args_is_help=True, rich_markup_mode=None)
plugin.command("test", epilog=f"Example:\n\n\b\n  ratecard plugin test ratecard-flat-fee --json\n\n{EXIT_CODES}")(
    complaining(conform)
)
app.add_typer(plugin, name="plugin")


def _version(asked: bool) -> None:
    if asked:
        print(f"ratecard {importlib.metadata.version('ratecard')}")
        raise typer.Exit


@app.callback()
def _ratecard(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Price metered API products from catalogs in TOML."""


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files here
    try:
        try:
            app(prog_name="ratecard")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on; what is still unwritten must not be tried again when the interpreter ends.
        _discard(sys.stdout)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _discard(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
