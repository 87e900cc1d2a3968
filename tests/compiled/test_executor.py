"""The compiled executor beside Strawberry's own, over a schema of its own that has what ours has not."""

import asyncio
import gc
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse
from strawberry.permission import BasePermission
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Plain

from ratecard.compiled import CompiledExecutor
from ratecard.compiled.kept import Shelf


@dataclass
class Calls:
    """What resolvers were called, in order."""

    names: list[str] = field(default_factory=list)


Asking = strawberry.Info[Calls, None]


@strawberry.enum
class Colour(Enum):
    RED = "red"
    GREEN = "green"


@strawberry.enum
class Size(Enum):
    SMALL = 1
    LARGE = 2


@strawberry.interface
class Named:
    name: str

    @strawberry.field
    def loud(self, mark: str = "!", times: int = 1) -> str:
        return self.name.upper() + mark * times


class Nobody(BasePermission):
    message = "nobody may"

    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        return False


@strawberry.type
class Leaf:
    value: int
    maybe: int | None = None
    text: str = "t"
    colour: Colour = Colour.RED
    size: Size | None = None
    number: float = 1.5
    flags: list[bool] = strawberry.field(default_factory=lambda: [True, False])

    @strawberry.field
    def broken(self, info: Asking) -> int:
        info.context.names.append("broken")
        raise ValueError(f"broken at {'.'.join(map(str, info.path.as_list()))}")

    @strawberry.field
    def broken_maybe(self, info: Asking) -> int | None:
        info.context.names.append("broken_maybe")
        raise ValueError(f"maybe broken: {info.field_name} of {info.return_type}")

    @strawberry.field(permission_classes=[Nobody])  # type: ignore[untyped-decorator]
    def hidden(self) -> str | None:
        return "secret"

    @strawberry.field
    def list_of(self, numbers: list[int]) -> list[int]:
        return numbers


@strawberry.type
class Dog(Named):
    tail: Leaf
    friends: list["Animal"] = strawberry.field(default_factory=list)
    grid: list[list[Leaf | None]] = strawberry.field(default_factory=list)


@strawberry.type
class Cat(Named):
    tail: Leaf | None = None
    lives: int = 9

    @strawberry.field
    def wrong(self) -> int:
        return "nine"  # type: ignore[return-value]


@strawberry.type
class Rock:
    weight: int = 3


Animal = Annotated[Dog | Cat, strawberry.union("Animal")]
Thing = Annotated[Dog | Cat | Rock, strawberry.union("Thing")]


@strawberry.type
class Query:
    @strawberry.field
    def deep(self) -> list[list[list[list[list[list[list[list[list[list[int]]]]]]]]]]:
        return [[[[[[[[[[1, 2], []]]]]]]]]]

    @strawberry.field
    def dog(self) -> Dog:
        grid: list[list[Leaf | None]] = [[Leaf(value=1), None], [], [Leaf(value=2, size=Size.LARGE)]]
        return Dog(
            name="Rex", tail=Leaf(value=7), friends=[Cat(name="Tom"), Dog(name="Rob", tail=Leaf(value=8))], grid=grid
        )

    @strawberry.field
    def named(self) -> list[Named]:
        return [Dog(name="Rex", tail=Leaf(value=7)), Cat(name="Tom", tail=Leaf(value=1))]

    @strawberry.field
    def things(self) -> list[Thing | None]:
        return [Rock(), None, Cat(name="Tom"), Dog(name="Rex", tail=Leaf(value=7))]

    @strawberry.field
    def leaves(self) -> list[Leaf]:
        return [Leaf(value=each) for each in range(3)]

    @strawberry.field
    def too_large(self) -> list[Leaf | None] | None:
        return [Leaf(value=1), Leaf(value=2**40), Leaf(value=3, maybe=2**40)]

    @strawberry.field
    def no_leaf(self) -> Leaf | None:
        return Leaf(value=None)  # type: ignore[arg-type]

    @strawberry.field
    def stranger(self) -> Thing | None:
        return "a string"  # type: ignore[return-value]

    @strawberry.field
    def error(self) -> Leaf | None:
        return ValueError("given, not raised")  # type: ignore[return-value]

    @strawberry.field
    def no_list(self) -> list[Leaf] | None:
        return 5  # type: ignore[return-value]

    @strawberry.field
    def generated(self) -> list[Leaf]:
        return (Leaf(value=each) for each in range(2))  # type: ignore[return-value]

    @strawberry.field
    def odd(self) -> Leaf:
        return Leaf(value="5", text=6, colour="no colour", number=2, flags=(True, 1))  # type: ignore[arg-type]

    @strawberry.field
    def cast(self) -> Thing:
        return strawberry.cast(Rock, Cat(name="Tom"))


