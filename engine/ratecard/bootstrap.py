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
from ratecard.limits import Limits, read_limits, read_number
from ratecard.service import Service, Shelf
from ratecard.service.change import BadSettings

KEPT_BYTES = 64_000_000
"""Of kept answers, unless the environment says otherwise."""


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
    limits: Limits = Limits()
    """What a request may ask: `RATECARD_MAX_TOKENS` and others."""
    introspection: bool = True
    """Whether the schema may be asked for: not with `RATECARD_INTROSPECTION=0`."""
    graphiql: bool = True
    """Whether browsers get GraphiQL: not with `RATECARD_GRAPHIQL=0`."""
    documents: Path | None = None
    """A file of documents that may be asked by id: `RATECARD_DOCUMENTS`."""
    only_documents: bool = False
    """Whether those alone are answered: `RATECARD_ONLY_DOCUMENTS=1`."""
    kept_bytes: int = KEPT_BYTES
    """How much memory the answers take that are kept for who asks again; 0 keeps none: `RATECARD_KEPT_BYTES`."""
    keys: Path | None = None
    """A file of API keys; without it, whoever reaches the server may ask: `RATECARD_KEYS`."""


def settings(environment: Mapping[str, str] = os.environ, catalogs: Path | None = None) -> Settings:
    """The settings of this process."""
    return Settings(
        catalogs or Path(environment.get("RATECARD_CATALOGS", "catalogs")),
        tuple(_names(environment.get("RATECARD_DISABLED", ""))),
        tuple(_names(environment.get("RATECARD_CORS_ORIGINS", ""))),
        _is_on(environment, "RATECARD_WATCH", unless_given=False),
        read_limits(environment),
        _is_on(environment, "RATECARD_INTROSPECTION", unless_given=True),
        _is_on(environment, "RATECARD_GRAPHIQL", unless_given=True),
        Path(environment["RATECARD_DOCUMENTS"]) if environment.get("RATECARD_DOCUMENTS") else None,
        _is_on(environment, "RATECARD_ONLY_DOCUMENTS", unless_given=False),
        read_number(environment, "RATECARD_KEPT_BYTES", KEPT_BYTES, least=0),
        Path(environment["RATECARD_KEYS"]) if environment.get("RATECARD_KEYS") else None,
    )


def _is_on(environment: Mapping[str, str], name: str, *, unless_given: bool) -> bool:
    return environment.get(name) != "0" if environment.get(name) else unless_given


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
