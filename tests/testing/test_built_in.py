"""Every built-in strategy passes the conformance kit, with the examples that it ships."""

import pytest

from ratecard.domain.strategy import Strategy
from ratecard.host import discover
from ratecard.testing.trial import tried_all

STRATEGIES = {
    kind: installed.strategy for kind, installed in discover().items() if installed.plugin.distribution == "ratecard"
}


@pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
def test_built_in_strategy_conforms(strategy: type[Strategy]) -> None:
    findings = tried_all(strategy, strategy.examples, strategy.waived)

    assert [str(each) for each in findings if each.status == "broken"] == []
