"""What the kernel answers, asked in this process: what a server's answer must say, numbers as numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Statement
from ratecard.service import Asked, OrderAsked, OwnedAsked, Service, UsageAsked
from ratecard.service.change import AddOrder, Change, RemoveStep, ScaleUsage, SetStep, SetUsage

Variables = Mapping[str, Any]


def answer(service: Service, asks: str, variables: Variables) -> Any:
    """The answer of `asks`, one of the question's documents."""
    try:
        return ANSWERS[asks](service, variables)
    except Refusal as refusal:
        return _refused(refusal)


def _refused(refusal: Refusal) -> dict[str, Any]:
    return {"__typename": "PlainRefusal", "code": refusal.code, "message": refusal.message}


def _asked(given: Variables) -> Asked:
    owned = given.get("owned", [])
    return Asked(
        given["product"],
        given.get("period") or given.get("from"),
        given.get("periods", 1),
        _usage(given["usage"]),
        tuple(OrderAsked(each["sku"], each.get("quantity", 1)) for each in given["orders"]),
        tuple(OwnedAsked(each["sku"], each["unitsLeft"], date.fromisoformat(each["effective"])) for each in owned),
    )


def _usage(given: list[Variables]) -> tuple[UsageAsked, ...]:
    return tuple(UsageAsked(each["units"], code=each.get("code", "")) for each in given)


def _change(given: Variables) -> Change:
    match given:
        case {"scaleUsage": {"factor": factor}}:
            return ScaleUsage(Decimal(factor))
        case {"addOrder": {"sku": sku, "on": on}}:
            return AddOrder(OrderAsked(sku, on=date.fromisoformat(on)))
        case {"setUsage": usage}:
            return SetUsage(_usage(usage))
        case {"removeStep": step}:
            return RemoveStep(step)
        case {"setStep": {"step": step, "settings": settings}}:
            return SetStep(step, settings)
        case _:
            raise AssertionError(given)


def _money(amount: Decimal | None) -> dict[str, Decimal] | None:
    return None if amount is None else {"amount": amount}


def _lines(statement: Statement) -> list[dict[str, Any]]:
    return [
        {
            "step": line.step,
            "kind": line.kind.upper(),
            "units": line.units,
            "quantity": line.quantity,
            "price": line.price,
            "amount": _money(line.amount),
            "item": line.item or None,
        }
        for line in statement.settlement.lines
    ]


def _quote(service: Service, variables: Variables) -> dict[str, Any]:
    priced = service.quote(_asked(variables["input"]))
    settlement = priced.first.settlement
    contact = settlement.contact
    return {
        "catalogDigest": priced.catalog.digest,
        "period": settlement.period.id,
        "state": priced.state,
        "lines": _lines(priced.first),
        **(
            {"__typename": "ContactSales", "unpricedUnits": contact.units}
            if contact
            else {"__typename": "Quote", "total": _money(settlement.total)}
        ),
    }


def _forecast(service: Service, variables: Variables) -> dict[str, Any]:
    priced = service.forecast(_asked(variables["input"]))
    return {
        "__typename": "Forecast",
        "catalogDigest": priced.catalog.digest,
        "total": _money(priced.forecast.total),
        "state": priced.state,
        "statements": [
            {"period": each.period.id, "total": _money(each.settlement.total), "lines": _lines(each)}
            for each in priced.forecast.statements
        ],
    }


def _what_if(service: Service, variables: Variables) -> dict[str, Any]:
    given = variables["input"]
    found = service.what_if(_asked(given["baseline"]), [_change(each) for each in given["changes"]])
    before = {"catalogDigest": found.before.catalog.digest, "total": _money(found.before.forecast.total)}
    after = {"catalogDigest": found.after.catalog.digest, "total": _money(found.after.forecast.total)}
    steps = [{"step": each.id, "difference": _money(each.difference)} for each in found.difference.steps]
    return {
        "__typename": "WhatIf",
        "before": before,
        "after": {**after, "state": found.after.state},
        "difference": {"total": _money(found.difference.total), "steps": steps},
        "contributions": [
            {"total": _money(each.total), "difference": _money(each.difference)} for each in found.contributions
        ],
    }


def _comparison(service: Service, variables: Variables) -> dict[str, Any]:
    given = variables["input"]
    baselines = [_asked(each["forecast"]) for each in given["baselines"]]
    lists = [[_change(change) for change in each["changes"]] for each in given["changeLists"]]
    found = service.compare(baselines, lists)
    cells = []
    for cell in found.cells:
        said: dict[str, Any] = {}
        if cell.answer:
            said = {"__typename": "Forecast", "catalogDigest": cell.answer.catalog.digest}
        elif cell.refusal:
            said = _refused(cell.refusal)
        cells.append({"row": cell.baseline, "column": cell.changes, "total": _money(cell.total), "answer": said})
    cheapest = None if found.cheapest is None else cells[found.cheapest]
    return {
        "__typename": "Comparison",
        "cells": cells,
        "cheapest": cheapest and {"row": cheapest["row"], "column": cheapest["column"]},
    }


def _advice(service: Service, variables: Variables) -> dict[str, Any]:
    """Without an end of time: under load too, the server must have been able to prove it."""
    advised = service.advise(_asked(variables["input"]))
    advice, calendar = advised.advice, advised.question.product.calendar
    plan, without = advice.plan, advice.without
    orders = [
        {"sku": each.sku, "quantity": each.quantity, "on": calendar.local(each.placed).isoformat()}
        for each in (plan.orders if plan else ())
    ]
    return {
        "__typename": "PackAdvice",
        "catalogDigest": advised.catalog.digest,
        "proven": advice.proven,
        "settled": advice.settled,
        "unusedUnits": advice.unused,
        "total": _money(plan.total if plan else None),
        "totalWithout": _money(without.total if without else None),
        "orders": orders,
    }


def _products(service: Service, variables: Variables) -> dict[str, Any]:
    shown = service.products(on=date.fromisoformat(variables["on"]))
    page = shown[: variables["first"]] if "first" in variables else shown[-variables["last"] :]
    nodes = [
        {
            "fullSlug": each.product.full_id,
            "catalogDigest": each.catalog.digest,
            "offers": [
                {"step": step, "sku": offer.sku, "price": offer.price, "units": offer.units}
                for step, offer in each.version.offers()
            ],
            "steps": [
                {"slug": step.id, "kind": step.strategy.kind, "describe": step.strategy.describe("en")}
                for step in each.version.chain.steps
            ],
        }
        for each in page
    ]
    return {"__typename": "ProductConnection", "totalCount": len(shown), "nodes": nodes}


ANSWERS = {
    "quote": _quote,
    "forecast": _forecast,
    "what-if": _what_if,
    "comparison": _comparison,
    "advice": _advice,
    "products": _products,
}
