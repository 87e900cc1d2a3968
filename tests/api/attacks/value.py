"""Numbers and texts that are none, or too much."""

from collections.abc import Callable

from tests.api.attacks.attack import ASK, Attack, asked, quote, raw
from tests.api.client import FORECAST

ATTACKS: dict[str, Callable[[], Attack]] = {
    "an integer of 5 000 digits": lambda: asked("bad-request", ASK.replace("INNER", "9" * 5_000)),
    "an integer of 5 000 digits in JSON": lambda: raw(
        "bad-request", b'{"query": "{ problems }", "variables": {"a": ' + b"9" * 5_000 + b"}}"
    ),
    "an exponent of a million": lambda: raw(
        "fractional-units", quote("", usage=[{"units": 0}]).body.replace(b'"units": 0', b'"units": 1e999999')
    ),
    "an exponent of a million in the text": lambda: asked("fractional-units", ASK.replace("INNER", "1e999999")),
    "minus an exponent of a million": lambda: asked("fractional-units", ASK.replace("INNER", "1e-999999")),
    "an exponent without an end": lambda: asked("bad-request", ASK.replace("INNER", "1e" + "9" * 300)),
    "a fraction of 100 000 digits": lambda: raw(
        "bad-request", b'{"query": "{ problems }", "variables": {"a": 0.' + b"3" * 100_000 + b"}}"
    ),
    "numbers by the million": lambda: raw(
        "too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"1.5," * 1_500_000 + b"1]}}"
    ),
    "exponents by the hundred thousand": lambda: raw(
        "too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"1e399," * 900_000 + b"1]}}"
    ),
    "keys by the hundred thousand": lambda: raw(
        "too-large",
        b'{"query": "{ problems }", "variables": {' + ", ".join(f'"k{i}": 0' for i in range(500_000)).encode() + b"}}",
    ),
    "empty objects by the million": lambda: raw(
        "too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"{}," * 2_000_000 + b"1]}}"
    ),
    "units above all": lambda: quote("too-many-units", usage=[{"units": 2**53}] * 2),
    "units below nothing": lambda: quote("negative-units", usage=[{"units": -1}]),
    "no number": lambda: raw("bad-request", b'{"query": "{ problems }", "variables": {"a": Infinity}}'),
    "an amount of 1 000 digits": lambda: asked(
        "bad-request", FORECAST, {"input": {"product": "id-card", "openingBalance": "9" * 1_000}}
    ),
    "an amount with an exponent": lambda: asked(
        "bad-request", FORECAST, {"input": {"product": "id-card", "openingBalance": "1e999999"}}
    ),
    "an order of 2³¹ - 1 packs": lambda: quote("too-many-lots", orders=[{"sku": "1000", "quantity": 2**31 - 1}]),
    "an order of more than an Int": lambda: quote("bad-request", orders=[{"sku": "1000", "quantity": 2**31}]),
    "a period in the year 9999": lambda: asked(
        "unknown-period", FORECAST, {"input": {"product": "id-card", "from": "9999-12", "periods": 600}}
    ),
    "minus 2³¹ periods": lambda: asked(
        "too-many-periods", FORECAST, {"input": {"product": "id-card", "periods": -(2**31)}}
    ),
    "a text of a million characters": lambda: quote("unknown-product", product="x" * 1_000_000),
    "a name of 90 000 characters": lambda: asked("bad-request", "{ " + "x" * 90_000 + " }"),
    "the character zero": lambda: quote("unknown-product", product="id-card\0"),
    "the character zero in the text": lambda: asked("bad-request", "{ problems \0 }"),
    "half a character": lambda: quote("unknown-product", product="\ud800"),
    "half a character in the text": lambda: asked("bad-request", "{ \ud800 }"),
    "half a character as an escape": lambda: asked("bad-request", '{ product(id: "\\ud800") { __typename } }'),
    "bytes that are no characters": lambda: raw("bad-request", b'{"query": "{ problems } #\xff\xfe"}'),
    "accents on accents": lambda: quote("unknown-product", product="a" + "\u0301" * 500_000),
    "the longest ligature": lambda: quote("unknown-product", product="\ufdfa" * 300_000),
    "digits of other scripts": lambda: quote("unknown-period", period="\u0662\u0660\u0662\u0661-\u0660\u0666"),
    "text from right to left": lambda: quote("unknown-product", product="\u202e\u2066" * 1_000),
    "a time that is nearly one": lambda: quote(
        "bad-instant", usage=[{"units": 1, "from": "2021-06-01T00:00:00+" + "0" * 100_000, "to": "2021-07-01"}]
    ),
}
