"""`ratecard new catalog`, `ratecard new product`: catalogs' files that check as they are written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ratecard.bootstrap import settings
from ratecard.catalog.edit import new_catalog
from ratecard.catalog.edit import product as new_product
from ratecard.catalog.edit.product import Called, NewProduct, Target
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.template import FIRST
from ratecard.catalog.edit.trial import Opened
from ratecard.cli import option, written, written_option
from ratecard.cli.refusal import BadOption
from ratecard.cli.written import CantMake
from ratecard.domain.errors import listed, nearest
from ratecard.domain.text import Text
from ratecard.host import discover

NO_ZONE = "a new catalog needs a currency and a time zone, unless it is like another one"


def catalog(
    *,
    id: written_option.NewCatalog,
    name_zh: written_option.NameZh,
    name_en: written_option.NameEn,
    currency: written_option.Currency = None,
    time_zone: written_option.TimeZone = None,
    like: written_option.LikeCatalog = None,
    products: written_option.FirstProducts,
    into: written_option.Into = None,
    catalogs: option.Catalogs = None,
    disable: option.DisableUnused,
    dry_run: written_option.DryRun = False,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Write a catalog: what its products share, and a first product.

    A catalog without products does not check, so it gets one with made-up prices, which is named as the catalog is:
    write your own over them. The comments in the files are in the language of --locale.
    """
    chosen = settings(catalogs=catalogs, disable=disable)
    place = into or chosen.catalogs
    terms = new_catalog.Terms(id, written.named(name_zh, name_en), currency, time_zone)
    try:
        if like is not None:
            other = written.catalog(written.catalogs(chosen), like)
            made = new_catalog.like(place, other, terms, products, locale)
        else:
            made = new_catalog.first(place, discover(chosen.disabled), *_first(terms, products), locale)
    except CantEdit as error:
        raise CantMake.of(error) from error
    told = list(_told(made.files[0].path.parent, made.repriced, dry_run))
    written.tell(locale, made.files, told, dry_run=dry_run, as_json=as_json)


def _first(terms: new_catalog.Terms, products: Sequence[str]) -> tuple[new_catalog.Terms, Called]:
    if terms.currency is None or terms.time_zone is None:
        raise CantMake(NO_ZONE, "say for instance: --currency CNY --time-zone Asia/Shanghai")
    if len(products) > 1:
        raise BadOption(
            "--product", products[1], "a new catalog begins with one product", "add others with new product"
        )
    return terms, Called(products[0] if products else "sample", terms.name or Text("", ""))


def _told(folder: Path, repriced: int, dry_run: bool) -> Iterator[Text]:
    yield from _sums(repriced)
    if not dry_run:
        yield Text(
            "接下来：写上自己的价格与示例，再检查：",
            "What is next: write your own prices and examples, then check them:",
        )
        command = f"  ratecard check --catalogs {folder}"
        yield Text(command, command)


def _sums(repriced: int) -> Iterator[Text]:
    if repriced:
        yield written.sums(repriced)


def product(
    *,
    id: written_option.NewProduct,
    name_zh: written_option.NameZh,
    name_en: written_option.NameEn,
    catalog: written_option.Catalog = None,
    like: written_option.LikeProduct = None,
    template: written_option.Template = None,
    catalogs: option.Catalogs = None,
    disable: option.DisableUnused,
    dry_run: written_option.DryRun = False,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Write a product's file, from a template or like another product.

    It checks as it is written: a template's prices are made up, and the sums of its examples are ratecard's own; work
    them out by hand. A copy has the prices and examples of its model. Where the catalog's shared chain fits a
    template, the file says only what the catalog does not.
    """
    called = Called(id, written.named(name_zh, name_en))
    found = written.catalogs(settings(catalogs=catalogs, disable=disable))
    try:
        if like is None:
            target = _target(written.catalog(found, catalog))
            made = new_product.from_template(target, called, template or FIRST, locale)
        elif template is not None:
            raise CantMake("a product is like another one or from a template, not both", "leave out --template")
        else:
            made = _like(found, catalog, like, called, locale)
    except CantEdit as error:
        raise CantMake.of(error) from error
    written.tell(locale, [made.file], list(_of_product(made, dry_run)), dry_run=dry_run, as_json=as_json)


def _target(opened: Opened) -> Target:
    return Target(opened.folder, opened.installed, opened.shared(None).table)


def _like(found: Sequence[Opened], catalog: str | None, name: str, called: Called, locale: str) -> NewProduct:
    of, _, wanted = name.rpartition("/")
    pairs = [(each, product) for each in found for product in each.catalog.products if of in ("", each.catalog.id)]
    able = [(each, product) for each, product in pairs if product.id == wanted]
    if not able:
        known = [product.id for _, product in pairs]
        raise CantMake(f"there is no product {name!r}; products: {listed(known)}", nearest(wanted, known))
    if len(able) > 1:
        names = listed(product.full_id for _, product in able)
        raise CantMake(f"there are several products {name!r}: {names}", f"say which one: --like {able[0][1].full_id}")
    opened, product = able[0]
    target = _target(written.catalog(found, catalog) if catalog else opened)
    version = product.versions[-1]
    return new_product.like(target, called, opened.file(version.source), version, locale)


def _of_product(made: NewProduct, dry_run: bool) -> Iterator[Text]:
    yield from _sums(made.repriced)
    if made.mentions:
        lines = ", ".join(map(str, made.mentions))
        yield Text(
            f"{made.file.path} 的第 {lines} 行仍提到原产品",
            f"lines of {made.file.path} that still name the product it is like: {lines}",
        )
