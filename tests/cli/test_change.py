"""Changes as they are typed, in a file, and in words again."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from ratecard.catalog import CatalogProblems
from ratecard.cli.change import FORMS, Tellings, change_list, changes
from ratecard.cli.refusal import BadOption
from ratecard.domain.errors import Refusal
from ratecard.service import ChoiceAsked, OrderAsked, UsageAsked
from ratecard.service.change import (
    AddOrder,
    AddStep,
    Change,
    Choose,
    DropOrder,
    MoveStep,
    RemoveStep,
    ScaleUsage,
    SetStep,
    SetUsage,
    UseCatalog,
    UseProduct,
)

GIVEN = Tellings({"1000", "pack-x2"}, 2)
FIRST = date(2021, 1, 1)

TYPED: list[tuple[str, Change]] = [
    ("set-usage 9000", SetUsage((UsageAsked(9000),))),
    ("set-usage scan=5 6:a:b", SetUsage((UsageAsked(5, meter="scan"), UsageAsked(6, code="a:b")))),
    ("set-usage 5,6", SetUsage((UsageAsked(5, place=0), UsageAsked(6, place=1)))),
    ("set-usage 5,6:a 7",
     SetUsage((UsageAsked(5, code="a", place=0), UsageAsked(6, code="a", place=1), UsageAsked(7)))),
    ("scale-usage 1.5", ScaleUsage(Decimal("1.5"))),
    ("scale-usage 2 from 2021-03", ScaleUsage(Decimal(2), "2021-03")),
    ("add-order 1000", AddOrder(OrderAsked("1000"))),
    ("add-order 100000x3@2021-01-01", AddOrder(OrderAsked("100000", 3, FIRST))),
    ("add-order pack-x2", AddOrder(OrderAsked("pack-x2"))),
    ("add-order 1000@2021-01-01T09:30:00+00:00",
     AddOrder(OrderAsked("1000", 1, datetime(2021, 1, 1, 9, 30, tzinfo=UTC)))),
    ("add-order 1000x2@2021-01-01,lasts=3,effective=2021-01-02,returned=2021-01-03",
     AddOrder(OrderAsked("1000", 2, FIRST, date(2021, 1, 2), 3, date(2021, 1, 3)))),
    ("add-order 1000,returned=2021-01-01T09:30:00+00:00",
     AddOrder(OrderAsked("1000", returned=datetime(2021, 1, 1, 9, 30, tzinfo=UTC)))),
    ("drop-order 1000", DropOrder("1000")),
    ("drop-order 1000,lasts=1,effective=2021-01-01,returned=2021-01-01",
     DropOrder("1000", None, None, FIRST, 1, FIRST)),
    ("drop-order 1000x1@2021-01-01", DropOrder("1000", 1, FIRST)),
    ("choose overflow=refused", Choose(ChoiceAsked("overflow", "refused"))),
    ("choose overflow=refused@2021-01-01", Choose(ChoiceAsked("overflow", "refused", FIRST))),
    ("choose overflow=refused@2021-01-01T09:30:00+00:00",
     Choose(ChoiceAsked("overflow", "refused", datetime(2021, 1, 1, 9, 30, tzinfo=UTC)))),
    ("set-step free-allowance: units = 0", SetStep("free-allowance", {"units": 0})),
    ("set-step a: b = 0.10, c = true, d = false, e = 2021-01-01",
     SetStep("a", {"b": Decimal("0.10"), "c": True, "d": False, "e": FIRST})),
    ('set-step a: t = [{ up_to = 5, price = 0.1 }, { contact = "https://x;y" }]',
     SetStep("a", {"t": [{"up_to": 5, "price": Decimal("0.1")}, {"contact": "https://x;y"}]})),
    ('set-step a: "b c" = "说\\"", d = {}, w = 10:00:00', SetStep("a", {"b c": '说"', "d": {}, "w": time(10)})),
    ("add-step gift use free-allowance", AddStep("gift", "free-allowance", {})),
    ("add-step gift use free-allowance before a: units = 5", AddStep("gift", "free-allowance", {"units": 5}, "a")),
    ("add-step gift use free-allowance after a: units = 5", AddStep("gift", "free-allowance", {"units": 5}, None, "a")),
    ("remove-step a", RemoveStep("a")),
    ("move-step a", MoveStep("a")),
    ("move-step a before b", MoveStep("a", "b")),
    ("move-step a after b", MoveStep("a", None, "b")),
    ("use-catalog sha256:ab", UseCatalog("sha256:ab")),
    ("use-catalog on 2022-01-01", UseCatalog(None, date(2022, 1, 1))),
    ("use-catalog online on 2022-01-01", UseCatalog("online", date(2022, 1, 1))),
    ("use-product bank-card", UseProduct("bank-card")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "change"), TYPED, ids=[text for text, _ in TYPED])
def test_a_change_is_read_and_told_in_the_same_words(text: str, change: Change) -> None:
    (told,) = changes([f"  {text} "], GIVEN)

    assert told.change == change
    assert told.text == text
    assert told.place == f"--change {text!r}"


def test_every_form_is_tried() -> None:
    assert {text.split()[0] for text, _ in TYPED} | {"@FILE.toml"} == {form.split()[0] for form in FORMS}


@pytest.mark.parametrize(
    "text",
    [
        'units = 0, every = "month"',
        '{ units = 0, every = "month" }',
        '{ units = 0, every = "month", }',
        'units = 0\nevery = "month"',
        'units = 0, # none\nevery = "month"',
    ],
)
def test_settings_are_toml_in_braces_or_without(text: str) -> None:
    (told,) = changes([f"set-step free-allowance:{text}"], GIVEN)

    assert told.change == SetStep("free-allowance", {"units": 0, "every": "month"})


KINDS = (
    "set-usage, scale-usage, add-order, drop-order, choose, set-step, add-step, remove-step, move-step, "
    "use-catalog, use-product"
)


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("", f"change '' is not known; known: {KINDS}", None),
        ("remove-stop a", f"change 'remove-stop' is not known; known: {KINDS}", "did you mean 'remove-step'?"),
        ("remove-step", "not a change", "write it as remove-step STEP"),
        ("remove-step a b", "not a change", "write it as remove-step STEP"),
        ("move-step a behind b", "not a change", "write it as move-step STEP [before|after STEP]"),
        ("add-step gift", "not a change", "write it as add-step STEP use KIND [before|after STEP][: TOML]"),
        ("set-step free-allowance", "not a change", "write it as set-step STEP: TOML"),
        ("set-step a: units 0", "the settings are not TOML", 'write them as key = value, key = "text", key = [1, 2]'),
        ("set-step a: b = 1 }\nc = { d = 2", "the settings are not TOML",
         'write them as key = value, key = "text", key = [1, 2]'),
        ("use-catalog", "not a change", "write it as use-catalog [DIGEST] [on DATE]"),
        ("use-catalog on", "not a change", "write it as use-catalog [DIGEST] [on DATE]"),
        ("scale-usage x", "factor 'x' is not a number", "write it as 1.5"),
        ("scale-usage 1e3", "factor '1e3' is not a number", "write it as 1.5"),
        ("scale-usage NaN", "factor 'NaN' is not a number", "write it as 1.5"),
        ("add-order 1000x1.5", "order '1000x1.5': quantity '1.5' is not a whole number",
         "write it as SKU[xN][@DATE][,lasts=N][,effective=DATE][,returned=DATE]"),
        ("add-order 1000,lasts", "order '1000,lasts': lasts has no value",
         "write it as SKU[xN][@DATE][,lasts=N][,effective=DATE][,returned=DATE]"),
        ("choose overflow", "choice 'overflow': not a choice",
         "write it as STEP=VALUE[@DATE]: overflow=refused@2021-06-16"),
        ("choose a=b c=d", "not a change", "write it as choose STEP=VALUE[@DATE]"),
        ("set-usage 1,2,3", "3 numbers for 2 periods",
         "give one number, or one for each period, without thousands separators"),
    ],
)  # fmt: skip
def test_what_is_no_change_is_said(text: str, why: str, hint: str | None) -> None:
    with pytest.raises(BadOption) as caught:
        changes([text], GIVEN)

    assert (caught.value.message, caught.value.hint) == (f"--change {text!r}: {why}", hint)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("add-order 1000@June", "'June' is not a date or an instant"),
        ("use-catalog on 2021-06-31", "'2021-06-31' is not a date or an instant"),
        ("choose overflow=refused@June", "'June' is not a date or an instant"),
        ("set-usage 1.5", "units '1.5' are not a whole number"),
    ],
)
def test_a_change_with_a_wrong_value_is_refused_by_its_text(text: str, why: str) -> None:
    with pytest.raises(Refusal) as caught:
        changes([text], GIVEN)

    assert caught.value.message == f"--change {text!r}: {why}"


FILE = """\
[[changes]]
set_usage = { usage = [{ units = 5, period = "2021-01", code = "a" },
  { units = 6, from = 2021-01-01, to = 2021-01-02 }] }

