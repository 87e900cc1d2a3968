"""Where in the arguments a refusal is about, where the service's own path says it in other words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ratecard.api.changes import ChangeInput, kind_of
from ratecard.api.context import DeadlineExceeded
from ratecard.domain.change import BadFactor
from ratecard.domain.errors import Refusal, Refused

Path = tuple[str | int, ...]


@contextmanager
def asked_as(*baseline: str | int, changes: Sequence[ChangeInput] = (), within: Path = ()) -> Iterator[None]:
    """Say where in the arguments a refusal of the service is about.

    The question stands at `baseline`; the changes stand in a list that is at `within`.
    """
    try:
        yield
    except Refusal as refusal:
        relocate(refusal, baseline, changes, within)
        raise


def relocate(refusal: Refusal, baseline: Path, changes: Sequence[ChangeInput], within: Path) -> None:
    """Put a refusal's path in terms of the arguments; see `asked_as`."""
    match refusal.path:
        case _ if isinstance(refusal, DeadlineExceeded):
            refusal.path = ()
        case ("changes", int(index), *rest):
            refusal.path = (*within, "changes", index, *_in_change(changes[index], refusal, tuple(rest)))
        case ("period", *rest):
            refusal.path = (*baseline, "from", *rest)
        case _:
            refusal.path = (*baseline, *refusal.path)


def _in_change(change: ChangeInput, refusal: Refusal, rest: Path) -> Path:
    """The place inside of a change: what it gives, or the period in which it shows."""
    field = kind_of(change).value
    if isinstance(refusal, BadFactor):
        return (field, "factor")
    if isinstance(refusal, Refused):
        return (field, rest[-1])
    match rest:
        case ("settings" | "periods", *_):
            return (field, *rest)
        case ("usage", *inside) if field == "setUsage":
            return (field, *inside)
        case _:
            return (field,)
