"""The reference of the contract is the contract: names, types, units, errors and versions, in both directions."""

import builtins
import decimal
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.version import Version

from ratecard import hookspecs, spi
from ratecard.domain import errors
from tests.docs.contract import KERNEL, declared, names

REFERENCE = Path(__file__).parents[2] / "plugins" / "REFERENCE.md"
DECLARED = declared()
STANDARD = {
    *dir(builtins), "ABC", "Annotated", "Any", "ClassVar", "Collection", "Decimal", "Fraction", "HookimplMarker",
    "Iterable", "Iterator", "Literal", "Mapping", "NamedTuple", "Sequence", "ZoneInfo", "date", "datetime", "time",
}  # fmt: skip
MEASURED = {"int", "Decimal", "datetime", "Fraction", "date", "time"}
"""Types that mean nothing without a unit."""


class Row(NamedTuple):
    """A row of the reference."""

    name: str
    what: str
    type: str
    unit: str
    raises: str
    since: str


def rows() -> list[Row]:
    found = []
    for line in REFERENCE.read_text("utf-8").splitlines():
        if line.startswith("| `"):
            cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            name, what, measured, raises, since = cells
            type_, _, unit = measured.removeprefix("`").partition("`")
            found.append(Row(name.strip("`"), what, type_, unit.removeprefix(", "), raises, since))
    return found


ROWS = {row.name: row for row in rows()}


def draft(name: str) -> str:
    """The row that is missing, but for its words."""
    type_ = DECLARED[name].replace("|", r"\|")
    return f"| `{name}` | WHAT | `{type_}`, UNIT | – | {spi.CONTRACT} |"


def test_every_name_of_the_contract_has_a_row() -> None:
    assert [draft(name) for name in DECLARED if name not in ROWS] == []


def test_every_row_is_a_name_of_the_contract_once() -> None:
    assert [row.name for row in rows() if row.name not in DECLARED] == []
    assert len(rows()) == len(ROWS)


def test_the_rows_are_what_can_be_imported_and_the_hooks() -> None:
    hooks = {name for name, value in vars(hookspecs).items() if hasattr(value, "ratecard_spec")}

    top = {name.removesuffix("()") for name in ROWS if "." not in name}
    assert top == {*spi.__all__, *hooks, "ratecard_requires"}


def test_types_are_as_the_code_writes_them() -> None:
    assert {name: row.type for name, row in ROWS.items()} == DECLARED


def test_types_are_made_of_names_that_a_plugin_can_import() -> None:
    known = {*STANDARD, *spi.__all__}

    # A refusal's own base is the kernel's: plugins raise `Refused`, and derive nothing from either.
    assert {type_: names(type_) - known for type_ in DECLARED.values() if names(type_) - known} == {
        "class Refused(Refusal)": {"Refusal"}
    }


def test_numbers_and_instants_have_a_unit() -> None:
    assert [name for name, row in ROWS.items() if names(row.type) & MEASURED and not row.unit] == []


def test_every_row_is_a_sentence() -> None:
    assert [name for name, row in ROWS.items() if not row.what.endswith((".", ".`"))] == []


def test_since_is_a_version_that_was() -> None:
    versions = {version for row in ROWS.values() for version in row.since.split(", deprecated ")}

    assert {version for version in versions if not re.fullmatch(r"\d+\.\d+", version)} == set()
    assert max(map(Version, versions)) <= Version(spi.CONTRACT)


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.raises != "–"], ids=lambda row: row.name)
def test_an_error_that_is_named_is_one(row: Row) -> None:
    named = [word for word in re.findall(r"`(\w+)`", row.raises) if word[0].isupper()]

    for name in named:
        error = getattr(builtins, name, None) or getattr(decimal, name, None) or getattr(errors, name)
        assert issubclass(error, Exception)
    assert named or row.raises.endswith("stops the start-up with a sentence")


def test_what_is_the_kernels_is_there_and_is_not_documented() -> None:
    bill = {f"Bill.{field}" for field in spi.Bill._fields}

    assert bill >= KERNEL
    assert {name for name in bill if name not in ROWS} == KERNEL
