"""Operations that are known by an id: registered by a file, or told once by a client that then sends the hash alone."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from graphql import GraphQLError, OperationDefinitionNode, parse

from ratecard.api.operation import prepared
from ratecard.host import HostProblem
from ratecard.limits import Limits

MOST_TOLD = 1_000
"""Documents that are kept because a client told them; the one that was asked for longest ago goes first."""
_MANIFEST = "apollo-persisted-query-manifest"


class UnknownDocument(Exception):
    """An id that no document has. The message is the one that clients wait for, to send the text as well."""

    code = "persisted-query-not-found"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class NotRegistered(Exception):
    """A text where only registered documents are answered."""

    code = "not-registered"

    def __init__(self) -> None:
        super().__init__("only registered documents are answered: ask by documentId or by extensions.persistedQuery")


class WrongHash(Exception):
    """A text with a hash that is not its own."""

    code = "wrong-hash"

    def __init__(self) -> None:
        super().__init__("the hash in extensions.persistedQuery is not the SHA-256 of the query")


class DocumentsProblem(HostProblem):
    """A file of documents that can't be taken."""

    code = "documents-problem"

    def __init__(self, path: Path, what: str, hint: str | None = None) -> None:
        self.message = f"{path}: {what}"
        self.hint = hint
        super().__init__(self.message, hint)


class Documents:
    """The documents that clients may ask by id."""

    def __init__(self, registered: Mapping[str, str] = MappingProxyType({}), *, only_registered: bool = False) -> None:
        self._registered = registered
        self._texts = frozenset(registered.values())
        self._only_registered = only_registered
        self._told: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def text(self, query: str | None, id: str | None) -> str | None:
        """The document to answer; None where neither it nor an id was given.

        Raises `UnknownDocument`, `NotRegistered`, `WrongHash`.
        """
        if id is None:
            if query is not None and self._only_registered and query not in self._texts:
                raise NotRegistered
            return query
        if query is None:
            return self._known(id)
        if hashed(query) != id:
            raise WrongHash
        if self._only_registered and query not in self._texts:
            raise NotRegistered
        self._tell(id, query)
        return query

    def _known(self, id: str) -> str:
        if id in self._registered:
            return self._registered[id]
        with self._lock:
            if id in self._told:
                self._told.move_to_end(id)
                return self._told[id]
        raise UnknownDocument

    def _tell(self, id: str, query: str) -> None:
        with self._lock:
            self._told[id] = query
            self._told.move_to_end(id)
            while len(self._told) > MOST_TOLD:
                self._told.popitem(last=False)


def hashed(query: str) -> str:
    """The id of a document that clients make themselves: its SHA-256 in hexadecimal."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()


def bare(id: str) -> str:
    """An id without the name of its hash, which some tools write before it."""
    return id.removeprefix("sha256:")


def read_documents(path: Path, limits: Limits) -> Mapping[str, str]:
    """The documents of a file by id: graphql-codegen's `persisted-documents.json`, or Apollo's manifest.

    Each is checked against the schema and the limits; `DocumentsProblem` with the first that is wrong.
    """
    documents = _read(path)
    for name, text in documents.items():
        try:
            errors = prepared(text, limits, True).errors
        except GraphQLError as error:
            errors = (error,)
        if errors:
            raise DocumentsProblem(
                path, f"document {name!r}: {errors[0].message}", "write the file anew for this schema"
            )
    return documents


def names_in(documents: Mapping[str, str]) -> frozenset[str]:
    """The names of the operations in valid documents."""
    definitions = (node for text in documents.values() for node in parse(text).definitions)
    named = (node.name for node in definitions if isinstance(node, OperationDefinitionNode))
    return frozenset(name.value for name in named if name)


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise DocumentsProblem(path, f"can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DocumentsProblem(path, "is not JSON") from error
    if isinstance(content, dict) and content.get("format") == _MANIFEST:
        operations = content.get("operations")
        members = operations if isinstance(operations, list) else [None]
        found = [(each.get("id"), each.get("body")) if isinstance(each, dict) else (None, None) for each in members]
    elif isinstance(content, dict):
        found = list(content.items())
    else:
        found = [(None, None)]
    texts = {bare(name): text for name, text in found if isinstance(name, str) and isinstance(text, str)}
    if len(texts) != len(found):
        raise DocumentsProblem(path, 'must be {"id": "query …"}, or a manifest of Apollo')
    return texts
