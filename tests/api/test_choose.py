"""`choose` among changes over GraphQL: what if the account lets calls be refused, or charged, from a day on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import Client, TestClient
from tests.speed import lay_out

# Ten calls a day, each refused or 1.
JUNE = {"product": "lane", "from": "2021-06", "usage": [{"units": 300}]}
MIDDLE = {"choose": {"step": "overflow", "value": "postpaid", "since": "2021-06-16"}}
COMPARE = """
query Compare($input: CompareInput!) {
  compare(input: $input) {
    ... on Comparison { cells { total { amount } answer { ... on Refusal { code path } } } }
  }
}
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    settings = Settings(lay_out(tmp_path))
    with TestClient(application(open_service(settings), settings)) as http:
        yield Client(http)


def totals(answer: Any) -> tuple[str, str, str]:
    assert answer["__typename"] == "WhatIf", answer
    before, after, difference = (answer[key]["total"]["amount"] for key in ("before", "after", "difference"))
    return before, after, difference


def test_what_each_choice_adds(client: Client) -> None:
    late = {"choose": {"step": "overflow", "value": "refused", "since": "2021-06-26T00:00:00+08:00"}}

    answer = client.what_if(JUNE, MIDDLE, late)

    assert totals(answer) == ("0.00", "100.00", "100.00")
    assert [(each["kind"], each["difference"]["amount"]) for each in answer["contributions"]] == [
        ("CHOOSE", "150.00"),
        ("CHOOSE", "-50.00"),
    ]
    steps = {each["step"]: each["difference"]["amount"] for each in answer["difference"]["steps"]}
    assert steps == {"overflow": "0.00", "tiered-postpaid": "100.00", "qps": "0.00"}


def test_a_choice_takes_the_place_of_the_accounts_own(client: Client) -> None:
    own = JUNE | {"account": {"choices": [MIDDLE["choose"]]}}

    assert totals(client.what_if(own, {"choose": MIDDLE["choose"] | {"value": "refused"}})) == (
        "150.00",
        "0.00",
        "-150.00",
    )


def test_a_step_goes_with_its_choice(client: Client) -> None:
    own = JUNE | {"account": {"choices": [MIDDLE["choose"]]}}

    answer = client.what_if(own, {"removeStep": "overflow"})

    assert totals(answer) == ("150.00", "300.00", "150.00")


REFUSALS: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "a step that is not there": ({"step": "overflaw", "value": "refused"}, "unknown-step", []),
    "a value that is not offered": ({"step": "overflow", "value": "refuse"}, "bad-choice", []),
    "a step that offers none": ({"step": "qps", "value": "refused"}, "bad-choice", []),
    "no instant": ({"step": "overflow", "value": "refused", "since": "?"}, "bad-instant", ["since"]),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_choice_that_cant_be_made_is_refused_where_it_stands(client: Client, name: str) -> None:
    choice, code, path = REFUSALS[name]

    answer = client.what_if(JUNE, MIDDLE, {"choose": choice}, {"scaleUsage": {"factor": "2"}})

    assert answer["__typename"] == "PlainRefusal"
    assert (answer["code"], answer["path"]) == (code, ["input", "changes", "1", "choose", *path])


def test_compare_takes_a_choice(client: Client) -> None:
    wrong = {"choose": {"step": "overflow", "value": "paid"}}
    lists = [{"name": name, "changes": [each]} for name, each in (("middle", MIDDLE), ("wrong", wrong))]

    asked = {"baselines": [{"name": "lane", "forecast": JUNE}], "changeLists": lists}
    middle, refused = client.data(COMPARE, input=asked)["compare"]["cells"]

    assert (middle["total"]["amount"], refused["total"]) == ("150.00", None)
    assert refused["answer"] == {
        "code": "bad-choice",
        "path": ["input", "changeLists", "1", "changes", "0", "choose"],
    }
