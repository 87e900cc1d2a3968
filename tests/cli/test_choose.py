"""`choose` among changes: what if the account lets calls be refused, or charged, from a day on."""

import json
from pathlib import Path

import pytest

from tests.cli.run import document, lines, refused
from tests.speed import lay_out

# Ten calls a day, each refused or 1.
JUNE = ("--from", "2021-06", "--periods", "1", "--usage", "300")
ASKED = ("what-if", "lane", *JUNE)
MIDDLE = "choose overflow=postpaid@2021-06-16"


@pytest.fixture
def catalogs(tmp_path: Path) -> tuple[str, str]:
    return "--catalogs", str(lay_out(tmp_path))


def test_what_each_choice_adds(catalogs: tuple[str, str]) -> None:
    changes = ("--change", MIDDLE, "--change", "choose overflow=refused@2021-06-26")
    found = document(*ASKED, *changes, *catalogs)

    assert (found["before"]["total"], found["after"]["total"]) == ("0.00", "100.00")
    assert [(each["change"], each["total"], each["difference"]) for each in found["contributions"]] == [
        (MIDDLE, "150.00", "150.00"),
        ("choose overflow=refused@2021-06-26", "100.00", "-50.00"),
    ]
    refused_units = [found[side]["statements"][0]["refusedUnits"] for side in ("before", "after")]
    assert refused_units == [300, 200]


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", ["Before 0.00 CNY", "After 150.00 CNY", "Difference +150.00", f"{MIDDLE} 150.00 +150.00",
                "Postpaid · tiered-postpaid 0.00 150.00 +150.00"]),
        ("zh", ["变更前 0.00 CNY", "变更后 150.00 CNY", "差额 +150.00", f"{MIDDLE} 150.00 +150.00",
                "后付费 · tiered-postpaid 0.00 150.00 +150.00"]),
    ],
)  # fmt: skip
def test_a_choice_in_a_table(catalogs: tuple[str, str], locale: str, shown: list[str]) -> None:
    printed = lines(*ASKED, "--change", MIDDLE, *catalogs, "--locale", locale)

    assert [line for line in shown if line not in printed] == []


def test_a_choice_takes_the_place_of_the_accounts_own(catalogs: tuple[str, str]) -> None:
    own = ("--choose", "overflow=postpaid@2021-06-16")

    found = document(*ASKED, *own, "--change", "choose overflow=refused@2021-06-16T00:00:00+08:00", *catalogs)

    assert (found["before"]["total"], found["after"]["total"]) == ("150.00", "0.00")


def test_a_choice_from_a_file(catalogs: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(
        '[[changes]]\nchoose = { step = "overflow", value = "postpaid", since = 2021-06-16 }\n'
        '[[changes]]\nchoose = { step = "overflow", value = "paid" }\n',
        "utf-8",
    )

    assert refused(*ASKED, "--change", f"@{file}", *catalogs) == (
        f"ratecard: {file}:3: choice 'paid' of step 'overflow': it is none of postpaid, refused\n"
        "Hint: did you mean 'postpaid'?\n"
    )
    file.write_text(file.read_text("utf-8").replace('"paid"', '"postpaid"'), "utf-8")
    assert document(*ASKED, "--change", f"@{file}", *catalogs)["after"]["total"] == "300.00"


def test_a_step_goes_with_its_choice(catalogs: tuple[str, str]) -> None:
    own = ("--choose", "overflow=refused@2021-06-16", "--choose", "overflow=postpaid")

    found = document(*ASKED, *own, "--change", "remove-step overflow", *catalogs)

    assert (found["before"]["total"], found["after"]["total"]) == ("150.00", "300.00")


@pytest.mark.parametrize(
    ("text", "sentence", "code"),
    [
        ("choose overflaw=refused", "step 'overflaw' is not known; known: overflow, tiered-postpaid, qps",
         "unknown-step"),
        ("choose overflow=refuse", "choice 'refuse' of step 'overflow': it is none of postpaid, refused", "bad-choice"),
        ("choose qps=refused", "choice 'refused' of step 'qps': the step leaves nothing to choose", "bad-choice"),
    ],
)  # fmt: skip
def test_a_choice_that_cant_be_made_is_refused_where_it_stands(
    catalogs: tuple[str, str], text: str, sentence: str, code: str
) -> None:
    changes = ("--change", MIDDLE, "--change", text, "--change", "scale-usage 2")

    (said,) = json.loads(refused(*ASKED, *changes, *catalogs, "--json"))["errors"]

    assert (said["message"], said["code"], said["path"]) == (f"--change {text!r}: {sentence}", code, ["changes", 1])


def test_compare_has_a_column_of_a_choice(catalogs: tuple[str, str]) -> None:
    asked = ("compare", "lane", *JUNE, "--with", f"from the 16th: {MIDDLE}", "--with", "choose overflow=paid")

    printed = lines(*asked, *catalogs)

    assert printed[0] == "Baseline as it is from the 16th choose overflow=paid"
    assert printed[2] == "lane * 0.00 150.00 refused"
    assert any(line.startswith("choose overflow=paid: --with 'choose overflow=paid': choice") for line in printed)


def test_a_curve_is_drawn_of_a_choice(catalogs: tuple[str, str]) -> None:
    found = document("curve", "lane", "--period", "2021-06", "--up-to", "300", "--change", MIDDLE, *catalogs)

    assert [curve["points"][-1]["total"] for curve in found["curves"]] == ["0.00", "150.00"]
