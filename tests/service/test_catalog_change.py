"""What changed in meaning between two states of a catalog, from the files that a product manager writes."""

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from ratecard.catalog import load
from ratecard.domain.crossing import Compared
from ratecard.service import Shelf
from ratecard.service.catalog_change import CatalogChanges, Era, Rise, catalog_changes
from ratecard.service.catalog_change_edit import Edit
from tests.catalog.toy import INSTALLED, write
from tests.chains import D

TODAY = datetime(2026, 11, 23, 4, tzinfo=UTC)
CATALOGS = Path(__file__).parents[2] / "catalogs"
OTHERS = Path(__file__).parents[1] / "catalogs"

SHARED = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "CNY"
time_zone = "Asia/Shanghai"
billed_on = [1, 3]
chain = ["outcome-filter", "free-allowance", "prepaid-packs", "tiered-postpaid"]

[outcome-filter]
uncharged_codes = ["E1", "E2", "E3", "E4", "E5", "E6"]
default = "charged"

[free-allowance]
units = 10
every = "month"

[prepaid-packs]
valid_for = { years = 1 }
expires = "same-time"
draw_by = ["expiry"]

[tiered-postpaid]
mode = "volume"
tier_excludes = []
"""
PRODUCT = """\
id = "passport"
name = { zh = "护照识别", en = "Passport OCR" }

[prepaid-packs]
packs = [{ units = 100, price = 8 }, { units = 1_000, price = 60 }]

[tiered-postpaid]
tiers = [{ up_to = 100, price = 0.50 }, { up_to = 1_000, price = 0.40 }, { price = 0.30 }]
"""
BOTH = {"catalog.toml": SHARED, "passport.toml": PRODUCT}
LATER = PRODUCT.replace('id = "passport"', 'id = "passport"\neffective_from = 2027-01-01')


def shelf(folder: Path, files: Mapping[str, str]) -> Shelf:
    return Shelf(catalogs=load(write(folder, files), INSTALLED), strategies=INSTALLED)


def read(folder: Path) -> Shelf:
    return Shelf(catalogs=load(folder, INSTALLED), strategies=INSTALLED)


@pytest.fixture
def changed(tmp_path: Path) -> Any:
    """What changed from some files to others, by default from those of the toy catalog."""

    def compare(after: Mapping[str, str], before: Mapping[str, str] = BOTH, **asked: Any) -> CatalogChanges:
        sides = [shelf(Path(mkdtemp(dir=tmp_path)), files) for files in (before, after)]
        return catalog_changes(sides[0], sides[1], TODAY, **asked)

    return compare


def product(old: str, new: str, text: str = PRODUCT) -> dict[str, str]:
    assert old in text
    return {**BOTH, "passport.toml": text.replace(old, new)}


def shared(old: str, new: str) -> dict[str, str]:
    assert old in SHARED
    return {**BOTH, "catalog.toml": SHARED.replace(old, new)}


def era(changes: CatalogChanges) -> Era:
    (catalog,) = changes.catalogs
    (change,) = catalog.products
    (only,) = change.eras
    return only


MOVED = {
    "catalog.toml": SHARED.replace("[free-allowance]\nunits = 10\n", "[free-allowance]\n").replace(
        '\n[tiered-postpaid]\nmode = "volume"\ntier_excludes = []\n', ""
    ),
    "passport.toml": PRODUCT.replace(
        "[tiered-postpaid]\n", '[tiered-postpaid]\ntier_excludes = [] # none\nmode = "volume"\n'
    )
    + "\n[free-allowance]\nunits = 10\n",
}
SAME_MEANING = {
    "settings that moved to the product": MOVED,
    "another order of tables and keys": {
        **BOTH,
        "passport.toml": """\
