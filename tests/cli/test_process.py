"""The process: quick to start, quiet when it is cut off."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.run import ENVIRONMENT, process

QUOTE = ("quote", "bank-card", "--usage", "2500", "--order", "1000", "--period", "2021-06")


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ratecard", *arguments],
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_installed_command_answers() -> None:
    command = Path(sys.executable).with_name("ratecard")

    ran = subprocess.run([command, *QUOTE], env={**os.environ, **ENVIRONMENT}, capture_output=True, check=True)

    assert b"159.00 CNY" in ran.stdout


def test_a_quote_imports_no_web_library() -> None:
    script = (
        "import sys\nfrom ratecard.cli import main\n"
        f"sys.argv = ['ratecard', *{QUOTE!r}]\n"
        "try:\n    main()\nfinally:\n"
        "    print([name for name in ('strawberry', 'graphql', 'starlette', 'uvicorn') if name in sys.modules])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **ENVIRONMENT}, capture_output=True, check=True
    )

    assert ran.stdout.decode().endswith("\n[]\n")


def test_a_stream_that_knows_no_chinese_gets_question_marks() -> None:
    ran = process(*QUOTE, "--locale", "zh", PYTHONIOENCODING="ascii")

    assert (ran.code, ran.err) == (0, "")
    assert "159.00 CNY" in ran.out


def test_a_reader_that_goes_away_is_no_error() -> None:
    with started("forecast", "id-card", "--periods", "600", "--json") as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()

        assert running.stderr.read() == ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def wait_for(url: str) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url) as answer:
                content: bytes = answer.read()
                return content
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.parametrize("reload", ["--reload", "--no-reload"])
def test_serve_answers_until_ctrl_c(reload: str) -> None:
    port = free_port()
    with started("serve", "--port", str(port), reload) as running:
        health = json.loads(wait_for(f"http://127.0.0.1:{port}/healthz"))
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)

    assert health["status"] == "ok"
    assert running.returncode == 130
    assert out.count("Traceback") + err.count("Traceback") == 0
    assert f"ratecard serves tencent-ocr at http://127.0.0.1:{port}/graphql; Ctrl-C ends it\n" in err


def test_serve_says_that_a_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = process("serve", "--port", str(port))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"ratecard: can't listen at 127.0.0.1:{port}: Address already in use\nHint: choose another --host or --port\n"
    )


def test_serve_says_that_a_host_is_not_known() -> None:
    ran = process("serve", "--host", "no-such-host.invalid")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("ratecard: can't listen at no-such-host.invalid:8000: ")
