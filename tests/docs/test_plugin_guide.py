"""The plugin author's guide, run: its plugin is installed, priced through a catalog, and its words are complete."""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from ratecard import contract, spi
from ratecard.catalog import load
from ratecard.domain.bill import Bill
from ratecard.domain.forecast import forecast
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.host import discover
from ratecard.service import Asked, UsageAsked
from ratecard.service.asked import question
from ratecard.testing import StrategyLaws
from tests.cli.run import answered

GUIDE = Path(__file__).parents[2] / "plugins" / "README.md"
TEXT = GUIDE.read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The guide's distribution, as an installer would lay it out."""
    project = tomllib.loads(blocks("toml")[0])["project"]
    package = tmp_path / "ratecard_flat_fee"
    package.mkdir()
    (package / "__init__.py").write_text(blocks("python")[0])
    metadata = tmp_path / f"ratecard_flat_fee-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    entries = "\n".join(f"{name} = {value}" for name, value in project["entry-points"]["ratecard"].items())
    (metadata / "entry_points.txt").write_text(f"[ratecard]\n{entries}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("ratecard_flat_fee", None)
    importlib.invalidate_caches()


def test_the_guides_plugin_prices_a_product(site: Path) -> None:
    folder = site / "catalogs" / "demo"
    folder.mkdir(parents=True)
    (folder / "catalog.toml").write_text(
        dedent(
            """\
            id = "demo"
            name = { zh = "示例", en = "Demo" }
            currency = "EUR"
            time_zone = "Europe/Berlin"
            rounding = { places = 2, mode = "half-up" }
            """
        )
    )
    (folder / "search.toml").write_text(
        'id = "search"\nname = { zh = "搜索", en = "Search" }\n'
        + blocks("toml")[1]
        + '[tiered-postpaid]\nmode = "volume"\ntier_excludes = []\ntiers = [{ price = 0.01 }]\n'
    )

    installed = discover()
    (catalog,) = load(site / "catalogs", installed)
    asked = Asked("search", "2021-06", usage=(UsageAsked(100),))
    product = catalog.products[0]
    answer = forecast(question(asked, product, product.calendar.named("2021-06").start))

    assert installed["flat-fee"].plugin == ("flat-fee", "ratecard-flat-fee", "1.0.0")
    assert answer.total == Decimal("13.50")
    assert answer.statements[0].settlement.lines[0].source == "demo/search.toml:7"


def test_the_guides_command_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    command, shown = blocks("console")[0].split("\n", maxsplit=1)

    assert answered(*command.removeprefix("$ ratecard ").split()) == shown


def test_the_guide_says_what_the_host_says_of_another_contract() -> None:
    assert f"`plugin 'acme-night-rate' (acme-night-rate 0.1.0) {contract.unmet('>=2')}`" in TEXT
    assert contract.FIRST in TEXT


def test_the_guides_python_blocks_run(site: Path) -> None:
    names: dict[str, object] = {"__name__": "ratecard_flat_fee"}

    for block in blocks("python"):
        exec(compile(block, str(GUIDE), "exec"), names)


@pytest.mark.parametrize("name", spi.__all__)
def test_every_name_of_the_contract_is_in_the_guide(name: str) -> None:
    assert re.search(rf"\b{name}\b", TEXT)


@pytest.mark.parametrize(
    "field", [*(name for name in Bill._fields if name not in ("sources", "made", "trail")), *Outcome._fields]
)
def test_every_field_of_bill_and_outcome_is_in_the_guide(field: str) -> None:
    assert f"`{field}`" in TEXT


@pytest.mark.parametrize(
    "method",
    sorted(name for name in vars(Strategy) if callable(getattr(Strategy, name)) and not name.startswith("_")),
)
def test_every_method_of_a_strategy_is_in_the_guide(method: str) -> None:
    assert f"`{method}(" in TEXT


def test_the_guide_lists_the_laws_in_the_order_of_their_tests() -> None:
    table = TEXT.partition("| law | what it holds you to |")[2].partition("\n\n")[0]
    tests = [name for name in vars(StrategyLaws) if name.startswith("test_")]

    assert [f"test_{law.replace('-', '_')}" for law in re.findall(r"^\| `(.*?)` \|", table, re.MULTILINE)] == tests


def test_the_contract_is_what_can_be_imported() -> None:
    names = {name for name in vars(spi) if not name.startswith("_") and name != "pluggy"}

    assert names == set(spi.__all__)
