"""How much an operation asks for: depth, names alike, aliases, root fields, and cost counted with the sizes of lists.

Every fragment is visited once, however often it is spread, so that measuring is never the work it is to prevent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from ratecard.api.cost import NOTHING, Root, Selected, root_cost
from ratecard.api.given import Given
from ratecard.limits import Limits

SIZES = {
    "offers": 8,
    "tiers": 8,
    "lines": 8,
    "holds": 2,
    "notices": 2,
    "balances": 4,
    "entitlements": 4,
    "expiries": 2,
    "meters": 3,
    "costs": 3,
    "choices": 2,
    "versions": 3,
    "ledger": 4,
    "cliffs": 5,
    "steps": 8,
    "hints": 4,
    "orders": 4,
    "ranges": 4,
    "rules": 8,
    "metering": 4,
    "prices": 3,
    "warningList": 5,
    "codes": 300,
    "strategies": 20,
    "catalogs": 10,
    "types": 150,
    "fields": 16,
    "inputFields": 8,
    "possibleTypes": 5,
    "enumValues": 6,
    "args": 3,
    "directives": 6,
}
"""How many members a list is taken to have; a list that is not named here has one. Those whose size the question says
are multiplied at the root."""
GROWING = ("lines", "slices", "balances", "entitlements", "expiries", "ledger", "notices", "contributions")
"""Lists that have more members the more rows of usage, packs and changes a question has."""
WEIGHTS = {"strategies": 100, "settings": 25, "formula": 15}
"""What one member of a field takes to compute, beside its fields."""
AGAIN = ("hints", "breakEven", "crossings")
"""What settles the question again, and the oftener the more it buys."""


class TooComplex(GraphQLError):
    """The operation asks for too much."""

    def __init__(self, what: str, **figures: object) -> None:
        super().__init__(what, extensions={"code": "too-complex", "hint": "ask in several requests", **figures})


class Measured(NamedTuple):
    """What an operation's root fields select."""

    operation: OperationDefinitionNode
    roots: tuple[Root, ...]

    def cost(self, variables: Mapping[str, Any], products: int) -> int:
        """The cost of the operation, with the sizes that its question says."""
        given = Given(variables)
        return given.reading() + sum(root_cost(root, given, products) for root in self.roots)


def guard(document: DocumentNode, limits: Limits) -> None:
    """Refuse what is too deep, or too much of a kind, before the standard rules see it: `TooComplex`."""
    fragments = _fragments(document)
    depths: dict[str, int] = {}
    aliases = directives = 0
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            continue
        directives += len(definition.directives or ())
        for selection_set in _nested(definition.selection_set):
            found = list(_flat(selection_set))
            fields = [each for each in found if isinstance(each, FieldNode)]
            directives += sum(len(each.directives or ()) for each in found)
            aliases += sum(1 for field in fields if field.alias)
            _check_alike(fields, limits)
        if _depth(definition.selection_set, fragments, depths) > limits.depth:
            raise TooComplex(f"the query is more than {limits.depth} levels deep")
        if isinstance(definition, OperationDefinitionNode):
            roots = sum(1 for _ in _root_fields(definition.selection_set, fragments, set()))
            _check_most("fields at its root", roots, limits.root_fields)
    _check_most("aliases", aliases, limits.aliases)
    _check_most("directives", directives, limits.directives)


def _check_alike(fields: Sequence[FieldNode], limits: Limits) -> None:
    names = Counter(field.alias.value if field.alias else field.name.value for field in fields)
    if names and max(names.values()) > limits.alike:
        raise TooComplex(f"one name is selected more than {limits.alike} times in one place")


def _check_most(what: str, found: int, most: int) -> None:
    if found > most:
        raise TooComplex(f"the query has {found} {what}, more than {most}")


def measured(document: DocumentNode, operation: OperationDefinitionNode) -> Measured:
    """What a valid document's operation selects."""
    fragments = _fragments(document)
    known: dict[str, Selected] = {}
    roots = tuple(
        Root(field, _field_cost(field, fragments, known))
        for field in _root_fields(operation.selection_set, fragments, set())
    )
    return Measured(operation, roots)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _nested(selection_set: SelectionSetNode) -> Iterator[SelectionSetNode]:
    """The selection set and those inside its fields; inline fragments are part of the set they stand in."""
    waiting = [selection_set]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += [
            found.selection_set for found in _flat(each) if isinstance(found, FieldNode) and found.selection_set
        ]


def _flat(selection_set: SelectionSetNode) -> Iterator[SelectionNode]:
    """What stands in a selection set, inline fragments and what stands in them too."""
    waiting = [selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            yield selection
            if isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)


def _depth(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, int]
) -> int:
    deepest = 0
    for selection in selection_set.selections:
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in known and name in fragments:
                known[name] = 0  # a cycle, which the standard rules refuse, ends here
                known[name] = _depth(fragments[name].selection_set, fragments, known)
            deepest = max(deepest, known.get(name, 0))
        elif isinstance(selection, InlineFragmentNode):
            deepest = max(deepest, _depth(selection.selection_set, fragments, known))
        elif isinstance(selection, FieldNode):
            inner = selection.selection_set
            deepest = max(deepest, 1 + (_depth(inner, fragments, known) if inner else 0))
    return deepest


def _cost(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Selected]
) -> Selected:
    total = NOTHING
    for selection in selection_set.selections:
        if isinstance(selection, FieldNode):
            total = total.plus(_field_cost(selection, fragments, known))
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in known:
                known[name] = _cost(fragments[name].selection_set, fragments, known)
            total = total.plus(known[name])
        elif isinstance(selection, InlineFragmentNode):
            total = total.plus(_cost(selection.selection_set, fragments, known))
    return total


def _field_cost(
    field: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Selected]
) -> Selected:
    name = field.name.value
    own = Selected(1 + WEIGHTS.get(name, 0), 0, *(int(name == each) for each in AGAIN))
    if not field.selection_set:
        return own
    inner = _cost(field.selection_set, fragments, known)
    found = own.plus(inner, SIZES.get(name, 1))
    return found._replace(members=found.members + inner.fields) if name in GROWING else found


def _root_fields(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[FieldNode]:
    for selection in selection_set.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _root_fields(selection.selection_set, fragments, seen)
        elif isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            if name not in seen and name in fragments:
                seen.add(name)
                yield from _root_fields(fragments[name].selection_set, fragments, seen)
