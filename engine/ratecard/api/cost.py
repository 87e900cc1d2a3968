"""What a root field costs: what it selects, with the sizes that its question says, and what settling it takes."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from graphql import FieldNode

from ratecard.api.given import ROW, Given, number
from ratecard.api.pages import MOST_MEMBERS
from ratecard.domain.errors import MOST_LOTS
from ratecard.service.compare import MOST_CROSSED

PERIOD = 30
"""What settling one period takes, usage, orders and packs aside."""
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
    return _answered(root, asked, given) + given.weight(asked) if isinstance(asked, Mapping) else shown


def _answered(root: Root, asked: Mapping[str, Any], given: Given) -> int:
    """What is settled for a root field, and shown of it."""
    shown, periods = _shown(root, asked, given), number(asked, "periods", 1)
    match root.field.name.value:
        case "quote" | "forecast":
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
