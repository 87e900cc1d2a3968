"""What a root field costs: what it selects, with the sizes that its question says, and what settling it takes."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from graphql import FieldNode

from ratecard.api.given import Given, Sizes, number
from ratecard.api.pages import MOST_MEMBERS
from ratecard.domain.errors import MOST_LOTS
from ratecard.service.compare import MOST_CROSSED

PERIOD = 30
"""What settling one period takes, usage, orders and packs aside."""
ROW = 3
"""What settling a row of usage takes beyond the first one."""
EACH_OTHER = 25
"""So many comparisons of packs that an account has at the same time are made for the cost of one."""
HELD = 3
"""What a pack takes in each period that it is held."""
DRAWN = 25
"""What it takes to buy a pack and use it up."""
MOST_HINTED = 192
"""Settlements that hints are looked for in; 8 for any question, and 2 for each order."""
MOST_LOOKS = 2_000
"""Settlements in which costs are looked for that are equal; 20 for any question, and 10 for each pack."""
ADVISED = 20
"""Settlements that advice takes before it looks at the time."""
SECOND = 25_000
"""The cost of a second that is spent looking for advice: less than what it takes, as no operation takes longer than its
deadline whatever it asks for."""


class Selected(NamedTuple):
    """What is selected: fields and what they take to compute, and how often what settles the question again."""

    fields: int
    members: int
    """What one member more of each list takes that grows with usage and packs."""
    hints: int
    break_even: int
    crossings: int

    def plus(self, other: "Selected", times: int = 1) -> "Selected":
        """Both, the other so many times."""
        return Selected(*(one + times * two for one, two in zip(self, other, strict=True)))


NOTHING = Selected(0, 0, 0, 0, 0)


class Root(NamedTuple):
    """A field of an operation's root, and what it selects of one member."""

    field: FieldNode
    selected: Selected


def root_cost(root: Root, given: Given, products: int) -> int:
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
    return _answered(root, asked, given) + given.weight(asked) if isinstance(asked, dict) else shown


def _answered(root: Root, asked: Mapping[str, Any], given: Given) -> int:
    """What is settled for a root field, and shown of it."""
    match root.field.name.value:
        case "quote" | "forecast":
            return _one(root, given.sizes(asked))
        case "packAdvice":
            sizes = given.sizes(asked)
            return SECOND * min(number(asked, "seconds", 2), 20) + ADVISED * _settling(sizes) + _one(root, sizes)
        case "metered":
            sizes = given.sizes(asked)
            return _shown(root, sizes) + ROW * sizes.periods * sizes.repeated
        case "costCurve":
            lists = given.objects(asked, "changeLists")
            each = root.selected.fields + _settling(_changed(given.sizes(asked), _added(lists, given)))
            return number(asked, "points", 100) * (1 + len(lists)) * each
        case "whatIf":
            changes = len(given.objects(asked, "changes"))
            sizes = _changed(given.sizes(asked.get("baseline")), _added([asked], given))
            return _one(root, sizes) + changes * (_settling(sizes) + root.selected.members)
        case "compare":
            lists = given.objects(asked, "changeLists")
            baselines = [each.get("forecast") for each in given.objects(asked, "baselines")]
            columns, added = max(1, len(lists)), _added(lists, given)
            if columns * len(baselines) > MOST_CROSSED:  # crossings are refused at once
                root = root._replace(selected=root.selected._replace(crossings=0))
            return columns * sum(_one(root, _changed(given.sizes(each), added)) for each in baselines)
    return root.selected.fields


def _added(lists: Sequence[Mapping[str, Any]], given: Given) -> Sizes:
    """The most that lists of changes add to a question: read once, however many questions they change."""
    changes = [given.objects(each, "changes") for each in lists]
    usages = [given.rows({"usage": each.get("setUsage")}) for found in changes for each in found]
    rows, repeated = max(usages, default=(0, 0))
    packs = sum(map(given.added, changes))
    return Sizes(rows=rows, repeated=repeated, packs=packs, settings=max(map(given.settings, changes), default=0))


def _changed(sizes: Sizes, added: Sizes) -> Sizes:
    """A question's sizes with what changes add."""
    return sizes._replace(
        rows=sizes.rows + added.rows,
        repeated=sizes.repeated + added.repeated,
        packs=min(sizes.packs + added.packs, MOST_LOTS),
        settings=added.settings,
    )


def _one(root: Root, sizes: Sizes) -> int:
    """What a question takes, with the times that it is settled again for what is selected."""
    selected = root.selected
    looks = (selected.break_even + selected.crossings) * min(20 + 10 * sizes.packs, MOST_LOOKS)
    return _shown(root, sizes) + _settling(sizes) * (1 + selected.hints * _hinted(sizes) + looks)


def _shown(root: Root, sizes: Sizes) -> int:
    """What a question's answer shows."""
    return sizes.periods * root.selected.fields + root.selected.members * _more(sizes)


def _more(sizes: Sizes) -> int:
    """How many members more the lists of all periods have than those of a plain question."""
    return max(0, sizes.rows - 1) + sizes.periods * (sizes.repeated + sizes.packs)


def _settling(sizes: Sizes) -> int:
    """What settling a question's periods takes."""
    periods, rows, repeated, packs, orders, owned, settings = sizes
    each = PERIOD + ROW * repeated + HELD * packs + orders // 2 + owned * owned // EACH_OTHER
    return periods * each + DRAWN * packs + settings * (rows + periods * repeated) // 2


def _hinted(sizes: Sizes) -> int:
    """How often a question is settled again to look for hints."""
    return min(8 + 2 * sizes.orders, MOST_HINTED)


def _quoted(questions: Sequence[Mapping[str, Any]], given: Given) -> tuple[int, int, int, int]:
    """How many questions there are, members more, what settling them takes, and what looking for hints takes."""
    sizes = list(map(given.sizes, questions))
    settled = list(map(_settling, sizes))
    hinted = sum(one * _hinted(each) for one, each in zip(settled, sizes, strict=True))
    return len(questions), sum(map(_more, sizes)), sum(settled), hinted


def _is_positive(size: object) -> TypeGuard[int]:
    return isinstance(size, int) and size > 0
