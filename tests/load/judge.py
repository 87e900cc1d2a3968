"""Whether an answer under load is right: the kernel's own, from catalogs that were in force when it was asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ratecard.service import Service
from tests.load.kernel import answer
from tests.load.question import Request, request

FIELDS = {
    "quote": "quote",
    "forecast": "forecast",
    "what-if": "whatIf",
    "comparison": "compare",
    "advice": "packAdvice",
    "products": "products",
}


class Exchange(NamedTuple):
    """A request by its number, and what came back; times in seconds of one clock."""

    number: int
    asked: float
    answered: float
    status: int
    body: bytes
    """Of a 304: what the client had kept."""


class Reign(NamedTuple):
    """When catalogs may have answered: from when their files were written until their heirs were seen to answer."""

    digest: str
    begins: float
    ends: float


class Judge:
    """Knows the kernel's answers over all catalogs that were loaded, by their digest."""

    def __init__(self, services: Mapping[str, Service], reigns: Sequence[Reign]) -> None:
        self._services = services
        self._reigns = reigns
        self._answers: dict[tuple[str, bytes], Any] = {}

    def finding(self, exchange: Exchange) -> str | None:
        """What is wrong with an answer; None for a right one."""
        asked = request(exchange.number)
        wrong = self._wrong(asked, exchange)
        return wrong and f"request {exchange.number}, {asked.kind} {json.dumps(asked.variables)}: {wrong}"

    def _wrong(self, asked: Request, exchange: Exchange) -> str | None:
        status, code = asked.expected
        if exchange.status != status and not (asked.kind == "read" and exchange.status == 304):
            return f"status {exchange.status}, not {status}: {exchange.body[:300]!r}"
        try:
            said = json.loads(exchange.body)
        except ValueError:
            return f"no JSON: {exchange.body[:300]!r}"
        codes = [error["extensions"]["code"] for error in said.get("errors", [])]
        if asked.kind == "malformed":
            return None if codes and set(codes) == {code} else f"codes {codes}, not {code}"
        if codes:
            return f"errors {said['errors']}"
        return self._unlike(asked, exchange, said["data"][FIELDS[asked.asks]])

    def _unlike(self, asked: Request, exchange: Exchange, said: Any) -> str | None:
        in_force = {each.digest for each in self._reigns if _overlaps(each, exchange)}
        digests = set(_digests(said))
        if digests - self._services.keys():
            return f"of digest {', '.join(digests)}, which was never loaded"
        if digests - in_force:
            return f"of digest {', '.join(digests)}, while {', '.join(in_force)} was in force"
        # A refusal has no digest: that of any catalogs in force is right.
        differences = [unlike(self._kernels(asked, digest), said) for digest in sorted(digests or in_force)]
        return None if None in differences else differences[0]

    def _kernels(self, asked: Request, digest: str) -> Any:
        service = self._services[digest]
        if asked.kind not in ("repeated", "read"):
            return answer(service, asked.asks, asked.variables)
        key = digest, asked.body or asked.target.encode()
        if key not in self._answers:
            self._answers[key] = answer(service, asked.asks, asked.variables)
        return self._answers[key]


def _overlaps(reign: Reign, exchange: Exchange) -> bool:
    return reign.begins <= exchange.answered and exchange.asked <= reign.ends


def _digests(said: Any) -> Iterator[str]:
    """All that an answer names."""
    if isinstance(said, dict):
        if "catalogDigest" in said:
            yield said["catalogDigest"]
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _digests(each)


def unlike(kernel: Any, said: Any, place: str = "answer") -> str | None:
    """Where an answer first differs from the kernel's; None where nowhere. Numbers may be said as text."""
    if isinstance(kernel, dict) and isinstance(said, dict) and kernel.keys() == said.keys():
        parts = ((kernel[key], said[key], f"{place}.{key}") for key in kernel)
        return next(filter(None, (unlike(*part) for part in parts)), None)
    if isinstance(kernel, list) and isinstance(said, list) and len(kernel) == len(said):
        pairs = enumerate(zip(kernel, said, strict=True))
        return next(filter(None, (unlike(one, other, f"{place}[{at}]") for at, (one, other) in pairs)), None)
    number = isinstance(kernel, int | Decimal) and not isinstance(kernel, bool)
    if _is_number(kernel, said) if number else type(kernel) is type(said) and kernel == said:
        return None
    return f"{place} is {said!r}, the kernel's {kernel!r}"


def _is_number(kernel: int | Decimal, said: Any) -> bool:
    try:
        return not isinstance(said, bool | float) and Decimal(said) == kernel
    except (InvalidOperation, TypeError, ValueError):
        return False
