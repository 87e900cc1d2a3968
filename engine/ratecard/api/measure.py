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

from ratecard.api.given import ROW, Given, number
from ratecard.api.pages import MOST_MEMBERS
from ratecard.domain.errors import MOST_LOTS
from ratecard.limits import Limits
from ratecard.service.compare import MOST_CROSSED

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
PERIOD = 30
"""What settling one period takes, usage, orders and packs aside."""
HELD = 3
"""What a pack takes in each period that it is held."""
DRAWN = 25
"""What it takes to buy a pack and use it up."""
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
    members: int
    """What one member more of each list takes that grows with usage and packs."""
    hints: int
    break_even: int
    crossings: int

    def plus(self, other: "_Selected", times: int = 1) -> "_Selected":
        """Both, the other so many times."""
        return _Selected(*(one + times * two for one, two in zip(self, other, strict=True)))


_NOTHING = _Selected(0, 0, 0, 0, 0)


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
    own = _Selected(1 + WEIGHTS.get(name, 0), 0, *(int(name == each) for each in AGAIN))
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
            questions, more, settled, hinted = given.sums(inputs, lambda found: _quoted(found, given))
            again = root.selected.members * more + root.selected.hints * hinted
            return questions * shown + settled + again + given.weight(inputs)
    asked = given.argument(root.field, "input")
    return _answered(root, asked, given) + given.weight(asked) if isinstance(asked, Mapping) else shown


def _answered(root: Root, asked: Mapping[str, Any], given: Given) -> int:
    """What is settled for a root field, and shown of it."""
    shown, periods = _shown(root, asked, given), number(asked, "periods", 1)
    match root.field.name.value:
        case "quote":
            return shown + _again(root, asked, given, _settling(asked, given))
        case "forecast":
            return shown + _again(root, asked, given, _settling(asked, given))
        case "packAdvice":
            looking = SECOND * min(number(asked, "seconds", 2), 20)
            settled = _settling(asked, given)
            return shown + looking + ADVISED * settled + _again(root, asked, given, settled)
        case "metered":
            return shown + ROW * periods * given.rows(asked)[1]
        case "costCurve":
            lists = given.objects(asked, "changeLists")
            changed = _changed(lists, given)
            each = root.selected.fields + _settling(asked, given, changed)
            return number(asked, "points", 100) * (1 + len(lists)) * each
        case "whatIf":
            baseline, changes = asked.get("baseline"), len(given.objects(asked, "changes"))
            changed = _changed([asked], given)
            settled = _settling(baseline, given, changed)
            shown = _shown(root, baseline, given, changed) + root.selected.members * changes
            return shown + changes * settled + _again(root, baseline, given, settled)
        case "compare":
            lists = given.objects(asked, "changeLists")
            changed = _changed(lists, given)
            baselines = [each.get("forecast") for each in given.objects(asked, "baselines")]
            columns = max(1, len(lists))
            if columns * len(baselines) > MOST_CROSSED:  # crossings are refused at once
                root = root._replace(selected=root.selected._replace(crossings=0))
            return columns * sum(
                _shown(root, each, given, changed) + _again(root, each, given, _settling(each, given, changed))
                for each in baselines
            )
    return shown


class _Changed(NamedTuple):
    """What changes add to what a question has."""

    packs: int = 0
    settings: int = 0
    """Values in the settings that they give to steps."""
    rows: int = 0
    """Rows of usage."""
    repeated: int = 0
    """Those that are in every period."""


def _changed(lists: Sequence[Mapping[str, Any]], given: Given) -> _Changed:
    """The most that lists of changes add."""
    changes = [given.objects(each, "changes") for each in lists]
    packs = sum(given.packs(each, "changes") for each in lists)
    usages = [given.rows({"usage": each.get("setUsage")}) for found in changes for each in found]
    rows, repeated = max(usages, default=(0, 0))
    return _Changed(packs, max(map(given.settings, changes), default=0), rows, repeated)


def _all(asked: object, given: Given, changed: _Changed) -> tuple[int, int, int]:
    """Rows, those in every period, and packs of a question and of changes."""
    rows, repeated = given.rows(asked)
    return rows + changed.rows, repeated + changed.repeated, min(given.packs(asked) + changed.packs, MOST_LOTS)


def _more(asked: object, given: Given, changed: _Changed = _Changed()) -> int:  # noqa: B008  # immutable
    """How many members more the lists of all periods have than those of a plain question."""
    periods, (rows, repeated, packs) = number(asked, "periods", 1), _all(asked, given, changed)
    return max(0, rows - 1) + periods * (repeated + packs)


def _shown(root: Root, asked: object, given: Given, changed: _Changed = _Changed()) -> int:  # noqa: B008  # immutable
    """What a question's answer shows."""
    selected = root.selected
    return number(asked, "periods", 1) * selected.fields + selected.members * _more(asked, given, changed)


def _settling(asked: object, given: Given, changed: _Changed = _Changed()) -> int:  # noqa: B008  # immutable
    """What settling a question's periods takes."""
    periods, (rows, repeated, packs) = number(asked, "periods", 1), _all(asked, given, changed)
    compared = changed.settings * (rows + periods * repeated) // 2
    each = PERIOD + given.load(asked) + ROW * repeated + HELD * packs
    return periods * each + DRAWN * packs + compared


def _quoted(questions: Sequence[Mapping[str, Any]], given: Given) -> tuple[int, int, int, int]:
    """How many questions there are, members more, what settling them takes, and what looking for hints takes."""
    settled = [_settling(each, given) for each in questions]
    hinted = [one * _hinted(each, given) for one, each in zip(settled, questions, strict=True)]
    return len(questions), sum(_more(each, given) for each in questions), sum(settled), sum(hinted)


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
