"""No float and no clock in the kernel and in the built-in strategies."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "engine/ratecard/domain").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")])
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "fromtimestamp"}

WHOLE = {"gcd", "lcm", "isqrt", "prod", "comb"}
"""What of `math` stays with whole numbers."""


def offences(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: a float"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: a true division"
            case ast.Name(id="float"):
                yield f"line {node.lineno}: float"
            case ast.Attribute(attr="total_seconds" | "truediv" | "timestamp"):
                yield f"line {node.lineno}: a float from {node.attr}"
            case ast.Attribute(attr=name) if name in CLOCKS:
                yield f"line {node.lineno}: a clock"
            case ast.Import(names=names) if {name.name for name in names} & {"math", "time", "random", "statistics"}:
                yield f"line {node.lineno}: a module of floats, clocks or chance"
            case ast.ImportFrom(module="math", names=names) if {name.name for name in names} - WHOLE:
                yield f"line {node.lineno}: a function of floats"
            case ast.ImportFrom(module="time" | "random" | "statistics"):
                yield f"line {node.lineno}: a module of floats, clocks or chance"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_float_and_no_clock(file: Path) -> None:
    assert list(offences(ast.parse(file.read_text()))) == []


@pytest.mark.parametrize(
    "code",
    [
        "x = 0.1",
        "x = a / b",
        "x /= 2",
        "x = float('1')",
        "x = span.total_seconds()",
        "x = datetime.now(UTC)",
        "x = date.today()",
        "import time",
        "from random import random",
        "from math import sqrt",
    ],
)
def test_offences_are_found(code: str) -> None:
    assert len(list(offences(ast.parse(code)))) == 1


def test_files_are_found() -> None:
    assert {"chain.py", "money.py", "window.py"} <= {file.name for file in FILES}
