"""Whatever the style of a product's file, new prices change the prices and nothing else."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomli
from hypothesis import given
from hypothesis import strategies as st

from ratecard.catalog.edit.new_price import Asked
from ratecard.catalog.edit.number import Nearest
from ratecard.catalog.edit.page import Page
from ratecard.catalog.edit.reprice import reprice
from ratecard.catalog.edit.trial import Opened
from tests.catalog.edit.shelf import INSTALLED, JANUARY
from tests.catalog.edit.test_page import changed

SHARED = """
id = "made"
name = { zh = "制", en = "Made" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["prepaid-packs", "tiered-postpaid"]
[prepaid-packs]
valid_for = { years = 1 }
expires = "same-time"
draw_by = ["order"]
[tiered-postpaid]
mode = "flat"
tier_excludes = []
"""
GAPS = st.sampled_from(["", " ", "\n", "\n\n    ", " # , ] } = 价 'x\n", "\t"])
AMOUNTS = st.sampled_from(["1", "0.15", "84", "3_500", "1.50e1", "0x1F", "12.000", "1_0.5"])
NAMES = st.sampled_from(
    ['name = { zh = "一", en = "One" }', "name.zh = '一'\nname.en = '''One'''", "name = {zh=\"\\u4e00\",\n en='One',}"]
)


@st.composite
def products(draw: st.DrawFn) -> str:
    """A product with a pack and a tier, in any style that TOML 1.1 allows."""

    def gap() -> str:
        return draw(GAPS)

    pack = f"{{{gap()}units{draw(st.sampled_from([' = ', '=']))}1_000,{gap()}price = {draw(AMOUNTS)}{gap()}}}"
    packs = f"packs = [{gap()}{pack}{gap()}]"
    tiers = f"tiers = [{gap()}{{ price ={draw(st.sampled_from(['', ' ', '  ']))}{draw(AMOUNTS)},{gap()}}},{gap()}]"
    form = draw(st.sampled_from(["tables", "dotted", "inline"]))
    if form == "tables":
        steps = f"[prepaid-packs] # bought\n{packs}\n\n  [ 'tiered-postpaid' ]\n  {tiers} # charged\n"
    elif form == "dotted":
        steps = f"prepaid-packs.{packs}\ntiered-postpaid . {tiers}\n"
    else:
        steps = f"prepaid-packs = {{ {packs} }}\ntiered-postpaid = {{{gap()}{tiers}{gap()}}}\n"
    text = f'# 产品\nid = "one" # id = "two"\n{draw(NAMES)}\n\n{steps}# the end'
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def comments(text: str) -> list[str]:
    """What stands behind a # outside of all values; none of the style's values has a #."""
    return [comment.strip() for comment in re.findall(r"#(.*)", text)]


@given(product=products(), factor=st.decimals("0.5", "3", places=3), unit=st.sampled_from(["0.01", "0.05"]))
def test_prices_change_and_nothing_else(product: str, factor: Decimal, unit: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "catalog.toml").write_text(SHARED, "utf-8")
        (Path(folder) / "one.toml").write_bytes(product.encode())

        made = reprice(Opened(Path(folder), INSTALLED), Asked(factor, JANUARY, Nearest(Decimal(unit)), {}), "en")

    table = tomli.loads(product, parse_float=Decimal)
    expected: Any = {**table, "effective_from": JANUARY}
    for price in made.prices:
        assert abs(Fraction(price.after) - Fraction(price.before) * Fraction(factor)) <= Fraction(Decimal(unit)) / 2
        expected = changed(expected, price.path, price.after)
    assert bool(made.files) == any(price.before != price.after for price in made.prices)
    for file in made.files:
        assert tomli.loads(file.text, parse_float=Decimal) == expected
        assert comments(file.text) == comments(product)
        assert with_old_prices(file.text, product) == product


def with_old_prices(text: str, product: str) -> str:
    """The new file with the old amounts put back, and without the day from which it holds."""
    page, old = Page(text), Page(product)
    (beginning,) = page.statements("effective_from")
    paths = [path for path in old.paths() if path[-1] == "price"]
    return page.edited([page.remove(beginning), *(page.replace(path, old.written(path)) for path in paths)]).text
