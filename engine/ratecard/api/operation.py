"""One operation from text to answer: parse, guard, validate, measure, execute, mask.

All but the execution is kept for texts that were seen before.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.schema.schema import validate_document

from ratecard.api.context import Context
from ratecard.api.measure import Measured, TooComplex, guard, measured
from ratecard.api.schema import schema
from ratecard.domain.errors import PluginFault, Refusal
from ratecard.limits import Limits

KEPT_DOCUMENTS = 512
"""How many texts are kept parsed and validated."""


class Cost(NamedTuple):
    """What an operation costs, and what it may."""

    asked: int
    most: int


class Answered(NamedTuple):
    """What comes of an operation."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    requested: bool
    """False for a request that was not executed: then there is no data at all."""
    cost: Cost | None = None
    """None for an operation that was refused before it was measured."""
    operation: str | None = None
    """Its name; None for one that has none, or was not found."""
    kind: str | None = None
    """`query` or `mutation`."""

    @property
    def is_query(self) -> bool:
        """Whether it asks and does nothing."""
        return self.kind == OperationType.QUERY.value

    @property
    def body(self) -> dict[str, Any]:
        """As it is sent."""
        body: dict[str, Any] = {"errors": self.errors} if self.errors else {}
        if self.requested:
            body["data"] = self.data
        if self.cost:
            body["extensions"] = {"cost": self.cost._asdict()}
        return body


class Prepared(NamedTuple):
    """A text that was parsed, and found valid or not."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...]
    operations: tuple[Measured, ...]


class BadRequest(GraphQLError):
    """The request is not one that can be executed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "bad-request"})


class NotReadOnly(BadRequest):
    """A mutation that came by GET."""


@lru_cache(maxsize=KEPT_DOCUMENTS)
def prepared(text: str, limits: Limits, introspection: bool) -> Prepared:
    """The text parsed and validated; `GraphQLError` when it is no document or asks for too much."""
    if len(text) > limits.characters:
        raise TooComplex(f"the query has {len(text)} characters, more than {limits.characters}")
    document = parse(text, max_tokens=limits.tokens, max_comments=limits.comments)
    guard(document, limits)
    rules = tuple(specified_rules) if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    errors = tuple(validate_document(schema()._schema, document, rules))
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return Prepared(document, errors, () if errors else tuple(measured(document, node) for node in operations))


def run(
    context: Context,
    text: str,
    variables: dict[str, Any] | None = None,
    name: str | None = None,
    read_only: bool = False,
) -> Answered:
    """The answer to an operation; `NotReadOnly` for a mutation where only queries may come."""
    try:
        found = prepared(text, context.limits, context.introspection)
        if found.errors:
            return _refused(*found.errors)
        chosen = _chosen(found.operations, name)
    except GraphQLError as error:
        return _refused(error)
    operation = chosen.operation.name.value if chosen.operation.name else None
    kind = chosen.operation.operation.value
    try:
        cost = _cost(chosen, variables or {}, context)
    except GraphQLError as error:
        return _refused(error)._replace(operation=operation, kind=kind)
    if read_only and kind != OperationType.QUERY.value:
        raise NotReadOnly("only queries may come by GET")
    executed = _executed(context, text, found.document, variables, name)
    return executed._replace(cost=cost, operation=operation, kind=kind)


def _chosen(operations: tuple[Measured, ...], name: str | None) -> Measured:
    if not name:
        if len(operations) != 1:
            raise BadRequest(f"the document has {len(operations)} operations: say which by operationName")
        return operations[0]
    for each in operations:
        if each.operation.name and each.operation.name.value == name:
            return each
    raise BadRequest(f"the document has no operation {name!r}")


def _cost(chosen: Measured, variables: Mapping[str, Any], context: Context) -> Cost:
    products = sum(len(catalog.products) for catalog in context.service.catalogs())
    cost, most = chosen.cost(variables, products), context.limits.cost
    if cost > most:
        raise TooComplex(f"the query costs {cost}, more than {most}", cost={"asked": cost, "most": most})
    return Cost(cost, most)


def _executed(
    context: Context, text: str, document: DocumentNode, variables: Mapping[str, Any] | None, name: str | None
) -> Answered:
    result = schema().execute_sync(
        text,
        variable_values=dict(variables) if variables else None,
        context_value=context,
        root_value=document,
        operation_name=name or None,
    )
    errors = list(result.errors or ())
    if result.data is None and errors and all(error.path is None for error in errors):
        return _refused(*errors) if not any(map(_cause, errors)) else Answered(None, _shown(context, errors), False)
    return Answered(result.data, _shown(context, errors), True)


def _refused(*errors: GraphQLError) -> Answered:
    shown = []
    for error in errors:
        formatted: dict[str, Any] = dict(error.formatted)
        formatted["extensions"] = {"code": "bad-request"} | (formatted.get("extensions") or {})
        shown.append(formatted)
    return Answered(None, shown, False)


def _shown(context: Context, errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [_masked(context, error) for error in errors]


def _cause(error: GraphQLError) -> Exception | None:
    """What a resolver raised, None for an error of the request itself."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _masked(context: Context, error: GraphQLError) -> dict[str, Any]:
    """The error as it is shown: a refusal and a plugin's fault as they are, anything else as a number."""
    cause = _cause(error)
    shown: dict[str, Any] = dict(error.formatted)
    if cause is None:
        shown["extensions"] = {"code": "bad-request"} | (shown.get("extensions") or {})
    elif isinstance(cause, Refusal):
        shown |= {"message": cause.message, "extensions": {"code": cause.code, "hint": cause.hint}}
    else:
        number = context.log(cause)
        shown["message"] = f"a fault of the server, number {number} in its log"
        shown["extensions"] = {"code": "internal-error", "number": number}
        if isinstance(cause, PluginFault):
            shown["message"] = str(cause)
            shown["extensions"] = {
                "code": cause.code,
                "number": number,
                "step": cause.step,
                "kind": cause.kind,
                "distribution": cause.plugin.distribution,
                "version": cause.plugin.version,
            }
    return shown
