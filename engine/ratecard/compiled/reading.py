"""How the value of a field is read off its object: an attribute, a call of the resolver, or by graphql-core."""

import builtins
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLNonNull,
    GraphQLSchema,
    VariableNode,
    Visitor,
    get_named_type,
    is_enum_type,
    is_specified_scalar_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter, get_arguments
from strawberry.types import Info
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from ratecard.compiled.place import Place


class NotCompiled(Exception):
    """A selection that compiled code can't answer; graphql-core does."""


class Asynchronous(NotCompiled):
    """A field that has to be waited for."""


class Attribute(NamedTuple):
    """The field is an attribute of its object."""

    name: str


class Called(NamedTuple):
    """The field is what a function gives for its object."""

    field: StrawberryField
    arguments: Mapping[str, Any] | None
    """Its arguments; None where variables say them."""


def reading(schema: GraphQLSchema, place: Place) -> Attribute | Called:
    """How a field's value is read; `NotCompiled` where only graphql-core can, `Asynchronous` where it has to wait."""
    field = place.field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    name = f"{place.parent.name}.{place.details[0].node.name.value}"
    if not isinstance(field, StrawberryField) or not _is_known(schema, place, field):
        raise NotCompiled(f"{name} is more than an attribute or a resolver")
    if field.is_async:
        raise Asynchronous(f"{name} is asynchronous")
    if field.base_resolver is None:
        if field.default_resolver is not builtins.getattr or not _is_name(field.python_name):
            raise NotCompiled(f"{name} is not read as an attribute")
        return Attribute(field.python_name)
    if not _is_callable(schema, field.base_resolver) or not all(map(_is_simple, place.field.args.values())):
        raise NotCompiled(f"{name} takes more than simple arguments")
    return Called(field, _constant(schema, place, field))


def keywords(schema: GraphQLSchema, place: Place, field: StrawberryField, variables: VariableValues) -> dict[str, Any]:
    """The arguments of the field as its resolver takes them; `GraphQLError`."""
    details: FieldDetails = place.details[0]
    given = get_argument_values(place.field, details.node, variables, details.fragment_variable_values)
    converter = schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
    found: dict[str, Any] = {}
    _, found = get_arguments(
        field=field,
        source=None,
        info=None,  # type: ignore[arg-type]
        kwargs=given,
        config=converter.config,
        scalar_registry=converter.scalar_registry,
    )
    resolver = field.base_resolver
    assert resolver is not None
    for parameter in (resolver.parent_parameter, resolver.root_parameter, resolver.info_parameter):
        if parameter:
            found.pop(parameter.name, None)
    return found


def _is_name(name: str) -> bool:
    return name.isidentifier() and not iskeyword(name)


def _is_known(schema: GraphQLSchema, place: Place, field: StrawberryField) -> bool:
    """Whether nothing stands between the field and its resolver."""
    converter = schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
    return (
        hasattr(place.field.resolve, "_is_default")  # Strawberry's mark on what it makes itself
        and not field.extensions
        and not converter._exception_handler_specs
        and type(field).get_result is StrawberryField.get_result
    )


def _is_callable(schema: GraphQLSchema, resolver: StrawberryResolver[Any]) -> bool:
    config = schema._strawberry_schema.config  # type: ignore[attr-defined]
    return (
        type(resolver).__call__ is StrawberryResolver.__call__
        and callable(resolver.wrapped_func)
        and (resolver.info_parameter is None or config.info_class is Info)
    )


def _is_simple(argument: GraphQLArgument) -> bool:
    """Whether the argument's values can't be changed, so that one may be given to several calls."""
    type_ = argument.type
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return inner is get_named_type(inner) and (is_enum_type(inner) or is_specified_scalar_type(inner))


def _constant(schema: GraphQLSchema, place: Place, field: StrawberryField) -> dict[str, Any] | None:
    node = place.details[0].node
    seen = _Variables()
    for argument in node.arguments or ():
        visit(argument, seen)
    if seen.found:
        return None
    try:
        return keywords(schema, place, field, VariableValues({}, {}))
    except GraphQLError:
        return None  # the error belongs to each place where the field stands


class _Variables(Visitor):
    """Notes whether there are variables."""

    found = False

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.found = True
