"""Who has a key is let in, as often as it says; keys are nowhere but with their owners."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.gate import Gate, RateExceeded
from ratecard.api.http import Endpoint
from ratecard.asgi import application
from ratecard.bootstrap import Settings
from ratecard.keys import Key, KeysProblems, hashed, new_key, read_keys
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.api.conftest import CATALOGS
from tests.cli.run import run

ASKED = {"query": "{ problems }"}
ACME = "rk_a-key-that-nobody-has"


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
def guarded(service: Service, tmp_path: Path) -> Iterator[Client]:
    keys = tmp_path / "keys.toml"
    keys.write_text(f'[[keys]]\nname = "acme"\nsha256 = "{hashed(ACME)}"\n', "utf-8")
    with TestClient(application(service, Settings(CATALOGS, keys=keys))) as http:
        yield Client(http)


def test_a_key_lets_in(guarded: Client) -> None:
    assert guarded.post(ASKED, **bearer(ACME)).json()["data"] == {"problems": []}
    assert guarded.http.get("/graphql", params=ASKED, headers=bearer(ACME)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "an API key is needed: send it as 'Authorization: Bearer KEY'"),
        ({"authorization": f"Basic {ACME}"}, "an API key is needed: send it as 'Authorization: Bearer KEY'"),
        (bearer(""), "the API key is not known"),
        (bearer(ACME[:-1]), "the API key is not known"),
        (bearer(hashed(ACME)), "the API key is not known"),
    ],
)
def test_nobody_else_is_let_in(guarded: Client, headers: dict[str, str], message: str) -> None:
    response = guarded.post(ASKED, **headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "unauthenticated"}}]}


def test_health_needs_no_key(guarded: Client) -> None:
    assert guarded.http.get("/healthz").status_code == 200


def test_a_rate_is_kept_and_comes_back(service: Service) -> None:
    now = [0.0]
    gate = Gate([Key(name="acme", sha256=hashed(ACME), per_minute=6)], lambda: now[0])
    endpoint = Endpoint(service, gate=gate)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        client = Client(http)
        codes = [client.post(ASKED, **bearer(ACME)).status_code for _ in range(7)]
        refused = client.post(ASKED, **bearer(ACME))
        now[0] = 10
        again = [client.post(ASKED, **bearer(ACME)).status_code for _ in range(2)]

    assert codes == [200] * 6 + [429]
    assert refused.headers["retry-after"] == "10"
    assert refused.json()["errors"][0] == {
        "message": "acme may ask 6 times a minute",
        "extensions": {"code": "rate-exceeded"},
    }
    assert again == [200, 429]


def test_workers_share_a_rate_whichever_is_asked(tmp_path: Path) -> None:
    keys = [Key(name=name, sha256=hashed(name), per_minute=6) for name in ("acme", "other")]
    now = [100.0]
    workers = [Gate(keys, lambda: now[0], tmp_path) for _ in range(3)]

    for number in (0, 0, 1, 0, 2, 0):
        workers[number].enter("bearer acme")
    for each in workers:
        with pytest.raises(RateExceeded) as raised:
            each.enter("bearer acme")
        assert raised.value.wait == 10
    workers[2].enter("bearer other")
    now[0] += 20
    granted = [workers[1].enter("bearer acme"), workers[0].enter("bearer acme")]
    late = Gate(keys, lambda: now[0], tmp_path)

    assert granted == ["acme", "acme"]
    with pytest.raises(RateExceeded):
        late.enter("bearer acme")


@given(st.integers(1, 100), st.lists(st.floats(0, 30), max_size=60))
def test_no_minute_has_more_than_twice_a_rate_nor_a_steady_caller_less(per_minute: int, pauses: list[float]) -> None:
    now = [0.0]
    gate = Gate([Key(name="acme", sha256=hashed("acme"), per_minute=per_minute)], lambda: now[0])
    times: list[float] = []
    for pause in pauses:
        now[0] += pause
        with suppress(RateExceeded):
            gate.enter("bearer acme")
            times.append(now[0])
    steady = Gate([Key(name="acme", sha256=hashed("acme"), per_minute=per_minute)], lambda: now[0])
    for _ in range(50):
        now[0] += 60 / per_minute
        steady.enter("bearer acme")

    # A full bucket at once, and what comes into it within the minute.
    assert all(sum(1 for each in times if since <= each < since + 60) <= 2 * per_minute for since in times)


def test_a_key_is_in_no_log(guarded: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    for key in (ACME, "rk_wrong"):
        guarded.post(ASKED, **bearer(key))
        guarded.post({"query": "{"}, **bearer(key))
    printed = caplog.text + guarded.http.get("/metrics").text

    assert ACME not in printed
    assert "rk_wrong" not in printed
    assert hashed(ACME) not in printed


def test_every_key_is_another() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(len(key) > 40 for key in keys)


BAD = {
    "no list": (
        "x = 1",
        ["keys.toml:1: key 'keys' is missing", "keys.toml:1: x: key 'x' is not known; known: keys"],
    ),
    "no hash": (
        '[[keys]]\nname = "a"\nsha256 = "abc"',
        ["keys.toml:3: keys[0].sha256: sha256 must be 64 hexadecimal digits in lower case"],
    ),
    "a rate of none": (
        f'[[keys]]\nname = "a"\nsha256 = "{"0" * 64}"\nper_minute = 0',
        ["keys.toml:4: keys[0].per_minute: per_minute must be at least 1"],
    ),
    "one name twice": (
        f'[[keys]]\nname = "a"\nsha256 = "{"0" * 64}"\n[[keys]]\nname = "a"\nsha256 = "{"1" * 64}"',
        ["keys.toml:4: keys[1]: name 'a' is there twice"],
    ),
    "one key twice": (
        f'[[keys]]\nname = "a"\nsha256 = "{"0" * 64}"\n[[keys]]\nname = "b"\nsha256 = "{"0" * 64}"',
        ["keys.toml:4: keys[1]: 'b' has the key of 'a'"],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_of_keys_that_is_wrong(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, sentences = BAD[case]
    monkeypatch.chdir(tmp_path)
    Path("keys.toml").write_text(text, "utf-8")

    with pytest.raises(KeysProblems) as problems:
        read_keys(Path("keys.toml"))

    assert [str(problem) for problem in problems.value.problems] == sentences


def test_a_file_of_keys_that_is_not_there() -> None:
    with pytest.raises(KeysProblems, match=r"none\.toml: can't be read: No such file or directory"):
        read_keys(Path("none.toml"))


def test_serve_refuses_a_file_of_keys_that_is_wrong_whatever_the_workers(tmp_path: Path) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text("x = 1", "utf-8")

    for workers in ("1", "2"):
        ran = run("serve", "--port", "0", "--workers", workers, RATECARD_KEYS=str(keys))
        assert ran.code == 1
        assert ran.err.startswith(f"{keys}:1: key 'keys' is missing\n")
