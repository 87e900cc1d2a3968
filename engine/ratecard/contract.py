"""Which contract a plugin is written for: read before the plugin is imported, held against the one that is offered.

An import may fail just because the contract is another one, so the range is read from the source of the module.
"""

import ast
import re
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from ratecard.spi import CONTRACT

REQUIRES = "ratecard_requires"
"""What the module that an entry point names calls its range of contract versions."""
FIRST = ">=1.0,<2"
"""What a plugin that says nothing is taken to be written for."""


def unmet(requires: object, offered: str = CONTRACT) -> str | None:
    """Why the range does not hold the contract that is offered; None when it does."""
    if not isinstance(requires, str):
        return f"breaks the contract: {REQUIRES} must be text, as {FIRST!r}, got {requires!r}"
    try:
        versions = SpecifierSet(requires)
    except InvalidSpecifier:
        return f"breaks the contract: {REQUIRES} must be a range of versions, as {FIRST!r}, got {requires!r}"
    if versions.contains(offered, prereleases=True):
        return None
    return f"requires contract {requires}, this engine has {offered}"


def written(reference: str) -> object:
    """The range that the source of an entry point's module gives as a literal; None where there is none to read."""
    try:
        tree = ast.parse(_source(re.split(r"[\s:\[]", reference.strip(), maxsplit=1)[0]) or "")
    except (Exception, SystemExit):  # what is wrong with the module is told when it is imported
        return None
    for statement in tree.body:
        if any(isinstance(target, ast.Name) and target.id == REQUIRES for target in _targets(statement)):
            return _literal(getattr(statement, "value", None))
    return None


def imported(module: Any) -> object:
    """The range of an imported module, however it came by it; `FIRST` where it says nothing."""
    return getattr(module, REQUIRES, FIRST)


def _source(module: str) -> str | None:
    """The source of a module; none of its packages is imported for it."""
    first, *others = module.split(".")
    spec = find_spec(first)
    for place in range(len(others)):
        if spec is None:
            return None
        spec = PathFinder.find_spec(".".join([first, *others[: place + 1]]), spec.submodule_search_locations)
    return _text(spec, module)


def _text(spec: ModuleSpec | None, module: str) -> str | None:
    read = getattr(spec.loader, "get_source", None) if spec else None
    return read(module) if read else None


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []


def _literal(value: ast.expr | None) -> object:
    """The value where it is a literal; what is computed is looked at once the module is imported."""
    try:
        return ast.literal_eval(value) if value else None
    except ValueError:
        return None
