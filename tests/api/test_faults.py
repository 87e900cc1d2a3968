"""Faults: a plugin's is data, any other is masked; both are numbered and in the log."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import build
from ratecard.catalog import load
from ratecard.domain.errors import Plugin
from ratecard.domain.strategy import Installed
from ratecard.host import discover
from ratecard.service import Service, Shelf
from ratecard.service.counter_example import counter_examples, replay
from ratecard.spi import Bill, Display, Line, Outcome, Strategy, Text
from tests.api.client import Client, TestClient
from tests.api.conftest import SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(Strategy):
    """Break in one way or another."""

    kind: ClassVar[str] = "broken"
    title: ClassVar[Text] = Text("坏", "Broken")

    way: Literal["settle", "offers", "words"]
    """Where it breaks."""
    parts: int = 1
    """Into how many it goes."""

    def __post_init__(self) -> None:
        1 // self.parts

    def settle(self, bill: Bill) -> Outcome:
        if self.way == "settle" and 10 < bill.units < 1_000:  # the proof of a catalog asks at neither
            raise KeyError("secret")
        line = bill.line(bill.units, bill.conventions.rounding.unit) if bill.units else None
        return Outcome((), (line,) if line else ())

    def label(self, line: Line, locale: str) -> str:
        if self.way == "words":
            raise KeyboardInterrupt("secret")
        return "fine"

    def describe(self, locale: str) -> str:
        if self.way == "words":
            return 5  # type: ignore[return-value]  # the fault to be caught
        return "fine"

    def choices(self) -> Sequence[str]:
        if self.way == "words":
            raise SystemExit("secret")
        return []

    def display(self) -> Display:
        if self.way == "words":
            return "a table"  # type: ignore[return-value]  # the fault to be caught
        return super(Broken, self).display()


CATALOG = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["broken"]
"""
PRODUCT = """\
id = "WAY"
name = { zh = "产品", en = "Product" }

[broken]
way = "WAY"
"""
INSTALLED = Installed(Broken, Plugin("broken-things", "toy-dist", "1.2"))


def schema_that_fails(strategy: type[Strategy]) -> dict[str, object]:
    raise RuntimeError("a password")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    folder = tmp_path / "catalogs" / "toy"
    folder.mkdir(parents=True)
    (folder / "catalog.toml").write_text(CATALOG, "utf-8")
    for way in ("settle", "words"):
        (folder / f"{way}.toml").write_text(PRODUCT.replace("WAY", way), "utf-8")
    strategies = {**discover(), "broken": INSTALLED}
    shelf = Shelf(catalogs=load(folder.parent, strategies), strategies=strategies)
    service = Service(
        shelf,
        clock=lambda: datetime(2021, 6, 15, tzinfo=UTC),
        engine_version="0.1.0",
        schema=schema_that_fails,
        build=build,
    )
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("broken", {"setStep": {"step": "broken", "settings": {"parts": 0}}}),
        ("again", {"addStep": {"step": "again", "use": "broken", "settings": {"way": "settle", "parts": 0}}}),
    ],
    ids=["set-step", "add-step"],
)
def test_settings_that_break_in_a_what_if_are_a_fault_of_the_plugin(
    client: Client, step: str, change: dict[str, object]
) -> None:
    asked = {"product": "settle", "from": "2021-06", "usage": [{"units": 5}]}
    query = """mutation($input: WhatIfInput!) { whatIf(input: $input) {
        __typename ... on PluginFault { step kind distribution version message } } }"""

    answer = client.data(query, input={"baseline": asked, "changes": [change]})["whatIf"]

    assert answer == {
        "__typename": "PluginFault",
        "step": step,
        "kind": "broken",
        "distribution": "toy-dist",
        "version": "1.2",
        "message": f"step '{step}' (broken, plugin broken-things, toy-dist 1.2) raised ZeroDivisionError from its "
        "settings: integer division or modulo by zero",
    }


def test_a_plugins_fault_is_data(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "ratecard.api"):
        answer = client.quote("settle", 11)

    number = answer.pop("number")
    assert answer == {
        "__typename": "PluginFault",
        "step": "broken",
        "kind": "broken",
        "plugin": "broken-things",
        "distribution": "toy-dist",
        "version": "1.2",
        "message": "step 'broken' (broken, plugin broken-things, toy-dist 1.2) raised KeyError: 'secret'",
    }
    assert f"fault {number}: step 'broken'" in caplog.text
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    (example,) = counter_examples(f"2021-06-15 ERROR {record.getMessage()}\nTraceback\n  and more\n")
    assert (example["step"], example["settings"], example["engine"]) == ("broken", {"way": "settle"}, "0.1.0")
    assert [piece["last"] for piece in example["bill"]["remaining"]] == [11]
    again = replay(example, {"broken": INSTALLED}.__getitem__, build)
    assert str(again.fault) == answer["message"]
    assert client.quote("settle", 10)["total"]["amount"] == "0.10"


def test_a_plugin_without_words_costs_no_answer(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    query = """{ product(id: "words") { ... on Product {
        steps { describe choices display { ... on NoteDisplay { note } } } } } }"""

    with caplog.at_level(logging.ERROR, "ratecard.api"):
        line = client.quote("words", 7)["lines"][0]
        step = client.data(query)["product"]["steps"][0]

    assert (line["label"], line["amount"]) == ("Broken", {"amount": "0.07"})
    assert step == {"describe": "Broken", "choices": [], "display": {"note": "Broken"}}
    assert "raised KeyboardInterrupt from its words" in caplog.text
    assert "returned int when asked for words" in caplog.text
    assert "when asked how to show it" in caplog.text
    assert "raised SystemExit from choices" in caplog.text


def test_any_other_fault_is_masked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "ratecard.api"):
        response = client.post({"query": "{ strategies { settings } }"})

    error = response.json()["errors"][0]
    number = error["extensions"]["number"]
    assert error["message"] == f"a fault of the server, number {number} in its log"
    assert error["extensions"] == {"code": "internal-error", "number": number}
    assert "password" not in response.text
    assert f"fault {number}: a password" in caplog.text


def test_a_fault_before_any_resolver_is_masked_too(own_service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(application(own_service, SETTINGS)) as http, caplog.at_level(logging.ERROR, "ratecard.api"):
        own_service.shelf = None  # type: ignore[assignment]  # whatever could go wrong outside of resolvers
        response = Client(http).post({"query": "{ problems }"})

    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == "internal-error"
    assert error["message"] == f"a fault of the server, number {error['extensions']['number']} in its log"
    assert f"fault {error['extensions']['number']}: " in caplog.text
