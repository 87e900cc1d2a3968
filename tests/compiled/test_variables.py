"""Variables are read as graphql-core coerces them, or left to it: over all inputs of the schema and some more."""

from enum import Enum
from random import Random
from typing import Any, NewType

import pytest
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    build_schema,
    execute,
    is_enum_type,
    is_input_type,
    is_required_input_field,
    parse,
    parse_type,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import Undefined
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Plain

from ratecard.api.schema import schema
from ratecard.compiled import CompiledExecutor
from ratecard.compiled.kept import Shelf
from ratecard.compiled.variables import Unread, Variables
from tests.compiled.operations import is_one_of

Even = NewType("Even", int)
Given = NewType("Given", object)


def _even(value: object) -> int:
    if value == 13:
        return Undefined  # type: ignore[return-value]
    if not isinstance(value, int) or value % 2:
        raise ValueError(f"{value!r} is not even")
    return value // 2


@strawberry.enum
class Colour(Enum):
    RED = "red"
    GREEN = 2


@strawberry.input
class Inner:
    number: int
    even: Even = Even(4)
    colours: list[Colour | None] | None = strawberry.UNSET
    flag: bool | None = None


@strawberry.input(one_of=True)
class Choice:
    inner: Inner | None = strawberry.UNSET
    text: str | None = strawberry.UNSET
    numbers: list[int] | None = strawberry.UNSET


@strawberry.input
class Outer:
    id: strawberry.ID
    class_: str | None = strawberry.field(name="class", default="none")
    grid: list[list[Inner]]
    choice: Choice | None = strawberry.UNSET
    given: Given = Given(None)
    ratio: float = 0.5


@strawberry.input
class Tree:
    branches: list["Tree"] = strawberry.field(default_factory=list)


@strawberry.type
class Query:
    @strawberry.field
    def asked(self, outer: Outer, choices: list[Choice], colour: Colour = Colour.RED) -> str:
        return f"{outer} {choices} {colour}"

    @strawberry.field
    def tree(self, tree: Tree | None = None) -> int:
        return len(tree.branches) if tree else 0


SCALARS: dict[object, Any] = {
    Even: strawberry.scalar(name="Even", serialize=int, parse_value=_even),
    Given: strawberry.scalar(name="Given", serialize=str, parse_value=lambda value: value),
}
OWN = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=SCALARS))._schema
SCHEMAS = (OWN, schema()._schema)


class Compiling(CompiledExecutor):
    """Compiles at once, on a shelf of its own."""

    shelf = Shelf()
    waits = 0


def inputs(known: GraphQLSchema) -> list[GraphQLInputType]:
    """The input types, but for `Tree`, which graphql-core reads."""
    return [each for name, each in known.type_map.items() if is_input_type(each) and name not in ("Tree", "DateTime")]


def value_of(type_: Any, random: Random) -> Any:
    """A value of the type, as JSON has it."""
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type, random)
    return None if random.random() < 0.15 else _value(type_, random)


def _value(type_: Any, random: Random) -> Any:
    if isinstance(type_, GraphQLList):
        return [value_of(type_.of_type, random) for _ in range(random.randint(0, 2))]
    if isinstance(type_, GraphQLInputObjectType):
        if is_one_of(type_):  # graphql-core does not know it of `Choice`
            name = random.choice(list(type_.fields))
            return {name: _value(type_.fields[name].type, random)}
        names = [
            name for name, field in type_.fields.items() if is_required_input_field(field) or random.random() < 0.4
        ]
        random.shuffle(names)
        return {name: value_of(type_.fields[name].type, random) for name in names}
    return random.choice(list(type_.values) if is_enum_type(type_) else LEAVES[type_.name])


LEAVES: dict[str, list[Any]] = {
    "Boolean": [True, False],
    "Date": ["2021-06-01"],
    "Decimal": ["0.15", "-3"],
    "Even": [2, 8],
    "Float": [0.5, 2],
    "Given": ["x", [1], {"y": None}],
    "ID": ["a", 7],
    "Int": [0, -5, 2.0],
    "JSON": [1, {"x": []}],
    "Settings": [{"units": 500, "tiers": [1]}],
    "State": ["x"],
    "String": ["", "x"],
    "Units": [3, 1.5, "many"],
    "When": ["2021-06-01", 7],
}


