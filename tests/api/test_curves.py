import pytest

from tests.api.client import Client

CURVE = """
query Curve($input: CurveInput!) {
  costCurve(input: $input) {
    __typename
    ... on CostCurve { period catalogDigest engineVersion contactFrom bends
      points { units total { amount } }
      cliffs { units before { amount } after { amount } saving { amount } dearFrom } product { slug } }
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
    assert curve["product"] == {"slug": "id-card"}


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


CURVES = """
query Curves($input: CurveInput!) {
  costCurve(input: $input) {
    ... on CostCurve { bends points { units total { amount } perUnit }
      changed { name catalogDigest bends cliffs { units dearFrom } contactFrom points { units total { amount } } } }
    ... on Refusal { code message hint path }
  }
}
"""
CURVE_OF = {"product": "id-card", "period": "2021-06", "maxUnits": 12_000}
PACK = {"name": "10 000", "changes": [{"addOrder": {"sku": "10000"}}]}


def test_several_curves_on_one_axis(client: Client) -> None:
    cheap = {
        "name": "0.12",
        "changes": [{"setStep": {"step": "tiered-postpaid", "settings": {"tiers": [{"price": 0.12}]}}}],
    }

    curve = client.data(CURVES, input=CURVE_OF | {"changeLists": [PACK, cheap], "points": 9})["costCurve"]

    pack, flat = curve["changed"]
    axis = [point["units"] for point in curve["points"]]
    assert (curve["bends"], pack["bends"], flat["bends"]) == ([1_000, 10_000], [11_000], [1_000])
    assert {0, 1_000, 1_001, 10_000, 10_001, 11_000, 11_001, 12_000} <= set(axis)
    assert len(axis) <= 9
    assert [point["units"] for point in pack["points"]] == axis
    assert [point["units"] for point in flat["points"]] == axis
    totals = {point["units"]: point["total"]["amount"] for point in pack["points"]}
    assert (totals[0], totals[11_000], totals[11_001], totals[12_000]) == ("560.00", "560.00", "560.10", "660.00")
    assert [each["name"] for each in curve["changed"]] == ["10 000", "0.12"]


def test_what_one_call_costs(client: Client) -> None:
    curve = client.data(CURVES, input=CURVE_OF)["costCurve"]

    per_unit = {point["units"]: point["perUnit"] for point in curve["points"]}
    assert (per_unit[0], per_unit[1_000], per_unit[10_000]) == (None, "0.000000", "0.135000")
    assert per_unit[10_001] == "0.090001"  # 900.10 / 10 001 = 0.0900009999…
    assert curve["changed"] == []


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"points": 5}, "too-few-points", []),
        ({"orders": [{"sku": "7"}], "changeLists": [PACK]}, "unknown-sku", ["orders", "0"]),
        ({"period": "x", "changeLists": [PACK]}, "unknown-period", ["period"]),
        (
            {"changeLists": [PACK, {"name": "a", "changes": [{"removeStep": "x"}]}]},
            "unknown-step",
            ["changeLists", "1", "changes", "0", "removeStep"],
        ),
        ({"changeLists": [PACK, {"name": "a", "changes": [{"addOrder": {"sku": "7"}}]}]}, "unknown-sku",
         ["changeLists", "1"]),
        (
            {"changeLists": [{"name": "a", "changes": [{"scaleUsage": {"factor": "0"}}]}]},
            "bad-factor",
            ["changeLists", "0", "changes", "0", "scaleUsage", "factor"],
        ),
        ({"changeLists": [PACK] * 13}, "too-many-curves", ["changeLists"]),
    ],
)  # fmt: skip
def test_curves_that_cant_be_drawn(client: Client, given: dict[str, object], code: str, path: list[str]) -> None:
    answer = client.data(CURVES, input=CURVE_OF | given)["costCurve"]

    assert (answer["code"], answer["path"]) == (code, ["input", *path])
