"""The guide's page of problems, made of the error catalogue: `make problems` writes it."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from textwrap import fill
from typing import Any

from tests.catalog.catalogue import CASES, MEANS, PUBLISHED, WARNED, changes, codes, files, unspoilt
from tests.catalog.given import problem_codes, warning_codes
from tests.catalog.toy import PASSPORT, SHARED

HEAD = f"""\
# Problems

What `ratecard check` says, code by code: a file that brings it about, and the message. `ratecard check --json` gives
the code of each problem for programs. This page is made of the cases that ratecard is tested with.

A problem reads `file:line: key: what is wrong`; a hint says what to do about it. Both are in English; with
`--locale zh`, `check` writes what the code means in Chinese beside it. Most cases below change a line or two of this
catalog, which loads: `-` is a line as it was, `+` as it was spoilt.

```toml
# toy/catalog.toml
{SHARED}```

```toml
# toy/passport.toml
{PASSPORT}```

## Code by code
"""
NO_CASE = {
    "product-left-out": "No file brings it about: a plugin that the product needs is disabled.",
    "price-gap": "No chain of the built-in kinds brings it about: some calls are covered, others between are not.",
    "plugin-fault": "No file brings it about. The sentence names the plugin, its version and what it did.",
    "duplicate-sku": "No file with the built-in kinds brings it about.",
    "file-too-large": "It takes a file longer than anybody writes.",
    "too-many-slices": "It takes an example longer than anybody writes.",
    "too-many-records": "It takes an example longer than anybody writes.",
}
"""Codes that no case can show, and why."""
WARNINGS = """\
## Warnings

Warnings stop nothing, unless `check` is `--strict`: the catalog loads, and the price list is probably not what was
meant. What is meant is accepted by its code, with a reason: `accepts = { price-cliff = "the page has it so" }`. The
cases below change the catalog above with `mode = "graduated"`, which gives no warning.
"""


def page() -> str:
    """The page, code by code in the order of the catalogue."""
    warned = warning_codes()
    given = problem_codes() | warned
    first = {code: case for case in reversed([*CASES, *PUBLISHED]) for code in codes(case)}
    alone = {code: case for case in reversed(CASES) if len(codes(case)) == 1 for code in codes(case)}
    found = dict.fromkeys([*(code for code in MEANS if code in given), *first, *sorted(given)])
    shown = {code: case for case in reversed(WARNED) for code in codes(case)}
    shown |= {code: case for case in reversed(WARNED) if len(codes(case)) == 1 for code in codes(case)}
    parts = [_part(code, alone.get(code, first.get(code))) for code in found if code not in warned]
    told = [_part(code, shown.get(code)) for code in found if code in warned]
    return "\n".join([HEAD, *parts, WARNINGS, *told])


def _part(code: str, case: Mapping[str, Any] | None) -> str:
    said = MEANS.get(code, "")
    blocks = [f"### `{code}`", *([fill(said, 118)] if said else [])]
    if case is not None:
        blocks += [*_shown(case), _problems(case)]
    elif code in NO_CASE:
        blocks.append(NO_CASE[code])
    return "\n\n".join(blocks) + "\n"


def _shown(case: Mapping[str, Any]) -> Iterator[str]:
    """What the case does to the catalog."""
    if case in PUBLISHED:
        yield f"With `--published {case.get('revision', 'v1')}`: the revision `v1` has the catalog above."
    for name, content in case.get("published", {}).items():
        yield f"Only that `toy/{name}` is another one there:"
        yield f"```toml\n# toy/{name}\n{content}```"
    for name in case.get("without", ()):
        yield f"Without `toy/{name}`."
    for name, target in case.get("links", {}).items():
        yield f"With `toy/{name}`, a link to `{target}`, which is not there."
    if "encoding" in case:
        yield f"With `toy/{case['file']}` saved as {case['encoding'].upper()}."
    spoilt = files({**case, "encoding": "utf-8"} if "encoding" in case else case)
    for name in dict.fromkeys(change["file"] for change in changes(case)):
        yield _difference(name, str(unspoilt(case)[name]), str(spoilt[name]))
    for name, content in case.get("files", {}).items():
        known = {SHARED: "`toy/catalog.toml` above", PASSPORT: "`toy/passport.toml` above"}.get(content)
        yield f"With `toy/{name}`, the same as {known}." if known else f"```toml\n# toy/{name}\n{content}```"


def _difference(name: str, old: str, new: str) -> str:
    _, _, *lines = unified_diff(old.splitlines(), new.splitlines(), n=1, lineterm="")
    shown = "\n".join("  …" if line.startswith("@@") else f"{line[0]} {line[1:]}".rstrip() for line in lines)
    return f"```diff\n# toy/{name}\n{shown}\n```"


def _problems(case: Mapping[str, Any]) -> str:
    lines = []
    for each in case["says"]:
        _, sentence, *hint = each.split(" | ")
        lines += [f"toy/{sentence}" if not sentence.startswith("FOLDER") else sentence]
        lines += [f"  Hint: {said}" for said in hint]
    return "```problems\n" + "\n".join(lines).replace("FOLDER", "toy") + "\n```"


if __name__ == "__main__":
    print(page(), end="")
