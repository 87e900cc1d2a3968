"""`ratecard schema`: the GraphQL schema."""

from ratecard.cli import document, option


def schema(*, catalogs: option.Catalogs = None, as_json: option.AsJson = False) -> None:
    """Print the GraphQL schema as SDL.

    It depends on no catalog: --catalogs is taken and not read.
    """
    del catalogs
    from ratecard.api import sdl  # only now: strawberry takes its time

    text = sdl()
    if as_json:
        document.write({"sdl": text})
    else:
        print(text.rstrip())