@strawberry.type
class Mutation:
    @strawberry.field
    def push(self, info: Asking) -> Leaf:
        info.context.names.append("push")
        return Leaf(value=len(info.context.names))


SCHEMA = strawberry.Schema(Query, Mutation)


class Compiling(CompiledExecutor):
    """Compiles at once, on a shelf of its own."""

    shelf = Shelf()
    waits = 0


@pytest.fixture(autouse=True)
def own_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(Compiling, "shelf", Shelf())
        yield


def executed(executor: type[Plain], document: Any, variables: dict[str, Any] | None) -> tuple[str, list[str]]:
    calls = Calls()
    result = execute(SCHEMA._schema, document, context_value=calls, variable_values=variables, executor_class=executor)
    assert isinstance(result, ExecutionResult)
    return json.dumps([result.data, [each.formatted for each in result.errors or ()]]), calls.names


def compiled_fields() -> dict[str | int, bool]:
    """The root fields that came to the compiler, and whether functions were made of them."""
    return {
        key: root.function is not None
        for kept in Compiling.shelf._kept.values()
        for (key, _), root in kept.roots.items()
    }


OPERATIONS = {
    "aliases of one field with other arguments": '{ dog { a: loud(mark: "?") loud b: loud(times: 3) c: name name } }',
    "fields merge across fragments": """{ dog { ...A tail { value } ...B } }
        fragment A on Dog { tail { text } name } fragment B on Named { name loud }""",
    "overlapping fields on unions and interfaces": """{ things { __typename ...N ... on Dog { name tail { value } }
        ... on Cat { lives tail { maybe } } ... on Rock { weight } } named { ...N ... on Cat { n: name lives } } }
        fragment N on Named { name loud ... on Dog { tail { text ...L } } } fragment L on Leaf { colour text }""",
    "lists of lists": "{ dog { grid { value size flags } friends { __typename ... on Dog { friends { name } } } } }",
    "more lists in one another than Python allows blocks": "{ deep dog { name } }",
    "the same name at several depths": "{ dog { tail { value } friends { ... on Dog { tail { value value } } } } }",
    "a null where none may be": "{ noLeaf { value } dog { name } }",
    "a null where none may be, up to the root": "{ leaves { value broken } dog { name } }",
    "errors of members that may be null": "{ tooLarge { value maybe } things { ... on Cat { wrong } } }",
    "errors of several fields in their order": "{ leaves { brokenMaybe a: brokenMaybe value } }",
    "an error in an inlined object": "{ named { ... on Cat { tail { broken } name } } }",
    "the class does not say the type": "{ stranger { __typename } dog { name } }",
    "an error as a value": "{ error { value } }",
    "no list": "{ noList { value } generated { value } }",
    "values of other classes": "{ odd { value text number flags } noColour: odd { c: value colour } }",
    "an object that was cast": "{ cast { __typename ... on Rock { weight } ... on Cat { name } } }",
    "a field with a permission": "{ leaves { value hidden } }",
    "an argument that is a list": "{ leaves { listOf(numbers: [1, 2]) value } }",
    "introspection beside": '{ __typename __schema { queryType { name } } __type(name: "Dog") { name } dog { name } }',
    "a mutation": "mutation { a: push { value } b: push { value text } }",
    "fragments in fragments": """{ dog { ...A } } fragment A on Dog { ...B name }
        fragment B on Dog { ...C ...C tail { text } }
        fragment C on Named { ... on Dog { ... on Named { name ... { loud } } } }""",
    "a directive on the operation": "query @experimental_disableErrorPropagation { leaves { broken value } }",
}


