"""Root fields: how their resolvers are called, and the functions that complete what these give."""

from collections.abc import Callable
from typing import Any, NamedTuple

from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor

from ratecard.compiled.code import Function, TooLong
from ratecard.compiled.info import LazyInfo
from ratecard.compiled.inputs import Inputs, NotRead
from ratecard.compiled.place import Place
from ratecard.compiled.reading import NotCompiled, callable_field
from ratecard.compiled.writer import written

Resolver = Callable[[Executor, Any, Path], Any]
"""Calls a root field's resolver for an executor, with the root value, at a path."""


class Root(NamedTuple):
    """What is made of a root field as an operation selects it."""

    place: Place
    resolver: Resolver | None
    """None where graphql-core is to call it."""
    function: Function | None
    """None where graphql-core is to complete its value."""


def root_of(executor: Executor, place: Place) -> Root:
    """What is made of a root field."""
    try:
        function = written(executor, place)
    except (NotCompiled, TooLong, SyntaxError):  # Python allows twenty blocks in one another: lists of lists of lists …
        return Root(place, None, None)
    try:
        return Root(place, _resolver(executor, place), function)
    except (NotCompiled, NotRead):
        return Root(place, None, function)


def _resolver(executor: Executor, place: Place) -> Resolver:
    """How the resolver is called."""
    field = callable_field(executor.schema, place)
    resolver, node = field.base_resolver, place.details[0].node
    assert resolver is not None
    inputs = Inputs(executor.schema, field)
    call: Callable[..., Any] = resolver.wrapped_func  # type: ignore[assignment]
    info = resolver.info_parameter.name if resolver.info_parameter else None
    sources = {each.name for each in (resolver.parent_parameter, resolver.root_parameter) if each}

    def resolve(executor: Executor, source: Any, path: Path) -> Any:
        given = get_argument_values(place.field, node, executor.variable_values, None, executor.hide_suggestions)
        arguments = inputs.read(given)
        for name in sources:
            arguments[name] = source
        if info:
            arguments[info] = LazyInfo(executor, place, path, field)
        return call(source, **arguments) if resolver.self_parameter else call(**arguments)

    return resolve
