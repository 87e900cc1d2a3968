"""What the command line itself says no to, before the engine is asked; the API has no such refusals."""

from typing import ClassVar


class CommandRefusal(Exception):
    """The command can't be run as it was typed."""

    code: ClassVar[str]

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadOption(CommandRefusal):
    """An option's value that can't be read."""

    code = "bad-option"

    def __init__(self, option: str, value: object, why: str, hint: str | None = None) -> None:
        super().__init__(f"{option} {str(value)!r}: {why}", hint)


class CantListen(CommandRefusal):
    """An address that the server can't listen at."""

    code = "cant-listen"

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(f"can't listen at {host}:{port}: {error.strerror}", "choose another --host or --port")


class BadUsageFile(CommandRefusal):
    """A line of a usage file that can't be read."""

    code = "bad-usage-file"

    def __init__(self, place: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"{place}: {why}", hint)
