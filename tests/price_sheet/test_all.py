"""Laws that the sheets of all catalogs hold, in each format."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ratecard.domain.display import AllowanceDisplay, PackDisplay, TierDisplay
from ratecard.domain.product import Version
from tests.price_sheet.form import SHIPPED, TESTED, Read, marked, numbers, page, products, rendered, sheet

ALL = [(folder, name) for folder in (SHIPPED, TESTED) for name in products(folder)]
OUTSIDE = ("src", "srcset", "data", "action", "poster", "background", "xlink:href", "style", "formaction")


def shown_numbers(version: Version) -> Iterator[Decimal | int | None]:
    """Every number of an allowance, an offer or a tier."""
    for step in version.chain.steps:
        match step.strategy.display():
            case AllowanceDisplay() as allowance:
                yield allowance.units
            case TierDisplay() as table:
                yield table.per
                for tier in table.tiers:
                    yield from (tier.above, tier.up_to, tier.price, tier.fee, *(price for _, price in tier.prices))
            case PackDisplay() | _:
                pass
        for offer in step.strategy.offers():
            yield from (offer.units, offer.list_price, offer.limit, *offer.valid_for)
            yield from (each.price for each in offer.prices or (offer,))


@pytest.mark.parametrize(("folder", "name"), ALL, ids=[name for _, name in ALL])
def test_every_number_of_a_price_list_is_on_its_sheet(folder: Path, name: str) -> None:
    made = sheet(folder, name, "en")
    expected = {Decimal(number) for number in shown_numbers(products(folder)[name].version) if number}

    for text in (Read(page(made)).text, rendered(marked(made)).text):
        # A first tier begins above 0, which is said as "1 –"; a later one with the call after those before it.
        found = numbers(text)
        assert {each for each in expected if each not in found and each + 1 not in found} == set()


@pytest.mark.parametrize(("folder", "name"), ALL, ids=[name for _, name in ALL])
def test_every_page_is_closed_alone_and_accessible(folder: Path, name: str) -> None:
    made = sheet(folder, name, "en")
    read = Read(page(made))

    assert [tag for tag, _ in read.tags if tag in ("script", "link", "iframe", "img", "object", "embed", "base")] == []
    assert [names for _, names in read.tags if names.keys() & {*OUTSIDE}] == []
    assert all(link["href"].startswith(("https://", "http://", "mailto:")) for link in read.all("a"))
    assert not re.search(r"@import|url\(|expression", page(made))
    (root,) = read.all("html")
    assert root["lang"] == "en"
    ids = [names["id"] for _, names in read.tags if "id" in names]
    assert len(ids) == len({*ids})
    for _, names in read.tags:
        assert {*names.get("aria-labelledby", "").split()} <= {*ids}
    assert len(read.all("caption")) == len(read.all("table")) == sum(len(each.tables) for each in made.sections)
    assert {names.get("scope") for names in read.all("th")} == {"col", "row"}
    drawings = read.all("svg")
    assert all(drawing["role"] == "img" and "aria-labelledby" in drawing for drawing in drawings)
    assert len(read.all("desc")) == len(drawings)
    assert [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)] == [1, *[2] * len(made.sections)]


@pytest.mark.parametrize(("folder", "name"), ALL, ids=[name for _, name in ALL])
def test_every_markdown_table_is_well_formed(folder: Path, name: str) -> None:
    made = sheet(folder, name, "en")
    read = rendered(marked(made))
    tables = [table for section in made.sections for table in section.tables]

    assert len(read.all("table")) == len(tables)
    assert len(read.all("th")) == sum(len(table.columns) for table in tables)
    # A renderer leaves out what a row has too much, and fills in what it lacks: so the pipes are counted, too.
    assert len(read.all("td")) == sum(len(table.columns) * len(table.rows) for table in tables)
    rows = [line for line in marked(made).splitlines() if line.startswith("| ")]
    pipes = [len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) - 1 for row in rows]
    assert pipes == [len(table.columns) for table in tables for _ in range(len(table.rows) + 2)]
    assert {tag for tag, _ in read.tags} & {"em", "h3", "hr", "blockquote", "img"} == set()


@pytest.mark.parametrize(("folder", "name"), ALL, ids=[name for _, name in ALL])
def test_every_drawing_stays_within_its_axes(folder: Path, name: str) -> None:
    made = sheet(folder, name, "en")

    for chart in (chart for section in made.sections for chart in section.charts):
        for drawn in chart.figure.lines:
            spots = [spot for piece in drawn.pieces for spot in piece]
            assert spots
            assert all(Fraction(0) <= place <= 1 for spot in spots for place in spot)
            assert all(0 <= dear.first <= dear.last <= 1 and 0 <= dear.after <= 1 for dear in drawn.dear)
            assert [spot.x for spot in spots] == sorted(spot.x for spot in spots)
