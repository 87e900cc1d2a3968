"""A copy of the catalogs' files reads as the folder that it was made from, whatever becomes of that."""

import shutil
from pathlib import Path

import pytest

from ratecard.bootstrap import Settings, read_shelf
from ratecard.catalog import CatalogProblems
from ratecard.serving.copy import copied
from tests.catalog.toy import write
from tests.cli.run import CATALOGS
from tests.cli.test_check import PRODUCT, SHARED

MADE_UP = Path(__file__).parents[1] / "catalogs"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", ["catalogs", "catalogs/tencent-ocr", "./catalogs", "linked"])
def test_a_copy_reads_as_its_folder(place: Path, folder: str) -> None:
    shutil.copytree(CATALOGS, place / "catalogs")
    shutil.copytree(MADE_UP / "made-up", place / "elsewhere" / "made-up")
    write(place / "elsewhere" / "toy", {"catalog.toml": SHARED, "passport.toml": PRODUCT})
    (place / "linked").mkdir()
    (place / "linked" / "one").symlink_to(place / "elsewhere" / "made-up")
    (place / "linked" / "two").symlink_to(place / "elsewhere" / "toy")
    settings = Settings(Path(folder))
    read = read_shelf(settings)

    copy = copied(Path(folder))
    shutil.rmtree(folder)
    again = copy.shelf(settings)

    assert [(c.id, c.digest, c.folder, c.warnings) for c in again.catalogs] == [
        (c.id, c.digest, c.folder, c.warnings) for c in read.catalogs
    ]
    assert any(c.warnings for c in read.catalogs) or folder != "linked"


@pytest.mark.parametrize("folder", [".", "catalogs"])
def test_problems_of_a_copy_are_those_of_its_folder(place: Path, folder: str) -> None:
    root = place / folder
    shutil.copytree(CATALOGS / "tencent-ocr", root / "toy")
    (root / "toy" / "bank-card.toml").write_text((root / "toy" / "id-card.toml").read_text("utf-8"), "utf-8")
    (root / "toy" / "more").mkdir()
    (root / "toy" / "more" / "stray.toml").touch()
    settings = Settings(Path(folder))

    with pytest.raises(CatalogProblems) as read:
        read_shelf(settings)
    with pytest.raises(CatalogProblems) as again:
        copied(Path(folder)).shelf(settings)

    assert again.value.problems == read.value.problems
    assert [problem.code for problem in read.value.problems] == ["duplicate-version", "nested-folder"]


def test_a_file_that_can_not_be_read_is_said(place: Path) -> None:
    shutil.copytree(CATALOGS, place / "catalogs")
    (place / "catalogs" / "tencent-ocr" / "gone.toml").symlink_to("nowhere.toml")

    with pytest.raises(CatalogProblems) as unread:
        copied(Path("catalogs"))

    assert [str(problem) for problem in unread.value.problems] == [
        "catalogs/tencent-ocr/gone.toml: can't be read: No such file or directory"
    ]
