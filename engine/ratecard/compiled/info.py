"""The `info` of a resolver, made of graphql-core's only when something but the context is asked of it."""

from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Executor
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from ratecard.compiled.place import Chain, Place, path_of


class LazyInfo(Info[Any, Any]):
    """Strawberry's `Info` of a field at a place, for one call of its resolver."""

    def __init__(self, executor: Executor, place: Place, chain: Chain, field: StrawberryField) -> None:
        self._executor = executor
        self._place = place
        self._chain = chain
        self._strawberry_field = field

    @property
    def context(self) -> Any:
        """The context of the operation."""
        return self._executor.context_value

    @property
    def _field(self) -> StrawberryField:  # type: ignore[override]
        return self._strawberry_field

    @property
    def _raw_info(self) -> Any:  # type: ignore[override]
        place, path = self._place, path_of(self._chain)
        assert path is not None
        nodes = [each.node for each in place.details]
        return self._executor.build_resolve_info(place.field, nodes, place.parent, path)
