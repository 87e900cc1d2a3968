"""`ratecard curve`: what one period costs by how much is used, drawn, with every bend and cliff."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, option, word
from ratecard.cli.change import ChangeList, Tellings, blaming, change_list, changes
from ratecard.cli.label import moment
from ratecard.cli.paper import Paper
from ratecard.cli.progress import working
from ratecard.cli.refusal import BadOption
from ratecard.cli.table import put_table
from ratecard.domain.curve import Curve, Point
from ratecard.price_sheet.curve import curve_sentences, curve_table
from ratecard.price_sheet.figure import Figure, figure
from ratecard.price_sheet.image import Labels, image
from ratecard.price_sheet.pen import PlainPen
from ratecard.price_sheet.plot import plot
from ratecard.service import Drawn


class Sketch(NamedTuple):
    """A curve, and the changes it is drawn after."""

    list: ChangeList
    drawn: Drawn

    @property
    def curve(self) -> Curve:
        """The points, bends and cliffs."""
        return self.drawn.curve


def curve(
    product: option.Product,
    *,
    up_to: Annotated[int, typer.Option("--up-to", metavar="N", min=1, help="Draw from 0 to N calls in the period.")],
    points: Annotated[
        int,
        typer.Option("--points", metavar="N", help="How many points at most; no bend is lost."),
    ] = 200,
    change: option.Changes,
    lists: option.ChangeLists,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    period: option.Period = None,
    svg: Annotated[
        Path | None,
        typer.Option("--svg", metavar="FILE", show_default=False, help="Write the drawing to a file as SVG."),
    ] = None,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    state: option.State = None,
    state_file: option.StateFile = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Draw what one period costs by its calls, all else as asked.

    One curve is the product as it is, with what --order and --owned say; another is after all --change, and one is
    after each --with. Bends and cliffs are exact; between two points of the answer a curve is straight,
    or rises by whole blocks that are too many to tell apart.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    given = option.Given(product, [], order, owned, account_class, activated, state, state_file, choices=choose)
    asked, used = option.ask(service.shelf, given, period, 1)
    told, paper = Tellings(option.skus(service.shelf), 1), Paper(locale)
    made = [ChangeList(paper.word(word.UNCHANGED), ())]
    if change:
        found = changes(change, told)
        made.append(ChangeList("; ".join(each.text for each in found), found))
    made += [change_list(text, told) for text in lists]
    with working("curve") as tick, option.placing(used), blaming(made):
        drawn = service.cost_curves(asked, [each.asked for each in made], up_to, points, tick)
    sketches = [Sketch(*pair) for pair in zip(made, drawn, strict=True)]
    shown = figure([(each.list.name, each.curve) for each in sketches])
    if svg is not None:
        _write(svg, paper, sketches[0].drawn, shown)
    if as_json:
        document.write(_document(sketches, locale))
    else:
        _put(paper, sketches, shown)


def _write(path: Path, paper: Paper, drawn: Drawn, shown: Figure) -> None:
    name = drawn.product.version(drawn.period.start).name
    title = f"{paper.word(name)} · {drawn.product.full_id} · {drawn.period}"
    amount = f"{paper.word(word.TOTAL)} ({drawn.catalog.currency})"
    labels = Labels(title, paper.word(word.CALLS), amount, paper.word(word.CONTACT))
    try:
        path.write_text(image(shown, labels), "utf-8")
    except OSError as error:
        raise BadOption("--svg", path, f"can't be written: {error.strerror}") from error


def _put(paper: Paper, sketches: Sequence[Sketch], shown: Figure) -> None:
    drawn = sketches[0].drawn
    calendar, period, version = drawn.product.calendar, drawn.period, drawn.product.version(drawn.period.start)
    paper.say(f"{paper.word(version.name)} · {drawn.product.full_id}", "bold")
    edges = f"{moment(calendar, period.start)} – {moment(calendar, period.end)}"
    paper.pairs([(word.PERIOD, f"{period}\n{edges}"), (word.CURRENCY, drawn.catalog.currency)])
    paper.say()
    for line in plot(shown, paper.drawing_width, plain=paper.is_plain):
        paper.say(line)
    pen = PlainPen(paper.locale, version.chain.conventions)
    for sketch in sketches:
        paper.title(sketch.list.name)
        put_table(paper, curve_table(pen, sketch.curve, ""))
        for sentence in curve_sentences(pen, sketch.curve):
            paper.say(sentence)
    paper.say()
    paper.pairs([(word.PRICED_BY, f"{drawn.catalog.id} · ratecard {drawn.engine_version}")])
    paper.say(drawn.catalog.digest, "dim")


def _document(sketches: Sequence[Sketch], locale: str) -> dict[str, Any]:
    drawn = sketches[0].drawn
    version = drawn.product.version(drawn.period.start)
    return {
        **document.about(drawn.catalog, drawn.product, version, drawn.engine_version, locale),
        "period": drawn.period.id,
        "curves": [
            {
                "name": sketch.list.name,
                "changes": [told.text for told in sketch.list.changes],
                "product": sketch.drawn.product.full_id,
                "catalogDigest": sketch.drawn.catalog.digest,
                "points": [_point(point) for point in sketch.curve.points],
                "bends": list(sketch.curve.bends),
                "cliffs": [
                    {
                        "units": cliff.units,
                        "before": document.money(cliff.before),
                        "after": document.money(cliff.after),
                        "dearFrom": cliff.dear_from,
                    }
                    for cliff in sketch.curve.cliffs
                ],
                "contactFrom": sketch.curve.contact_from,
            }
            for sketch in sketches
        ],
    }


def _point(point: Point) -> dict[str, Any]:
    return {"units": point.units, "total": document.money(point.total), "perUnit": document.money(point.per_unit)}
