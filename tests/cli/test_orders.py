"""What orders and accounts say on the command line, and what is printed of it, in both languages and as JSON."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import ENVIRONMENT, document, lines, run
from tests.host.site import Site
from tests.till import PLUGIN, URL, lay_out

JUNE = ("--period", "2021-06")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    site = Site(tmp_path / "site", monkeypatch)
    site.install("toy-shop", "0.1", {"shop": PLUGIN})
    monkeypatch.setattr("tests.cli.run.ENVIRONMENT", ENVIRONMENT | {"RATECARD_CATALOGS": str(lay_out(tmp_path))})
    yield
    site.forget()


def test_products_shows_what_is_sold_and_what_may_be_chosen() -> None:
    printed = lines("products", "desk")

    start = printed.index("Sku Name Units List price Price Valid for Starts Returnable Limit Contact")
    assert printed[start + 2 : start + 6] == [
        "seat Seat 20 a month 1 month as chosen yes 5",
        "points Points 100 10 9 1 year after 1 day yes",
        f"talk Talk to us contact sales 1 year {URL}",
        "An account may choose: shop=postpaid, shop=refused",
    ]


def test_products_in_chinese() -> None:
    printed = lines("products", "desk", "--locale", "zh")

    assert "席位" in printed[printed.index("规格 名称 额度 原价 单价 有效期 生效 可退 限购 联系商务") + 2]
    assert "seat 席位 20 每月 1 个月 自选 是 5" in printed
    assert "points 点数包 100 10 9 1 年 1 天后 是" in printed
    assert f"talk 大客户 联系商务 1 年 {URL}" in printed
    assert "账号可选：shop=postpaid, shop=refused" in printed


def test_products_as_json() -> None:
    shop, postpaid = document("products", "desk")["products"][0]["steps"]

    assert shop["choices"] == ["postpaid", "refused"]
    at_once, month = {"years": 0, "months": 0, "days": 0}, {"years": 0, "months": 1, "days": 0}
    assert shop["packs"][0] == {
        "sku": "seat", "name": "Seat", "units": 0, "price": "20", "listPrice": None, "url": None, "validFor": month,
        "startsAfter": at_once, "chosenStart": True, "soldBy": "month", "returnable": True, "limit": 5, "meters": [],
        "mode": None, "prices": [],
    }  # fmt: skip
    assert (shop["packs"][2]["price"], shop["packs"][2]["url"]) == (None, URL)
    assert (postpaid["choices"], "packs" in postpaid) == ([], False)


FORTH_AND_BACK = "seatx2@2021-05-28,lasts=3,effective=2021-06-01,returned=2021-06-03"


def test_forecast_prints_what_comes_back() -> None:
    asked = ("forecast", "desk", "--periods", "2", "--order", FORTH_AND_BACK, "--opening-balance", "200")

    english, chinese, answer = lines(*asked), lines(*asked, "--locale", "zh"), document(*asked)

    assert "Period 2021-05 – 2021-06 (none was asked for: the one of the earliest date given)" in english
    assert "2021-05-28 Purchase · shop 2021-05 120.00 80.00 0.00" in english
    assert "2021-06-03 Return · shop 2021-06 -120.00 200.00 0.00" in english
    assert "2021-06-03 退款 · shop 2021-06 -120.00 200.00 0.00" in chinese
    assert answer["ledger"][1] == {
        "date": "2021-06-03", "kind": "return", "amount": "-120.00", "period": "2021-06", "step": "shop",
        "available": "200.00", "frozen": "0.00",
    }  # fmt: skip
    assert [statement["total"] for statement in answer["statements"]] == ["120.00", "-120.00"]


def test_quote_prints_a_pack_of_points_that_came_back() -> None:
    asked = ("quote", "desk", *JUNE, "--order", "points@2021-06-02,returned=2021-06-05")

    assert "Points · 2 for a unit of hd 100 0 100 2021-06-03 00:00 2021-06-05 00:00 returned" in lines(*asked)
    assert "点数包 · hd 每次 2 100 0 100 2021-06-03 00:00 2021-06-05 00:00 已退" in lines(*asked, "--locale", "zh")
    (balance,) = document(*asked)["balances"]
    assert (balance["returned"], balance["costs"]) == (True, [{"meter": "hd", "points": 2}])
    assert not any(line.startswith("Lost") for line in lines(*asked))


CHOSEN = ("--usage", "300", "--choose", "shop=refused@2021-06-16", "--choose", "shop=postpaid@2021-06-26")


def test_quote_prints_refused_units() -> None:
    # June's days have 10 calls: of the 16th to the 25th, 100 are refused.
    printed = lines("quote", "desk", *JUNE, *CHOSEN)
    answer = document("quote", "desk", *JUNE, *CHOSEN)

    assert "Refused 100 units, not charged" in printed
    assert "拒绝调用 100 次，不计费" in lines("quote", "desk", *JUNE, *CHOSEN, "--locale", "zh")
    assert (answer["refusedUnits"], answer["total"]) == (100, "200.00")


def test_forecast_has_a_column_of_refused_units_where_there_are_any() -> None:
    asked = ("forecast", "desk", "--from", "2021-06", "--periods", "2", "--usage", "300")

    assert "Period Units Purchases Charge Total On hold Lost Sum" in lines(*asked)
    printed = lines(*asked, "--choose", "shop=refused@2021-07-01")
    assert "Period Units Purchases Charge Total On hold Lost Refused Sum" in printed
    assert "2021-07 300 0.00 0.00 300" in printed


def test_a_choice_holds_in_every_command_that_asks() -> None:
    june = ("--from", "2021-06", "--periods", "1", "--usage", "300", "--choose", "shop=refused@2021-06-16")

    changed = document("what-if", "desk", *june, "--change", "add-order seat,lasts=2")
    compared = document("compare", "desk", "--baseline", "all: desk choose shop=refused", *june)
    curve = document("curve", "desk", *JUNE, "--up-to", "300", "--choose", "shop=refused")

    assert (changed["before"]["total"], changed["after"]["total"]) == ("150.00", "190.00")
    assert [cell["total"] for cell in compared["cells"]] == ["150.00", "0.00"]
    assert {point["total"] for point in curve["curves"][0]["points"]} == {"0.00"}


def test_advice_buys_nothing_that_leaves_calls_refused() -> None:
    asked = ("advise", "desk", "--from", "2021-06", "--periods", "1", "--usage", "300", "--choose", "shop=refused")

    printed = lines(*asked)

    assert "no plan that covers all calls was found: the rest is refused" in printed
    assert ("With these orders none" in printed, "Without them 0.00 CNY, 300 units refused" in printed) == (True, True)
    assert "没有找到能覆盖全部调用的方案" in lines(*asked, "--locale", "zh")


def test_a_change_drops_the_order_that_it_describes() -> None:
    june = ("--from", "2021-06", "--periods", "1", "--order", "seat", "--order", "seat,lasts=3")

    answer = document("what-if", "desk", *june, "--change", "drop-order seat,lasts=3")

    assert (answer["before"]["total"], answer["after"]["total"]) == ("80.00", "20.00")
    assert answer["contributions"][0]["change"] == "drop-order seat,lasts=3"


def test_what_the_shop_does_not_take_is_refused() -> None:
    ran = run("quote", "desk", *JUNE, "--choose", "shop=refuse")

    assert (ran.code, ran.err) == (
        1,
        "ratecard: choice 'refuse' of step 'shop': it is none of postpaid, refused\nHint: did you mean 'refused'?\n",
    )
