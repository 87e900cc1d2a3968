"""Documents that are asked by id: registered by a file, or told once."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ratecard.api.documents import MOST_TOLD, Documents, DocumentsProblem, UnknownDocument, read_documents
from ratecard.asgi import application
from ratecard.bootstrap import Settings
from ratecard.limits import Limits
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.api.conftest import CATALOGS
from tests.cli.run import process

TEXT = "query Problems { problems }"
OTHER = "{ problems }"
MISS = {"message": "PersistedQueryNotFound", "extensions": {"code": "persisted-query-not-found"}}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def told(text: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}}


def served(service: Service, file: Path, *, only: bool) -> TestClient:
    file.write_text(json.dumps({"problems-1": TEXT, sha256(TEXT): TEXT}), "utf-8")
    return TestClient(application(service, Settings(CATALOGS, documents=file, only_documents=only)))


@pytest.fixture
def client(service: Service, tmp_path: Path) -> Iterator[Client]:
    with served(service, tmp_path / "documents.json", only=False) as http:
        yield Client(http)


@pytest.fixture
def strict(service: Service, tmp_path: Path) -> Iterator[Client]:
    with served(service, tmp_path / "documents.json", only=True) as http:
        yield Client(http)


@pytest.mark.parametrize(
    "asked",
    [{"documentId": "problems-1"}, {"documentId": f"sha256:{sha256(TEXT)}"}, told(TEXT), told(TEXT) | {"query": TEXT}],
)
def test_a_registered_document_is_asked_by_its_id(strict: Client, asked: dict[str, Any]) -> None:
    assert strict.post(asked).json()["data"] == {"problems": []}


def test_a_registered_document_is_asked_by_get(strict: Client) -> None:
    response = strict.http.get("/graphql", params={"extensions": json.dumps(told(TEXT)["extensions"])})

    assert response.json()["data"] == {"problems": []}


def test_its_text_is_as_good(strict: Client) -> None:
    assert strict.post({"query": TEXT}).json()["data"] == {"problems": []}


@pytest.mark.parametrize("asked", [{"query": OTHER}, {"query": OTHER} | told(OTHER)])
def test_nothing_else_is_answered_where_only_these_are(strict: Client, asked: dict[str, Any]) -> None:
    response = strict.post(asked)

    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"] == {"code": "not-registered"}


def test_a_document_is_told_once_and_then_asked_by_its_hash(client: Client) -> None:
    first = client.post(told(OTHER))
    second = client.post({"query": OTHER} | told(OTHER))
    third = client.post(told(OTHER))

    assert (first.status_code, first.json()) == (200, {"errors": [MISS]})
    assert [each.json()["data"] for each in (second, third)] == [{"problems": []}] * 2


def test_a_miss_has_the_status_of_a_request_error_where_it_shows(client: Client) -> None:
    response = client.post(told(OTHER), accept="application/graphql-response+json")

    assert (response.status_code, response.json()) == (400, {"errors": [MISS]})


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"query": TEXT} | told(OTHER), "wrong-hash"),
        ({"query": TEXT, "extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}}, "bad-request"),
        ({"query": TEXT, "extensions": {"persistedQuery": "x"}}, "bad-request"),
        ({"documentId": 5}, "bad-request"),
        ({}, "bad-request"),
    ],
)
def test_what_names_no_document_is_refused(client: Client, asked: dict[str, Any], code: str) -> None:
    response = client.post(asked)

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": code}


def test_told_documents_are_bounded() -> None:
    documents = Documents()
    texts = [f"{{ a{number}: problems }}" for number in range(MOST_TOLD + 1)]

    for text in texts:
        assert documents.text(text, sha256(text)) == text

    assert documents.text(None, sha256(texts[1])) == texts[1]
    with pytest.raises(UnknownDocument):
        documents.text(None, sha256(texts[0]))


def test_apollos_manifest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    operation = {"id": "abc", "name": "Problems", "type": "query", "body": TEXT}
    file.write_text(json.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation]}))

    assert read_documents(file, Limits()) == {"abc": TEXT}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "documents.json: is not JSON"),
        ("[]", 'documents.json: must be {"id": "query …"}, or a manifest of Apollo'),
        ('{"a": 1}', 'documents.json: must be {"id": "query …"}, or a manifest of Apollo'),
        (
            '{"format": "apollo-persisted-query-manifest"}',
            'documents.json: must be {"id": "query …"}, or a manifest of Apollo',
        ),
        (
            '{"a": "{ problms }"}',
            "documents.json: document 'a': Cannot query field 'problms' on type 'Query'. Did you mean 'problems'?",
        ),
        ('{"a": "{"}', "documents.json: document 'a': Syntax Error: Expected Name, found <EOF>."),
    ],
)
def test_a_file_that_is_wrong(content: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("documents.json").write_text(content, "utf-8")

    with pytest.raises(DocumentsProblem) as problem:
        read_documents(Path("documents.json"), Limits())

    assert problem.value.message == message


def test_serve_says_that_a_file_of_documents_is_not_there() -> None:
    ran = process("serve", "--port", "0", RATECARD_DOCUMENTS="none.json")

    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "ratecard: none.json: can't be read: No such file or directory"


def test_an_id_is_the_same_with_the_name_of_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({"sha256:ab": "{ problems }"}), "utf-8")

    assert read_documents(path, Limits()) == {"ab": "{ problems }"}
