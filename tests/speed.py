"""A catalog with a product that sells calls a second, for the tests of the edges."""

from pathlib import Path

SHARED = """\
id = "speedy"
name = { zh = "快", en = "Speedy" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = [{ step = "overflow" }, "tiered-postpaid", { step = "qps", use = "capacity-packs" }]

[overflow]
default = "refused"
switchable = true

[tiered-postpaid]
mode = "volume"
tier_excludes = ["overflow"]
tiers = [{ price = 1 }]

[qps]
mode = "volume"
included = 10
cap = 100
"""
PRODUCT = """\
id = "lane"
name = { zh = "车道", en = "Lane" }

[qps]
packs = [
  { sku = "day", sold_by = "day", tiers = [{ price = 15 }] },
  { sku = "month", sold_by = "month", tiers = [{ up_to = 9, price = 300 }, { below = 50, price = 280 }, { contact = "https://example.com" }] },
]

[[examples]]
title = "one of each: 300 + 15"
orders = [{ sku = "day" }, { sku = "month" }]
total = 315
"""  # noqa: E501


def lay_out(folder: Path) -> Path:
    """A folder of catalogs with one that has the product `speedy/lane`."""
    place = folder / "catalogs" / "speedy"
    place.mkdir(parents=True)
    (place / "catalog.toml").write_text(SHARED, "utf-8")
    (place / "lane.toml").write_text(PRODUCT, "utf-8")
    return place.parent
