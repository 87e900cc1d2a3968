"""Where the problems of a folder gather while it is read."""

from collections.abc import Iterable

from ratecard.catalog.problem import Path, Problem, SettingsProblems, dotted
from ratecard.catalog.read import File


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
        """Note problems that are located already."""
        self._problems.update(dict.fromkeys(problems))

    def note(
        self, file: File, path: Path, message: str, hint: str | None = None, *, code: str, key: Path | None = None
    ) -> None:
        """Note a problem at a path of a file; it names `key` where that is not the path."""
        self.add(Problem(file.name, file.line(path), dotted(path if key is None else key), message, hint, code))

    def take(self, file: File, path: Path, error: SettingsProblems) -> None:
        """Note what is wrong with the table at a path of a file."""
        for wrong in error.problems:
            self.note(file, (*path, *wrong.path), wrong.message, wrong.hint, code=wrong.code)
