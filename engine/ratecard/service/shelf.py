"""What is loaded: the catalogs, and the strategies that price them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from ratecard.domain.errors import AmbiguousProduct, ProductLeftOut, UnknownCatalog, UnknownKind, UnknownProduct
from ratecard.domain.product import Catalog, Product
from ratecard.domain.strategy import Installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One consistent state of the catalogs; a reload makes another."""

    catalogs: tuple[Catalog, ...]
    strategies: Mapping[str, Installed]
    quarantine: Callable[[], Mapping[str, datetime]] = dict
    """The kinds that are not asked any more because they failed too often, and since when."""
    _named: dict[str, list[tuple[Catalog, Product]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The products by each name that they may be asked for."""

    def __post_init__(self) -> None:
        for catalog in self.catalogs:
            for product in catalog.products:
                for name in {product.id, product.full_id}:
                    self._named.setdefault(name, []).append((catalog, product))

    def catalog(self, id: str) -> Catalog:
        """The catalog of that id; `UnknownCatalog`."""
        for catalog in self.catalogs:
            if catalog.id == id:
                return catalog
        raise UnknownCatalog(id, [catalog.id for catalog in self.catalogs])

    def product(self, name: str) -> tuple[Catalog, Product]:
        """The product asked for as `product` or `catalog/product`.

        `UnknownProduct`, `ProductLeftOut`, `AmbiguousProduct`.
        """
        found = self._named.get(name, [])
        if not found:
            for catalog in self.catalogs:
                for left in catalog.left_out:
                    if name in (left.product, f"{catalog.id}/{left.product}"):
                        raise ProductLeftOut(name, left.message.partition(": ")[2])
            raise UnknownProduct(name, self.product_names())
        if len(found) > 1:
            raise AmbiguousProduct(name, [product.full_id for _, product in found])
        return found[0]

    def product_names(self) -> list[str]:
        """What the products may be asked for by: the id where it is unique, else `catalog/product`."""
        products = sorted((p for catalog in self.catalogs for p in catalog.products), key=lambda product: product.id)
        names: list[str] = []
        for short, same in groupby(products, key=lambda product: product.id):
            full = [product.full_id for product in same]
            names += [short] if len(full) == 1 else full
        return names

    def strategy(self, kind: str) -> Installed:
        """The installed strategy of that kind; `UnknownKind`."""
        if kind not in self.strategies:
            raise UnknownKind(kind, self.strategies)
        return self.strategies[kind]
