"""What can't be answered: a sentence and a hint on stderr, exit code 1, and nothing on stdout."""

import json
from pathlib import Path

import pytest

from ratecard.cli.argument import ORDER
from tests.cli.run import document, refused, run

QUOTE = ("quote", "id-card", "--period", "2021-06")
SKUS = "1000, 10000, 100000, 1000000, 10000000"
KINDS = (
    "capacity-packs, debit-rounding, discount, free-allowance, freeze-estimate, minimum-spend, money-credit, "
    "outcome-filter, overflow, pack-alerts, period-fee, prepaid-packs, tiered-postpaid"
)
SEPARATORS = "write whole numbers without separators; commas stand between periods"
EACH = "give one number, or one for each period, without thousands separators"
DATES = "write 2021-06-01, or 2021-06-01T00:00:00+08:00"


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (("quote", "id-crad"), "product 'id-crad' is not known; known: bank-card, id-card", "did you mean 'id-card'?"),
        (("products", "passport"), "product 'passport' is not known; known: bank-card, id-card", None),
        ((*QUOTE, "--order", "10001"), f"sku '10001' is not known; known: {SKUS}", "did you mean '1000'?"),
        ((*QUOTE, "--order", "7"), f"sku '7' is not known; known: {SKUS}", None),
        ((*QUOTE, "--usage", "-5"), "units -5 are below zero", None),
        ((*QUOTE, "--usage", "1.5"), "units '1.5' are not a whole number", SEPARATORS),
        ((*QUOTE, "--usage", "9,000"), "units '000' are not a whole number", SEPARATORS),
        ((*QUOTE, "--usage", "1e3"), "units '1e3' are not a whole number", SEPARATORS),
        ((*QUOTE, "--usage", "9007199254740992"), "units 9007199254740992 are more than 9007199254740991", None),
        ((*QUOTE, "--usage", ""), "--usage '': not a number of units",
         "write it as [METER=]UNITS[,UNITS...][:CODE], or @FILE.csv"),
        ((*QUOTE, "--usage", "scan=5"), "meter 'scan' is not known; known: none", None),
        ((*QUOTE, "--usage", "1,2"), "--usage '1,2': 2 numbers for 1 period", EACH),
        (("forecast", "id-card", "--periods", "3", "--usage", "1,2"), "--usage '1,2': 2 numbers for 3 periods", EACH),
        (("forecast", "id-card", "--usage", "1,2", "--usage", "1,2,3"),
         "--usage '1,2,3': 3 numbers, where another list has 2", None),
        (("forecast", "id-card", "--periods", "601"), "601 periods are not from 1 to 600",
         "ask in parts and carry the state over"),
        (("forecast", "id-card", "--months", "0"), "0 periods are not from 1 to 600", None),
        (("quote", "id-card", "--period", "2021-6"), "period '2021-6' is not a month", "write it as '2021-06'"),
        (("forecast", "id-card", "--from", "2021-13"), "period '2021-13' is not a month", "write it as '2021-06'"),
        ((*QUOTE, "--order", "1000@2021-06-01T00:00"), "instant '2021-06-01T00:00' has no offset",
         "write it with an offset, as 2021-06-01T00:00:00+08:00"),
        ((*QUOTE, "--order", "1000@2021-06-31"), "'2021-06-31' is not a date or an instant", DATES),
        ((*QUOTE, "--order", "1000@June"), "'June' is not a date or an instant", DATES),
        ((*QUOTE, "--order", "1000@2021-06-01T25:00Z"), "'2021-06-01T25:00Z' is not a date or an instant", DATES),
        ((*QUOTE, "--order", "1000x0"), "quantity 0 is below 1", None),
        ((*QUOTE, "--order", "1000x-2"), "quantity -2 is below 1", None),
        ((*QUOTE, "--order", "1000x1.5"), "--order '1000x1.5': quantity '1.5' is not a whole number",
         f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000@"), "--order '1000@': not an order",
         f"write it as {ORDER}: 1000, 1000x3, 1000x3@2021-01-01"),
        ((*QUOTE, "--order", "1000,last=3"),
         "--order '1000,last=3': 'last' is not known; known: lasts, effective, returned", "did you mean 'lasts'?"),
        ((*QUOTE, "--order", "1000,3"), "--order '1000,3': '3' is not known; known: lasts, effective, returned",
         f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000,lasts=3,lasts=4"), "--order '1000,lasts=3,lasts=4': lasts stands there twice",
         f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000,returned="), "--order '1000,returned=': returned has no value",
         f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000,lasts=1.5"), "--order '1000,lasts=1.5': lasts '1.5' is not a whole number",
         f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000,lasts=2@2021-06-01"),
         "--order '1000,lasts=2@2021-06-01': lasts '2@2021-06-01' is not a whole number", f"write it as {ORDER}"),
        ((*QUOTE, "--order", "1000,returned=June"), "'June' is not a date or an instant", DATES),
        ((*QUOTE, "--order", "1000,effective=2021-06-02"),
         "order of '1000': its offer does not leave open when it becomes effective", "leave effective out"),
        ((*QUOTE, "--order", "1000,lasts=2"), "order of '1000': its offer has a validity of its own",
         "leave lasts out, or raise the quantity"),
        ((*QUOTE, "--order", "1000,returned=2021-06-02"),
         "sku '1000' can't be returned: its offer does not take it back", None),
        ((*QUOTE, "--choose", "overflow"), "--choose 'overflow': not a choice",
         "write it as STEP=VALUE[@DATE]: overflow=refused@2021-06-16"),
        ((*QUOTE, "--choose", "overflow=refused@"), "--choose 'overflow=refused@': not a choice",
         "write it as STEP=VALUE[@DATE]: overflow=refused@2021-06-16"),
        ((*QUOTE, "--choose", "overflow=refused@June"), "'June' is not a date or an instant", DATES),
        ((*QUOTE, "--choose", "free-allowance=none"),
         "choice 'none' of step 'free-allowance': the step leaves nothing to choose", "leave it out"),
        ((*QUOTE, "--order", "1000x20000"), "20000 packs are more than 10000", "order larger packs"),
        ((*QUOTE, "--owned", "1000"), "--owned '1000': not an owned pack",
         "write it as SKU:UNITS_LEFT@EFFECTIVE[..EXPIRES]: 1000:250@2021-03-01..2022-03-01"),
        ((*QUOTE, "--owned", "1000:2000@2021-03-01"), "owned pack '1000': 2000 units left of 1000", None),
        ((*QUOTE, "--activated", "yesterday"), "'yesterday' is not a date or an instant", DATES),
        ((*QUOTE, "--state", "abc"), "state can't be read: it is not what an answer gave",
         "pass the state exactly as an earlier answer gave it"),
        ((*QUOTE, "--state-file", "none.state"), "--state-file 'none.state': can't be read: No such file or directory",
         None),
        ((*QUOTE, "--state-out", "none/state"), "--state-out 'none/state': can't be written: No such file or directory",
         None),
        (("forecast", "id-card", "--opening-balance", "5,000"), "--opening-balance '5,000': not an amount of money",
         "write it as 5000.00"),
        (("products", "--on", "June"), "'June' is not a date or an instant", DATES),
        (("plugins", "--schema", "free-alowance"), f"kind 'free-alowance' is not known; known: {KINDS}",
         "did you mean 'free-allowance'?"),
    ],
    ids=lambda value: " ".join(value[2:]) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_a_refusal_is_a_sentence_and_perhaps_a_hint(
    arguments: tuple[str, ...], sentence: str, hint: str | None
) -> None:
    assert refused(*arguments) == f"ratecard: {sentence}\n" + (f"Hint: {hint}\n" if hint else "")


