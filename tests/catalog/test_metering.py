"""Metering in a catalog: what loads, what does not, and examples that give records."""

from pathlib import Path

import pytest

from ratecard.domain.rule import Rule
from tests.catalog.toy import PASSPORT, SHARED, TOY, changed, loaded, problems

METERS = """\
meters = [
  { id = "page", name = { zh = "页", en = "Page" } },
  { id = "table", name = { zh = "表", en = "Table" }, counts = 2 },
]
"""
SHARE = '[free-allowance]\nshare = "order"\n\n'
RULES = """\
[[metering]]
meter = "page"
when = { api = ["Pdf*"], code = [""] }
of = ["pages", "copies"]
block = 10
at_least = 2

[[metering]]
meter = "table"
of = ["tables"]

[[metering]]
ignore = true
"""


def metered(rules: str, *, meters: str = METERS, examples: str = "") -> dict[str, str | bytes]:
    """The toy catalog, its product with meters and rules."""
    text = changed(PASSPORT, "\n[prepaid-packs]", f"{meters}\n{rules}\n{SHARE if meters else ''}[prepaid-packs]")
    return {**TOY, "passport.toml": text + examples}


def said(folder: Path, files: dict[str, str | bytes]) -> list[str]:
    """The problems, of which those of a product's own example without a meter are left out."""
    return [problem for problem in problems(folder, files) if "examples[0]" not in problem]


def test_rules_are_read_with_their_places(tmp_path: Path) -> None:
    files = metered(RULES, examples='\n[[examples]]\ntitle = "none"\ntotal = 0\n')
    files["passport.toml"] = changed(
        str(files["passport.toml"]), "usage = 110", 'usage = { units = 110, meter = "page" }'
    )

    catalog = loaded(tmp_path, files)

    (version,) = catalog.products[0].versions
    source = f"{tmp_path.name}/passport.toml"
    assert version.metering == (
        Rule(
            meter="page", when={"api": ("Pdf*",), "code": ("",)}, of=("pages", "copies"), block=10, at_least=2,
            source=f"{source}:8",
        ),
        Rule(meter="table", of=("tables",), source=f"{source}:15"),
        Rule(ignore=True, source=f"{source}:19"),
    )  # fmt: skip


def test_shared_rules_are_for_products_without_their_own(tmp_path: Path) -> None:
    files = {
        "catalog.toml": changed(SHARED, "[free-allowance]", '[[metering]]\nof = ["pages"]\n\n[free-allowance]'),
        "passport.toml": PASSPORT,
        "visa.toml": changed(changed(PASSPORT, '"passport"', '"visa"'), "\n[prepaid", "\nmetering = []\n\n[prepaid"),
    }

    catalog = loaded(tmp_path, files)

    rules = {product.id: product.versions[0].metering for product in catalog.products}
    assert rules == {"passport": (Rule(of=("pages",), source=f"{tmp_path.name}/catalog.toml:7"),), "visa": ()}


def test_the_only_meter_needs_no_name(tmp_path: Path) -> None:
    one = 'meters = [{ id = "page", name = { zh = "页", en = "Page" } }]\n'

    catalog = loaded(tmp_path, metered('[[metering]]\nof = ["pages"]\n', meters=one))

    assert [rule.meter for rule in catalog.products[0].versions[0].metering] == ["page"]


WRONG = [
    ('[[metering]]\nmeter = "pge"\n',
     ("unknown-meter | passport.toml:9: metering[0].meter: meter 'pge' is not known; known: page, table"
     " | did you mean 'page'?")),
    ('[[metering]]\nwhen = { api = ["page", "scan", "t*"] }\n',
     "unknown-meter | passport.toml:9: metering[0].when.api[1]: meter 'scan' is not known; known: page, table"),
    ('[[metering]]\nof = ["pages"]\nblock = 0\n',
     "wrong-value | passport.toml:10: metering[0].block: expected at least 1, got 0"),
    ('[[metering]]\nof = ["pages"]\nblock = 0.5\n',
     "wrong-type | passport.toml:10: metering[0].block: expected a whole number, got 0.5"),
    ('[[metering]]\nblock = 5\n',
     ("wrong-value | passport.toml:9: metering[0].block: block is given, but no quantities that it divides:"
     " of is missing")),
    ('[[metering]]\nof = ["pages", "calls"]\n',
     ("wrong-value | passport.toml:9: metering[0].of[1]: of[1] 'calls' is not a quantity of a call: leave `of` out to"
     " count the calls themselves")),
    ('[[metering]]\nof = ["pages", "pages"]\n',
     "wrong-value | passport.toml:9: metering[0].of[1]: of[1] 'pages' is there twice"),
    ('[[metering]]\nof = ["api"]\n',
     "wrong-value | passport.toml:9: metering[0].of[0]: of[0] 'api' is not a quantity of a call"),
    ('[[metering]]\nwhen = { at = ["2021"] }\n',
     ("wrong-value | passport.toml:9: metering[0].when: when can't ask about 'at'; it asks about api, code or another"
     " label")),
    ('[[metering]]\nwhen = { api = [] }\n',
     "wrong-value | passport.toml:9: metering[0].when: when has no values for 'api'"),
    ('[[metering]]\nignore = true\nmeter = "page"\n',
     ("wrong-value | passport.toml:9: metering[0].ignore: ignore leaves nothing to count: meter, of, block and at_least"
     " belong to other rules")),
    ('[[metering]]\nbloc = 5\n',
     ("unknown-key | passport.toml:9: metering[0].bloc: key 'bloc' is not known;"
     " known: when, meter, of, block, at_least, ignore | did you mean 'block'?")),
    ('[[metering]]\nof = ["pages"]\nmeter = "page"\n[[metering]]\nmeter = "page"\nwhen = { api = ["x"] }\n',
     ("unreached-rule | passport.toml:11: metering[1]: the rule does nothing: metering[0] counts all its records first"
     " | put it first, or give the other one fewer records")),
    ('[[metering]]\nignore = true\n[[metering]]\nmeter = "page"\n',
     ("unreached-rule | passport.toml:10: metering[1]: the rule does nothing: metering[0] ignores all its records first"
     " | put it first, or give the other one fewer records")),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "expected"), WRONG, ids=[rules for rules, _ in WRONG])
