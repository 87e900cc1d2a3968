"""Arguments as resolvers take them: Strawberry's input classes, made without looking their fields up for each value."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any

from graphql import GraphQLSchema
from strawberry.relay.types import GlobalID
from strawberry.types.arguments import _is_leaf_type
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

Reader = Callable[[Any], Any]
"""Makes of a GraphQL value, neither null nor unset, what Python code takes."""


class NotRead(Exception):
    """An argument that is Strawberry's to convert."""


class Inputs:
    """How the arguments of a field are read; `NotRead` where some are Strawberry's to convert."""

    def __init__(self, schema: GraphQLSchema, field: StrawberryField) -> None:
        self._schema: Any = schema._strawberry_schema  # type: ignore[attr-defined]
        self._readers: dict[int, list[Any]] = {}
        convert = self._schema.config.name_converter
        self.read = _named(
            {convert.from_argument(each): (each.python_name, self._reader(each.type)) for each in field.arguments}
        )
        """Gives arguments by their names in Python."""

    def _reader(self, type_: Any) -> Reader | None:
        """How a value of the type is read; None where it is taken as it is."""
        if isinstance(type_, StrawberryMaybe):
            raise NotRead
        if isinstance(type_, StrawberryOptional):
            return self._reader(type_.of_type)
        if isinstance(type_, StrawberryList):
            reader = self._reader(type_.of_type)
            return list if reader is None else _members(reader)
        if isinstance(type_, LazyType):
            return self._reader(type_.resolve_type())
        if type_ is GlobalID:
            raise NotRead
        if _is_leaf_type(type_, self._schema.schema_converter.scalar_registry):
            return None
        if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
            return self._object(type_)
        raise NotRead

    def _object(self, type_: Any) -> Reader:
        known = self._readers.get(id(type_))
        if known is not None:  # an input that has fields of its own type
            return lambda value: known[0](value)
        found: list[Any] = []
        self._readers[id(type_)] = found
        definition, convert = type_.__strawberry_definition__, self._schema.config.name_converter
        named = _named(
            {
                convert.from_field(each): (
                    each.python_name,
                    self._reader(each.resolve_type(type_definition=definition)),
                )
                for each in definition.fields
            }
        )
        absent = [
            each.python_name
            for each in definition.fields
            if definition.is_input and each.default_value is MISSING and each.default_factory is MISSING
        ]

        def read(value: Any) -> Any:
            given = named(value)
            for name in absent:
                given.setdefault(name)
            return type_(**given)

        found.append(read)
        return read


def _named(fields: Mapping[str, tuple[str, Reader | None]]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """How values by their names in GraphQL are read: by their names in Python."""
    renamed = {name: python_name for name, (python_name, _) in fields.items() if name != python_name}
    readers = [(python_name, reader) for python_name, reader in fields.values() if reader]

    def read(given: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(given)
        for name in renamed:
            found.pop(name, None)
        for name, python_name in renamed.items():
            if name in given:
                found[python_name] = given[name]
        for name, reader in readers:
            value = found.get(name)
            if value is not None and value is not UNSET:
                found[name] = reader(value)
        return found

    return read


def _members(reader: Reader) -> Reader:
    return lambda value: [each if each is None or each is UNSET else reader(each) for each in value]
