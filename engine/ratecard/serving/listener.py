"""One process that answers at a socket: uvicorn, told what to do with signals and how long to wait at the end."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette

from ratecard.limits import Limits
from ratecard.serving.connection import Connection, Manners

KEEP_ALIVE = 75
"""For how many seconds a connection on which nothing is asked stays open: longer than those that balance loads keep
theirs, so that none sends a request as it is closed."""
LAST = 0.5
"""For how many seconds after a signal requests are still taken: each answer says that it is the connection's last."""


def grace(limits: Limits) -> int:
    """For how many seconds, at the end, open requests are answered: longer than one takes to come and be worked on."""
    return 2 * limits.seconds + 5


class Listener(uvicorn.Server):
    """A server that says when it has begun to answer, and answers what was sent to it before it ends."""

    def __init__(
        self, app: Starlette, log: Mapping[str, Any], limits: Limits, begun: Callable[[], None] = lambda: None
    ) -> None:
        self._manners = Manners(head_bytes=limits.head_bytes, seconds=limits.seconds)
        super().__init__(
            uvicorn.Config(
                app,
                http=cast("type[asyncio.Protocol]", partial(Connection, self._manners)),
                ws="none",
                log_config=dict(log),
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=grace(limits),
            )
        )
        self._begun = begun
        app.state.is_stopping = lambda: self.should_exit

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        _open_many()
        await super().startup(sockets)
        self._begun()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, when what clients have sent by now is heard: it would hang up on what it has not read."""
        self._manners.is_ending = True
        for connection in list(self.server_state.connections):
            cast("Connection", connection).last()
        await asyncio.sleep(LAST)
        await super().shutdown(sockets)


def _open_many() -> None:
    """Let this process have as many connections as it may: many a shell gives 1 024 where the system allows more."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
