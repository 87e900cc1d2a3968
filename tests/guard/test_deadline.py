"""A step that runs too long is ended, and nothing else is."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, perf_counter

import pytest

from ratecard.domain.errors import Misbehaved, Plugin, PluginFault
from ratecard.domain.question import Used
from ratecard.domain.step import Step
from ratecard.guard import Deadline, Warden
from tests.chains import D, ask, flat, product, steps, version
from tests.guard.odd import Harm

PLUGIN = Plugin("harm", "harmful", "1.0")


def quote(way: str, guard: Warden, units: int = 10) -> object:
    step = Step("harm-step", Harm(way=way), plugin=PLUGIN, guard=guard)
    return ask(product(version((step, *steps(flat=flat("1"))))), "2021-06", 1, [Used(units)]).total


@pytest.mark.parametrize("way", ["spin", "swallow"])
def test_a_step_that_hangs_is_a_fault(way: str) -> None:
    guard = Warden(deadline=Deadline(0.2))
    started = monotonic()

    with pytest.raises(PluginFault) as raised:
        quote(way, guard)

    assert str(raised.value) == ("step 'harm-step' (harm, plugin harm, harmful 1.0) did not answer within 0.2 seconds")
    assert monotonic() - started < 5
    assert quote("", guard) == D(10)


def test_lines_without_end_are_a_fault_before_they_take_the_memory() -> None:
    with pytest.raises(PluginFault, match=r"harmful 1.0\) made more than 200000 lines$"):
        quote("flood", Warden())


def test_a_step_that_hangs_in_one_thread_leaves_others_alone() -> None:
    guard = Warden(deadline=Deadline(0.3))

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(quote, way, guard) for way in ("spin", "", "", "spin", "", "")]
        results = [answer.exception() or answer.result() for answer in answers]

    assert [result for result in results if not isinstance(result, PluginFault)] == [D(10)] * 4
    assert sum(isinstance(result, PluginFault) for result in results) == 2


def test_an_answer_just_in_time_is_never_followed_by_its_deadline() -> None:
    deadline = Deadline(0.001)
    late = 0

    def work() -> None:
        nonlocal late
        end = perf_counter() + 1
        while perf_counter() < end:
            try:
                deadline.run(lambda: sum(range(20_000)))
            except Misbehaved:
                late += 1
            # Whatever came too late would be raised here.
            assert sum(range(100)) == 4950

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()

    assert not deadline._runs


def test_what_is_asked_inside_of_a_call_has_the_deadline_of_the_call() -> None:
    deadline = Deadline(0.2)

    assert deadline.run(lambda: deadline.run(lambda: 5)) == 5
    assert not deadline._runs


def test_errors_and_other_methods_go_through_a_deadline() -> None:
    step = Step("harm-step", Harm(), plugin=PLUGIN, guard=Warden(deadline=Deadline(0.2)))

    with pytest.raises(PluginFault, match=r"raised IndexError from its words: list index out of range$"):
        step.ask("its words", lambda: str([][0]))
    assert step.offers() == []


PROFILED = """
import sys
from ratecard.domain.errors import Misbehaved
from ratecard.guard import Deadline

def spin():
    while True:
        pass

def plain():
    return 1

for _ in range(3):
    try:
        Deadline(0.05).run(spin)
    except Misbehaved:
        pass
sys.setprofile(lambda frame, event, called: None)
plain()
sys.setprofile(None)
print("done")
"""


def test_a_profiler_works_after_a_step_that_was_late() -> None:
    """An exception that was taken back left a mark with which CPython 3.11 never enters a function under a profiler."""
    ran = subprocess.run([sys.executable, "-c", PROFILED], capture_output=True, text=True, timeout=60)

    assert (ran.stdout, ran.stderr) == ("done\n", "")
