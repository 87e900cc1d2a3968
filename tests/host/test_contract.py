"""A plugin says which contract it is written for; the host holds it to that before the plugin is imported."""

import importlib.metadata

import pytest

from ratecard import contract
from ratecard.host import GROUP, HostProblem, discover
from ratecard.spi import CONTRACT
from tests.host.site import Site
from tests.host.test_host import TOY

HINT = (
    f"\nHint: install a version of acme-night-rate for contract {CONTRACT}, or another version of ratecard;"
    " or disable it: RATECARD_DISABLED=night"
)


def problem(site: Site, source: str) -> str:
    site.install("acme-night-rate", "0.1.0", {"night": source})
    with pytest.raises(HostProblem) as raised:
        discover()
    return str(raised.value)


def test_a_range_that_leaves_the_contract_out_is_refused_with_both_versions(site: Site) -> None:
    assert problem(site, f'{TOY}\nratecard_requires = ">=2"') == (
        f"plugin 'night' (acme-night-rate 0.1.0) requires contract >=2, this engine has {CONTRACT}{HINT}"
    )


@pytest.mark.parametrize(
    "line",
    [
        'ratecard_requires = ">=2"',
        'ratecard_requires: str = ">=2"',
        'ratecard_requires: "Final" = ">=2"',
    ],
)
def test_the_range_is_read_before_the_plugin_is_imported(site: Site, line: str) -> None:
    assert " requires contract >=2, " in problem(site, f"{line}\nfrom ratecard.spi import FromTheFuture")


@pytest.mark.parametrize(
    "line",
    ['ratecard_requires = ">=" + "2"', 'locals()["ratecard_requires"] = ">=2"', 'ratecard_requires, x = ">=2", 1'],
)
def test_a_range_that_is_computed_is_read_after_the_import(site: Site, line: str) -> None:
    assert " requires contract >=2, " in problem(site, f"{TOY}\n{line}")


@pytest.mark.parametrize(("value", "said"), [("'newest'", "a range of versions"), ("2", "text"), ("None", "text")])
def test_a_range_that_is_none_is_refused(site: Site, value: str, said: str) -> None:
    assert problem(site, f"{TOY}\nratecard_requires = {value}") == (
        "plugin 'night' (acme-night-rate 0.1.0) breaks the contract:"
        f" ratecard_requires must be {said}, as '>=1.0,<2', got {value}{HINT}"
    )


@pytest.mark.parametrize("line", ["", 'ratecard_requires = ">=1.0,<2"', 'ratecard_requires = "~=1.0"'])
def test_a_plugin_for_this_contract_is_taken(site: Site, line: str) -> None:
    site.install("acme-night-rate", "0.1.0", {"night": f"{TOY}\n{line}"})

    assert "toy" in discover()


def test_a_plugin_that_is_refused_can_be_disabled(site: Site) -> None:
    site.install("acme-night-rate", "0.1.0", {"night": 'ratecard_requires = ">=2"'})

    assert "toy" not in discover(["night"])


@pytest.mark.parametrize(
    ("requires", "offered", "fits"),
    [
        (">=1.0,<2", "1.0", True),
        (">=1.0,<2", "1.9", True),
        (">=1.0,<2", "2.0", False),
        (">=1.2,<2", "1.0", False),
        ("", "7.1", True),
        (contract.FIRST, "1.0", True),
        (contract.FIRST, "2.0", False),
    ],
)
def test_a_range_holds_versions(requires: str, offered: str, fits: bool) -> None:
    assert (contract.unmet(requires, offered) is None) is fits


def test_the_modules_packages_are_not_imported_for_the_range(site: Site) -> None:
    package = site.root / "toy_deep"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "inner" / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "inner" / "hook.py").write_text('ratecard_requires = ">=3"')

    assert contract.written("toy_deep.inner.hook") == ">=3"
    assert contract.written("toy_deep.inner.hook:plugin [extra]") == ">=3"
    assert contract.written("toy_deep.outer.hook") is None
    assert contract.written("no_such_module") is None


def test_the_built_in_plugins_say_for_which_contract_they_are_written() -> None:
    built_in = [
        each for each in importlib.metadata.entry_points(group=GROUP) if each.dist and each.dist.name == "ratecard"
    ]

    assert {contract.written(each.value) for each in built_in} == {">=1.0,<2", ">=1.1,<2"}
