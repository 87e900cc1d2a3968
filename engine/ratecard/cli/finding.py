"""A catalog's problem or warning on paper, as JSON, and as an annotation of GitHub's."""

from collections.abc import Iterable
from typing import Any, Literal

from ratecard.catalog import Problem
from ratecard.domain.errors import ProductLeftOut
from ratecard.domain.product import Catalog
from ratecard.domain.text import Text
from ratecard.service.codebook import meaning

Format = Literal["text", "json", "github"]
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def left_out(catalogs: Iterable[Catalog]) -> list[Problem]:
    """That products are left out because a plugin is disabled, where that is a problem."""
    return [Problem(*left[1:], None, ProductLeftOut.code) for catalog in catalogs for left in catalog.left_out]


def as_text(problem: Problem, locale: str) -> str:
    """`file:line: key: sentence [code]`, its hint below, in English; for Chinese the code has its meaning beside it."""
    means = meaning(problem.code) if locale == "zh" else None
    sentence = f"{problem} [{problem.code} {means.zh}]" if means else f"{problem} [{problem.code}]"
    label = Text("提示：", "Hint: ").in_locale(locale)
    return f"{sentence}\n  {label}{problem.hint}" if problem.hint else sentence


def as_json(problem: Problem) -> dict[str, Any]:
    """The parts, null where there is none."""
    return {
        "file": problem.file,
        "line": problem.line or None,
        "key": problem.key or None,
        "message": problem.message,
        "hint": problem.hint,
        "code": problem.code,
    }


def as_github(problem: Problem, level: Literal["error", "warning"]) -> str:
    """A workflow command: GitHub shows it beside the line in a pull request."""
    place = [f"file={_escaped(problem.file, _PROPERTY)}"]
    place += [f"line={problem.line}"] if problem.line else []
    title = f"title={_escaped(problem.code, _PROPERTY)}"
    parts = [part for part in (problem.key, problem.message) if part]
    sentence = ": ".join(parts) + (f"\nHint: {problem.hint}" if problem.hint else "")
    return f"::{level} {','.join([*place, title])}::{_escaped(sentence, _DATA)}"


def _escaped(text: str, marks: dict[str, str]) -> str:
    return "".join(marks.get(mark, mark) for mark in text)
