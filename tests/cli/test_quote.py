"""`ratecard quote` on the page's own numbers."""

from pathlib import Path

import pytest

from tests.cli.run import answered, document, lines, run

JUNE = ("--period", "2021-06")


@pytest.mark.parametrize(
    ("arguments", "total", "formula"),
    [
        ("id-card --usage 900", "0.00", "0"),
        ("id-card --usage 9000", "1200.00", "(9000 - 1000) × 0.15 = 1200"),
        ("bank-card --usage 90000", "8900.00", "(90000 - 1000) × 0.10 = 8900"),
        ("bank-card --usage 900000", "53940.00", "(900000 - 1000) × 0.06 = 53940"),
        ("bank-card --usage 2500 --order 1000", "159.00", "(2500 - 1000 - 1000) × 0.15 + 84 = 159"),
        ("id-card --order 100000x3", "10500.00", "3 × 3500 = 10500"),
        ("id-card --usage 10000", "1350.00", "(10000 - 1000) × 0.15 = 1350"),
        ("id-card --usage 10001", "900.10", "(10001 - 1000) × 0.10 = 900.1"),
        ("id-card --usage 1000000", "59940.00", "(1000000 - 1000) × 0.06 = 59940"),
        ("id-card --usage 12000 --order 10000", "660.00", "(12000 - 1000 - 10000) × 0.10 + 560 = 660"),
    ],
)  # fmt: skip
def test_quote_prints_the_total_and_its_sum(arguments: str, total: str, formula: str) -> None:
    printed = lines("quote", *arguments.split(), *JUNE)
    quote = document("quote", *arguments.split(), *JUNE)

    assert [f"Total {total} CNY", f"Sum {formula}"] == [line for line in printed if line.startswith(("Total", "Sum"))]
    assert (quote["status"], quote["total"], quote["formula"]) == ("priced", total, formula)


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        ("id-card --usage 1000500 --order prepaid-packs/1000000", "21000.00"),
        ("tencent-ocr/bank-card --order 10000000", "60000.00"),
    ],
)
def test_quote_takes_full_names(arguments: str, total: str) -> None:
    assert document("quote", *arguments.split(), *JUNE)["total"] == total


def test_quote_prints_each_line_with_its_sum_and_source() -> None:
    printed = answered("quote", "bank-card", "--usage", "2500", "--order", "1000", *JUNE).splitlines()

    start = next(number for number, line in enumerate(printed) if line.startswith("Line"))
    rows = [" ".join(line.split()) for line in printed[start : start + 6]]
    assert rows[0] == "Line Units Price Amount Sum Source"
    assert set(rows[1]) == {"─"}
    assert [row.rsplit(":", 1)[0] for row in rows[2:]] == [
        "Free allowance 1000 0 0.00 1000 × 0 = 0 tencent-ocr/catalog.toml",
        "Purchase: Bank card OCR, 1 000 calls · 2021-06-01 × 1 84 84.00 84 tencent-ocr/bank-card.toml",
        "Bank card OCR, 1 000 calls 1000 0 0.00 1000 × 0 = 0 tencent-ocr/bank-card.toml",
        "Postpaid 500 0.15 75.00 (2500 - 1000 - 1000) × 0.15 = 75 tencent-ocr/bank-card.toml",
    ]
    assert printed[start + 6] == ""


def test_quote_says_when_what_is_paid() -> None:
    printed = answered("quote", "bank-card", "--usage", "2500", "--order", "1000", *JUNE)

    facts = {line.split()[0]: " ".join(line.split()[1:]) for line in printed.splitlines() if "CNY" in line}
    freeze, source = facts.pop("Freeze").rsplit(" · ", 1)
    assert freeze == "2021-07-03 75.00 CNY · 500 × 0.15 × 100 % = 75"
    assert source.startswith("tencent-ocr/catalog.toml:")
    assert facts == {
        "Total": "159.00 CNY",
        "Purchases": "84.00 CNY",
        "Bill": "2021-07-01 to 2021-07-03, charge 75.00 CNY",
        "On": "hold 75.00 CNY",
    }


def test_quote_speaks_chinese() -> None:
    words = lines("quote", "bank-card", "--usage", "2500", "--order", "1000", *JUNE, "--locale", "zh")

    assert words[0] == "银行卡识别 · tencent-ocr/bank-card"
    assert words[1] == "账期 2021-06"
    assert "合计 159.00 CNY" in words
    assert "算式 (2500 - 1000 - 1000) × 0.15 + 84 = 159" in words
    assert "出账 2021-07-01 至 2021-07-03，扣费 75.00 CNY" in words
    assert any(word.startswith("购买银行卡识别 1000次 · 2021-06-01 × 1 84 84.00 84") for word in words)


