"""Prices times a factor, as a new version of each product that has them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ratecard.catalog.edit.example import moved, settled
from ratecard.catalog.edit.new_price import Asked, NewPrice, check_names, new_prices
from ratecard.catalog.edit.new_version import new_version
from ratecard.catalog.edit.page import Page
from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.trial import Opened
from ratecard.domain.errors import listed, nearest
from ratecard.domain.product import Catalog, Product, Version
from ratecard.domain.text import Text


class Repriced(NamedTuple):
    """The files of the new versions, tried and not yet written, and what is to be told of them."""

    files: tuple[NewFile, ...]
    prices: tuple[NewPrice, ...]
    """Those that change."""
    repriced: int
    """How many examples have another sum than before."""
    notes: tuple[Text, ...]


def reprice(opened: Opened, asked: Asked, locale: str) -> Repriced:
    """New versions with the prices that change; `CantEdit`, `WouldNotCheck`."""
    products = list(_products(opened, asked))
    before = {product.id: version for product in products if (version := _in_force(product, asked.since))}
    changes = {
        name: [each for each in prices if each.before != each.after]
        for name, prices in _prices(opened, before, asked).items()
    }
    changed = {(each.file.name, each.path): each for prices in changes.values() for each in prices}
    notes = [note for product in products for note in _notes(opened, asked, product, changes.get(product.id))]
    if not changed:
        return Repriced((), (), 0, tuple(notes))
    shared = list(_shared(opened, asked, changed.values()))
    files = {
        name: new_version(opened, opened.file(before[name].source), name, asked.since, prices)
        for name, prices in changes.items()
        if prices
    }
    trial = opened.with_files([*shared, *files.values()], examples=False)
    _check_unchanged(opened.catalog, trial)
    done = [_with_examples(file, before[name], trial, locale) for name, file in files.items()]
    # What products share has to be there first: the other files count on it.
    made = (*shared, *(file for file, _, _ in done))
    opened.with_files(made)
    notes += [note for _, told, _ in done for note in told]
    return Repriced(made, tuple(changed.values()), sum(number for _, _, number in done), tuple(notes))


def _prices(opened: Opened, versions: Mapping[str, Version], asked: Asked) -> Mapping[str, list[NewPrice]]:
    """All prices that are asked about, by product; `CantEdit` where there are none."""
    if not versions:
        raise CantEdit(f"no chosen product is in force on {asked.since}", "choose a later --effective-from")
    check_names(list(versions.values()), asked)
    found = {name: new_prices(opened, version, asked) for name, version in versions.items()}
    if not any(found.values()):
        where = f" in {listed(asked.steps)}" if asked.steps else ""
        raise CantEdit(
            f"no chosen product has a price{where}", "thresholds, percentages, credits and what is frozen are no prices"
        )
    return found


def _products(opened: Opened, asked: Asked) -> Iterator[Product]:
    products = {product.id: product for product in opened.catalog.products}
    for name in dict.fromkeys(asked.products or products):
        if name not in products:
            message = f"catalog {opened.catalog.id!r} has no product {name!r}; products: {listed(products)}"
            raise CantEdit(message, nearest(name, products))
        version = _in_force(products[name], asked.since)
        if version and version.effective_from == asked.since:
            file = opened.file(version.source).name
            message = f"product {name!r} has a version from {asked.since} already, in {file}"
            raise CantEdit(message, "choose another --effective-from")
        yield products[name]


def _in_force(product: Product, day: date) -> Version | None:
    """The version whose prices hold on a day; None before the first."""
    found = [version for version in product.versions if (version.effective_from or date.min) <= day]
    return found[-1] if found else None


def _shared(opened: Opened, asked: Asked, changed: Iterable[NewPrice]) -> Iterator[NewFile]:
    """The new version of what products share, where that changes."""
    shared = opened.shared(asked.since)
    changes = [price for price in changed if price.file is shared]
    if changes and shared.table.get("effective_from") == asked.since:
        raise CantEdit(f"{shared.name} is in force from {asked.since} already", "choose another --effective-from")
    if changes:
        yield new_version(opened, shared, "catalog", asked.since, changes)


def _notes(opened: Opened, asked: Asked, product: Product, prices: list[NewPrice] | None) -> Iterator[Text]:
    """What bears on a product's new version, and nobody named."""
    name, version = product.id, _in_force(product, asked.since)
    if version is None:
        yield Text(f"{name} 此后才生效，保持不变", f"{name} begins later and stays as it is")
    if version is None or not prices:
        return
    for later in product.versions[product.versions.index(version) + 1 :][:1]:
        since, file = later.effective_from, opened.file(later.source).name
        yield Text(
            f"{name} 自 {since} 起适用 {file}，其价格保持不变",
            f"from {since} on {name} is priced by {file}, whose prices stay as they are",
        )
    old, new = opened.shared(version.effective_from).name, opened.shared(asked.since).name
    if old != new:
        yield Text(
            f"{name} 的新版本使用 {new} 的共享设置，不再使用 {old}",
            f"the new version of {name} has the shared settings of {new}, no longer those of {old}",
        )


def _with_examples(file: NewFile, before: Version, trial: Catalog, locale: str) -> tuple[NewFile, list[Text], int]:
    """The file with examples that come out, what is to be told of them, and how many have another sum."""
    product = next(each for each in trial.products if each.id == before.chain.product)
    version = next(each for each in product.versions if each.source.endswith(f"/{file.path.name}"))
    in_time = moved(Page(file.text), replace(version, chain=before.chain), trial.id, locale)
    done = settled(in_time.page, version, trial.id, locale)
    notes = [
        Text(
            f"{file.path}：示例“{title}”在该版本生效期间即使按原价格结果也不同，已改为注释",
            f"{file.path}: in its time the example {title!r} comes out otherwise at the old prices too: a comment now",
        )
        for title in in_time.left_out
    ]
    return file._replace(text=done.page.text), notes, done.repriced


def _check_unchanged(before: Catalog, after: Catalog) -> None:
    """Refuse new files that change the prices of a version that was there; `CantEdit`."""
    later = {(product.id, each.effective_from): each for product in after.products for each in product.versions}
    for product in before.products:
        for version in product.versions:
            if _rules(later[product.id, version.effective_from]) != _rules(version):
                raise CantEdit(
                    f"{version.source} begins after the new prices that products share, and would have them too",
                    "write the new versions by hand, or give that version prices of its own first",
                )


def _rules(version: Version) -> object:
    chain = version.chain
    return [(step.id, step.strategy, step.scope) for step in chain.steps], chain.conventions, version.metering
