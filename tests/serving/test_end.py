"""How a server begins and ends: problems are told before it listens, and what is open is answered before it is gone."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cli.run import CATALOGS, process
from tests.serving.site import Client, serving, until

LONG = """{ packAdvice(input: {product: "id-card", from: "2021-01", periods: 24, anyDay: true, seconds: 3,
  usage: [{units: 90000}]}) { __typename ... on PackAdvice { proven } } }"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_lets_what_is_open_be_answered(tmp_path: Path, workers: str) -> None:
    with serving(tmp_path, "--workers", workers) as site:
        client = Client(site.port)
        answers = []
        asking = threading.Thread(target=lambda: answers.append(client.ask(LONG)))
        asking.start()
        time.sleep(0.5)

        code = site.end()
        asking.join()
        client.close()

    assert code == 0
    assert answers == [{"packAdvice": {"__typename": "PackAdvice", "proven": False}}]  # it took its three seconds
    assert "Traceback" not in site.log()


def test_ctrl_c_ends_all_workers_with_130(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        Client(site.port).close()
        site.process.send_signal(signal.SIGINT)

        assert site.process.wait(60) == 130
        assert "Traceback" not in site.log()


def test_workers_end_when_their_parent_is_gone(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        with site.clients(2):
            workers = site.workers()
        site.process.kill()

        for pid in workers.values():
            until(partial(is_gone, pid), f"the end of process {pid}")


def is_gone(pid: int) -> bool:
    """Whether the process is not there any more, or waits to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return " Z " in Path(f"/proc/{pid}/stat").read_text("utf-8")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_catalogs_with_problems_are_not_served(tmp_path: Path, workers: str) -> None:
    folder = tmp_path / "toy"
    folder.mkdir()
    text = (CATALOGS / "tencent-ocr" / "catalog.toml").read_text("utf-8")
    (folder / "catalog.toml").write_text(text.replace('"CNY"', '"XXL"'), "utf-8")

    ran = process("serve", "--port", "0", "--workers", workers, "--catalogs", str(tmp_path))

    assert (ran.code, ran.out) == (1, "")
    assert f"{folder}/catalog.toml:6: currency: currency 'XXL' is not a code of ISO 4217 that is in use\n" in ran.err
    assert "serves" not in ran.err
