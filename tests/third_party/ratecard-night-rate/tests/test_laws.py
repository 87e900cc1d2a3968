"""The laws of ratecard's conformance kit."""

from datetime import time
from decimal import Decimal

import pytest
from ratecard_night_rate import NightRate

import ratecard.testing

if not hasattr(ratecard.testing, "StrategyLaws"):
    pytest.skip("this ratecard has no conformance kit", allow_module_level=True)


class TestNightRate(ratecard.testing.StrategyLaws):
    strategy = NightRate
    examples = (
        {"begins": time(22), "ends": time(6), "price": Decimal("0.05")},
        {"begins": time(0), "ends": time(7, 30), "percent_off": Decimal(30), "day_price": Decimal("0.15")},
    )
