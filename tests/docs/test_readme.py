"""The README, run: what its commands print is what it shows, and so is what the API answers."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ratecard.api.entry import Entry, Outcome, Told
from ratecard.api.log import JsonLines, write
from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from ratecard.limits import Limits, variable
from tests.api.attacks import ATTACKS
from tests.docs.console import check_shown, printed

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0][2:50])
def test_a_command_prints_what_the_readme_shows(block: str) -> None:
    command, *shown = block.splitlines()
    assert command.startswith("$ ratecard ")

    check_shown(printed(ROOT, command), shown)


def test_the_http_question_gets_the_answer_shown() -> None:
    (question,) = re.findall(r"<<'EOF'\n(.*?)\nEOF", TEXT, re.DOTALL)
    answer = next(block for block in blocks("json") if '"data"' in block)
    settings = Settings(ROOT / "catalogs")

    with TestClient(application(open_service(settings), settings)) as client:
        response = client.post("/graphql", json=json.loads(question))

    assert response.json() == json.loads(answer)


def test_the_line_of_the_log_is_one_that_is_written(caplog: pytest.LogCaptureFixture) -> None:
    shown = json.loads(next(block for block in blocks("json") if '"logger"' in block))
    told = Told(Outcome.ANSWERED, shown["operation"], shown["kind"], shown["cost"])
    known = {"status": shown["status"], "size": shown["bytes"], "seconds": shown["ms"] / 1000, "is_kept": shown["kept"]}

    with caplog.at_level("INFO", "ratecard.request"):
        write(Entry(id=shown["request"], method=shown["method"], key=shown["key"], told=told, **known))

    line = json.loads(JsonLines().format(caplog.records[0]))
    assert line | {"time": ""} == shown | {"time": ""}
    assert list(line) == list(shown)


def test_every_figure_is_in_the_readme_and_the_other_way_round() -> None:
    settings = Settings(ROOT / "catalogs")
    with TestClient(application(open_service(settings), settings)) as client:
        text = client.get("/metrics").text
        ready = client.get("/readyz").status_code

    counted = re.findall(r"^# TYPE (\w+) (\w+)", text, re.MULTILINE)
    names = {name for name, _ in counted if not name.endswith("_created")}
    assert set(re.findall(r"`(ratecard_\w+)`", TEXT)) == names
    assert ready == 200


def test_the_number_of_attacks_is_the_one_that_is_told() -> None:
    assert f"{len(ATTACKS)} attacks" in TEXT


def test_every_make_target_that_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {*re.findall(r"make ([a-z]+)", TEXT)} <= targets


def test_every_setting_that_the_readme_names_is_read() -> None:
    source = (ROOT / "engine" / "ratecard" / "bootstrap.py").read_text()
    limits = {variable(field.name) for field in fields(Limits)}

    assert {name for name in re.findall(r"RATECARD_[A-Z_]+", TEXT) if name not in source} - limits == set()


def test_every_file_that_the_readme_links_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#:]+)", TEXT)

    assert [name for name in linked if not (ROOT / name).exists()] == []
    assert {f"catalogs/guide/{page.name}" for page in (ROOT / "catalogs" / "guide").glob("*.md")} <= {*linked}
