"""`ratecard key`: a key to give away, and what the server's file needs of it."""

from pathlib import Path

from ratecard.keys import Key, hashed, read_keys
from tests.cli.run import answered, document, refused


def test_what_is_printed_is_a_key_and_a_file_that_takes_it(tmp_path: Path) -> None:
    made, _, table = answered("key", "acme", "--per-minute", "600").partition("\n")
    keys = tmp_path / "keys.toml"
    keys.write_text(table, "utf-8")

    assert read_keys(keys) == (Key(name="acme", sha256=hashed(made), per_minute=600),)
    assert made not in table


def test_a_key_as_json() -> None:
    made = document("key", "acme")

    assert made == {"key": made["key"], "name": "acme", "sha256": hashed(made["key"]), "perMinute": None}


def test_a_name_that_a_file_could_not_hold() -> None:
    assert refused("key", 'a"b') == "ratecard: NAME 'a\"b': a name is printable text without quotes and backslashes\n"
