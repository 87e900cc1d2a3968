"""Settings: what a TOML parser gives becomes a strategy's dataclass, and nothing else does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ratecard.catalog import Problem, SettingsProblems, Wrong, build_strategy, load, settings_schema
from ratecard.domain.errors import Plugin
from ratecard.domain.strategy import Installed
from ratecard.spi import Bill, Offer, Outcome, Reference, Span, Strategy, Table, Text, Warned
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, changed, problems, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Table):
    """A band of the fee."""

    share: Decimal
    """A share of the fee."""
    inner: tuple["Band", ...] = ()
    """Bands inside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Strategy):
    """Charge a fee."""

    kind: ClassVar[str] = "fee"
    title: ClassVar[Text] = Text("费用", "Fee")

    fee: Decimal
    """The fee."""
    at: time = time(10)
    every: Span | None = None
    names: tuple[Text, ...] = ()
    rates: Mapping[str, Decimal] | None = None
    bands: tuple[Band, ...] = ()
    most: int | None = None
    trouble: str = ""

    def __post_init__(self) -> None:
        if self.trouble == "type":
            raise TypeError("unsupported operand")
        if self.trouble == "value":
            raise ValueError("trouble is not wanted")

    def settle(self, bill: Bill) -> Outcome:
        if self.trouble == "settle":
            raise KeyError("settle")
        return Outcome(bill.remaining, (bill.line(0, self.fee, kind="fee", quantity=1),))

    def offers(self) -> Sequence[Offer]:
        if self.trouble == "offers":
            raise SystemExit("offers")
        return [Offer("a", self.title, 1, Decimal(1), Span())] * (2 if self.trouble == "twice" else 0)

    def refers_to(self) -> Iterable[Reference]:
        return ["step"] if self.trouble == "refers" else []  # type: ignore[list-item]  # a plugin's mistake

    def check(self) -> Iterable[Warned]:
        yield from [Warned(("fee",), "high-fee", f"the fee is {self.fee}", "lower it")] * (self.fee > 100)


def test_build_strategy_takes_what_toml_gives() -> None:
    table: dict[str, object] = {
        "fee": 84,
        "at": time(9, 30),
        "every": {"years": 1},
        "names": [{"zh": "甲", "en": "A"}],
        "rates": {"a": 1, "b": Decimal("0.5")},
        "bands": [{"share": Decimal("0.1"), "inner": [{"share": 1}]}],
    }

    assert build_strategy(Fee, table) == Fee(
        fee=Decimal(84),
        at=time(9, 30),
        every=Span(years=1),
        names=(Text("甲", "A"),),
        rates={"a": Decimal(1), "b": Decimal("0.5")},
        bands=(Band(share=Decimal("0.1"), inner=(Band(share=Decimal(1)),)),),
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param({}, [Wrong((), "key 'fee' is missing", None, "missing-key")], id="missing"),
        pytest.param({"fee": 0.5}, [Wrong(("fee",), "expected a decimal, got 0.5", None, "wrong-type")], id="float"),
        pytest.param(
            {"fee": 1, "bands": [{"share": 1, "inner": [{"share": 1}, {"shar": 1}]}]},
            [
                Wrong(("bands", 0, "inner", 1), "key 'share' is missing", None, "missing-key"),
                Wrong(
                    ("bands", 0, "inner", 1, "shar"),
                    "key 'shar' is not known; known: share, inner",
                    "did you mean 'share'?",
                    "unknown-key",
                ),
            ],
            id="deep",
        ),
        pytest.param(
            {"fee": 1, "rates": {"a": "x"}, "most": True, "every": [1]},
            [
                Wrong(
                    ("every",),
                    "expected a table, got an array",
                    "write it in braces: { years = …, months = …, days = … }",
                    "wrong-type",
                ),
                Wrong(("rates", "a"), "expected a decimal, got 'x'", None, "wrong-type"),
                Wrong(("most",), "expected a whole number, got true", None, "wrong-type"),
            ],
            id="several",
        ),
        pytest.param(
            {"fee": 1, "trouble": "value"}, [Wrong(("trouble",), "trouble is not wanted")], id="its own sentence"
        ),
    ],
)
def test_build_strategy_says_all_that_is_wrong(table: dict[str, object], expected: list[Wrong]) -> None:
    with pytest.raises(SettingsProblems) as caught:
        build_strategy(Fee, table)

    assert list(caught.value.problems) == expected


