"""The conformance kit as tests: subclass `StrategyLaws`, give examples, and pytest finds a test for each law."""

import unittest
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ratecard.domain.strategy import Strategy
from ratecard.testing.law import check_waived
from ratecard.testing.trial import tried


class StrategyLaws:
    """The laws that every strategy is held to, each a test.

    class TestFlatFee(StrategyLaws):
        strategy = FlatFee
        examples = ({"fee": Decimal("12.50")},)
        waived = {"zero-usage": "a fee is due in every period"}
    """

    strategy: ClassVar[type[Strategy]]
    """The class that is tried."""
    examples: ClassVar[Sequence[Mapping[str, Any]]] = ()
    """Settings to try it with, as TOML gives them, one at least; the strategy's own `examples`, unless given."""
    waived: ClassVar[Mapping[str, str]] = {}
    """Laws that do not hold for it, by their ids, each with the reason; beside the strategy's own `waived`."""
    cases: ClassVar[int | None] = None
    """How many random cases each law is tried on; as many as hypothesis' profile says, unless given."""

    def __init_subclass__(cls) -> None:
        check_waived(cls.waived)

    def _hold(self, law: str) -> None:
        """Hold the strategy to a law: passes, is skipped with the reason, or fails with a sentence."""
        __tracebackhide__ = True
        waived = {**self.strategy.waived, **self.waived}
        finding = tried(law, self.strategy, self.examples or self.strategy.examples, waived, self.cases)
        if finding.status == "waived":
            raise unittest.SkipTest(f"{law} is waived: {finding.reason}")
        if finding.status == "broken":
            raise AssertionError(str(finding))

    def test_answers(self) -> None:
        """Every bill is answered by an `Outcome`, or by `Refused`."""
        __tracebackhide__ = True
        self._hold("answers")

    def test_units_conserved(self) -> None:
        """What is covered and what is left make up what was given."""
        __tracebackhide__ = True
        self._hold("units-conserved")

    def test_nothing_negative(self) -> None:
        """No units and no money below zero, but in an adjustment."""
        __tracebackhide__ = True
        self._hold("nothing-negative")

    def test_money_rounded(self) -> None:
        """Money is the bill's: rounded, in the catalog's currency."""
        __tracebackhide__ = True
        self._hold("money-rounded")

    def test_deterministic(self) -> None:
        """Equal bills have equal answers."""
        __tracebackhide__ = True
        self._hold("deterministic")

    def test_pure(self) -> None:
        """Nothing that is given is changed."""
        __tracebackhide__ = True
        self._hold("pure")

    def test_no_io(self) -> None:
        """No file, socket or process is opened."""
        __tracebackhide__ = True
        self._hold("no-io")

    def test_no_clock(self) -> None:
        """No clock and no random source is asked."""
        __tracebackhide__ = True
        self._hold("no-clock")

    def test_any_product(self) -> None:
        """Under another product's name, the outcome is the same."""
        __tracebackhide__ = True
        self._hold("any-product")

    def test_zero_usage(self) -> None:
        """Nothing used and nothing bought costs nothing."""
        __tracebackhide__ = True
        self._hold("zero-usage")

    def test_order_of_input(self) -> None:
        """The order of usage, orders and packs makes no difference."""
        __tracebackhide__ = True
        self._hold("order-of-input")

    def test_split_periods(self) -> None:
        """Settling in parts is settling at once."""
        __tracebackhide__ = True
        self._hold("split-periods")

    def test_state_json(self) -> None:
        """State comes back from JSON as it was."""
        __tracebackhide__ = True
        self._hold("state-json")

    def test_settings_toml(self) -> None:
        """Settings come back from TOML as they were."""
        __tracebackhide__ = True
        self._hold("settings-toml")

    def test_schema_described(self) -> None:
        """Every setting is described."""
        __tracebackhide__ = True
        self._hold("schema-described")

    def test_display_consistent(self) -> None:
        """The price list shows what is charged."""
        __tracebackhide__ = True
        self._hold("display-consistent")

    def test_offers_consistent(self) -> None:
        """Offers can be ordered, at their price."""
        __tracebackhide__ = True
        self._hold("offers-consistent")

    def test_breakpoints_consistent(self) -> None:
        """The price bends nowhere but where it is declared to."""
        __tracebackhide__ = True
        self._hold("breakpoints-consistent")

    def test_bound_below(self) -> None:
        """The bound is never above what is charged."""
        __tracebackhide__ = True
        self._hold("bound-below")

    def test_time_per_settle(self) -> None:
        """A settle takes a few milliseconds at the most."""
        __tracebackhide__ = True
        self._hold("time-per-settle")
