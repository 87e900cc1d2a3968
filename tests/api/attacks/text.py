"""What is wrong with a document: its depth, its numbers, its fragments."""

import json
from collections.abc import Callable

from tests.api.attacks.attack import ANSWERED, ASK, TYPE, Attack, asked, many, nested, raw, spread
from tests.api.client import QUOTE

ATTACKS: dict[str, Callable[[], Attack]] = {
    "fields inside fields": lambda: asked("too-complex", f"{{ {TYPE} {nested(30, '{ ofType ', '{ name }', '}')} }}"),
    "a thousand braces": lambda: asked("bad-request", "{ a " * 1_900),
    "inline fragments inside each other": lambda: asked(ANSWERED, "{" + nested(190, "... {", "problems", "}") + "}"),
    "lists inside lists": lambda: asked("bad-request", ASK.replace("INNER", nested(1_500, "[", "1", "]"))),
    "objects inside objects": lambda: asked("bad-request", ASK.replace("INNER", nested(900, "{a: ", "1", "}"))),
    "a variable of lists inside lists": lambda: asked(
        "bad-request", QUOTE, {"input": json.loads(nested(400, "[", "", "]"))}
    ),
    "JSON without an end": lambda: raw("bad-request", b"[" * 250_000),
    "JSON inside JSON": lambda: raw("bad-request", nested(200_000, '{"query":', "1", "}").encode()),
    "a type of lists": lambda: asked("bad-request", f"query($a: {nested(1_500, '[', 'Int', ']')}) {{ problems }}"),
    "aliases": lambda: asked("too-complex", "{" + many(1_000, "a#: problems") + "}"),
    "aliases in fragments": lambda: asked(
        "too-complex", "{ ...F0 }" + spread(30, many(20, "a#: problems") + " NEXT", "Query", "problems")
    ),
    "fields at the root": lambda: asked(
        "too-complex", "{" + many(8, "problems codes { code } catalogs { id } __typename strategies { kind }" * 4) + "}"
    ),
    "one field again and again": lambda: asked("too-complex", "{" + "problems " * 3_000 + "}"),
    "one deep field again and again": lambda: asked("too-complex", "{" + "catalogs { products { id } } " * 300 + "}"),
    "one name with arguments that differ": lambda: asked(
        "too-complex", "{" + many(300, 'product(id: "#") { __typename }') + "}"
    ),
    "directives": lambda: asked("too-complex", "{ problems " + "@skip(if: false) " * 400 + "}"),
    "unknown directives": lambda: asked("too-complex", "{ problems " + many(1_500, "@a#") + "}"),
    "directives on the operation": lambda: asked("too-complex", "query " + many(1_500, "@a#") + "{ problems }"),
    "operations": lambda: asked("bad-request", many(800, "query Q# { problems }")),
    "anonymous operations": lambda: asked("bad-request", "{ problems }" * 800),
    "variables": lambda: asked("bad-request", "query(" + many(900, "$a#: Int") + ") { problems }"),
    "one variable again and again": lambda: asked("bad-request", "query(" + "$a: Int " * 900 + ") { problems }"),
    "arguments": lambda: asked("bad-request", "{ product(" + many(1_200, 'a#: "x"') + ") { __typename } }"),
    "one argument again and again": lambda: asked(
        "bad-request", "{ product(" + 'id: "x" ' * 1_200 + ") { __typename } }"
    ),
    "unknown fields": lambda: asked("bad-request", "{ catalogs {" + many(3_000, "product#") + "} }"),
    "unknown types": lambda: asked("bad-request", "{" + many(700, "... on Quot# { a }") + "}"),
    "comments": lambda: asked("bad-request", "{ problems }" + "#\n" * 40_000),
    "commas": lambda: asked("too-complex", "{ problems }" + "," * 200_000),
    "spaces": lambda: asked("too-complex", "{ problems }" + " " * 1_000_000),
    "tokens": lambda: asked("bad-request", "!" * 90_000),
    "block strings": lambda: asked(ANSWERED, '{ product(id: """' + "\n " * 45_000 + '""") { __typename } }'),
    "fragments that double": lambda: asked(ANSWERED, "{ ...F0 }" + spread(60, "NEXT NEXT", "Query", "problems")),
    "fragments that double, aliased": lambda: asked(
        "too-complex",
        f"{{ {TYPE} {{ ...F0 }} }}" + spread(30, "a: ofType { NEXT } b: ofType { NEXT }", "__Type", "name"),
    ),
    "fragments that fan out": lambda: asked(
        ANSWERED, "{ ...F0 }" + spread(60, " ".join(["NEXT"] * 20), "Query", "problems")
    ),
    "a cycle of fragments": lambda: asked(
        "bad-request", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    ),
    "cycles of fragments in a clique": lambda: asked(
        "bad-request", "{ ...F0 }" + " ".join(f"fragment F{i} on Query {{ {many(30, '...F#')} }}" for i in range(30))
    ),
    "a cycle through fields": lambda: asked(
        "bad-request", f"{{ {TYPE} {{ ...A }} }} fragment A on __Type {{ ofType {{ ...A }} }}"
    ),
    "fragments that nobody spreads": lambda: asked(
        "bad-request", "{ problems }" + many(500, "fragment F# on Query { problems }")
    ),
    "fragments that are not there": lambda: asked("bad-request", "{" + many(900, "...F#") + "}"),
    "fragments of one name": lambda: asked("bad-request", "{ ...A }" + "fragment A on Query { problems }" * 500),
    "fragments on a union that overlap": lambda: asked(
        "bad-request",
        '{ product(id: "x") { ...F0 ...G0 } }'
        + spread(90, "... on PlainRefusal { code } NEXT", "ProductResult", "__typename")
        + spread(90, "... on PlainRefusal { code: message } NEXT", "ProductResult", "__typename", "...G#").replace(
            "fragment F", "fragment G"
        ),
    ),
    "fragments on interfaces that overlap": lambda: asked(
        "too-complex",
        '{ product(id: "x") { '
        + many(20, "... on Refusal { ...F0 } ... on PlainRefusal { ...F0 }")
        + "} }"
        + spread(150, "code NEXT NEXT", "Refusal", "message"),
    ),
    "fields to compare, pair by pair": lambda: asked(
        "too-complex",
        "{"
        + "catalogs { id } " * 30
        + many(30, "...F#")
        + "}"
        + many(30, "fragment F# on Query { " + "catalogs { id } " * 20 + "}"),
    ),
    "fields to compare through fragments": lambda: asked(
        "too-complex",
        "{" + many(60, "...F#") + "}" + many(60, "fragment F# on Query { " + "catalogs { id } " * 10 + "}"),
    ),
}
