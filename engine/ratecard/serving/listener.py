"""One process that answers at a socket: uvicorn, told what to do with signals and how long to wait at the end."""

import socket
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn
from starlette.applications import Starlette

GRACE = 25
"""For how many seconds, at the end, open requests are answered: longer than any operation may take."""

KEEP_ALIVE = 75
"""For how many seconds a connection on which nothing is asked stays open: longer than those that balance loads keep
theirs, so that none sends a request as it is closed."""


class Listener(uvicorn.Server):
    """A server that says when it has begun to answer."""

    def __init__(self, app: Starlette, log: Mapping[str, Any], begun: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            uvicorn.Config(app, log_config=dict(log), timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=GRACE)
        )
        self._begun = begun
        app.state.is_stopping = lambda: self.should_exit

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        await super().startup(sockets)
        self._begun()
