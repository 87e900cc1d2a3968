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
    field = _field(schema, place)
    if field.is_async:
        raise Asynchronous(f"{field.python_name} is asynchronous")
    if field.base_resolver is None:
        if field.default_resolver is not builtins.getattr or not _is_name(field.python_name):
            raise NotCompiled(f"{field.python_name} is not read as an attribute")
        return Attribute(field.python_name)
    if not all(map(_is_simple, place.field.args.values())):
        raise NotCompiled(f"{field.python_name} takes more than simple arguments")
    return Called(callable_field(schema, place), _constant(schema, place, field))


def callable_field(schema: GraphQLSchema, place: Place) -> StrawberryField:
    """The field, if its resolver can be called straight away; `NotCompiled`."""
    field = _field(schema, place)
    config = schema._strawberry_schema.config  # type: ignore[attr-defined]
    resolver = field.base_resolver
    if (
        resolver is None
        or type(resolver).__call__ is not StrawberryResolver.__call__
        or not callable(resolver.wrapped_func)
        or (resolver.info_parameter and config.info_class is not Info)
    ):
        raise NotCompiled(f"{field.python_name} has no resolver that can be called")
    return field


def keywords(
    schema: GraphQLSchema,
    place: Place,
    field: StrawberryField,
    variables: VariableValues,
    hide_suggestions: bool = False,
) -> dict[str, Any]:
    """The arguments of the field as its resolver takes them; `GraphQLError`."""
    given = get_argument_values(place.field, place.details[0].node, variables, None, hide_suggestions)
    converter = schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
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


def _field(schema: GraphQLSchema, place: Place) -> StrawberryField:
    """Strawberry's field, if nothing stands between it and its resolver; `NotCompiled`."""
    field = place.field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    converter = schema._strawberry_schema.schema_converter  # type: ignore[attr-defined]
    if (
        not isinstance(field, StrawberryField)
        or not hasattr(place.field.resolve, "_is_default")  # Strawberry's mark on what it makes itself
        or field.extensions
        or converter._exception_handler_specs
        or type(field).get_result is not StrawberryField.get_result
    ):
        raise NotCompiled(f"{place.details[0].node.name.value} is more than an attribute or a resolver")
    return field


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
