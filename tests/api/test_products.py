"""What a page that renders the price table needs."""

from pathlib import Path
from typing import Any

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import Client, TestClient
from tests.cli.run import document
from tests.cli.test_products import CARD, STAIRS

PRODUCT = """
query($id: ID!) {
  product(id: $id) {
    __typename
    ... on Product { id slug fullSlug on effectiveFrom currency timeZone periodUnit catalogDigest engineVersion
      name(locale: "zh") category(locale: "zh") description(locale: "en") meters { slug }
      versions { effectiveFrom source }
      catalog { id name(locale: "zh") productSlugs problems }
      offers { step sku orderAs units price formatted(locale: "zh") validFor { years months days } meters }
      steps { slug kind plugin distribution version title(locale: "zh") describe(locale: "zh") scope { meters } source
        display { __typename
          ... on AllowanceDisplay { units every }
          ... on PackDisplay { offers { sku price name(locale: "zh") } }
          ... on TierDisplay { mode per blocks countedOver
            tiers { above upTo price url formatted(locale: "zh") fee formattedFee(locale: "zh") prices { meter price } }
          }
          ... on NoteDisplay { note(locale: "zh") } } } }
    ... on Refusal { code message hint path }
  }
}
"""


def test_the_price_table(client: Client) -> None:
    product = client.data(PRODUCT, id="id-card")["product"]

    assert (product["name"], product["category"]) == ("身份证识别", "卡证文字识别")
    assert (product["fullSlug"], product["on"], product["currency"]) == ("tencent-ocr/id-card", "2021-06-15", "CNY")
    assert (product["timeZone"], product["periodUnit"]) == ("Asia/Shanghai", "MONTH")
    assert product["description"].startswith("For all sub-products.")
    assert product["catalog"]["productSlugs"] == ["bank-card", "id-card"]
    assert [step["kind"] for step in product["steps"]] == [
        "outcome-filter",
        "free-allowance",
        "prepaid-packs",
        "tiered-postpaid",
        "freeze-estimate",
        "pack-alerts",
    ]
    assert {step["distribution"] for step in product["steps"]} == {"ratecard"}
    shown = {step["slug"]: step["display"] for step in product["steps"]}
    assert shown["free-allowance"] == {"__typename": "AllowanceDisplay", "units": 1000, "every": "MONTH"}
    assert [(offer["sku"], offer["price"]) for offer in shown["prepaid-packs"]["offers"]] == [
        ("1000", "84"),
        ("10000", "560"),
        ("100000", "3500"),
        ("1000000", "21000"),
        ("10000000", "140000"),
    ]
    link = "https://cloud.tencent.com/act/event/connect-service"
    plain: dict[str, Any] = {"fee": None, "formattedFee": None, "prices": []}
    assert shown["tiered-postpaid"] == {
        "__typename": "TierDisplay",
        "mode": "VOLUME",
        "per": 1,
        "blocks": None,
        "countedOver": None,
        "tiers": [
            {**plain, "above": 0, "upTo": 10_000, "price": "0.15", "url": None, "formatted": "¥0.15"},
            {**plain, "above": 10_000, "upTo": 100_000, "price": "0.10", "url": None, "formatted": "¥0.10"},
            {**plain, "above": 100_000, "upTo": 1_000_000, "price": "0.06", "url": None, "formatted": "¥0.06"},
            {**plain, "above": 1_000_000, "upTo": None, "price": None, "url": link, "formatted": None},
        ],
    }
    assert shown["freeze-estimate"]["note"]
    assert product["offers"][0] == {
        "step": "prepaid-packs",
        "sku": "1000",
        "orderAs": "1000",
        "units": 1000,
        "price": "84",
        "formatted": "¥84.00",
        "validFor": {"years": 1, "months": 0, "days": 0},
        "meters": [],
    }


def test_a_product_that_is_not_there(client: Client) -> None:
    assert client.data(PRODUCT, id="passport")["product"] == {
        "__typename": "PlainRefusal",
        "code": "unknown-product",
        "message": "product 'passport' is not known; known: bank-card, id-card",
        "hint": None,
        "path": ["id"],
    }


def test_an_answers_id_names_the_product_and_its_day(client: Client) -> None:
    query = "query($id: ID!) { product(id: $id) { ... on Product { id slug on } ... on Refusal { code } } }"

    product = client.data(query.replace("(id: $id)", '(id: $id, on: "2021-01-05")'), id="id-card")["product"]
    again = client.data(query, id=product["id"])["product"]

    assert (product["slug"], product["on"]) == ("id-card", "2021-01-05")
    assert product["id"].startswith("tencent-ocr/id-card@2021-01-05#")
    assert again == product


def test_a_products_id_tells_days_apart(client: Client) -> None:
    query = """{ a: product(id: "id-card", on: "2021-01-05") { ... on Product { id } }
        b: product(id: "id-card", on: "2021-01-06") { ... on Product { id } } }"""

    answer = client.data(query)

    assert answer["a"]["id"] != answer["b"]["id"]


