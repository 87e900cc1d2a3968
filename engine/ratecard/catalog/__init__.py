"""Catalogs: a folder of TOML files becomes products that the engine can price."""

from ratecard.catalog.load import load
from ratecard.catalog.problem import CatalogProblems, Problem, SettingsProblems, Wrong, dotted
from ratecard.catalog.settings import build, build_strategy, settings_schema

__all__ = [
    "CatalogProblems",
    "Problem",
    "SettingsProblems",
    "Wrong",
    "build",
    "build_strategy",
    "dotted",
    "load",
    "settings_schema",
]
