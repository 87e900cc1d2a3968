"""What a call counts as: one rule of a product's metering."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase

from ratecard.domain.money import EXACT
from ratecard.domain.record import Call, FractionalQuantity, MissingQuantity, Quantity
from ratecard.domain.text import Text

ANYWHERE = "*"
"""In a value of `when`: any characters, also none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which records it counts, as what, on which meter.

    Rules are asked in their order. A record counts once on each meter, by the first rule of that meter that takes it;
    a rule that ignores it ends the search.
    """

    meter: str = ""
    """The meter that is fed; "" for the only one, or for the one that the record names where there are several."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each label the values, perhaps with `*`, that the record's may have; all records when empty."""
    of: tuple[str, ...] = ()
    """The quantities whose product a call counts; the call itself when empty."""
    block: int | None = None
    """Units are blocks of so many, rounded up for each call."""
    at_least: int = 0
    """Units that a call counts at least."""
    ignore: bool = False
    """Whether its records count nothing at all."""
    source: str = ""
    """The catalog's file and line."""

    def takes(self, call: Call) -> bool:
        """Whether it is for records of this call."""
        return all(any(_fits(call.label(name), value) for value in values) for name, values in self.when.items())

    def covers(self, other: "Rule") -> bool:
        """Whether it takes every record that the other rule takes, as far as their values show."""
        return all(
            name in other.when and all(any(_fits(value, own) for own in values) for value in other.when[name])
            for name, values in self.when.items()
        )

    def quantity(self, call: Call) -> Quantity:
        """What one call comes to before blocks; `MissingQuantity`."""
        product: Quantity = 1
        for name in self.of:
            for known, number in call.quantities:
                if known == name:
                    product = _times(product, number)
                    break
            else:
                raise MissingQuantity(call, name, self.source)
        return product

    def blocks(self, quantity: Quantity) -> int:
        """The blocks that one call's quantity fills, the last one perhaps in part; `FractionalQuantity`."""
        if isinstance(quantity, int):
            return quantity if self.block is None else -(-quantity // self.block)
        above, below = quantity.as_integer_ratio()
        if self.block is None and below != 1:
            raise FractionalQuantity(" × ".join(self.of), quantity, self.source)
        return -(-above // (below * (self.block or 1)))

    def units(self, blocks: int) -> int:
        """The units of one call that fills so many blocks."""
        return max(blocks, self.at_least)

    def describe(self) -> Text:
        """What it does, in a phrase."""
        counted = list(_counted(self))
        zh, en = "、".join(each.zh for each in counted), ", ".join(each.en for each in counted)
        if not self.when:
            return Text(zh, en)
        return Text(f"{'；'.join(_asked(self.when, '、'))}：{zh}", f"{'; '.join(_asked(self.when, ', '))}: {en}")


def names(rules: Iterable[Rule]) -> tuple[set[str], set[str]]:
    """The quantities and the labels, beside api and code, that rules read."""
    rules = tuple(rules)
    quantities = {name for rule in rules for name in rule.of}
    return quantities, {name for rule in rules for name in rule.when} - {"api", "code"}


def _fits(text: str, value: str) -> bool:
    if ANYWHERE not in value:
        return text == value
    # fnmatch knows more than `*`; only that is a pattern here.
    return fnmatchcase(text, value.replace("[", "[[]").replace("?", "[?]"))


def _times(left: Quantity, right: Quantity) -> Quantity:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    return EXACT.multiply(Decimal(left), Decimal(right))


def _asked(when: Mapping[str, tuple[str, ...]], comma: str) -> Iterator[str]:
    for name, values in when.items():
        yield f"{name} = {comma.join(value or repr('') for value in values)}"


def _counted(rule: Rule) -> Iterator[Text]:
    if rule.ignore:
        yield Text("不计量", "ignored")
        return
    factors = " × ".join(rule.of)
    yield Text(factors, factors) if factors else Text("每次调用计一次", "one a call")
    if rule.block is not None:
        yield Text(f"每 {rule.block} 计一次，每次调用向上取整", f"in blocks of {rule.block}, rounded up for each call")
    if rule.at_least:
        yield Text(f"每次调用至少计 {rule.at_least} 次", f"at least {rule.at_least} a call")