# Comments mean nothing.
name = { en = "Passport OCR", zh = "护照识别" }
id = "passport"
[tiered-postpaid]
tiers = [{ price = 0.5, up_to = 100 }, { up_to = 1000, price = 0.400 }, { price = 0.30 }]
[prepaid-packs]
packs = [{ price = 8.00, units = 100 }, { units = 1_000, price = 60 }]
""",
    },
    "a default that is written out": product("units = 100, price", "units = 100, meters = [], price"),
    "a chain of the product's own that is the shared one": {
        **BOTH,
        "passport.toml": 'chain = ["outcome-filter", "free-allowance", { step = "prepaid-packs", '
        'use = "prepaid-packs" }, "tiered-postpaid"]\n' + PRODUCT,
    },
    "another file name": {"catalog.toml": SHARED, "passports.toml": PRODUCT},
    "a comment on a shared setting": shared("units = 10\n", "units = 10\n# free\n"),
}


@pytest.mark.parametrize("files", SAME_MEANING.values(), ids=SAME_MEANING.keys())
def test_what_comes_to_the_same_is_no_change(changed: Any, files: Mapping[str, str]) -> None:
    assert changed(files).catalogs == ()


EDITS: dict[str, tuple[dict[str, str], tuple[Edit, ...]]] = {
    "a tier's price": (
        product("price = 0.40", "price = 0.45"),
        (Edit("changed", ("tiered-postpaid", "tiers", 1, "price"), D("0.40"), D("0.45")),),
    ),
    "a tier's end": (
        product("up_to = 1_000, price = 0.40", "up_to = 2_000, price = 0.40"),
        (Edit("changed", ("tiered-postpaid", "tiers", 1, "up_to"), 1_000, 2_000),),
    ),
    "a shared setting": (
        shared("units = 10\n", "units = 20\n"),
        (Edit("changed", ("free-allowance", "units"), 10, 20),),
    ),
    "names in a long list": (
        shared('"E6"]', '"E7"]'),
        (
            Edit("removed", ("outcome-filter", "uncharged_codes"), "E6"),
            Edit("added", ("outcome-filter", "uncharged_codes"), None, "E7"),
        ),
    ),
    "names whose order matters": (
        shared('draw_by = ["expiry"]', 'draw_by = ["size", "expiry"]'),
        (Edit("changed", ("prepaid-packs", "draw_by"), ("expiry",), ("size", "expiry")),),
    ),
    "a step that moved": (
        shared('"free-allowance", "prepaid-packs", "tiered', '"prepaid-packs", "free-allowance", "tiered'),
        (Edit("moved", ("free-allowance",), "outcome-filter", "prepaid-packs"),),
    ),
    "when a step is there": (
        shared('"free-allowance", ', '{ step = "free-allowance", when = { until = 2027-01-01 } }, '),
        (Edit("changed", ("free-allowance", "when", "until"), None, date(2027, 1, 1)),),
    ),
    "names": (
        product('en = "Passport OCR"', 'en = "Passports"'),
        (Edit("changed", ("name", "en"), "Passport OCR", "Passports"),),
    ),
    "a length of time": (
        shared("{ years = 1 }", "{ months = 6 }"),
        (
            Edit("changed", ("prepaid-packs", "valid_for", "years"), 1, 0),
            Edit("changed", ("prepaid-packs", "valid_for", "months"), 0, 6),
        ),
    ),
}


@pytest.mark.parametrize(("files", "edits"), EDITS.values(), ids=EDITS.keys())
def test_each_change_is_told_by_its_setting(changed: Any, files: Mapping[str, str], edits: tuple[Edit, ...]) -> None:
    assert era(changed(files)).edits == edits


def test_a_tier_and_a_pack_put_in_between_leave_the_others_as_they_were(changed: Any) -> None:
    files = product("{ up_to = 1_000", "{ up_to = 500, price = 0.45 }, { up_to = 1_000")
    files["passport.toml"] = files["passport.toml"].replace(
        "{ units = 1_000", "{ units = 500, price = 35 }, { units = 1_000"
    )

    found = era(changed(files)).edits

    assert [(edit.kind, edit.path, edit.before) for edit in found] == [
        ("added", ("prepaid-packs", "packs", 1), None),
        ("added", ("tiered-postpaid", "tiers", 1), None),
    ]
    assert (found[1].after.up_to, found[1].after.price) == (500, D("0.45"))


def test_steps_that_come_and_go(changed: Any) -> None:
    files = shared('"outcome-filter", "free-allowance", ', '{ step = "gift", use = "free-allowance" }, ')
    files["catalog.toml"] = (
        files["catalog.toml"]
        .replace("[free-allowance]", "[gift]")
        .replace('[outcome-filter]\nuncharged_codes = ["E1", "E2", "E3", "E4", "E5", "E6"]\ndefault = "charged"\n', "")
    )

    found = era(changed(files)).edits

    assert [(edit.kind, edit.path) for edit in found] == [
        ("removed", ("outcome-filter",)),
        ("removed", ("free-allowance",)),
        ("added", ("gift",)),
    ]


def test_packs_by_sku(changed: Any) -> None:
    files = product(
        "packs = [{ units = 100, price = 8 }, { units = 1_000, price = 60 }]",
        'packs = [{ units = 100, price = 9 }, { sku = "big", units = 5_000, price = 200 }]',
    )

    found = era(changed(files)).packs

    assert [(each.sku, each.before is None, each.after is None, each.compared) for each in found] == [
        ("100", False, False, Compared(1, D(8), D(9))),
        ("1000", False, True, Compared(1, D(60), None)),
        ("big", True, False, Compared(1, None, D(200))),
    ]
    assert found[0].compared.per_cent == D("12.50")


def test_what_products_share_is_told_once(changed: Any) -> None:
    files = shared("billed_on = [1, 3]", 'billed_on = [1, 5]\nrounding = { places = 1, mode = "up" }')
    other = {"other.toml": PRODUCT.replace('"passport"', '"other"')}

    (catalog,) = changed({**files, **other}, {**BOTH, **other}).catalogs

    assert [(each.edit, each.products, each.everywhere) for each in catalog.shared] == [
        (Edit("changed", ("rounding", "places"), 2, 1), ("other", "passport"), True),
        (Edit("changed", ("rounding", "mode"), "half-up", "up"), ("other", "passport"), True),
        (Edit("changed", ("billed_on",), (1, 3), (1, 5)), ("other", "passport"), True),
    ]
    # What products share may change what they cost: here no total does, as 0.50, 0.40 and 0.30 are whole tenths.
    assert [change.eras[0].edits for change in catalog.products] == [(), ()]
    courses = [toll.course for change in catalog.products for toll in change.eras[0].tolls]
    assert [course and [stretch.signs for stretch in course.stretches] for course in courses] == [[("same",)]] * 2


def test_products_and_catalogs_that_come_and_go(changed: Any, tmp_path: Path) -> None:
    other = {"visa.toml": PRODUCT.replace('"passport"', '"visa"')}
    (catalog,) = changed({"catalog.toml": SHARED, **other}).catalogs

    told = [(each.product.id, each.before is None, each.after is None) for each in catalog.products]
    assert told == [("passport", False, True), ("visa", True, False)]

    two = {
        f"{name}/{file}": text.replace('id = "toy"', f'id = "{name}"') for name in "ab" for file, text in BOTH.items()
    }
    one = {name: text for name, text in two.items() if name.startswith("a")}
    sides = [shelf(tmp_path / "two", two), shelf(tmp_path / "one", {**one, **{"c/" + n: t for n, t in BOTH.items()}})]
    found = catalog_changes(sides[0], sides[1], TODAY).catalogs
    assert [(each.catalog.id, each.before is None, each.after is None) for each in found] == [
        ("b", False, True),
        ("toy", True, False),
    ]


def test_one_catalog_each_is_compared_whatever_its_id(changed: Any) -> None:
    (catalog,) = changed(shared('id = "toy"', 'id = "toys"')).catalogs

    assert catalog.edits == (Edit("changed", ("id",), "toy", "toys"),)
    assert catalog.products == ()


def test_how_many_examples_hold(changed: Any) -> None:
    example = '\n[[examples]]\ntitle = "two"\nusage = 12\ntotal = 1\n'
    (catalog,) = changed({**BOTH, "passport.toml": PRODUCT + example}).catalogs

    assert catalog.edits == (Edit("changed", ("examples",), 0, 1),)


def test_a_version_to_come_is_compared_with_the_one_in_force_then(changed: Any) -> None:
    (catalog,) = changed({**BOTH, "passport@2027.toml": LATER.replace("0.40", "0.44")}).catalogs

    (change,) = catalog.products
    (only,) = change.eras
    assert (change.added, change.removed) == ((date(2027, 1, 1),), ())
    assert (only.since, only.until) == (date(2027, 1, 1), None)
    assert only.period is not None
    assert only.period.id == "2027-01"
    assert [edit.path for edit in only.edits] == [("tiered-postpaid", "tiers", 1, "price")]
    assert only.tolls[0].course is not None
    assert only.tolls[0].course.stretches[1].signs == ("more",)


def test_versions_that_cross_divide_time_as_both_sides_do(changed: Any) -> None:
    before = {**BOTH, "v2.toml": LATER.replace("2027-01-01", "2026-06-01").replace("0.40", "0.38")}
    after = {**BOTH, "v2.toml": LATER.replace("2027-01-01", "2027-03-15").replace("0.40", "0.36")}

    (catalog,) = changed(after, before).catalogs

    (change,) = catalog.products
    assert (change.added, change.removed) == ((date(2027, 3, 15),), (date(2026, 6, 1),))
    told = [(each.since, each.until, each.period and each.period.id) for each in change.eras]
    # Until June 2026 both have the first version. From 15 March on April is the first month that a price of it prices.
    assert told == [
        (date(2026, 6, 1), date(2027, 3, 15), "2026-11"),
        (date(2027, 3, 15), None, "2027-04"),
    ]
    assert [each.edits[0][2:] for each in change.eras] == [(D("0.38"), D("0.40")), (D("0.38"), D("0.36"))]


def test_a_time_that_is_over_is_told_without_totals_unless_it_is_asked_for(changed: Any) -> None:
    before = {**BOTH, "v2.toml": LATER.replace("2027-01-01", "2026-06-01")}
    dearer = product("0.40", "0.44")["passport.toml"].replace("price = 60", "price = 90")
    after = {**before, "passport.toml": dearer}

    past, asked = era(changed(after, before)), era(changed(after, before, on=date(2026, 2, 28)))

    assert (past.since, past.until, past.period, past.tolls) == (None, date(2026, 6, 1), None, ())
    assert past.edits == asked.edits
    assert asked.period is not None
    assert asked.period.id == "2026-02"
    assert changed(after, before, on=date(2026, 6, 1)).catalogs == ()
    assert not list(changed(after, before).rises_beyond(D(0)))


def rises(changes: CatalogChanges, most: Decimal) -> list[Rise]:
    return list(changes.rises_beyond(most))


def test_a_rise_is_measured_all_along_the_curve(changed: Any) -> None:
    # The first tier ends at 120: 101 calls cost 91 × 0.50 in place of 91 × 0.40, a quarter more.
    found = changed(product("up_to = 100,", "up_to = 120,"), usage=(50, 5_000))

    (rise,) = rises(found, D("24.99"))
    assert rise.compared == Compared(101, D("36.40"), D("45.50"))
    assert rises(found, D(25)) == []


def test_a_pack_that_rises_or_holds_less_for_its_price(changed: Any) -> None:
    dearer = changed(product("price = 60", "price = 66"))
    assert [rise.pack and rise.pack.sku for rise in rises(dearer, D("9.99"))] == ["1000"]
    assert rises(dearer, D(10)) == []

    named = product("{ units = 100,", '{ sku = "small", units = 100,')
    less = {**named, "passport.toml": named["passport.toml"].replace("units = 100,", "units = 80,")}
    # 8 / 80 for a unit in place of 8 / 100.
    assert [rise.pack and rise.pack.sku for rise in rises(changed(less, named), D("24.99"))] == ["small"]
    assert rises(changed(less, named), D(25)) == []


def test_a_price_from_nothing_or_lost_is_beyond_any_limit_and_one_gained_is_not(changed: Any) -> None:
    contact = product("{ price = 0.30 }", '{ contact = "https://example.com" }')
    most = D(1_000_000)

    (smaller,) = rises(changed(shared("units = 10\n", "units = 9\n")), most)
    assert smaller.compared == Compared(10, D(0), D("0.50"))
    (lost,) = rises(changed(contact), most)
    assert lost.compared == Compared(1_001, D("297.30"), None)  # 991 × 0.30
    assert rises(changed(BOTH, contact), D(0)) == []


def test_what_can_not_be_compared_is_beyond_any_limit(changed: Any) -> None:
    dearer = PRODUCT.replace("0.30", "0.31").replace("price = 60", "price = 600")
    found = changed(shared('"CNY"', '"JPY"') | {"passport.toml": dearer})

    (rise,) = rises(found, D(1_000_000))
    assert rise.era.unlike is not None
    assert rise.era.unlike.en == "totals in CNY and JPY can't be compared"
    assert (rise.compared, rise.era.tolls) == (None, ())


def test_what_rounding_does_is_no_rise(changed: Any) -> None:
    tiny = product(
        "tiers = [{ up_to = 100, price = 0.50 }, { up_to = 1_000, price = 0.40 }, { price = 0.30 }]",
        "tiers = [{ price = 0.00011 }]",
    )
    after = {**tiny, "passport.toml": tiny["passport.toml"].replace("0.00011", "0.00012")}

    # An eleventh more, 9.09 %, though at 1 055 calls 0.11 become 0.13.
    found = changed(after, tiny, usage=(1_055,))

    course = era(found).tolls[0].course
    assert course is not None
    assert Compared(1_055, D("0.11"), D("0.13")) in course.points
    assert rises(found, D("9.1")) == []
    assert len(rises(found, D(9))) == 1


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"CNY"', '"EUR"', "totals in CNY and EUR can't be compared"),
        ('"CNY"', '"CNY"\nperiod = "day"', "totals of a month and of a day can't be compared"),
    ],
)
def test_another_currency_or_period_alone_can_not_be_compared(changed: Any, old: str, new: str, why: str) -> None:
    found = changed(shared(old, new))

    assert [rise.era.unlike and rise.era.unlike.en for rise in rises(found, D(0))] == [why]
    assert era(found).edits == ()


def test_accounts_of_a_class_are_looked_at_too(changed: Any) -> None:
    gold = SHARED.replace('"free-allowance", ', '{ step = "free-allowance", when = { account_classes = ["gold"] } }, ')
    before = {**BOTH, "catalog.toml": gold}
    found = changed({**before, "catalog.toml": gold.replace("units = 10\n", "units = 20\n")}, before)

    signs = {toll.account_class: toll.course.stretches[-1].signs for toll in era(found).tolls if toll.course}
    assert signs == {"": ("same",), "gold": ("less",)}


def test_each_meter_has_a_curve_of_its_own(changed: Any) -> None:
    meters = (
        'meters = [{ id = "page", name = { zh = "页", en = "Page" } }, '
        '{ id = "table", name = { zh = "表", en = "Table" }, counts = 3 }]\n'
    )
    shared_ = {**BOTH, "catalog.toml": SHARED.replace("units = 10\n", 'units = 10\nshare = "order"\n')}
    before = {**shared_, "passport.toml": PRODUCT.replace("\n[prepaid", f"{meters}\n[prepaid", 1)}
    after = {**before, "passport.toml": before["passport.toml"].replace("0.40", "0.44")}

    tolls = era(changed(after, before)).tolls

    ranges = {
        toll.meter: [(each.first, each.last) for each in toll.course.stretches if each.signs == ("more",)]
        for toll in tolls
        if toll.course
    }
    # Units 101 to 1 000 are pages 101 to 1 000, and tables 34 (102 units) to 333 (999).
    assert ranges == {"page": [(101, 1_000)], "table": [(34, 333)]}


@pytest.mark.parametrize("folder", [CATALOGS, OTHERS], ids=["shipped", "tests"])
def test_nothing_changed_from_a_folder_to_itself(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.md", "guide"))

    assert catalog_changes(read(folder), read(copy), TODAY).catalogs == ()


def test_the_other_way_round_everything_is_mirrored(changed: Any) -> None:
    other = {"visa.toml": PRODUCT.replace('"passport"', '"visa"')}
    after = {**product("price = 60", "price = 66"), **other, "v2.toml": LATER.replace("0.40", "0.44")}

    there, back = (changed(files, others) for files, others in ((after, BOTH), (BOTH, after)))

    (one,), (other_way,) = there.catalogs, back.catalogs
    turned = {"added": "removed", "removed": "added"}
    for change, mirror in zip(one.products, other_way.products, strict=True):
        assert [side is None for side in change[:2]] == [side is None for side in mirror[1::-1]]
        assert (change.added, change.removed) == (mirror.removed, mirror.added)
        for era_, back_ in zip(change.eras, mirror.eras, strict=True):
            told = {(turned.get(edit.kind, edit.kind), edit.path, edit.after, edit.before) for edit in era_.edits}
            assert told == {tuple(edit) for edit in back_.edits}
            assert [pack.compared[1:] for pack in era_.packs] == [pack.compared[:0:-1] for pack in back_.packs]
