"""The settings of a strategy, from the JSON Schema of its table: names, types in words and as written, defaults."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ratecard.cli.paper import Paper
from ratecard.domain.text import Text

Schema = Mapping[str, Any]

TYPES = {
    "string": Text("文本", "text"),
    "integer": Text("整数", "whole number"),
    "number": Text("小数", "decimal"),
    "boolean": Text("true 或 false", "true or false"),
    "object": Text("表", "table"),
    "array": Text("列表", "list"),
}
FORMATS = {
    "date": Text("日期", "date"),
    "time": Text("时间", "time of day"),
    "date-time": Text("时刻", "instant"),
}
_NEEDED = Text("必填", "needed")
_DEFAULT = Text("缺省", "unless given")
_FORMS = {
    "integer": Text("整数", "whole number"),
    "number": Text("数字", "number"),
    "string": Text("文字", "text"),
    "boolean": Text("true | false", "true | false"),
    "date": Text("日期", "date"),
    "time": Text("时刻", "time"),
}
ANYTHING = Text("任意值", "anything")
SPAN = Text("时长（years、months、days）", "length of time (years, months, days)")
WORDS = Text("文字（zh、en）", "words (zh, en)")
_WELL_KNOWN = {frozenset({"years", "months", "days"}): SPAN, frozenset({"zh", "en"}): WORDS}


class Setting(NamedTuple):
    """A key of a step's table, or of a table inside of it."""

    name: str
    """As `tiers[].price`: of each table of a list."""
    type: Text
    required: bool
    """Whether the table that it is in must have it."""
    default: Any
    """What it is where it is left out, as JSON; None where its absence is a meaning of its own."""
    description: str

    @property
    def value(self) -> Text:
        """What stands for it where it is left out."""
        if self.required:
            return Text("必填", "required")
        return Text("可省略", "optional") if self.default is None else _same(_json(self.default))


class _Key(NamedTuple):
    """A setting as the schema has it."""

    path: str
    node: Schema
    required: bool

    @property
    def description(self) -> str:
        return " ".join(self.node.get("description", "").split())


def settings_in(schema: Schema) -> list[Setting]:
    """Every setting of a table, each followed by those of the tables inside of it."""
    known = schema.get("$defs", {})
    return [
        Setting(key.path, _type(key.node, known), key.required, key.node.get("default"), key.description)
        for key in _keys(schema, known, "", ())
    ]


def put_settings(paper: Paper, schema: Schema) -> None:
    """Print the settings of a table, each with how it is written."""
    known = schema.get("$defs", {})
    for key in _keys(schema, known, "", ()):
        more = [_form(key.node, known, paper)]
        if key.required:
            more.append(paper.word(_NEEDED))
        default = key.node.get("default")
        if default not in (None, [], {}) and _well_known(_resolved(key.node, known)) is not WORDS:
            more.append(f"{paper.word(_DEFAULT)}: {_json(default)}")
        paper.say()
        paper.say(f"{key.path}: {', '.join(more)}", "bold")
        paper.say(key.description)


def _keys(table: Schema, known: Schema, prefix: str, inside: tuple[str, ...]) -> Iterator[_Key]:
    required = table.get("required", ())
    for name, node in table.get("properties", {}).items():
        path = f"{prefix}{name}"
        yield _Key(path, node, name in required)
        yield from _inner(node, known, path, inside)


def _inner(node: Schema, known: Schema, path: str, inside: tuple[str, ...]) -> Iterator[_Key]:
    """The settings of the tables that a setting is made of; of one that holds itself, once."""
    reference = node.get("$ref", "")
    table = _resolved(node, known)
    if reference in inside or _well_known(table):
        return
    inside = (*inside, reference) if reference else inside
    yield from _keys(table, known, f"{path}.", inside)
    if isinstance(table.get("items"), Mapping):
        yield from _inner(table["items"], known, f"{path}[]", inside)
    if isinstance(table.get("additionalProperties"), Mapping):
        yield from _inner(table["additionalProperties"], known, f"{path}.*", inside)
    for either in table.get("anyOf", ()):
        yield from _inner(either, known, path, inside)


def _resolved(node: Schema, known: Schema) -> Schema:
    reference = node.get("$ref")
    found: Schema = known.get(reference.rpartition("/")[2], {}) if reference else node
    return found


def _well_known(table: Schema) -> Text | None:
    return _WELL_KNOWN.get(frozenset(table.get("properties", ())))


def _type(node: Schema, known: Schema) -> Text:
    table = _resolved(node, known)
    if "anyOf" in table:
        return _joined([_type(each, known) for each in table["anyOf"]])
    if "enum" in table or "const" in table:
        values = ", ".join(map(_json, table.get("enum", [table.get("const")])))
        return Text(f"{values} 之一", f"one of {values}") if "enum" in table else _same(values)
    if isinstance(table.get("items"), Mapping):
        each = _type(table["items"], known)
        return Text(f"列表，每项为{each.zh}", f"list, each: {each.en}")
    if isinstance(table.get("additionalProperties"), Mapping):
        each = _type(table["additionalProperties"], known)
        return Text(f"表，每个值为{each.zh}", f"table, each value: {each.en}")
    return _well_known(table) or FORMATS.get(table.get("format", "")) or TYPES.get(table.get("type", ""), ANYTHING)


def _form(node: Schema, known: Schema, paper: Paper) -> str:
    """How a value is written: `"volume" | "flat"`, `[text, …]`, `{ years, months, days }`."""
    table = _resolved(node, known)
    if "anyOf" in table:
        return " | ".join(_form(each, known, paper) for each in table["anyOf"])
    if "enum" in table:
        return " | ".join(map(_json, table["enum"]))
    if isinstance(table.get("items"), Mapping):
        return f"[{_form(table['items'], known, paper)}, …]"
    if "properties" in table:
        return f"{{ {', '.join(table['properties'])} }}"
    if isinstance(table.get("additionalProperties"), Mapping):
        return f"{{ … = {_form(table['additionalProperties'], known, paper)} }}"
    form = _FORMS.get(table.get("format", table.get("type", "")))
    return paper.word(form) if form else str(table.get("type", ""))


def _joined(types: list[Text]) -> Text:
    return Text(" 或 ".join(each.zh for each in types), " or ".join(each.en for each in types))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _same(text: str) -> Text:
    return Text(text, text)
