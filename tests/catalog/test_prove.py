"""The prover: each planted fault has its own code, at its own line; what is meant is accepted with a reason."""

from pathlib import Path

import pytest

from ratecard.catalog import CatalogProblems, Problem, Proving, example, load
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.question import Question
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, changed, write

THOROUGH = Proving(thorough=True)
SOUND = {
    "catalog.toml": changed(SHARED, '"volume"', '"graduated"'),
    "passport.toml": PASSPORT,
}
OVERFLOW = '\n[overflow]\ndefault = "postpaid"\nswitchable = false\n'
DEBITS = '\n[debit-rounding]\nplaces = 2\nmode = "down"\ndifference = "carried"\n'
TWO_METERS = """\
id = "passport"
meters = [{ id = "a", name = { zh = "甲", en = "A" } }, { id = "b", name = { zh = "乙", en = "B" } }]
chain = ["free-allowance", "prepaid-packs", { step = "tiered-postpaid", meters = ["a"] }]"""
ENDED = """\
en = "Passport OCR" }
effective_from = 2025-01-01
chain = ["free-allowance", { step = "more", use = "free-allowance", when = { until = 2024-01-01 } }, \
"prepaid-packs", "tiered-postpaid"]
[more]
units = 5
every = "month"
"""
ONE = '[[examples]]\ntitle = "ten are free"\nusage = 110\ntotal = 15'
MORE = '\n[more]\nunits = 5\nevery = "month"\n'


def found(folder: Path, files: dict[str, str], proving: Proving = THOROUGH) -> list[Problem]:
    """All problems and warnings."""
    try:
        catalogs = load(write(folder, dict(files)), INSTALLED, proving=proving)
    except CatalogProblems as error:
        return [*error.problems, *error.warnings]
    return [warning for catalog in catalogs for warning in catalog.warnings]


def test_a_sound_catalog_has_nothing_to_look_at_again(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND) == []


