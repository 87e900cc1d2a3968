"""`ratecard plugins -v`: what each distribution ships, with the settings in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from ratecard.catalog import settings_schema
from ratecard.cli.setting import settings_in
from ratecard.spi import Bill, Outcome, Span, Strategy, Table, Text
from tests.cli.run import document, lines, run
from tests.host.site import FLAT_FEE, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Table):
    """A table inside."""

    size: int
    """How large it is,
    in units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Strategy):
    """Have a setting of every type."""

    kind: ClassVar[str] = "everything"
    title: ClassVar[Text] = Text("全", "Everything")

    units: int
    price: Decimal = Decimal("0.10")
    word: str = "a"
    sure: bool = False
    way: Literal["up", "down"] = "up"
    length: Span | None = None
    name: Text
    on: date | None = None
    at: time | None = None
    since: datetime | None = None
    names: tuple[str, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    leaf: Leaf
    either: int | str = 1

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)


def test_every_type_has_words() -> None:
    found = settings_in(settings_schema(Everything))

    assert [(each.name, each.type.en, each.value.en) for each in found] == [
        ("units", "whole number", "required"),
        ("price", "decimal", '"0.10"'),
        ("word", "text", '"a"'),
        ("sure", "true or false", "false"),
        ("way", 'one of "up", "down"', '"up"'),
        ("length", "length of time (years, months, days)", "optional"),
        ("name", "words (zh, en)", "required"),
        ("on", "date", "optional"),
        ("at", "time of day", "optional"),
        ("since", "instant", "optional"),
        ("names", "list, each: text", "[]"),
        ("leaves", "list, each: table", "[]"),
        ("leaves[].size", "whole number", "required"),
        ("leaf", "table", "required"),
        ("leaf.size", "whole number", "required"),
        ("either", "whole number or text", "1"),
    ]
    assert found[-2].description == "How large it is, in units."
    assert (found[0].type.zh, found[0].value.zh, found[10].type.zh) == ("整数", "必填", "列表，每项为文本")


def test_a_table_that_holds_itself_is_told_once() -> None:
    schema = {
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
        "properties": {"first": {"$ref": "#/$defs/Node"}},
    }

    assert [each.name for each in settings_in(schema)] == ["first", "first.next"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    place = Site(tmp_path / "site", monkeypatch)
    place.install_project(FLAT_FEE)
    yield place
    place.forget()


@pytest.mark.usefixtures("site")
def test_plugins_are_told_by_distribution() -> None:
    told = lines("plugins", "-v")

    first, second = told.index("ratecard 0.1.0"), told.index("ratecard-flat-fee 1.2.0")
    assert first < told.index("free-allowance · Free allowance") < second
    place = told.index("flat-fee · Flat fee")
    assert told[second + 1] == "Kind flat-fee"
    assert told[place + 1 : place + 3] == [
        "Plugin flat-fee",
        f"File {FLAT_FEE}/src/ratecard_flat_fee/__init__.py",
    ]
    assert told[place + 3] == "Setting Type Default Description"
    assert "fee decimal required The fee of one period, in the catalog's currency." in told[place:]


def test_settings_are_told_in_chinese() -> None:
    told = lines("plugins", "--verbose", "--locale", "zh")

    place = told.index("free-allowance · 免费额度")
    assert "设置 类型 默认 说明" in told[place:]
    assert any(line.startswith("units 整数 必填 ") for line in told[place:])


def test_plugins_with_settings_as_json() -> None:
    plugins = {each["kind"]: each for each in document("plugins", "-v")["plugins"]}

    tiers = plugins["tiered-postpaid"]
    assert tiers["file"].endswith("/plugins/ratecard_tiered_postpaid/strategy.py")
    settings = {each["name"]: each for each in tiers["settings"]}
    assert settings["mode"]["type"] == 'one of "volume", "graduated", "flat"'
    assert settings["tiers[].prices"] == {
        "name": "tiers[].prices",
        "type": "list, each: table",
        "required": False,
        "default": [],
        "description": "Prices of single meters that differ from `price`.",
    }
    assert settings["tiers[].prices[].meter"]["required"] is True


ODD = """
from dataclasses import dataclass
from typing import ClassVar
from ratecard.spi import Outcome, Strategy, Text, hookimpl

class Unknown:
    pass

@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(Strategy):
    kind: ClassVar[str] = "odd"
    title: ClassVar[Text] = Text("怪", "Odd")
    thing: Unknown

    def settle(self, bill):
        return Outcome(bill.remaining)

@hookimpl
def ratecard_strategies():
    return [Odd]
"""


def test_settings_that_have_no_schema_cost_no_list(site: Site) -> None:
    site.install("odd-works", "1.0", {"odd": ODD})

    ran = run("plugins", "-v")

    told = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert told[told.index("odd · Odd") + 3] == "Setting unknown"
    assert {each["kind"]: each for each in document("plugins", "-v")["plugins"]}["odd"]["settings"] is None