def test_settings_schema_describes_the_table_in_tomls_terms() -> None:
    schema: dict[str, Any] = settings_schema(Fee)

    assert schema["description"] == "Charge a fee."
    assert schema["required"] == ["fee"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["fee"] == {"description": "The fee.", "title": "Fee", "type": "number"}
    assert schema["properties"]["most"] == {"title": "Most", "type": "integer"}
    assert schema["$defs"]["Text"] == {
        "type": "object",
        "properties": {
            "zh": {"type": "string", "description": "In Chinese."},
            "en": {"type": "string", "description": "In English."},
        },
        "required": ["zh", "en"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize("kind", sorted(INSTALLED))
def test_settings_schema_describes_every_setting_of_the_built_ins(kind: str) -> None:
    schema = settings_schema(INSTALLED[kind].strategy)

    tables = [schema, *schema.get("$defs", {}).values()]
    settings = [(name, setting) for table in tables for name, setting in table["properties"].items()]
    assert [name for name, setting in settings if not setting.get("description")] == []
    assert all(isinstance(each["default"], dict) for _, each in settings if "default" in each and "$ref" in each)


WITH_FEE = {**INSTALLED, "fee": Installed(Fee, Plugin("toy-fee", "toy", "1.2"))}
FEE = "step 'fee' (fee, plugin toy-fee, toy 1.2)"


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        pytest.param(
            "type", f"plugin-fault | passport.toml:4: fee: {FEE} raised TypeError: unsupported operand", id="init"
        ),
        pytest.param(
            "offers", f"plugin-fault | passport.toml:4: fee: {FEE} raised SystemExit: offers in offers()", id="offers"
        ),
        pytest.param(
            "refers",
            f"plugin-fault | passport.toml:4: fee: {FEE} returned str from refers_to() instead of Reference",
            id="refers_to",
        ),
        pytest.param(
            "twice", "duplicate-sku | passport.toml:4: fee: sku 'a' is offered twice", id="two offers of a sku"
        ),
    ],
)
def test_load_names_the_plugin_that_fails(tmp_path: Path, trouble: str, expected: str) -> None:
    files: dict[str, str | bytes] = {
        "catalog.toml": changed(SHARED, '"tiered-postpaid"]', '"tiered-postpaid", "fee"]'),
        "passport.toml": changed(
            PASSPORT, "[prepaid-packs]", f'[fee]\nfee = 0\ntrouble = "{trouble}"\n\n[prepaid-packs]'
        ),
    }

    assert problems(tmp_path, files, WITH_FEE) == [expected]


def test_load_names_the_plugin_that_can_not_settle(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "catalog.toml": changed(SHARED, '"tiered-postpaid"]', '"tiered-postpaid", "fee"]'),
        "passport.toml": changed(PASSPORT, "[prepaid-packs]", '[fee]\nfee = 0\ntrouble = "settle"\n\n[prepaid-packs]'),
    }

    assert problems(tmp_path, files, WITH_FEE) == [
        f"plugin-fault | passport.toml:4: fee: {FEE} raised KeyError: 'settle', for 0 calls",
        f"plugin-fault | passport.toml:17: examples[0]: {FEE} raised KeyError: 'settle'",
    ]


def test_load_keeps_warnings_with_their_places(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "toy/catalog.toml": changed(SHARED, '"tiered-postpaid"]', '"tiered-postpaid", "fee"]'),
        "toy/passport.toml": changed(
            changed(PASSPORT, "[prepaid-packs]", "[fee]\nfee = 200\n\n[prepaid-packs]"), "15\n", "215\n"
        ),
    }

    (catalog,) = load(write(tmp_path, files), WITH_FEE)

    file = f"{tmp_path}/toy/passport.toml"
    assert catalog.warnings == (Problem(file, 5, "fee.fee", "the fee is 200", "lower it", "high-fee"),)
    assert str(catalog.warnings[0]) == f"{file}:5: fee.fee: the fee is 200"


def test_times_may_be_text_where_settings_are_json() -> None:
    fee = build_strategy(Fee, {"fee": 1, "at": "10:30:00"}, text_times=True)

    assert isinstance(fee, Fee)
    assert fee.at == time(10, 30)
    with pytest.raises(SettingsProblems) as refused:
        build_strategy(Fee, {"fee": 1, "at": "noon"}, text_times=True)
    assert refused.value.problems[0].message == "expected a time such as 10:00:00, got 'noon'"


def test_times_are_no_text_in_toml() -> None:
    with pytest.raises(SettingsProblems) as refused:
        build_strategy(Fee, {"fee": 1, "at": "10:30:00"})

    assert refused.value.problems[0].message == "expected a time such as 10:00:00, got '10:30:00'"
