"""One operation from text to answer: parse, guard, validate, measure, execute, mask.

All but the execution is kept for texts that were seen before.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    specified_rules,
    validate,
)
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from ratecard.api.context import Context
from ratecard.api.measure import Measured, TooComplex, guard, measured
from ratecard.api.schema import schema
from ratecard.compiled import CompiledExecutor
from ratecard.domain.errors import PluginFault, Refusal
from ratecard.limits import Limits

KEPT_DOCUMENTS = 512
"""How many texts are kept parsed and validated."""
MOST_ERRORS = 20
"""Of a document that is not valid: the first ones say enough, and each takes time to find."""
SHORT = 1_000
"""The cost up to which a query counts as short: some 8 ms, if it is one of the dearest."""


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


class Ready(NamedTuple):
    """An operation that may be executed."""

    document: DocumentNode
    name: str | None
    kind: str
    cost: Cost

    @property
    def is_short(self) -> bool:
        """Whether it is a query that takes so little that everybody else may wait for it."""
        return self.kind == OperationType.QUERY.value and self.cost.asked <= SHORT


class BadRequest(GraphQLError):
    """The request is not one that can be executed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "bad-request"})


class NotReadOnly(BadRequest):
    """A mutation that came by GET."""


_kept: dict[tuple[str, Limits, bool], Prepared] = {}
_keeping = Lock()


def prepared(text: str, limits: Limits, introspection: bool) -> Prepared:
    """The text parsed and validated; `GraphQLError` when it is no document or asks for too much."""
    key = (text, limits, introspection)
    found = _kept.get(key)
    if found is None:
        found = _prepare(text, limits, introspection)
        with _keeping:
            if len(_kept) >= KEPT_DOCUMENTS:
                del _kept[next(iter(_kept))]
            _kept[key] = found
    return found


def ready(context: Context, text: str, variables: Mapping[str, Any] | None, name: str | None) -> Ready | None:
    """The operation of a text that came before; None for any other, and for one that `run` refuses."""
    if (text, context.limits, context.introspection) not in _kept:
        return None
    try:
        found = _found(context, text, variables, name)
    except Exception:
        return None  # what is wrong is told when it is run
    return found if isinstance(found, Ready) else None


def _prepare(text: str, limits: Limits, introspection: bool) -> Prepared:
    if len(text) > limits.characters:
        raise TooComplex(f"the query has {len(text)} characters, more than {limits.characters}")
    document = parse(text, max_tokens=limits.tokens, max_comments=limits.comments)
    guard(document, limits)
    rules = tuple(specified_rules) if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    errors = tuple(validate(schema()._schema, document, rules, MOST_ERRORS))
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return Prepared(document, errors, () if errors else tuple(measured(document, node) for node in operations))


def run(
    context: Context,
    text: str,
    variables: dict[str, Any] | None = None,
    name: str | None = None,
    read_only: bool = False,
    found: Ready | None = None,
) -> Answered:
    """The answer to an operation, which `ready` may have found; `NotReadOnly` for a mutation that is not to come."""
    chosen = found or _found(context, text, variables, name)
    if isinstance(chosen, Answered):
        return chosen
    if read_only and chosen.kind != OperationType.QUERY.value:
        raise NotReadOnly("only queries may come by GET")
    executed = _executed(context, chosen.document, variables, name)
    return executed._replace(cost=chosen.cost, operation=chosen.name, kind=chosen.kind)


def _found(context: Context, text: str, variables: Mapping[str, Any] | None, name: str | None) -> Ready | Answered:
    """The operation, or why it is refused."""
    try:
        found = prepared(text, context.limits, context.introspection)
        if found.errors:
            return _refused(*found.errors)
        chosen = _chosen(found.operations, name)
    except GraphQLError as error:
        return _refused(error)
    operation, kind = chosen.operation.name, chosen.operation.operation.value
    named = operation.value if operation else None
    try:
        return Ready(found.document, named, kind, _cost(chosen, variables or {}, context))
    except GraphQLError as error:
        return _refused(error)._replace(operation=named, kind=kind)


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
    context: Context, document: DocumentNode, variables: Mapping[str, Any] | None, name: str | None
) -> Answered:
    result = execute(
        schema()._schema,
        document,
        context_value=context,
        variable_values=dict(variables) if variables else None,
        operation_name=name or None,
        executor_class=CompiledExecutor if context.compiled else StrawberryGraphQLCoreExecutionContext,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # it says bool where graphql-core says TypeGuard
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("a resolver is asynchronous")
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
