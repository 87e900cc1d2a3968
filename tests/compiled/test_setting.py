from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import open_service, settings
from ratecard.compiled import CompiledExecutor
from ratecard.compiled.kept import Shelf
from tests.api.client import Client, TestClient

CATALOGS = Path(__file__).parents[2] / "catalogs"


@pytest.mark.parametrize(("environment", "made"), [({}, 1), ({"RATECARD_COMPILED": "0"}, 0)], ids=["on", "off"])
def test_compilation_is_switched_by_the_environment(
    environment: dict[str, str], made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    monkeypatch.setattr(CompiledExecutor, "shelf", shelf)
    chosen = settings(environment, CATALOGS)._replace(kept_bytes=0)

    with TestClient(application(open_service(chosen), chosen)) as http:
        client = Client(http)
        answers = [client.quote(units=9_000)["total"]["amount"] for _ in range(3)]

    assert answers == ["1200.00"] * 3
    assert [len(kept.roots) for kept in shelf._kept.values()] == [made] * made
