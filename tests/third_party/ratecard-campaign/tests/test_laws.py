"""The laws of ratecard's conformance kit."""

from datetime import date
from decimal import Decimal

import pytest
from ratecard_campaign import Campaign

import ratecard.testing

if not hasattr(ratecard.testing, "StrategyLaws"):
    pytest.skip("this ratecard has no conformance kit", allow_module_level=True)

RUNS = {"of": ["postpaid"], "percent": Decimal(10), "first_day": date(2021, 6, 1), "last_day": date(2021, 8, 15)}
CLUB = {"sku": "club", "name": {"zh": "会员", "en": "Club"}, "price": Decimal(20), "percent": Decimal(20)}
SOLD_FOR_A_TIME = {"offers-consistent": "the membership is sold while the campaign runs, which no offer can say"}


class TestCampaign(ratecard.testing.StrategyLaws):
    strategy = Campaign
    examples = (
        RUNS | {"partly": "by-calls"},
        RUNS | {"partly": "left-out", "budget": Decimal(100), "channels": ["email"], "membership": CLUB},
    )
    waived = SOLD_FOR_A_TIME
