"""What an answer depends on beside its question."""

from collections.abc import Hashable
from datetime import datetime

from ratecard.service.shelf import Shelf

Moment = Hashable


def moment(shelf: Shelf, problems: tuple[str, ...], now: datetime, engine_version: str) -> Moment:
    """The catalogs, the engine, and the day and the period that a question means which names none."""
    calendars = {catalog.calendar for catalog in shelf.catalogs}
    days = {(each.zone.key, each.unit, each.local(now).date(), each.containing(now).id) for each in calendars}
    loaded = tuple((catalog.digest, catalog.folder, catalog.warnings) for catalog in shelf.catalogs)
    return (loaded, problems, tuple(sorted(days)), engine_version)
