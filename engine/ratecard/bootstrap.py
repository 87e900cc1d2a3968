"""Puts the parts together: plugins, catalogs, service. The only place that knows the environment and the clock."""

import importlib.metadata
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ratecard.catalog import (
    Proven,
    Proving,
    SettingsProblems,
    build_strategy,
    dotted,
    load,
    settings_schema,
)
from ratecard.catalog.proven import place, surroundings
from ratecard.domain.errors import listed
from ratecard.domain.strategy import Installed, Strategy
from ratecard.environment import (
    BadSetting,
    is_json,
    is_on,
    read_names,
    read_number,
    read_origins,
    read_path,
    read_seconds,
)
from ratecard.guard import Deadline, Quarantine, Warden, Worker
from ratecard.host import HostProblem, discover
from ratecard.limits import Limits, read_limits
from ratecard.service import Service, Shelf
from ratecard.service.change import BadSettings

KEPT_BYTES = 64_000_000
"""Of kept answers, unless the environment says otherwise."""
WORKER_SECONDS = 2
"""How long a step may take in a process of its own, unless the settings say otherwise."""
WORKER_MEGABYTES = 1024
"""How much memory such a process may have, unless the environment says otherwise."""


class Settings(NamedTuple):
    """What the environment says, unless the command line says otherwise."""

    catalogs: Path
    """The folder of catalogs: `RATECARD_CATALOGS`, else `catalogs` below the working directory."""
    disabled: tuple[str, ...] = ()
    """Plugins that are not imported: `RATECARD_DISABLED`, names separated by commas."""
    cors_origins: tuple[str, ...] = ()
    """Origins whose pages may ask: `RATECARD_CORS_ORIGINS`, separated by commas; `*` for all."""
    reload: bool = False
    """Whether the server reads changed catalogs anew by itself: `RATECARD_RELOAD=1`."""
    workers: int = 1
    """How many processes answer at one socket."""
    shared: Path | None = None
    """A folder in which several workers have the same rates and figures."""
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
    log_as_json: bool = False
    """Whether each line of the server's log is JSON: `RATECARD_LOG=json`."""
    traces: tuple[tuple[str, str], ...] = ()
    """OpenTelemetry's variables, `OTEL_…`: whether and where spans are sent."""
    step_seconds: float | None = None
    """How long a step may take: `RATECARD_STEP_SECONDS`; 0 for as long as it likes, None where nothing is said."""
    in_place_seconds: float = 0
    """How long it may take in this process where `step_seconds` says nothing; the server has an answer to that."""
    quarantine_after: int = 0
    """After how many faults in a row a kind is not asked any more: `RATECARD_QUARANTINE_AFTER`; 0 for never."""
    isolated: tuple[str, ...] = ()
    """Distributions whose steps settle in a process of their own: `RATECARD_ISOLATED`, separated by commas."""
    worker_megabytes: int = WORKER_MEGABYTES
    """How much memory such a process may have: `RATECARD_WORKER_MEGABYTES`."""
    compiled: bool = True
    """Whether operations that come again are answered by functions made for them: not with `RATECARD_COMPILED=0`."""


def settings(
    environment: Mapping[str, str] = os.environ,
    catalogs: Path | None = None,
    disable: Iterable[str] = (),
    isolate: Iterable[str] = (),
) -> Settings:
    """The settings of this process; `BadSetting` for one that can't be read."""
    documents, only_documents = _documents(environment)
    return Settings(
        catalogs=catalogs or read_path(environment, "RATECARD_CATALOGS") or Path("catalogs"),
        disabled=tuple(dict.fromkeys([*read_names(environment, "RATECARD_DISABLED"), *disable])),
        cors_origins=read_origins(environment, "RATECARD_CORS_ORIGINS"),
        reload=is_on(environment, "RATECARD_RELOAD", unless_given=False),
        limits=read_limits(environment),
        introspection=is_on(environment, "RATECARD_INTROSPECTION", unless_given=True),
        graphiql=is_on(environment, "RATECARD_GRAPHIQL", unless_given=True),
        documents=documents,
        only_documents=only_documents,
        kept_bytes=read_number(environment, "RATECARD_KEPT_BYTES", KEPT_BYTES, least=0),
        keys=read_path(environment, "RATECARD_KEYS"),
        log_as_json=is_json(environment, "RATECARD_LOG"),
        traces=tuple((name, value) for name, value in environment.items() if name.startswith("OTEL_")),
        step_seconds=read_seconds(environment, "RATECARD_STEP_SECONDS"),
        quarantine_after=read_number(environment, "RATECARD_QUARANTINE_AFTER", 0, least=0),
        isolated=tuple(dict.fromkeys([*read_names(environment, "RATECARD_ISOLATED"), *isolate])),
        worker_megabytes=read_number(environment, "RATECARD_WORKER_MEGABYTES", WORKER_MEGABYTES),
        compiled=is_on(environment, "RATECARD_COMPILED", unless_given=True),
    )


