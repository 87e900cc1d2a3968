"""The queries that GraphiQL opens with."""

from typing import Any, NamedTuple


class Example(NamedTuple):
    """One tab."""

    query: str
    variables: dict[str, Any]


QUOTE = Example(
    """\
# What one month costs: 9 000 calls, and a pack of 1 000 bought on the first.
query Quote($input: QuoteInput!) {
  quote(input: $input) {
    __typename
    ... on Quote {
      total { amount currency formatted(locale: "zh") }
      formula
      period
      catalogDigest
      lines { step kind label(locale: "en") units price amount { amount } formula source }
      holds { amount { amount } formula }
      notices { kind at }
      state
    }
    ... on ContactSales { reason url lines { step units amount { amount } } }
    ... on Refusal { code message hint path }
    ... on PluginFault { number message }
  }
}
""",
    {
        "input": {
            "product": "id-card",
            "usage": [{"units": 9000}],
            "orders": [{"sku": "1000", "quantity": 1, "on": "2021-06-01"}],
            "period": "2021-06",
        }
    },
)
FORECAST = Example(
    """\
# A year of 25 000 calls a month, three packs of 100 000 at its start: statements, ledger, notices, what is lost.
query Forecast($input: ForecastInput!) {
  forecast(input: $input) {
    ... on Forecast {
      total { amount }
      reason(locale: "zh")
      statements {
        period
        status
        total { amount }
        billedUntil
        lines { label(locale: "zh") units amount { amount } formula }
        notices { kind at approximate message(locale: "zh") }
        balances { sku before after expires }
        expiries { units at }
      }
      ledger { date kind amount { amount } available { amount } frozen { amount } balanceReason }
    }
    ... on Refusal { code message hint path }
  }
}
""",
    {
        "input": {
            "product": "id-card",
            "from": "2021-01",
            "periods": 12,
            "usage": [{"units": 25000}],
            "orders": [{"sku": "100000", "quantity": 3}],
            "openingBalance": "20000.00",
        }
    },
)
CURVE = Example(
    """\
# What a month costs by how much is used, for a chart.
query Curve($input: CurveInput!) {
  costCurve(input: $input) {
    ... on CostCurve {
      points { units total { amount } perUnit }
      bends
      cliffs { units before { amount } after { amount } saving { amount } dearFrom }
      contactFrom
    }
    ... on Refusal { code message hint path }
  }
}
""",
    {"input": {"product": "id-card", "maxUnits": 1200000, "points": 40, "period": "2021-06"}},
)
WHAT_IF = Example(
    """\
# What a year would cost with half as much usage more from June on, three packs, and a smaller monthly allowance.
# It is a mutation by name only: nothing is stored, and nothing changes.
mutation WhatIf($input: WhatIfInput!) {
  whatIf(input: $input) {
    ... on WhatIf {
      before { total { amount } }
      after { total { amount } hints { kind message(locale: "zh") saving { amount } } }
      difference {
        total { amount formatted(locale: "zh") }
        periods { period before { amount } after { amount } difference { amount } }
        steps { step difference { amount } }
      }
      contributions { change kind total { amount } difference { amount } reason(locale: "zh") }
    }
    ... on Refusal { code message hint path }
    ... on PluginFault { number message }
  }
}
""",
    {
        "input": {
            "baseline": {"product": "id-card", "from": "2021-01", "periods": 12, "usage": [{"units": 25000}]},
            "changes": [
                {"scaleUsage": {"factor": "1.5", "from": "2021-06"}},
                {"addOrder": {"sku": "100000", "quantity": 3}},
                {"setStep": {"step": "free-allowance", "settings": {"units": 500}}},
            ],
        }
    },
)
ADVICE = Example(
    """\
# Which packs to buy for 25 000 calls a month over a year, and from which usage on they pay.
query Advice($input: AdviceInput!) {
  packAdvice(input: $input) {
    ... on PackAdvice {
      orders { sku name(locale: "zh") quantity on price { amount } }
      total { amount }
      totalWithout { amount }
      saving { amount formatted(locale: "zh") }
      single { order { sku } total { amount } }
      breakEven { ... on BreakEven { units reason(locale: "zh") } }
      unusedUnits
      proven
      settled
      lowerBound { amount }
      forecast { statements { period total { amount } balances { sku after } } }
    }
    ... on Refusal { code message hint path }
    ... on PluginFault { number message }
  }
}
""",
    {"input": {"product": "id-card", "from": "2021-01", "periods": 12, "usage": [{"units": 25000}]}},
)
COMPARE = Example(
    """\
# A month postpaid and with packs: who is cheapest, and from how many calls a month on.
query Compare($input: CompareInput!) {
  compare(input: $input) {
    ... on Comparison {
      cells { baseline changeList total { amount } answer { ... on Forecast { reason(locale: "zh") } } }
      cheapest { baseline changeList }
      crossings(upTo: 50000) { ... on Crossings { ranges { first last cheapest { baseline changeList } } } }
    }
    ... on Refusal { code message hint path }
  }
}
""",
    {
        "input": {
            "baselines": [
                {"name": "id-card", "forecast": {"product": "id-card", "from": "2021-06", "usage": [{"units": 25000}]}}
            ],
            "changeLists": [
                {"name": "postpaid"},
                {"name": "10 000", "changes": [{"addOrder": {"sku": "10000"}}]},
                {"name": "100 000", "changes": [{"addOrder": {"sku": "100000"}}]},
            ],
        }
    },
)
PRODUCTS = Example(
    """\
# Every product with its price tables.
query Products {
  products(first: 20) {
    ... on ProductConnection {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        slug
        name(locale: "zh")
        category(locale: "zh")
        steps {
          title(locale: "zh")
          describe(locale: "zh")
          display {
            ... on AllowanceDisplay { units every }
            ... on PackDisplay { offers { orderAs name(locale: "zh") units price formatted(locale: "zh") } }
            ... on TierDisplay { mode per blocks tiers { above upTo price fee url } }
            ... on NoteDisplay { note(locale: "zh") }
          }
        }
      }
    }
    ... on Refusal { code message hint path }
  }
}
""",
    {},
)
EXAMPLES = (QUOTE, FORECAST, WHAT_IF, ADVICE, COMPARE, CURVE, PRODUCTS)
