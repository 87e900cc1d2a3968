"""`ratecard meter`, and `--records` in place of `--usage`."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import answered, document, lines, refused, run

METERED = Path(__file__).parents[1] / "metered"
JUNE = str(METERED / "june.csv")
SCAN = ("scan", "--catalogs", str(METERED))
NO_OFFSET = "write it with an offset, as 2021-06-01T00:00:00+08:00"
INSTANT = "write 2021-06-01, or 2021-06-01T00:00:00+08:00"


def written(folder: Path, text: str, name: str = "log.csv") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_meter_tells_what_came_of_each_rule() -> None:
    printed = lines("meter", "scan", JUNE, *SCAN[1:])

    assert printed[0] == "Document parsing · metered/scan"
    assert printed[2:9] == [
        "Rule Meter Records Calls Quantity Blocks Units Source",
        printed[3],
        "code = Failed.*: one a call page 1 1 1 metered/scan.toml:10",
        "api = Pdf, Table: pages page 3 4 25 25 metered/scan.toml:15",
        "api = Table; code = '': tables table 1 1 7 7 metered/scan.toml:20",
        (
            "api = Speech; code = '': seconds, in blocks of 15, rounded up for each call speech 2 4 57.503 7 7"
            " metered/scan.toml:26"
        ),
        "api = Ping: ignored 1 400 metered/scan.toml:32",
    ]
    assert printed[10:15] == [
        "Records 7",
        "Calls 409",
        "Units 40",
        "Slices 6 · 2021-06-01 09:00 – 2021-06-02 09:00 · Asia/Shanghai",
        "Not read request",
    ]


def test_meter_speaks_chinese() -> None:
    printed = answered("meter", "scan", JUNE, *SCAN[1:], "--locale", "zh")

    assert "文档解析 · metered/scan" in printed
    assert "api = Speech；code = ''：seconds、每 15 计一次，每次调用向上取整" in printed
    assert "未读取" in printed


def test_meter_prints_slices_when_asked() -> None:
    printed = lines("meter", "scan", JUNE, *SCAN[1:], "--slices")

    assert "2021-06-02 08:00 2021-06-02 09:00 page Failed.Blur 1" in printed
    assert "2021-06-02 08:00 2021-06-02 09:00 page Failed.Blur 1" not in lines("meter", "scan", JUNE, *SCAN[1:])


def test_meter_gives_a_document() -> None:
    found = document("meter", "scan", JUNE, *SCAN[1:], "--by", "day")

    assert [found[key] for key in ("product", "records", "calls", "units", "unread")] == [
        "metered/scan", 7, 409, 40, ["request"]
    ]  # fmt: skip
    assert found["rules"][3] == {
        "rule": "api = Speech; code = '': seconds, in blocks of 15, rounded up for each call",
        "source": "metered/scan.toml:26",
        "meter": "speech",
        "ignored": False,
        "records": 2,
        "calls": 4,
        "quantity": "57.503",
        "blocks": 7,
        "units": 7,
    }
    assert found["slices"][0] == {
        "from": "2021-06-01T00:00:00+08:00",
        "to": "2021-06-02T00:00:00+08:00",
        "meter": "page",
        "code": None,
        "units": 25,
    }


def test_a_price_list_says_what_a_call_counts_as() -> None:
    printed = lines("products", *SCAN)
    rules = document("products", *SCAN)["products"][0]["metering"]

    assert printed[printed.index("What a call counts as") + 4] == "api = Pdf, Table: pages page metered/scan.toml:15"
    assert rules[1] == {"rule": "api = Pdf, Table: pages", "meter": "page", "source": "metered/scan.toml:15"}


def test_a_product_without_rules_counts_calls(tmp_path: Path) -> None:
    log = written(
        tmp_path, "\ufefffrom, to ,code,calls,pages\n2021-06-01,2021-07-01,,2500,3\n2021-06-01,2021-06-02,-9011,,\n"
    )

    assert "no rules: one a call 2 2501 2501 tencent-ocr/bank-card.toml" in lines("meter", "bank-card", log)
    quote = document("quote", "bank-card", "--records", log, "--order", "1000", "--period", "2021-06")
    assert (quote["units"], quote["total"]) == (2501, "159.00")


@pytest.mark.parametrize(
    ("rows", "units"),
    [
        ("at\n2021-06-01T10:00:00+08:00\n2021-06-01 02:30Z\n2021-06-01\n", [(24, 3)]),
        ("period,calls\n2021-06,5\n2021-06,6\n", [(720, 11)]),
        ("meter,at\n,2021-06-01T10:00+08:00\n\n,2021-06-01T11:00+08:00\n", [(1, 1), (1, 1)]),
    ],
)
def test_times_are_read_in_three_ways(tmp_path: Path, rows: str, units: list[tuple[int, int]]) -> None:
    found = document("meter", "id-card", written(tmp_path, rows))["slices"]

    lengths = [datetime.fromisoformat(each["to"]) - datetime.fromisoformat(each["from"]) for each in found]
    assert [(length // timedelta(hours=1), each["units"]) for length, each in zip(lengths, found, strict=True)] == units


def test_a_file_in_two_parts_is_the_whole(tmp_path: Path) -> None:
    header, *rows = Path(JUNE).read_text().splitlines()
    parts = [written(tmp_path, "\n".join([header, *some]), f"{n}.csv") for n, some in enumerate((rows[:3], rows[3:]))]

    assert document("meter", "scan", *reversed(parts), *SCAN[1:]) == document("meter", "scan", JUNE, *SCAN[1:])


def test_quote_and_forecast_price_records() -> None:
    quote = document("quote", *SCAN, "--records", JUNE)
    forecast = document("forecast", *SCAN, "--records", JUNE, "--periods", "1", "--by", "day")

    assert (quote["period"], quote["total"], forecast["total"]) == ("2021-06", "6.14", "6.14")


def test_records_are_asked_about_in_other_ways_too(tmp_path: Path) -> None:
    june = ("--records", JUNE, "--periods", "1")

    changed = document("what-if", *SCAN, *june, "--change", "scale-usage 2", "--by", "day")
    compared = document(
        "compare",
        *SCAN,
        *june,
        "--baseline",
        "none: scan usage page=0",
        "--baseline",
        "typo: scam",
        "--with",
        "scale-usage 2",
    )
    # 2 000 calls of four days: 84 for a pack, as 1 000 are free; without, 1 000 × 0.15.
    rows = "".join(f"2021-06-0{day},500\n" for day in range(1, 5))
    advice = document("advise", "id-card", "--records", written(tmp_path, f"at,calls\n{rows}"), "--periods", "1")

    assert (changed["before"]["total"], changed["after"]["total"]) == ("6.14", "12.28")
    assert changed["before"]["from"] == "2021-06"
    assert [cell["total"] for cell in compared["cells"]] == ["6.14", "12.28", "0.00", "0.00", None, None]
    assert compared["cells"][4]["refusal"]["path"] == ["product"]
    assert (advice["from"], advice["total"], advice["without"]) == ("2021-06", "84.00", "150.00")


def test_records_of_an_unknown_product_are_its_refusal() -> None:
    for command in ("quote", "what-if", "advise"):
        said = json.loads(refused(command, "scam", *SCAN[1:], "--records", JUNE, "--json"))["errors"]

        assert [(each["code"], each["path"]) for each in said] == [("unknown-product", ["product"])]


def test_records_beside_usage_of_other_codes(tmp_path: Path) -> None:
    log = written(tmp_path, "period,code\n2021-06,E\n")

    quote = document("quote", "id-card", "--records", log, "--usage", "9000", "--period", "2021-06")

    assert (quote["units"], quote["total"]) == (9001, "1200.00")


HEADERS: list[Any] = [
    ("", ":1: the header says not when; its columns: none", "one column at, or two, from and to, or one, period"),
    ("att,calls", ":1: the header says not when; its columns: att, calls", "did you mean 'at'?"),
    ("from,calls", ":1: the header says not when; its columns: from, calls",
     "one column at, or two, from and to, or one, period"),
    ("at,from,to", ":1: columns at, from, to say one thing twice", None),
    ("at,api,meter", ":1: columns api, meter say one thing twice", None),
    ("at,pages,pages", ":1: column 'pages' is there twice", None),
]  # fmt: skip


@pytest.mark.parametrize(("header", "sentence", "hint"), HEADERS, ids=[each[0] for each in HEADERS])
def test_a_header_that_says_too_little_or_too_much(
    tmp_path: Path, header: str, sentence: str, hint: str | None
) -> None:
    log = written(tmp_path, f"{header}\n")

    assert refused("meter", "scan", log, *SCAN[1:]) == f"{log}{sentence}\n" + (f"  Hint: {hint}\n" if hint else "")


ROWS: list[Any] = [
    ("2021-06-01T10:00:00,Pdf,,1", "instant '2021-06-01T10:00:00' has no offset", NO_OFFSET),
    ("2021-06-31,Pdf,,1", "'2021-06-31' is not a date or an instant", INSTANT),
    ("2021-06-01T10:61Z,Pdf,,1", "'2021-06-01T10:61Z' is not a date or an instant", INSTANT),
    (",Pdf,,1", "'' is not a date or an instant", INSTANT),
    ("2021-06-01,Pdf,,1.5", "pages 1.5 is not a whole number, which metered/scan.toml:15 counts one by one",
     "give the rule a block: block = 1 rounds each call up"),
    ("2021-06-01,Pdf,,-1", "pages -1 is below zero", None),
    ("2021-06-01,Pdf,,\"1,000\"", "pages '1,000' is not a number", "write it as 12 or 12.5, without separators"),
    ("2021-06-01,Pdf,,", "record of 'Pdf' has no 'pages', which metered/scan.toml:15 counts; it has: none",
     "give pages, or an earlier rule for records without it"),
    ("2021-06-01,Scan,,1", "record of 'Scan' is counted by no metering rule",
     "add a rule that counts it, or one that says ignore = true"),
    ("2021-06-01,Pdf,1.5,1", "calls 1.5 is not a whole number", None),
    ("2021-06-01,Pdf,-1,1", "calls -1 is below zero", None),
    ("2021-06-01,Pdf", "2 fields, where the header has 4", None),
]  # fmt: skip


@pytest.mark.parametrize(("row", "sentence", "hint"), ROWS, ids=[each[0] for each in ROWS])
def test_a_row_that_can_not_be_counted_is_told_with_its_line(
    tmp_path: Path, row: str, sentence: str, hint: str | None
) -> None:
    log = written(tmp_path, f"at,api,calls,pages\n2021-06-01,Pdf,1,1\n{row}\n")

    assert refused("meter", "scan", log, *SCAN[1:]) == f"{log}:3: {sentence}\n" + (f"  Hint: {hint}\n" if hint else "")


def test_a_column_of_another_name_is_found(tmp_path: Path) -> None:
    log = written(tmp_path, "at,api,page\n2021-06-01,Pdf,1\n")

    assert refused("meter", "scan", log, *SCAN[1:]).endswith("  Hint: did you mean 'page'?\n")


def test_all_wrong_rows_are_told_at_once(tmp_path: Path) -> None:
    first = written(tmp_path, "at,api\n" + "2021-06-01,Scan\n" * 15, "first.csv")
    second = written(tmp_path, "at,api\n" + "2021-06-01,Scan\n" * 15, "second.csv")

    said = [line for line in refused("meter", "scan", first, second, *SCAN[1:]).splitlines() if "Hint" not in line]

    assert [line.split(": ")[0] for line in said[:-1]] == (
        [f"{first}:{number}" for number in range(2, 17)] + [f"{second}:{number}" for number in range(2, 7)]
    )
    assert said[-1] == "ratecard: 10 more rows can't be counted"


def test_wrong_rows_are_json_where_json_was_asked_for(tmp_path: Path) -> None:
    log = written(tmp_path, "at,api,pages\n2021-06-01,Pdf\n2021-06-01,Scan,1\n")

    said = json.loads(refused("quote", *SCAN, "--records", log, "--json"))["errors"]

    assert [(each["code"], each["place"]) for each in said] == [
        ("wrong-row", f"{log}:2"),
        ("unmetered-record", f"{log}:3"),
    ]


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    gbk, quotes = tmp_path / "gbk.csv", written(tmp_path, 'at,api\n2021-06-01,"Pdf\n', "quotes.csv")
    gbk.write_bytes("at,api\n2021-06-01,模糊\n".encode("gbk"))

    assert refused("meter", "scan", "none.csv", str(gbk), quotes, *SCAN[1:]).splitlines() == [
        "none.csv: can't be read: No such file or directory",
        f"{gbk}: is not UTF-8 text",
        "  Hint: save the file as UTF-8",
        f"{quotes}:2: can't be read as CSV: unexpected end of data",
    ]


def test_records_outside_the_period_are_refused_by_their_file() -> None:
    said = refused("quote", *SCAN, "--records", JUNE, "--period", "2021-05")

    assert said.startswith(
        f"ratecard: {JUNE}: slice 12 page over 2021-06-01T09:00+08:00 to 2021-06-01T10:00+08:00 is not"
    )


def test_an_unknown_product_is_refused() -> None:
    assert refused("meter", "scann", JUNE, *SCAN[1:]).splitlines()[1] == "Hint: did you mean 'scan'?"
    assert run("meter", "scan").code == 2


def test_a_file_without_rows_counts_nothing(tmp_path: Path) -> None:
    found = document("meter", "scan", written(tmp_path, "at,api\n"), *SCAN[1:])

    assert (found["records"], found["units"], found["rules"], found["slices"]) == (0, 0, [], [])
    assert "Records 0" in lines("meter", "scan", written(tmp_path, "at,api\n"), *SCAN[1:])
