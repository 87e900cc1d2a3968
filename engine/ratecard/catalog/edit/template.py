"""What a new catalog and a new product begin with, where there is nothing to copy."""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import tomli

from ratecard.catalog.edit.page import Edit, Page
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.domain.errors import listed, nearest

FOLDER = FilePath(__file__).parent / "blank"
"""A folder for each language of the comments, with the same files."""
SHARED = "catalog"
FIRST = "packs-and-tiers"
"""The template of a new catalog's first product."""


def template(name: str, locale: str) -> Page:
    """The template of a product, or of what a catalog's products share; `CantEdit`."""
    known = sorted(path.stem for path in (FOLDER / locale).glob("*.toml"))
    products = [each for each in known if each != SHARED]
    if name not in known:
        raise CantEdit(f"there is no template {name!r}; templates: {listed(products)}", nearest(name, products))
    return Page((FOLDER / locale / f"{name}.toml").read_bytes().decode("utf-8"))


def fits(page: Page, shared: Mapping[str, Any]) -> bool:
    """Whether the steps of a template stand in the shared chain, in the template's order."""
    steps = iter(_kinds(shared.get("chain", [])))
    return all(step in steps for step in _kinds(tomli.loads(page.text)["chain"]))


def without_shared(page: Page, shared: Mapping[str, Any], locale: str) -> Page:
    """The template of a product without the chain, and without what its catalog says for all its products."""
    return page.edited(_removed(page, shared, tomli.loads(template(SHARED, locale).text)))


def _removed(page: Page, shared: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[Edit]:
    for statement in page.statements():
        step, *rest = map(str, statement.path)
        # What a template for a product has and the one for a catalog has not, the product says for itself.
        if step == "chain" or (rest and rest[0] in usual.get(step, {}) and rest[0] in shared.get(step, {})):
            yield page.remove(statement)


def _kinds(chain: list[Any]) -> list[tuple[str, str]]:
    """The id and the kind of each entry."""
    entries = [{"step": entry} if isinstance(entry, str) else entry for entry in chain]
    return [(entry["step"], entry.get("use", entry["step"])) for entry in entries]
