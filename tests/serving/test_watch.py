"""Wishes to read the catalogs anew, and what makes them."""

from pathlib import Path
from threading import Event

from ratecard.serving.alone import reloading
from ratecard.serving.watch import watching


def test_wishes_that_come_meanwhile_are_met_by_one_reading() -> None:
    begun, go_on = Event(), Event()
    readings = []

    def read(asked: bool) -> None:
        readings.append(asked)
        begun.set()
        assert go_on.wait(30)

    with reloading(read) as wish:
        wish(False)
        assert begun.wait(30)
        for asked in (False, True, False):
            wish(asked)
        begun.clear()
        go_on.set()
        assert begun.wait(30)

    assert readings == [False, True]


def test_a_change_below_the_folder_is_noticed(tmp_path: Path) -> None:
    changed = Event()
    file = tmp_path / "toy" / "catalog.toml"
    file.parent.mkdir()

    with watching(tmp_path, changed.set):
        assert changed.wait(30)  # once at the beginning
        changed.clear()
        for number in range(300):
            file.write_text(f"# {number}", "utf-8")  # again, as the watch takes its time to begin
            if changed.wait(0.1):
                break

    assert changed.is_set()


def test_another_folder_in_its_place_is_noticed(tmp_path: Path) -> None:
    changed = Event()
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    current = tmp_path / "current"
    current.symlink_to("old")

    with watching(current, changed.set):
        assert changed.wait(30)  # once at the beginning
        changed.clear()
        (tmp_path / "next").symlink_to("new")
        (tmp_path / "next").replace(current)
        assert changed.wait(30)
        changed.clear()

        for number in range(300):
            (tmp_path / "new" / "catalog.toml").write_text(f"# {number}", "utf-8")
            if changed.wait(0.1):
                break
        current.unlink()
        (tmp_path / "again").mkdir()
        changed.clear()
        (tmp_path / "again").rename(current)
        assert changed.wait(30)
