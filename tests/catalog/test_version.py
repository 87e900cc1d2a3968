"""Versions: which is in force, what may change, and what becomes of the packs of the one before."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ratecard.domain.product import Product
from tests.catalog.toy import PASSPORT, SHARED, TOY, changed, loaded, problems

FROM_2024 = changed(PASSPORT, 'id = "passport"', 'id = "passport"\neffective_from = 2024-01-01')
SHARED_2024 = changed(SHARED, 'id = "toy"', 'id = "toy"\neffective_from = 2024-01-01')
NO_PACKS = changed(
    changed(FROM_2024, "[prepaid-packs]\npacks = [{ units = 100, price = 8 }]\n", ""),
    "2024-01-01",
    '2024-01-01\nchain = ["free-allowance", "tiered-postpaid"]',
)
OTHER_PACKS = changed(
    changed(
        FROM_2024,
        "[prepaid-packs]",
        '[packs-2024]\nvalid_for = { months = 6 }\nexpires = "same-time"\ndraw_by = ["expiry"]',
    ),
    "2024-01-01",
    '2024-01-01\nchain = ["free-allowance", { step = "packs-2024", use = "prepaid-packs" }, "tiered-postpaid"]',
)


def keeping(text: str, keeps: str) -> str:
    return changed(text, "2024-01-01", f"2024-01-01\nkeeps = {keeps}")


def test_versions_are_in_order_and_begin_at_local_midnight(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, {**TOY, "a-later-one.toml": changed(FROM_2024, "price = 8", "price = 9")})

    (product,) = catalog.products
    found = [(v.effective_from, v.since, v.source, [o.price for _, o in v.offers()]) for v in product.versions]
    assert found == [
        (None, None, f"{tmp_path.name}/passport.toml", [Decimal(8)]),
        (date(2024, 1, 1), datetime(2023, 12, 31, 16, tzinfo=UTC), f"{tmp_path.name}/a-later-one.toml", [Decimal(9)]),
    ]


def test_a_version_uses_what_was_shared_when_it_began(tmp_path: Path) -> None:
    files = {
        **TOY,
        "catalog@2024.toml": changed(changed(SHARED_2024, "units = 10", "units = 20"), "玩具", "新玩具"),
        "passport@2023-12-31.toml": changed(FROM_2024, "2024-01-01", "2023-12-31"),
        "passport@2024.toml": changed(FROM_2024, "total = 15", "total = 13.5"),
    }

    catalog = loaded(tmp_path, files)

    (product,) = catalog.products
    assert [allowance(product, index) for index in range(3)] == [10, 10, 20]
    assert catalog.name.zh == "新玩具"


def allowance(product: Product, version: int) -> int:
    step = product.versions[version].chain.step("free-allowance")
    assert step is not None
    return int(getattr(step.strategy, "units"))  # noqa: B009  # the strategy's class is a plugin's


@pytest.mark.parametrize(
    ("later", "keeps"),
    [
        pytest.param(keeping(NO_PACKS, '{ prepaid-packs = "shown" }'), {"prepaid-packs": "shown"}, id="shown"),
        pytest.param(
            keeping(OTHER_PACKS, '{ prepaid-packs = "packs-2024" }'), {"prepaid-packs": "packs-2024"}, id="taken over"
        ),
        pytest.param(FROM_2024, {}, id="still there"),
    ],
)
def test_a_version_says_what_becomes_of_packs(tmp_path: Path, later: str, keeps: dict[str, str]) -> None:
    catalog = loaded(tmp_path, {**TOY, "passport@2024.toml": later})

    assert catalog.products[0].versions[1].keeps == keeps


STRANDED = (
    "stranded-packs | passport@2024.toml:3: chain: step 'prepaid-packs' of the version before is gone, and with it the"
    ' packs that customers paid for | say what becomes of them: keeps = { prepaid-packs = "shown" }, or the id of a'
    " new step of kind 'prepaid-packs'"
)
CHANGED = (
    "changed-kind | passport@2024.toml:6: prepaid-packs: step 'prepaid-packs' was of kind 'prepaid-packs' in the"
    " version before and is of kind 'free-allowance' now"
    ' | give it an id of its own: { step = "prepaid-packs-2", use = "free-allowance" }'
)
ANOTHER_KIND = changed(
    changed(FROM_2024, "packs = [{ units = 100, price = 8 }]", 'units = 1\nevery = "day"'),
    "2024-01-01",
    '2024-01-01\nchain = [{ step = "prepaid-packs", use = "free-allowance" }, "tiered-postpaid"]',
)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(NO_PACKS, [STRANDED], id="gone"),
        pytest.param(
            keeping(NO_PACKS, '{ prepaid-packs = "tiered-postpaid" }'),
            [
                (
                    "wrong-keeps | passport@2024.toml:3: keeps.prepaid-packs: step 'tiered-postpaid' is not a step of"
                    " kind 'prepaid-packs'; such steps: none"
                )
            ],
            id="another kind takes over",
        ),
        pytest.param(
            keeping(
                changed(OTHER_PACKS, '"tiered-postpaid"]', '"prepaid-packs", "tiered-postpaid"]'),
                '{ prepaid-packs = "packs-2024" }',
            ),
            [
                "missing-key | passport@2024.toml:1: prepaid-packs: key 'packs' is missing",
            ],
            id="the old step is wrong",
        ),
        pytest.param(
            keeping(FROM_2024, '{ prepaid-packs = "shown" }'),
            ["wrong-keeps | passport@2024.toml:3: keeps.prepaid-packs: step 'prepaid-packs' is still there"],
            id="keeps what is there",
        ),
        pytest.param(
            keeping(FROM_2024, '{ packs = "shown" }'),
            [
                (
                    "wrong-keeps | passport@2024.toml:3: keeps.packs: the version before has no step 'packs';"
                    " its steps: free-allowance, prepaid-packs, tiered-postpaid"
                )
            ],
            id="keeps what never was",
        ),
    ],
)
def test_a_version_that_loses_packs_is_refused(tmp_path: Path, later: str, expected: list[str]) -> None:
    assert problems(tmp_path, {**TOY, "passport@2024.toml": later}) == expected


def test_a_step_keeps_its_kind_from_version_to_version(tmp_path: Path) -> None:
    without = changed(
        SHARED, '[prepaid-packs]\nvalid_for = { years = 1 }\nexpires = "same-time"\ndraw_by = ["expiry"]\n', ""
    )
    settings = 'valid_for = { years = 1 }\nexpires = "same-time"\ndraw_by = ["expiry"]\npacks = '
    first = changed(PASSPORT, "packs = ", settings)
    later = changed(ANOTHER_KIND, "total = 15", 'total = 12.15\nperiod = "2024-02"')

    assert problems(tmp_path, {"catalog.toml": without, "passport.toml": first, "passport@2024.toml": later}) == [
        CHANGED
    ]


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    files = {**TOY, "again.toml": PASSPORT, "later.toml": FROM_2024, "later-again.toml": FROM_2024}

    assert problems(tmp_path, files) == [
        (
            "duplicate-version | later.toml:2: effective_from: product 'passport' has its version from 2024-01-01 in"
            " later-again.toml already | give one of the two another id, or another effective_from"
        ),
        (
            "duplicate-version | passport.toml:1: id: product 'passport' has its first version in again.toml already"
            " | give one of the two another id, or another effective_from"
        ),
    ]


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        pytest.param(
            SHARED,
            ["duplicate-version | catalog@2.toml:1: effective_from: catalog.toml has no effective_from either"],
            id="no date",
        ),
        pytest.param(
            changed(SHARED_2024, "CNY", "EUR"),
            [
                (
                    "changed-convention | catalog@2.toml:4: currency: currency is 'EUR', but 'CNY' in catalog.toml;"
                    " it can't change | make it a catalog of its own"
                )
            ],
            id="currency",
        ),
        pytest.param(
            changed(SHARED_2024, "currency", 'period = "day"\ncurrency'),
            [
                (
                    "changed-convention | catalog@2.toml:4: period: period is 'day', but 'month' in catalog.toml;"
                    " it can't change | make it a catalog of its own"
                )
            ],
            id="period",
        ),
    ],
)
def test_shared_versions_that_do_not_fit_are_refused(tmp_path: Path, shared: str, expected: list[str]) -> None:
    assert problems(tmp_path, {**TOY, "catalog@2.toml": shared}) == expected


def test_a_product_that_begins_before_its_catalog_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, {**TOY, "catalog.toml": SHARED_2024}) == [
        (
            "not-in-force | passport.toml:1: id: the product begins before catalog.toml, which is in force"
            " from 2024-01-01 | give the product a later effective_from, or the catalog an earlier one"
        )
    ]


def test_an_example_is_priced_by_its_own_version_in_its_own_time(tmp_path: Path) -> None:
    later = changed(changed(FROM_2024, "2024-01-01", "2024-01-15"), "total = 15", 'total = 16\nperiod = "2024-01"')

    assert problems(tmp_path, {**TOY, "passport@2024.toml": later}) == [
        (
            "not-in-force | passport@2024.toml:18: examples[0].period: product 'toy/passport' has no price at"
            " 2024-01-01T00:00+08:00; its first version is in force from 2024-01-15"
        )
    ]
