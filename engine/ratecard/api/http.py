"""GraphQL over HTTP: what a request may be, and how its answer is sent."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import anyio
import orjson
from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from ratecard.api.accept import GRAPHQL, HTML, JSON, chosen
from ratecard.api.answers import Answers, Kept, Question, tag_of
from ratecard.api.context import LOGGER, Context, DeadlineExceeded
from ratecard.api.documents import Documents
from ratecard.api.entry import REQUEST_ID, TRACE, Entry, Outcome, Told, operation_name, request_id
from ratecard.api.gate import Gate, RateExceeded, Unauthenticated
from ratecard.api.graphiql import page
from ratecard.api.operation import Answered, NotReadOnly, ready, run
from ratecard.api.packing import packed
from ratecard.api.request import BAD_REQUEST, Asked, Wrong, asked_in, content_of
from ratecard.domain.errors import PluginFault
from ratecard.limits import Limits
from ratecard.service import Service

LONG = ("packAdvice", "compare")
"""Fields that may take seconds. An operation counts as long when its text has one of these words."""
SHORT_BYTES = 8_000
"""The largest request that may be answered at once, without a thread, if what it asks for is short too."""
QUESTION = {"query", "documentId", "extensions"}
"""Parameters of which an address that asks something has one."""
METHODS = "GET, HEAD, OPTIONS, POST"
LARGE = 50_000
"""Bytes of a request that is read beside the others rather than before them."""


class Endpoint:
    """Answers `/graphql`. Operations run in threads, so that a long one keeps nobody else waiting.

    Short ones run `in_place`, which saves a third of a quote's time: not where a plugin might never return from one.
    """

    def __init__(
        self,
        service: Service,
        *,
        limits: Limits = Limits(),  # noqa: B008  # immutable
        introspection: bool = True,
        graphiql: bool = True,
        gate: Gate | None = None,
        documents: Documents | None = None,
        answers: Answers | None = None,
        clock: Callable[[], float] = time.monotonic,
        numbered: Callable[[], str] = lambda: secrets.token_hex(6),
        observe: Callable[[Entry], None] = lambda entry: None,
        faulted: Callable[[PluginFault], None] = lambda fault: None,
        compiled: bool = True,
        in_place: bool = True,
    ) -> None:
        self._service = service
        self._limits = limits
        self._introspection = introspection
        self._graphiql = graphiql
        self._gate = gate
        self._documents = documents or Documents()
        self._answers = answers
        self._clock = clock
        self._numbered = numbered
        self._observe = observe
        self._faulted = faulted
        self._threads = CapacityLimiter(limits.at_once)
        self._long_threads = CapacityLimiter(limits.long_at_once)
        self._compiled = compiled
        self._in_place = in_place
        self._held = 0
        """Bytes of all bodies that are in memory."""

    async def answer(self, request: Request) -> Response:
        """The page for people, or the answer for programs."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": METHODS})
        wanted = chosen(_accepted(request), (JSON, GRAPHQL, HTML))
        if self._graphiql and wanted == HTML and _is_read(request) and not QUESTION & request.query_params.keys():
            return await packed(request, HTMLResponse(page(), headers={"vary": "Accept"}))
        started = self._clock()
        entry = Entry(id=request_id(request.headers.get(REQUEST_ID)) or self._numbered(), method=request.method)
        try:
            response = await self._response(request, entry)
        finally:
            self._held -= entry.held
        response.headers[REQUEST_ID] = entry.id
        if _is_read(request):
            response.headers.setdefault("cache-control", "no-store")  # some keep what does not say so
            response.headers.add_vary_header("Accept, Authorization")
        response = await packed(request, response)
        entry.status, entry.size = response.status_code, 0 if request.method == "HEAD" else len(response.body)
        entry.seconds = self._clock() - started
        entry.parent = {name: request.headers[name] for name in TRACE if name in request.headers}
        self._observe(entry)
        return response

    async def _response(self, request: Request, entry: Entry) -> Response:
        media = chosen(_accepted(request), (JSON, GRAPHQL))
        if media is None:
            return _problem(Wrong(f"answers are {JSON} or {GRAPHQL}", 406), JSON, entry)
        try:
            entry.key = self._enter(request)
            content = await self._content(request, entry)
            question = Question(_kind(request), content, self._service.moment())
            kept = self._answers.find(question) if self._answers else None
            entry.is_kept = None if self._answers is None else kept is not None
            if kept:
                entry.told = kept.told
                return self._repeated(request, kept, media)
            asked = await self._asked(request, content)
            context = self._context(entry)
            sent = await self._answer(context, asked, read_only=_is_read(request))
        except Wrong as wrong:
            return _problem(wrong, media, entry)
        except NotReadOnly as error:
            return _problem(Wrong(error.message, 405, headers={"allow": "POST"}), media, entry)
        except ClientDisconnect:
            return Response(status_code=BAD_REQUEST)  # nobody is there to read it
        except Exception as error:
            sent = _masked(self._context(entry).log(error))
            entry.told = sent.told
            return Response(sent.body, BAD_REQUEST if media == GRAPHQL else 200, media_type=media)
        told = sent.told._replace(codes=(*sent.told.codes, *context.refusals))
        entry.told = told
        # Catalogs may have been read anew, and a day have ended, while the answer was made.
        if sent.repeats and context.service.moment() == question.moment:
            kept = self._answers.keep(question, sent.body, told) if self._answers else Kept(sent.body, told)
            return self._repeated(request, kept, media)
        status = BAD_REQUEST if media == GRAPHQL and not sent.requested else 200
        return Response(sent.body, status, media_type=media)

    async def _content(self, request: Request, entry: Entry) -> bytes:
        def hold(size: int) -> None:
            self._held += size
            entry.held += size
            if self._held > max(self._limits.bodies_bytes, entry.held):
                raise Wrong("too many bodies are read already", 503, "busy", {"retry-after": "1"})

        with anyio.move_on_after(self._limits.seconds):
            return await content_of(request, self._limits.body_bytes, hold)
        raise Wrong(
            f"the body did not come within {self._limits.seconds} seconds", 408, "too-slow", {"connection": "close"}
        )

    async def _asked(self, request: Request, content: bytes) -> Asked:
        def read() -> Asked:
            return asked_in(request, content, self._documents, self._limits.values)

        if len(content) < LARGE:
            return read()
        # What takes long to read keeps nobody else waiting.
        self._check_waiting(self._threads)
        return await to_thread.run_sync(read, limiter=self._threads)

    def _check_waiting(self, threads: CapacityLimiter) -> None:
        if threads.statistics().tasks_waiting >= self._limits.waiting:
            raise Wrong("too many operations wait already", 503, "busy", {"retry-after": "1"})

    def _repeated(self, request: Request, kept: Kept, media: str) -> Response:
        """An answer that the same question will have again; one that the client has already is not sent."""
        if not _is_read(request):
            return Response(kept.body, media_type=media)
        tag = tag_of(kept.body)
        headers = {"etag": tag, "cache-control": "private, no-cache" if self._gate else "public, no-cache"}
        if {tag.removeprefix("W/"), "*"} & _tags(request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=headers)
        return Response(kept.body, headers=headers, media_type=media)

    def _enter(self, request: Request) -> str | None:
        """The name of the key that came; None where none is needed."""
        try:
            return self._gate.enter(request.headers.get("authorization")) if self._gate else None
        except Unauthenticated as error:
            raise Wrong(str(error), 401, "unauthenticated", {"www-authenticate": "Bearer"}) from error
        except RateExceeded as error:
            raise Wrong(str(error), 429, "rate-exceeded", {"retry-after": str(error.wait)}) from error

    def _context(self, entry: Entry) -> Context:
        return Context(
            request=entry.id,
            service=self._service.pinned(),
            limits=self._limits,
            introspection=self._introspection,
            ends=self._clock() + self._limits.seconds,
            clock=self._clock,
            numbered=self._numbered,
            faulted=self._faulted,
            compiled=self._compiled,
        )

    async def _answer(self, context: Context, asked: Asked, *, read_only: bool) -> "_Sent":
        def work() -> _Sent:
            try:
                answered = run(context, asked.query, asked.variables, asked.name, read_only, found)
            except NotReadOnly:
                raise
            except BaseException as error:  # whatever a plugin raises, the server goes on
                return _masked(context.log(error))
            return _Sent(_encoded(answered.body), answered.requested, _told(answered), _repeats(answered, context))

        is_long = any(word in asked.query for word in LONG)
        # Two thirds of a quote's time again would go into handing it to a thread.
        is_small = self._in_place and asked.length <= SHORT_BYTES and not is_long
        found = ready(context, asked.query, asked.variables, asked.name) if is_small else None
        if found and found.is_short:
            return work()
        threads = self._long_threads if is_long else self._threads
        self._check_waiting(threads)
        # Whatever does not heed the deadline by itself is given up a second later.
        with anyio.move_on_after(self._limits.seconds + 1):
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=threads)
        late = DeadlineExceeded(self._limits.seconds)
        LOGGER.warning("request %s, given up: %s", context.request, late, extra={"request": context.request})
        body = {"errors": [_error(late.message, late.code, hint=late.hint)], "data": None}
        return _Sent(_encoded(body), True, Told(Outcome.LATE, operation_name(asked.name), codes=(late.code,)))


