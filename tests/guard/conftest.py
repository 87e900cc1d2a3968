"""A harmful plugin, installed for the length of a test, and a catalog with a product that uses it and one without."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ratecard.bootstrap import Settings
from tests.host.site import Site

PLUGIN = """
from ratecard.spi import hookimpl
from tests.guard.odd import Harm

@hookimpl
def ratecard_strategies():
    return [Harm]
"""
SHARED = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "EUR"
time_zone = "Europe/Berlin"
chain = ["tiered-postpaid"]

[tiered-postpaid]
mode = "volume"
tier_excludes = []
tiers = [{ price = 0.50 }]
"""
SAFE = """\
id = "safe"
name = { zh = "安全", en = "Safe" }
"""
HARMFUL = """\
id = "harmful"
name = { zh = "有害", en = "Harmful" }
chain = ["harm", "tiered-postpaid"]

[harm]
way = "WAY"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    place = Site(tmp_path / "site", monkeypatch)
    place.install("harmful", "1.0", {"harm-plugin": PLUGIN})
    yield place
    place.forget()


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    place = tmp_path / "catalogs" / "toy"
    place.mkdir(parents=True)
    (place / "catalog.toml").write_text(SHARED, "utf-8")
    (place / "safe.toml").write_text(SAFE, "utf-8")
    (place / "harmful.toml").write_text(HARMFUL, "utf-8")
    return tmp_path / "catalogs"


def harmful(folder: Path, way: str) -> Settings:
    """Settings of a server whose product `harmful` does harm in this way."""
    (folder / "toy" / "harmful.toml").write_text(HARMFUL.replace("WAY", way), "utf-8")
    return Settings(folder)
