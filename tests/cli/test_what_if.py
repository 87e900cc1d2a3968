"""`ratecard what-if` on the issue's own numbers, and on every kind of change."""

import json
from pathlib import Path

import pytest

from tests.cli.run import CATALOGS, answered, document, lines, refused, run

YEAR = ("what-if", "id-card", "--from", "2021-01", "--months", "12", "--usage", "25000")
NINE = ("what-if", "id-card", "--from", "2021-01", "--months", "1", "--usage", "9000")
CHAIN = "outcome-filter, free-allowance, prepaid-packs, tiered-postpaid, freeze-estimate, pack-alerts"
KINDS = (
    "capacity-packs, debit-rounding, discount, free-allowance, freeze-estimate, minimum-spend, money-credit, "
    "outcome-filter, overflow, pack-alerts, period-fee, prepaid-packs, tiered-postpaid"
)


def change(*texts: str) -> list[str]:
    return [word for text in texts for word in ("--change", text)]


def totals(*arguments: str) -> tuple[str, str, str]:
    found = document(*arguments)
    return found["before"]["total"], found["after"]["total"], found["difference"]["total"]


def test_three_packs_on_the_first_day() -> None:
    found = document(*YEAR, *change("add-order 100000x3@2021-01-01"))

    assert (found["before"]["total"], found["after"]["total"]) == ("28800.00", "10500.00")
    assert found["difference"]["total"] == "-18300.00"
    assert [each["held"] for each in found["before"]["statements"]] == ["2400.00"] * 12
    assert [each["held"] for each in found["after"]["statements"]] == ["0.00"] * 12
    assert [each["difference"] for each in found["difference"]["periods"]] == ["8100.00"] + ["-2400.00"] * 11
    assert [
        (each["step"], each["before"], each["after"], each["difference"])
        for each in found["difference"]["steps"]
        if each["difference"] != "0.00"
    ] == [
        ("prepaid-packs", "0.00", "10500.00", "10500.00"),
        ("tiered-postpaid", "28800.00", "0.00", "-28800.00"),
    ]
    assert found["contributions"] == [
        {
            "change": "add-order 100000x3@2021-01-01",
            "total": "10500.00",
            "difference": "-18300.00",
            "contact": None,
            "refusal": None,
        }
    ]


def test_three_packs_in_a_table() -> None:
    printed = lines(*YEAR, *change("add-order 100000x3@2021-01-01"))

    assert printed[4:8] == ["Before 28800.00 CNY", "After 10500.00 CNY", "Difference -18300.00", ""]
    assert "add-order 100000x3@2021-01-01 10500.00 -18300.00" in printed
    assert "2021-01 2400.00 10500.00 +8100.00 2400.00" in printed
    assert "2021-12 2400.00 0.00 -2400.00 2400.00" in printed
    assert "Prepaid packs · prepaid-packs 0.00 10500.00 +10500.00" in printed
    assert "Postpaid · tiered-postpaid 28800.00 0.00 -28800.00" in printed
    assert "ID card OCR, 100 000 calls 36000 24000 12000 2021-01-01 00:00 2022-01-01 00:00" in printed


def test_three_packs_in_chinese() -> None:
    printed = lines(*YEAR, *change("add-order 100000x3@2021-01-01"), "--locale", "zh")

    assert printed[4:7] == ["变更前 28800.00 CNY", "变更后 10500.00 CNY", "差额 -18300.00"]
    assert "变更 变更后合计 差额" in printed
    assert "付费资源包 · prepaid-packs 0.00 10500.00 +10500.00" in printed
    assert "2021-12 资源包（变更后） · Asia/Shanghai" in printed


def test_a_pack_before_the_allowance_ends_empty() -> None:
    asked = ("what-if", "id-card", "--from", "2021-01", "--usage", "1500", "--order", "1000")
    moved = change("move-step prepaid-packs before free-allowance")

    month = document(*asked, "--months", "1", *moved)
    two = document(*asked, "--months", "2", *moved)

    left = [
        [lot["after"] for lot in month[side]["statements"][0]["balances"] if lot["sku"]] for side in ("before", "after")
    ]
    assert [month[side]["total"] for side in ("before", "after")] == ["84.00", "84.00"]
    assert left == [[500], [0]]
    assert [two[side]["total"] for side in ("before", "after")] == ["84.00", "159.00"]


