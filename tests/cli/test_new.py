"""`ratecard new plugin`: what it says."""

import json
from pathlib import Path

from typer.main import get_command

from ratecard.cli.app import app
from tests.cli.run import answered, refused, run


def test_new_plugin_tells_what_it_wrote_and_what_is_next(tmp_path: Path) -> None:
    printed = answered("new", "plugin", "acme-night-rate", "--into", str(tmp_path))

    files, following = printed.split("\n\n")
    written = sorted(path for path in (tmp_path / "acme-night-rate").rglob("*") if path.is_file())
    assert sorted(map(Path, files.splitlines())) == written
    assert following == (
        "The plugin acme-night-rate is written. What is next:\n"
        f"  cd {tmp_path}/acme-night-rate\n"
        "  pip install -e '.[test]'\n"
        "  pytest\n"
        "  ratecard quote sample-product --usage 100 --catalogs catalogs\n"
    )


def test_new_plugin_speaks_chinese(tmp_path: Path) -> None:
    printed = answered("new", "plugin", "acme-night-rate", "--into", str(tmp_path), "--locale", "zh")

    assert "\n已写好插件 acme-night-rate；接下来：\n" in printed


def test_new_plugin_as_json(tmp_path: Path) -> None:
    told = json.loads(answered("new", "plugin", "Acme_Night", "--kind", "night", "--into", str(tmp_path), "--json"))

    assert (told["plugin"], told["kind"], told["folder"]) == ("acme-night", "night", str(tmp_path / "acme-night"))
    assert "src/acme_night/strategy.py" in told["files"]


def test_new_plugin_refuses_a_folder_that_exists(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()

    assert refused("new", "plugin", "acme", "--into", str(tmp_path)) == (
        f"ratecard: {tmp_path}/acme exists already\nHint: choose another name, or another folder with --into\n"
    )


def test_new_plugin_refuses_a_kind_that_is_installed(tmp_path: Path) -> None:
    assert refused("new", "plugin", "acme", "--kind", "discount", "--into", str(tmp_path)) == (
        "ratecard: kind 'discount' is installed already, by ratecard 0.1.0\nHint: choose another one with --kind\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_new_plugin_may_take_the_kind_of_a_disabled_plugin(tmp_path: Path) -> None:
    written = answered("new", "plugin", "discount", "--into", str(tmp_path), "--disable", "discount")

    assert written.splitlines()[0].startswith(str(tmp_path / "discount"))


def test_new_plugin_refuses_as_json(tmp_path: Path) -> None:
    said = json.loads(refused("new", "plugin", "a b", "--into", str(tmp_path), "--json"))

    assert said["errors"][0]["code"] == "cant-make"


def test_new_plugin_explains_every_option() -> None:
    command = getattr(get_command(app), "commands")["new"].commands["plugin"]  # noqa: B009  # typer does not type it
    printed = " ".join(answered("new", "plugin", "-h").split())

    assert [parameter.name for parameter in command.params if not parameter.help] == []
    assert [
        option for parameter in command.params for option in parameter.opts if option.lstrip("-") not in printed.lower()
    ] == []


def test_new_explains_itself() -> None:
    ran = run("new")

    assert ran.code == 2
    assert "plugin   Write a package with a pricing strategy." in ran.out + ran.err
    assert "ratecard new plugin acme-night-rate --into ." in answered("new", "plugin", "-h")
