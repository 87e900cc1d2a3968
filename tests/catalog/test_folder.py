"""Which folders and files are catalogs."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ratecard.catalog import CatalogProblems, load
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, TOY, changed, loaded, problems, write

HOLDS_NONE = "the folder holds no catalog | a catalog is a folder with a catalog.toml and a file for each product"


def under(folder: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def test_load_finds_the_catalogs_of_a_folder_in_order_of_id(tmp_path: Path) -> None:
    second = {"catalog.toml": changed(SHARED, '"toy"', '"a-toy"'), "passport.toml": PASSPORT}
    files = {**under("one", {"catalog.toml": SHARED, "passport.toml": PASSPORT}), **under("two", second)}

    catalogs = load(write(tmp_path, files), INSTALLED)

    assert [(catalog.id, catalog.folder) for catalog in catalogs] == [
        ("a-toy", str(tmp_path / "two")),
        ("toy", str(tmp_path / "one")),
    ]


def test_load_takes_one_catalogs_own_folder(tmp_path: Path) -> None:
    assert loaded(tmp_path, TOY).folder == str(tmp_path)


def test_load_leaves_alone_what_is_not_toml_or_hidden(tmp_path: Path) -> None:
    strange: dict[str, str | bytes] = {"README.md": "#", ".draft.toml": "=", ".git/x.toml": "=", "notes/a.txt": "="}

    assert len(loaded(tmp_path, {**TOY, **strange}).products) == 1


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, [f"no-catalog | FOLDER: {HOLDS_NONE}"], id="empty"),
        pytest.param({"README.md": "#"}, [f"no-catalog | FOLDER: {HOLDS_NONE}"], id="no toml"),
        pytest.param(
            {"toy/passport.toml": PASSPORT},
            ["no-catalog | toy: the folder has no catalog.toml | write there what its products share"],
            id="no catalog.toml",
        ),
        pytest.param(
            {"catalog.toml": SHARED},
            ["no-products | catalog.toml:1: the catalog has no products | add a file for each product beside it"],
            id="no products",
        ),
        pytest.param(
            {**TOY, "cards/visa.toml": PASSPORT},
            ["nested-folder | cards: files in a folder inside a catalog are not read | move them to FOLDER"],
            id="a folder in a catalog",
        ),
        pytest.param(
            {"a/catalog.toml": SHARED, "a/p.toml": PASSPORT, "b/catalog.toml": SHARED, "b/p.toml": PASSPORT},
            ["duplicate-catalog | b/catalog.toml:1: id: catalog 'toy' is in a already | give one of the two a new id"],
            id="two catalogs of one id",
        ),
    ],
)
def test_load_of_a_strange_folder(tmp_path: Path, files: dict[str, str | bytes], expected: list[str]) -> None:
    assert problems(tmp_path, files) == expected


def test_load_of_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogProblems) as caught:
        load(tmp_path / "none", INSTALLED)

    assert str(caught.value) == f"{tmp_path}/none: can't be read: No such file or directory"


def test_load_of_a_link_to_nothing(tmp_path: Path) -> None:
    write(tmp_path, TOY)
    (tmp_path / "visa.toml").symlink_to(tmp_path / "gone.toml")

    assert problems(tmp_path, {}) == ["unreadable | visa.toml: can't be read: No such file or directory"]


def test_load_reads_a_linked_file(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/p.txt": PASSPORT, "toy/catalog.toml": SHARED})
    (tmp_path / "toy" / "passport.toml").symlink_to(tmp_path / "elsewhere" / "p.txt")

    (catalog,) = load(tmp_path / "toy", INSTALLED)

    assert [product.id for product in catalog.products] == ["passport"]


def test_load_of_what_is_not_a_file(tmp_path: Path) -> None:
    write(tmp_path, {**TOY, "elsewhere/.keep": ""})
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "round.toml").symlink_to(tmp_path / "round.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")

    assert problems(tmp_path, {}) == [
        "unreadable | folder.toml: can't be read: Is a directory",
        "unreadable | pipe.toml: can't be read: it is not a file",
        "unreadable | round.toml: can't be read: Too many levels of symbolic links",
        "unreadable | zero.toml: can't be read: it is not a file",
    ]


def test_load_reads_names_in_capitals(tmp_path: Path) -> None:
    files = {**TOY, "VISA.TOML": changed(PASSPORT, '"passport"', '"visa"')}

    assert [product.id for product in loaded(tmp_path, files).products] == ["passport", "visa"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("a\x1b[31m.toml", "a\\x1b[31m.toml", id="escape"),
        pytest.param("a\nb.toml", "a\\nb.toml", id="line break"),
        pytest.param(os.fsdecode(b"\xff.toml"), "\\udcff.toml", id="not UTF-8"),
    ],
)
def test_load_of_a_file_whose_name_a_terminal_obeys(tmp_path: Path, name: str, written: str) -> None:
    says = "the file's name holds a character that a terminal obeys | rename it"

    assert problems(tmp_path, {**TOY, name: PASSPORT}) == [f"control-character | {written}: {says}"]


@pytest.mark.parametrize(("name", "written"), [("t\x1b[31m", "t\\x1b[31m"), (os.fsdecode(b"\xff"), "\\udcff")])
def test_load_of_a_folder_whose_name_a_terminal_obeys(tmp_path: Path, name: str, written: str) -> None:
    says = "the folder's name holds a character that a terminal obeys | rename it"

    assert problems(tmp_path, under(name, dict(TOY))) == [f"control-character | {written}: {says}"]


def test_a_folder_that_can_t_be_looked_into_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, under("toy", dict(TOY)))
    (tmp_path / "secret").mkdir(mode=0)
    listed = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path.name == "secret":
            raise PermissionError(13, "Permission denied", str(path))
        return iter(listed(path))

    monkeypatch.setattr(Path, "iterdir", iterdir)  # root may look into all folders

    assert problems(tmp_path, {}) == ["unreadable | secret: can't be read: Permission denied"]