def _documents(environment: Mapping[str, str]) -> tuple[Path | None, bool]:
    """The file of documents, and whether those alone are answered."""
    path, alone = read_path(environment, "RATECARD_DOCUMENTS"), "RATECARD_ONLY_DOCUMENTS"
    only = is_on(environment, alone, unless_given=False)
    if only and path is None:
        raise BadSetting(
            f"{alone} is set without documents: nothing would be answered", "name a file in RATECARD_DOCUMENTS"
        )
    return path, only


def read_shelf(chosen: Settings) -> Shelf:
    """Discover the plugins, read the catalogs; `HostProblem`, `CatalogProblems`."""
    quarantine = Quarantine(chosen.quarantine_after, _now) if chosen.quarantine_after else None
    strategies = _guarded(discover(chosen.disabled), chosen, quarantine)
    catalogs = load(chosen.catalogs, strategies, chosen.disabled)
    if quarantine is None:
        return Shelf(catalogs=catalogs, strategies=strategies)
    return Shelf(catalogs=catalogs, strategies=strategies, quarantine=quarantine.kinds)


def _now() -> datetime:
    return datetime.now(UTC)


_deadline = lru_cache(Deadline)
"""One for each number of seconds: it has a thread that never ends."""


def _guarded(
    strategies: Mapping[str, Installed], chosen: Settings, quarantine: Quarantine | None
) -> Mapping[str, Installed]:
    """The strategies, asked as the settings say; those of which nothing is said, in place."""
    shipped = sorted({installed.plugin.distribution for installed in strategies.values()})
    for name in chosen.isolated:
        if name not in shipped:
            known = f"known: {listed(shipped)}"
            raise HostProblem(f"no strategy is from distribution {name!r}, so it can't be isolated; {known}")
    in_place = chosen.in_place_seconds if chosen.step_seconds is None else chosen.step_seconds
    deadline = _deadline(in_place) if in_place else None
    seconds = chosen.step_seconds or WORKER_SECONDS
    workers = {name: Worker(seconds, chosen.worker_megabytes) for name in chosen.isolated}
    if deadline is None and quarantine is None and not workers:
        return strategies
    wardens = {name: Warden(deadline=deadline, quarantine=quarantine, worker=workers.get(name)) for name in shipped}
    return MappingProxyType(
        {kind: each._replace(guard=wardens[each.plugin.distribution]) for kind, each in strategies.items()}
    )


def check_shelf(
    chosen: Settings, begin: Callable[[int], None], tick: Callable[[], None], *, remember: bool = True
) -> Shelf:
    """The same with everything proven; `begin` is told how many products there are to prove, `tick` called for each.

    With `remember`, products whose files, plugins and engine are as in an earlier check are not proven again.
    """
    strategies = _guarded(discover(chosen.disabled), chosen, None)
    file, known = place(chosen.catalogs), surroundings(strategies) if remember else None
    proven = Proven(file, known) if file and known else None
    proving = Proving(thorough=True, proven=proven, begin=begin, tick=tick)
    return Shelf(catalogs=load(chosen.catalogs, strategies, chosen.disabled, proving), strategies=strategies)


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
    return service_over(read_shelf(chosen))


def service_over(shelf: Shelf, clock: Callable[[], datetime] = _now) -> Service:
    """The service over a shelf; what is asked about no day is about the clock's."""
    return Service(
        shelf,
        clock=clock,
        engine_version=importlib.metadata.version("ratecard"),
        schema=settings_schema,
        build=build,
    )
