"""Progress: seen by those who watch, never in a pipe."""

import io

from rich.console import Console

from ratecard.cli.progress import working
from tests.cli.run import run


def test_progress_is_shown_in_a_terminal_and_gone_at_the_end() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=80)

    with working("compare", 3, console) as tick:
        tick()
        tick()

    assert "compare" in file.getvalue()
    assert "2/3" in file.getvalue()
    assert file.getvalue().endswith("\x1b[2K")


def test_progress_without_a_known_end_is_a_spinner() -> None:
    file = io.StringIO()

    with working("advise", console=Console(file=file, force_terminal=True, width=80)) as tick:
        tick()

    assert "advise" in file.getvalue()


def test_nothing_is_shown_where_stderr_is_piped() -> None:
    ran = run("advise", "id-card", "--from", "2021-01", "--months", "1", "--usage", "9000", FORCE_COLOR="1")

    assert (ran.code, ran.err) == (0, "")
