"""What strangers send; each is refused, or answered in the time of an ordinary question of its cost."""

from collections.abc import Callable

from tests.api.attacks import question, request, size, text, value
from tests.api.attacks.attack import Attack

ATTACKS: dict[str, Callable[[], Attack]] = {
    **text.ATTACKS,
    **value.ATTACKS,
    **size.ATTACKS,
    **question.ATTACKS,
    **request.ATTACKS,
}
"""Each is made when it is asked for: some are large."""
