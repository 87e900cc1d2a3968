"""The same question at the same moment is answered from memory, and never from another moment's."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.answers import Answers, Question
from ratecard.api.http import Endpoint
from ratecard.asgi import application
from ratecard.bootstrap import Settings, read_shelf, service_over, settings
from ratecard.service import Service
from tests.api.client import WHAT_IF, Client, TestClient
from tests.api.conftest import CATALOGS

CHEAP = '{ quote(input: {product: "id-card", usage: [{units: 9000}]}) { ... on Quote { total { amount } period } } }'

HASTY = """{ packAdvice(input: {product: "id-card", from: "2021-01", periods: 13, usage: [{units: 9000}], seconds: 0}) {
    ... on PackAdvice { proven } } }"""


class Counted(Answers):
    """Answers that count how often one was found."""

    def __init__(self, most_bytes: int = 1_000_000) -> None:
        super().__init__(most_bytes)
        self.found = 0

    def find(self, question: Question) -> Any:
        kept = super().find(question)
        self.found += kept is not None
        return kept


class Clock:
    """A clock that a test sets."""

    now = datetime(2021, 6, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A server whose clock and kept answers a test has in hand."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.answers = Counted()
        self.service = service_over(read_shelf(Settings(CATALOGS)), self.clock)
        endpoint = Endpoint(self.service, answers=self.answers)
        route = Route("/graphql", endpoint.answer, methods=["GET", "POST"])
        self.client = Client(TestClient(Starlette(routes=[route])))

    def get(self, query: str = CHEAP, **headers: str) -> Any:
        return self.client.http.get("/graphql", params={"query": query}, headers=headers)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    with made.client.http:
        yield made


def test_a_question_that_comes_again_is_answered_from_memory(desk: Desk) -> None:
    first, second = desk.client.post({"query": CHEAP}), desk.client.post({"query": CHEAP})

    assert first.content == second.content
    assert desk.answers.found == 1


def test_another_question_is_not(desk: Desk) -> None:
    answers = [desk.client.quote("id-card", units)["total"]["amount"] for units in (9_000, 8_000, 9_000)]

    assert answers == ["1200.00", "1050.00", "1200.00"]
    assert desk.answers.found == 1


def test_a_question_without_a_period_has_another_answer_in_the_next_one(desk: Desk) -> None:
    june = desk.client.post({"query": CHEAP}).json()["data"]["quote"]
    desk.clock.now = datetime(2021, 6, 30, 15, 59, 59, tzinfo=UTC)
    still = desk.client.post({"query": CHEAP}).json()["data"]["quote"]
    desk.clock.now = datetime(2021, 6, 30, 16, 0, 0, tzinfo=UTC)  # midnight in Shanghai
    july = desk.client.post({"query": CHEAP}).json()["data"]["quote"]

    assert (june["period"], still["period"], july["period"]) == ("2021-06", "2021-06", "2021-07")


def test_a_reload_has_other_answers_and_the_old_catalog_the_old_ones(desk: Desk, tmp_path: Path) -> None:
    text = (CATALOGS / "tencent-ocr" / "id-card.toml").read_text("utf-8")
    folder = tmp_path / "catalogs" / "tencent-ocr"
    folder.mkdir(parents=True)
    for file in (CATALOGS / "tencent-ocr").glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    changed = text.replace("price = 0.15", "price = 0.16", 1).split("[[examples]]")[0]
    (folder / "id-card.toml").write_text(changed, "utf-8")
    old, new = desk.service.shelf, read_shelf(Settings(tmp_path / "catalogs"))

    totals = []
    for shelf in (old, new, old):
        desk.service.shelf = shelf
        totals.append(desk.client.post({"query": CHEAP}).json()["data"]["quote"]["total"]["amount"])

    assert totals == ["1200.00", "1280.00", "1200.00"]


def test_an_answer_that_a_reload_came_between_is_not_kept(desk: Desk) -> None:
    class Passing(Service):
        """At every look, the moment is another."""

        looks = 0

        def moment(self) -> int:
            self.looks += 1
            return self.looks

    desk.service.__class__ = Passing
    for _ in range(3):
        desk.client.post({"query": CHEAP})

    assert desk.answers.size == 0


@pytest.mark.parametrize(
    "body",
    [
        {"query": WHAT_IF, "variables": {"input": {"baseline": {"product": "id-card"}, "changes": []}}},
        {"query": '{ product(id: "id-card") { ... on Product { name(locale: "fr") } } }'},
        {"query": "{ nothing }"},
        {"query": HASTY},
    ],
    ids=["a mutation", "an error", "no document", "advice that ran out of time"],
)
def test_what_may_be_another_next_time_is_not_kept(desk: Desk, body: dict[str, Any]) -> None:
    desk.client.post(body)
    desk.client.post(body)

    assert (desk.answers.found, desk.answers.size) == (0, 0)


def test_a_client_that_has_the_answer_is_not_sent_it_again(desk: Desk) -> None:
    first = desk.get()
    again = desk.get(**{"if-none-match": f'"x", {first.headers["etag"]}'})
    desk.clock.now = datetime(2021, 7, 15, tzinfo=UTC)
    later = desk.get(**{"if-none-match": first.headers["etag"]})

    assert (first.status_code, first.headers["cache-control"]) == (200, "public, no-cache")
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (later.status_code, later.json()["data"]["quote"]["period"]) == (200, "2021-07")


def test_an_error_has_no_tag(desk: Desk) -> None:
    assert "etag" not in desk.get("{ nothing }").headers


def test_both_media_types_have_the_same_kept_answer(desk: Desk) -> None:
    answers = [desk.get(accept=accept) for accept in ("application/json", "application/graphql-response+json")]

    assert answers[0].content == answers[1].content
    assert [each.headers["content-type"] for each in answers] == [
        "application/json",
        "application/graphql-response+json",
    ]
    assert desk.answers.found == 1


QUESTIONS = st.builds(Question, st.just("POST"), st.binary(max_size=300), st.integers(0, 2))


@given(st.lists(st.tuples(QUESTIONS, st.binary(max_size=2_000)), max_size=50))
def test_the_memory_is_bounded_and_what_is_found_is_what_was_kept(asked: list[tuple[Question, bytes]]) -> None:
    answers, bodies = Answers(5_000), dict[Question, bytes]()
    for question, body in asked:
        bodies.setdefault(question, body)
        answers.keep(question, bodies[question])
        assert answers.size <= 5_000
        for each in bodies:
            kept = answers.find(each)
            assert kept is None or kept.body == bodies[each]


def test_the_last_questions_stay() -> None:
    answers = Answers(3 * 600)
    questions = [Question("POST", bytes([number]) * 50, 0) for number in range(4)]
    for question in questions:
        answers.keep(question, b"x" * 50)

    assert [answers.find(question) is not None for question in questions] == [False, True, True, True]


def test_answers_take_no_more_memory_than_is_counted() -> None:
    answers = Answers(10_000_000)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(1_000):  # as the endpoint does: orjson keeps 4 kB for each text that it writes
            answers.keep(Question("POST", b"%500d" % number, 0), orjson.dumps("x" * 900))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert after - before < answers.size * 1.1


def test_what_is_too_large_is_not_kept() -> None:
    answers = Answers(1_000)

    assert answers.keep(Question("POST", b"", 0), b"x" * 1_000).body == b"x" * 1_000
    assert answers.size == 0


def test_tags_tell_answers_apart(desk: Desk) -> None:
    first, same = desk.get().headers["etag"], desk.get(CHEAP + " ").headers["etag"]
    other = desk.get(CHEAP.replace("total", "all: total")).headers["etag"]
    desk.clock.now = datetime(2021, 7, 15, tzinfo=UTC)
    july = desk.get().headers["etag"]

    assert first == same
    assert len({first, other, july}) == 3


def test_a_document_that_was_registered_anew_has_another_tag(service: Service, tmp_path: Path) -> None:
    documents = tmp_path / "documents.json"
    answers = []
    for query in ("{ problems }", "{ again: problems }"):
        documents.write_text(json.dumps({"a": query}), "utf-8")
        with TestClient(application(service, Settings(CATALOGS, documents=documents))) as http:
            answers.append(http.get("/graphql?documentId=a"))
            asked_again = {"if-none-match": answers[0].headers["etag"]}
            answers.append(http.get("/graphql?documentId=a", headers=asked_again))

    assert [each.status_code for each in answers] == [200, 304, 200, 200]
    assert answers[3].json()["data"] == {"again": []}


@pytest.mark.parametrize("header", ["*", '"x" , W/TAG', "TAG"])
def test_who_has_any_answer_or_this_one_is_not_sent_it(desk: Desk, header: str) -> None:
    tag = desk.get().headers["etag"].removeprefix("W/")

    assert desk.get(**{"if-none-match": header.replace("TAG", tag)}).status_code == 304
    headers = {"if-none-match": f'"y", {tag}'}
    assert desk.client.http.head("/graphql", params={"query": CHEAP}, headers=headers).status_code == 304


def test_an_answer_that_may_change_is_stored_by_nobody(desk: Desk) -> None:
    answers = [desk.get("{ nothing }"), desk.client.http.get("/graphql"), desk.get(HASTY)]

    assert [each.headers["cache-control"] for each in answers] == ["no-store"] * 3


def test_keeping_can_be_switched_off() -> None:
    found = [settings({"RATECARD_KEPT_BYTES": text}).kept_bytes for text in ("", "0", "5000")]

    assert found == [64_000_000, 0, 5_000]


def test_without_it_answers_have_their_tags_too(desk: Desk, service: Service) -> None:
    with TestClient(application(service, Settings(CATALOGS, kept_bytes=0))) as http:
        first = http.get("/graphql", params={"query": "{ problems }"})
        again = http.get("/graphql", params={"query": "{ problems }"}, headers={"if-none-match": first.headers["etag"]})

    assert first.headers["etag"] == desk.get("{ problems }").headers["etag"]
    assert again.status_code == 304
