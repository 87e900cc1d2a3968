"""The worker process: settles what the host sends it, one bill after another."""

import resource
import signal
import traceback
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Plugin, PluginFault, Refused
from ratecard.domain.law import answered
from ratecard.domain.step import Step, told
from ratecard.domain.strategy import Strategy
from ratecard.guard.frame import MOST_BYTES, dumps, loads, received

READY = b"ready"
MOST_TOLD = 10_000
"""How many characters of a traceback are passed on."""
PATIENCE = 2
"""After how many of its deadlines the worker ends by itself, if nobody else ends it: its host may be gone."""


def main(file: int, seconds: float, megabytes: int) -> None:
    """Answer the frames that come at a socket, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the host, which then closes the socket
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever holds its interpreter
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    link = Connection(file)
    link.send_bytes(READY)
    while True:
        try:
            frame = link.recv_bytes()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
        reply = _reply(frame)
        signal.setitimer(signal.ITIMER_REAL, 0)
        link.send_bytes(reply)


def _reply(frame: bytes) -> bytes:
    try:
        reply = dumps(_answer(*loads(frame)))
    except BaseException as error:
        return dumps(_fault(told(error), error))
    if len(reply) > MOST_BYTES:
        return dumps(_fault(f"answered with {len(reply)} bytes, more than {MOST_BYTES}", None))
    return reply


def _answer(settings: bytes, step: str, plugin: Plugin, sent: Bill) -> tuple[Any, ...]:
    bill = received(sent)
    try:
        outcome = answered(Step(step, _strategy(settings), plugin=plugin), bill)
    except Refused as refused:
        return "refused", refused.code, refused.message, refused.hint
    except PluginFault as fault:
        return _fault(fault.what, fault.__cause__)
    return "settled", outcome, outcome.remaining is bill.remaining


@lru_cache(maxsize=256)
def _strategy(settings: bytes) -> Strategy:
    strategy: Strategy = loads(settings)
    return strategy


def _fault(what: str, error: BaseException | None) -> tuple[Any, ...]:
    """What went wrong, how Python tells it, and whether the worker is fit for more."""
    told = "" if error is None else "".join(traceback.format_exception(error))
    return "fault", what, told[-MOST_TOLD:], not isinstance(error, MemoryError)
