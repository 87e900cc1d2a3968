"""What earlier checks proved is known again, and never hides a problem."""

from pathlib import Path

import pytest

from ratecard.bootstrap import Settings, check_shelf
from ratecard.catalog import CatalogProblems, Proven, proven
from ratecard.domain.product import Catalog
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, changed, write

FILES = {"catalog.toml": SHARED, "passport.toml": PASSPORT, "visa.toml": changed(PASSPORT, '"passport"', '"visa"')}


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "ratecard"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "toy", dict(FILES))


def checked(folder: Path, *, remember: bool = True) -> tuple[int, Catalog]:
    """How many products were proven, and the catalog."""
    begun: list[int] = []
    (catalog,) = check_shelf(Settings(folder), begun.append, lambda: None, remember=remember).catalogs
    return begun[0], catalog


def test_files_that_did_not_change_are_not_proven_again(folder: Path) -> None:
    first, before = checked(folder)
    second, after = checked(folder)

    assert (first, second) == (2, 0)
    assert before.warnings == after.warnings
    assert [each.code for each in after.warnings] == ["price-cliff", "price-cliff"]
    assert checked(folder, remember=False)[0] == 2


def test_a_changed_file_is_proven_again(folder: Path) -> None:
    checked(folder)
    write(folder, {"visa.toml": changed(FILES["visa.toml"], "0.10", "0.20")})

    proven_again, catalog = checked(folder)

    assert proven_again == 1
    assert [each.code for each in catalog.warnings] == ["price-cliff", "dearer-tier"]


def test_a_changed_shared_file_proves_all_again(folder: Path) -> None:
    checked(folder)
    write(folder, {"catalog.toml": changed(SHARED, "units = 10", "units = 10 # ten")})

    assert checked(folder)[0] == 2


def test_a_problem_is_never_kept(folder: Path) -> None:
    write(folder, {"visa.toml": changed(FILES["visa.toml"], "price = 8 ", "price = 8.005 ")})

    for _ in range(2):
        with pytest.raises(CatalogProblems) as refused:
            checked(folder)
        assert [problem.code for problem in refused.value.problems] == ["unpayable-price"]


def test_other_surroundings_prove_again(tmp_path: Path) -> None:
    found = proven.Found((), (("catalog.toml", "price-cliff"),))
    files = [("a.toml", "toy/a.toml", b"id")]
    kept = Proven(tmp_path / "file", "engine 1")
    kept.put(kept.key(files), found)
    kept.save()

    same, other = Proven(tmp_path / "file", "engine 1"), Proven(tmp_path / "file", "engine 2")

    assert same.get(same.key(files)) == found
    assert other.get(other.key(files)) is None


def test_surroundings_depend_on_the_source_of_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(proven.__file__).parent
    before = proven.surroundings(INSTALLED)
    extra = tmp_path / "more.py"
    monkeypatch.setattr(proven, "_files", lambda module: [extra] if module.__name__ == "ratecard" else [])
    extra.write_text("x = 1")
    one = proven.surroundings(INSTALLED)
    extra.write_text("x = 2")

    assert source.is_dir()
    assert before is not None
    assert len({before, one, proven.surroundings(INSTALLED)}) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"0" * 64 + b"\n{}"], ids=["empty", "nonsense", "other digest"])
def test_a_damaged_file_is_as_none(folder: Path, caches: Path, content: bytes) -> None:
    checked(folder)
    (file,) = caches.iterdir()
    file.write_bytes(content)

    assert checked(folder)[0] == 2
    assert checked(folder)[0] == 0


def test_a_folder_that_can_not_be_written_is_as_none(folder: Path, caches: Path) -> None:
    caches.parent.mkdir()
    caches.write_text("a file, where the folder would be")

    assert [checked(folder)[0], checked(folder)[0]] == [2, 2]
