"""Distributions put on a path of their own, where importlib.metadata finds them as it finds installed ones."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import tomli

FLAT_FEE = Path(__file__).parents[1] / "third_party" / "ratecard-flat-fee"
BUILT_IN = [
    "capacity-packs",
    "debit-rounding",
    "discount",
    "free-allowance",
    "freeze-estimate",
    "minimum-spend",
    "money-credit",
    "outcome-filter",
    "overflow",
    "pack-alerts",
    "period-fee",
    "prepaid-packs",
    "tiered-postpaid",
]
"""The kinds that come with ratecard."""


class Site:
    """A folder of installed distributions, on `sys.path` for the length of a test."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self._monkeypatch = monkeypatch
        self._before = set(sys.modules)
        root.mkdir()
        monkeypatch.syspath_prepend(str(root))

    def install(self, name: str, version: str, plugins: Mapping[str, str]) -> None:
        """Install a distribution whose plugins have these names and this source."""
        entry_points = {}
        for plugin, source in plugins.items():
            module = f"toy_{name}_{plugin}".replace("-", "_")
            (self.root / f"{module}.py").write_text(source, "utf-8")
            entry_points[plugin] = module
        self._register(name, version, entry_points)

    def install_project(self, folder: Path) -> None:
        """Install a project in development mode: its source root on the path, its metadata from pyproject.toml."""
        project = tomli.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        self._monkeypatch.syspath_prepend(str(folder / "src"))
        self._register(project["name"], project["version"], project["entry-points"]["ratecard"])

    def _register(self, name: str, version: str, entry_points: Mapping[str, str]) -> None:
        metadata = self.root / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
        lines = [f"{plugin} = {module}" for plugin, module in entry_points.items()]
        (metadata / "entry_points.txt").write_text("\n".join(["[ratecard]", *lines, ""]), "utf-8")

    def forget(self) -> None:
        """Let the next test import anew."""
        for name in set(sys.modules) - self._before:
            if name.startswith(("toy_", "ratecard_flat_fee")):
                del sys.modules[name]
