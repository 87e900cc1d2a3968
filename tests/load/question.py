"""What is asked under load: any number names one request, always the same."""

import json
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

LINES = "lines { step kind units quantity price amount { amount } item }"
REFUSED = "__typename ... on Refusal { code message }"
DOCUMENTS = {
    "quote": f"""query Quote($input: QuoteInput!) {{ quote(input: $input) {{ {REFUSED}
      ... on Quote {{ catalogDigest period total {{ amount }} state {LINES} }}
      ... on ContactSales {{ catalogDigest period unpricedUnits state {LINES} }} }} }}""",
    "forecast": f"""query Forecast($input: ForecastInput!) {{ forecast(input: $input) {{ {REFUSED}
      ... on Forecast {{ catalogDigest total {{ amount }} state
        statements {{ period total {{ amount }} {LINES} }} }} }} }}""",
    "what-if": f"""mutation WhatIf($input: WhatIfInput!) {{ whatIf(input: $input) {{ {REFUSED}
      ... on WhatIf {{ before {{ catalogDigest total {{ amount }} }} after {{ catalogDigest total {{ amount }} state }}
        difference {{ total {{ amount }} steps {{ step difference {{ amount }} }} }}
        contributions {{ total {{ amount }} difference {{ amount }} }} }} }} }}""",
    "comparison": f"""query Comparison($input: CompareInput!) {{ compare(input: $input) {{ {REFUSED}
      ... on Comparison {{ cheapest {{ row column }} cells {{
        row column total {{ amount }} answer {{ {REFUSED} ... on Forecast {{ catalogDigest }} }} }} }} }} }}""",
    "advice": f"""query Advice($input: AdviceInput!) {{ packAdvice(input: $input) {{ {REFUSED}
      ... on PackAdvice {{ catalogDigest proven settled unusedUnits total {{ amount }} totalWithout {{ amount }}
        orders {{ sku quantity on }} }} }} }}""",
    "products": f"""query Products($first: Int, $last: Int, $on: Date) {{
      products(first: $first, last: $last, on: $on) {{ {REFUSED}
        ... on ProductConnection {{ totalCount nodes {{
          fullSlug catalogDigest offers {{ step sku price units }} steps {{ slug kind describe }} }} }} }} }}""",
}
WEIGHTS = {
    "quote": 50,
    "repeated": 14,
    "read": 10,
    "forecast": 10,
    "what-if": 6,
    "products": 4,
    "malformed": 3,
    "comparison": 2,
    "advice": 1,
}
"""How often each kind is asked, in a hundred."""
FEW = 20
"""Questions that are asked again and again."""
SKUS = ["1000", "10000", "100000", "1000000"]
MALFORMED: list[tuple[str, str, str, str, int, str]] = [
    # method, target, content type, body, and the status and code of the answer
    ("POST", "/graphql", "application/json", "{", 400, "bad-request"),
    ("POST", "/graphql", "application/json", "[1]", 400, "bad-request"),
    ("POST", "/graphql", "application/json", '{"variables": {}}', 400, "bad-request"),
    ("POST", "/graphql", "text/plain", '{"query": "{ problems }"}', 415, "bad-request"),
    ("POST", "/graphql", "application/json", '{"query": "{ quote("}', 200, "bad-request"),
    ("POST", "/graphql", "application/json", '{"query": "{ price }"}', 200, "bad-request"),
    ("POST", "/graphql", "application/json", '{"query": "{ quote(input: {units: 1}) { code } }"}', 200, "bad-request"),
    ("POST", "/graphql", "application/json", json.dumps({"query": "{ problems " * 200}), 200, "bad-request"),
    ("GET", "/graphql?query=mutation%7Bx%7D", "", "", 200, "bad-request"),
    ("GET", "/nothing", "", "", 404, "not-found"),
    ("PUT", "/graphql", "application/json", "{}", 405, "method-not-allowed"),
]


class Request(NamedTuple):
    """One HTTP request, and what it asks."""

    kind: str
    """One of `WEIGHTS`."""
    asks: str
    """One of `DOCUMENTS`; "" of a malformed one."""
    variables: dict[str, Any]
    method: str
    target: str
    content: str
    """The content's type; "" where there is none."""
    body: bytes
    expected: tuple[int, str] = (200, "")
    """The status, and the code of a malformed one's error."""


