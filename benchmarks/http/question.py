"""What is asked: a quote of three lines, a forecast of 1 000 lines, a batch of 1 000 quotes."""

from typing import Any

FIELDS = """__typename
  ... on Quote {
    period status units total { amount currency } held { amount }
    lines { step kind units quantity price amount { amount currency } label }
  }
  ... on Refusal { code message }"""
QUOTE = f"query Quote($input: QuoteInput!) {{ quote(input: $input) {{ {FIELDS} }} }}"
LINES = """query Lines($input: ForecastInput!) { forecast(input: $input) { __typename ... on Forecast {
  statements { period lines { step kind units quantity price amount { amount currency } label } } } } }"""
BATCH = "query Batch($inputs: [QuoteInput!]!) {{ {} }}".format(
    " ".join(f"q{each}: quotes(inputs: $inputs) {{ {FIELDS} }}" for each in range(10))
)


def quote(units: int = 2_500) -> dict[str, Any]:
    """Free units, a pack of which 1 000 are left, and the rest at the tier's price: three lines."""
    owned = [{"sku": "1000", "unitsLeft": 1_000, "effective": "2021-05-01"}]
    return {"product": "bank-card", "period": "2021-06", "usage": [{"units": units}], "owned": owned}


def body(name: str, units: int = 2_500) -> dict[str, Any]:
    """The request of a name: `quote`, `lines` or `batch`."""
    if name == "quote":
        return {"query": QUOTE, "variables": {"input": quote(units)}}
    if name == "lines":
        asked = {"product": "bank-card", "from": "2021-06", "periods": 500, "usage": [{"units": units}]}
        return {"query": LINES, "variables": {"input": asked}}
    return {"query": BATCH, "variables": {"inputs": [quote(units + each) for each in range(100)]}}
