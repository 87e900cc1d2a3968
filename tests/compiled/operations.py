"""Operations over the whole schema: hypothesis-graphql's, varied: variables, fragments and directives are in them."""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_required_input_field,
    parse_type,
    print_ast,
    value_from_ast_untyped,
    visit,
)
from graphql.language.ast import BooleanValueNode
from hypothesis import strategies as st
from hypothesis_graphql import from_schema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from ratecard.api import sdl
from ratecard.api.schema import schema

KNOWN: dict[str, tuple[str, ...]] = {
    "product": ("id-card", "bank-card", "tencent-ocr/id-card"),
    "id": ("id-card", "bank-card"),
    "useProduct": ("id-card", "bank-card"),
    "period": ("2021-06", "2021-07"),
    "from": ("2021-05", "2021-06"),
    "sku": ("1000", "10000", "prepaid-packs/100000"),
    "catalog": ("tencent-ocr",),
    "locale": ("zh", "en", "zh", "en", "fr"),
    "step": ("prepaid-packs", "tiered-postpaid", "free-allowance"),
    "removeStep": ("prepaid-packs", "free-allowance"),
}
"""Texts that mean something in the catalogs, by the argument or the field that takes them."""
NUMBERS = {"periods": (1, 2), "points": (12, 40), "seconds": (0, 1), "quantity": (1, 2), "lasts": (1, 3)}
"""Between what and what numbers stand that take long when they are large, or are refused."""
WRONG = ("none", "2021-02-30", "NaN", "-1", "")


class Operation(NamedTuple):
    """A text and its variables."""

    text: str
    variables: dict[str, Any]


def _text(*values: str) -> st.SearchStrategy[ValueNode]:
    return st.sampled_from([StringValueNode(value=value, block=False) for value in values])


SCALARS: dict[str, st.SearchStrategy[ValueNode]] = {
    "Decimal": _text("0.15", "1.5", "100", "2"),
    "Units": st.sampled_from([IntValueNode(value=each) for each in ("0", "1", "999", "2500", "25000", "1200001")]),
    "Date": _text("2021-06-01", "2021-01-01"),
    "DateTime": _text("2021-06-01T00:00:00+08:00"),
    "When": _text("2021-06-01", "2021-06-15T09:30:00+08:00", "2021-05-31"),
    "State": _text("", "x"),
    "JSON": _text("x"),
    "Settings": st.just(
        ObjectValueNode(fields=(ObjectFieldNode(name=NameNode(value="units"), value=IntValueNode(value="500")),))
    ),
}


def operations(variations: int) -> st.SearchStrategy[list[Operation]]:
    """Variations of an operation, with their variables; nearly all of them are valid."""
    known = schema()._schema
    drawn = from_schema(
        sdl(), custom_scalars=SCALARS, print_ast=lambda document: document, allow_x00=False, codec="ascii"
    )

    def vary(document: object, seed: int) -> list[Operation]:
        return [varied(known, document, Random(seed + each)) for each in range(variations)]

    return st.builds(vary, drawn, st.integers(0, 2**32))


def varied(schema: GraphQLSchema, document: Any, random: Random) -> Operation:
    """An operation made of hypothesis-graphql's: its values made meaningful, some of them variables, some selections in
    fragments, some behind `@skip` and `@include`.
    """
    return _walked(schema, document, {}, random, _Sensible, _Lifted, _Broken)


def broken(schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any], random: Random) -> Operation:
    """An operation with some of its selections in fragments, some repeated, some behind `@skip` and `@include`."""
    return _walked(schema, document, variables, random, _Broken)


def _walked(
    schema: GraphQLSchema, document: Any, variables: dict[str, Any], random: Random, *steps: type["_Step"]
) -> Operation:
    variables = dict(variables)
    for step in steps:
        types = TypeInfo(schema)
        visitor = step(types, random)
        document = visitor.finished(visit(document, TypeInfoVisitor(types, visitor)))
        variables |= visitor.variables
    return Operation(print_ast(document), variables)


class _Step(Visitor):
    def __init__(self, types: TypeInfo, random: Random) -> None:
        super().__init__()
        self.types = types
        self.random = random
        self.definitions: list[VariableDefinitionNode] = []
        self.fragments: list[FragmentDefinitionNode] = []
        self.variables: dict[str, Any] = {}

    def finished(self, document: DocumentNode) -> DocumentNode:
        """The document with the variables and the fragments that came up."""

        def changed(node: Any) -> Any:
            if isinstance(node, OperationDefinitionNode):
                return _with(node, variable_definitions=(*(node.variable_definitions or ()), *self.definitions))
            return node

        return DocumentNode(definitions=(*map(changed, document.definitions), *self.fragments))


