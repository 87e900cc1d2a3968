"""`ratecard replay`: a fault of production, settled again at the author's desk until it is gone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ratecard.cli.app import app
from tests.cli.run import Ran, run
from tests.cli.test_check import PRODUCT, SHARED
from tests.host.site import Site

PLUGIN = """
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple
from ratecard.spi import Bill, Outcome, Refused, Strategy, Text, hookimpl, take

class Seen(NamedTuple):
    units: int
    spent: Decimal

@dataclass(frozen=True, slots=True, kw_only=True)
class Toy(Strategy):
    kind: ClassVar[str] = "toy"
    title: ClassVar[Text] = Text("玩具", "Toy")
    state_type: ClassVar[type | None] = Seen

    price: Decimal

    def settle(self, bill: Bill) -> Outcome:
        seen = bill.state or Seen(0, Decimal("0.00"))
        count = min(3, bill.units)
        taken, left = take(bill.remaining, count)
        if bill.units > 20 and seen.units:
            BREAK
        line = bill.line(count, self.price, rule=("price",))
        return Outcome(left, (line,), state=Seen(seen.units + count, self.price))

@hookimpl
def ratecard_strategies():
    return [Toy]
"""
LOSES = "left = ()"
RAISES = 'raise RuntimeError("out of\\norder")'
REFUSES = 'raise Refused("too-much", "that is too much", "ask for less")'
FINE = "pass"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogs" / "toy"
    folder.mkdir(parents=True)
    shared = SHARED.replace('chain = ["free', 'chain = ["toy", "free')
    (folder / "catalog.toml").write_text(f"{shared}\n[toy]\nprice = 0.150\n", "utf-8")
    (folder / "passport.toml").write_text(PRODUCT.split("[[examples]]")[0], "utf-8")
    return tmp_path


@pytest.fixture
def works(place: Path) -> Iterator["Works"]:
    with pytest.MonkeyPatch.context() as patch:
        made = Works(place, patch)
        yield made
        made.forget()


class Works:
    """The toy's works: each release is the only one that is installed."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch) -> None:
        self._place = place
        self._patch = patch
        self._sites: list[Site] = []

    def release(self, version: str, body: str) -> None:
        """Replace what is installed."""
        self.forget()
        site = Site(self._place / f"site-{version}", self._patch)
        site.install("toy-works", version, {"toy": PLUGIN.replace("BREAK", body)})
        self._sites.append(site)

    def forget(self) -> None:
        """Uninstall what is installed."""
        for site in self._sites:
            site.forget()
            for file in site.root.rglob("*"):
                if file.is_file():
                    file.unlink()


def failed(place: Path, *flags: str) -> Ran:
    """Two months, the second of which the toy breaks at."""
    catalogs = str(place / "catalogs")
    return run("forecast", "passport", "--from", "2021-06", "--usage", "10,40", *flags, "--catalogs", catalogs)


def logged(place: Path, *flags: str) -> str:
    ran = failed(place, *flags)
    assert (ran.code, ran.out) == (1, "")
    log = place / "fault.log"
    log.write_text("an earlier line\n" + ran.err if not flags else ran.err, "utf-8")
    return str(log)


@pytest.mark.parametrize("flags", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize(
    ("body", "what"),
    [(LOSES, "was given 40 units, covered 3 and left 0"), (RAISES, "raised RuntimeError: out of\norder")],
    ids=["loses", "raises"],
)
def test_a_fault_is_shown_again(works: Works, place: Path, body: str, what: str, flags: tuple[str, ...]) -> None:
    works.release("0.3", body)

    ran = run("replay", logged(place, *flags), "--json")

    (replayed,) = json.loads(ran.out)["replays"]
    assert (ran.code, ran.err) == (1, "")
    assert replayed["fault"] == replayed["logged"]["what"] == what
    assert replayed["logged"]["plugin"] == {"name": "toy", "distribution": "toy-works", "version": "0.3"}
    assert (replayed["step"], replayed["outcome"], replayed["refused"]) == ("toy", None, None)
    assert (replayed["raisedAt"] is None) == (body == LOSES)


def test_a_fault_is_told_in_words(works: Works, place: Path) -> None:
    works.release("0.3", RAISES)

    ran = run("replay", logged(place))

    assert ran.code == 1
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[:3] == [
        "toy (toy) · passport · 2021-07",
        "Logged toy-works 0.3: raised RuntimeError: out of order",
        "Now toy-works 0.3: raised RuntimeError: out of order",
    ]
    assert lines[3].startswith("Raised at ")
    assert lines[3].endswith("toy_toy_works_toy.py:24 in settle")
    assert 'State [3, "0.150"]' in lines


def test_a_fault_that_was_mended_is_said_to_be(works: Works, place: Path) -> None:
    works.release("0.3", LOSES)
    log = logged(place)
    works.release("0.4", FINE)

    ran = run("replay", log)
    told = run("replay", log, "--json")
    chinese = run("replay", log, "--locale", "zh")

    assert (ran.code, ran.err) == (0, "")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[:3] == [
        "toy (toy) · passport · 2021-07",
        "Logged toy-works 0.3: was given 40 units, covered 3 and left 0",
        "Now toy-works 0.4: fixed",
    ]
    assert "Line Toy · 3 · 3 × 0.150 = 0.45 · toy/catalog.toml:12" in lines
    assert "Left 37 units" in lines
    (replayed,) = json.loads(told.out)["replays"]
    assert (told.code, replayed["fault"]) == (0, None)
    assert replayed["outcome"]["state"] == [6, "0.150"]
    assert [(line["units"], line["amount"]) for line in replayed["outcome"]["lines"]] == [(3, "0.45")]
    assert "toy-works 0.4: 已修复" in chinese.out


def test_a_refusal_is_an_answer(works: Works, place: Path) -> None:
    works.release("0.3", LOSES)
    log = logged(place)
    works.release("0.4", REFUSES)

    ran = run("replay", log)

    assert ran.code == 0
    assert "fixed, it refuses: that is too much" in ran.out
    assert "Hint    ask for less" in ran.out


def test_it_reads_a_pipe(works: Works, place: Path) -> None:
    works.release("0.3", LOSES)
    text = Path(logged(place)).read_text("utf-8")
    ran = CliRunner().invoke(app, ["replay", "-"], input=text)

    assert ran.exit_code == 1
    assert "was given 40 units, covered 3 and left 0" in ran.stdout


def test_a_strategy_that_is_not_installed_is_refused(works: Works, place: Path) -> None:
    works.release("0.3", LOSES)
    log = logged(place)
    works.forget()

    ran = run("replay", log)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("ratecard: kind 'toy' is not known; known: capacity-packs, ")


def test_settings_that_are_taken_no_more_are_refused(works: Works, place: Path) -> None:
    works.release("0.3", LOSES)
    log = Path(logged(place))
    log.write_text(log.read_text("utf-8").replace('"price": 0.150}', '"fee": 0.150}'), "utf-8")

    ran = run("replay", str(log))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("ratecard: toy: key 'price' is missing; toy.fee: key 'fee' is not known")


def test_a_file_that_is_none_is_refused(place: Path) -> None:
    (place / "empty.log").write_text("nothing\n", "utf-8")

    missing = run("replay", str(place / "no.log"))
    empty = run("replay", str(place / "empty.log"))

    assert missing == Ran(1, "", f"ratecard: {place}/no.log can't be read: No such file or directory\n")
    assert empty.err == (
        f"ratecard: {place}/empty.log: it has no counter-example\n"
        "Hint: give a log, or the JSON that stands after 'counter-example:' in one\n"
    )
