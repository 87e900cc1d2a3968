"""`ratecard plugins` and `ratecard schema`: what is installed, and what programs read of it."""

import json
from pathlib import Path

from tests.cli.run import answered, document, lines, run

KINDS = [
    "capacity-packs",
    "debit-rounding",
    "discount",
    "free-allowance",
    "freeze-estimate",
    "minimum-spend",
    "money-credit",
    "outcome-filter",
    "overflow",
    "pack-alerts",
    "period-fee",
    "prepaid-packs",
    "tiered-postpaid",
]


def test_plugins_lists_kind_plugin_distribution_and_version() -> None:
    printed = lines("plugins", RATECARD_CATALOGS="nowhere")

    assert printed[0] == "Kind Name Plugin Distribution Version Description"
    assert [line.split()[0] for line in printed[2:]] == KINDS
    assert printed[2 + KINDS.index("free-allowance")] == (
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

    assert [plugin["kind"] for plugin in listed["plugins"]] == KINDS
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
