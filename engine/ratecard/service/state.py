"""The state that an answer carries to the next question: JSON with a checksum, opaque to those who pass it on."""

import base64
import json
import zlib
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ratecard.domain.chain import Carried
from ratecard.domain.errors import DamagedState, ForeignState, Refusal
from ratecard.domain.period import Period
from ratecard.domain.product import Product
from ratecard.domain.settlement import Balance
from ratecard.domain.step import Step, said

SCHEMA = 1
"""Raised when the shape of the envelope changes: older states are then refused."""
MOST_BYTES = 8_000_000
"""What a state may hold, unpacked."""
_CHECKSUM = 16


class Unpacked(NamedTuple):
    """A state that was passed in."""

    carried: Carried
    after: Period
    """The period that it is the end of."""


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kept: Any) -> TypeAdapter[Any]:
    if kept not in _ADAPTERS:
        _ADAPTERS[kept] = TypeAdapter(kept)
    return _ADAPTERS[kept]


def packed(product: Product, after: Period, carried: Carried) -> str:
    """What the period `after` left, as text."""
    envelope = {
        "schema": SCHEMA,
        "product": product.full_id,
        "after": after.id,
        "states": {step: _dumped(product, step, state) for step, state in sorted(carried.states.items())},
        "holds": {step: str(amount) for step, amount in sorted(carried.holds.items())},
        "kept": _adapter(tuple[Balance, ...]).dump_python(tuple(lot.unused() for lot in carried.kept), mode="json"),
    }
    content = zlib.compress(json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(sha256(content).digest()[:_CHECKSUM] + content).decode()


def unpacked(product: Product, text: str) -> Unpacked:
    """The state that `packed` gave; `DamagedState`, or `ForeignState` for another product's or an older plugin's."""
    envelope = _opened(text)
    if envelope["schema"] != SCHEMA:
        raise ForeignState(f"it is of schema {envelope['schema']}, not {SCHEMA}")
    if envelope["product"] != product.full_id:
        raise ForeignState(f"it is of {envelope['product']!r}, not of {product.full_id!r}")
    states = {step: _loaded(product, step, *kept) for step, kept in envelope["states"].items()}
    holds = {step: Decimal(amount) for step, amount in envelope["holds"].items()}
    kept = _adapter(tuple[Balance, ...]).validate_python(envelope["kept"])
    try:
        after = product.calendar.named(envelope["after"])
    except Refusal as refusal:
        raise ForeignState(f"it is of {envelope['after']}, and the product's periods are others now") from refusal
    return Unpacked(Carried(states, holds, kept), after)


def _opened(text: str) -> dict[str, Any]:
    try:
        sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError as error:
        raise DamagedState("it is not what an answer gave") from error
    checksum, content = sealed[:_CHECKSUM], sealed[_CHECKSUM:]
    if len(checksum) < _CHECKSUM or sha256(content).digest()[:_CHECKSUM] != checksum:
        raise DamagedState("its checksum does not match")
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(content, MOST_BYTES)
        envelope: dict[str, Any] = json.loads(plain)
    except (zlib.error, ValueError) as error:
        raise DamagedState("its content can't be unpacked") from error
    return envelope


def _steps(product: Product, id: str) -> Iterator[Step]:
    """The steps of that id, in the newest version first: a state may be of one that the product dropped."""
    for version in reversed(product.versions):
        step = version.chain.step(id)
        if step:
            yield step


def _dumped(product: Product, id: str, state: Any) -> list[Any]:
    step = next(step for step in _steps(product, id) if step.strategy.state_type is type(state))
    try:
        written = dumped(state)
    except (ValueError, RecursionError) as error:
        raise step.fault(f"left state that is not of its own types: {said(error)}") from error
    return [step.strategy.kind, step.strategy.state_version, written]


def dumped(state: Any) -> Any:
    """What a step kept, as JSON has it; `ValueError` or `RecursionError` where it is not of its own types."""
    return None if state is None else _adapter(type(state)).dump_python(state, mode="json", warnings="error")


def _loaded(product: Product, id: str, kind: str, version: int, value: Any) -> Any:
    for step in _steps(product, id):
        strategy = step.strategy
        if strategy.kind == kind and strategy.state_version == version and strategy.state_type:
            try:
                return _adapter(strategy.state_type).validate_python(value)
            except ValidationError as error:
                raise ForeignState(f"what step {id!r} kept does not fit {kind!r} any more") from error
            except BaseException as error:  # the type's own code ran
                raise step.raised(error, " from its state") from error
    raise ForeignState(f"step {id!r} kept it as {kind!r} version {version}, which the product no longer has")
