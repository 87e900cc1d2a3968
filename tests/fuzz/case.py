"""One spoilt catalog: always the same one for the same number."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import tomli

from tests.fuzz import table, text
from tests.fuzz.seed import Files, seeds
from tests.fuzz.toml import written

Spoiler = Callable[[Random, table.Tables], None]
SEED = 20_261_123
GENTLE = 0.3
"""The part of the cases that may still be right."""
MOST_PLACES = 20_000
"""Of the tables: there is no end to what copies of copies come to."""
HUGE = 0.01
"""The part of the cases with a file that is very long."""


class Case(NamedTuple):
    """A catalog, and what was done to it."""

    number: int
    origin: str
    done: tuple[str, ...]
    files: Files

    def __str__(self) -> str:
        return f"case {self.number} ({self.origin}: {', '.join(self.done)})"

    def lay_out(self, folder: Path) -> Path:
        """The folder, with the files in it."""
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return folder


def case(number: int) -> Case:
    """The case of that number."""
    random = Random(f"{SEED}-{number}")
    origin = random.choice(list(seeds()))
    files = _some(random, seeds()[origin])
    done: list[str] = []
    gentle = random.random() < GENTLE
    if gentle:
        spoilers = [table.forget_examples, *random.choices(table.GENTLE, k=random.choice([1, 2, 3]))]
        files = _by_table(random, files, spoilers, done)
    elif random.random() < 0.75:
        files = _by_table(random, files, random.choices(table.SPOILERS, k=random.choice([1, 1, 1, 2, 3, 5])), done)
    if not gentle and (random.random() < 0.4 or not done):
        name = random.choice(list(files))
        for spoil in random.choices(text.SPOILERS, k=random.choice([1, 1, 2])):
            files[name] = spoil(random, files[name])
            done.append(spoil.__name__)
    if random.random() < HUGE:
        name = random.choice(list(files))
        files[name] = text.swell(random, files[name])
        done.append(text.swell.__name__)
    return Case(number, origin, tuple(done), files)


def _some(random: Random, files: Files) -> Files:
    """What is shared, and up to three products: more would only be slower."""
    products = [name for name in files if not name.startswith("catalog")]
    chosen = random.sample(products, min(len(products), random.choice([1, 1, 2, 3])))
    return {name: content for name, content in files.items() if name not in products or name in chosen}


def _by_table(random: Random, files: Files, spoilers: Sequence[Spoiler], done: list[str]) -> Files:
    tables = {name: tomli.loads(content.decode(), parse_float=Decimal) for name, content in files.items()}
    for spoil in spoilers:
        spoil(random, tables)
        done.append(spoil.__name__)
        if sum(1 for each in tables.values() for _ in islice(table.places(each), MOST_PLACES)) >= MOST_PLACES:
            break
    return {name: written(each) for name, each in tables.items()}
