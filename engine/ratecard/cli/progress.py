"""How far long work is, on stderr while somebody watches; nothing where stderr is piped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console

Tick = Callable[[], None]


@contextmanager
def counting(what: str) -> Iterator[tuple[Callable[[int], None], Tick]]:
    """The same where it is only known later how many steps there are: the first of the two says so."""
    with ExitStack() as open_ones:
        ticks: list[Tick] = []

        def begin(steps: int) -> None:
            if steps:
                ticks.append(open_ones.enter_context(working(what, steps)))

        yield begin, lambda: ticks[-1]()


@contextmanager
def working(what: str, steps: int | None = None, console: Console | None = None) -> Iterator[Tick]:
    """Show what is done until it ends; the tick is called for each of its steps, as many as known."""
    if console is None and not sys.stderr.isatty():
        yield _nothing
        return
    from rich.progress import (  # only now: most runs show none
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    bar = (BarColumn(), MofNCompleteColumn()) if steps else ()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *bar, TimeElapsedColumn())
    with Progress(*columns, console=console or Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=steps)
        yield lambda: progress.advance(task)


def _nothing() -> None:
    pass
