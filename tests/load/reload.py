"""Catalogs that change while they are asked about: two that differ in prices, and a broken one now and then."""

import asyncio
import json
import shutil
import time
import urllib.request
from itertools import cycle
from pathlib import Path
from typing import Any

from ratecard.bootstrap import Settings, open_service
from ratecard.service import Service
from tests.load.judge import Reign
from tests.serving.site import Site

PATIENCE = 30
"""For how many seconds a reload is waited for."""
FILE = Path("tencent-ocr", "id-card.toml")
CHEAP, DEAR, BROKEN = "price = 0.15 ", "price = 0.16 ", 'price = "dear" '


class Reloads:
    """The catalogs of a site, changed again and again."""

    def __init__(self, site: Site) -> None:
        self.taken = 0
        self.refused = 0
        self.findings: list[str] = []
        self.services: dict[str, Service] = {}
        """By digest, read in this process."""
        self.reigns: list[Reign] = []
        self._site = site
        self._text = (site.folder / FILE).read_text("utf-8")
        self._digests: dict[str, str] = {}
        for name, price in ("cheap", CHEAP), ("dear", DEAR):
            folder = shutil.copytree(site.folder, site.folder.parent / name / site.folder.name)
            self._write(price, folder)
            service = open_service(Settings(folder))
            self._digests[price] = service.catalogs()[0].digest
            self.services[self._digests[price]] = service

    async def go_on(self, every: float, ends: float) -> None:
        """Change them every so many seconds until it is `ends` on the monotonic clock."""
        self.reigns.append(Reign(self._digests[CHEAP], time.monotonic(), float("inf")))
        good = self._digests[CHEAP]
        for price in cycle((DEAR, BROKEN, CHEAP, DEAR, CHEAP, BROKEN)):
            if time.monotonic() + every >= ends:
                return
            await asyncio.sleep(every)
            written = time.monotonic()
            self._write(price, self._site.folder)
            good = self._digests.get(price, good)
            status = "stale" if price == BROKEN else "ok"
            if not await self._is_seen(status, good):
                self.findings.append(f"not {status} with {good} within {PATIENCE} s")
                return
            if price == BROKEN:
                self.refused += 1
                continue
            self.taken += 1
            last = self.reigns[-1]
            if last.digest != good:
                self.reigns[-1] = last._replace(ends=time.monotonic())
                self.reigns.append(Reign(good, written, float("inf")))

    def _write(self, price: str, folder: Path) -> None:
        path = folder / FILE
        draft = path.with_suffix(".draft")
        draft.write_text(self._text.replace(CHEAP, price, 1), "utf-8")
        draft.replace(path)

    async def _is_seen(self, status: str, digest: str) -> bool:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            health = await asyncio.to_thread(self._health)
            if (health["status"], health["catalogs"][0]["digest"]) == (status, digest):
                return True
            await asyncio.sleep(0.05)
        return False

    def _health(self) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._site.port}/healthz", timeout=PATIENCE) as response:
            return json.load(response)
