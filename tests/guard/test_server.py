"""A server with a plugin that does harm: its product's answers fail, and the server goes on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application, reload
from ratecard.bootstrap import Settings, open_service
from ratecard.catalog import CatalogProblems
from tests.api.client import Client, TestClient
from tests.cli.run import document, run
from tests.guard.conftest import harmful


@contextmanager
def server(settings: Settings) -> Iterator[Client]:
    with TestClient(application(open_service(settings), settings)) as http:
        yield Client(http)


def fault(client: Client) -> str:
    answer = client.quote("harmful", 10)
    assert (answer["__typename"], answer["step"], answer["kind"]) == ("PluginFault", "harm", "harm")
    assert (answer["distribution"], answer["version"]) == ("harmful", "1.0")
    start = "step 'harm' (harm, plugin harm-plugin, harmful 1.0) "
    assert answer["message"].startswith(start)
    return str(answer["message"].removeprefix(start))


def figures(client: Client, name: str) -> list[str]:
    return [line for line in client.http.get("/metrics").text.splitlines() if line.startswith(name)]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("stop", "raised SystemExit: bye"),
        ("interrupt", "raised KeyboardInterrupt: mine"),
        ("raise-error", "raised ZeroDivisionError: division by zero"),
        ("return-text", "returned str instead of an Outcome"),
        ("lose-units", "was given 10 units, covered 3 and left 0"),
        ("charge-less-than-nothing", "charged -5.00 with a line of kind 'fee'"),
        ("charge-dollars", "raised TypeError: Bill.line() got an unexpected keyword argument 'currency'"),
        ("forge-dollars", "returned a line that its bill did not make"),
        ("change-its-bill", "raised AttributeError: can't set attribute"),
        ("change-its-usage", "raised TypeError: 'tuple' object does not support item assignment"),
        ("tell-half-a-unit", "returned a Balance whose after is of type float, not int"),
        ("return-a-gigabyte", "returned 200001 lines, more than 200000"),
        ("flood", "made more than 200000 lines"),
        ("keep-a-list", "left state that can change: Memory holds a list, dict or set"),
        ("recurse", "raised RecursionError: maximum recursion depth exceeded"),
        ("spin", "did not answer within 0.3 seconds"),
        ("swallow", "did not answer within 0.3 seconds"),
    ],
)
def test_harm_in_place_costs_one_answer(folder: Path, way: str, said: str) -> None:
    with server(harmful(folder, way)._replace(step_seconds=0.3 if way in ("spin", "swallow") else 10)) as client:
        assert fault(client) == said
        assert client.quote("safe", 10)["total"]["amount"] == "5.00"
        assert client.quote("harmful", 0)["total"]["amount"] == "0.00"
        assert figures(client, "ratecard_plugin_faults_total") == [
            'ratecard_plugin_faults_total{distribution="harmful",kind="harm",step="harm",version="1.0"} 1.0'
        ]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("hold-the-interpreter", "did not answer within 0.5 seconds; its worker was ended"),
        ("fill", "raised MemoryError"),
        ("crash", "ended its worker: signal 11"),
        ("stop", "raised SystemExit: bye"),
        ("recurse", "raised RecursionError: maximum recursion depth exceeded"),
        ("sleep", "did not answer within 0.5 seconds; its worker was ended"),
        ("return-text", "returned str instead of an Outcome"),
        ("lose-units", "was given 10 units, covered 3 and left 0"),
        ("charge-less-than-nothing", "charged -5.00 with a line of kind 'fee'"),
        ("forge-dollars", "returned a line that its bill did not make"),
        ("change-its-bill", "raised AttributeError: can't set attribute"),
        ("tell-half-a-unit", "returned a Balance whose after is of type float, not int"),
        ("return-a-gigabyte", "returned 200001 lines, more than 200000"),
    ],
)
def test_harm_in_a_worker_costs_one_answer(folder: Path, way: str, said: str) -> None:
    seconds = 0.5 if "did not answer" in said else 10
    settings = harmful(folder, way)._replace(step_seconds=seconds, isolated=("harmful",), worker_megabytes=256)

    with server(settings) as client:
        assert fault(client) == said
        assert client.quote("safe", 10)["total"]["amount"] == "5.00"
        assert client.quote("harmful", 0)["total"]["amount"] == "0.00"


def test_a_strategy_that_fails_again_and_again_is_put_in_quarantine(folder: Path) -> None:
    settings = harmful(folder, "stop")._replace(quarantine_after=2)
    service = open_service(settings)

    with TestClient(application(service, settings)) as http:
        client = Client(http)
        assert [fault(client), client.quote("harmful", 0)["total"]["amount"]] == ["raised SystemExit: bye", "0.00"]
        assert [fault(client), fault(client)] == ["raised SystemExit: bye"] * 2
        quarantined = fault(client)
        health = http.get("/healthz").json()

        assert quarantined.startswith("is in quarantine since 20")
        assert quarantined.endswith("Z, after 2 faults in a row")
        assert client.quote("harmful", 0)["__typename"] == "PluginFault"
        assert client.quote("safe", 10)["total"]["amount"] == "5.00"
        assert (health["status"], list(health["quarantine"])) == ("partial", ["harm"])
        assert figures(client, "ratecard_quarantine{") == [
            'ratecard_quarantine{distribution="harmful",kind="harm"} 1.0'
        ]
        reload(service, settings)
        assert fault(client) == "raised SystemExit: bye"


def test_products_of_a_disabled_plugin_are_left_out_and_the_others_served(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = harmful(folder, "")._replace(disabled=("harm-plugin",))
    why = "kind 'harm' is not installed, and disabled are: harm-plugin"
    problem = f"{folder / 'toy' / 'harmful.toml'}:3: chain[0]: product 'harmful' is left out: {why}"

    with caplog.at_level(logging.WARNING, "ratecard.asgi"), server(settings) as client:
        left_out: dict[str, Any] = client.quote("harmful", 10)
        health = client.http.get("/healthz").json()
        catalogs = client.data("{ catalogs { productSlugs problems } }")["catalogs"]
        safe = client.quote("safe", 10)

    assert (left_out["__typename"], left_out["code"]) == ("PlainRefusal", "product-left-out")
    assert left_out["message"] == f"product 'harmful' is left out: {why}"
    assert safe["total"]["amount"] == "5.00"
    assert (health["status"], health["problems"]) == ("partial", [problem])
    assert catalogs == [{"productSlugs": ["safe"], "problems": [problem]}]
    assert f"catalog toy: {problem}" in caplog.text


def test_a_kind_that_nobody_ships_still_refuses_the_catalogs(folder: Path) -> None:
    file = folder / "toy" / "harmful.toml"
    file.write_text(file.read_text("utf-8").replace('"harm",', '"harn",'), "utf-8")

    with pytest.raises(CatalogProblems, match="kind 'harn' is not installed"):
        open_service(Settings(folder))


@pytest.mark.usefixtures("site")
def test_products_name_those_that_are_left_out(folder: Path) -> None:
    without = ["--disable", "harm-plugin", "--catalogs", str(folder)]
    file = folder / "toy" / "harmful.toml"
    why = "product 'harmful' is left out: kind 'harm' is not installed, and disabled are: harm-plugin"

    printed = " ".join(run("products", "--locale", "en", *without).out.split())
    told = document("products", "--json", *without)

    assert f"Products left out because a plugin is disabled {file}:3: chain[0]: {why}".replace(
        " ", ""
    ) in printed.replace(" ", "")
    assert [each["id"] for each in told["products"]] == ["safe"]
    assert told["leftOut"] == [{"product": "harmful", "file": str(file), "line": 3, "key": "chain[0]", "message": why}]


@pytest.mark.usefixtures("site")
def test_every_command_starts_without_a_disabled_plugin(folder: Path) -> None:
    without = ["--disable", "harm-plugin", "--catalogs", str(folder)]

    assert "5.00" in run("quote", "safe", "--usage", "10", *without).out
    assert "product 'harmful' is left out" in run("quote", "harmful", "--usage", "10", *without).err
    checked = run("check", *without)
    assert (checked.code, "1 catalog with 1 product loaded" in checked.out) == (1, True)
    assert "harmful.toml:3: chain[0]: product 'harmful' is left out: kind 'harm' is not installed" in checked.err
    told = run("check", "--json", *without)
    assert told.code == 1
    assert '"product-left-out"' in told.out
    assert document("plugins", "--json", "--disable", "harm-plugin")["disabled"] == ["harm-plugin"]
