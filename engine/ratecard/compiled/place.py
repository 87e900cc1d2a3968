"""Places of an answer: where a value stands, and how graphql-core completes it when the compiled code does not."""

from types import CoroutineType
from typing import Any, NamedTuple

from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor

Chain = tuple[Any, str | int, str | None]
"""A `Path` that is not made yet: the chain before, a name or an index, and the type that the name is a field of."""


class Awaited(BaseException):
    """A value has to be waited for, which compiled code can't do; no `except Exception` takes it for a failure."""


class Place(NamedTuple):
    """Where a value stands: a field of a type as some nodes of a document select it, or a member of its list."""

    parent: GraphQLObjectType
    field: GraphQLField
    type: GraphQLOutputType
    """Of the value: the field's, or that of its list's members."""
    details: list[FieldDetails]
    """The nodes that select the field."""


def path_of(chain: Chain | None) -> Path | None:
    """The path that a chain stands for."""
    return None if chain is None else Path(path_of(chain[0]), chain[1], chain[2])


def completed(executor: Executor, value: object, place: Place, chain: Chain) -> Any:
    """The value as graphql-core completes it."""
    _at_once(executor, value)
    path = path_of(chain)
    assert path is not None
    field_path: Path | None = path
    while field_path is not None and isinstance(field_path.key, int):
        field_path = field_path.prev
    assert field_path is not None
    nodes = [each.node for each in place.details]
    info = executor.build_resolve_info(place.field, nodes, place.parent, field_path)
    return _at_once(executor, Executor.complete_value(executor, place.type, place.details, info, path, value, None))


def executed(executor: Executor, source: object, place: Place, chain: Chain) -> Any:
    """A field as graphql-core executes it, its errors included."""
    path = path_of(chain)
    assert path is not None
    return _at_once(executor, Executor.execute_field(executor, place.parent, source, place.details, path, None))


def failed(executor: Executor, error: Exception, place: Place, chain: Chain) -> None:
    """None where the place may be null, its error noted; where it may not, the error goes on to the place around it."""
    path = path_of(chain)
    assert path is not None
    executor.handle_field_error(error, place.type, place.details, path)


def _at_once(executor: Executor, value: Any) -> Any:
    if executor.is_awaitable(value):
        if isinstance(value, CoroutineType):
            value.close()
        raise Awaited
    return value
