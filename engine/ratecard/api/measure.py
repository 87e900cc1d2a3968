"""How much an operation asks for: depth, names alike, aliases, root fields, and cost counted with the sizes of lists.

Every fragment is visited once, however often it is spread, so that measuring is never the work it is to prevent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

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

from ratecard.api.given import Given, number
from ratecard.api.pages import MOST_MEMBERS
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
WEIGHTS = {"strategies": 100, "settings": 25}
"""What one member of a field takes to compute, beside its fields."""
PERIOD = 30
"""What settling one period takes, usage, orders and packs aside."""
HELD = 3
"""What a pack takes in each period that it is held."""
DRAWN = 25
"""What it takes to buy a pack and use it up."""
MOST_PACKS = 10_000
"""That an account may hold: more are refused at once."""
AGAIN = ("hints", "breakEven", "crossings")
"""What settles the question again, and the oftener the more it buys."""
MOST_HINTED = 192
"""Settlements that hints are looked for in; 8 for any question, and 2 for each order."""
MOST_LOOKS = 2_000
"""Settlements in which costs are looked for that are equal; 20 for any question, and 10 for each pack."""
ADVISED = 20
"""Settlements that advice takes before it looks at the time."""
SECOND = 25_000
"""The cost of a second that is spent looking for advice: less than what it takes, as no operation takes longer than its
deadline whatever it asks for."""


class TooComplex(GraphQLError):
    """The operation asks for too much."""

    def __init__(self, what: str, **figures: object) -> None:
        super().__init__(what, extensions={"code": "too-complex", "hint": "ask in several requests", **figures})


class Root(NamedTuple):
    """A field of an operation's root, and what it selects of one member."""

    field: FieldNode
    selected: "_Selected"


class _Selected(NamedTuple):
    """What is selected: fields and what they take to compute, and how often what settles the question again."""

    fields: int
    hints: int
    break_even: int
    crossings: int

    def plus(self, other: "_Selected", times: int = 1) -> "_Selected":
        """Both, the other so many times."""
        return _Selected(*(one + times * two for one, two in zip(self, other, strict=True)))


_NOTHING = _Selected(0, 0, 0, 0)


class Measured(NamedTuple):
    """What an operation's root fields select."""

    operation: OperationDefinitionNode
    roots: tuple[Root, ...]

    def cost(self, variables: Mapping[str, Any], products: int) -> int:
        """The cost of the operation, with the sizes that its question says."""
        given = Given(variables)
        return given.reading() + sum(_root_cost(root, given, products) for root in self.roots)


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
    known: dict[str, _Selected] = {}
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
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, _Selected]
) -> _Selected:
    total = _NOTHING
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
    field: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, _Selected]
) -> _Selected:
    name = field.name.value
    own = _Selected(1 + WEIGHTS.get(name, 0), *(int(name == each) for each in AGAIN))
    if not field.selection_set:
        return own
    return own.plus(_cost(field.selection_set, fragments, known), SIZES.get(name, 1))


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


def _root_cost(root: Root, given: Given, products: int) -> int:
    """What a root field takes, with all that its arguments say."""
    shown = root.selected.fields
    match root.field.name.value:
        case "products":
            sizes = [given.argument(root.field, size) for size in ("first", "last")]
            return shown * min([products, MOST_MEMBERS, *(size for size in sizes if _is_positive(size))])
        case "catalogs":
            return shown + products
        case "quotes":
            inputs = given.argument(root.field, "inputs")
            questions, settled, hinted = given.sums(inputs, lambda found: _quoted(found, given))
            return questions * shown + settled + root.selected.hints * hinted + given.weight(inputs)
    asked = given.argument(root.field, "input")
    return _answered(root, asked, given) + given.weight(asked) if isinstance(asked, Mapping) else shown


def _answered(root: Root, asked: Mapping[str, Any], given: Given) -> int:
    """What is settled for a root field, and shown of it."""
    shown, periods = root.selected.fields, number(asked, "periods", 1)
    match root.field.name.value:
        case "quote":
            return shown + _again(root, asked, given, _settling(asked, given))
        case "forecast":
            return periods * shown + _again(root, asked, given, _settling(asked, given))
        case "packAdvice":
            looking = SECOND * min(number(asked, "seconds", 2), 20)
            settled = _settling(asked, given)
            return periods * shown + looking + ADVISED * settled + _again(root, asked, given, settled)
        case "metered":
            return shown + periods * given.load(asked)
        case "costCurve":
            lists = given.objects(asked, "changeLists")
            packs = sum(given.packs(each, "changes") for each in lists)
            return number(asked, "points", 100) * (1 + len(lists)) * (shown + _settling(asked, given, packs))
        case "whatIf":
            baseline, changes = asked.get("baseline"), len(given.objects(asked, "changes"))
            settled = _settling(baseline, given, given.packs(asked, "changes"))
            return number(baseline, "periods", 1) * shown + changes * settled + _again(root, baseline, given, settled)
        case "compare":
            lists = given.objects(asked, "changeLists")
            packs = sum(given.packs(each, "changes") for each in lists)
            baselines = [each.get("forecast") for each in given.objects(asked, "baselines")]
            return max(1, len(lists)) * sum(
                number(each, "periods", 1) * shown + _again(root, each, given, _settling(each, given, packs))
                for each in baselines
            )
    return shown


def _settling(asked: object, given: Given, packs: int = 0) -> int:
    """What settling a question's periods takes, with so many packs more than it says."""
    packs = min(packs + given.packs(asked), MOST_PACKS)
    return number(asked, "periods", 1) * (PERIOD + given.load(asked) + HELD * packs) + DRAWN * packs


def _quoted(questions: Sequence[Mapping[str, Any]], given: Given) -> tuple[int, int, int]:
    """How many questions there are, what settling them takes, and what looking for hints takes."""
    settled = [_settling(each, given) for each in questions]
    hinted = [one * _hinted(each, given) for one, each in zip(settled, questions, strict=True)]
    return len(questions), sum(settled), sum(hinted)


def _hinted(asked: object, given: Given) -> int:
    """How often a question is settled again to look for hints."""
    return min(8 + 2 * given.orders(asked), MOST_HINTED)


def _again(root: Root, asked: object, given: Given, settled: int) -> int:
    """What is `settled` once, with the times that it is settled again for what is selected."""
    selected = root.selected
    looks = (selected.break_even + selected.crossings) * min(20 + 10 * given.packs(asked), MOST_LOOKS)
    return settled * (1 + selected.hints * _hinted(asked, given) + looks)


def _is_positive(size: object) -> TypeGuard[int]:
    return isinstance(size, int) and size > 0
