"""Which Python class the objects of a type have, where the class alone tells the type."""

from typing import Any, NamedTuple

from graphql import GraphQLAbstractType, GraphQLObjectType, GraphQLSchema, is_interface_type
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

from ratecard.compiled.reading import NotCompiled


class Kind(NamedTuple):
    """The class of a type's objects."""

    cls: type
    check: str = ""
    """What else is to be asked of an object `{0}`: that `strawberry.cast` has not made it one of another type."""


_NOT_CAST = f" and not hasattr({{0}}, {TYPE_CAST_ATTRIBUTE!r})"


def kind_of(type_: GraphQLObjectType) -> Kind:
    """The class of a type's objects; `NotCompiled` where a value has to be looked at."""
    definition = _definition(type_)
    if type_.is_type_of is None:
        return Kind(definition.concrete_of.origin if definition.concrete_of else definition.origin)
    if definition.is_type_of or definition.concrete_of:
        raise NotCompiled(f"{type_.name} is told by more than its class")
    return Kind(definition.origin, _NOT_CAST)


def told_by_class(schema: GraphQLSchema, type_: GraphQLAbstractType) -> dict[GraphQLObjectType, Kind]:
    """The possible types of a union or an interface; `NotCompiled` where their classes don't tell them apart."""
    if is_interface_type(type_) and _definition(type_).resolve_type:
        raise NotCompiled(f"{type_.name} tells its types apart by itself")
    kinds: dict[GraphQLObjectType, Kind] = {}
    for possible in schema.get_possible_types(type_):
        definition = _definition(possible)
        own: Any = vars(definition.origin).get("__strawberry_definition__")
        if definition.is_type_of or definition.concrete_of or own is not definition or definition.name != possible.name:
            raise NotCompiled(f"{possible.name} is told by more than its class")
        kinds[possible] = Kind(definition.origin, _NOT_CAST)
    return kinds


def _definition(type_: Any) -> StrawberryObjectDefinition:
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, StrawberryObjectDefinition):
        raise NotCompiled(f"{type_.name} is none of Strawberry's")
    return definition
