"""What is installed is found; what can't be used stops the start-up with one sentence."""

import importlib.metadata

import pytest

from ratecard.domain.errors import Plugin
from ratecard.host import GROUP, HostProblem, discover
from tests.host.site import BUILT_IN, FLAT_FEE, Site

HEAD = """
import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from ratecard.spi import Bill, Outcome, Strategy, Text, hookimpl

class Settling(Strategy):
    __slots__ = ()
    kind: ClassVar[str] = "toy"
    title: ClassVar[Text] = Text("玩具", "Toy")

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)

frozen = dataclass(frozen=True, slots=True, kw_only=True)
"""
TAIL = """
@hookimpl
def ratecard_strategies():
    return [Toy]
"""
TOY = f"{HEAD}\n@frozen\nclass Toy(Settling):\n    pass\n{TAIL}"


def plugin(body: str) -> str:
    return f"{HEAD}\n{body}\n{TAIL}"


def problem(*disabled: str) -> str:
    with pytest.raises(HostProblem) as raised:
        discover(disabled)
    return str(raised.value)


def test_discover_finds_the_built_in_plugins_by_the_group_that_all_use() -> None:
    version = importlib.metadata.version("ratecard")

    found = discover()

    assert {kind: installed.plugin for kind, installed in found.items()} == {
        kind: Plugin(kind, "ratecard", version) for kind in BUILT_IN
    }


def test_discover_finds_a_third_partys_distribution(site: Site) -> None:
    site.install_project(FLAT_FEE)

    found = discover()

    assert list(found) == sorted([*BUILT_IN, "flat-fee"])
    assert found["flat-fee"].plugin == Plugin("flat-fee", "ratecard-flat-fee", "1.2.0")
    assert found["flat-fee"].strategy.__module__ == "ratecard_flat_fee"


def test_discover_takes_entry_points_that_are_handed_over() -> None:
    only = importlib.metadata.entry_points(group=GROUP, name="free-allowance")

    assert list(discover(found=only)) == ["free-allowance"]


def test_discover_leaves_out_what_is_disabled() -> None:
    disabled = ["pack-alerts", "freeze-estimate"]

    assert list(discover(disabled)) == [kind for kind in BUILT_IN if kind not in disabled]


def test_discover_does_not_import_what_is_disabled(site: Site) -> None:
    site.install("broken", "1", {"broken": "raise SystemExit('imported')"})

    assert list(discover(["broken"])) == BUILT_IN


def test_discover_names_a_disabled_plugin_that_is_not_installed() -> None:
    assert problem("pack-alert") == (
        f"plugin 'pack-alert' is disabled but not installed; installed: {', '.join(BUILT_IN)}"
        "\nHint: did you mean 'pack-alerts'?"
    )


def test_discover_names_both_distributions_of_one_entry_point(site: Site) -> None:
    site.install("fees-a", "1.0", {"fees": TOY})
    site.install("fees-b", "2.0", {"fees": TOY})

    found = problem()

    assert found in {
        f"plugin 'fees' is installed twice: by {one} and by {other}\nHint: uninstall one of the two"
        for one, other in (("fees-a 1.0", "fees-b 2.0"), ("fees-b 2.0", "fees-a 1.0"))
    }


def test_discover_names_both_plugins_of_one_kind(site: Site) -> None:
    site.install("toy-a", "1.0", {"toy-a": TOY})
    site.install("toy-b", "2.0", {"toy-b": TOY})

    assert problem() == (
        "kind 'toy' is shipped by plugin 'toy-a' (toy-a 1.0) and by plugin 'toy-b' (toy-b 2.0)"
        "\nHint: disable one of the two plugins"
    )


def test_discover_takes_one_of_two_plugins_of_one_kind_when_the_other_is_disabled(site: Site) -> None:
    site.install("toy-a", "1.0", {"toy-a": TOY})
    site.install("toy-b", "2.0", {"toy-b": TOY})

    assert discover(["toy-a"])["toy"].plugin == Plugin("toy-b", "toy-b", "2.0")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "import no_such_module",
            "can't be imported: ModuleNotFoundError: No module named 'no_such_module'"
            "\nHint: uninstall toy, or disable it: RATECARD_DISABLED=toy",
            id="missing module",
        ),
        pytest.param(
            "raise SystemExit(3)",
            "can't be imported: SystemExit: 3\nHint: uninstall toy, or disable it: RATECARD_DISABLED=toy",
            id="exit while importing",
        ),
        pytest.param(
            "def ratecard_strategies(): return []",
            "implements no hook; known: ratecard_strategies\nHint: mark the function with ratecard.spi.hookimpl",
            id="no hook",
        ),
        pytest.param(
            f"{HEAD}\n@hookimpl\ndef ratecard_strategies():\n    raise KeyError('x')",
            "can't list its strategies: KeyError: 'x'",
            id="hook raises",
        ),
        pytest.param(
            f"{HEAD}\n@hookimpl\ndef ratecard_strategies():\n    return None",
            "can't list its strategies: TypeError: 'NoneType' object is not iterable",
            id="hook returns nothing",
        ),
    ],
)
def test_discover_says_why_a_plugin_is_no_use(site: Site, source: str, expected: str) -> None:
    site.install("toy", "0.1", {"toy": source})

    assert problem() == f"plugin 'toy' (toy 0.1) {expected}"


