"""A fingerprint of everything that a catalog's prices come from."""

from collections.abc import Iterable
from hashlib import sha256

from ratecard.catalog.read import File
from ratecard.domain.errors import Plugin


def digest(files: Iterable[File], plugins: Iterable[Plugin]) -> str:
    """The same for the same files, byte by byte, and the same versions of the plugins that price them.

    The name of the catalog's folder counts, because answers cite it; where the folder is does not.
    """
    made = sha256()
    parts = [(file.source.encode(), file.content) for file in sorted(files, key=lambda file: file.source)]
    parts += [(name.encode(), version.encode()) for name, version in sorted({plugin[1:] for plugin in plugins})]
    for part in parts:
        for content in part:
            made.update(len(content).to_bytes(8, "big"))
            made.update(content)
    return f"sha256:{made.hexdigest()}"
