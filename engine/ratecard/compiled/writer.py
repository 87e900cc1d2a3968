"""Writes the Python functions that complete what a root field selects.

Each field becomes a few lines with an `except` of their own, as graphql-core looks after each field; an `except` that
nothing comes to takes no time. A value of another class than its type leads one to expect is left to graphql-core,
wherever it stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor

from ratecard.compiled.code import Code, Function
from ratecard.compiled.info import LazyInfo
from ratecard.compiled.kind import kind_of, told_by_class
from ratecard.compiled.leaf import leaf
from ratecard.compiled.place import Place, completed, executed, failed
from ratecard.compiled.reading import Asynchronous, Attribute, Called, NotCompiled, reading

_NESTED = 4
"""So many objects in one another are written into one function; Python allows twenty blocks in one another."""


def written(executor: Executor, place: Place) -> Function:
    """The function that completes the value of a root field; `NotCompiled`, `TooLong`."""
    writer = _Writer(executor)
    with writer.code.function("root", "x"):
        writer.value(place, "x", "p", 0)
        writer.code.line("return x")
    function: Function = writer.code.made()["root"]
    return function


class _Writer:
    def __init__(self, executor: Executor) -> None:
        self.code = Code()
        self._executor = executor
        self._functions: dict[tuple[str, tuple[int, ...]], str] = {}
        self._completed, self._executed, self._failed, self._info = map(
            self.code.constant, (completed, executed, failed, LazyInfo)
        )

    def value(self, place: Place, value: str, path: str, depth: int) -> None:
        """Lines that complete the variable `value` in its own place; what they raise belongs to the place."""
        type_ = place.type
        nullable = not isinstance(type_, GraphQLNonNull)
        inner: Any = type_ if nullable else type_.of_type  # type: ignore[union-attr]
        if is_leaf_type(inner):
            self._leaf(inner, value)
        elif is_list_type(inner):
            self._list(inner.of_type, place, value, path)
        elif is_object_type(inner):
            self._object(inner, place, value, path, depth)
        elif is_abstract_type(inner):
            self._abstract(inner, place, value, path)
        # Each of these has left an open question: what else the value may be.
        with self.code.block(f"elif {value} is not None:" if nullable else "else:"):
            self.code.line(f"{value} = {self._completed}(e, {value}, {self.code.constant(place)}, {path})")

    def _leaf(self, type_: GraphQLLeafType, value: str) -> None:
        check, given = (text.format(value, f"{value}_") for text in leaf(type_, self.code.constant))
        with self.code.block(f"if {check}:"):
            self.code.line("pass" if given == value else f"{value} = {given}")

    def _list(self, item_type: GraphQLOutputType, place: Place, value: str, path: str) -> None:
        code, item_place = self.code, place._replace(type=item_type)
        items, item, index, at = (code.name("x") for _ in range(4))
        item_path = f"({at}, {index}, None)"
        with code.block(f"if {value}.__class__ is list or {value}.__class__ is tuple:"):
            code.line(f"{at} = {path}")
            code.line(f"{items} = []")
            with code.block(f"for {index}, {item} in enumerate({value}):"):
                with self._guarded(item_place, item, item_path):
                    self.value(item_place, item, item_path, _NESTED)
                code.line(f"{items}.append({item})")
            code.line(f"{value} = {items}")

    def _object(self, type_: GraphQLObjectType, place: Place, value: str, path: str, depth: int) -> None:
        kind = kind_of(type_)
        with self.code.block(f"if {value}.__class__ is {self.code.constant(kind.cls)}{kind.check.format(value)}:"):
            if depth < _NESTED:
                self._fields(type_, place.details, value, path, depth + 1, f"{value} =")
            else:
                self.code.line(f"{value} = {self._function(type_, place.details)}(e, {value}, {path})")

    def _abstract(self, type_: GraphQLAbstractType, place: Place, value: str, path: str) -> None:
        kinds = told_by_class(self._executor.schema, type_)
        table = self.code.table(
            {self.code.constant(kind.cls): self._function(possible, place.details) for possible, kind in kinds.items()}
        )
        function = self.code.name("x")
        cast = next((kind.check for kind in kinds.values() if kind.check), "").format(value)
        with self.code.block(f"if ({function} := {table}.get({value}.__class__)) is not None{cast}:"):
            self.code.line(f"{value} = {function}(e, {value}, {path})")

    def _function(self, type_: GraphQLObjectType, details: FieldDetailsList) -> str:
        """The function for objects of a type: the same wherever the same nodes select of it."""
        key = (type_.name, tuple(id(each.node) for each in details))
        if key not in self._functions:
            name = self.code.name("f")
            with self.code.function(name, "v"):
                self._fields(type_, details, "v", "p", 1, "return")
            self._functions[key] = name
        return self._functions[key]

    def _fields(
        self, type_: GraphQLObjectType, details: FieldDetailsList, source: str, path: str, depth: int, result: str
    ) -> None:
        answer = []
        for key, nodes in self._executor.collect_subfields(type_, details).grouped_field_set.items():
            name = nodes[0].node.name.value
            if name == "__typename":
                answer.append(f"{key!r}: {type_.name!r}")
                continue
            field = self._executor.schema.get_field(type_, name)
            if field is None:
                raise NotCompiled(f"{type_.name} has no field {name}")
            variable = self.code.name("x")
            self._field(Place(type_, field, field.type, nodes), key, source, variable, path, depth)
            answer.append(f"{key!r}: {variable}")
        self.code.line(f"{result} {{{', '.join(answer)}}}")

    def _field(self, place: Place, key: str, source: str, variable: str, path: str, depth: int) -> None:
        at = f"({path}, {key!r}, {place.parent.name!r})"
        with self._guarded(place, variable, at):
            try:
                with self.code.attempt():
                    self._read(place, source, variable, at)
                    self.value(place, variable, at, depth)
            except Asynchronous:
                raise
            except NotCompiled:
                self.code.line(f"{variable} = {self._executed}(e, {source}, {self.code.constant(place)}, {at})")

    def _read(self, place: Place, source: str, variable: str, at: str) -> None:
        match reading(self._executor.schema, place):
            case Attribute(name):
                self.code.line(f"{variable} = {source}.{name}")
            case Called() as called:
                self.code.line(f"{variable} = {self._call(called, place, source, at)}")

    def _call(self, called: Called, place: Place, source: str, at: str) -> str:
        constant, resolver = self.code.constant, called.field.base_resolver
        assert resolver is not None
        here = constant(place)
        arguments = [source] if resolver.self_parameter else []
        if called.arguments is None:
            arguments.append(f"**e.arguments({here}, {constant(called.field)})")
        else:
            arguments += [f"{name}={constant(value)}" for name, value in called.arguments.items()]
        for parameter in {resolver.parent_parameter, resolver.root_parameter} - {None}:
            arguments.append(f"{parameter.name}={source}")  # type: ignore[union-attr]
        if resolver.info_parameter:
            info = f"{self._info}(e, {here}, {at}, {constant(called.field)})"
            arguments.append(f"{resolver.info_parameter.name}={info}")
        return f"{constant(resolver.wrapped_func)}({', '.join(arguments)})"

    @contextmanager
    def _guarded(self, place: Place, variable: str, path: str) -> Iterator[None]:
        """Lines whose failure makes the place null, or the place around it."""
        with self.code.block("try:"):
            yield
        with self.code.block("except Exception as error:"):
            self.code.line(f"{variable} = {self._failed}(e, error, {self.code.constant(place)}, {path})")
