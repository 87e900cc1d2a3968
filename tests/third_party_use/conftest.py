"""The distributions of third parties, installed by pip into a folder of their own, and what they are used through."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import Client, TestClient

SOURCES = Path(__file__).parents[1] / "third_party"
NAMES = ("ratecard-night-rate", "ratecard-campaign")
OWN_CATALOG = Path(__file__).parent / "catalog"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip installed them, from copies: building leaves nothing in the checkout."""
    root = tmp_path_factory.mktemp("third-party")
    for name in NAMES:
        shutil.copytree(SOURCES / name, root / name)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*command, "--target", "site", *(f"./{name}" for name in NAMES)], cwd=root, check=True)
    return root / "site"


@pytest.fixture(scope="session")
def environment(site: Path) -> Mapping[str, str]:
    """What a process sees in which they are installed."""
    return {**os.environ, "PYTHONPATH": str(site), "RATECARD_DISABLED": "", "COLUMNS": "200"}


@pytest.fixture(scope="module")
def installed(site: Path) -> Iterator[Path]:
    """They are installed for the tests of one module; the next one sees the built-in strategies only."""
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))
    for name in [name for name in sys.modules if name.startswith(("ratecard_night_rate", "ratecard_campaign"))]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample catalogs of the distributions, and one that uses both among the built-in strategies."""
    folder = tmp_path_factory.mktemp("catalogs")
    for name in NAMES:
        shutil.copytree(SOURCES / name / "catalogs", folder, dirs_exist_ok=True)
    shutil.copytree(OWN_CATALOG, folder / "both")
    return folder


@pytest.fixture(scope="module")
def client(installed: Path, catalogs: Path) -> Iterator[Client]:
    settings = Settings(catalogs)
    with TestClient(application(open_service(settings), settings)) as http:
        yield Client(http)


@pytest.fixture(scope="session")
def ratecard(environment: Mapping[str, str]) -> Callable[..., str]:
    """The command line, in a process of its own."""

    def run(*arguments: str | Path) -> str:
        command = [sys.executable, "-m", "ratecard", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout

    return run
