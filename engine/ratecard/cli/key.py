"""`ratecard key`: a new API key, and what the server's file needs of it."""

from typing import Annotated

import typer

from ratecard.cli import document, option
from ratecard.cli.refusal import BadOption
from ratecard.keys import hashed, new_key


def key(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What logs and metrics call whoever has it.")],
    per_minute: Annotated[
        int | None,
        typer.Option(
            "--per-minute",
            metavar="REQUESTS",
            min=1,
            show_default="no limit",
            help="Requests that it may make a minute.",
        ),
    ] = None,
    as_json: option.AsJson = False,
) -> None:
    """Make an API key.

    It is printed once and kept nowhere. The table below it has its hash: it goes into the file that RATECARD_KEYS
    names, and from then on whoever asks the server needs a key, as `Authorization: Bearer KEY`.
    """
    if not name or not name.isprintable() or '"' in name or "\\" in name:
        raise BadOption("NAME", name, "a name is printable text without quotes and backslashes")
    made = new_key()
    if as_json:
        document.write({"key": made, "name": name, "sha256": hashed(made), "perMinute": per_minute})
        return
    print(made)
    print(f'\n[[keys]]\nname = "{name}"\nsha256 = "{hashed(made)}"')
    if per_minute is not None:
        print(f"per_minute = {per_minute}")
