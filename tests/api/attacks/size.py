"""Little that asks for much: lists by variables, counts, the schema."""

from collections.abc import Callable

from tests.api.attacks.attack import ANSWERED, QUOTES, Attack, asked, many, quote, quotes
from tests.api.client import FORECAST, WHAT_IF

PACKS = [{"sku": "1000", "quantity": 9_999, "on": "2021-01-01"}]
TWENTY = [{"sku": "1000", "quantity": 20, "on": "2021-01-01"}]


def months(periods: int, **more: object) -> Attack:
    """A forecast that asks for too much."""
    return asked(
        "too-complex", FORECAST, {"input": {"product": "id-card", "from": "2021-01", "periods": periods, **more}}
    )


ATTACKS: dict[str, Callable[[], Attack]] = {
    "a thousand and one quotes": lambda: quotes(1_001),
    "quotes in a list of one variable": lambda: asked(
        "too-complex", QUOTES, {"inputs": [{"product": "id-card"}] * 50_000}
    ),
    "quotes of many records": lambda: asked(
        "too-complex", QUOTES, {"inputs": [{"product": "id-card", "records": [{}] * 1_000}] * 100}
    ),
    "one variable of records, asked 150 times": lambda: asked(
        "too-complex",
        "query($r: [RecordInput!]!) {"
        + many(149, 'q#: quote(input: {product: "id-card", records: $r}) { __typename }')
        + "}",
        {"r": [{}] * 10_000},
    ),
    "one variable of slices, asked 150 times": lambda: asked(
        "too-complex",
        "query($u: [SliceInput!]!) {"
        + many(149, 'q#: quote(input: {product: "id-card", usage: $u}) { __typename }')
        + "}",
        {"u": [{"units": 1}] * 10_000},
    ),
    "one variable of orders, asked 150 times": lambda: asked(
        "too-complex",
        "query($o: [OrderInput!]!) {"
        + many(149, 'q#: quote(input: {product: "id-card", orders: $o}) { __typename }')
        + "}",
        {"o": [{"sku": "1000"}] * 10_000},
    ),
    "one variable of quotes, asked 150 times": lambda: asked(
        "too-complex",
        "query($q: [QuoteInput!]!) {" + many(149, "q#: quotes(inputs: $q) { __typename }") + "}",
        {"q": [{"product": "id-card"}] * 1_000},
    ),
    "a variable inside itself": lambda: asked("bad-request", "query($a: Settings = {a: $a}) { problems }"),
    "a default of a variable of a variable": lambda: asked(
        "bad-request", "query($a: Int = $b, $b: Int = $a) { problems }"
    ),
    "orders for each of 600 periods": lambda: months(600, orders=[{"sku": "1000", "on": "2021-01-01"}] * 5_000),
    "slices for each of 600 periods": lambda: months(600, usage=[{"units": 1}] * 10_000),
    "records for each of 600 periods": lambda: months(600, records=[{"api": ""}] * 10_000),
    "packs from before for each of 600 periods": lambda: months(
        600, owned=[{"sku": "1000", "unitsLeft": 1, "effective": "2021-01-01", "expires": "2099-01-01"}] * 5_000
    ),
    "ten thousand packs in one order": lambda: months(12, orders=PACKS),
    "hints about a thousand packs": lambda: asked(
        "too-complex",
        "query($i: ForecastInput!) { forecast(input: $i) { ... on Forecast { hints { kind } } } }",
        {"i": {"product": "id-card", "from": "2021-01", "periods": 13, "orders": [{"sku": "1000", "quantity": 999}]}},
    ),
    "a curve over five hundred packs": lambda: asked(
        "too-complex",
        "query($i: CurveInput!) { costCurve(input: $i) { __typename } }",
        {
            "i": {
                "product": "id-card",
                "maxUnits": 10**7,
                "points": 1000,
                "orders": [{"sku": "1000", "quantity": 500}],
            }
        },
    ),
    "advice beside nine hundred packs": lambda: asked(
        "too-complex",
        "query($i: AdviceInput!) { packAdvice(input: $i) { __typename } }",
        {
            "i": {
                "product": "id-card",
                "from": "2021-01",
                "periods": 36,
                "anyDay": True,
                "seconds": 1,
                "usage": [{"units": 90_000}],
                "orders": [{"sku": "1000", "quantity": 900}],
            }
        },
    ),
    "where costs with twenty packs are equal": lambda: asked(
        "too-complex",
        "query($i: CompareInput!) "
        "{ compare(input: $i) { ... on Comparison { crossings(upTo: 1000000) { __typename } } } }",
        {
            "i": {
                "baselines": [
                    {"name": f"b{i}", "forecast": {"product": "id-card", "periods": 12, "orders": TWENTY}}
                    for i in range(12)
                ]
            }
        },
    ),
    "packs that changes buy": lambda: asked(
        "too-complex",
        WHAT_IF,
        {
            "input": {
                "baseline": {"product": "id-card", "from": "2021-01", "periods": 12},
                "changes": [{"addOrder": {"sku": "1000", "quantity": 500}}] * 20,
            }
        },
    ),
    "a code for each of a thousand slices": lambda: quote(
        ANSWERED, usage=[{"units": 9, "code": f"c{i}"} for i in range(1_000)]
    ),
    "formulas of a thousand lines, sixty times": lambda: asked(
        "too-complex",
        "query($i: QuoteInput!) { quote(input: $i) { ... on Quote { lines {" + many(60, "f#: formula") + "} } } }",
        {
            "i": {
                "product": "id-card",
                "period": "2021-06",
                "usage": [{"units": 9, "code": f"c{i}"} for i in range(1_000)],
            }
        },
    ),
    "balances of five hundred packs, a hundred times": lambda: asked(
        "too-complex",
        "query($i: ForecastInput!) { forecast(input: $i) { ... on Forecast { statements { balances {"
        + many(100, "b#: after")
        + "} } } } }",
        {
            "i": {
                "product": "id-card",
                "from": "2021-01",
                "periods": 12,
                "orders": [{"sku": "1000", "quantity": 500, "on": "2021-01-01"}],
            }
        },
    ),
    "other usage for each of two hundred periods": lambda: asked(
        "too-complex",
        WHAT_IF,
        {
            "input": {
                "baseline": {"product": "id-card", "from": "2021-01", "periods": 200},
                "changes": [{"setUsage": [{"units": 9, "code": f"c{i}"} for i in range(1_000)]}] * 20,
            }
        },
    ),
    "choices by the thousand": lambda: asked(
        "unknown-step",
        FORECAST,
        {
            "input": {
                "product": "id-card",
                "from": "2021-01",
                "periods": 600,
                "account": {"choices": [{"step": "x", "value": "y"}] * 10_000},
            }
        },
    ),
    "periods without number": lambda: asked(
        "too-complex", FORECAST, {"input": {"product": "id-card", "periods": 2**31 - 1}}
    ),
    "points without number": lambda: asked(
        "too-complex",
        'query($p: Int!) { costCurve(input: {product: "id-card", maxUnits: 9, points: $p}) { __typename } }',
        {"p": 2**31 - 1},
    ),
    "curves without number": lambda: asked(
        "too-many-curves",
        'query($l: [ChangeListInput!]!) { costCurve(input: {product: "id-card", maxUnits: 9, points: 2, '
        "changeLists: $l}) { __typename ... on PlainRefusal { code } } }",
        {"l": [{"name": "x"}] * 5_000},
    ),
    "cells without number": lambda: asked(
        "too-complex",
        "query($i: CompareInput!) { compare(input: $i) { ... on Comparison { cells { column } } } }",
        {
            "i": {
                "baselines": [{"name": "b", "forecast": {"product": "id-card", "periods": 600}}] * 10_000,
                "changeLists": [{"name": "c"}] * 10_000,
            }
        },
    ),
    "a page without end": lambda: asked(
        "bad-page", "{ products(first: 2147483647) { __typename ... on PlainRefusal { code } } }"
    ),
    "records that are metered": lambda: asked(
        "too-complex",
        'query($r: [RecordInput!]!) { metered(input: {product: "id-card", periods: 600, records: $r}) { __typename } }',
        {"r": [{}] * 10_000},
    ),
    "more records than that": lambda: quote("too-many-records", records=[{}] * 10_001),
    "introspection of introspection": lambda: asked(
        "bad-request",
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
    ),
    "the schema, 150 times": lambda: asked(
        "too-complex", "{" + many(149, "s#: __schema { types { fields { args { name } name type { name } } } }") + "}"
    ),
    "one type, 90 times": lambda: asked(
        ANSWERED,
        "{"
        + many(
            90,
            't#: __type(name: "Query") { fields { name args { name type { ofType { ofType { name } } } } } }',
        )
        + "}",
    ),
    "all strategies, 150 times": lambda: asked(ANSWERED, "{" + many(149, "s#: strategies { settings }") + "}"),
    "all codes in all languages": lambda: asked(
        "too-complex", "{" + many(60, "c#: codes {" + many(4, "d#: description") + " description description }") + "}"
    ),
    "locales that are none": lambda: asked(
        "unknown-locale", "{ codes {" + ' description(locale: "' + "x" * 50_000 + '") } }'
    ),
}