@pytest.mark.parametrize(
    ("lang", "total"),
    [("zh_CN.UTF-8", "合计"), ("zh", "合计"), ("de_DE.UTF-8", "Total"), ("C", "Total"), ("", "Total")],
)
def test_quote_speaks_what_lang_says(lang: str, total: str) -> None:
    assert f"\n{total}" in answered("quote", "id-card", *JUNE, LANG=lang)


def test_quote_of_contact_sales_is_an_answer_with_the_lines_that_have_a_price() -> None:
    printed = answered("quote", "id-card", "--usage", "1000001", *JUNE)
    quote = document("quote", "id-card", "--usage", "1000001", *JUNE)

    assert "Total    none: 999001 of 1000001 calls have no list price: contact sales\n" in printed
    assert "Contact  https://cloud.tencent.com/act/event/connect-service\n" in printed
    assert "Bill     2021-07-01 to 2021-07-03, the charge is unknown\n" in printed
    assert (quote["status"], quote["total"], quote["formula"], quote["charge"]) == ("contact-sales", None, None, None)
    assert quote["contact"] == {
        "units": 999001,
        "reason": "999001 of 1000001 calls have no list price: contact sales",
        "url": "https://cloud.tencent.com/act/event/connect-service",
    }
    assert [(line["kind"], line["units"], line["amount"]) for line in quote["lines"]] == [
        ("usage", 1000, "0.00"),
        ("contact", 999001, None),
    ]


def test_quote_as_json_has_a_stable_shape() -> None:
    quote = document("quote", "bank-card", "--usage", "2500", "--order", "1000", *JUNE)

    sources = [line.pop("source") for line in quote["lines"]] + [hold.pop("source") for hold in quote["holds"]]
    assert [source.rsplit(":", 1)[0].rsplit("/", 1)[1] for source in sources] == [
        "catalog.toml", "bank-card.toml", "bank-card.toml", "bank-card.toml", "catalog.toml",
    ]  # fmt: skip
    assert quote.pop("catalogDigest").startswith("sha256:")
    assert quote.pop("engineVersion") == "0.1.0"
    assert quote.pop("state")
    assert quote.pop("lines") == [
        line("free-allowance", "usage", "Free allowance", 1000, "1000", "0", "0.00", "1000 × 0 = 0"),
        line("prepaid-packs", "purchase", "Purchase: Bank card OCR, 1 000 calls", 0, "1", "84", "84.00", "84",
             item="1000", at="2021-06-01T00:00:00+08:00"),
        line("prepaid-packs", "usage", "Bank card OCR, 1 000 calls", 1000, "1000", "0", "0.00", "1000 × 0 = 0",
             item="1000"),
        line("tiered-postpaid", "usage", "Postpaid", 500, "500", "0.15", "75.00", "(2500 - 1000 - 1000) × 0.15 = 75"),
    ]  # fmt: skip
    assert quote.pop("holds") == [
        {
            "step": "freeze-estimate", "kind": "freeze", "label": "Freeze · freeze-estimate", "amount": "75.00",
            "ratio": "1", "formula": "500 × 0.15 × 100 % = 75",
        }
    ]  # fmt: skip
    assert [(notice["kind"], notice["at"], notice["approximate"]) for notice in quote.pop("notices")] == [
        ("low", "2021-06-22T15:00:00+08:00", True),
        ("exhausted", "2021-06-25T10:00:00+08:00", True),
    ]
    assert [
        (lot["step"], lot["sku"], lot["before"], lot["after"], lot["expires"]) for lot in quote.pop("balances")
    ] == [
        ("free-allowance", None, 1000, 0, "2021-07-01T00:00:00+08:00"),
        ("prepaid-packs", "1000", 1000, 0, "2022-06-01T00:00:00+08:00"),
    ]
    assert quote == {
        "product": "tencent-ocr/bank-card",
        "name": "Bank card OCR",
        "currency": "CNY",
        "timeZone": "Asia/Shanghai",
        "catalog": "tencent-ocr",
        "period": "2021-06",
        "periodStart": "2021-06-01T00:00:00+08:00",
        "periodEnd": "2021-07-01T00:00:00+08:00",
        "status": "priced",
        "units": 2500,
        "refusedUnits": 0,
        "total": "159.00",
        "formula": "(2500 - 1000 - 1000) × 0.15 + 84 = 159",
        "contact": None,
        "purchases": "84.00",
        "charge": "75.00",
        "held": "75.00",
        "entitlements": [],
        "expiries": [],
        "billedFrom": "2021-07-01",
        "billedUntil": "2021-07-03",
        "hints": None,
        "trace": None,
    }


