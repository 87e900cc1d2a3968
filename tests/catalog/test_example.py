"""Examples that say how an order runs and what an account chose: the sums come out, or the catalog does not load."""

from pathlib import Path

import pytest

from ratecard.catalog import CatalogProblems, load
from tests.till import DESK, INSTALLED, lay_out

HOLDS = {
    "chosen start, three months": """
orders = [{ sku = "seat", quantity = 2, on = 2021-06-02, effective = 2021-06-09, lasts = 3 }]
total = 120""",
    "returned in the month": """
orders = [{ sku = "seat", on = 2021-06-02, returned = 2021-06-05T12:00:00+08:00 }]
total = 0""",
    "returned on the day of its purchase": """
orders = [{ sku = "seat", on = 2021-06-02T12:00:00+08:00, returned = 2021-06-02 }]
total = 0""",
    "bought before, returned now": """
period = "2021-06"
orders = [{ sku = "seat", on = 2021-05-30, returned = 2021-06-02 }]
total = -20""",
    "sold by agreement": """
orders = [{ sku = "talk" }]
contact = true""",
    "refused from the 16th on": """
usage = 300
account = { choices = [{ step = "shop", value = "refused", since = 2021-06-16 }] }
total = 150
refused = 150""",
    "refused throughout, for two months": """
usage = 300
periods = 2
account = { choices = [{ step = "shop", value = "refused" }] }
total = 0
refused = 600""",
}


def said(folder: Path, example: str) -> list[str]:
    """What is wrong with the product that has this example."""
    root = lay_out(folder, f'{DESK}\n[[examples]]\ntitle = "it"{example}\n')
    try:
        load(root, INSTALLED)
    except CatalogProblems as error:
        found = [" | ".join(filter(None, (each.code, str(each), each.hint))) for each in error.problems]
        return [text.replace(f"{root}/", "") for text in found]
    return []


@pytest.mark.parametrize("name", HOLDS)
def test_an_example_holds(tmp_path: Path, name: str) -> None:
    assert said(tmp_path, HOLDS[name]) == []


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        (
            "\nusage = 300\ntotal = 300\nrefused = 1",
            "failed-example | toy/desk.toml:8: examples[0].refused: expected 1, got 0",
        ),
        (
            '\norders = [{ sku = "points", lasts = 2 }]\ntotal = 9',
            (
                "bad-order | toy/desk.toml:6: examples[0].orders[0]: order of 'points':"
                " its offer has a validity of its own | leave lasts out, or raise the quantity"
            ),
        ),
        (
            '\norders = [{ sku = "seat", on = 2021-06-05, returned = 2021-06-04 }]\ntotal = 9',
            (
                "not-returnable | toy/desk.toml:6: examples[0].orders[0]: sku 'seat' can't be returned:"
                " it was not bought yet at 2021-06-04T00:00+08:00"
            ),
        ),
        (
            '\naccount = { choices = [{ step = "shop", value = "refuse" }] }\ntotal = 0',
            (
                "bad-choice | toy/desk.toml:6: examples[0].account.choices[0]: choice 'refuse' of step 'shop':"
                " it is none of postpaid, refused | did you mean 'refused'?"
            ),
        ),
        (
            '\norders = [{ sku = "seat", on = 2021-06-05, returned = 0001-01-01 }]\ntotal = 9',
            (
                "bad-instant | toy/desk.toml:4: examples[0]: '0001-01-01' is not a date or an instant"
                " | write 2021-06-01, or 2021-06-01T00:00:00+08:00"
            ),
        ),
        (
            '\naccount = { choices = [{ step = "shop" }] }\ntotal = 0',
            "missing-key | toy/desk.toml:6: examples[0].account.choices[0]: key 'value' is missing",
        ),
    ],
    ids=["refused", "lasts", "returned", "chosen", "a day that UTC has not", "a choice of nothing"],
)
def test_an_example_that_does_not_hold_is_told_by_its_line(tmp_path: Path, example: str, problem: str) -> None:
    assert said(tmp_path, example) == [problem]