@pytest.mark.parametrize(
    ("texts", "before", "after", "difference"),
    [
        # 9 000 × 0.15
        (["set-step free-allowance: units = 0"], "1200.00", "1350.00", "150.00"),
        (["set-usage 10001"], "1200.00", "900.10", "-299.90"),
        (["scale-usage 2"], "1200.00", "1700.00", "500.00"),
        (["scale-usage 0.5 from 2021-01"], "1200.00", "525.00", "-675.00"),
        (["add-order 10000"], "1200.00", "560.00", "-640.00"),
        (["add-order 10000", "drop-order 10000"], "1200.00", "1200.00", "0.00"),
        # 84 + 7 000 × 0.15
        (["add-order 1000x2", "drop-order 1000x1"], "1200.00", "1134.00", "-66.00"),
        (["add-step gift use free-allowance after free-allowance: units = 500, every = \"month\"",
          "set-step gift: units = 600"], "1200.00", "1110.00", "-90.00"),
        (["add-step gift use free-allowance after free-allowance: units = 500, every = \"month\"",
          "move-step gift before free-allowance", "remove-step gift"], "1200.00", "1200.00", "0.00"),
        (["remove-step free-allowance", "set-step pack-alerts: packs = [\"prepaid-packs\"]"],
         "1200.00", "1350.00", "150.00"),
        (["use-product bank-card"], "1200.00", "1200.00", "0.00"),
        (["use-catalog on 2022-01-01"], "1200.00", "1200.00", "0.00"),
        (["set-step tiered-postpaid: tiers = [{ up_to = 10_000, price = 0.12 }, { price = 0.1 }]"],
         "1200.00", "960.00", "-240.00"),
        ([], "1200.00", "1200.00", "0.00"),
    ],
    ids=lambda value: "; ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_each_kind_of_change(texts: list[str], before: str, after: str, difference: str) -> None:
    assert totals(*NINE, *change(*texts)) == (before, after, difference)


def test_changes_add_up_in_their_order() -> None:
    found = document(*NINE, *change("add-order 10000", "set-usage 12000", "remove-step freeze-estimate"))

    # 560; then 560 + 1 000 × 0.10; then the same, with nothing frozen.
    assert [(each["total"], each["difference"]) for each in found["contributions"]] == [
        ("560.00", "-640.00"),
        ("660.00", "100.00"),
        ("660.00", "0.00"),
    ]
    assert found["difference"]["total"] == "-540.00"


def test_from_contact_sales_on_what_a_change_adds_is_unknown() -> None:
    changes = change("scale-usage 200", "scale-usage 0.005")
    found = document(*NINE, *changes)
    printed = lines(*NINE, *changes)

    why = "1799000 of 1800000 calls have no list price: contact sales"
    assert [(each["total"], each["difference"]) for each in found["contributions"]] == [(None, None), ("1200.00", None)]
    assert [each["contact"]["reason"] for each in found["contributions"]] == [why, why]
    assert found["difference"]["total"] == "0.00"
    url = "https://cloud.tencent.com/act/event/connect-service"
    assert f"scale-usage 200 contact sales unknown {why} {url}" in printed
    assert f"scale-usage 0.005 1200.00 unknown {why} {url}" in printed


def test_a_total_with_contact_sales_has_its_reason() -> None:
    printed = lines(*NINE, *change("set-usage 1000001"))

    assert printed[5].startswith("After contact sales · 999001 of 1000001 calls have no list price: contact sales http")
    assert printed[6] == "Difference unknown"
    assert "2021-01 1200.00 contact sales unknown 1200.00" in printed


def test_changes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(
        '[[changes]]\nset_step = { step = "free-allowance", settings = { units = 0 } }\n'
        '[[changes]]\nset_step = { step = "free-allowance", settings = { units = "0" } }\n',
        "utf-8",
    )

    assert refused(*NINE, "--change", f"@{file}") == (
        f"ratecard: {file}:3: free-allowance.units: expected a whole number, got '0'\nHint: write it without quotes\n"
    )
    file.write_text(file.read_text("utf-8").replace('"0"', "9_000"), "utf-8")
    assert totals(*NINE, "--change", f"@{file}") == ("1200.00", "0.00", "-1200.00")


def test_a_file_of_changes_that_is_wrong_is_told_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text("[[changes]]\nscale_usage = { factor = true }\n", "utf-8")

    assert refused(*NINE, "--change", f"@{file}") == (
        f"{file}:2: changes[0].scale_usage.factor: expected a decimal, got true\n"
    )


def test_usage_of_a_change_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text("from,to,units\n2021-01-01,2021-02-01,10001\n", "utf-8")

    assert totals(*NINE, "--change", f"set-usage @{file}") == ("1200.00", "900.10", "-299.90")
    file.write_text("from,to,units\n2021-01-01,2021-02-01,1\n2021-02-01,2021-03-01,1\n", "utf-8")
    assert refused(*NINE, "--change", f"set-usage @{file}").startswith(f"ratecard: {file}:3: slice 1 over 2021-0")


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ('set-step tiered-postpaid: tiers = [{ price = "cheap" }]',
         "tiered-postpaid.tiers[0].price: expected a decimal, got 'cheap'", None),
        ("set-step tiered-postpaid: prise = 1",
         ("tiered-postpaid.prise: key 'prise' is not known; known: mode, tiers, tier_excludes, per, blocks, "
          "counted_over"),
         None),
        ("set-step gift: units = 0", f"step 'gift' is not known; known: {CHAIN}", None),
        ("remove-step gift", f"step 'gift' is not known; known: {CHAIN}", None),
        ("move-step free-allowance before gift", f"step 'gift' is not known; known: {CHAIN}", None),
        ('add-step free-allowance use free-allowance: units = 5, every = "month"',
         f"step 'free-allowance' is in the chain already: {CHAIN.replace(', ', ' > ')}", "choose another id"),
        ("add-step gift use free-alowance", f"kind 'free-alowance' is not known; known: {KINDS}",
         "did you mean 'free-allowance'?"),
        ("add-step gift use free-allowance: units = 5", "gift: key 'every' is missing", None),
        ("scale-usage 0", "factor 0 is not above zero", None),
        ("scale-usage -2", "factor -2 is not above zero", None),
        ("scale-usage 2 from 2021-13", "period '2021-13' is not a month", "write it as '2021-06'"),
        ("drop-order 1000", "there is no such order of '1000' to drop; there are: none", None),
        ("add-order 7", "sku '7' is not known; known: 1000, 10000, 100000, 1000000, 10000000", None),
        ("add-order 1000x0", "quantity 0 is below 1", None),
        ("use-product passport", "product 'passport' is not known; known: bank-card, id-card", None),
        ("set-usage -5", "units -5 are below zero", None),
    ],
)  # fmt: skip
def test_a_change_that_cant_be_made_is_refused(text: str, sentence: str, hint: str | None) -> None:
    said = refused(*NINE, *change("scale-usage 1", text)).splitlines()

    assert said[0] == f"ratecard: --change {text!r}: {sentence}"
    assert said[1:] == ([f"Hint: {hint}"] if hint else [])


