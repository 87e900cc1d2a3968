import pytest

from tests.api.client import Client

CURVE = """
query Curve($input: CurveInput!) {
  costCurve(input: $input) {
    __typename
    ... on CostCurve { period catalogDigest engineVersion contactFrom bends
      points { units total { amount } }
      cliffs { units before { amount } after { amount } saving { amount } dearFrom } product { id } }
    ... on Refusal { code message hint path }
  }
}
"""


def test_the_id_cards_curve(client: Client) -> None:
    curve = client.data(CURVE, input={"product": "id-card", "maxUnits": 1_200_000, "period": "2021-06"})["costCurve"]

    assert curve["bends"] == [1_000, 10_000, 100_000, 1_000_000]
    assert curve["contactFrom"] == 1_000_001
    assert curve["cliffs"] == [
        {
            "units": 10_000,
            "before": {"amount": "1350.00"},
            "after": {"amount": "900.10"},
            "saving": {"amount": "449.90"},
            "dearFrom": 7_001,
        },
        {
            "units": 100_000,
            "before": {"amount": "9900.00"},
            "after": {"amount": "5940.06"},
            "saving": {"amount": "3959.94"},
            "dearFrom": 60_401,
        },
    ]
    totals = {point["units"]: point["total"] for point in curve["points"]}
    assert totals[0] == {"amount": "0.00"}
    assert totals[1_000_000] == {"amount": "59940.00"}
    assert totals[1_000_001] is None
    assert totals[1_200_000] is None
    assert len(curve["points"]) <= 100
    assert curve["product"] == {"id": "id-card"}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"maxUnits": 0}, "bad-range", ["input"]),
        ({"maxUnits": 10, "points": 1}, "bad-range", ["input"]),
        ({"maxUnits": 1.5}, "fractional-units", ["input", "maxUnits"]),
        ({"maxUnits": 10, "product": "x"}, "unknown-product", ["input", "product"]),
        ({"maxUnits": 10, "orders": [{"sku": "7"}]}, "unknown-sku", ["input", "orders", "0"]),
    ],
)
def test_a_curve_that_cant_be_drawn(client: Client, given: dict[str, object], code: str, path: list[str]) -> None:
    asked = {"product": "id-card", "period": "2021-06"} | given

    answer = client.data(CURVE, input=asked)["costCurve"]

    assert (answer["code"], answer["path"]) == (code, path)
