"""The container file, as far as it can be read without an engine; `make container` does its steps."""

import json
import re
from pathlib import Path

from ratecard.bootstrap import settings
from tests.cli.run import run

ROOT = Path(__file__).parents[2]
STEPS = [
    (line.split(" ", 1)[0], line.split(" ", 1)[1])
    for line in (ROOT / "Containerfile").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def of(instruction: str) -> list[str]:
    return [rest for name, rest in STEPS if name == instruction]


def test_its_base_is_pinned_and_is_a_python_that_the_package_takes() -> None:
    (base,) = of("FROM")

    version = re.search(r":3\.(\d+)-", base)
    assert version
    assert int(version[1]) >= 11


def test_it_runs_as_nobody_in_particular_and_what_runs_is_not_theirs_to_change() -> None:
    (user,) = of("USER")

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert [name for name, _ in STEPS].index("USER") > [name for name, _ in STEPS].index("RUN")


def test_what_it_copies_is_there() -> None:
    for rest in of("COPY"):
        *sources, _ = rest.split()
        assert all((ROOT / source).exists() for source in sources)


def test_its_settings_are_read() -> None:
    told = dict(pair.split("=") for pair in of("ENV")[0].split())

    chosen = settings(told)

    assert (chosen.catalogs, chosen.log_as_json) == (Path("/catalogs"), True)


def test_its_command_is_one_and_its_healthcheck_asks_there() -> None:
    command = json.loads(of("CMD")[0])
    (port,) = of("EXPOSE")
    told = run(*command[1:2], "--help").out

    assert command[:2] == ["ratecard", "serve"]
    assert all(option in told for option in command[2:] if option.startswith("--"))
    assert command[-1] == port
    assert f"http://127.0.0.1:{port}/healthz" in of("HEALTHCHECK")[0]
