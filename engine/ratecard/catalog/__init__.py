"""Catalogs: a folder of TOML files becomes products that the engine can price."""

from ratecard.catalog.load import load
from ratecard.catalog.problem import CatalogProblems, Problem, SettingsProblems, Wrong, dotted
from ratecard.catalog.published import published_changes
from ratecard.catalog.settings import build_strategy, settings_schema

__all__ = [
    "CatalogProblems",
    "Problem",
    "SettingsProblems",
    "Wrong",
    "build_strategy",
    "dotted",
    "load",
    "published_changes",
    "settings_schema",
]