def test_an_order_outside_the_periods_is_to_be_given_as_owned() -> None:
    said = refused(*QUOTE, "--order", "1000@2021-01-01").splitlines()

    assert said[0].startswith("ratecard: order of '1000' at ")
    assert said[1] == "Hint: give a pack that was bought before as owned"


def test_a_state_of_another_product_is_refused() -> None:
    state = document("quote", "bank-card", "--period", "2021-05")["state"]

    assert refused(*QUOTE, "--state", state).splitlines()[0] == (
        "ratecard: state does not fit: it is of 'tencent-ocr/bank-card', not of 'tencent-ocr/id-card'"
    )


def test_a_refusal_is_json_where_json_was_asked_for() -> None:
    said = json.loads(refused("quote", "id-crad", "--json"))

    assert said == {
        "errors": [
            {
                "code": "unknown-product",
                "message": "product 'id-crad' is not known; known: bank-card, id-card",
                "hint": "did you mean 'id-card'?",
                "path": ["product"],
                "place": None,
            }
        ]
    }


FILES = [
    ("from,to,units\n2021-06-01,2021-07-01,1.5\n", ":2: units '1.5' are not a whole number", None),
    ("from,to,units\n\n2021-06-01,2021-07-01,-5\n", ":3: units -5 are below zero", None),
    ("from,to,units\n2021-06-01T00:00,2021-07-01,5\n", ":2: instant '2021-06-01T00:00' has no offset",
     "write it with an offset, as 2021-06-01T00:00:00+08:00"),
    ("from,to,units\n2021-06-31,2021-07-01,5\n", ":2: '2021-06-31' is not a date or an instant", DATES),
    ("from,to,units\n2021-06-02,2021-06-01,5\n",
     ":2: interval from 2021-06-02T00:00+08:00 does not end after it starts: 2021-06-01T00:00+08:00", None),
    ("from,to,units\n2021-06-02,,5\n", ":2: interval from 2021-06-02 does not end after it starts: no end", None),
    ("from,to,units\n2021-06-01,2021-07-01\n", ":2: 2 fields, where the header has 3", None),
    ("from,to,units,meter\n2021-06-01,2021-07-01,5,scan\n", ":2: meter 'scan' is not known; known: none", None),
    ("from;to;units\n", ":1: the header is 'from;to;units'", "write from,to,units,code or from,to,units,code,meter"),
    ("from,to,code\n", ":1: the header is 'from,to,code'", "write from,to,units,code or from,to,units,code,meter"),
    ("from,to,units,units\n", ":1: the header is 'from,to,units,units'",
     "write from,to,units,code or from,to,units,code,meter"),
    ("", ":1: the header is ''", "write from,to,units,code or from,to,units,code,meter"),
    ('from,to,units\n2021-06-01,2021-07-01,"5\n', ":2: can't be read as CSV: unexpected end of data", None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence", "hint"), FILES, ids=[sentence for _, sentence, _ in FILES])
def test_a_usage_file_is_refused_by_its_line(tmp_path: Path, content: str, sentence: str, hint: str | None) -> None:
    file = tmp_path / "june.csv"
    file.write_text(content, "utf-8")

    assert refused(*QUOTE, "--usage", f"@{file}") == (
        f"ratecard: {file}{sentence}\n" + (f"Hint: {hint}\n" if hint else "")
    )


def test_a_usage_file_outside_the_period_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    file.write_text("from,to,units\n2021-06-01,2021-06-02,1\n2021-05-01,2021-05-02,1\n", "utf-8")

    assert refused(*QUOTE, "--usage", f"@{file}").startswith(f"ratecard: {file}:3: slice 1 over 2021-05-01T00:00+08:00")


def test_a_usage_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "june.csv"
    file.write_bytes("from,to,units,code\n2021-06-01,2021-07-01,5,模糊\n".encode("gbk"))

    assert refused(*QUOTE, "--usage", f"@{file}") == (
        f"ratecard: {file}: is not UTF-8 text\nHint: save the file as UTF-8\n"
    )


def test_a_usage_file_that_is_not_there_is_refused() -> None:
    assert refused(*QUOTE, "--usage", "@none.csv") == "ratecard: none.csv: can't be read: No such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), None),
        (("prize",), "No such command 'prize'"),
        (("quote",), "Missing argument 'PRODUCT'"),
        ((*QUOTE, "--colour"), "No such option: --colour"),
        ((*QUOTE, "--locale", "fr"), "Invalid value for '--locale'"),
        ((*QUOTE, "--state", "a", "--state-file", "b"), "give --state or --state-file, not both"),
        (("forecast", "id-card", "--periods", "many"), "Invalid value for '--periods'"),
        (("serve", "--port", "99999"), "Invalid value for '--port'"),
    ],
)
def test_wrong_usage_is_said_on_stderr(arguments: tuple[str, ...], sentence: str | None) -> None:
    ran = run(*arguments)

    assert ran.code == 2
    if sentence:
        assert ran.out == ""
        assert sentence in ran.err
        assert "--help" in ran.err or "-h" in ran.err
