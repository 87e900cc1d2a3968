"""Baselines × change lists: the table, the cheapest, and who is cheapest from how many calls on."""

from typing import Any

import pytest

from tests.api.client import Client

COMPARE = """
query Compare($input: CompareInput!, $upTo: Units!, $crossings: Boolean!) {
  compare(input: $input) {
    __typename
    ... on Comparison {
      cells { baseline changeList row column total { amount }
        answer { __typename ... on Forecast { reason } ... on Refusal { code message path } } }
      cheapest { baseline changeList }
      crossings(upTo: $upTo) @include(if: $crossings) {
        ... on Crossings { ranges { first last cheapest { changeList } } }
        ... on Refusal { code message path } } }
    ... on Refusal { code message hint path }
  }
}
"""
YEAR = {"product": "id-card", "from": "2021-01", "periods": 12, "usage": [{"units": 25_000}]}
MONTH = {"product": "id-card", "from": "2021-01", "usage": [{"units": 9_000}]}
PACK = {"name": "10 000", "changes": [{"addOrder": {"sku": "10000"}}]}


def compare(client: Client, baselines: object, lists: object, up_to: int | None = None) -> Any:
    asked = {"baselines": baselines, "changeLists": lists}
    return client.data(COMPARE, input=asked, upTo=up_to or 1, crossings=up_to is not None)["compare"]


def test_a_table_of_totals(client: Client) -> None:
    packs = [
        {"name": "postpaid"},
        {"name": "three", "changes": [{"addOrder": {"sku": "100000", "quantity": 3}}]},
        {"name": "one large", "changes": [{"addOrder": {"sku": "1000000"}}]},
    ]
    bank = {"name": "bank", "forecast": YEAR | {"product": "bank-card"}}

    answer = compare(client, [{"name": "id", "forecast": YEAR}, bank], packs)

    table = [(cell["baseline"], cell["changeList"], cell["total"]["amount"]) for cell in answer["cells"]]
    assert table == [
        ("id", "postpaid", "28800.00"),
        ("id", "three", "10500.00"),
        ("id", "one large", "21000.00"),
        ("bank", "postpaid", "28800.00"),
        ("bank", "three", "10500.00"),
        ("bank", "one large", "21000.00"),
    ]
    assert answer["cheapest"] == {"baseline": "id", "changeList": "three"}


def test_cells_without_a_total_say_why(client: Client) -> None:
    lists = [
        {"name": "too much", "changes": [{"scaleUsage": {"factor": "200"}}]},
        {"name": "no such pack", "changes": [{"addOrder": {"sku": "1000"}}, {"addOrder": {"sku": "7"}}]},
        {"name": "no such key", "changes": [{"setStep": {"step": "free-allowance", "settings": {"unit": 1}}}]},
        PACK,
    ]
    unknown = {"name": "unknown", "forecast": MONTH | {"orders": [{"sku": "7"}]}}

    answer = compare(client, [{"name": "id", "forecast": MONTH}, unknown], lists)

    first, second, third, fourth, fifth, *_ = answer["cells"]
    assert first["answer"]["reason"] == "2021-01: 1799000 of 1800000 calls have no list price: contact sales"
    assert (second["answer"]["code"], second["answer"]["path"]) == (
        "unknown-sku",
        ["input", "changeLists", "1", "changes", "1", "addOrder"],
    )
    assert third["answer"] == {
        "__typename": "PlainRefusal",
        "code": "bad-settings",
        "message": "free-allowance.unit: key 'unit' is not known; known: units, every, valid_for, share",
        "path": ["input", "changeLists", "2", "changes", "0", "setStep", "settings", "unit"],
    }
    assert [cell["total"] for cell in (first, second, third)] == [None] * 3
    assert fourth["total"] == {"amount": "560.00"}
    assert fifth["answer"]["path"] == ["input", "baselines", "1", "forecast", "orders", "0"]
    assert answer["cheapest"] == {"baseline": "id", "changeList": "10 000"}


def test_who_is_cheapest_from_how_many_calls_on(client: Client) -> None:
    answer = compare(client, [{"name": "id", "forecast": MONTH}], [{"name": "postpaid"}, PACK], 20_000)

    # 560 is dearer than (n - 1000) × 0.15 up to 4 733 calls; beyond 11 000 the pack saves 10 000 × 0.10.
    assert answer["crossings"]["ranges"] == [
        {"first": 0, "last": 4_733, "cheapest": {"changeList": "postpaid"}},
        {"first": 4_734, "last": 20_000, "cheapest": {"changeList": "10 000"}},
    ]


def test_a_question_as_it_is_needs_no_list(client: Client) -> None:
    answer = compare(client, [{"name": "id", "forecast": MONTH}], [])

    assert answer["cells"] == [
        {
            "baseline": "id",
            "changeList": None,
            "row": 0,
            "column": 0,
            "total": {"amount": "1200.00"},
            "answer": {"__typename": "Forecast", "reason": None},
        }
    ]


@pytest.mark.parametrize(("rows", "columns"), [(21, 20), (0, 1)])
def test_a_table_has_one_to_four_hundred_cells(client: Client, rows: int, columns: int) -> None:
    answer = compare(client, [{"name": "id", "forecast": MONTH}] * rows, [{"name": "postpaid"}] * columns)

    assert answer == {
        "__typename": "PlainRefusal",
        "code": "too-many-cells",
        "message": f"{rows} baselines × {columns} change lists are not from 1 to 400 cells",
        "hint": None,
        "path": ["input"],
    }


def test_four_hundred_cells_are_answered(client: Client) -> None:
    answer = compare(client, [{"name": "id", "forecast": MONTH}] * 20, [PACK] * 20)

    assert {cell["total"]["amount"] for cell in answer["cells"]} == {"560.00"}
    assert len(answer["cells"]) == 400


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (([{"name": "a", "forecast": MONTH | {"usage": [{"units": 1.5}]}}], []),
         ["baselines", "0", "forecast", "usage", "0", "units"]),
        (([{"name": "a", "forecast": MONTH}], [PACK, {"name": "b", "changes": [{"setUsage": [{"units": -1}]}]}]),
         ["changeLists", "1", "changes", "0", "setUsage", "0", "units"]),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_as_a_whole(client: Client, given: Any, path: list[str]) -> None:
    answer = compare(client, *given)

    assert (answer["__typename"], answer["path"]) == ("PlainRefusal", ["input", *path])


@pytest.mark.parametrize(
    ("rows", "up_to", "code", "path"),
    [(1, -1, "negative-units", ["upTo"]), (13, 10, "too-many-crossings", ["upTo"])],
)
def test_crossings_are_refused(client: Client, rows: int, up_to: int, code: str, path: list[str]) -> None:
    answer = compare(client, [{"name": "id", "forecast": MONTH}] * rows, [], up_to)

    assert (answer["crossings"]["code"], answer["crossings"]["path"]) == (code, path)
    assert len(answer["cells"]) == rows
