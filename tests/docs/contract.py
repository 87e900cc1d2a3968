"""What the contract declares, read from its source: every name, with its type just as the code writes it."""

import ast
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from ratecard import hookspecs, spi
from ratecard.domain import display, money, period, settlement

KERNEL = {"Bill.sources", "Bill.made", "Bill.trail"}
"""Of the names that a plugin sees, those that are not for it."""
MEANT = {"ZERO": "Decimal(0)", "ONE": "Decimal(1)", "NO_SPAN": "Span()"}
"""Constants of the kernel that are defaults, as a plugin would write them."""
ALIASES: dict[str, ModuleType] = {
    "Display": display,
    "Fact": settlement,
    "LineKind": settlement,
    "Mode": money,
    "Price": money,
    "Terms": settlement,
    "Unit": period,
    "Window": period,
}


def declared() -> dict[str, str]:
    """Each name of the contract, its members among them, and its type."""
    found = {"CONTRACT": "str", "hookimpl": "HookimplMarker"}
    for name in spi.__all__:
        value = getattr(spi, name)
        if name in ALIASES:
            found[name] = _alias(ALIASES[name], name)
        elif inspect.isfunction(value):
            found[f"{name}()"] = _signature(_definition(value))
        elif inspect.isclass(value):
            found |= dict(_class(name, value))
    for name, value in vars(hookspecs).items():
        if hasattr(value, "ratecard_spec"):
            found[f"{name}()"] = _signature(_definition(value))
    return {name: type_ for name, type_ in found.items() if name not in KERNEL} | {"ratecard_requires": "str"}


def _class(name: str, class_: type) -> Iterator[tuple[str, str]]:
    tree = ast.parse(inspect.getsource(class_)).body[0]
    assert isinstance(tree, ast.ClassDef)
    bases = ", ".join(map(ast.unparse, tree.bases))
    yield name, f"class {name}({bases})" if bases else f"class {name}"
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign):
            assert isinstance(statement.target, ast.Name)
            if not statement.target.id.startswith("_"):
                default = f" = {_value(statement.value)}" if statement.value else ""
                yield f"{name}.{statement.target.id}", _written(statement.annotation) + default
        elif isinstance(statement, ast.FunctionDef):
            yield from _method(name, statement)


def _method(name: str, method: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    if method.name == "__init__":
        yield f"{name}()", _signature(method)
    elif method.name.startswith("_"):
        return
    elif any(ast.unparse(decorator) == "property" for decorator in method.decorator_list):
        assert method.returns
        yield f"{name}.{method.name}", _written(method.returns)
    else:
        yield f"{name}.{method.name}()", _signature(method)


def _definition(function: object) -> ast.FunctionDef:
    tree = ast.parse(inspect.getsource(function)).body[0]  # type: ignore[arg-type]  # a function
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _signature(function: ast.FunctionDef) -> str:
    arguments = function.args
    arguments.args = [each for each in arguments.args if each.arg != "self"]
    for each in [*arguments.args, *arguments.kwonlyargs]:
        assert each.annotation
        each.annotation = ast.Name(_written(each.annotation))
    arguments.defaults = [ast.Name(_value(value)) for value in arguments.defaults]
    arguments.kw_defaults = [value and ast.Name(_value(value)) for value in arguments.kw_defaults]
    assert function.returns
    return f"({ast.unparse(arguments)}) -> {_written(function.returns)}"


def _alias(module: ModuleType, name: str) -> str:
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return _written(statement.value)
    raise LookupError(name)


def _written(annotation: ast.expr) -> str:
    """A type as it is written; a quoted one without its quotes."""
    quoted = isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
    return ast.unparse(annotation).strip("'") if quoted else ast.unparse(annotation)


def _value(value: ast.expr) -> str:
    return MEANT.get(ast.unparse(value), ast.unparse(value))


def names(type_: str) -> set[str]:
    """The names that a type is made of."""
    if type_.startswith("class "):
        source = f"{type_}: ..."
    elif type_.startswith("("):
        source = f"def f{type_}: ..."
    else:
        source = f"f: {type_}"
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)} - {"f"}


if __name__ == "__main__":
    for name, type_ in declared().items():
        sys.stdout.write(f"{name}: {type_}\n")
