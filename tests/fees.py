"""What the tests of fees, minimum spend, discounts and credits share."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.period import Period
from ratecard.domain.question import Question
from ratecard.domain.settlement import Settlement
from ratecard.service.state import packed, unpacked


def of_step(answer: Forecast, step: str) -> list[str]:
    """What the step's lines come to in each period, "-" where it has none."""
    shown = []
    for statement in answer.statements:
        lines = [line for line in statement.settlement.lines if line.step == step]
        shown.append(" ".join(f"{line.amount:f}" for line in lines) or "-")
    return shown


def items(answer: Forecast, step: str) -> list[str]:
    return [line.item for s in answer.statements for line in s.settlement.lines if line.step == step]


def exactly(amount: Decimal | None) -> Fraction:
    assert amount is not None
    return Fraction(amount)


def half_up(amount: Fraction, places: int = 2) -> Fraction:
    """Rounded, half away from zero, in whole numbers only."""
    scaled = abs(amount) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if amount >= 0 else -whole, 10**places)


def split(question: Question, at: int) -> list[Forecast]:
    """The question in two parts, the second from the state that the first one left, through its text."""
    first = forecast(_periods(question, question.periods[:at]))
    state = packed(question.product, first.statements[-1].period, first.carried)
    carried = unpacked(question.product, state).carried
    return [first, forecast(_periods(question, question.periods[at:])._replace(carried=carried))]


def _periods(question: Question, periods: tuple[Period, ...]) -> Question:
    names = {None, *(period.id for period in periods)}
    start, end = periods[0].start, periods[-1].end
    return question._replace(
        periods=periods,
        usage=tuple(used for used in question.usage if used.period in names),
        orders=tuple(order for order in question.orders if start <= order.placed < end),
    )


def settled(answers: Sequence[Forecast]) -> list[Settlement]:
    return [statement.settlement for answer in answers for statement in answer.statements]
