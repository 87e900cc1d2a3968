"""How the tests ask over HTTP."""

import json
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

__all__ = ["Client", "TestClient"]

QUOTE = """
query Quote($input: QuoteInput!) {
  quote(input: $input) {
    __typename
    ... on Quote { total { amount currency formatted(locale: "zh") } formula period catalogDigest state
      lines { step kind label(locale: "en") units price amount { amount } formula source }
      holds { kind amount { amount } formula } notices { kind at approximate } balances { step after } held { amount } }
    ... on ContactSales { reason url period state unpricedUnits held { amount }
      lines { step kind units amount { amount } } balances { step after } }
    ... on Refusal { code message hint path }
    ... on PluginFault { step kind plugin distribution version number message }
  }
}
"""
FORECAST = """
query Forecast($input: ForecastInput!) {
  forecast(input: $input) {
    __typename
    ... on Forecast { total { amount } reason period lastPeriod status state
      statements { period periodStart periodEnd status reason url total { amount } charge { amount } held { amount }
        billedFrom billedUntil formula holdReason
        lines { step kind units amount { amount } } holds { kind amount { amount } }
        notices { kind at approximate channels message(locale: "en") } expiries { step units at }
        balances { step sku size before after effective expires kept } }
      ledger { date kind amount { amount } period step available { amount } frozen { amount } balanceReason } }
    ... on Refusal { code message hint path }
    ... on PluginFault { step number }
  }
}
"""
WHAT_IF = """
mutation WhatIf($input: WhatIfInput!) {
  whatIf(input: $input) {
    __typename
    ... on WhatIf {
      before { total { amount } reason catalogDigest statements { total { amount } held { amount }
        balances { step sku after } } }
      after { total { amount } reason catalogDigest product { slug } statements { total { amount } held { amount }
        lines { step units price amount { amount } source formula } balances { step sku after } } }
      difference { total { amount } periods { period before { amount } after { amount } difference { amount } }
        steps { step before { amount } after { amount } difference { amount } } }
      contributions { change kind total { amount } difference { amount } reason } }
    ... on Refusal { code message hint path }
    ... on PluginFault { step number }
  }
}
"""


class Client:
    """Asks the application, and gives back what came as JSON."""

    def __init__(self, http: TestClient) -> None:
        self.http = http

    def post(self, body: object, **headers: str) -> Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response: Response = self.http.post(
            "/graphql", content=content, headers={"content-type": "application/json"} | headers
        )
        return response

    def data(self, query: str, **variables: object) -> Any:
        response = self.post({"query": query, "variables": variables})
        body = response.json()
        assert "errors" not in body, body
        return body["data"]

    def quote(self, product: str = "id-card", units: int | None = None, **input: object) -> Any:
        usage = {} if units is None else {"usage": [{"units": units}]}
        asked = {"product": product, "period": "2021-06"} | usage | input
        return self.data(QUOTE, input={key: value for key, value in asked.items() if value is not None})["quote"]

    def forecast(self, **input: object) -> Any:
        return self.data(FORECAST, input={"product": "id-card"} | input)["forecast"]

    def what_if(self, baseline: dict[str, Any], *changes: object) -> Any:
        asked = {"product": "id-card", "from": "2021-01"} | baseline
        return self.data(WHAT_IF, input={"baseline": asked, "changes": list(changes)})["whatIf"]
