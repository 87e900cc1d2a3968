"""What third parties and product managers write is shown by its display, and never read as markup."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from ratecard.domain.bill import Bill
from ratecard.domain.display import AllowanceDisplay, Display, NoteDisplay, PackDisplay, Tier, TierDisplay
from ratecard.domain.errors import PluginFault, Refused
from ratecard.domain.order import Offer
from ratecard.domain.period import Span
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.text import Text
from ratecard.price_sheet.sheet import price_sheet
from ratecard.price_sheet.table import Sheet, safe
from ratecard.service import Shown
from tests.chains import D
from tests.price_sheet.form import SHIPPED, Read, marked, numbers, page, products, rendered

EVIL = "<script>alert(1)</script> & \"x\" 'y' | *b* _i_ `c` [l](javascript:alert(1)) ]]> --> \\"
NAME = Text(EVIL, EVIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign(Strategy):
    """Shows what it is told to."""

    kind: ClassVar[str] = "foreign"
    title: ClassVar[Text] = NAME

    shown: Display

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)

    def display(self) -> Display:
        return self.shown


OFFER = Offer("x", NAME, 77_777, None, Span(days=3), meters=(EVIL,), contact="javascript:alert(1)")
TIER = Tier(0, None, None, "javascript:alert(1)")
DISPLAYS: list[Display] = [
    NoteDisplay(NAME),
    AllowanceDisplay(55_555, "hour", Span(months=2), "proportional"),
    PackDisplay((OFFER,)),
    TierDisplay(
        "graduated", (Tier(0, 66_666, D("0.012345"), "", D("9.99"), ((EVIL, D("0.5")),)), TIER), 1_000, "whole"
    ),
]


def foreign(*displays: Display) -> Sheet:
    shown = products(SHIPPED)["tencent-ocr/id-card"]
    version = shown.version
    more = tuple(Step(f"foreign-{at}", Foreign(shown=each)) for at, each in enumerate(displays))
    steps = (*more, *version.chain.steps)
    changed = replace(version, name=NAME, category=NAME, description=NAME, chain=version.chain._replace(steps=steps))
    return price_sheet(shown._replace(version=changed), "en")


def test_foreign_kinds_are_shown_by_their_displays() -> None:
    made = foreign(*DISPLAYS)

    for text in (Read(page(made)).text, rendered(marked(made)).text):
        assert {D("55555"), D("66666"), D("77777"), D("0.012345"), D("9.99"), D("0.5")} <= numbers(text)
        assert "2 months" in text
        assert "in proportion to their calls" in text
        assert "fewer than 1,000 calls pay for 1,000" in text


def test_nothing_foreign_is_markup_in_html() -> None:
    made = page(foreign(*DISPLAYS))
    read = Read(made)

    assert "<script" not in made
    assert read.text.count(EVIL) >= 8
    assert [link["href"] for link in read.all("a") if not link["href"].startswith("https://")] == []


def test_nothing_foreign_is_markup_in_markdown() -> None:
    read = rendered(marked(foreign(*DISPLAYS)))

    assert {tag for tag, _ in read.tags} & {"script", "em"} == set()
    assert read.text.count(EVIL) >= 8
    assert [link["href"] for link in read.all("a") if not link["href"].startswith("https://")] == []


@pytest.mark.parametrize(
    "start", ["1. x", "12) x", "- x", "+ x", "* x", "# x", "> x", "=== x", "--- x", "    x", "| x |"]
)
def test_no_paragraph_begins_a_list_or_a_heading(start: str) -> None:
    shown = products(SHIPPED)["tencent-ocr/id-card"]
    changed = replace(shown.version, description=Text(start, start))
    made = price_sheet(shown._replace(version=changed), "en")._replace(facts=(), sections=())

    assert [tag for tag, _ in rendered(marked(made)).tags] == ["h1", "p", "p"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com/?a=1&b=2", True),
        ("mailto:sales@example.com", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("", False),
    ],
)
def test_only_pages_and_letters_are_links(url: str, kept: bool) -> None:
    assert safe(url) == (url if kept else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(Foreign):
    """Can't say how it is shown."""

    def display(self) -> Display:
        raise ZeroDivisionError("no display")


def test_a_strategy_that_can_t_be_shown_is_at_fault() -> None:
    shown: Shown = products(SHIPPED)["tencent-ocr/id-card"]
    steps: Sequence[Step] = (Step("broken", Broken(shown=NoteDisplay(NAME))), *shown.version.chain.steps)
    changed = replace(shown.version, chain=shown.version.chain._replace(steps=tuple(steps)))

    with pytest.raises(PluginFault, match="raised ZeroDivisionError from display: no display"):
        price_sheet(shown._replace(version=changed), "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shy(Foreign):
    """Prices nothing over a thousand units."""

    def settle(self, bill: Bill) -> Outcome:
        if sum(piece.units for piece in bill.remaining) > 1_000:
            raise Refused("too-much", "more than 1000 units are not for sale")
        return Outcome(bill.remaining)


def test_what_can_t_be_drawn_is_said() -> None:
    shown = products(SHIPPED)["tencent-ocr/id-card"]
    steps = (Step("shy", Shy(shown=NoteDisplay(NAME))), *shown.version.chain.steps)
    changed = replace(shown.version, examples=(), chain=shown.version.chain._replace(steps=steps))
    made = {locale: price_sheet(shown._replace(version=changed), locale) for locale in ("zh", "en")}

    (cost,) = [section for section in made["en"].sections if section.title == "Cost by usage"]
    assert (cost.charts, cost.tables) == ((), ())
    assert cost.paragraphs == ("it can't be drawn: more than 1000 units are not for sale",)
    assert "无法绘制：more than 1000 units are not for sale" in page(made["zh"])
    assert "CN¥0.15" in page(made["en"])
