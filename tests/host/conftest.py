"""A place to install toy distributions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.site import Site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    place = Site(tmp_path / "site", monkeypatch)
    yield place
    place.forget()