PLANTED = [
    ("nothing covers what packs leave", "catalog.toml", ', "tiered-postpaid"]', "]", "chain-leaves-units", 5),
    (
        "postpaid for one class of accounts",
        "catalog.toml",
        '"tiered-postpaid"]',
        '{ step = "tiered-postpaid", when = { account_classes = ["gold"] } }]',
        "chain-leaves-units",
        5,
    ),
    (
        "postpaid ends one day",
        "catalog.toml",
        '"tiered-postpaid"]',
        '{ step = "tiered-postpaid", when = { until = 2022-01-01 } }]',
        "chain-leaves-units",
        5,
    ),
    ("postpaid on one of two meters", "passport.toml", 'id = "passport"', TWO_METERS, "chain-leaves-units", 3),
    ("tiers overlap", "passport.toml", "{ price = 0.10 }", "{ up_to = 900, price = 0.1 }, { price = 0 }",
     "overlapping-tiers", 10),
    ("a tier of no calls", "passport.toml", "up_to = 1_000", "up_to = 0", "overlapping-tiers", 9),
    ("a gap at the end", "passport.toml", "{ price = 0.10 }", "{ up_to = 2_000, price = 0.1 }", "no-open-tier", 10),
    ("two ends", "passport.toml", "{ up_to = 1_000, price = 0.15 }", "{ price = 0.15 }", "two-open-tiers", 9),
    ("a pack of half a fen", "passport.toml", "price = 8 ", "price = 8.005 ", "unpayable-price", 5),
    ("a fee of half a fen", "passport.toml", "price = 0.15", "fee = 1.005, price = 0.15", "unpayable-price", 9),
    ("a price of no fen", "passport.toml", "up_to = 1_000, price = 0.15", "up_to = 13, price = 0.001",
     "vanishing-price", 9),
    ("debits as fine as lines", "catalog.toml", '"tiered-postpaid"]', f'"tiered-postpaid", "debit-rounding"]\n{DEBITS}',
     "debit-not-coarser", 7),
    ("a volume price", "passport.toml", "[tiered-postpaid]", '[tiered-postpaid]\nmode = "volume"', "price-cliff", 11),
    ("a fee that ends", "passport.toml", "tiers = [\n  { up_to = 1_000, price = 0.15 },",
     'mode = "volume"\ntiers = [\n  { up_to = 20, fee = 9 },', "price-cliff", 11),
    ("a step that changes nothing", "catalog.toml", '"tiered-postpaid"]', f'"overflow", "tiered-postpaid"]\n{OVERFLOW}',
     "idle-step", 7),
    ("an allowance of nothing", "catalog.toml", "units = 10", "units = 0", "idle-step", 7),
    ("an allowance after all is covered", "catalog.toml", '"tiered-postpaid"]',
     f'"tiered-postpaid", {{ step = "more", use = "free-allowance" }}]\n{MORE}', "idle-step", 7),
    ("an allowance that ended before", "passport.toml", 'en = "Passport OCR" }\n', ENDED, "idle-step", 5),
    ("a tier that the allowance covers", "passport.toml", "up_to = 1_000, price = 0.15",
     "up_to = 10, price = 0.20 }, { up_to = 1_000, price = 0.15", "unreached-tier", 9),
    ("ten packs of one for less", "passport.toml", "{ units = 100, price = 8 }",
     "{ units = 100, price = 8 }, { units = 1_000, price = 81 }", "dominated-pack", 5),
    ("a larger pack for less", "passport.toml", "{ units = 100, price = 8 }",
     "{ units = 100, price = 8 }, { units = 200, price = 7 }", "dominated-pack", 5),
    ("a pack dearer than its calls", "passport.toml", "price = 8 ", "price = 16 ", "dear-pack", 5),
    ("nobody says what comes out", "passport.toml", ONE, "", "no-examples", 1),
    ("a name in one language", "passport.toml", 'en = "Passport OCR"', 'en = ""', "untranslated-name", 2),
    ("a catalog's name in one language", "catalog.toml", 'zh = "玩具"', 'zh = " "', "untranslated-name", 2),
    ("a warning that is not there", "passport.toml", 'id = "passport"',
     'id = "passport"\naccepts = { price-cliff = "so it is" }', "unused-acceptance", 2),
    ("a warning that is nowhere", "catalog.toml", 'id = "toy"',
     'id = "toy"\naccepts = { price-cliff = "so it is" }', "unused-acceptance", 2),
    ("a warning for no reason", "passport.toml", 'id = "passport"', 'id = "passport"\naccepts = { price-cliff = "" }',
     "missing-reason", 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"), [each[1:] for each in PLANTED], ids=[each[0] for each in PLANTED]
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, old: str, new: str, code: str, line: int) -> None:
    said = found(tmp_path, {**SOUND, file: changed(SOUND[file], old, new)})

    places = [(problem.code, Path(problem.file).name, problem.line) for problem in said]
    assert (code, file, line) in places, said
    assert all(problem.hint for problem in said if problem.code == code)


def test_a_warning_is_accepted_with_its_reason(tmp_path: Path) -> None:
    reason = 'id = "passport"\naccepts = { price-cliff = "the page has it so" }'
    cliff = changed(PASSPORT, "[tiered-postpaid]", '[tiered-postpaid]\nmode = "volume"')

    assert [problem.code for problem in found(tmp_path / "a", {**SOUND, "passport.toml": cliff})] == ["price-cliff"]
    assert found(tmp_path / "b", {**SOUND, "passport.toml": changed(cliff, 'id = "passport"', reason)}) == []


def test_a_warning_is_accepted_for_all_products_while_one_has_it(tmp_path: Path) -> None:
    shared = changed(SHARED, 'id = "toy"', 'id = "toy"\naccepts = { price-cliff = "the page has it so" }')
    visa = changed(changed(PASSPORT, '"passport"', '"visa"'), "{ price = 0.10 }", "{ price = 0.15 }")

    assert found(tmp_path, {"catalog.toml": shared, "passport.toml": PASSPORT, "visa.toml": visa}) == []


def test_a_cliff_says_who_pays_more(tmp_path: Path) -> None:
    """By hand: 990 × 0.15 = 148.50 for 1 000, 991 × 0.10 = 99.10 for 1 001; above 660.67 + 10 calls cost more."""
    (problem,) = found(tmp_path, {"catalog.toml": SHARED, "passport.toml": PASSPORT})

    assert problem == Problem(
        f"{tmp_path}/passport.toml",
        10,
        "tiered-postpaid.tiers[1]",
        "671 to 1000 calls cost more than 1001 do: up to 148.50, where 1001 cost 99.10",
        'if the price page has it so, say why: accepts = { price-cliff = "…" }; else check the two prices',
        "price-cliff",
    )


def test_loading_proves_that_there_is_an_answer_and_warns_of_no_cliff(tmp_path: Path) -> None:
    assert found(tmp_path, {"catalog.toml": SHARED, "passport.toml": PASSPORT}, Proving()) == []


def test_a_pack_that_lasts_for_ever_is_no_problem(tmp_path: Path) -> None:
    shared = changed(SOUND["catalog.toml"], "years = 1", "years = 1_000")

    assert found(tmp_path, {**SOUND, "catalog.toml": shared}) == []


@pytest.mark.parametrize(
    ("accepts", "proving", "codes"),
    [
        ("", THOROUGH, ["not-proven"]),
        ('accepts = { not-proven = "the examples have the sums that matter" }', THOROUGH, []),
        ("", Proving(), []),
    ],
    ids=["told of", "accepted", "at loading"],
)
def test_an_allowance_of_each_hour_makes_one_warning_of_what_was_too_much_work(
    tmp_path: Path, accepts: str, proving: Proving, codes: list[str]
) -> None:
    """By hand: 7 200 calls are free in June, so those up to the 10 000th are charged at the first tier."""
    shared = changed(SOUND["catalog.toml"], 'every = "month"', 'every = "hour"')
    tiers = changed(PASSPORT, "up_to = 1_000, price = 0.15", "up_to = 10_000, price = 0.15")
    passport = changed(changed(tiers, "total = 15", "total = 0"), "\n[prepaid", f"{accepts}\n[prepaid")

    said = found(tmp_path, {"catalog.toml": shared, "passport.toml": passport}, proving)

    assert [problem.code for problem in said] == codes
    assert all((Path(problem.file).name, problem.line) == ("catalog.toml", 5) for problem in said)


@pytest.mark.parametrize("number", [3, 70], ids=["in this process", "in several"])
def test_many_products_are_proven_as_one_is(tmp_path: Path, number: int) -> None:
    files = {"catalog.toml": SHARED}
    for price in range(number):
        text = changed(changed(PASSPORT, '"passport"', f'"p{price}"'), "price = 0.10", f"price = 0.10{price:03}")
        files[f"p{price}.toml"] = text
    ticks: list[int] = []

    said = found(tmp_path, files, Proving(thorough=True, begin=ticks.append, tick=lambda: ticks.append(1)))

    assert [problem.code for problem in said] == number * ["price-cliff"]
    assert ticks == [number, *(number * [1])]


@pytest.mark.parametrize("proving", [Proving(), THOROUGH], ids=["at loading", "thoroughly"])
def test_an_example_at_an_edge_that_is_proven_has_to_come_out_too(tmp_path: Path, proving: Proving) -> None:
    """By hand: ten of 1 000 are free, 990 × 0.15 = 148.50; one more costs 0.10 graduated."""
    edges = '[[examples]]\ntitle = "edge"\nusage = 1_000\ntotal = 148.50\n[[examples]]\nusage = 1_001\ntotal = 148.6'
    files = {**SOUND, "passport.toml": PASSPORT + edges + '\ntitle = "behind"\n'}
    wrong = {**files, "passport.toml": changed(files["passport.toml"], "148.50", "148.51")}

    assert found(tmp_path / "a", files, proving) == []
    (problem,) = found(tmp_path / "b", wrong, proving)
    assert (problem.code, problem.key) == ("failed-example", "examples[1].total")
    assert problem.message == "expected 148.51, got 148.50"


BOUGHT = '[[examples]]\ntitle = "a pack"\nusage = 111\norders = [{ sku = "100" }]\nrefused = 0\ntotal = 8.15\n'


def alike(*names: str) -> dict[str, str]:
    """Products with the same prices and the same two examples."""
    products = {f"{name}.toml": changed(PASSPORT, '"passport"', f'"{name}"') + BOUGHT for name in names}
    return {"catalog.toml": SOUND["catalog.toml"], **products}


@pytest.mark.parametrize("spoilt", ["a.toml", "b.toml"], ids=["the first", "the second"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("8.15", "8.16", "total: expected 8.16, got 8.15"),
        ("usage = 111", "usage = 112", "total: expected 8.15, got 8.30"),
        ('"100" }', '"100", quantity = 2 }', "total: expected 8.15, got 16.00"),
        ('"100" }', '"100", on = 2021-06-30T23:59:59+08:00 }', "total: expected 8.15, got 23.00"),
        ("usage", "periods = 2\nusage", "total: expected 8.15, got 23.30"),
        ("refused = 0", "refused = 1", "refused: expected 1, got 0"),
    ],
    ids=["total", "usage", "order", "day", "periods", "refused"],
)
def test_an_example_of_one_product_says_nothing_of_another_one(
    tmp_path: Path, spoilt: str, old: str, new: str, said: str
) -> None:
    """By hand, ten being free: a pack for 8 and one call for 0.15, or two; two packs; 100 calls before the pack and
    one in the second that is left; two months, with no pack left for 101 calls of the second."""
    files = alike("a", "b")
    files[spoilt] = changed(files[spoilt], BOUGHT, changed(BOUGHT, old, new))

    noted = found(tmp_path, files, Proving())

    told = [(Path(problem.file).name, f"{problem.key}: {problem.message}") for problem in noted]
    assert told == [(spoilt, f"examples[1].{said}")]


def test_an_example_is_settled_once_for_products_whose_prices_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []

    def counted(question: Question) -> Forecast:
        settled.append(question.product.id)
        return forecast(question)

    monkeypatch.setattr(example, "forecast", counted)
    files = alike("a", "b", "c", "d")
    files["d.toml"] = changed(files["d.toml"], "price = 0.10", "price = 0.11")

    (catalog,) = load(write(tmp_path, dict(files)), INSTALLED)

    assert settled == 2 * ["a"] + 2 * ["d"]
    assert [len(product.versions[0].examples) for product in catalog.products] == 4 * [2]


def test_examples_of_products_that_share_steps_have_sums_of_their_own(tmp_path: Path) -> None:
    """By hand, ten of 111 calls being free in a month: 101 are charged; with a pack for 8, of 100 calls of the first of
    two months, 102 in all."""
    files = {"catalog.toml": SOUND["catalog.toml"]}
    month = '[[examples]]\ntitle = "a month"\nusage = 111\ntotal = '
    both = '[[examples]]\ntitle = "two months"\nperiods = 2\nusage = 111\norders = [{ sku = "100" }]\ntotal = '
    sums = {
        "0.10": ("10.10", "18.20"),
        "0.11": ("11.11", "19.22"),
        "0.12": ("12.12", "20.24"),
        "0.13": ("13.13", "21.27"),
    }
    for price, (one, two) in sums.items():
        text = changed(PASSPORT, "price = 0.15", f"price = {price}").partition("[[examples]]")[0]
        files[f"p{price}.toml"] = changed(text, '"passport"', f'"p{price}"') + f"{month}{one}\n{both}{two}\n"

    (noted,) = found(tmp_path, files, Proving())

    assert (Path(noted.file).name, noted.message) == ("p0.13.toml", "expected 21.27, got 21.26")