def test_an_unknown_digest_is_refused_with_those_that_are_loaded() -> None:
    digest = document("quote", "id-card", "--period", "2021-01")["catalogDigest"]

    assert refused(*NINE, *change("use-catalog sha256:00")) == (
        "ratecard: --change 'use-catalog sha256:00': digest 'sha256:00' is not loaded; "
        f"loaded: {digest} (tencent-ocr)\n"
    )
    assert totals(*NINE, *change(f"use-catalog {digest}")) == ("1200.00", "1200.00", "0.00")


def test_a_list_has_at_most_200_changes() -> None:
    assert run(*NINE, *change(*["scale-usage 1"] * 200)).code == 0
    assert refused(*NINE, *change(*["scale-usage 1"] * 201)) == "ratecard: 201 changes are more than 200\n"


def test_a_refusal_as_json_has_the_path_of_the_key() -> None:
    said = json.loads(refused(*NINE, *change("scale-usage 2", "set-step tiered-postpaid: prise = 1"), "--json"))

    assert said["errors"][0]["code"] == "bad-settings"
    assert said["errors"][0]["path"] == ["changes", 1, "settings", "prise"]


def test_a_refusal_of_the_baseline_is_not_a_changes() -> None:
    said = refused("what-if", "id-card", "--from", "2021-01", "--usage", "-1", *change("add-order 1000"))

    assert said == "ratecard: units -1 are below zero\n"


def test_nothing_is_stored() -> None:
    before = {path: path.read_bytes() for path in CATALOGS.rglob("*") if path.is_file()}

    answered(*YEAR, *change("set-step free-allowance: units = 0", "remove-step pack-alerts"))

    assert {path: path.read_bytes() for path in CATALOGS.rglob("*") if path.is_file()} == before


def test_what_if_as_json_has_a_stable_shape() -> None:
    found = document(*NINE)

    assert list(found) == ["before", "after", "difference", "contributions"]
    assert list(found["difference"]) == ["total", "periods", "steps"]
    assert list(found["before"]) == list(found["after"]) == [
        "product", "name", "currency", "timeZone", "catalog", "catalogDigest", "engineVersion", "from", "until",
        "periods", "status", "total", "openingBalance", "statements", "ledger", "lowBalances", "hints",
    ]  # fmt: skip
