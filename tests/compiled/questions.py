"""Questions that have answers, with selections drawn from all that can be selected of them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
    parse,
    print_ast,
)

from ratecard.api.schema import schema
from tests.compiled.operations import Operation, broken

DEPTH = 5
_MONTH = {"product": "id-card", "from": "2021-01", "periods": 2, "usage": [{"units": 25_000}]}
_ORDERS = [{"sku": "10000", "quantity": 1, "on": "2021-01-15"}]


def _questions(random: Random) -> dict[str, tuple[str, dict[str, Any]]]:
    """By root field: the type of its argument, and a question that the catalogs answer."""
    units = random.choice([0, 999, 2_500, 25_000, 1_200_001])
    product = random.choice(["id-card", "bank-card"])
    month = {"product": product, "period": "2021-06", "usage": [{"units": units}]}
    bought = month | {"orders": [{"sku": "1000", "quantity": 1}], "product": "bank-card"}
    months = _MONTH | {"usage": [{"units": units}], "orders": random.choice([[], _ORDERS])}
    record = {"code": "SUCCESS", "at": "2021-06-15T09:30:00+08:00", "calls": 3}
    lists = [{"name": "more", "changes": [{"scaleUsage": {"factor": "1.5"}}]}]
    return {
        "quote": ("QuoteInput!", {"input": random.choice([month, bought])}),
        "quotes": ("[QuoteInput!]!", {"inputs": [month, bought, {"product": "none"}]}),
        "forecast": ("ForecastInput!", {"input": months}),
        "metered": ("MeteredInput!", {"input": {"product": product, "from": "2021-06", "records": [record]}}),
        "costCurve": ("CurveInput!", {"input": {"product": product, "maxUnits": 20_000, "changeLists": lists}}),
        "compare": (
            "CompareInput!",
            {"input": {"baselines": [{"name": "a", "forecast": months}], "changeLists": lists}},
        ),
        "packAdvice": ("AdviceInput!", {"input": _MONTH}),
        "whatIf": ("WhatIfInput!", {"input": {"baseline": months, "changes": lists[0]["changes"]}}),
        "products": ("Date", {"on": "2021-06-01"}),
        "product": ("ID!", {"id": product}),
        "catalogs": ("", {}),
        "strategies": ("", {}),
        "codes": ("", {}),
    }


def question(random: Random) -> Operation:
    """A question with a selection of its answer, in fragments and behind directives."""
    known = schema()._schema
    name, (type_, variables) = random.choice(list(_questions(random).items()))
    root = known.mutation_type if name == "whatIf" else known.query_type
    assert root is not None
    answer = get_named_type(root.fields[name].type)
    field = FieldNode(name=NameNode(value=name), selection_set=_selected(known, answer, DEPTH, random))
    kind = "mutation" if name == "whatIf" else "query"
    (argument,) = variables or [None]
    head = f"{kind} (${argument}: {type_})" if argument else kind
    selected = print_ast(field)
    if argument:
        selected = selected.replace(name, f"{name}({argument}: ${argument})", 1)
    return broken(known, parse(f"{head} {{ {selected} }}"), variables, random)


def _selected(known: GraphQLSchema, type_: GraphQLNamedType, depth: int, random: Random) -> SelectionSetNode:
    selections: list[Any] = [FieldNode(name=NameNode(value="__typename"))]
    if is_abstract_type(type_):
        for possible in known.get_possible_types(type_):
            inner = SelectionSetNode(selections=tuple(_fields(known, possible, depth, random, f"{possible.name}_")))
            if inner.selections:
                condition = NamedTypeNode(name=NameNode(value=possible.name))
                selections.append(InlineFragmentNode(type_condition=condition, selection_set=inner, directives=()))
    elif isinstance(type_, GraphQLObjectType):
        selections += _fields(known, type_, depth, random, "")
    return SelectionSetNode(selections=tuple(selections))


def _fields(
    known: GraphQLSchema, type_: GraphQLObjectType, depth: int, random: Random, prefix: str
) -> Iterator[FieldNode]:
    """Some of the fields; under other names where members of one union may have them of other types."""
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if any(map(is_required_argument, field.args.values())) or name in ("hints", "breakEven"):
            continue
        alias = NameNode(value=f"{prefix}{name}") if prefix else None
        if is_leaf_type(inner):
            if random.random() < 0.6:
                yield FieldNode(name=NameNode(value=name), alias=alias)
        elif depth and random.random() < 0.5:
            selected = _selected(known, inner, depth - 1, random)
            yield FieldNode(name=NameNode(value=name), alias=alias, selection_set=selected)
