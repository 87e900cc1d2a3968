"""What a revision has published stays as it was: each kind of change, in repositories of its own."""

import os
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ratecard.catalog import load, published_changes
from tests.catalog.catalogue import PUBLISHED, files
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, TOY, changed, said, write

FROM_2027 = changed(
    changed(PASSPORT, 'id = "passport"', 'id = "passport"\neffective_from = 2027-01-01'), "price = 8", "price = 7"
)
COMMITTED = "2026-11-22T20:00:00+00:00"
"""The 23rd in Shanghai."""


def git(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_DATE": COMMITTED,
        "GIT_AUTHOR_DATE": COMMITTED,
    }
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def repository(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A repository whose folder catalogs/toy holds these files, published as `v1`."""
    toy = folder / "catalogs" / "toy"
    write(toy, files)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "published")
    git(folder, "tag", "v1")
    return toy


def found(toy: Path, on: date | None = None, name: str = "v1") -> list[str]:
    """The findings as `code | file:line: key: sentence | hint`, in a folder that loads."""
    root = toy.parent
    load(root, INSTALLED)
    problems = published_changes(root, INSTALLED, name, on)
    return [f"{p.code} | {p} | {p.hint}".replace(f"{root}/toy/", "") for p in problems]


ANEW = " | leave what was published as it was; what changes is a file of its own, with effective_from = a day to come"
THEN = "when 'v1' published the first version of 'passport'"


@pytest.mark.parametrize("case", PUBLISHED, ids=[case["what"] for case in PUBLISHED])
def test_what_the_guide_shows_is_said(tmp_path: Path, case: dict[str, Any]) -> None:
    toy = repository(tmp_path, {**TOY, **case.get("published", {})})
    for name in case.get("without", ()):
        (toy / name).unlink()
    write(toy, files(case))
    load(toy, INSTALLED)

    assert said(toy, published_changes(toy, INSTALLED, case.get("revision", "v1"))) == case["says"]


def test_what_settles_the_same_is_no_change(tmp_path: Path) -> None:
    toy = repository(tmp_path, TOY)
    text = "# Prices of the page.\n" + changed(PASSPORT, "price = 0.10", "price = 0.1")
    text = changed(changed(text, "Passport OCR", "Passports"), "ten are free", "the first ten")
    text = changed(text, "units = 100, price = 8", 'price = 8.00, units = 1_00, name = { zh = "百", en = "100" }')
    moved = "[free-allowance]\nunits = 10\nevery = 'month'\n"
    write(
        toy,
        {
            "pass.toml": text + moved,
            "catalog.toml": changed(SHARED, '\n[free-allowance]\nunits = 10\nevery = "month"\n', ""),
        },
    )
    (toy / "passport.toml").unlink()

    assert found(toy) == []


def test_a_new_version_is_no_change(tmp_path: Path) -> None:
    toy = repository(tmp_path, TOY)
    visa = changed(PASSPORT, '"passport"', '"visa"\neffective_from = 2020-01-01')
    write(toy, {"passport@2027.toml": FROM_2027, "visa.toml": visa})

    assert found(toy) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        pytest.param(
            "passport.toml",
            "price = 0.10",
            "price = 0.12",
            f"passport.toml:10: tiered-postpaid.tiers[1].price: is 0.12, but was 0.10 {THEN}",
            id="a price",
        ),
        pytest.param(
            "passport.toml",
            "{ price = 0.10 }",
            "{ up_to = 5_000, price = 0.10 },\n  { price = 0.05 }",
            f"passport.toml:8: tiered-postpaid.tiers: is 3 entries, but was 2 entries {THEN}",
            id="a tier more",
        ),
        pytest.param(
            "catalog.toml",
            "valid_for = { years = 1 }",
            "valid_for = { months = 6 }",
            f"catalog.toml:12: prepaid-packs.valid_for.years: is 0, but was 1 {THEN}{ANEW}\n"
            f"published-version-changed | catalog.toml:12: prepaid-packs.valid_for.months: is 6, but was 0 {THEN}",
            id="what products share",
        ),
        pytest.param(
            "passport.toml",
            "[prepaid-packs]\n",
            '[prepaid-packs]\nstarts = "next-day"\n',
            f"passport.toml:5: prepaid-packs.starts: is 'next-day', but was 'at-once' {THEN}",
            id="a key more",
        ),
        pytest.param(
            "catalog.toml",
            'chain = ["free-allowance", ',
            'chain = [{ step = "free-allowance", when = { since = 2021-01-01 } }, ',
            f"catalog.toml:5: free-allowance.when: is a table, but was not given {THEN}",
            id="when a step is there",
        ),
        pytest.param(
            "catalog.toml",
            'chain = ["free-allowance", "prepaid-packs", "tiered-postpaid"]',
            'chain = ["prepaid-packs", "free-allowance", "tiered-postpaid"]',
            "catalog.toml:5: chain: is prepaid-packs > free-allowance > tiered-postpaid,"
            f" but was free-allowance > prepaid-packs > tiered-postpaid {THEN}",
            id="the order of steps",
        ),
        pytest.param(
            "catalog.toml",
            'currency = "CNY"',
            'currency = "CNY"\nbilled_on = [1, 3]',
            f"catalog.toml:4: billed_on[1]: is 3, but was 1 {THEN}",
            id="when bills come",
        ),
        pytest.param(
            "passport.toml",
            "\n\n[prepaid-packs]",
            "\nmetering = [{ at_least = 2 }]\n\n[prepaid-packs]",
            f"passport.toml:3: metering: is 1 entry, but was empty {THEN}",
            id="what calls count as",
        ),
    ],
)
def test_a_change_is_found_where_it_is(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    toy = repository(tmp_path, TOY)
    write(toy, {file: changed(str(TOY[file]), old, new)})

    assert "\n".join(found(toy)) == f"published-version-changed | {says}{ANEW}"


def test_a_shared_version_that_begins_too_early_changes_what_is_published(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "passport@2027.toml": FROM_2027})
    shared = changed(
        changed(SHARED, 'id = "toy"', 'id = "toy"\neffective_from = 2026-12-01'), "units = 10", "units = 9"
    )
    write(toy, {"catalog@2026.toml": shared, "passport@2027.toml": FROM_2027.replace("total = 15", "total = 15.15")})

    assert found(toy) == [
        (
            "published-version-changed | catalog@2026.toml:9: free-allowance.units: is 9, but was 10 when 'v1'"
            f" published the version of 'passport' from 2027-01-01{ANEW}"
        )
    ]


def test_a_version_that_is_gone_is_a_change(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "passport@2027.toml": FROM_2027})
    later = changed(FROM_2027, "2027-01-01", "2027-02-01")
    write(toy, {"passport@2027.toml": later, "passport.toml": changed(PASSPORT, '"passport"', '"visa"')})

    assert found(toy) == [
        "published-version-gone | passport.toml: the first version of 'passport' is gone, which 'v1' has published"
        f" | bring it back: git restore --source=v1 {toy}/passport.toml".replace(f"{toy}/", ""),
        (
            "published-version-gone | passport@2027.toml: the version of 'passport' from 2027-01-01 is gone, which 'v1'"
            " has published | bring it back: git restore --source=v1 passport@2027.toml"
        ),
    ]


@pytest.mark.parametrize(
    ("begins", "on", "expected"),
    [
        pytest.param("2026-11-23", None, "2026-11-23", id="on the revision's local day"),
        pytest.param("2026-11-24", None, "", id="on the day after"),
        pytest.param("2026-12-24", date(2026, 12, 24), "2026-12-24", id="on the day given"),
        pytest.param("2026-11-24", date(2026, 11, 23), "", id="after the day given"),
    ],
)
def test_what_is_new_begins_after_what_was_published(
    tmp_path: Path, begins: str, on: date | None, expected: str
) -> None:
    toy = repository(tmp_path, TOY)
    write(toy, {"passport@new.toml": changed(FROM_2027, "2027-01-01", begins)})

    assert found(toy, on) == (
        [
            (
                f"backdated-version | passport@new.toml:2: effective_from: the version of 'passport' from {begins} is"
                f" new, and begins no later than {expected}: it would price what is past"
                " | let it begin on a day to come"
            )
        ]
        if expected
        else []
    )


def test_what_begins_after_the_day_of_publication_may_change(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "passport@2027.toml": FROM_2027})
    write(toy, {"passport@2027.toml": changed(FROM_2027, "price = 7", "price = 6")})

    assert found(toy, date(2026, 12, 31)) == []
    assert [each.partition(" | ")[0] for each in found(toy, date(2027, 1, 1))] == ["published-version-changed"]
    (toy / "passport@2027.toml").unlink()
    assert found(toy, date(2026, 12, 31)) == []


def test_the_text_of_a_revision_is_read_as_it_was_committed(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "../../.gitattributes": "*.toml export-ignore eol=crlf\n"})
    write(toy, {"passport.toml": changed(PASSPORT, "price = 8", "price = 9")})

    assert [each.partition(":")[0] for each in found(toy)] == ["published-version-changed | passport.toml"]


def test_what_was_published_and_does_not_load_any_more_is_said(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "passport.toml": changed(PASSPORT, "price = 8", 'price = "8"')})
    write(toy, TOY)

    assert found(toy) == [
        (
            "unreadable-publication | passport.toml: as 'v1' published it, line 5, it does not load with what is"
            " installed: prepaid-packs.packs[0].price: expected a decimal, got '8'"
            " | compare with an earlier revision, one that loads: --published v1~1"
        )
    ]


def test_what_can_not_be_read_in_the_revision_is_not_taken_for_new(tmp_path: Path) -> None:
    spoilt = changed(PASSPORT, "price = 8", 'price = "8"')
    toy = repository(tmp_path, {**TOY, "passport.toml": spoilt, "passport@2027.toml": FROM_2027})
    write(toy, TOY)

    assert [each.partition(" | ")[0] for each in found(toy)] == ["unreadable-publication"]


def test_failed_examples_of_what_was_published_do_not_matter(tmp_path: Path) -> None:
    toy = repository(tmp_path, {**TOY, "passport.toml": changed(PASSPORT, "total = 15", "total = 16")})
    write(toy, TOY)

    assert found(toy) == []


FETCH = " | fetch it first: git fetch origin; a shallow clone has only the newest commits"
MOVED = " | leave --published out until it has; if the folder was moved, do that in a change of its own"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("v2", f"git knows no revision 'v2' here{FETCH}"),
        ("--help", f"git knows no revision '--help' here{FETCH}"),
        ("v0", f"revision 'v0' has no catalogs in the folder, so that nothing of it is published{MOVED}"),
    ],
)
def test_a_revision_that_has_no_catalogs_is_said(tmp_path: Path, name: str, says: str) -> None:
    git(tmp_path, "init")
    git(tmp_path, "commit", "-m", "nothing", "--allow-empty")
    git(tmp_path, "tag", "v0")
    toy = repository(tmp_path, TOY)

    assert found(toy, name=name) == [f"unknown-revision | {toy.parent}: {says}"]


def test_a_folder_outside_a_repository_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    toy = tmp_path / "catalogs" / "toy"
    write(toy, TOY)
    message = "the folder is in no git repository, so that no revision of it is known"

    assert found(toy) == [f"unknown-revision | {toy.parent}: {message} | None"]


def test_git_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = repository(tmp_path, TOY)
    monkeypatch.setenv("PATH", str(tmp_path))
    message = "git, which knows what was published, can't be run: No such file or directory | install git"

    assert found(toy) == [f"unknown-revision | {toy.parent}: {message}"]


def test_a_linked_file_is_what_it_leads_to(tmp_path: Path) -> None:
    other = tmp_path / "catalogs" / "other"
    write(other, {"catalog.toml": changed(SHARED, '"toy"', '"other"'), "passport.toml": PASSPORT})
    (tmp_path / "catalogs" / "toy").mkdir()
    (tmp_path / "catalogs" / "toy" / "passport.toml").symlink_to("../other/passport.toml")
    toy = repository(tmp_path, {"catalog.toml": SHARED})
    assert found(toy) == []

    write(other, {"passport.toml": changed(PASSPORT, "price = 0.10", "price = 0.12")})

    says = f"tiered-postpaid.tiers[1].price: is 0.12, but was 0.10 {THEN}{ANEW}"
    assert [each.replace(f"{other}/", "other/") for each in found(toy)] == [
        f"published-version-changed | other/passport.toml:10: {says}",
        f"published-version-changed | passport.toml:10: {says}",
    ]


def test_one_catalog_alone_is_compared_too(tmp_path: Path) -> None:
    toy = repository(tmp_path, TOY)
    write(toy, {"passport.toml": changed(PASSPORT, "price = 0.10", "price = 0.12")})

    problems = published_changes(toy, INSTALLED, "v1")

    assert [(each.file, each.line) for each in problems] == [(f"{toy}/passport.toml", 10)]
