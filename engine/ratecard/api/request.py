"""A request as GraphQL over HTTP has it: what it asks, or why it is none."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from starlette.requests import Request

from ratecard.api.accept import JSON
from ratecard.api.documents import Documents, NotRegistered, UnknownDocument, WrongHash, bare
from ratecard.api.number import number

BAD_REQUEST = 400
"""For a request that can't be executed; the newest draft of the specification wants 422, the audits want 400."""


class Wrong(Exception):
    """A request that is not one of GraphQL over HTTP."""

    def __init__(
        self,
        message: str,
        status: int = BAD_REQUEST,
        code: str = "bad-request",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.headers = headers


class Asked(NamedTuple):
    """What a request says."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    length: int
    """Of the request's content, in bytes."""


async def content_of(request: Request, most_bytes: int, hold: Callable[[int], None]) -> bytes:
    """What a request says, as it came: a body, or the query of an address; `Wrong`, and what `hold` raises.

    `hold` is told how many bytes of a body are held in memory, before they are.
    """
    if request.method in ("GET", "HEAD"):
        query: bytes = request.scope["query_string"]
        return query
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != JSON:
        raise Wrong(f"the body's content-type must be {JSON}, got {media.strip() or 'none'!r}", 415)
    if not _is_utf_8(parameters):
        raise Wrong("the body must be in UTF-8", 415)
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() != "identity":
        raise Wrong(
            f"the body must come as it is, not packed by {encoding!r}", 415, headers={"accept-encoding": "identity"}
        )
    body = bytearray()
    async for chunk in request.stream():
        hold(len(chunk))
        body += chunk
        if len(body) > most_bytes:
            raise Wrong(f"the body is larger than {most_bytes} bytes", 413, "too-large")
    return bytes(body)


def _is_utf_8(parameters: str) -> bool:
    """Whether a media type's parameters name no other charset."""
    named = (each.partition("=") for each in parameters.lower().split(";"))
    charsets = {value.strip().strip('"') for name, _, value in named if name.strip() == "charset"}
    return charsets <= {"utf-8", "utf8", "us-ascii"}


def asked_in(request: Request, content: bytes, documents: Documents, most_values: int) -> Asked:
    """What is asked, in a request's content; `Wrong`."""
    # Counted in a text that is no JSON yet: those inside texts count too, which nobody's question has many of.
    if sum(map(content.count, (b",", b"[", b"{"))) > most_values:
        raise Wrong(f"the body has more than {most_values} values", 413, "too-large")
    if request.method in ("GET", "HEAD"):
        return _read(request.query_params, documents, len(content), text=True)
    return _read(_decoded(content, "the body"), documents, len(content), text=False)


def _read(given: object, documents: Documents, length: int, *, text: bool) -> Asked:
    """The parameters; in an address they are text."""
    if not isinstance(given, Mapping):
        raise Wrong("the body must be a JSON object")
    variables, extensions = (_object(given, key, text=text) for key in ("variables", "extensions"))
    query = _document(_text(given, "query"), _id(given, extensions or {}), documents)
    if query is None or not query.strip():
        raise Wrong("parameter 'query' must be a text")
    return Asked(query, variables, _text(given, "operationName"), length)


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise Wrong(f"parameter {key!r} must be a text")
    return value


def _object(given: Mapping[str, Any], key: str, *, text: bool) -> dict[str, Any] | None:
    value = given.get(key)
    if text:
        value = _decoded(str(value).encode("utf-8", "surrogatepass"), f"parameter {key!r}") if value else None
    if value is not None and not isinstance(value, dict):
        raise Wrong(f"parameter {key!r} must be a JSON object")
    return value


def _id(given: Mapping[str, Any], extensions: Mapping[str, Any]) -> str | None:
    """The id of a document, where the request names one."""
    named = _text(given, "documentId")
    if named is not None:
        return bare(named)
    told = extensions.get("persistedQuery")
    if told is None:
        return None
    if not isinstance(told, dict) or told.get("version") != 1 or not isinstance(told.get("sha256Hash"), str):
        raise Wrong("extensions.persistedQuery must be an object with version 1 and sha256Hash, a text")
    return str(told["sha256Hash"])


def _document(query: str | None, id: str | None, documents: Documents) -> str | None:
    try:
        return documents.text(query, id)
    except UnknownDocument as error:
        # Clients then send the text too: for them it is no failure of the request, as GraphQL errors are none.
        raise Wrong(str(error), 200, error.code) from error
    except NotRegistered as error:
        raise Wrong(str(error), 403, error.code) from error
    except WrongHash as error:
        raise Wrong(str(error), BAD_REQUEST, error.code) from error


def _decoded(content: bytes, what: str) -> object:
    try:
        return json.loads(content.decode(), parse_float=number, parse_constant=_constant)
    except RecursionError as error:
        raise Wrong(f"{what} is nested too deep") from error
    except ValueError as error:
        raise Wrong(f"{what} is not JSON: {str(error).split('; use ')[0]}") from error


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
