"""What strangers send to make a server fail, crawl or tell too much; each with what is to come of it."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests.api.client import FORECAST, QUOTE, WHAT_IF

JSON = "application/json"
ANSWERED = "answered"


class Attack(NamedTuple):
    """A request."""

    body: bytes
    expected: str
    """The code of its refusal, among errors or as data; `ANSWERED` where it is answered, in no more than its time."""
    headers: tuple[tuple[str, str], ...] = (("content-type", JSON),)
    path: str = "/graphql"
    method: str = "POST"


def asked(expected: str, query: str, variables: object = None, **more: object) -> Attack:
    """A body as clients write it."""
    body = {"query": query, "variables": variables} | more
    return Attack(json.dumps(body).encode(), expected)


def raw(expected: str, body: bytes, *headers: tuple[str, str]) -> Attack:
    """A body of its own kind."""
    return Attack(body, expected, headers or (("content-type", JSON),))


def get(expected: str, path: str, *headers: tuple[str, str]) -> Attack:
    """An address."""
    return Attack(b"", expected, headers, path, "GET")


def quote(expected: str, **input: object) -> Attack:
    """A question about one period."""
    return asked(expected, QUOTE, {"input": {"product": "id-card", "period": "2021-06"} | input})


def many(times: int, each: str) -> str:
    """The same with a number of its own, so often; `#` is where the number goes."""
    return " ".join(each.replace("#", str(number)) for number in range(times))


def spread(levels: int, body: str, on: str, end: str, each: str = "...F#") -> str:
    """Fragments of which each spreads the next where `NEXT` stands in its body."""
    fragments = [
        f"fragment F{level} on {on} {{ {body.replace('NEXT', each.replace('#', str(level + 1)))} }}"
        for level in range(levels)
    ]
    return " ".join([*fragments, f"fragment F{levels} on {on} {{ {end} }}"])


def nested(times: int, opening: str, inner: str, closing: str) -> str:
    """Something inside itself, so often."""
    return opening * times + inner + closing * times


TYPE = '__type(name: "Query")'
ASK = '{ quote(input: {product: "id-card", usage: [{units: INNER}]}) { __typename } }'
QUOTES = "query($inputs: [QuoteInput!]!) { quotes(inputs: $inputs) { __typename ... on Quote { total { amount } } } }"


def quotes(times: int) -> Attack:
    """So many questions at once."""
    return asked("too-many-quotes", QUOTES, {"inputs": [{"product": "id-card"}] * times})


def packed() -> str:
    """A hundred megabytes that look like little."""
    return base64.urlsafe_b64encode(zlib.compress(b" " * 100_000_000, 9)).decode()


def set_step(settings: object, expected: str, step: str = "tiered-postpaid") -> Attack:
    """A what-if with a step's settings."""
    changes = [{"setStep": {"step": step, "settings": settings}}]
    return asked(expected, WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": changes}})


def table() -> dict[str, Callable[[], Attack]]:
    """All of them, each made when it is asked for: some are large."""
    return {
        # depth
        "fields inside fields": lambda: asked("too-complex", f"{{ {TYPE} {nested(30, '{ ofType ', '{ name }', '}')} }}"),
        "a thousand braces": lambda: asked("bad-request", "{ a " * 1_900),
        "inline fragments inside each other": lambda: asked("too-complex", "{" + nested(190, "... {", "problems", "}") + "}"),
        "lists inside lists": lambda: asked("bad-request", ASK.replace("INNER", nested(1_500, "[", "1", "]"))),
        "objects inside objects": lambda: asked("bad-request", ASK.replace("INNER", nested(900, "{a: ", "1", "}"))),
        "a variable of lists inside lists": lambda: asked("bad-request", QUOTE, {"input": json.loads(nested(400, "[", "", "]"))}),
        "JSON without an end": lambda: raw("bad-request", b"[" * 1_000_000),
        "JSON inside JSON": lambda: raw("bad-request", nested(200_000, '{"query":', "1", "}").encode()),
        "a type of lists": lambda: asked("bad-request", f"query($a: {nested(1_500, '[', 'Int', ']')}) {{ problems }}"),
        # floods
        "aliases": lambda: asked("too-complex", "{" + many(1_000, "a#: problems") + "}"),
        "aliases in fragments": lambda: asked("too-complex", "{ ...F0 }" + spread(30, many(20, "a#: problems") + " NEXT", "Query", "problems")),
        "fields at the root": lambda: asked("too-complex", "{" + many(8, "problems codes { code } catalogs { id } __typename strategies { kind }" * 4) + "}"),
        "one field again and again": lambda: asked("too-complex", "{" + "problems " * 3_000 + "}"),
        "one deep field again and again": lambda: asked("too-complex", "{" + "catalogs { products { id } } " * 300 + "}"),
        "one name with arguments that differ": lambda: asked("too-complex", "{" + many(300, 'product(id: "#") { __typename }') + "}"),
        "directives": lambda: asked("too-complex", "{ problems " + "@skip(if: false) " * 400 + "}"),
        "unknown directives": lambda: asked("too-complex", "{ problems " + many(1_500, "@a#") + "}"),
        "directives on the operation": lambda: asked("too-complex", "query " + many(1_500, "@a#") + "{ problems }"),
        "operations": lambda: asked("bad-request", many(800, "query Q# { problems }")),
        "anonymous operations": lambda: asked("bad-request", "{ problems }" * 800),
        "variables": lambda: asked("bad-request", "query(" + many(900, "$a#: Int") + ") { problems }"),
        "one variable again and again": lambda: asked("bad-request", "query(" + "$a: Int " * 900 + ") { problems }"),
        "arguments": lambda: asked("bad-request", "{ product(" + many(1_200, 'a#: "x"') + ") { __typename } }"),
        "one argument again and again": lambda: asked("bad-request", "{ product(" + 'id: "x" ' * 1_200 + ") { __typename } }"),
        "unknown fields": lambda: asked("bad-request", "{ catalogs {" + many(3_000, "product#") + "} }"),
        "unknown types": lambda: asked("bad-request", "{" + many(700, "... on Quot# { a }") + "}"),
        "comments": lambda: asked("bad-request", "{ problems }" + "#\n" * 40_000),
        "commas": lambda: asked("too-complex", "{ problems }" + "," * 1_000_000),
        "spaces": lambda: asked("too-complex", "{ problems }" + " " * 1_000_000),
        "tokens": lambda: asked("bad-request", "!" * 90_000),
        "block strings": lambda: asked(ANSWERED, '{ product(id: """' + "\n " * 45_000 + '""") { __typename } }'),
        # fragments
        "fragments that double": lambda: asked(ANSWERED, "{ ...F0 }" + spread(60, "NEXT NEXT", "Query", "problems")),
        "fragments that double, aliased": lambda: asked("too-complex", f"{{ {TYPE} {{ ...F0 }} }}" + spread(30, "a: ofType { NEXT } b: ofType { NEXT }", "__Type", "name")),
        "fragments that fan out": lambda: asked("bad-request", "{ ...F0 }" + spread(100, " ".join(["NEXT"] * 20), "Query", "problems")),
        "a cycle of fragments": lambda: asked("bad-request", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
        "cycles of fragments in a clique": lambda: asked("bad-request", "{ ...F0 }" + " ".join(f"fragment F{i} on Query {{ {many(30, '...F#')} }}" for i in range(30))),
        "a cycle through fields": lambda: asked("bad-request", f"{{ {TYPE} {{ ...A }} }} fragment A on __Type {{ ofType {{ ...A }} }}"),
        "fragments that nobody spreads": lambda: asked("bad-request", "{ problems }" + many(500, "fragment F# on Query { problems }")),
        "fragments that are not there": lambda: asked("bad-request", "{" + many(900, "...F#") + "}"),
        "fragments of one name": lambda: asked("bad-request", "{ ...A }" + "fragment A on Query { problems }" * 500),
        "fragments on a union that overlap": lambda: asked("bad-request", '{ product(id: "x") { ...F0 ...G0 } }' + spread(90, "... on PlainRefusal { code } NEXT", "ProductResult", "__typename") + spread(90, "... on PlainRefusal { code: message } NEXT", "ProductResult", "__typename", "...G#").replace("fragment F", "fragment G")),
        "fragments on interfaces that overlap": lambda: asked("too-complex", '{ product(id: "x") { ' + many(20, "... on Refusal { ...F0 } ... on PlainRefusal { ...F0 }") + "} }" + spread(150, "code NEXT NEXT", "Refusal", "message")),
        "fields to compare, pair by pair": lambda: asked("too-complex", "{" + "catalogs { id } " * 30 + many(30, "...F#") + "}" + many(30, "fragment F# on Query { " + "catalogs { id } " * 20 + "}")),
        "fields to compare through fragments": lambda: asked("too-complex", "{" + many(60, "...F#") + "}" + many(60, "fragment F# on Query { " + "catalogs { id } " * 10 + "}")),
        # numbers and texts
        "an integer of 5 000 digits": lambda: asked("bad-request", ASK.replace("INNER", "9" * 5_000)),
        "an integer of 5 000 digits in JSON": lambda: raw("bad-request", b'{"query": "{ problems }", "variables": {"a": ' + b"9" * 5_000 + b"}}"),
        "an exponent of a million": lambda: quote("too-many-units", usage=[{"units": 0}]) ._replace(body=quote("", usage=[{"units": 0}]).body.replace(b'"units": 0', b'"units": 1e999999')),
        "an exponent of a million in the text": lambda: asked("too-many-units", ASK.replace("INNER", "1e999999")),
        "minus an exponent of a million": lambda: asked("fractional-units", ASK.replace("INNER", "1e-999999")),
        "an exponent without an end": lambda: asked("bad-request", ASK.replace("INNER", "1e" + "9" * 300)),
        "a fraction of 100 000 digits": lambda: raw("bad-request", b'{"query": "{ problems }", "variables": {"a": 0.' + b"3" * 100_000 + b"}}"),
        "numbers by the million": lambda: raw("too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"1.5," * 1_500_000 + b"1]}}"),
        "exponents by the hundred thousand": lambda: raw("too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"1e399," * 900_000 + b"1]}}"),
        "keys by the hundred thousand": lambda: raw("too-large", b'{"query": "{ problems }", "variables": {' + ", ".join(f'"k{i}": 0' for i in range(500_000)).encode() + b"}}"),
        "empty objects by the million": lambda: raw("too-large", b'{"query": "{ problems }", "variables": {"a": [' + b"{}," * 2_000_000 + b"1]}}"),
        "units above all": lambda: quote("too-many-units", usage=[{"units": 2**53}] * 2),
        "units below nothing": lambda: quote("negative-units", usage=[{"units": -1}]),
        "no number": lambda: raw("bad-request", b'{"query": "{ problems }", "variables": {"a": Infinity}}'),
        "an amount of 1 000 digits": lambda: asked("bad-request", FORECAST, {"input": {"product": "id-card", "openingBalance": "9" * 1_000}}),
        "an amount with an exponent": lambda: asked("bad-request", FORECAST, {"input": {"product": "id-card", "openingBalance": "1e999999"}}),
        "an order of 2³¹ - 1 packs": lambda: quote("too-many-lots", orders=[{"sku": "1000", "quantity": 2**31 - 1}]),
        "an order of more than an Int": lambda: quote("bad-request", orders=[{"sku": "1000", "quantity": 2**31}]),
        "a period in the year 9999": lambda: asked("bad-period", FORECAST, {"input": {"product": "id-card", "from": "9999-12", "periods": 600}}),
        "minus 2³¹ periods": lambda: asked("too-many-periods", FORECAST, {"input": {"product": "id-card", "periods": -(2**31)}}),
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
        "a time that is nearly one": lambda: quote("bad-instant", usage=[{"units": 1, "from": "2021-06-01T00:00:00+" + "0" * 100_000, "to": "2021-07-01"}]),
        # sizes
        "a thousand and one quotes": lambda: quotes(1_001),
        "quotes in a list of one variable": lambda: asked("too-complex", QUOTES, {"inputs": [{"product": "id-card"}] * 200_000}),
        "quotes of many records": lambda: asked("too-complex", QUOTES, {"inputs": [{"product": "id-card", "records": [{}] * 2_000}] * 100}),
        "one variable of records, asked 150 times": lambda: asked("too-complex", "query($r: [RecordInput!]!) {" + many(149, 'q#: quote(input: {product: "id-card", records: $r}) { __typename }') + "}", {"r": [{}] * 10_000}),
        "one variable of slices, asked 150 times": lambda: asked("too-complex", "query($u: [SliceInput!]!) {" + many(149, 'q#: quote(input: {product: "id-card", usage: $u}) { __typename }') + "}", {"u": [{"units": 1}] * 10_000}),
        "one variable of orders, asked 150 times": lambda: asked("too-complex", "query($o: [OrderInput!]!) {" + many(149, 'q#: quote(input: {product: "id-card", orders: $o}) { __typename }') + "}", {"o": [{"sku": "1000"}] * 10_000}),
        "one variable of quotes, asked 150 times": lambda: asked("too-complex", "query($q: [QuoteInput!]!) {" + many(149, "q#: quotes(inputs: $q) { __typename }") + "}", {"q": [{"product": "id-card"}] * 1_000}),
        "a variable inside itself": lambda: asked("bad-request", "query($a: Settings = {a: $a}) { problems }"),
        "a default of a variable of a variable": lambda: asked("bad-request", "query($a: Int = $b, $b: Int = $a) { problems }"),
        "orders for each of 600 periods": lambda: asked("too-complex", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": 600, "orders": [{"sku": "1000", "on": "2021-01-01"}] * 5_000}}),
        "slices for each of 600 periods": lambda: asked("too-complex", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": 600, "usage": [{"units": 1}] * 10_000}}),
        "records for each of 600 periods": lambda: asked("too-complex", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": 600, "records": [{"api": ""}] * 10_000}}),
        "packs from before for each of 600 periods": lambda: asked("too-complex", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": 600, "owned": [{"sku": "1000", "unitsLeft": 1, "effective": "2021-01-01", "expires": "2099-01-01"}] * 5_000}}),
        "choices by the thousand": lambda: asked("unknown-choice-step", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": 600, "account": {"choices": [{"step": "x", "value": "y"}] * 10_000}}}),
        "periods without number": lambda: asked("too-complex", FORECAST, {"input": {"product": "id-card", "periods": 2**31 - 1}}),
        "points without number": lambda: asked("too-complex", "query($p: Int!) { costCurve(input: {product: \"id-card\", maxUnits: 9007199254740991, points: $p}) { __typename } }", {"p": 2**31 - 1}),
        "curves without number": lambda: asked("too-many-curves", 'query($l: [ChangeListInput!]!) { costCurve(input: {product: "id-card", maxUnits: 9, points: 2, changeLists: $l}) { __typename } }', {"l": [{"name": "x"}] * 10_000}),
        "cells without number": lambda: asked("too-complex", "query($i: CompareInput!) { compare(input: $i) { ... on Comparison { cells { column } } } }", {"i": {"baselines": [{"name": "b", "forecast": {"product": "id-card", "periods": 600}}] * 1_000, "changeLists": [{"name": "c"}] * 1_000}}),
        "a page without end": lambda: asked("bad-page", "{ products(first: 2147483647) { __typename ... on PlainRefusal { code } } }"),
        "records that are metered": lambda: asked("too-complex", 'query($r: [RecordInput!]!) { metered(input: {product: "id-card", periods: 600, records: $r}) { __typename } }', {"r": [{}] * 10_000}),
        "more records than that": lambda: quote("too-many-records", records=[{}] * 10_001),
        "introspection of introspection": lambda: asked("bad-request", "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"),
        "the schema, 150 times": lambda: asked("too-complex", "{" + many(149, "s#: __schema { types { fields { args { name } name type { name } } } }") + "}"),
        "ratings of one type, 150 times": lambda: asked("too-complex", "{" + many(149, 't#: __type(name: "Query") { fields { name args { name description type { ofType { ofType { name } } } } } }') + "}"),
        "all strategies, 150 times": lambda: asked("too-complex", "{" + many(149, "s#: strategies { settings }") + "}"),
        "all codes in all languages": lambda: asked("too-complex", "{" + many(100, 'c#: codes { a: description(locale: "zh") b: description(locale: "en") c: description(locale: "zh") d: description e: description f: description g: description h: description i: description j: description }'.replace("a:", "").replace(" b:", " ")) + "}"),
        "locales that are none": lambda: asked("unknown-locale", '{ codes {' + ' description(locale: "' + "x" * 50_000 + '") } }'),
        # what stands in the question
        "two of a one-key input": lambda: asked("bad-request", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{"removeStep": "a", "scaleUsage": {"factor": "1"}}]}}),
        "none of a one-key input": lambda: asked("bad-request", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{}]}}),
        "a one-key input with null": lambda: asked("bad-request", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{"removeStep": None}]}}),
        "a one-key input whose variable is null": lambda: asked("bad-request", 'mutation($s: String) { whatIf(input: {baseline: {product: "id-card"}, changes: [{removeStep: $s}]}) { __typename } }', {"s": None}),
        "a page's cursor of one's own": lambda: asked("bad-cursor", '{ products(after: "' + "AAAA" * 1_000 + '") { __typename ... on PlainRefusal { code } } }'),
        "an id with a path in it": lambda: asked("unknown-product", '{ product(id: "../../etc/passwd") { ... on PlainRefusal { code } } }'),
        "a state of one's own": lambda: quote("bad-state", state="AAAA" * 1_000),
        "a state of a million brackets": lambda: quote("bad-state", state="[" * 1_000_000),
        "a state that unpacks to much": lambda: quote("bad-state", state=packed()),
        "settings that are deep": lambda: set_step(json.loads(nested(200, '{"a":', "1", "}")), "bad-request"),
        "settings of a hundred thousand tiers": lambda: set_step({"tiers": [{"price": 1}] * 50_000}, "too-complex"),
        "settings that look like a pattern": lambda: set_step({"mode": "(a+)+" * 5_000 + "$"}, "bad-settings"),
        "settings of keys that are unknown": lambda: set_step({f"k{i}": 0 for i in range(5_000)}, "bad-settings"),
        "settings with a number of a million digits": lambda: set_step({"tiers": [{"price": "1" * 1_000_000}]}, "bad-settings"),
        "201 changes": lambda: asked("too-many-changes", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{"scaleUsage": {"factor": "1"}}] * 201}}),
        "changes by the ten thousand": lambda: asked("too-complex", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{"scaleUsage": {"factor": "1.000000000000000001"}}] * 50_000}}),
        "changes that multiply without end": lambda: asked("too-many-units", WHAT_IF, {"input": {"baseline": {"product": "id-card", "usage": [{"units": 9_000}]}, "changes": [{"scaleUsage": {"factor": "9" * 28}}] * 50}}),
        # HTTP
        "a batch": lambda: raw("bad-request", json.dumps([{"query": "{ problems }"}] * 10_000).encode()),
        "a hash that is not the text's": lambda: asked("wrong-hash", "{ problems }", extensions={"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}),
        "a hash that nobody knows": lambda: raw("persisted-query-not-found", b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "' + b"0" * 64 + b'"}}}'),
        "a hash that is an object": lambda: raw("bad-request", b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": {"a": []}}}}'),
        "a mutation by GET": lambda: get("bad-request", "/graphql?query=mutation%20%7B%20whatIf(input:%20%7Bbaseline:%20%7Bproduct:%20%22x%22%7D,%20changes:%20%5B%5D%7D)%20%7B%20__typename%20%7D%20%7D"),
        "a form": lambda: raw("bad-request", b"query=%7B%20problems%20%7D", ("content-type", "application/x-www-form-urlencoded")),
        "a file": lambda: raw("bad-request", b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--', ("content-type", "multipart/form-data; boundary=x")),
        "another encoding": lambda: raw("bad-request", "{}".encode("utf-16"), ("content-type", "application/json; charset=utf-16")),
        "a packed body": lambda: raw("bad-request", gzip.compress(b" " * 10_000_000), ("content-type", JSON), ("content-encoding", "gzip")),
        "an Accept of 5 000 media types": lambda: raw("not-acceptable", b'{"query": "{ problems }"}', ("content-type", JSON), ("accept", ",".join(f"a/{i};q=0.{i}" for i in range(4_000)))),
        "many tags": lambda: get(ANSWERED, "/graphql?query=%7B%20problems%20%7D", ("if-none-match", ",".join(f'"{i}"' for i in range(6_000)))),
        "a media type of 60 000 characters": lambda: raw("bad-request", b"{}", ("content-type", "application/" + "x" * 50_000)),
        "a body above the limit": lambda: raw("too-large", b" " * 8_000_001),
        "variables in an address": lambda: get("bad-request", "/graphql?query=%7B%20problems%20%7D&variables=" + "%5B" * 15_000),
        "one parameter again and again": lambda: get(ANSWERED, "/graphql?query=%7B%20problems%20%7D" + "&a" * 25_000),
        "a wish for 6 000 ranges": lambda: raw(ANSWERED, b'{"query": "{ problems }"}', ("content-type", JSON), ("range", "bytes=" + ",".join("0-0" for _ in range(6_000)))),
    }
