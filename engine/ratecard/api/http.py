"""GraphQL over HTTP: what a request may be, and how its answer is sent."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from ratecard.api.accept import GRAPHQL, HTML, JSON, chosen
from ratecard.api.answers import Answers, Kept, Question
from ratecard.api.context import LOGGER, Context, DeadlineExceeded
from ratecard.api.documents import Documents
from ratecard.api.gate import Gate, RateExceeded, Unauthenticated
from ratecard.api.graphiql import page
from ratecard.api.metrics import Outcome
from ratecard.api.operation import Answered, NotReadOnly, run
from ratecard.api.request import BAD_REQUEST, Asked, Wrong, asked_in, content_of
from ratecard.domain.errors import PluginFault
from ratecard.limits import Limits
from ratecard.service import Service

LONG = ("packAdvice", "compare")
"""Fields that may take seconds. An operation counts as long when its text has one of these words."""


class Endpoint:
    """Answers `/graphql`. Operations run in worker threads, so that a long one keeps nobody else waiting."""

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
        observe: Callable[[Outcome, float], None] = lambda outcome, seconds: None,
        faulted: Callable[[PluginFault], None] = lambda fault: None,
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

    async def answer(self, request: Request) -> Response:
        """The page for people, or the answer for programs."""
        wanted = chosen(request.headers.get("accept"), (JSON, GRAPHQL, HTML))
        if self._graphiql and request.method == "GET" and "query" not in request.query_params and wanted == HTML:
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
            self._enter(request)
            content = await content_of(request, self._limits.body_bytes)
            question = Question(request.method, content, self._service.moment())
            kept = self._answers.find(question) if self._answers else None
            if kept:
                return Outcome.ANSWERED, self._repeated(request, kept, media)
            asked = asked_in(request, content, self._documents)
            context = self._context()
            sent = await self._answer(context, asked, read_only=request.method == "GET")
        except Wrong as wrong:
            return Outcome.REJECTED, _problem(wrong, media)
        except NotReadOnly as error:
            return Outcome.REJECTED, _problem(Wrong(error.message, 405, headers={"allow": "POST"}), media)
        except ClientDisconnect:
            return Outcome.REJECTED, Response(status_code=BAD_REQUEST)  # nobody is there to read it
        except Exception as error:
            return Outcome.REJECTED, Response(_masked(self._context().log(error)).body, media_type=media)
        # Catalogs may have been read anew, and a day have ended, while the answer was made.
        if self._answers and sent.repeats and context.service.moment() == question.moment:
            return sent.outcome, self._repeated(request, self._answers.keep(question, sent.body), media)
        status = BAD_REQUEST if media == GRAPHQL and not sent.requested else 200
        return sent.outcome, Response(sent.body, status, media_type=media)

    def _repeated(self, request: Request, kept: Kept, media: str) -> Response:
        """An answer that the same question will have again; one that the client has already is not sent."""
        if request.method != "GET":
            return Response(kept.body, media_type=media)
        headers = {
            "etag": kept.tag,
            "cache-control": "private, no-cache" if self._gate else "public, no-cache",
            "vary": "accept, accept-encoding, authorization",
        }
        if kept.tag in _tags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(kept.body, headers=headers, media_type=media)

    def _enter(self, request: Request) -> None:
        try:
            if self._gate:
                self._gate.enter(request.headers.get("authorization"))
        except Unauthenticated as error:
            raise Wrong(str(error), 401, "unauthenticated", {"www-authenticate": "Bearer"}) from error
        except RateExceeded as error:
            raise Wrong(str(error), 429, "rate-exceeded", {"retry-after": str(error.wait)}) from error

    def _context(self) -> Context:
        return Context(
            service=self._service.pinned(),
            limits=self._limits,
            introspection=self._introspection,
            ends=self._clock() + self._limits.seconds,
            clock=self._clock,
            numbered=self._numbered,
            faulted=self._faulted,
        )

    async def _answer(self, context: Context, asked: Asked, *, read_only: bool) -> "_Sent":
        def work() -> _Sent:
            try:
                answered = run(context, asked.query, asked.variables, asked.name, read_only)
            except NotReadOnly:
                raise
            except BaseException as error:  # whatever a plugin raises, the server goes on
                return _masked(context.log(error))
            return _Sent(_encoded(answered.body), answered.requested, _outcome(answered), _repeats(answered, context))

        is_long = any(word in asked.query for word in LONG)
        threads = self._long_threads if is_long else self._threads
        if threads.statistics().tasks_waiting >= self._limits.waiting:
            raise Wrong("too many operations wait already", 503, "busy", {"retry-after": "1"})
        # Whatever does not heed the deadline by itself is given up a second later.
        with anyio.move_on_after(self._limits.seconds + 1):
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=threads)
        late = DeadlineExceeded(self._limits.seconds)
        LOGGER.warning("given up: %s", late)
        body = {"errors": [_error(late.message, late.code, hint=late.hint)], "data": None}
        return _Sent(_encoded(body), True, Outcome.LATE)


class _Sent(NamedTuple):
    """An answer on its way."""

    body: bytes
    requested: bool
    """False for a request that was not executed."""
    outcome: Outcome
    repeats: bool = False
    """Whether the same question at the same moment has the same answer again."""


def _masked(number: str) -> _Sent:
    message = f"a fault of the server, number {number} in its log"
    return _Sent(
        _encoded({"errors": [_error(message, "internal-error", number=number)]}),
        requested=False,
        outcome=Outcome.REJECTED,
    )


def _repeats(answered: Answered, context: Context) -> bool:
    return answered.is_query and answered.requested and not answered.errors and not context.once


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def _outcome(answered: Answered) -> Outcome:
    if answered.errors:
        return Outcome.ERRORS if answered.requested else Outcome.REJECTED
    return Outcome.ANSWERED


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _error(message: str, code: str, **more: object) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code, **more}}


def _problem(wrong: Wrong, media: str) -> Response:
    body = _encoded({"errors": [_error(wrong.message, wrong.code)]})
    status = BAD_REQUEST if media == GRAPHQL and wrong.status == 200 else wrong.status
    return Response(body, status, dict(wrong.headers), media_type=media)
