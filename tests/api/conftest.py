from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service, read_shelf, service_over
from ratecard.service import Service
from tests.api.client import Client, TestClient

CATALOGS = Path(__file__).parents[2] / "catalogs"
SETTINGS = Settings(CATALOGS)


@pytest.fixture(scope="session")
def service() -> Service:
    return service_over(read_shelf(SETTINGS), lambda: datetime(2021, 6, 15, tzinfo=UTC))


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[Client]:
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


@pytest.fixture
def own_service() -> Service:
    """A service that a test may change."""
    return open_service(SETTINGS)
