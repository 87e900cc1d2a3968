"""A setting that means nothing is refused before the server listens, rather than taken for its opposite."""

import pytest

from ratecard.bootstrap import settings
from ratecard.environment import BadSetting
from ratecard.limits import UnknownLimit
from tests.cli.run import run

SWITCHES = [
    "RATECARD_RELOAD",
    "RATECARD_INTROSPECTION",
    "RATECARD_GRAPHIQL",
    "RATECARD_ONLY_DOCUMENTS",
    "RATECARD_COMPILED",
]


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("text", ["false", "no", "off", "true", "2", "00"])
def test_a_switch_is_1_or_0(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} must be 1 or 0, got '{text}'"):
        settings({name: text, "RATECARD_DOCUMENTS": "documents.json"})


def test_switches_as_they_are_meant() -> None:
    on, off = [
        settings(dict.fromkeys(SWITCHES, text) | {"RATECARD_DOCUMENTS": "documents.json"}) for text in (" 1 ", "0")
    ]

    assert (on.reload, on.introspection, on.graphiql, on.only_documents, on.compiled) == (True,) * 5
    assert (off.reload, off.introspection, off.graphiql, off.only_documents, off.compiled) == (False,) * 5


@pytest.mark.parametrize(
    "text", ["shop.example", "https://shop.example/", "https://a.example/page", "null", "https://*/"]
)
def test_an_origin_that_no_browser_sends(text: str) -> None:
    with pytest.raises(BadSetting) as raised:
        settings({"RATECARD_CORS_ORIGINS": f"https://good.example, {text}"})

    assert str(raised.value).startswith(f"RATECARD_CORS_ORIGINS has {text!r}, which is no origin")


def test_origins_as_browsers_send_them() -> None:
    texts = ("https://shop.example", "http://localhost:3000", "http://[::1]:8080", "capacitor://localhost", "*")

    assert settings({"RATECARD_CORS_ORIGINS": ",".join(texts)}).cors_origins == texts


def test_only_documents_need_documents() -> None:
    ran = run("serve", "--port", "0", RATECARD_ONLY_DOCUMENTS="1")

    assert ran.code == 1
    assert "RATECARD_ONLY_DOCUMENTS is set without documents: nothing would be answered" in ran.err
    assert "Hint: name a file in RATECARD_DOCUMENTS" in ran.err


def test_a_misspelt_limit_is_not_passed_over() -> None:
    with pytest.raises(UnknownLimit, match="RATECARD_MAX_DEPHT is no limit; known: RATECARD_MAX_HEAD_BYTES, "):
        settings({"RATECARD_MAX_DEPHT": "5"})
    assert run("check", RATECARD_MAX_DEPHT="5").code == 1
