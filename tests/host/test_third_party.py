"""A package of a third party prices a product, through the door that the built-in plugins use."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from ratecard.bootstrap import Settings, open_service
from ratecard.catalog import CatalogProblems
from ratecard.service import Asked, UsageAsked
from tests.host.site import FLAT_FEE, Site

SHARED = """
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "EUR"
time_zone = "Europe/Berlin"
chain = ["flat-fee", "free-allowance", "tiered-postpaid"]

[free-allowance]
units = 10
every = "month"

[tiered-postpaid]
mode = "volume"
tiers = [{ price = 0.50 }]
tier_excludes = []
"""
PRODUCT = """
id = "passport"
name = { zh = "护照", en = "Passport" }

[flat-fee]
fee = 9.90

[[examples]]
title = "fee and two calls"
usage = 12
total = 10.90
"""


def catalog(folder: Path, product: str) -> Path:
    place = folder / "catalogs" / "toy"
    place.mkdir(parents=True)
    (place / "catalog.toml").write_text(SHARED, "utf-8")
    (place / "passport.toml").write_text(product, "utf-8")
    return folder / "catalogs"


def test_a_third_partys_strategy_prices_a_product(site: Site, tmp_path: Path) -> None:
    site.install_project(FLAT_FEE)
    service = open_service(Settings(catalogs=catalog(tmp_path, PRODUCT)))

    settlement = service.quote(Asked("passport", "2021-06", usage=(UsageAsked(12),))).first.settlement

    assert settlement.total == Decimal("10.90")
    assert [(line.step, line.kind, line.amount) for line in settlement.lines] == [
        ("flat-fee", "fee", Decimal("9.90")),
        ("free-allowance", "usage", Decimal("0.00")),
        ("tiered-postpaid", "usage", Decimal("1.00")),
    ]
    assert settlement.lines[0].source.endswith("passport.toml:6")


def test_a_third_partys_settings_are_held_to_its_own_type(site: Site, tmp_path: Path) -> None:
    site.install_project(FLAT_FEE)
    folder = catalog(tmp_path, PRODUCT.replace("9.90", '"cheap"'))

    with pytest.raises(CatalogProblems) as raised:
        open_service(Settings(catalogs=folder))

    assert [(problem.line, problem.key, problem.message) for problem in raised.value.problems] == [
        (6, "flat-fee.fee", "expected a decimal, got 'cheap'")
    ]


def test_a_third_partys_plugin_is_listed_by_the_command_line(site: Site) -> None:
    site.install_project(FLAT_FEE)
    path = os.pathsep.join([str(site.root), str(FLAT_FEE / "src")])

    command = [sys.executable, "-m", "ratecard", "plugins", "--locale", "en", "--json"]
    answer = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path, "RATECARD_DISABLED": ""}, capture_output=True, check=True
    )

    assert {
        "kind": "flat-fee",
        "title": "Flat fee",
        "plugin": "flat-fee",
        "distribution": "ratecard-flat-fee",
        "version": "1.2.0",
        "description": "Charge the same fee in every period.",
    } in json.loads(answer.stdout)["plugins"]
