"""Attacks: each is refused, or answered in the time of an ordinary question of its cost, while others are served."""

import re
from collections.abc import Iterator

import pytest

from tests.api.attacks import ATTACKS
from tests.api.attacks.attack import ANSWERED, Attack
from tests.api.served import Ordinary, Others, Reply, Served, serving

BEYOND = 0.05
"""Seconds that an attack may take beyond an ordinary question of its cost."""
REFUSED = 2
"""Seconds within which an attack is refused where that takes longer than an ordinary question: reading it does."""
OTHERS = 3
"""Seconds within which somebody else is answered meanwhile, on a machine that does other things too."""
TRIES = 6
"""How often an attack is sent to see how long it takes by itself: a busy machine delays some."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "log") as made:
        yield made


@pytest.fixture(scope="module")
def ordinary(served: Served) -> Ordinary:
    return Ordinary(served)


def outcome(reply: Reply) -> str:
    codes = re.findall(rb'"code":"([^"]+)"', reply.body)
    return codes[0].decode() if codes and b'"quote":{"__typename":"Quote"' not in reply.body else ANSWERED


def again(attack: Attack, number: int) -> Attack:
    """The same attack with a text that nobody sent before, so that nothing of it is known."""
    return attack._replace(body=attack.body.replace(b'{"query": "', b'{"query": "#%d\\n' % number, 1))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_costs_no_more_than_an_ordinary_question(served: Served, ordinary: Ordinary, name: str) -> None:
    attack = ATTACKS[name]()

    with Others(served).asking() as others:
        replies = [served.send(attack)]
        allowed = BEYOND + ordinary.seconds(attack, replies[0].cost)
        if attack.expected != ANSWERED:
            allowed = max(allowed, REFUSED)
        while min(reply.seconds for reply in replies) > allowed and len(replies) < TRIES:
            replies.append(served.send(again(attack, len(replies))))

    assert {outcome(reply) for reply in replies} == {attack.expected}
    assert all(reply.status < 500 for reply in replies)
    assert min(reply.seconds for reply in replies) <= allowed
    assert others.failed == []
    assert others.slowest < OTHERS
    assert others.answered


def test_there_are_enough_attacks_and_none_is_a_fault(served: Served) -> None:
    assert len(ATTACKS) >= 40
    assert served.process.poll() is None
    assert "fault" not in served.log.read_text("utf-8")
