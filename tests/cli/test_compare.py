"""`ratecard compare`: a table of totals, the cheapest, and from how many calls on it is."""

import pytest

from ratecard.cli.compare import BASELINE
from tests.cli.run import document, lines, refused, run

YEAR = ("compare", "id-card", "bank-card", "--from", "2021-01", "--months", "12", "--usage", "25000")
PACKS = ("--with", "3 packs: add-order 100000x3", "--with", "add-order 1000000")
CHAIN = "outcome-filter, free-allowance, prepaid-packs, tiered-postpaid, freeze-estimate, pack-alerts"
CHANGES = (
    "set-usage, scale-usage, add-order, drop-order, choose, set-step, add-step, remove-step, move-step, "
    "use-catalog, use-product"
)
MEANT = "\nHint: did you mean 'remove-step'?"


def test_compare_prints_a_table_of_totals_with_the_cheapest() -> None:
    printed = lines(*YEAR, *PACKS)

    assert printed[0] == "Baseline as it is 3 packs add-order 1000000"
    assert printed[2:7] == [
        "id-card 28800.00 * 10500.00 21000.00",
        "bank-card 28800.00 10500.00 21000.00",
        "",
        "Cheapest id-card · 3 packs: 10500.00 CNY",
        "Period 2021-01 – 2021-12",
    ]


def test_compare_in_chinese() -> None:
    printed = lines(*YEAR, *PACKS, "--locale", "zh")

    assert printed[0] == "基准 不变 3 packs add-order 1000000"
    assert printed[5] == "最便宜 id-card · 3 packs: 10500.00 CNY"


def test_compare_as_json() -> None:
    found = document(*YEAR, *PACKS)

    assert list(found) == ["baselines", "changeLists", "cells", "cheapest", "crossings", "engineVersion"]
    assert [each["name"] for each in found["baselines"]] == ["id-card", "bank-card"]
    assert found["changeLists"][1] == {"name": "3 packs", "changes": ["add-order 100000x3"]}
    assert [(each["baseline"], each["changeList"], each["total"]) for each in found["cells"]] == [
        (0, 0, "28800.00"), (0, 1, "10500.00"), (0, 2, "21000.00"),
        (1, 0, "28800.00"), (1, 1, "10500.00"), (1, 2, "21000.00"),
    ]  # fmt: skip
    assert (found["cheapest"], [each["cheapest"] for each in found["cells"]].index(True)) == (1, 1)
    assert found["crossings"] is None
    assert found["cells"][0]["catalogDigest"].startswith("sha256:")


def test_compare_tells_who_is_cheapest_from_how_many_calls_on() -> None:
    # (n - 1 000) × 0.15 costs 84.00 from 1 560 calls on, and a pack then costs no more.
    month = ("compare", "id-card", "--from", "2021-01", "--months", "1")
    asked = (*month, "--with", "a pack: add-order 1000", "--up-to", "3000")

    found = document(*asked)
    printed = lines(*asked)

    assert found["crossings"] == [
        {"from": 0, "to": 1560, "cheapest": 0},
        {"from": 1561, "to": 3000, "cheapest": 1},
    ]
    at = printed.index("Cheapest by calls in a period")
    assert printed[at + 1 : at + 5] == [
        "From To Cheapest",
        printed[at + 2],
        "0 1560 as it is",
        "1561 3000 a pack",
    ]


def test_beyond_every_list_price_nothing_is_cheapest() -> None:
    asked = ("compare", "id-card", "--from", "2021-01", "--months", "1", "--usage", "1000001", "--up-to", "1000002")
    found = document(*asked)

    assert found["cheapest"] is None
    assert found["cells"][0]["status"] == "contact-sales"
    assert found["cells"][0]["contact"]["units"] == 999001
    assert found["crossings"][-1] == {"from": 1000001, "to": 1000002, "cheapest": None}
    assert "1000001 1000002 contact sales" in lines(*asked)
    assert "Cheapest contact sales" in lines(*asked)


def test_a_cell_that_is_refused_says_why_and_the_others_stand() -> None:
    asked = (*YEAR, "--with", "no gift: remove-step gift", "--baseline", "typed: id-crad")

    found = document(*asked)
    printed = lines(*asked)

    why = f"--with 'remove-step gift': step 'gift' is not known; known: {CHAIN}"
    assert printed[2:5] == ["id-card * 28800.00 refused", "bank-card 28800.00 refused", "typed refused refused"]
    assert f"id-card · no gift: {why}" in printed
    unknown = "product 'id-crad' is not known; known: bank-card, id-card"
    assert f"typed · as it is: {unknown} (did you mean 'id-card'?)" in printed
    assert [each["status"] for each in found["cells"]] == ["priced", "refused"] * 2 + ["refused"] * 2
    assert found["cells"][1]["refusal"] == {
        "code": "unknown-step", "message": why, "hint": None, "path": ["changes", 0],
    }  # fmt: skip
    assert found["cells"][4]["refusal"]["path"] == ["product"]


def test_baselines_have_names_and_inputs_of_their_own() -> None:
    printed = lines(
        "compare", "--from", "2021-01", "--months", "1", "--usage", "9000",
        "--baseline", "small: id-card",
        "--baseline", "big: bank-card usage 10001",
        "--baseline", "both: id-card usage 2500 usage 5:FailedOperation.ImageBlur order 1000",
        "--baseline", "owner: id-card usage 2500 owned 1000:1000@2020-12-01",
    )  # fmt: skip

    # 84 + 500 × 0.15, and 500 × 0.15.
    assert printed[2:6] == ["small 1200.00", "big 900.10", "both 159.00", "owner * 75.00"]
    assert "Cheapest owner: 75.00 CNY" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "id-crad"),
         "product 'id-crad' is not known; known: bank-card, id-card\nHint: did you mean 'id-card'?"),
        (("compare", "id-card", "--with", "x: remove-stop a"),
         f"--with 'remove-stop a': change 'remove-stop' is not known; known: {CHANGES}{MEANT}"),
        (("compare", "--baseline", "id-card"),
         f"--baseline 'id-card': not a baseline\nHint: write it as {BASELINE}"),
        (("compare", "--baseline", "a: id-card calls 5"),
         "--baseline 'a: id-card calls 5': 'calls' is not known; known: usage, order, owned, choose"),
        (("compare", "--baseline", "a: id-card usage 1,2", "--baseline", "b: id-card"),
         "--baseline 'b': 12 periods, where 'a' has 2\nHint: give as many with --periods"),
        (("compare", *["id-card"] * 20, *["--with", "scale-usage 1"] * 20),
         "20 baselines × 21 change lists are not from 1 to 400 cells"),
        (("compare", *["id-card"] * 13, "--months", "1", "--up-to", "10"),
         "crossings of 13 answers are not looked for; at most 12 are\nHint: compare fewer at a time"),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cant_be_compared_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert refused(*arguments) == f"ratecard: {said}\n"


def test_400_cells_are_compared() -> None:
    found = document("compare", *["id-card"] * 20, "--months", "1", *["--with", "scale-usage 1"] * 19)

    assert len(found["cells"]) == 400


def test_a_comparison_of_nothing_is_wrong_usage() -> None:
    ran = run("compare")

    assert ran.code == 2
    assert "give at least one PRODUCT or --baseline" in ran.err
