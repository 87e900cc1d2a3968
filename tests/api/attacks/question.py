"""Questions with what nobody means: keys, cursors, states, settings, changes."""

import json
from collections.abc import Callable

from tests.api.attacks.attack import ANSWERED, Attack, asked, nested, packed, quote, set_step
from tests.api.client import WHAT_IF

ATTACKS: dict[str, Callable[[], Attack]] = {
    "two of a one-key input": lambda: asked(
        "bad-request",
        WHAT_IF,
        {
            "input": {
                "baseline": {"product": "id-card"},
                "changes": [{"removeStep": "a", "scaleUsage": {"factor": "1"}}],
            }
        },
    ),
    "none of a one-key input": lambda: asked(
        "bad-request", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{}]}}
    ),
    "a one-key input with null": lambda: asked(
        "bad-request", WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": [{"removeStep": None}]}}
    ),
    "a one-key input whose variable is null": lambda: asked(
        "bad-request",
        'mutation($s: String) { whatIf(input: {baseline: {product: "id-card"}, changes: [{removeStep: $s}]}) '
        "{ __typename } }",
        {"s": None},
    ),
    "a page's cursor of one's own": lambda: asked(
        ANSWERED, '{ products(after: "' + "AAAA" * 1_000 + '") { __typename ... on PlainRefusal { code } } }'
    ),
    "an id with a path in it": lambda: asked(
        "unknown-product", '{ product(id: "../../etc/passwd") { ... on PlainRefusal { code } } }'
    ),
    "a state of one's own": lambda: quote("damaged-state", state="AAAA" * 1_000),
    "a state of a million brackets": lambda: quote("damaged-state", state="[" * 200_000),
    "a state that unpacks to much": lambda: quote("damaged-state", state=packed()),
    "settings that are deep": lambda: set_step(json.loads(nested(200, '{"a":', "1", "}")), "bad-request"),
    "settings of a hundred thousand tiers": lambda: set_step({"tiers": [{"price": 1}] * 50_000}, "bad-settings"),
    "settings that look like a pattern": lambda: set_step({"mode": "(a+)+" * 5_000 + "$"}, "bad-settings"),
    "settings of keys that are unknown": lambda: set_step({f"k{i}": 0 for i in range(5_000)}, "bad-settings"),
    "settings with a number of a million digits": lambda: set_step(
        {"tiers": [{"price": "1" * 1_000_000}]}, "bad-settings"
    ),
    "ten thousand patterns that face ten thousand others": lambda: outcome_filter(
        "bad-settings", [f"a{i}*" for i in range(10_000)], [f"b{i}*" for i in range(10_000)], 1
    ),
    "patterns of ten thousand stars": lambda: outcome_filter(ANSWERED, ["*a" * 10_000], ["*b" * 9_999 + "*bbb"], 1),
    "thousands of patterns for thousands of codes": lambda: outcome_filter(
        "too-complex", [f"*a*{i}*" for i in range(5_000)], [], 1_000
    ),
    "201 changes": lambda: asked(
        "too-many-changes",
        WHAT_IF,
        {"input": {"baseline": {"product": "id-card"}, "changes": [{"scaleUsage": {"factor": "1"}}] * 201}},
    ),
    "changes by the ten thousand": lambda: asked(
        "too-complex",
        WHAT_IF,
        {
            "input": {
                "baseline": {"product": "id-card"},
                "changes": [{"scaleUsage": {"factor": "1.000000000000000001"}}] * 50_000,
            }
        },
    ),
    "changes that multiply without end": lambda: asked(
        "too-many-units",
        WHAT_IF,
        {
            "input": {
                "baseline": {"product": "id-card", "usage": [{"units": 9_000}]},
                "changes": [{"scaleUsage": {"factor": "9" * 28}}] * 50,
            }
        },
    ),
}


def outcome_filter(expected: str, charged: list[str], uncharged: list[str], codes: int) -> Attack:
    """A change of which result codes are charged."""
    settings = {"charged_codes": charged, "uncharged_codes": uncharged, "default": "charged"}
    usage = [{"units": 9, "code": f"{'a' * 40}{number}"} for number in range(codes)]
    baseline = {"product": "id-card", "from": "2021-01", "usage": usage}
    change = {"setStep": {"step": "outcome-filter", "settings": settings}}
    return asked(expected, WHAT_IF, {"input": {"baseline": baseline, "changes": [change]}})
