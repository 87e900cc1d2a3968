"""`ratecard new`: what authors begin with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from ratecard.bootstrap import settings
from ratecard.cli import document, option
from ratecard.cli.paper import Paper
from ratecard.cli.written import CantMake
from ratecard.domain.strategy import Installed
from ratecard.domain.text import Text
from ratecard.host import discover
from ratecard.scaffold import CantWrite, Sample, named, write


def plugin(
    *,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The distribution's name, as acme-night-rate.")],
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Where the package's own folder is made.")
    ] = Path(),
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="KIND", show_default=False, help="What catalogs call its strategy; NAME unless given."
        ),
    ] = None,
    disable: option.DisableUnused,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Write a package with a pricing strategy.

    It installs, passes its tests and prices a product as it stands: a strategy with settings, the entry point, a
    catalog with examples, the conformance tests, a README.
    """
    try:
        sample = named(name, kind)
        _check_kind(sample, discover(settings(disable=disable).disabled))
        files = write(sample, into)
    except CantWrite as error:
        raise CantMake(error.sentence, error.hint) from error
    folder = into / sample.plugin
    if as_json:
        document.write(
            {
                "plugin": sample.plugin,
                "kind": sample.kind,
                "folder": str(folder),
                "files": [str(path.relative_to(folder)) for path in files],
            }
        )
        return
    _tell(Paper(locale), sample, folder, files)


def _check_kind(sample: Sample, strategies: Mapping[str, Installed]) -> None:
    """Catalogs could not tell two strategies of one kind apart."""
    if sample.kind in strategies:
        owner = strategies[sample.kind].plugin
        raise CantWrite(
            f"kind {sample.kind!r} is installed already, by {owner.distribution} {owner.version}",
            "choose another one with --kind",
        )


def _tell(paper: Paper, sample: Sample, folder: Path, files: tuple[Path, ...]) -> None:
    for path in files:
        paper.say(str(path))
    paper.say()
    paper.say(
        paper.word(
            Text(f"已写好插件 {sample.plugin}；接下来：", f"The plugin {sample.plugin} is written. What is next:")
        )
    )
    for line in (
        f"cd {folder}",
        "pip install -e '.[test]'",
        "pytest",
        "ratecard quote sample-product --usage 100 --catalogs catalogs",
    ):
        paper.say(f"  {line}")
