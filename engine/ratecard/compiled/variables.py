"""Variables as graphql-core coerces them, by functions that are made of their types once an operation.

Whatever is not as it should be leaves all of them to graphql-core, which says what is wrong, in its own order.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ValueNode,
    VariableDefinitionNode,
    is_required_input_field,
    specified_scalar_types,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.language.parser import MAX_NESTING_DEPTH
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

_PLAIN = {"String": str, "ID": str, "Boolean": bool}
"""Values of these classes are what their scalars make of them."""


class Unread(Exception):
    """A type or a value that is graphql-core's to coerce."""


class Reader(NamedTuple):
    """How values of a type are coerced."""

    read: Callable[[Any], Any]
    """Gives the coerced value of one that is not null; whatever it raises leaves all variables to graphql-core."""
    is_nullable: bool = True
    levels: int = 0
    """So many lists and objects may stand inside each other."""


class Variables:
    """How the variables of an operation are coerced; `Unread` where one of them is graphql-core's."""

    def __init__(self, schema: GraphQLSchema, definitions: Iterable[VariableDefinitionNode]) -> None:
        readers = _Readers()
        self._defined: list[tuple[GraphQLVariableSignature, Reader, ValueNode | None]] = []
        for each in definitions:
            signature = get_variable_signature(schema, each)
            if not isinstance(signature, GraphQLVariableSignature):
                raise Unread
            reader = readers.of(signature.type)
            if reader.levels > MAX_NESTING_DEPTH:
                raise Unread  # graphql-core takes no value that is nested so deep
            self._defined.append((signature, reader, each.default_value))

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | None:
        """The values; None where graphql-core has to look at them."""
        try:
            return self._coerced(given)
        except Exception:
            return None

    def _coerced(self, given: Mapping[str, Any]) -> VariableValues:
        sources, coerced = {}, {}
        for signature, (read, is_nullable, _), default in self._defined:
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is not Undefined:
                coerced[name] = None if value is None and is_nullable else read(value)
            elif default:
                coerced[name] = _known(coerce_input_literal(default, signature.type))
            elif not is_nullable:
                raise Unread
        return VariableValues(sources, coerced)


class _Readers:
    """The readers of types, one for each type of objects."""

    def __init__(self) -> None:
        self._objects: dict[str, Reader | None] = {}

    def of(self, type_: GraphQLInputType) -> Reader:
        """How values of a type are coerced; `Unread` for one that has fields of its own type."""
        if isinstance(type_, GraphQLNonNull):
            return self.of(type_.of_type)._replace(is_nullable=False)
        if isinstance(type_, GraphQLList):
            member = self.of(type_.of_type)
            return Reader(_members(member), levels=member.levels + 1)
        if not isinstance(type_, GraphQLInputObjectType):
            return Reader(_leaf(type_))
        if type_.name not in self._objects:
            self._objects[type_.name] = None
            self._objects[type_.name] = self._object(type_)
        found = self._objects[type_.name]
        if found is None:
            raise Unread
        return found

    def _object(self, type_: GraphQLInputObjectType) -> Reader:
        readers = {name: self.of(field.type) for name, field in type_.fields.items()}
        names = {name: field.out_name or name for name, field in type_.fields.items()}
        try:
            absent = {names[name]: coerce_default_value(field) for name, field in type_.fields.items()}
        except TypeError as error:  # a default that its type does not take
            raise Unread from error
        if len(absent) < len(names):  # two fields that are one in Python
            raise Unread
        fields = {name: (names[name], reader.read, reader.is_nullable) for name, reader in readers.items()}
        required = [name for name, field in type_.fields.items() if is_required_input_field(field)]
        has_gaps = any(absent[names[name]] is Undefined for name in names.keys() - set(required))
        made = None if type_.out_type is GraphQLInputObjectType.out_type else type_.out_type

        def read(value: Any) -> Any:
            if value.__class__ is not dict:
                raise Unread
            for name in required:
                if name not in value:
                    raise Unread
            found = absent.copy()  # so that the order is that of the type
            for name, given in value.items():
                out_name, read, is_nullable = fields[name]
                found[out_name] = None if given is None and is_nullable else read(given)
            if has_gaps:
                found = {name: given for name, given in found.items() if given is not Undefined}
            if type_.is_one_of and (len(value) != 1 or len(found) != 1 or None in found.values()):
                raise Unread
            return found if made is None else made(found)

        return Reader(read, levels=1 + max((reader.levels for reader in readers.values()), default=0))


def _members(member: Reader) -> Callable[[Any], Any]:
    read, is_nullable, _ = member

    def members(value: Any) -> Any:
        if value.__class__ is not list:
            raise Unread
        return [None if each is None and is_nullable else read(each) for each in value]

    return members


def _leaf(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = type_.coerce_input_value

    def leaf(value: Any) -> Any:
        if value is None:
            raise Unread
        return _known(coerce(value))

    plain = _PLAIN.get(type_.name) if specified_scalar_types.get(type_.name) is type_ else None
    return leaf if plain is None else lambda value: value if value.__class__ is plain else leaf(value)


def _known(value: Any) -> Any:
    if value is Undefined:
        raise Unread
    return value
