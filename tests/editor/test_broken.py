"""Broken catalogs, each flagged by the editor on the line on which the loader says what is wrong."""

from pathlib import Path
from typing import Any

import pytest
import tomli

from ratecard.catalog import CatalogProblems, load
from tests.catalog.toy import changed
from tests.editor.editor import INSTALLED, flags, set_up, sound

CASES = tomli.loads((Path(__file__).parent / "broken.toml").read_text())["case"]


def problem_lines(folder: Path, file: str) -> set[int]:
    with pytest.raises(CatalogProblems) as caught:
        load(folder, INSTALLED)
    return {problem.line for problem in caught.value.problems if problem.file.endswith(f"/{file}")}


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_the_editor_flags_what_the_loader_refuses(tmp_path: Path, case: dict[str, Any]) -> None:
    path = sound(set_up(tmp_path)) / case["file"]
    path.write_text(changed(path.read_text(), case["replace"], case["by"]))

    first, *_ = flags(tmp_path, f"sound/{case['file']}")

    assert f"{first.line}: {first.message}".startswith(case["says"])
    assert first.line in problem_lines(tmp_path, case["file"])


def test_the_sound_catalog_loads_and_is_not_flagged(tmp_path: Path) -> None:
    sound(set_up(tmp_path))

    assert flags(tmp_path, ".") == []
    assert [catalog.id for catalog in load(tmp_path, INSTALLED)] == ["sound"]
    steps = load(tmp_path, INSTALLED)[0].products[0].versions[0].chain.steps
    assert {step.strategy.kind for step in steps} == {*INSTALLED}


def test_the_cases_are_many_and_different() -> None:
    assert len(CASES) == len({case["what"] for case in CASES}) >= 30
