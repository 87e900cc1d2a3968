"""What a git repository has of a folder at one of its revisions."""

import os
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git tells its hooks in the environment; it would be taken for the folder's own repository."""
LINK = "120000"
REGULAR = "100"


class UnreadableRevision(Exception):
    """The folder can't be had as it was at the revision."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Revision(NamedTuple):
    """The TOML files of a folder as they were."""

    at: datetime
    """When it was committed."""
    files: Mapping[str, bytes]
    """By their paths below the folder."""


def revision(folder: Path, name: str) -> Revision:
    """The folder at a revision: a commit, a tag, a branch; `UnreadableRevision`."""
    if _git(folder, "rev-parse", "--is-inside-work-tree", wrong="").strip() != b"true":
        raise UnreadableRevision("the folder is in no git repository, so that no revision of it is known")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", wrong="")
    if not commit:
        hint = "fetch it first: git fetch origin; a shallow clone has only the newest commits"
        raise UnreadableRevision(f"git knows no revision {name!r} here", hint)
    sha = commit.decode().strip()
    at = datetime.fromisoformat(_git(folder, "show", "-s", "--format=%cI", sha).decode().strip())
    listed = _git(folder, "ls-tree", "-r", "-z", sha).decode("utf-8", "surrogateescape")
    blobs = {}
    for entry, _, path in (line.partition("\t") for line in listed.split("\0")[:-1]):
        mode, _, blob = entry.split()
        if _is_catalog_file(mode, path):
            blobs[path] = (mode, blob)
    contents = _contents(folder, [blob for _, blob in blobs.values()])
    files = {path: contents[blob] for path, (mode, blob) in blobs.items() if mode != LINK}
    for path, (mode, blob) in blobs.items():
        target = normpath(join(dirname(path), os.fsdecode(contents[blob]))) if mode == LINK else ""
        if target in files:
            files[path] = files[target]
    return Revision(at, files)


def _is_catalog_file(mode: str, path: str) -> bool:
    hidden = any(part.startswith(".") for part in path.split("/"))
    return path.endswith(".toml") and not hidden and (mode == LINK or mode.startswith(REGULAR))


def _contents(folder: Path, blobs: list[str]) -> dict[str, bytes]:
    """What is in each of these."""
    answer = _git(folder, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    found, place = {}, 0
    for blob in blobs:
        end = answer.index(b"\n", place)
        size = int(answer[place:end].split()[2])
        found[blob] = answer[end + 1 : end + 1 + size]
        place = end + size + 2
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"", wrong: str | None = None) -> bytes:
    """What git prints; `wrong` instead of a refusal when it can't, where that is given."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_HOOKS}
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=False, env=environment
        )
    except OSError as error:
        raise UnreadableRevision(
            f"git, which knows what was published, can't be run: {error.strerror}", "install git"
        ) from error
    if ran.returncode and b"dubious ownership" in ran.stderr:
        raise UnreadableRevision("git does not trust the repository: it belongs to somebody else")
    if ran.returncode and wrong is None:
        said = ran.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UnreadableRevision(f"git can't tell: {said}")
    return ran.stdout if not ran.returncode else (wrong or "").encode()
