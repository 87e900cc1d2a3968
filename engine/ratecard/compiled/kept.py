"""What is kept of operations between their executions: how often they came, and the functions made of them."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.pyutils import Path

from ratecard.compiled.root import Root
from ratecard.compiled.variables import Unread, Variables

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

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.document = document
        self.operation = operation
        fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
        self.without_variables = DocumentNode(definitions=(replace(operation, variable_definitions=()), *fragments))
        """The operation alone, for an executor that is given the values of its variables."""
        seen = _Directives()
        for each in (operation, *fragments):
            visit(each, seen)
        self._plain = seen.plain and not operation.directives
        """Whether `@skip` and `@include` are all its directives, and fragments have no variables."""
        self.switches = tuple(seen.switches)
        """The variables that these two read."""
        self._seen = 0
        self.roots: dict[Key, Root] = {}
        """What was made of its root fields."""
        self.fields: dict[Variant, Fields | None] = {}
        """All of them in order; None where graphql-core has to execute one of them."""

    def comes_again(self, waits: int) -> bool:
        """Whether it came so often before, and is one that functions can be made of."""
        self._seen += 1
        return self._plain and self._seen > waits

    @cached_property
    def variables(self) -> Variables | None:
        """How its variables are coerced; None where graphql-core has to do it."""
        try:
            return Variables(self.schema, self.operation.variable_definitions or ())
        except Unread:
            return None

    @property
    def is_full(self) -> bool:
        """Whether nothing more is made for it: whoever sends ever other variables would have it compiled for ever."""
        return len(self.roots) >= MOST_ROOTS


class Shelf:
    """The operations that came last. Threads share it; two may make the same function, and one of the two is kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int, str | None], Kept] = OrderedDict()

    def find(self, schema: GraphQLSchema, document: DocumentNode, name: str | None) -> Kept | None:
        """What is kept of the operation of that name; None where the document has not one."""
        key = (id(schema), id(document), name)  # both are held by what is found, so that nothing else gets their ids
        kept = self._kept.get(key)
        if kept is None:
            operation = _chosen(document, name)
            if operation is None:
                return None
            kept = self._kept[key] = Kept(schema, document, operation)
            if len(self._kept) > KEPT_OPERATIONS:
                self._kept.popitem(last=False)
        return kept


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        operations = [each for each in operations if each.name and each.name.value == name]
    return operations[0] if len(operations) == 1 else None


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
