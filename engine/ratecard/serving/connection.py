"""A connection as uvicorn has it, on which strangers can neither send heads without end nor wait for ever."""

import asyncio
import json
from asyncio.events import TimerHandle
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

POLL = 0.05
"""For how many seconds, at the end, it is looked whether more has come on a connection that seems idle."""


@dataclass(slots=True, kw_only=True)
class Manners:
    """What all connections keep to."""

    head_bytes: int
    """Of a request's line and headers."""
    seconds: int
    """Within which a request has to come."""
    is_ending: bool = False
    """Whether the server answers only what has come."""


class Connection(HttpToolsProtocol):
    """A connection on which each request comes in time, or is given up.

    It stays HTTP/1.1 whatever an `Upgrade` header asks for, as RFC 9110 lets a server do (7.8): uvicorn alone then
    loses the request's body.
    """

    def __init__(self, manners: Manners, **given: Any) -> None:
        super().__init__(**given)
        self._manners = manners
        self._is_head = False
        """Whether a head has begun, and not come whole."""
        self._is_open = False
        """Whether a request has begun, and not come whole."""
        self._came = 0
        """Bytes that came while this head did, and perhaps some from before it."""
        self._patience: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Give up a client that never asks anything, as one that asks nothing more."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn's."""
        self._calm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As uvicorn's, but for heads that are too long and requests that do not end."""
        self._unset_keepalive_if_required()
        was_head = self._is_head
        self._came = len(data) + (self._came if was_head else 0)
        try:
            self._feed(data)
        except httptools.HttpParserError:
            if self._is_long():
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too-large", self._long())
            else:
                self.send_400_response("the request is not HTTP")
            return
        if not was_head:
            self._came = 0  # how much of it is the next head's is not known
        elif self._is_head and self._came > self._manners.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too-large", self._long())
            return
        if self._is_open and self._patience is None:
            self._wait()

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self.parser.get_method() == b"CONNECT":
                raise httptools.HttpParserError("no proxy") from upgrade
            version = self.parser.get_http_version().encode()
            lines = [name + b": " + value for name, value in self.headers if name != b"upgrade"]
            head = b"\r\n".join([self.parser.get_method() + b" " + self.url + b" HTTP/" + version, *lines, b"", b""])
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's
            self._feed(head + data[upgrade.args[0] :])

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_head = self._is_open = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head has come."""
        if self.parser.should_upgrade():
            return  # it comes once more, without that
        self._is_head = False
        if self._is_long():
            raise ValueError(self._long())
        super().on_headers_complete()
        if self._manners.is_ending:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Some of its body has come."""
        if not self.parser.should_upgrade():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it has come."""
        if not self.parser.should_upgrade():
            self._is_open = False
            self._calm()
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say why what came is no request, and hang up: where the next one begins is not known."""
        self._refuse(HTTPStatus.BAD_REQUEST, "bad-request", msg)

    def last(self) -> None:
        """Say with the next answer that it is the last one."""
        if self._is_answering():
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Hang up when what has come is answered."""
        self.last()
        if not self._is_answering():
            self.loop.call_later(POLL, self._hang_up)

    def _hang_up(self) -> None:
        if not self._is_answering():
            self.transport.close()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_long(self) -> bool:
        most = self._manners.head_bytes
        return self._came > most and len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > most

    def _long(self) -> str:
        return f"the request's line and headers are larger than {self._manners.head_bytes} bytes"

    def _wait(self) -> None:
        self._patience = self.loop.call_later(self._manners.seconds, self._give_up)

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        """Hang up on a request that does not come, unless another one, or its own beginning, is being answered."""
        self._patience = None
        if self._is_answering():
            self._wait()
        elif self._is_head:
            what = f"the request did not come within {self._manners.seconds} seconds"
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "too-slow", what)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, code: str, message: str) -> None:
        body = json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}).encode()
        head = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: application/json",
            f"content-length: {len(body)}",
            "connection: close",
        ]
        self.transport.write("\r\n".join([*head, "", ""]).encode() + body)
        self.transport.close()