@pytest.mark.parametrize("text", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_answers_are_the_same_and_so_are_calls(text: str) -> None:
    document = parse(text)

    assert executed(Compiling, document, None) == executed(Plain, document, None)


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize("include", [True, False])
def test_skip_and_include_are_read_anew(skip: bool, include: bool) -> None:
    document = parse("""query ($s: Boolean!, $i: Boolean = true, $m: String, $n: Int!) {
        dog @include(if: true) { name @skip(if: $s) loud(mark: $m, times: $n) @include(if: $i)
          ...F @include(if: $i) @skip(if: $s) ... @skip(if: $i) { tail { value @skip(if: false) } } } }
        fragment F on Dog { tail { text value } }""")
    asked = {"s": skip, "i": include, "m": "?", "n": 2}

    for variables in (asked, asked | {"m": None}, {"s": skip, "n": 1}):
        assert executed(Compiling, document, variables) == executed(Plain, document, variables)


def test_what_is_plain_is_compiled() -> None:
    executed(Compiling, parse("{ dog { name loud tail { value } } things { __typename } a: leaves { hidden } }"), None)

    assert compiled_fields() == {"dog": True, "things": True, "a": True}


def test_an_operation_is_compiled_when_it_comes_again() -> None:
    class Waiting(Compiling):
        shelf = Shelf()
        waits = 1

    document = parse("{ dog { name } }")
    for functions in (0, 1, 1):
        executed(Waiting, document, None)

        assert [len(kept.roots) for kept in Waiting.shelf._kept.values()] == [functions]


def test_a_selection_that_grows_without_bounds_is_left_to_graphql_core() -> None:
    document = parse(f"{{ dog {{ {' '.join(f'name{each}: name' for each in range(1_500))} }} }}")

    assert executed(Compiling, document, None) == executed(Plain, document, None)
    assert compiled_fields() == {"dog": False}


def test_an_operation_with_ever_other_switches_is_compiled_so_often_and_no_more() -> None:
    switches = range(6)
    fields = " ".join(f"a{each}: name @skip(if: $s{each})" for each in switches)
    document = parse(
        f"query ({' '.join(f'$s{each}: Boolean!' for each in switches)}) {{ dog {{ tail {{ value }} {fields} }} }}"
    )

    for bits in range(64):
        given = {f"s{each}": bool(bits >> each & 1) for each in switches}
        assert executed(Compiling, document, given) == executed(Plain, document, given)

    assert [len(kept.roots) for kept in Compiling.shelf._kept.values()] == [32]


def test_shelf_keeps_the_last_operations_only() -> None:
    for _ in range(600):
        executed(Compiling, parse("{ dog { name } }"), None)

    assert len(Compiling.shelf._kept) == 512


def test_nothing_of_an_execution_waits_for_the_garbage_collector() -> None:
    document = parse("query ($i: Boolean!) { dog { name loud @include(if: $i) } }")
    executed(Compiling, document, {"i": True})
    gc.collect()
    gc.disable()
    try:
        executed(Compiling, document, {"i": True})

        assert not [each for each in gc.get_objects() if isinstance(each, Compiling)]
    finally:
        gc.enable()


@strawberry.type
class Slow:
    name: str

    @strawberry.field
    async def later(self) -> str:
        await asyncio.sleep(0)
        return f"{self.name} later"

    @strawberry.field
    def in_disguise(self) -> str:
        async def soon() -> str:
            return "soon"

        return soon()  # type: ignore[return-value]


@strawberry.type
class SlowQuery:
    @strawberry.field
    async def slow(self) -> list[Slow]:
        await asyncio.sleep(0)
        return [Slow(name="a"), Slow(name="b")]


SLOW = strawberry.Schema(SlowQuery)


@pytest.mark.parametrize("text", ["{ slow { name } }", "{ slow { name later } }", "{ slow { inDisguise name } }"])
def test_asynchronous_resolvers_are_awaited(text: str) -> None:
    async def result(executor: type[Plain]) -> ExecutionResult:
        found: Any = execute(SLOW._schema, parse(text), executor_class=executor)
        return await found  # type: ignore[no-any-return]

    compiled, plain = asyncio.run(result(Compiling)), asyncio.run(result(Plain))

    assert compiled == plain
    assert plain.errors is None
    assert compiled_fields() == {"slow": text == "{ slow { name } }"}