class _Sent(NamedTuple):
    """An answer on its way."""

    body: bytes
    requested: bool
    """False for a request that was not executed."""
    told: Told
    repeats: bool = False
    """Whether the same question at the same moment has the same answer again."""


def _masked(number: str) -> _Sent:
    message = f"a fault of the server, number {number} in its log"
    return _Sent(
        _encoded({"errors": [_error(message, "internal-error", number=number)]}),
        requested=False,
        told=Told(Outcome.REJECTED, codes=("internal-error",)),
    )


def _repeats(answered: Answered, context: Context) -> bool:
    return answered.is_query and answered.requested and not answered.errors and not context.once


def _tags(headers: list[str]) -> set[str]:
    return {tag.strip().removeprefix("W/") for header in headers for tag in header.split(",")}


def _accepted(request: Request) -> str | None:
    """The header `Accept`, which may come in several lines."""
    return ",".join(request.headers.getlist("accept")) or None


def _told(answered: Answered) -> Told:
    codes = tuple(str(error["extensions"]["code"]) for error in answered.errors)
    cost = answered.cost.asked if answered.cost else None
    outcome = Outcome.ANSWERED
    if answered.errors:
        outcome = Outcome.ERRORS if answered.requested else Outcome.REJECTED
    return Told(outcome, operation_name(answered.operation), answered.kind, cost, codes)


def _is_read(request: Request) -> bool:
    return request.method in ("GET", "HEAD")


def _kind(request: Request) -> str:
    """Of the methods that ask in one way, one."""
    return "GET" if _is_read(request) else request.method


def _encoded(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # a text with half a character, or a number of more than 64 bits
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _error(message: str, code: str, **more: object) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code, **more}}


def _problem(wrong: Wrong, media: str, entry: Entry) -> Response:
    entry.told = Told(Outcome.REJECTED, codes=(wrong.code,))
    body = _encoded({"errors": [_error(wrong.message, wrong.code)]})
    status = BAD_REQUEST if media == GRAPHQL and wrong.status == 200 else wrong.status
    return Response(body, status, dict(wrong.headers), media_type=media)


def no_such(request: Request, error: Exception) -> Response:
    """For an address or a method that is not there."""
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "bad-request")
    message = {
        404: f"there is nothing at {request.url.path!r}; the API is at '/graphql'",
        405: f"method {request.method!r} is not one of this address",
    }.get(error.status_code, error.detail)
    body = _encoded({"errors": [_error(message, code)]})
    return Response(body, error.status_code, error.headers, media_type=JSON)