[[changes]]
scale_usage = { factor = 1.5, from = "2021-03" }

[[changes]]
add_order = { sku = "pack-x2", quantity = 3, on = 2021-01-01, lasts = 2, effective = 2021-01-02, returned = 2021-01-03 }

[[changes]]
drop_order = { sku = "1000", lasts = 1, effective = 2021-01-01, returned = 2021-01-02 }

[[changes]]
choose = { step = "overflow", value = "refused", since = 2021-01-02 }

[[changes]]
[changes.set_step]
step = "free-allowance"
settings = { units = 0 }

[[changes]]
add_step = { step = "gift", use = "free-allowance", after = "prepaid-packs", settings = { units = 5 } }

[[changes]]
remove_step = { step = "gift" }

[[changes]]
move_step = { step = "a", before = "b" }

[[changes]]
use_catalog = { on = 2022-01-01 }

[[changes]]
use_product = { product = "bank-card" }
"""


def test_a_file_has_changes_of_every_kind(tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(FILE, "utf-8")

    told = changes([f"@{file}", "remove-step b"], GIVEN)

    assert [each.change for each in told] == [
        SetUsage((UsageAsked(5, code="a", period="2021-01"), UsageAsked(6, FIRST, date(2021, 1, 2)))),
        ScaleUsage(Decimal("1.5"), "2021-03"),
        AddOrder(OrderAsked("pack-x2", 3, FIRST, date(2021, 1, 2), 2, date(2021, 1, 3))),
        DropOrder("1000", None, None, FIRST, 1, date(2021, 1, 2)),
        Choose(ChoiceAsked("overflow", "refused", date(2021, 1, 2))),
        SetStep("free-allowance", {"units": 0}),
        AddStep("gift", "free-allowance", {"units": 5}, None, "prepaid-packs"),
        RemoveStep("gift"),
        MoveStep("a", "b"),
        UseCatalog(None, date(2022, 1, 1)),
        UseProduct("bank-card"),
        RemoveStep("b"),
    ]
    assert [each.place for each in told][:3] == [f"{file}:1", f"{file}:5", f"{file}:8"]
    assert told[0].text == "set-usage 5:a@2021-01 6@2021-01-01..2021-01-02"


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("changes = [",
         ["1: expected a value: text in quotes, a number, true, false, a date, an [array] or a { table }"]),
        ("", ["1: key 'changes' is missing"]),
        ('[[changes]]\nadd_order = { sku = "1", n = 2 }\n',
         ["2: changes[0].add_order.n: key 'n' is not known; known: sku, quantity, on, effective, lasts, returned"]),
        ('[[changes]]\nscale_usage = { factor = "2" }\n',
         ["2: changes[0].scale_usage.factor: expected a decimal, got '2'"]),
        ("[[changes]]\nuse_catalog = {}\n",
         ["2: changes[0].use_catalog: another catalog has a digest, a day (on), or both"]),
        ('[[changes]]\nmove_step = { step = "a", before = "b", after = "c" }\n',
         ["2: changes[0].move_step: a step's place is before or after another one, not both"]),
        ("[[changes]]\n[[changes]]\nremove_step = {}\n",
         ["1: changes[0]: expected one of " + KINDS.replace("-", "_") + ", got none",
          "3: changes[1].remove_step: key 'step' is missing"]),
    ],
)  # fmt: skip
def test_a_file_of_changes_is_refused_by_its_lines(tmp_path: Path, content: str, problems: list[str]) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(content, "utf-8")

    with pytest.raises(CatalogProblems) as caught:
        changes([f"@{file}"], GIVEN)

    assert [str(problem) for problem in caught.value.problems] == [f"{file}:{problem}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "name", "made"),
    [
        ("3 packs: add-order 1000x3; remove-step a", "3 packs", ["add-order 1000x3", "remove-step a"]),
        ("as it is:", "as it is", []),
        ('told: set-step a: b = "c;d"; remove-step a;', "told", ['set-step a: b = "c;d"', "remove-step a"]),
        (
            "set-step a: b = 1; use-product c",
            "set-step a: b = 1; use-product c",
            ["set-step a: b = 1", "use-product c"],
        ),
        ("use-product c", "use-product c", ["use-product c"]),
        (
            "choose a=b@2021-01-01T00:00:00+08:00",
            "choose a=b@2021-01-01T00:00:00+08:00",
            ["choose a=b@2021-01-01T00:00:00+08:00"],
        ),
    ],
)
def test_a_list_has_a_name_perhaps_and_changes(text: str, name: str, made: list[str]) -> None:
    found = change_list(text, GIVEN)

    assert (found.name, [told.text for told in found.changes]) == (name, made)
