"""Strategies of others: the editor knows their settings, and says what their authors wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

from ratecard.catalog import editor_files
from ratecard.domain.bill import Bill
from ratecard.domain.errors import Plugin
from ratecard.domain.strategy import Installed, Outcome, Strategy, Table
from ratecard.domain.text import Text
from tests.editor.editor import INSTALLED, Flag, flags, set_up
from tests.editor.server import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Night(Table):
    """The hours that are cheap."""

    begins: time
    """When they begin."""
    ends: time
    """When they end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRate(Strategy):
    """Charge less at night."""

    kind: ClassVar[str] = "night-rate"
    title: ClassVar[Text] = Text("夜间价", "Night rate")

    night: Night
    """From when to when."""
    price: Decimal = field(metadata={"minimum": 0})
    """The price of a call at night."""
    weekends: Literal["night", "day"] = "day"
    """What weekends are."""
    begins: date | None = None
    """The first night."""
    opened: datetime | None = None
    """The instant of the opening."""
    rates: dict[str, Decimal] = field(default_factory=dict)
    """Prices by the name of a day."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(remaining=bill.remaining)


class Weight:
    """Nothing that a schema can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heavy(Strategy):
    """Charge by weight."""

    __pydantic_config__: ClassVar[object] = {"arbitrary_types_allowed": True}
    kind: ClassVar[str] = "heavy"
    title: ClassVar[Text] = Text("按重量", "Heavy")

    weight: Weight
    """How heavy it is."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(remaining=bill.remaining)


PLUGIN = Plugin("night-rate", "acme-night-rate", "1.0")
FILES = editor_files({**INSTALLED, NightRate.kind: Installed(NightRate, PLUGIN)})
FILES_OF_HEAVY = editor_files({**INSTALLED, Heavy.kind: Installed(Heavy, PLUGIN)})
HEAD = 'id = "toy"\nname = { zh = "", en = "" }\n'
SOUND = """\
chain = ["night-rate", { step = "late", use = "night-rate" }]

[night-rate]
night = { begins = 22:00:00, ends = 06:00:00 }
price = 0
begins = 2021-06-01
opened = 2021-06-01T10:00:00+08:00
rates = { sunday = 0.1, monday = 1 }

[late]
weekends = "night"
"""


def flagged(folder: Path, text: str, files: Mapping[str, str] = FILES) -> list[Flag]:
    path = set_up(folder, files) / "toy" / "product.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + text)
    return flags(folder, "toy/product.toml")


def test_settings_of_a_strategy_of_others_are_known(tmp_path: Path) -> None:
    assert flagged(tmp_path, SOUND) == []


def test_wrong_settings_of_a_strategy_of_others_are_flagged(tmp_path: Path) -> None:
    wrong = SOUND.replace("= 22:00:00", '= "22:00"').replace("price = 0\n", "price = -1\n").replace('"night"', '"noon"')

    assert flagged(tmp_path, wrong) == [
        (6, "expected a value of type LocalTime, but found String"),
        (7, "the value must be ≥ 0, but found -1"),
        (13, 'the value must be one of ["night", "day"], but found "noon"'),
    ]


def test_the_editor_says_what_others_wrote(tmp_path: Path) -> None:
    with Server(set_up(tmp_path, FILES)) as server:
        said = server.hover("product.toml", "[night-rate]\nprice = 1\n", 0)
        offered = server.completions("product.toml", "[night-rate.night]\n")

    assert said.startswith("#### 夜间价 · Night rate\n\nCharge less at night.\n\n")
    assert [(key, words.partition("\n")[0]) for key, words in offered.items()] == [
        ("begins", "When they begin."),
        ("ends", "When they end."),
    ]


def test_settings_that_no_schema_can_describe_go_unchecked(tmp_path: Path) -> None:
    """Nor do those of steps with ids of their own, which may be of that kind."""
    text = '[heavy]\nweight = "much"\nspeed = true\n[stones]\nweight = 5\n[discount]\npercent = 0\n'

    assert flagged(tmp_path, text, FILES_OF_HEAVY) == [(9, "the value must be > 0, but found 0")]
    with Server(tmp_path) as server:
        said = server.hover("product.toml", "[heavy]\nweight = 1\n", 0)
    assert said.startswith("#### 按重量 · Heavy\n\nCharge by weight.\n\n")
