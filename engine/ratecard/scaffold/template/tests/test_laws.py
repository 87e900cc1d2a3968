"""The laws that ratecard holds every strategy to, on examples of settings."""

from decimal import Decimal

from ratecard.testing import StrategyLaws

from sample_plugin.strategy import SamplePlugin


class TestLaws(StrategyLaws):
    """Each law is a test; an example is a table as TOML gives it."""

    strategy = SamplePlugin
    examples = (
        {"fee": Decimal("5.00"), "price": Decimal("0.15")},
        {"fee": Decimal(0), "price": Decimal("0.0125")},
    )
