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