def request(number: int) -> Request:
    """The request of a number."""
    random = Random(number)
    (kind,) = random.choices(list(WEIGHTS), list(WEIGHTS.values()))
    if kind == "malformed":
        method, target, content, text, status, code = random.choice(MALFORMED)
        return Request(kind, "", {}, method, target, content, text.encode(), (status, code))
    if kind in ("repeated", "read"):
        few = Random(random.randrange(FEW))
        asks = few.choice(["quote", "quote", "forecast", "products"])
        variables = VARIABLES[asks](few)
        if kind == "read":
            query = urlencode({"query": DOCUMENTS[asks], "variables": json.dumps(variables)})
            return Request(kind, asks, variables, "GET", f"/graphql?{query}", "", b"")
    else:
        asks = kind
        variables = VARIABLES[asks](random)
    body = json.dumps({"query": DOCUMENTS[asks], "variables": variables}).encode()
    return Request(kind, asks, variables, "POST", "/graphql", "application/json", body)


def _units(random: Random) -> int:
    """From none to where there is no list price, as likely in any tier."""
    return random.randrange(random.choice([2_000, 12_000, 120_000, 1_050_000]))


def _product(random: Random) -> str:
    return random.choice(["id-card", "bank-card", "tencent-ocr/id-card"])


def _orders(random: Random) -> list[dict[str, Any]]:
    return [{"sku": random.choice(SKUS), "quantity": random.randint(1, 3)} for _ in range(random.randrange(3))]


def _quote(random: Random) -> dict[str, Any]:
    asked = {
        "product": _product(random),
        "period": f"2021-{random.randint(2, 12):02}",
        "usage": [
            {"units": _units(random)},
            {"units": random.randrange(500), "code": random.choice(["-9011", "-9110", "FailedOperation.ImageBlur"])},
        ],
        "orders": _orders(random),
        "owned": [{"sku": "1000", "unitsLeft": random.randrange(1_000), "effective": "2021-01-05"}],
    }
    spoilt: list[dict[str, Any]] = [
        {"product": "passport"},
        {"orders": [{"sku": "7"}]},
        {"period": "2021-13"},
        {"usage": [{"units": -1}]},
    ]
    return {"input": asked | random.choice(spoilt) if random.randrange(25) == 0 else asked}


def _periods(random: Random, most: int) -> dict[str, Any]:
    return {
        "product": _product(random),
        "from": "2021-01",
        "periods": random.randint(2, most),
        "usage": [{"units": _units(random)}],
        "orders": _orders(random),
    }


def _changes(random: Random) -> list[dict[str, Any]]:
    return random.sample(
        [
            {"scaleUsage": {"factor": f"{random.randint(1, 30)}.5"}},
            {"addOrder": {"sku": random.choice(SKUS), "on": "2021-02-10"}},
            {"setUsage": [{"units": _units(random)}]},
            {"removeStep": random.choice(["free-allowance", "pack-alerts", "surcharge"])},
            {"setStep": {"step": "free-allowance", "settings": {"units": random.randrange(5_000)}}},
        ],
        random.randint(1, 3),
    )


def _comparison(random: Random) -> dict[str, Any]:
    baselines = [{"name": str(each), "forecast": _periods(random, 12)} for each in range(random.randint(1, 3))]
    lists = [{"name": str(each), "changes": _changes(random)} for each in range(random.randint(1, 3))]
    return {"input": {"baselines": baselines, "changeLists": lists}}


def _products(random: Random) -> dict[str, Any]:
    return {random.choice(["first", "last"]): random.randint(1, 3), "on": f"2021-06-{random.randint(1, 30):02}"}


def _advice(random: Random) -> dict[str, Any]:
    """With so much time that a busy machine has an answer proven too."""
    return {"input": _periods(random, 12) | {"usage": [{"units": random.randrange(30_000)}], "seconds": 15}}


VARIABLES = {
    "quote": _quote,
    "forecast": lambda random: {"input": _periods(random, 24)},
    "what-if": lambda random: {"input": {"baseline": _periods(random, 12), "changes": _changes(random)}},
    "comparison": _comparison,
    "advice": _advice,
    "products": _products,
}
