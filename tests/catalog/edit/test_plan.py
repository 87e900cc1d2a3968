"""Files are written all or none, and never over others."""

import os
from pathlib import Path

import pytest

from ratecard.catalog.edit.plan import NewFile, write
from ratecard.catalog.edit.refusal import CantEdit


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_are_written_as_they_are(tmp_path: Path) -> None:
    write([NewFile(tmp_path / "a.toml", "x = '身'\r\n"), NewFile(tmp_path / "b.toml", "y = 1")])

    assert names(tmp_path) == ["a.toml", "b.toml"]
    assert (tmp_path / "a.toml").read_bytes() == "x = '身'\r\n".encode()


def test_a_new_folder_is_there_at_once(tmp_path: Path) -> None:
    write([NewFile(tmp_path / "deep" / "new" / "a.toml", "x = 1\n")])

    assert names(tmp_path / "deep") == ["new"]
    assert names(tmp_path / "deep" / "new") == ["a.toml"]


def test_nothing_is_written_where_one_of_the_files_is_there(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("mine")

    with pytest.raises(CantEdit, match=r"b\.toml exists already"):
        write([NewFile(tmp_path / "a.toml", "x"), NewFile(tmp_path / "b.toml", "y"), NewFile(tmp_path / "c.toml", "z")])

    assert names(tmp_path) == ["b.toml"]
    assert (tmp_path / "b.toml").read_text() == "mine"


@pytest.mark.parametrize("new", [False, True], ids=["in a folder", "with its folder"])
@pytest.mark.parametrize("call", ["fsync", "link"])
def test_nothing_is_left_when_the_disk_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, new: bool
) -> None:
    if new and call == "link":
        call = "rename"
    real, left = getattr(os, call), [1 if call != "rename" else 0]

    def fails(*arguments: object) -> object:
        if not left.pop():
            raise OSError(28, "No space left on device", "disk")
        left.append(0)
        return real(*arguments)

    monkeypatch.setattr(os, call, fails)
    folder = tmp_path / "new" if new else tmp_path

    with pytest.raises(CantEdit, match="can't be written: No space left on device"):
        write([NewFile(folder / "a.toml", "x"), NewFile(folder / "b.toml", "y")])

    assert names(tmp_path) == []


def test_a_difference_is_a_patch(tmp_path: Path) -> None:
    old = tmp_path / "a.toml"
    old.write_text("x = 1\ny = 2")

    assert NewFile(tmp_path / "b.toml", "x = 1\ny = 3", old).diff() == (
        f"--- {old}\n+++ {tmp_path}/b.toml\n@@ -1,2 +1,2 @@\n x = 1\n"
        "-y = 2\n\\ No newline at end of file\n+y = 3\n\\ No newline at end of file\n"
    )
    assert NewFile(tmp_path / "c.toml", "x = 1\n").diff() == (
        f"--- /dev/null\n+++ {tmp_path}/c.toml\n@@ -0,0 +1 @@\n+x = 1\n"
    )
