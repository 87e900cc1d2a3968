"""What is kept of operations between their executions: how often they came, and the functions made of them."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from graphql import DirectiveNode, FragmentDefinitionNode, OperationDefinitionNode, VariableNode, Visitor, visit
from graphql.pyutils import Path

from ratecard.compiled.root import Root

KEPT_OPERATIONS = 512
MOST_ROOTS = 32
"""Of one operation: its root fields, and these by the values of the variables that `@skip` and `@include` read."""

Variant = tuple[Any, ...]
"""The values of those variables."""
Key = tuple[str | int, Variant]
"""A root field's name in the answer, and the variant."""
Fields = Sequence[tuple[Path, Root]]
"""Root fields in order."""


class Kept:
    """An operation of a document that is kept by whoever executes it; a document parsed again is another."""

    def __init__(self, schema: object, operation: OperationDefinitionNode, fragments: dict[str, Any]) -> None:
        self.schema = schema
        self.operation = operation
        seen = _Directives()
        visit(operation, seen)
        for fragment in fragments.values():
            visit(fragment, seen)
        self.plain = seen.plain and not operation.directives
        """Whether `@skip` and `@include` are all its directives, and fragments have no variables."""
        self.switches = tuple(seen.switches)
        """The variables that these two read."""
        self.seen = 0
        """How often it came."""
        self.roots: dict[Key, Root] = {}
        """What was made of its root fields."""
        self.fields: dict[Variant, Fields | None] = {}
        """All of them in order; None where graphql-core has to execute one of them."""

    @property
    def is_full(self) -> bool:
        """Whether nothing more is made for it: whoever sends ever other variables would have it compiled for ever."""
        return len(self.roots) >= MOST_ROOTS


class Shelf:
    """The operations that came last. Threads share it; two may make the same function, and one of the two is kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], Kept] = OrderedDict()

    def find(self, schema: object, operation: OperationDefinitionNode, fragments: dict[str, Any]) -> Kept:
        """What is kept of an operation."""
        key = (id(schema), id(operation))  # both are held by what is found, so that nothing else gets their ids
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = Kept(schema, operation, fragments)
            if len(self._kept) > KEPT_OPERATIONS:
                self._kept.popitem(last=False)
        return kept


class _Directives(Visitor):
    """Notes the directives of an operation and its fragments."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = True
        self.switches: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.plain = self.plain and node.name.value in ("skip", "include")
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.switches[argument.value.name.value] = None

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self.plain = self.plain and not node.variable_definitions
