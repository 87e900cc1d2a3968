"""The settings of a kind of step for people: what its table may have, what each is for, how it is written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ratecard.cli.paper import Paper
from ratecard.domain.text import Text

Schema = Mapping[str, Any]

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


class Setting(NamedTuple):
    """A key that a table may have."""

    path: str
    """From the step's table: `packs[].price`."""
    form: str
    """How its value is written."""
    needed: bool
    default: str
    """What holds without it, where that is a value; "" else."""
    description: str


def put_settings(paper: Paper, schema: Schema) -> None:
    """Print the settings of a strategy's JSON Schema, those of tables within it after the key that has them."""
    for setting in _settings(schema, schema, "", paper):
        more = [setting.form]
        if setting.needed:
            more.append(paper.word(_NEEDED))
        if setting.default:
            more.append(f"{paper.word(_DEFAULT)}: {setting.default}")
        paper.say()
        paper.say(f"{setting.path}: {', '.join(more)}", "bold")
        paper.say(" ".join(setting.description.split()))


def _settings(root: Schema, table: Schema, above: str, paper: Paper) -> Iterator[Setting]:
    needed = table.get("required", ())
    for name, schema in table.get("properties", {}).items():
        path, default = f"{above}{name}", schema.get("default")
        written = "" if default in (None, [], {}) else json.dumps(default, ensure_ascii=False)
        inner = _inner(root, schema)
        words = inner is not None and {*inner["properties"]} == {"zh", "en"}
        yield Setting(
            path, _form(root, schema, paper), name in needed, "" if words else written, schema.get("description", "")
        )
        if inner is not None and not words and "years" not in inner["properties"]:
            yield from _settings(root, inner, f"{path}{'[]' * ('items' in schema)}.", paper)


def _inner(root: Schema, schema: Schema) -> Schema | None:
    """The table that a value is, or that each element of an array is."""
    found = _followed(root, schema.get("items", schema))
    return found if "properties" in found else None


def _followed(root: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref")
    found: Schema = root["$defs"][reference.rpartition("/")[2]] if reference else schema
    return found


def _form(root: Schema, schema: Schema, paper: Paper) -> str:
    """How a value is written: `"volume" | "flat"`, `[text, …]`, `{ years, months, days }`."""
    schema = _followed(root, schema)
    if "enum" in schema:
        return " | ".join(json.dumps(each, ensure_ascii=False) for each in schema["enum"])
    if "items" in schema:
        return f"[{_form(root, schema['items'], paper)}, …]"
    if "properties" in schema:
        return f"{{ {', '.join(schema['properties'])} }}"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"{{ … = {_form(root, schema['additionalProperties'], paper)} }}"
    form = _FORMS.get(schema.get("format", schema.get("type", "")))
    return paper.word(form) if form else str(schema.get("type", ""))
