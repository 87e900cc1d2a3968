"""What people type that is no TOML: the line, and what to write in its place."""

import pytest

from ratecard.catalog import Problem
from ratecard.catalog.read import parse

COMMA = "is a comma missing after the value before?"
CLOSE = "close what stands above: is a ] missing?"
NUMBER = "a number has no comma: 2_250, and 0.12"
ALONE = "a number stands alone, without currency, unit or %"
MERGE = "a merge left both versions here: keep one, and take out the lines with <<<<<<<, ======= and >>>>>>>"


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        pytest.param("tiers = [\n  { price = 1 }\n  { price = 2 },\n]", 3, COMMA, id="comma between tiers"),
        pytest.param("tiers = [\n  { price = 1 },\n\n[[examples]]", 4, CLOSE, id="bracket before a table"),
        pytest.param("tiers = [\n  { price = 1 }\n\n[step]", 4, CLOSE, id="bracket after the last tier"),
        pytest.param("tiers = [\n  { price = 1 },\nname = 1", 3, CLOSE, id="bracket before a key"),
        pytest.param("packs = [{ units = 1， price = 2 }]", 1, "'，' is typed in full width: write ,", id="wide comma"),
        pytest.param("id = “plate”", 1, "'“' is typed in full width: write \"", id="wide quotes"),
        pytest.param("units： 1", 1, "'：' is typed in full width: write :", id="wide colon"),
        pytest.param("units = １０", 1, "'１' is typed in full width: write 1", id="wide digits"),
        pytest.param("units = 1　# free", 1, "'\\u3000' is typed in full width: write a space", id="wide space"),
        pytest.param("packs = [{ price = 2,250 }]", 1, NUMBER, id="thousands"),
        pytest.param("price = 0,12", 1, NUMBER, id="decimal comma"),
        pytest.param("price = ¥48", 1, ALONE, id="currency sign"),
        pytest.param("price = CNY 48", 1, ALONE, id="currency code"),
        pytest.param("price = 48元", 1, ALONE, id="currency after"),
        pytest.param("percent = 5%", 1, ALONE, id="per cent"),
        pytest.param("id = 'a'\n<<<<<<< HEAD\nunits = 1\n=======\n", 2, MERGE, id="merge"),
        pytest.param("name = { zh = '车，', en = 'b' x = 1 }", 1, None, id="wide comma in a text before"),
        pytest.param("name = plate", 1, None, id="text without quotes"),
    ],
)
def test_a_slip_has_a_line_and_a_hint(text: str, line: int, hint: str | None) -> None:
    found = parse("p.toml", "p.toml", text.encode())

    assert isinstance(found, Problem)
    assert (found.line, found.hint, found.code) == (line, hint, "syntax")


def test_what_was_begun_and_not_closed_is_said_in_words() -> None:
    array, table = (parse("p.toml", "p.toml", text) for text in (b"a = [1 2]", b"a = { x = 1 y = 2 }"))

    assert str(array) == "p.toml:1: expected a comma or ], for an [array] was begun and not closed"
    assert str(table) == "p.toml:1: expected a comma or }, for a { table } was begun and not closed"
