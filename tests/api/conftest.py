from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, build, open_service, read_shelf
from ratecard.catalog import settings_schema
from ratecard.service import Service
from tests.api.client import Client, TestClient

CATALOGS = Path(__file__).parents[2] / "catalogs"
SETTINGS = Settings(CATALOGS)


@pytest.fixture(scope="session")
def service() -> Service:
    return Service(
        read_shelf(SETTINGS),
        clock=lambda: datetime(2021, 6, 15, tzinfo=UTC),
        engine_version="0.1.0",
        schema=settings_schema,
        build=build,
    )


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[Client]:
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


@pytest.fixture
def own_service() -> Service:
    """A service that a test may change."""
    return open_service(SETTINGS)
