"""What changed between two folders of catalogs, in words and tables."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ratecard.catalog import dotted
from ratecard.cli import word
from ratecard.cli.diff_block import Block, Grid, Heading, Sentence
from ratecard.cli.diff_toll import PER_CENT, money, payer, share, signed, toll_blocks
from ratecard.cli.diff_value import written
from ratecard.cli.paper import Column
from ratecard.domain.product import Catalog, Product
from ratecard.domain.text import Text
from ratecard.service.catalog_change import CatalogChange, CatalogChanges, Era, ProductChange, Rise, Shared
from ratecard.service.catalog_change_edit import Edit
from ratecard.service.catalog_change_total import PackPrice, Toll

SETTINGS = (Column(word.SETTING), Column(word.BEFORE_CHANGES), Column(word.AFTER_CHANGES))
PACKS = (
    Column(Text("价格", "Price of")),
    Column(word.BEFORE_CHANGES, "right"),
    Column(word.AFTER_CHANGES, "right"),
    Column(word.DIFFERENCE, "right"),
    Column(PER_CENT, "right"),
)
NOTHING = Text("含义没有变化", "Nothing changed in meaning")
NOT_ON_OFFER = Text("未出售", "not on offer")


def blocks(changes: CatalogChanges, locale: str, asked: Sequence[int]) -> Iterator[Block]:
    """All that changed; the totals at the counts asked for among it."""
    if not changes.catalogs:
        yield Sentence(NOTHING.in_locale(locale))
    for change in changes.catalogs:
        yield from _catalog(change, locale, asked)


def rise_blocks(rises: Sequence[Rise], most: Decimal, locale: str) -> Iterator[Block]:
    """The prices that rise by more than is allowed."""
    limit = f"{most:f} %"
    if not rises:
        yield Sentence(Text(f"没有价格上涨超过 {limit}", f"No price rises by more than {limit}").in_locale(locale))
        return
    yield Heading(1, Text(f"上涨超过 {limit}", f"Rises by more than {limit}").in_locale(locale))
    for rise in rises:
        yield Sentence(_rise(rise).in_locale(locale))


def _catalog(change: CatalogChange, locale: str, asked: Sequence[int]) -> Iterator[Block]:
    catalog = change.catalog
    yield Heading(1, f"{catalog.name.in_locale(locale)} · {catalog.id}")
    if change.before is None or change.after is None:
        yield Sentence(_whole(change.before is None, catalog).in_locale(locale))
        return
    rows = [_edit(edit, locale) for edit in change.edits]
    rows += [_shared(each, change, locale) for each in change.shared]
    if rows:
        yield Grid(SETTINGS, rows, frozenset({0}))
    for product in change.products:
        yield from _product(product, locale, asked)


def _whole(added: bool, catalog: Catalog) -> Text:
    products = ", ".join(product.id for product in catalog.products)
    if added:
        return Text(f"新增目录，产品：{products}", f"The catalog was added, with the products {products}")
    return Text(f"目录已删除，产品：{products}", f"The catalog was removed, with the products {products}")


def _shared(shared: Shared, change: CatalogChange, locale: str) -> tuple[str, str, str]:
    name, before, after = _edit(shared.edit, locale)
    more = []
    if shared.since is not None:
        more.append(_begins(shared.since).in_locale(locale))
    if not shared.everywhere:
        more.append(", ".join(shared.products))
    return name, before, f"{after} ({'; '.join(more)})" if more else after


def _product(change: ProductChange, locale: str, asked: Sequence[int]) -> Iterator[Block]:
    product = change.product
    yield Heading(2, f"{product.versions[-1].name.in_locale(locale)} · {product.full_id}")
    if change.before is None:
        yield Sentence(Text("新增产品", "The product was added").in_locale(locale))
    elif change.after is None:
        yield Sentence(Text("产品已删除", "The product was removed").in_locale(locale))
    for added, days in ((True, change.added), (False, change.removed)):
        for day in days:
            yield Sentence(_version(added, day).in_locale(locale))
    alone = len(change.eras) == 1 and change.eras[0][:2] == (None, None)
    for era in change.eras:
        if not alone:
            yield Heading(3, _when(era).in_locale(locale))
        yield from _era(era, product, locale, asked)


def _version(added: bool, day: date | None) -> Text:
    if day is None:
        return (
            Text("新增首个版本", "The first version was added")
            if added
            else Text("首个版本已删除", "The first version was removed")
        )
    if added:
        return Text(f"新增自 {day} 起的版本", f"The version from {day} was added")
    return Text(f"自 {day} 起的版本已删除", f"The version from {day} was removed")


def _when(era: Era) -> Text:
    if era.since is None and era.until is None:
        return Text("始终", "At all times")
    if era.since is None:
        return Text(f"{era.until} 之前", f"Before {era.until}")
    begins = _begins(era.since)
    if era.until is None:
        return Text(begins.zh, begins.en.capitalize())
    return Text(f"{begins.zh}，{era.until} 之前", f"{begins.en.capitalize()}, before {era.until}")


def _begins(day: date) -> Text:
    return Text(f"自 {day} 起", f"from {day} on")


def _era(era: Era, product: Product, locale: str, asked: Sequence[int]) -> Iterator[Block]:
    if era.edits:
        yield Grid(SETTINGS, [_edit(edit, locale) for edit in era.edits], frozenset({0}))
    if era.packs:
        yield Grid(PACKS, [_pack(pack, locale) for pack in era.packs])
    if era.unlike is not None:
        yield Sentence(era.unlike.in_locale(locale))
    elif era.period is None:
        yield Sentence(
            Text(
                "此后没有账期从此时段开始：不比较合计",
                "No period from now on begins in this time: no totals are compared",
            ).in_locale(locale)
        )
    else:
        version = product.version(era.period.start)
        currency = version.chain.conventions.currency
        yield Sentence(
            Text(f"账期 {era.period} 的合计（{currency}）", f"Totals of {era.period}, in {currency}").in_locale(locale)
        )
    yield from _tolls(era.tolls, locale, asked)


def _tolls(tolls: Sequence[Toll], locale: str, asked: Sequence[int]) -> Iterator[Block]:
    """Curves that are alike are told of once."""
    alike: list[list[Toll]] = []
    for toll in tolls:
        same = next((group for group in alike if group[0][2:] == toll[2:]), None)
        if same:
            same.append(toll)
        else:
            alike.append([toll])
    if len(alike) == 1 and not alike[0][0].meter:
        alike = [alike[0][:1]]
    for group in alike:
        yield from toll_blocks(group, locale, asked)


def _edit(edit: Edit, locale: str) -> tuple[str, str, str]:
    before, after = written(edit.before), written(edit.after)
    if edit.kind == "moved":
        before, after = (_place(step).in_locale(locale) for step in (edit.before, edit.after))
    if edit.kind == "added":
        after = f"{Text('新增', 'added').in_locale(locale)}: {after}"
    if edit.kind == "removed":
        after = Text("删除", "removed").in_locale(locale)
    return dotted(edit.path), before, after


def _place(step: str) -> Text:
    return Text(f"在 {step} 之后", f"after {step}") if step else Text("最前", "first")


def _pack(pack: PackPrice, locale: str) -> tuple[str, ...]:
    name = f"{pack.step}/{pack.sku}"
    if pack.above:
        name += Text(f"（{pack.above} 个以上）", f", more than {pack.above}").in_locale(locale)
    unlike = len({offer.units for offer in (pack.before, pack.after) if offer}) > 1
    prices = [
        NOT_ON_OFFER.in_locale(locale)
        if offer is None
        else word.CONTACT.in_locale(locale)
        if price is None
        else money(price) + (_holds(offer.units).in_locale(locale) if unlike else "")
        for offer, price in ((pack.before, pack.compared.before), (pack.after, pack.compared.after))
    ]
    return (name, *prices, signed(pack.compared.difference), share(pack.compared, locale))


def _holds(units: int) -> Text:
    return Text(f"（{units} 次）", f" for {units}")


def _rise(rise: Rise) -> Text:
    name = rise.product.full_id
    if rise.era.unlike:
        return Text(f"{name}：{rise.era.unlike.zh}", f"{name}: {rise.era.unlike.en}")
    at = f" ({rise.era.period})" if rise.era.period else ""
    if rise.compared is None:
        why = rise.toll.refusal if rise.toll and rise.toll.refusal else Text("", "")
        return Text(f"{name}{at}：{why.zh}", f"{name}{at}: {why.en}")
    before, after = _told(rise.compared.before), _told(rise.compared.after)
    what = _what(rise, rise.compared.units)
    zh, en = (share(rise.compared, locale) for locale in Text._fields)
    by = Text("", "") if rise.compared.difference is None else Text(f"，{zh}", f", {en}")
    return Text(
        f"{name}{at}：{what.zh}由 {before.zh} 变为 {after.zh}{by.zh}",
        f"{name}{at}: {what.en} from {before.en} to {after.en}{by.en}",
    )


def _what(rise: Rise, units: int) -> Text:
    if rise.pack:
        sku = f"{rise.pack.step}/{rise.pack.sku}"
        return Text(f"{sku} ", sku)
    calls = Text(f"{units} 次", f"{units} calls")
    if rise.toll is None or not (rise.toll.meter or rise.toll.account_class):
        return calls
    whose = payer(rise.toll)
    return Text(f"{whose.zh} {calls.zh}", f"{calls.en} ({whose.en})")


def _told(amount: Decimal | None) -> Text:
    return word.CONTACT if amount is None else Text(money(amount), money(amount))
