"""What commands that write catalogs' files print: what they wrote, or with --dry-run what they would."""

from collections.abc import Mapping, Sequence
from typing import Any

from ratecard.bootstrap import Settings
from ratecard.catalog import CatalogProblems
from ratecard.catalog.edit.plan import NewFile, write
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.trial import Opened, opened
from ratecard.cli import document
from ratecard.cli.paper import Paper
from ratecard.cli.refusal import BadOption, CommandRefusal
from ratecard.domain.errors import listed, nearest
from ratecard.domain.text import Text
from ratecard.host import discover


class CantMake(CommandRefusal):
    """What is to be written can't be made as it was asked for."""

    code = "cant-make"

    @classmethod
    def of(cls, error: CantEdit) -> "CantMake":
        """The same, said by the command."""
        return cls(error.sentence, error.hint)


def named(zh: str, en: str) -> Text:
    """A name in both languages, as typed; `BadOption`."""
    for option, text in (("--name-zh", zh), ("--name-en", en)):
        if not text.strip():
            raise BadOption(option, text, "a name is not empty")
        if not text.isprintable() or text.encode("utf-8", "replace").decode("utf-8") != text:
            raise BadOption(option, text, "a name is text of one line")
    return Text(zh, en)


def catalogs(chosen: Settings) -> list[Opened]:
    """The catalogs, which must check whole before anything is added to them: `CatalogProblems`."""
    try:
        return opened(chosen.catalogs, discover(chosen.disabled))
    except CatalogProblems as error:
        if not chosen.disabled:
            raise
        hint = f"do this without disabling a plugin that it takes; disabled: {listed(chosen.disabled)}"
        found = [each._replace(hint=hint) if each.code == "unknown-kind" else each for each in error.problems]
        raise CatalogProblems(found, error.warnings) from error


def catalog(found: Sequence[Opened], id: str | None) -> Opened:
    """The catalog of that id, or the only one; `CantMake`."""
    ids = [each.catalog.id for each in found]
    if id is None and len(found) == 1:
        return found[0]
    if id is None:
        raise CantMake(f"there are {len(ids)} catalogs: {listed(ids)}", "say which one: --catalog ID")
    if id not in ids:
        raise CantMake(f"there is no catalog {id!r}; catalogs: {listed(ids)}", nearest(id, ids))
    return found[ids.index(id)]


def sums(number: int) -> Text:
    """That examples have sums which nobody has worked out."""
    one = "1 example has a sum that is ratecard's own, with a comment above it: work it out by hand"
    many = f"{number} examples have sums that are ratecard's own, with a comment above each: work them out by hand"
    return Text(f"{number} 个示例的金额由 ratecard 算出，其上各有一行注释：请手工验算", one if number == 1 else many)


def tell(
    locale: str,
    files: Sequence[NewFile],
    told: Sequence[Text],
    *,
    dry_run: bool,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write the files, unless it is a dry run, and say so; `CantMake`."""
    if files and not dry_run:
        try:
            write(files)
        except CantEdit as error:
            raise CantMake.of(error) from error
    if as_json:
        document.write(
            {
                "dryRun": dry_run,
                "files": [_file(each, dry_run) for each in files],
                **(more or {}),
                "notes": [each.in_locale(locale) for each in told],
            }
        )
        return
    paper = Paper(locale)
    for file in files:
        # Not by the paper, which would wrap it: what is printed is a patch.
        print(file.diff(), end="") if dry_run else paper.say(str(file.path))
    if told:
        paper.say()
    for each in told:
        paper.say(paper.word(each))


def _file(file: NewFile, dry_run: bool) -> dict[str, Any]:
    made = {"file": str(file.path), "like": str(file.like) if file.like else None}
    return {**made, "diff": file.diff()} if dry_run else made
