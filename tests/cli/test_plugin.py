"""`ratecard plugin test`: a report of what an installed plugin is held to."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import run
from tests.host.site import FLAT_FEE, Site

BROKEN = '''
from dataclasses import dataclass
from typing import ClassVar
from ratecard.spi import Bill, Outcome, Strategy, Text, hookimpl

@dataclass(frozen=True, slots=True, kw_only=True)
class Loses(Strategy):
    """Loses what it is given."""
    kind: ClassVar[str] = "loses"
    title: ClassVar[Text] = Text("丢", "Loses")
    examples: ClassVar = ({},)
    waived: ClassVar = {"zero-usage": "nobody asks"}
    def settle(self, bill: Bill) -> Outcome:
        return Outcome(())

@hookimpl
def ratecard_strategies():
    return [Loses]
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    place = Site(tmp_path / "site", monkeypatch)
    yield place
    place.forget()


def test_a_broken_plugin_is_reported_and_fails(site: Site) -> None:
    site.install("acme", "1.2.0", {"loses": BROKEN})

    ran = run("plugin", "test", "acme", "--cases", "20")

    lines = [line.strip() for line in ran.out.splitlines()]
    assert ran.code == 1
    assert "loses (acme 1.2.0)" in lines
    assert any(line.startswith("BROKEN  units-conserved: given 1 units, covered 0 and left 0 (") for line in lines)
    assert "waived  zero-usage: nobody asks" in lines
    assert lines[-1] == "Laws broken: 1"


def test_the_report_as_json(site: Site) -> None:
    site.install("acme", "1.2.0", {"loses": BROKEN})

    ran = run("plugin", "test", "acme", "--cases", "20", "--json")

    found = json.loads(ran.out)
    (strategy,) = found["strategies"]
    laws = {each["law"]: each for each in strategy["laws"]}
    assert (ran.code, found["distribution"], found["version"], found["conforms"]) == (1, "acme", "1.2.0", False)
    assert laws["zero-usage"] == {
        "law": "zero-usage",
        "status": "waived",
        "reason": "nobody asks",
        "counterExample": None,
    }
    assert laws["units-conserved"]["status"] == "broken"
    assert "usage" in laws["units-conserved"]["counterExample"]


def test_a_plugin_without_examples_is_not_passed(site: Site) -> None:
    site.install_project(FLAT_FEE)

    ran = run("plugin", "test", "ratecard-flat-fee", "--cases", "5")

    assert ran.code == 1
    assert "BROKEN  answers: there are no examples of settings to try it with" in ran.out


def test_an_unknown_distribution_is_refused() -> None:
    ran = run("plugin", "test", "ratecrad")

    assert ran.code == 1
    assert ran.err.startswith("ratecard: distribution 'ratecrad' ships no plugin; those that do: ratecard")


def test_without_hypothesis_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("ratecard.testing.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)

    ran = run("plugin", "test", "ratecard")

    assert ran.code == 1
    assert ran.err == "ratecard: the conformance kit needs hypothesis\nHint: pip install 'ratecard[testing]'\n"
