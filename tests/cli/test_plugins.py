"""`ratecard plugins` and `ratecard schema`: what is installed, and what programs read of it."""

import json
from pathlib import Path

import pytest

from tests.cli.run import answered, document, lines, refused, run
from tests.host.site import BUILT_IN


def test_plugins_lists_kind_plugin_distribution_and_version() -> None:
    printed = lines("plugins", RATECARD_CATALOGS="nowhere")

    assert printed[0] == "Kind Name Plugin Distribution Version Description"
    assert [line.split()[0] for line in printed[2:]] == BUILT_IN
    assert printed[2 + BUILT_IN.index("free-allowance")] == (
        "free-allowance Free allowance free-allowance ratecard 0.1.0"
        " Cover units at no charge until the allowance is used up."
    )


def test_plugins_names_those_that_are_disabled() -> None:
    ran = run("plugins", "--locale", "zh", RATECARD_DISABLED="pack-alerts, freeze-estimate")

    assert ran.code == 0
    assert "pack-alerts  " not in ran.out
    assert ran.out.endswith("\n已停用的插件  pack-alerts, freeze-estimate\n")


def test_plugins_as_json() -> None:
    listed = document("plugins")

    assert [plugin["kind"] for plugin in listed["plugins"]] == BUILT_IN
    assert listed["disabled"] == []
    assert set(listed["plugins"][0]) == {"kind", "title", "plugin", "distribution", "version", "description"}


def test_plugins_prints_the_schema_of_a_kind() -> None:
    schema = json.loads(answered("plugins", "--schema", "free-allowance"))

    assert schema["required"] == ["units", "every"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["units"]["description"] == "Units covered each time the allowance is granted."


def test_schema_is_printed_without_catalogs() -> None:
    sdl = answered("schema", RATECARD_CATALOGS="nowhere")

    assert "\ntype Query {\n" in sdl
    assert document("schema")["sdl"].rstrip() == sdl.rstrip()


def test_schema_is_the_one_that_is_committed() -> None:
    committed = Path(__file__).parents[2] / "schema.graphql"
    if committed.exists():
        assert committed.read_text("utf-8") == answered("schema")


@pytest.mark.parametrize("kind", BUILT_IN)
def test_plugins_tells_every_setting_of_a_kind(kind: str) -> None:
    schema = document("plugins", "--schema", kind)

    printed = lines("plugins", "--settings", kind)

    assert printed[0].startswith(f"{kind} · ")
    for name, setting in schema["properties"].items():
        (place,) = [number for number, line in enumerate(printed) if line.startswith(f"{name}: ")]
        assert printed[place].endswith(", needed") == (name in schema.get("required", []))
        assert printed[place + 1] == " ".join(setting["description"].split())
    assert document("plugins", "--settings", kind) == schema


def test_plugins_says_how_settings_are_written() -> None:
    printed = lines("plugins", "--settings", "prepaid-packs")

    for line in (
        "packs[].units: whole number, needed",
        "packs[].name: { zh, en }",
        'packs[].instalments.unused: "lost" | "kept", needed',
        "packs[].meters: [text, …]",
        "valid_for: { years, months, days }",
        'starts: "at-once" | "next-day" | "chosen", unless given: "at-once"',
        "points: { … = whole number }",
        "returns.used_price: number",
    ):
        assert line in printed
    assert "packs[].units: 整数, 必填" in lines("plugins", "--settings", "prepaid-packs", "--locale", "zh")


def test_plugins_refuses_the_settings_of_a_kind_that_is_not_there() -> None:
    assert "kind 'overflw' is not known" in refused("plugins", "--settings", "overflw")
