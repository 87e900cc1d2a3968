"""Where the problems of a folder gather while it is read."""

from collections.abc import Iterable

from ratecard.catalog.problem import Path, Problem, SettingsProblems, dotted
from ratecard.catalog.read import File
from ratecard.domain.text import printable

MOST_WRITTEN = 1_000
"""Characters of a sentence or a hint."""
MOST_OF_KEY = 200


class Report:
    """Problems and warnings, each once."""

    def __init__(self, disabled: Iterable[str] = ()) -> None:
        self._problems: dict[Problem, None] = {}
        self.disabled = tuple(disabled)
        """The plugins that are disabled: kinds that are not installed may be theirs."""

    @property
    def problems(self) -> list[Problem]:
        """All of them, by file and line."""
        return sorted(self._problems, key=lambda problem: problem[:2])

    def add(self, *problems: Problem) -> None:
        """Note problems that are located already; each is printed as one line that no author of a file makes up."""
        self._problems.update(dict.fromkeys(map(_tamed, problems)))

    def note(
        self, file: File, path: Path, message: str, hint: str | None = None, *, code: str, key: Path | None = None
    ) -> None:
        """Note a problem at a path of a file; it names `key` where that is not the path."""
        self.add(Problem(file.name, file.line(path), dotted(path if key is None else key), message, hint, code))

    def take(self, file: File, path: Path, error: SettingsProblems) -> None:
        """Note what is wrong with the table at a path of a file."""
        for wrong in error.problems:
            self.note(file, (*path, *wrong.path), wrong.message, wrong.hint, code=wrong.code)


def _tamed(problem: Problem) -> Problem:
    hint = problem.hint and _short(problem.hint, MOST_WRITTEN)
    key, message = _short(problem.key, MOST_OF_KEY), _short(problem.message, MOST_WRITTEN)
    return problem._replace(file=printable(problem.file), key=key, message=message, hint=hint)


def _short(text: str, most: int) -> str:
    text = printable(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
