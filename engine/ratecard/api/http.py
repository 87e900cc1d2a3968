"""GraphQL over HTTP: what a request may be, and how its answer is sent."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ratecard.api.accept import GRAPHQL, HTML, JSON, chosen
from ratecard.api.context import LOGGER, Context, DeadlineExceeded
from ratecard.api.graphiql import page
from ratecard.api.metrics import Outcome
from ratecard.api.number import number
from ratecard.api.operation import Answered, NotReadOnly, is_short, run
from ratecard.api.threads import Threads
from ratecard.service import Service

MOST_BYTES = 8_000_000
"""Of a request's body."""
SECONDS = 20
"""How long an operation may take."""
AT_ONCE = 8
"""How many operations are worked on at the same time; the others wait."""
LONG_AT_ONCE = 1
"""How many of those that may take long; they wait for each other, and no other operation waits for them."""
SHORT_BYTES = 8_000
"""The largest request that may be answered at once, without a thread, if what it asks for is short too."""
LONG = ("packAdvice", "compare")
"""Fields that may take seconds. An operation counts as long when its text has one of these words."""
BAD_REQUEST = 400
"""For a request that can't be executed; the newest draft of the specification wants 422, the audits want 400."""


class Wrong(Exception):
    """A request that is not one of GraphQL over HTTP."""

    def __init__(self, message: str, status: int = BAD_REQUEST, code: str = "bad-request") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code


class Asked(NamedTuple):
    """What a request says."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    length: int
    """In bytes."""


class Endpoint:
    """Answers `/graphql`. Operations run in threads, so that a long one keeps nobody else waiting; short ones do not.

    The price: a plugin that never returns from a short question keeps its whole worker, not a thread.
    """

    def __init__(
        self,
        service: Service,
        *,
        seconds: int = SECONDS,
        clock: Callable[[], float] = time.monotonic,
        numbered: Callable[[], str] = lambda: secrets.token_hex(6),
        observe: Callable[[Outcome, float], None] = lambda outcome, seconds: None,
        compiled: bool = True,
    ) -> None:
        self._service = service
        self._seconds = seconds
        self._clock = clock
        self._numbered = numbered
        self._observe = observe
        self._compiled = compiled
        self._threads = Threads(AT_ONCE)
        self._long_threads = Threads(LONG_AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """The page for people, or the answer for programs."""
        wanted = chosen(request.headers.get("accept"), (JSON, GRAPHQL, HTML))
        if request.method == "GET" and "query" not in request.query_params and wanted == HTML:
            return HTMLResponse(page())
        started = self._clock()
        outcome, response = await self._response(request)
        self._observe(outcome, self._clock() - started)
        return response

    async def _response(self, request: Request) -> tuple[Outcome, Response]:
        media = chosen(request.headers.get("accept"), (JSON, GRAPHQL))
        if media is None:
            return Outcome.REJECTED, _problem(Wrong(f"answers are {JSON} or {GRAPHQL}", 406), JSON)
        try:
            asked = _addressed(request) if request.method == "GET" else await _posted(request)
            sent = await self._answer(asked, read_only=request.method == "GET")
        except Wrong as wrong:
            return Outcome.REJECTED, _problem(wrong, media)
        except NotReadOnly as error:
            response = _problem(Wrong(error.message, 405), media)
            response.headers["allow"] = "POST"
            return Outcome.REJECTED, response
        status = BAD_REQUEST if media == GRAPHQL and not sent.requested else 200
        return sent.outcome, Response(sent.body, status, media_type=media)

    async def _answer(self, asked: Asked, read_only: bool) -> "_Sent":
        context = Context(
            service=self._service,
            seconds=self._seconds,
            ends=self._clock() + self._seconds,
            clock=self._clock,
            numbered=self._numbered,
            compiled=self._compiled,
        )

        def work() -> _Sent:
            try:
                answered = run(context, asked.query, asked.variables, asked.name, read_only)
            except (NotReadOnly, Wrong):
                raise
            except Exception as error:
                number = context.log(error)
                message = f"a fault of the server, number {number} in its log"
                answered = Answered(None, [_error(message, "internal-error", number=number)], False)
            return _Sent(_encoded(answered.body), answered.requested, _outcome(answered))

        is_long = any(word in asked.query for word in LONG)
        # Two thirds of a quote's time again would go into handing it to a thread.
        is_small = asked.length <= SHORT_BYTES and not is_long
        if is_small and is_short(context, asked.query, asked.variables, asked.name):
            return work()
        threads = self._long_threads if is_long else self._threads
        try:
            # Whatever does not heed the deadline by itself is given up a second later.
            return await threads.run(work, self._seconds + 1)
        except TimeoutError:
            late = DeadlineExceeded(self._seconds)
        LOGGER.warning("given up: %s", late)
        body = {"errors": [_error(late.message, late.code, hint=late.hint)], "data": None}
        return _Sent(_encoded(body), True, Outcome.LATE)


class _Sent(NamedTuple):
    """An answer on its way."""

    body: bytes
    requested: bool
    """False for a request that was not executed."""
    outcome: Outcome


def _outcome(answered: Answered) -> Outcome:
    if answered.errors:
        return Outcome.ERRORS if answered.requested else Outcome.REJECTED
    return Outcome.ANSWERED


def _addressed(request: Request) -> Asked:
    return _read(request.query_params, len(request.url.query), text=True)


async def _posted(request: Request) -> Asked:
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != JSON:
        raise Wrong(f"the body's content-type must be {JSON}, got {media.strip() or 'none'!r}", 415)
    charset = parameters.replace(" ", "").lower().strip('"')
    if charset.startswith("charset=") and charset.strip('"') not in ("charset=utf-8", 'charset="utf-8'):
        raise Wrong("the body must be in UTF-8", 415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Wrong(f"the body is larger than {MOST_BYTES} bytes", 413, "too-large")
    return _read(_decoded(bytes(body), "the body"), len(body), text=False)


def _read(given: object, length: int, *, text: bool) -> Asked:
    """The parameters; in an address they are text."""
    if not isinstance(given, Mapping):
        raise Wrong("the body must be a JSON object")
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Wrong("parameter 'query' must be a text")
    if name is not None and not isinstance(name, str):
        raise Wrong("parameter 'operationName' must be a text")
    maps: list[dict[str, Any] | None] = []
    for key in ("variables", "extensions"):
        value = given.get(key)
        if text and value:
            value = _decoded(str(value).encode("utf-8", "surrogatepass"), f"parameter {key!r}")
        elif text:
            value = None
        if value is not None and not isinstance(value, dict):
            raise Wrong(f"parameter {key!r} must be a JSON object")
        maps.append(value)
    return Asked(query, maps[0], name, length)


def _decoded(content: bytes, what: str) -> object:
    try:
        return json.loads(content.decode(), parse_float=number, parse_constant=_constant)
    except RecursionError as error:
        raise Wrong(f"{what} is nested too deep") from error
    except ValueError as error:
        raise Wrong(f"{what} is not JSON: {str(error).split('; use ')[0]}") from error


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # a text with half a character, or a number of more than 64 bits
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _error(message: str, code: str, **more: object) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code, **more}}


def _problem(wrong: Wrong, media: str) -> Response:
    body = _encoded({"errors": [_error(wrong.message, wrong.code)]})
    return Response(body, wrong.status, media_type=media)
