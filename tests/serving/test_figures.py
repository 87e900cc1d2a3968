"""Figures of several workers are told by whichever is asked."""

import http.client
import os
import signal
from functools import partial
from pathlib import Path

from tests.serving.site import Client, Site, serving, until


def figures(site: Site) -> dict[str, float]:
    """What /metrics tells on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", "/metrics")
    rows = connection.getresponse().read().decode().splitlines()
    connection.close()
    return {name: float(value) for name, value in (row.rsplit(" ", 1) for row in rows if row.startswith("ratecard"))}


ANSWERED = 'ratecard_requests_total{operation="Mine",outcome="answered",status="200"}'
SECONDS = 'ratecard_operation_seconds_count{outcome="answered"}'


def test_any_worker_tells_the_figures_of_all(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        with site.clients(2) as clients:
            for client, times in zip(clients, (3, 4), strict=True):
                for number in range(times):
                    client.ask(f"query Mine {{ a{number}: problems }}")
            found = [figures(site) for _ in range(6)]
            os.kill(site.workers()[1], signal.SIGKILL)
        until(lambda: site.log().count("worker 1 is process") == 2, "a successor")
        with site.clients(2) as clients:
            clients[0].ask("query Mine { problems }")
            after = figures(site)
        shared = [each.name for each in Path(tempfolder(site)).iterdir()]

    assert [(each[ANSWERED], each[SECONDS]) for each in found] == [(7, 7)] * 6
    assert len({each["ratecard_kept_answers_bytes"] for each in found}) == 1
    assert found[0]["ratecard_kept_answers_bytes"] > 7 * 500
    assert (after[ANSWERED], after[SECONDS]) == (8, 8)  # no counter goes back
    assert after["ratecard_kept_answers_bytes"] < found[0]["ratecard_kept_answers_bytes"]  # what died holds nothing
    assert len([name for name in shared if name.startswith("gauge_live")]) == 2


def tempfolder(site: Site) -> str:
    """What the workers of a site share."""
    environment = Path(f"/proc/{site.workers()[2]}/environ").read_bytes().split(b"\0")
    return next(
        each.decode().partition("=")[2] for each in environment if each.startswith(b"PROMETHEUS_MULTIPROC_DIR=")
    )


def test_the_folder_that_they_share_is_gone_at_the_end(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        Client(site.port).close()
        folder = Path(until(partial(tempfolder, site), "a worker"))
        was_there = folder.is_dir()
        site.end()

    assert was_there
    assert not folder.exists()
