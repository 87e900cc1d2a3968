"""The codes that problems and warnings of a catalog can have, from the code that gives them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ratecard.domain import errors, record
from ratecard.domain.errors import PluginFault, Refusal

ROOT = Path(__file__).parents[2]
LOADER = [*ROOT.glob("engine/ratecard/catalog/*.py"), *ROOT.glob("engine/ratecard/domain/proof*/*.py")]
PLUGINS = sorted(ROOT.glob("plugins/*/*.py"))
PLACE = {"Problem": 5, "Wrong": 3, "Warned": 1, "Refused": 0, "WrongSettings": 2, "Flaw": 2, "Doubt": 0}
"""Which argument is the code, where it is not named."""
NOT_OF_CATALOGS = {
    "ambiguous-product": "asked for by callers",
    "damaged-state": "given by callers",
    "doubly-dated": "the forms of examples say it as wrong-value",
    "foreign-state": "given by callers",
    "fractional-units": "the forms of examples say it as wrong-type",
    "naive-instant": "the forms of examples say it as wrong-type",
    "refused": "each strategy gives a code of its own",
    "repeated-label": "a TOML table has each key once",
    "undated-record": "examples have periods",
    "unknown-catalog": "asked for by callers",
    "unknown-locale": "asked for by callers",
    "unknown-product": "asked for by callers",
}
"""Refusals that no catalog brings about, and why."""


def problem_codes() -> set[str]:
    """Those of problems: of the loader itself, and refusals of examples."""
    raised = {each.code for each in _refusals(Refusal) if each.__module__ in (errors.__name__, record.__name__)}
    own = {code for path in LOADER for code in _codes(path, "Problem", "Wrong", "WrongSettings", "Flaw")}
    strategies = {code for path in PLUGINS for code in _codes(path, "Refused", "WrongSettings")}
    return (own | strategies | {PluginFault.code} | raised - NOT_OF_CATALOGS.keys()) - warning_codes()


def warning_codes() -> set[str]:
    """Those of warnings: of the built-in strategies, and of what the loader finds without refusing it."""
    own = {code for path in LOADER for code in (*_codes(path, "Doubt", named=False), *_flaws(path))}
    own.add("unused-acceptance")  # noted without a doubt: nobody can accept it
    return own | {code for path in PLUGINS for code in _codes(path, "Warned", named=False)}


def _flaws(path: Path) -> Iterator[str]:
    """What the prover calls a flaw that stops nothing: the last thing that it says of it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Flaw" and len(node.args) == 6:
            yield from _texts(node.args[2])


def _refusals(cls: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in cls.__subclasses__():
        yield each
        yield from _refusals(each)


def _codes(path: Path, *calls: str, named: bool = True) -> Iterator[str]:
    """What the calls of a module give for a code, and what it names `code`, where that counts."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in calls:
                yield from _texts(*node.args[PLACE[name] : PLACE[name] + 1])
            if named and (name in calls or isinstance(node.func, ast.Attribute)):
                yield from _texts(*(each.value for each in node.keywords if each.arg == "code"))
        elif named and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            yield from _texts(*([node.value] if ast.unparse(target) == "code" else []))


def _texts(*nodes: ast.expr) -> Iterator[str]:
    """The text of a value, or of both branches of a condition."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _texts(node.body, node.orelse)
