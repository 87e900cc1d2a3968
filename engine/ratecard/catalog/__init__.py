"""Catalogs: a folder of TOML files becomes products that the engine can price."""

from ratecard.catalog.json_schema import (
    CATALOG_SCHEMA,
    EDITOR_CONFIG,
    PRODUCT_SCHEMA,
    catalog_schema,
    editor_files,
    product_schema,
)
from ratecard.catalog.load import load
from ratecard.catalog.problem import CatalogProblems, Problem, SettingsProblems, Wrong, dotted
from ratecard.catalog.prove import Proving
from ratecard.catalog.proven import Proven
from ratecard.catalog.published import published_changes
from ratecard.catalog.settings import build, build_strategy, settings_schema

__all__ = [
    "CATALOG_SCHEMA",
    "EDITOR_CONFIG",
    "PRODUCT_SCHEMA",
    "CatalogProblems",
    "Problem",
    "Proven",
    "Proving",
    "SettingsProblems",
    "Wrong",
    "build",
    "build_strategy",
    "catalog_schema",
    "dotted",
    "editor_files",
    "load",
    "product_schema",
    "published_changes",
    "settings_schema",
]