def test_what_is_installed(client: Client) -> None:
    query = '{ strategies { kind title(locale: "zh") description plugin distribution version settings } }'

    strategies = {each["kind"]: each for each in client.data(query)["strategies"]}

    free = strategies["free-allowance"]
    assert free["title"] == "免费额度"
    assert free["description"].startswith("Cover units at no charge until the allowance is used up.")
    assert (free["plugin"], free["distribution"]) == ("free-allowance", "ratecard")
    schema = free["settings"]
    assert schema["properties"]["units"]["type"] == "integer"
    assert schema["properties"]["units"]["description"] == "Units covered each time the allowance is granted."
    assert schema["additionalProperties"] is False


def test_catalogs(client: Client) -> None:
    answer = client.data('{ catalogs { id name(locale: "zh") digest currency problems warnings } problems }')

    assert answer["problems"] == []
    catalog = answer["catalogs"][0]
    assert (catalog["id"], catalog["name"], catalog["currency"]) == ("tencent-ocr", "腾讯云文字识别", "CNY")
    assert catalog["digest"].startswith("sha256:")


def test_warnings_come_in_parts_too(tmp_path: Path) -> None:
    (tmp_path / "stairs").mkdir()
    (tmp_path / "stairs" / "catalog.toml").write_text(STAIRS)
    card = CARD.partition("[[examples]]")[0]
    (tmp_path / "stairs" / "card.toml").write_text(card)
    asked = "{ catalogs { warnings warningList { file line key message hint code } } }"

    with TestClient(application(open_service(Settings(tmp_path)), Settings(tmp_path))) as http:
        (catalog,) = Client(http).data(asked)["catalogs"]

    file = f"{tmp_path}/stairs/card.toml"
    message = "the product has no examples: nothing says that its prices come out as the price page has them"
    hint = "write one down for each sum of the page: [[examples]] with a title, usage and total"
    assert catalog["warningList"] == [
        {"file": file, "line": 1, "key": "examples", "message": message, "hint": hint, "code": "no-examples"}
    ]
    assert catalog["warnings"] == [f"{file}:1: examples: {message}; {hint}"]


def test_tiers_by_the_thousand_with_fees_and_prices_of_single_apis(tmp_path: Path) -> None:
    (tmp_path / "stairs").mkdir()
    (tmp_path / "stairs" / "catalog.toml").write_text(STAIRS)
    (tmp_path / "stairs" / "card.toml").write_text(CARD)
    service = open_service(Settings(tmp_path))

    with TestClient(application(service, Settings(tmp_path))) as http:
        product = Client(http).data(PRODUCT, id="card")["product"]

    assert product["steps"][0]["display"] == {
        "__typename": "TierDisplay",
        "mode": "VOLUME",
        "per": 1_000,
        "blocks": "WHOLE",
        "countedOver": "YEAR",
        "tiers": [
            {
                "above": 0,
                "upTo": 1_000,
                "price": "0",
                "url": None,
                "fee": "100",
                "formatted": "¥0.00",
                "formattedFee": "¥100.00",
                "prices": [],
            },
            {
                "above": 1_000,
                "upTo": None,
                "price": "1.50",
                "url": None,
                "fee": None,
                "formatted": "¥1.50",
                "formattedFee": None,
                "prices": [{"meter": "b", "price": "2.5"}],
            },
        ],
    }


POINTS = """
id = "points"
name = { zh = "点数", en = "Points" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["free-allowance", "prepaid-packs", "tiered-postpaid"]

[free-allowance]
units = 50
every = "once"
valid_for = { days = 90 }
share = "proportional"

[prepaid-packs]
packs = [{ units = 1_000, price = 8 }]
points = { page = 3, table = 10 }
valid_for = { years = 1 }
expires = "same-time"
draw_by = ["expiry"]

[tiered-postpaid]
mode = "flat"
tier_excludes = []
tiers = [{ price = 1 }]
"""
TWO_APIS = """
id = "scan"
name = { zh = "扫描", en = "Scan" }
meters = [{ id = "page", name = { zh = "页", en = "Page" } }, { id = "table", name = { zh = "表格", en = "Table" } }]
"""


def test_how_long_an_allowance_lasts_and_what_calls_take_of_points(tmp_path: Path) -> None:
    (tmp_path / "points").mkdir()
    (tmp_path / "points" / "catalog.toml").write_text(POINTS)
    (tmp_path / "points" / "scan.toml").write_text(TWO_APIS)
    service = open_service(Settings(tmp_path))
    query = """{ product(id: "scan") { ... on Product { steps { display {
        ... on AllowanceDisplay { units every validFor { years months days } share }
        ... on PackDisplay { costs { meter points } }
    } } } } }"""

    with TestClient(application(service, Settings(tmp_path))) as http:
        allowance, packs, _ = [step["display"] for step in Client(http).data(query)["product"]["steps"]]

    length = {"years": 0, "months": 0, "days": 90}
    assert allowance == {"units": 50, "every": "ONCE", "validFor": length, "share": "PROPORTIONAL"}
    assert packs == {"costs": [{"meter": "page", "points": 3}, {"meter": "table", "points": 10}]}
    shown = document("products", "scan", "--catalogs", str(tmp_path))["products"][0]["steps"]
    assert {key: shown[0][key] for key in ("display", "units", "every", "validFor", "share")} == {
        "display": "allowance",
        "units": 50,
        "every": "once",
        "validFor": length,
        "share": "proportional",
    }
    assert shown[1]["costs"] == packs["costs"]