def test_a_wrong_rule_is_a_problem_of_its_line(tmp_path: Path, rules: str, expected: str) -> None:
    assert said(tmp_path, metered(rules)) == [expected]


def test_one_call_may_feed_two_meters(tmp_path: Path) -> None:
    assert said(tmp_path, metered('[[metering]]\nmeter = "page"\n[[metering]]\nmeter = "table"\n')) == []


EXAMPLE = """
[[examples]]
title = "ten are free; 3 × 4 pages and 5 in the rest of June are 17 units of 0.15: 1.05"
records = [
  { pages = 4, calls = 3, api = "PdfOcr" },
  { pages = 5, at = 2021-06-15T12:00:00+08:00 },
]
total = 1.05
"""
PAGES = '[[metering]]\nof = ["pages"]\n'


def test_records_in_place_of_usage(tmp_path: Path) -> None:
    assert loaded(tmp_path, metered(PAGES, meters="", examples=EXAMPLE)).examples == 2


def test_what_metering_yields_the_meter_counts(tmp_path: Path) -> None:
    # 1 page and 5 tables of 2 units are 11, ten of them free.
    example = """
[[examples]]
title = "tables count two"
records = [{ api = "Pdf", pages = 7, copies = 1, tables = 5 }]
total = 0.30
"""
    files = metered(RULES, examples=example)
    files["passport.toml"] = changed(
        str(files["passport.toml"]), "usage = 110", 'usage = { units = 110, meter = "page" }'
    )

    assert problems(tmp_path, files) == []


SPOILT = [
    ("pages = 4", "page = 4",
     ("unknown-key | passport.toml:24: examples[1].records[0].page: key 'page' is not known;"
     " known: calls, api, code, at, from, to, period, pages | did you mean 'pages'?")),
    ("pages = 4", 'pages = "4"',
     ("wrong-type | passport.toml:24: examples[1].records[0].pages: expected a number, got '4'"
     " | write it without quotes")),
    ("pages = 4, ", "",
     ("missing-quantity | passport.toml:24: examples[1].records[0]: record of 'PdfOcr' has no 'pages',"
     " which FOLDER/passport.toml:4 counts; it has: none | give pages, or an earlier rule for records without it")),
    ("pages = 4", "pages = 4.5",
     ("fractional-quantity | passport.toml:24: examples[1].records[0]: pages 4.5 is not a whole number,"
     " which FOLDER/passport.toml:4 counts one by one | give the rule a block: block = 1 rounds each call up")),
    ("calls = 3", "calls = 0.5",
     "wrong-type | passport.toml:24: examples[1].records[0].calls: expected a whole number, got 0.5"),
    ("at = 2021-06-15T12:00:00+08:00", 'at = 2021-06-15, period = "2021-06"',
     ("wrong-value | passport.toml:25: examples[1].records[1]: a record has at, or from and to, or a period,"
     " not two of them")),
    ("at = 2021-06-15T12:00:00+08:00", "at = 2021-07-15",
     ("slice-outside-periods | passport.toml:21: examples[1]: slice 5 over 2021-07-15T00:00+08:00"
     " to 2021-07-16T00:00+08:00 is not within the periods asked about,"
     " 2021-06-01T00:00+08:00 to 2021-07-01T00:00+08:00")),
    ("1.05", "1.20", ("failed-example | passport.toml:27: examples[1].total: expected 1.20, got 1.05"
     " | the sum is (17 - 10) × 0.15 = 1.05")),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), SPOILT, ids=[new for _, new, _ in SPOILT])
def test_a_wrong_record_is_a_problem_of_its_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    example = EXAMPLE.rpartition("total = 1.05")
    text = EXAMPLE if old != "1.05" else "".join((example[0], "total = 1.20", example[2]))
    examples = text if old == "1.05" else changed(text, old, new)

    found = problems(tmp_path, metered(PAGES, meters="", examples=examples))

    assert [each.replace(tmp_path.name, "FOLDER") for each in found] == [expected]