def broken(value: Any, random: Random) -> Any:
    """The value with one thing in it changed."""
    if isinstance(value, dict) and value and random.random() < 0.8:
        name = random.choice(list(value))
        rest = {each: inner for each, inner in value.items() if each != name}
        chance = random.random()
        if chance < 0.1:
            return rest
        return value | {"unknown": 1} if chance < 0.2 else rest | {name: broken(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.8:
        index = random.randrange(len(value))
        return [*value[:index], broken(value[index], random), *value[index + 1 :]]
    return random.choice([None, "x", "RED", -1, 2, 13, 2**40, 1.5, True, [], [value], [[value]], {}, {"text": value}])


def defined(known: GraphQLSchema, random: Random) -> tuple[list[VariableDefinitionNode], dict[str, Any]]:
    """Definitions of some variables, and values of them; some are left out."""
    definitions: list[VariableDefinitionNode] = []
    given: dict[str, Any] = {}
    for index in range(random.randint(1, 3)):
        text = random.choice(["{0}", "{0}!", "[{0}!]!", "[[{0}]!]"]).format(random.choice(inputs(known)))
        type_ = type_from_ast(known, parse_type(text))
        is_left_out = not text.endswith("!") and random.random() < 0.2
        default = " = null" if is_left_out and random.random() < 0.5 else ""
        operation = parse(f"query ($v{index}: {text}{default}) {{ __typename }}").definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        definitions += operation.variable_definitions or ()
        if not is_left_out:
            given[f"v{index}"] = value_of(type_, random)
    return definitions, given


def shown(values: VariableValues) -> str:
    """All that there is of them, in their order."""
    sources = [
        (name, signature.name, str(signature.type), signature.default and signature.default.literal, value)
        for name, (signature, value) in values.sources.items()
    ]
    return repr((sources, values.coerced))


QUIETLY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("known", SCHEMAS, ids=["own", "ratecard"])
@settings(QUIETLY)
@given(seed=st.integers(0, 2**32))
def test_variables_are_read_as_graphql_core_coerces_them(known: GraphQLSchema, seed: int) -> None:
    definitions, values = defined(known, Random(seed))
    plain = get_variable_values(known, definitions, values)
    assert isinstance(plain, VariableValues)

    read = Variables(known, definitions).coerced(values)

    assert read is not None
    assert shown(read) == shown(plain)


@pytest.mark.parametrize("known", SCHEMAS, ids=["own", "ratecard"])
@settings(QUIETLY)
@given(seed=st.integers(0, 2**32))
def test_variables_with_something_wrong_are_never_read_otherwise(known: GraphQLSchema, seed: int) -> None:
    random = Random(seed)
    definitions, values = defined(known, random)
    for _ in range(10):
        wrong = broken(values, random)
        if isinstance(wrong, dict):
            plain = get_variable_values(known, definitions, wrong)

            read = Variables(known, definitions).coerced(wrong)

            assert read is None or (isinstance(plain, VariableValues) and shown(read) == shown(plain))


def executed(executor: type[Plain], text: str, values: dict[str, Any], most: int = 50) -> str:
    result = execute(OWN, parse(text), variable_values=values, executor_class=executor, max_coercion_errors=most)
    assert isinstance(result, ExecutionResult)
    return repr([result.data, [each.formatted for each in result.errors or ()]])


ASKED = """query ($outer: Outer!, $choices: [Choice!]!, $colour: Colour! = GREEN) {
    asked(outer: $outer, choices: $choices, colour: $colour) }"""


@settings(QUIETLY)
@given(seed=st.integers(0, 2**32))
def test_errors_of_variables_are_those_of_graphql_core(seed: int) -> None:
    random = Random(seed)
    values = {"outer": _value(OWN.type_map["Outer"], random), "choices": [_value(OWN.type_map["Choice"], random)]}
    for _ in range(10):
        wrong = broken(broken(values, random), random)
        if isinstance(wrong, dict):
            most = random.randint(0, 3)

            assert executed(Compiling, ASKED, wrong, most) == executed(Plain, ASKED, wrong, most)


def test_a_default_is_made_anew_each_time() -> None:
    text = 'query ($choices: [Choice!]! = [{text: "x"}]) { __typename }'
    variables = variables_of(OWN, text)

    first, second = variables.coerced({}), variables.coerced({})

    assert first is not None
    assert second is not None
    assert first.coerced == second.coerced == {"choices": [{"text": "x"}]}
    assert first.coerced["choices"] is not second.coerced["choices"]


def variables_of(known: GraphQLSchema, text: str) -> Variables:
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Variables(known, operation.variable_definitions or ())


@pytest.mark.parametrize(("type_", "value"), [("Given!", None), ("Even!", 13), ("Even", 3), ("[Given!]", [None])])
def test_a_leaf_that_its_scalar_does_not_take_is_left_to_graphql_core(type_: str, value: object) -> None:
    assert variables_of(OWN, f"query ($v: {type_}) {{ tree }}").coerced({"v": value}) is None


def test_an_input_with_fields_of_its_own_type_is_left_to_graphql_core() -> None:
    text = "query ($tree: Tree) { tree(tree: $tree) }"
    shallow: dict[str, Any] = {"branches": [{"branches": []}]}
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"branches": [deep]}

    with pytest.raises(Unread):
        variables_of(OWN, text)

    assert executed(Compiling, text, {"tree": shallow}) == "[{'tree': 1}, []]"
    assert "nested too deeply" in executed(Compiling, text, {"tree": deep})


ODD = build_schema("""type Query { choice: Int }
    input Choice @oneOf { one: Int = 1, other: [Int] } input Twice { one: Int, other: Int = 2 }
    input Bad { one: Int = x }""")
ODD.type_map["Twice"].fields["one"].out_name = "other"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "value", [{}, {"one": 1}, {"one": None}, {"other": [1]}, {"one": 1, "other": None}, []], ids=str
)
@pytest.mark.parametrize("type_", ["Choice", "Twice", "Bad"])
def test_inputs_that_no_schema_should_have_are_never_read_otherwise(type_: str, value: object) -> None:
    operation = parse(f"query ($v: {type_}) {{ choice }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    try:
        read = Variables(ODD, operation.variable_definitions or ()).coerced({"v": value})
    except Unread:
        assert type_ != "Choice"
    else:
        plain = get_variable_values(ODD, operation.variable_definitions or (), {"v": value})
        assert read is None or (isinstance(plain, VariableValues) and shown(read) == shown(plain))


@pytest.mark.parametrize("type_", [f"{'[' * 199}Int{']' * 199}", f"{'[' * 200}Inner{']' * 200}", "Dog", "Query"])
def test_types_that_are_too_deep_or_no_inputs_are_left_to_graphql_core(type_: str) -> None:
    text = f"query ($v: {type_}) {{ tree }}"

    if "Int" in type_:
        assert variables_of(OWN, text).coerced({"v": []}) is not None
    else:
        with pytest.raises(Unread):
            variables_of(OWN, text)
