"""Puts the parts together: plugins, catalogs, service. The only place that knows the environment and the clock."""

import importlib.metadata
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ratecard.catalog import SettingsProblems, build_strategy, dotted, load, settings_schema
from ratecard.domain.strategy import Strategy
from ratecard.host import discover
from ratecard.service import Service, Shelf
from ratecard.service.change import BadSettings


class Settings(NamedTuple):
    """What the environment says, unless the command line says otherwise."""

    catalogs: Path
    """The folder of catalogs: `RATECARD_CATALOGS`, else `catalogs` below the working directory."""
    disabled: tuple[str, ...] = ()
    """Plugins that are not imported: `RATECARD_DISABLED`, names separated by commas."""
    cors_origins: tuple[str, ...] = ()
    """Origins whose pages may ask: `RATECARD_CORS_ORIGINS`, separated by commas; `*` for all."""
    watch: bool = False
    """Whether the server reads changed catalogs anew: `RATECARD_WATCH=1`."""
    compiled: bool = True
    """Whether operations that come again are answered by functions made for them: not with `RATECARD_COMPILED=0`."""


def settings(environment: Mapping[str, str] = os.environ, catalogs: Path | None = None) -> Settings:
    """The settings of this process."""
    return Settings(
        catalogs or Path(environment.get("RATECARD_CATALOGS", "catalogs")),
        tuple(_names(environment.get("RATECARD_DISABLED", ""))),
        tuple(_names(environment.get("RATECARD_CORS_ORIGINS", ""))),
        environment.get("RATECARD_WATCH", "") not in ("", "0"),
        environment.get("RATECARD_COMPILED", "") != "0",
    )


def _names(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, text.split(",")))


def read_shelf(chosen: Settings) -> Shelf:
    """Discover the plugins, read the catalogs; `HostProblem`, `CatalogProblems`."""
    strategies = discover(chosen.disabled)
    return Shelf(catalogs=load(chosen.catalogs, strategies), strategies=strategies)


def build(step: str, strategy: type[Strategy], table: Mapping[str, Any]) -> Strategy:
    """The strategy of a step's raw settings; `BadSettings` with the catalog loader's own sentences.

    They may come as JSON, in which times and dates are text.
    """
    try:
        return build_strategy(strategy, table, text_times=True)
    except SettingsProblems as error:
        first = error.problems[0]
        sentences = [f"{dotted((step, *wrong.path))}: {wrong.message}" for wrong in error.problems]
        raise BadSettings("; ".join(sentences), first.hint, ("settings", *first.path)) from error


def open_service(chosen: Settings) -> Service:
    """The service over what is installed and in the folder of catalogs; `HostProblem`, `CatalogProblems`."""
    return Service(
        read_shelf(chosen),
        clock=lambda: datetime.now(UTC),
        engine_version=importlib.metadata.version("ratecard"),
        schema=settings_schema,
        build=build,
    )