def line(
    step: str, kind: str, label: str, units: int, quantity: str, price: str, amount: str, formula: str,
    item: str | None = None, at: str | None = None,
) -> dict[str, object]:  # fmt: skip
    return {
        "step": step, "kind": kind, "label": label, "item": item, "meter": None, "units": units, "quantity": quantity,
        "price": price, "per": 1, "amount": amount, "formula": formula, "url": None, "at": at,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "period", "reason"),
    [
        ((), None, "none was asked for: the current one"),
        (("--order", "1000@2021-03-15"), "2021-03", "none was asked for: the one of the earliest date given"),
        (("--period", "2021-04"), "2021-04", None),
    ],
)
def test_quote_says_which_period_it_took(arguments: tuple[str, ...], period: str | None, reason: str | None) -> None:
    printed = answered("quote", "id-card", *arguments).splitlines()[1]

    taken = document("quote", "id-card", *arguments)["period"]
    assert period in (None, taken)
    assert printed == (f"Period  {taken} ({reason})" if reason else f"Period  {taken}")


def test_quote_carries_on_from_a_state(tmp_path: Path) -> None:
    kept = tmp_path / "state"
    may = document("quote", "id-card", "--usage", "9000", "--period", "2021-05", "--state-out", str(kept))

    from_file = document("quote", "id-card", "--usage", "9000", "--state-file", str(kept))
    from_text = document("quote", "id-card", "--usage", "9000", "--state", may["state"])

    assert kept.read_text("utf-8").strip() == may["state"]
    assert from_file == from_text
    assert from_file["period"] == "2021-06"
    assert [(hold["kind"], hold["amount"]) for hold in from_file["holds"]] == [
        ("release", "1200.00"),
        ("freeze", "1200.00"),
    ]
    printed = lines("quote", "id-card", "--usage", "9000", "--state-file", str(kept))
    assert "Period 2021-06 (none was asked for: the one after the state given)" in printed
    assert "Release 2021-07-03 1200.00 CNY" in printed


def test_quote_takes_packs_that_are_owned() -> None:
    owned = ("--owned", "1000:250@2021-03-01..2021-06-16", "--owned", "10000:10000@2021-06-10")

    quote = document("quote", "id-card", "--usage", "2000", *owned, *JUNE)

    assert [(lot["sku"], lot["before"], lot["after"], lot["expires"]) for lot in quote["balances"][1:]] == [
        ("1000", 250, 250, "2021-06-16T00:00:00+08:00"),
        ("10000", 10000, 9000, "2022-06-10T00:00:00+08:00"),
    ]
    assert quote["total"] == "0.00"
    assert quote["expiries"] == [
        {
            "step": "prepaid-packs", "lot": quote["balances"][1]["lot"], "sku": "1000", "units": 250,
            "at": "2021-06-16T00:00:00+08:00",
        }
    ]  # fmt: skip
    printed = lines("quote", "id-card", "--usage", "2000", *owned, *JUNE)
    assert "Lost 2021-06-16 00:00 +08:00 ID card OCR, 1 000 calls: 250 units" in printed


def test_quote_tells_packs_that_are_alike_in_one_row() -> None:
    printed = lines("quote", "id-card", "--order", "1000x3", *JUNE)

    assert "3 × ID card OCR, 1 000 calls 1000 0 1000 2021-06-01 00:00 2022-06-01 00:00" in printed


def test_quote_prices_codes_that_are_not_charged_at_nothing() -> None:
    typed = document("quote", "id-card", "--usage", "9950", "--usage", "100:FailedOperation.ImageBlur", *JUNE)

    assert typed["total"] == "1342.50"
    assert tuple(typed["lines"][0][key] for key in ("step", "units", "amount", "label")) == (
        "outcome-filter",
        100,
        "0.00",
        "Result code FailedOperation.ImageBlur, not charged",
    )


def test_quote_reads_usage_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "june.csv"
    file.write_text(
        "from,to,units,code\n"
        "2021-06-01,2021-07-01,9950,\n"
        "2021-06-03T10:00+08:00,2021-06-03T11:00+08:00,100,FailedOperation.ImageBlur\n",
        "utf-8",
    )

    quote = document("quote", "id-card", "--usage", f"@{file}")

    assert (quote["period"], quote["total"]) == ("2021-06", "1342.50")


def test_quote_takes_the_account() -> None:
    account = ("--account-class", "partner", "--activated", "2021-06-15")

    assert document("quote", "id-card", "--usage", "9000", *account, *JUNE)["total"] == "1200.00"


def test_quote_needs_a_product() -> None:
    ran = run("quote")

    assert (ran.code, ran.out) == (2, "")
    assert "Missing argument 'PRODUCT'" in ran.err