class _Sensible(_Step):
    """Gives arguments values that mean something, and `@oneOf` inputs one field."""

    def leave_object_value(self, node: ObjectValueNode, *_: Any) -> Any:
        type_ = get_named_type(self.types.get_input_type())
        if not isinstance(type_, GraphQLInputObjectType):
            return None
        if is_one_of(type_):
            given = [each for each in node.fields if each.value.kind != "null_value"]
            return ObjectValueNode(fields=(self.random.choice(given or [self._text(type_)]),))
        # Most optional fields are left out: a question with all of them is refused for one of them.
        kept = [each for each in node.fields if self._is_kept(type_.fields[each.name.value])]
        return ObjectValueNode(fields=tuple(kept))

    def _is_kept(self, field: GraphQLInputField) -> bool:
        return is_required_input_field(field) or self.random.random() < 0.3

    def leave_list_value(self, node: ListValueNode, *_: Any) -> Any:
        return ListValueNode(values=node.values[: self.random.randint(0, 2)])

    def _text(self, type_: GraphQLInputObjectType) -> ObjectFieldNode:
        name = next(name for name, field in type_.fields.items() if get_named_type(field.type).name == "String")
        value = StringValueNode(value=self.random.choice(KNOWN.get(name, WRONG)), block=False)
        return ObjectFieldNode(name=NameNode(value=name), value=value)

    def leave_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
        return _with(node, value=self._sensible(node.name.value, node.value))

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        return _with(node, value=self._sensible(node.name.value, node.value))

    def _sensible(self, name: str, value: ValueNode) -> ValueNode:
        if isinstance(value, StringValueNode) and self.random.random() < 0.02:
            return StringValueNode(value=self.random.choice(WRONG), block=False)
        if isinstance(value, StringValueNode) and name in KNOWN:
            return StringValueNode(value=self.random.choice(KNOWN[name]), block=False)
        if isinstance(value, IntValueNode) and name in NUMBERS:
            return IntValueNode(value=str(self.random.randint(*NUMBERS[name])))
        return value


class _Lifted(_Step):
    """Makes variables of arguments."""

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        argument = self.types.get_argument()
        if argument is None or self.random.random() < 0.5:
            return None
        name = f"v{len(self.definitions)}"
        default: Any = None
        if self.random.random() < 0.2:
            default = node.value  # said as the default alone
        else:
            self.variables[name] = value_from_ast_untyped(node.value)
        self.definitions.append(
            VariableDefinitionNode(
                variable=_variable(name), type=parse_type(str(argument.type)), default_value=default, directives=()
            )
        )
        return _with(node, value=_variable(name))


class _Broken(_Step):
    """Breaks selections up into fragments, repeats some, and puts some behind directives."""

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> Any:
        parent = self.types.get_parent_type()
        if parent is None:
            return None
        selections: list[Any] = []
        for selection in node.selections:
            selections += self._broken(selection, parent.name)
        if self.random.random() < 0.3:
            selections.insert(self.random.randint(0, len(selections)), FieldNode(name=NameNode(value="__typename")))
        return SelectionSetNode(selections=tuple(selections))

    def _broken(self, selection: Any, parent: str) -> Iterator[Any]:
        chance = self.random.random()
        if chance < 0.1:
            name = f"F{len(self.fragments)}"
            self.fragments.append(
                FragmentDefinitionNode(
                    name=NameNode(value=name),
                    type_condition=_type(parent),
                    selection_set=SelectionSetNode(selections=(selection,)),
                    directives=(),
                )
            )
            yield FragmentSpreadNode(name=NameNode(value=name), directives=self._directives())
            if chance < 0.05:
                yield selection
        elif chance < 0.2:
            yield InlineFragmentNode(
                type_condition=_type(parent) if chance < 0.15 else None,
                selection_set=SelectionSetNode(selections=(selection,)),
                directives=self._directives(),
            )
        elif chance < 0.25:
            yield _with(selection, directives=self._directives())
            yield selection
        else:
            yield _with(selection, directives=self._directives())

    def _directives(self) -> tuple[DirectiveNode, ...]:
        names = [name for name in ("skip", "include") if self.random.random() < 0.08]
        return tuple(
            DirectiveNode(
                name=NameNode(value=name), arguments=(ArgumentNode(name=NameNode(value="if"), value=self._switch()),)
            )
            for name in names
        )

    def _switch(self) -> ValueNode:
        if self.random.random() < 0.3:
            return BooleanValueNode(value=self.random.random() < 0.5)
        name = f"s{len(self.definitions)}"
        self.variables[name] = self.random.random() < 0.5
        self.definitions.append(
            VariableDefinitionNode(
                variable=_variable(name), type=NonNullTypeNode(type=_type("Boolean")), default_value=None, directives=()
            )
        )
        return _variable(name)


def _with(node: Any, **changes: Any) -> Any:
    return type(node)(**{key: changes.get(key, getattr(node, key)) for key in node.keys if key != "loc"})


def is_one_of(type_: GraphQLInputObjectType) -> bool:
    """Whether an input takes exactly one of its fields, which the printed schema does not say."""
    return bool(type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of)


def _variable(name: str) -> VariableNode:
    return VariableNode(name=NameNode(value=name))


def _type(name: str) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=name))
