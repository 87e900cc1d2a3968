"""The arguments and options of the commands that write catalogs' files."""

from pathlib import Path
from typing import Annotated

import typer

from ratecard.catalog.edit.template import FIRST

NewCatalog = Annotated[str, typer.Argument(metavar="ID", help="The catalog's id, and the name of its folder.")]
NewProduct = Annotated[str, typer.Argument(metavar="ID", help="The product's id, and the name of its file.")]
NameZh = Annotated[str, typer.Option("--name-zh", metavar="TEXT", help="The name in Chinese.")]
NameEn = Annotated[str, typer.Option("--name-en", metavar="TEXT", help="The name in English.")]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", show_default=False, help="ISO 4217, as CNY.")
]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--time-zone", metavar="ZONE", show_default=False, help="Where months and days begin, as Asia/Shanghai."
    ),
]
LikeCatalog = Annotated[
    str | None,
    typer.Option("--like", metavar="CATALOG", show_default=False, help="Copy this catalog's files, comments and all."),
]
LikeProduct = Annotated[
    str | None,
    typer.Option(
        "--like",
        metavar="PRODUCT",
        show_default=False,
        help="Copy this product's latest version, comments and all, into its own catalog unless --catalog names "
        "another; as id-card or tencent-ocr/id-card.",
    ),
]
FirstProducts = Annotated[
    list[str],
    typer.Option(
        "--product",
        metavar="ID",
        default_factory=list,
        show_default=False,
        help="What the first product is called, 'sample' unless given; with --like a product to copy, all of them "
        "unless given. Repeatable with --like.",
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into", metavar="FOLDER", show_default="the folder of catalogs", help="Where the catalog's folder is made."
    ),
]
Template = Annotated[
    str | None,
    typer.Option(
        "--template",
        metavar="NAME",
        show_default=FIRST,
        help="What to begin with: packs-and-tiers, tiers, subscription.",
    ),
]
Catalog = Annotated[
    str | None,
    typer.Option("--catalog", metavar="ID", show_default="the only one", help="The catalog to write in."),
]
Factor = Annotated[str, typer.Option("--factor", metavar="N", help="What prices are multiplied by: 1.05 for 5 % more.")]
EffectiveFrom = Annotated[
    str, typer.Option("--effective-from", metavar="DATE", help="The first day of the new prices, as 2027-01-01.")
]
Rounded = Annotated[
    list[str],
    typer.Option(
        "--round",
        metavar="[STEP=]UNIT[/MODE]",
        help="How new prices are rounded: to whole multiples of UNIT, as 0.01 or 0.05/up; half-up unless a MODE is "
        "given: half-up, half-even, half-down, up, down, ceiling, floor. With STEP= for the prices of that step. "
        "Repeatable.",
    ),
]
RepricedProducts = Annotated[
    list[str],
    typer.Option(
        "--product",
        metavar="ID",
        default_factory=list,
        show_default="all",
        help="A product whose prices change. Repeatable.",
    ),
]
RepricedSteps = Annotated[
    list[str],
    typer.Option(
        "--step",
        metavar="ID",
        default_factory=list,
        show_default="all",
        help="A step whose prices change. Repeatable.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; print how each new file differs from what it is made from.")
]
