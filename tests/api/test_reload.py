"""Catalogs that change are read anew; those that don't load leave the last good ones in place."""

import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from ratecard.asgi import application, reload
from ratecard.bootstrap import Settings, open_service, read_shelf, service_over
from tests.api.client import Client, TestClient
from tests.api.conftest import CATALOGS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CATALOGS, tmp_path / "catalogs")


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "tencent-ocr" / "catalog.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_reload_takes_over_what_loads(folder: Path) -> None:
    service = open_service(Settings(folder))
    before = service.catalogs()[0]

    edit(folder, "Tencent Cloud OCR", "Tencent OCR")
    reload(service, Settings(folder))

    after = service.catalogs()[0]
    assert after.name.en == "Tencent OCR"
    assert after.digest != before.digest
    assert service.problems == ()


def test_a_reload_that_has_problems_keeps_the_last_good_one_and_shows_them(folder: Path) -> None:
    settings = Settings(folder)
    service = open_service(settings)
    good = service.shelf

    edit(folder, "ratio = 1\n", 'ratio = "all"\n')
    reload(service, settings)
    with TestClient(application(service, settings)) as http:
        client = Client(http)
        health = http.get("/healthz").json()
        shown = client.data("{ problems catalogs { problems } }")
        answer = client.quote("id-card", 9_000)

    assert service.shelf is good
    assert answer["total"]["amount"] == "1200.00"
    assert health["status"] == "stale"
    assert len(health["problems"]) == 1
    assert "catalog.toml:" in health["problems"][0]
    assert "freeze-estimate.ratio" in health["problems"][0]
    assert shown["problems"] == health["problems"]

    edit(folder, 'ratio = "all"\n', "ratio = 1\n")
    reload(service, settings)
    assert service.problems == ()


def test_an_operation_sees_one_state_of_the_catalogs(folder: Path) -> None:
    settings = Settings(folder)
    before = read_shelf(settings)
    edit(folder, "Tencent Cloud OCR", "Tencent OCR")
    after = read_shelf(settings)

    looks = count()

    def clock() -> datetime:
        if next(looks):
            service.shelf = after  # in the middle of the operation
        return datetime.now(UTC)

    service = service_over(before, clock)
    query = '{ a: product(id: "id-card") { ...on Product { catalogDigest } } b: catalogs { digest } }'
    with TestClient(application(service, settings)) as http:
        first, second = (Client(http).data(query) for _ in range(2))

    for answer, shelf in ((first, before), (second, after)):
        digest = shelf.catalogs[0].digest
        assert answer == {"a": {"catalogDigest": digest}, "b": [{"digest": digest}]}
