"""What the command line itself says no to, before the engine is asked."""

from ratecard.domain.errors import Refusal


class BadOption(Refusal):
    """An option's value that can't be read."""

    code = "bad-option"

    def __init__(self, option: str, value: object, why: str, hint: str | None = None) -> None:
        super().__init__(f"{option} {str(value)!r}: {why}", hint)


class CantListen(Refusal):
    """An address that the server can't listen at."""

    code = "cant-listen"

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(f"can't listen at {host}:{port}: {error.strerror}", "choose another --host or --port")


class BadUsageFile(Refusal):
    """A line of a usage file that can't be read."""

    code = "bad-usage-file"

    def __init__(self, place: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"{place}: {why}", hint)
