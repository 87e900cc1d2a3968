"""The executor: graphql-core's, with the values of root fields completed by functions made for their selections."""

from typing import Any, ClassVar

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from ratecard.compiled.code import Function, TooLong
from ratecard.compiled.kept import Kept, Key, Shelf
from ratecard.compiled.place import Awaited, Place
from ratecard.compiled.reading import NotCompiled, keywords
from ratecard.compiled.writer import written


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as graphql-core does; what root fields answer is completed by functions made for what is selected.

    Resolvers of root fields are called by graphql-core, as are those of any field that is not plain: asynchronous ones,
    those with extensions or permissions, and those whose arguments are objects or lists. A value of an unexpected class
    is completed by graphql-core, so that its errors are the same.
    """

    shelf: ClassVar[Shelf] = Shelf()
    """What is kept of operations; a subclass may have its own."""
    waits: ClassVar[int] = 1
    """How often an operation comes before functions are made of it, as that takes longer than one execution."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._arguments: dict[int, dict[str, Any]] = {}
        kept = self.shelf.find(self.schema, self.operation, self.fragment_definitions)
        ready = kept.seen >= self.waits and kept.plain and not self.middleware_manager
        kept.seen += not ready
        self._kept = kept if ready else None
        self._variant = tuple([self.variable_values.coerced.get(name) for name in kept.switches])

    def arguments(self, place: Place, field: StrawberryField) -> dict[str, Any]:
        """The arguments of a field as its resolver takes them, read once an operation."""
        found = self._arguments.get(id(place))
        if found is None:
            found = self._arguments[id(place)] = keywords(self.schema, place, field, self.variable_values)
        return found

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
        kept = self._kept
        if kept is None or path.prev is not None:
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)
        key = (path.key, self._variant)
        function = kept.functions.get(key)
        if function is None and key not in kept.functions:
            field = self.schema.get_field(info.parent_type, info.field_name)
            assert field is not None
            function = self._written(kept, key, Place(info.parent_type, field, return_type, field_details_list))
        self._kept = None  # what is asked of this method meanwhile is graphql-core's
        try:
            if function is not None:
                errors = self.collected_errors
                before, positions = len(errors.errors), set(errors._error_positions)
                try:
                    return function(self, result, path)
                except Awaited:
                    kept.keep(key, None)
                    del errors.errors[before:]
                    errors._error_positions = positions
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)
        finally:
            self._kept = kept

    def _written(self, kept: Kept, key: Key, place: Place) -> Function | None:
        try:
            function = written(self, place)
        except (NotCompiled, TooLong):
            function = None
        kept.keep(key, function)
        return function