def test_discover_names_a_misspelt_hook(site: Site) -> None:
    site.install("toy", "0.1", {"toy": f"{HEAD}\n@hookimpl\ndef ratecard_strategys():\n    return []"})

    assert problem() == (
        "plugin 'toy' (toy 0.1) breaks the contract: hook 'ratecard_strategys' is not known; known: ratecard_strategies"
        "\nHint: did you mean 'ratecard_strategies'?"
    )


def test_discover_names_an_argument_that_the_hook_does_not_have(site: Site) -> None:
    site.install("toy", "0.1", {"toy": f"{HEAD}\n@hookimpl\ndef ratecard_strategies(config):\n    return []"})

    found = problem()

    assert found.startswith("plugin 'toy' (toy 0.1) breaks the contract: Plugin 'toy' for hook 'ratecard_strategies'")
    assert found.endswith("\nHint: uninstall toy, or disable it: RATECARD_DISABLED=toy")


SLOTTED = "Toy must be a dataclass(frozen=True, slots=True, kw_only=True)"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Toy = 7", "ratecard_strategies returned 7, which is no subclass of Strategy", id="no class"),
        pytest.param("Toy = Decimal", "ratecard_strategies returned <class 'decimal.Decimal'>, which is no subclass of"
                     " Strategy", id="another class"),
        pytest.param("@frozen\nclass Toy(Strategy):\n    kind = 'toy'\n    title = Text('', '')",
                     "Toy does not implement settle", id="abstract"),
        pytest.param("@frozen\nclass Toy(Settling):\n    kind: ClassVar[str] = 'Flat_Fee'",
                     "Toy.kind must be in kebab-case, as 'flat-fee', got 'Flat_Fee'", id="kind in another case"),
        pytest.param("@frozen\nclass Toy(Settling):\n    kind: ClassVar[Any] = None",
                     "Toy.kind must be in kebab-case, as 'flat-fee', got None", id="no kind"),
        pytest.param("@frozen\nclass Toy(Settling):\n    title: ClassVar[Any] = 'Toy'",
                     "Toy.title must be a Text", id="title in one language"),
        pytest.param("class Toy(Settling):\n    __slots__ = ()", SLOTTED, id="no dataclass"),
        pytest.param("@dataclass(frozen=True, kw_only=True)\nclass Toy(Settling):\n    pass", SLOTTED, id="no slots"),
        pytest.param("@dataclass(frozen=True, slots=True)\nclass Toy(Settling):\n    fee: int",
                     SLOTTED, id="positional fields"),
        pytest.param("@frozen\nclass Toy(Settling):\n    fee: float",
                     "Toy.fee is a float; money is a Decimal and units are an int", id="float"),
        pytest.param("@frozen\nclass Toy(Settling):\n    fees: tuple[float, ...] | None = None",
                     "Toy.fees is a float; money is a Decimal and units are an int", id="float inside"),
        pytest.param("@frozen\nclass Toy(Settling):\n    fees: list[int]",
                     "Toy.fees can change; use a tuple", id="list"),
        pytest.param("@frozen\nclass Toy(Settling):\n    fees: tuple[dict[str, int], ...]",
                     "Toy.fees can change; use a tuple", id="dict inside"),
        pytest.param("@frozen\nclass Toy(Settling):\n    fee: 'Fee'",
                     "Toy has a field whose type can't be read: name 'Fee' is not defined", id="unknown type"),
        pytest.param("@frozen\nclass Toy(Settling):\n    state_type: ClassVar[type | None] = dict",
                     "Toy.state_type must be a NamedTuple or a frozen dataclass, got <class 'dict'>", id="dict state"),
        pytest.param("@frozen\nclass Toy(Settling):\n    state_type: ClassVar[Any] = 'State'",
                     "Toy.state_type must be a NamedTuple or a frozen dataclass, got 'State'", id="state by name"),
        pytest.param("@frozen\nclass Toy(Settling):\n    state_type: ClassVar[type | None] = "
                     "frozen(type('State', (), {'__annotations__': {'lots': tuple[list[int], ...]}}))",
                     "Toy.state_type can change, by its field lots; use a tuple", id="state that can change"),
        pytest.param("@frozen\nclass Toy(Settling):\n    state_version: ClassVar[Any] = '2'",
                     "Toy.state_version must be a whole number, got '2'", id="state version"),
    ],
)  # fmt: skip
def test_discover_holds_a_class_to_the_contract(site: Site, body: str, expected: str) -> None:
    site.install("toy", "0.1", {"toy": plugin(body)})

    assert problem() == f"plugin 'toy' (toy 0.1) breaks the contract: {expected}"


@pytest.mark.parametrize(
    "state",
    ["NamedTuple('State', [('left', int)])", "frozen(type('State', (), {'__annotations__': {'left': int}}))"],
    ids=["named tuple", "frozen dataclass"],
)
def test_discover_takes_state_that_can_not_change(site: Site, state: str) -> None:
    source = f"from typing import NamedTuple\nState = {state}\n"
    body = f"{source}@frozen\nclass Toy(Settling):\n    state_type: ClassVar[type | None] = State"
    site.install("toy", "0.1", {"toy": plugin(body)})

    assert "toy" in discover()
