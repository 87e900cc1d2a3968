"""The executor: graphql-core's, with the values of root fields completed by functions made for their selections."""

from collections.abc import Awaitable, Sequence
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLResolveInfoHelpers,
    GraphQLSchema,
    OperationType,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, collect_fields
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from ratecard.compiled.kept import Kept, Shelf
from ratecard.compiled.place import Awaited, Place
from ratecard.compiled.reading import keywords
from ratecard.compiled.root import Root, root_of


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as graphql-core does; what root fields answer is completed by functions made for what is selected.

    Left to graphql-core are asynchronous fields, those with extensions or permissions, those with objects or lists
    as arguments where they are no root fields, and any value of an unexpected class, so that its errors are the same.
    """

    shelf: ClassVar[Shelf] = Shelf()
    """What is kept of operations; a subclass may have its own."""
    waits: ClassVar[int] = 1
    """How often an operation comes before functions are made of it, as that takes longer than one execution."""

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: Any = None,
        context_value: Any = None,
        raw_variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        *args: Any,
        **given: Any,
    ) -> list[GraphQLError] | Executor[Any]:
        """As graphql-core builds it, but for variables that nothing is wrong with: these are read by functions."""
        kept = cls.shelf.find(schema, document, operation_name)
        values = None
        if kept and kept.comes_again(cls.waits):
            values = kept.variables.coerced(raw_variable_values or {}) if kept.variables else None
            given |= {"kept": kept, "values": values}  # which graphql-core hands on to the constructor
        if kept and values:
            document, raw_variable_values = kept.without_variables, None
        return super().build(
            schema, document, root_value, context_value, raw_variable_values, operation_name, *args, **given
        )

    def __init__(
        self, *args: Any, kept: Kept | None = None, values: VariableValues | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self._arguments: dict[int, dict[str, Any]] = {}
        self._kept = None if self.middleware_manager else kept
        if kept and values:
            self.operation, self.variable_values = kept.operation, values
        switches = kept.switches if kept else ()
        self._variant = tuple([self.variable_values.coerced.get(name) for name in switches])

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """What resolvers may wait with, made when asked for: one that is kept keeps the executor in a circle."""
        return GraphQLResolveInfoHelpers(gather=self.gather_async_work, track=self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, made: GraphQLResolveInfoHelpers) -> None:
        """Graphql-core's, which is not kept."""

    def arguments(self, place: Place, field: StrawberryField) -> dict[str, Any]:
        """The arguments of a field as its resolver takes them, read once an operation."""
        found = self._arguments.get(id(place))
        if found is None:
            found = self._arguments[id(place)] = keywords(
                self.schema, place, field, self.variable_values, self.hide_suggestions
            )
        return found

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The operation's result: where all its root fields are ours, without what graphql-core does around each."""
        fields = self._fields() if self._kept and not self.abort_signal and not self.hooks else None
        if fields is None:
            return super().execute_operation(serially)
        data = {}
        try:
            for path, root in fields:
                data[path.key] = self._field(root, self.root_value, path)
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            return self.build_response(None)
        if any([self.is_awaitable(each) for each in data.values()]):
            return self._awaited(data)
        return self.build_response(data)  # type: ignore[arg-type]

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """The value of a field: a root field's resolver is called straight away where nothing stands before it."""
        root = self._root(parent_type, field_details_list, path) if self._kept and path.prev is None else None
        if root is None or root.resolver is None:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        return self._field(root, source, path)

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """The completed value: of a root field by its function, of any other by graphql-core."""
        root = self._root(info.parent_type, field_details_list, path) if self._kept and path.prev is None else None
        if root is None or root.function is None:
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)
        return self._completed(root, result, path)

    def _fields(self) -> Sequence[tuple[Path, Root]] | None:
        """The root fields in order; None where graphql-core has to execute one, or may not execute them all at once."""
        kept = self._kept
        assert kept is not None
        if self._variant in kept.fields:
            return kept.fields[self._variant]
        type_ = self.schema.get_root_type(self.operation.operation)
        assert type_ is not None
        collected = collect_fields(self.schema, self.fragments, self.variable_values, type_, self.operation)
        found = []
        for key, details in collected.grouped_field_set.items():
            path = Path(None, key, type_.name)
            found.append((path, self._root(type_, details, path)))
        at_once = self.operation.operation is OperationType.QUERY or len(found) == 1
        ours = [(path, root) for path, root in found if root and root.resolver]
        whole = ours if at_once and len(ours) == len(found) else None
        if not kept.is_full:
            kept.fields[self._variant] = whole
        return whole

    def _field(self, root: Root, source: Any, path: Path) -> Any:
        place = root.place
        assert root.resolver is not None
        try:
            result = root.resolver(self, source, path)
            if not self.is_awaitable(result):
                completed = self._completed(root, result, path)
                return self._guarded(completed, place, path) if self.is_awaitable(completed) else completed
            info = self._info(place, path)
            return self.complete_awaitable_value(place.type, place.details, info, path, result, None)
        except Exception as error:
            self.handle_field_error(error, place.type, place.details, path)
            return None

    async def _awaited(self, data: dict[str | int, Any]) -> Any:
        try:
            for key, value in data.items():
                data[key] = await value if self.is_awaitable(value) else value
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            return self.build_response(None)
        return self.build_response(data)  # type: ignore[arg-type]

    def _completed(self, root: Root, result: Any, path: Path) -> Any:
        """A root field's value by its function; where something in it has to be waited for, by graphql-core."""
        kept, errors, place = self._kept, self.collected_errors, root.place
        assert kept is not None
        assert root.function is not None
        before, positions = len(errors.errors), set(errors._error_positions)
        self._kept = None  # what is asked of this executor meanwhile is graphql-core's
        try:
            return root.function(self, result, path)
        except Awaited:
            kept.roots[path.key, self._variant] = Root(place, None, None)
            kept.fields.clear()
            del errors.errors[before:]
            errors._error_positions = positions
            return super().complete_value(place.type, place.details, self._info(place, path), path, result, None)
        finally:
            self._kept = kept

    async def _guarded(self, completed: Awaitable[Any], place: Place, path: Path) -> Any:
        try:
            return await completed
        except Exception as error:
            self.handle_field_error(error, place.type, place.details, path)
            return None

    def _info(self, place: Place, path: Path) -> GraphQLResolveInfo[Any]:
        return self.build_resolve_info(place.field, [each.node for each in place.details], place.parent, path)

    def _root(self, parent: GraphQLObjectType, details: FieldDetailsList, path: Path) -> Root | None:
        """What is made of a root field; None for what no type has as a field of its own."""
        kept = self._kept
        assert kept is not None
        key = (path.key, self._variant)
        root = kept.roots.get(key)
        if root is None:
            field = parent.fields.get(details[0].node.name.value)
            if field is None:
                return None
            place = Place(parent, field, field.type, details)
            if kept.is_full:
                return Root(place, None, None)
            root = kept.roots[key] = root_of(self, place)
        return root
