"""A step that sees part of the usage can't count what steps that see more of it covered."""

from pathlib import Path

import pytest

from tests.catalog.toy import PASSPORT, SHARED, changed, loaded, problems

CHAIN = 'chain = ["free-allowance", "prepaid-packs", "tiered-postpaid"]'
LATER = "when = { since = 2000-01-01 }"
EXCLUDES = changed(SHARED, "tier_excludes = []", 'tier_excludes = ["free-allowance"]')


def test_a_step_that_sees_more_can_not_be_left_out_of_the_tier(tmp_path: Path) -> None:
    chain = f'chain = ["free-allowance", "prepaid-packs", {{ step = "tiered-postpaid", {LATER} }}]'

    found = problems(tmp_path, {"catalog.toml": changed(EXCLUDES, CHAIN, chain), "passport.toml": PASSPORT})

    (told,) = found
    code, place, hint = told.split(" | ")
    assert (code, hint) == (
        "other-scope",
        "give 'free-allowance' the same meters and dates, or a step of its own for them",
    )
    assert place == (
        "catalog.toml:18: tiered-postpaid.tier_excludes[0]:"
        " step 'free-allowance' covers usage too that 'tiered-postpaid' does not see"
    )


@pytest.mark.parametrize(
    "chain",
    [
        f'chain = [{{ step = "free-allowance", {LATER} }}, "prepaid-packs", {{ step = "tiered-postpaid", {LATER} }}]',
        f'chain = [{{ step = "free-allowance", {LATER} }}, "prepaid-packs", "tiered-postpaid"]',
    ],
    ids=["the same scope", "less"],
)
def test_a_step_that_sees_no_more_can(tmp_path: Path, chain: str) -> None:
    catalog = loaded(tmp_path, {"catalog.toml": changed(EXCLUDES, CHAIN, chain), "passport.toml": PASSPORT})

    assert [product.id for product in catalog.products] == ["passport"]
