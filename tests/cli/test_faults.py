"""A plugin that fails is named on stderr: never a traceback, never a wrong total."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import run
from tests.cli.test_check import PRODUCT, SHARED
from tests.host.site import Site

PLUGIN = """
from dataclasses import dataclass
from typing import ClassVar
from ratecard.spi import Bill, Notice, Outcome, Strategy, Text, count, hookimpl

@dataclass(frozen=True, slots=True, kw_only=True)
class Toy(Strategy):
    kind: ClassVar[str] = "toy"
    title: ClassVar[Text] = Text("玩具", "Toy")

    fails: str

    def _fail(self, method):
        if self.fails == method:
            raise RuntimeError("out of order")

    def settle(self, bill: Bill) -> Outcome:
        self._fail("settle")
        line = bill.line(0, __import__("decimal").Decimal(0), kind="fee", quantity=1)
        notice = Notice(bill.step, "toy", bill.period.start, bill.period.start, False, "", 0, ())
        return Outcome(bill.remaining, (line,), notices=(notice,))

    def label(self, line, locale):
        self._fail("label")
        return "[bold]a fee[/bold]"

    def message(self, notice, locale):
        self._fail("message")
        return "a word"

    def describe(self, locale):
        self._fail("describe")
        return "a rule"

    def display(self):
        self._fail("display")
        return Strategy.display(self)

@hookimpl
def ratecard_strategies():
    return [Toy]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    place = Site(tmp_path / "site", monkeypatch)
    place.install("toy-works", "0.3", {"toy": PLUGIN})
    yield place
    place.forget()


def catalogs(folder: Path, fails: str) -> str:
    place = folder / "toy"
    place.mkdir()
    shared = SHARED.replace('chain = ["free', 'chain = ["toy", "free')
    (place / "catalog.toml").write_text(f'{shared}\n[toy]\nfails = "{fails}"\n', "utf-8")
    (place / "passport.toml").write_text(PRODUCT.split("[[examples]]")[0], "utf-8")
    return str(folder)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("flag", [[], ["--json"]], ids=["tables", "json"])
@pytest.mark.parametrize(
    ("command", "method"),
    [
        (["quote", "passport"], "settle"),
        (["quote", "passport"], "label"),
        (["quote", "passport"], "message"),
        (["forecast", "passport"], "settle"),
        (["products", "passport"], "describe"),
        (["products", "passport"], "display"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_fault_names_the_plugin(tmp_path: Path, command: list[str], method: str, flag: list[str]) -> None:
    ran = run(*command, *flag, "--catalogs", catalogs(tmp_path, method))

    assert (ran.code, ran.out if flag else "") == (1, "")
    assert "step 'toy' (toy, plugin toy, toy-works 0.3) raised RuntimeError" in ran.err
    assert "out of order" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("site")
def test_words_of_a_plugin_are_printed_as_they_are(tmp_path: Path) -> None:
    ran = run("quote", "passport", "--catalogs", catalogs(tmp_path, "nothing"))

    assert ran.code == 0
    assert "[bold]a fee[/bold]  " in ran.out
    assert "toy: a word (no channel)\n" in ran.out
