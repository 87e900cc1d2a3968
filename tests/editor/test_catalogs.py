"""Catalogs that load: none of their files is flagged."""

import shutil
from pathlib import Path

import pytest

from tests.cli.run import answered
from tests.docs.test_catalog_guide import BLOCKS
from tests.editor.editor import flags, set_up

ROOT = Path(__file__).parents[2]
CATALOGS = [
    each.parent for top in ("catalogs", "tests/catalogs") for each in sorted(ROOT.glob(f"{top}/*/catalog.toml"))
]


def test_there_are_catalogs() -> None:
    assert {"tencent-ocr", "baidu", "made-up", "google-vision"} <= {each.name for each in CATALOGS}


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: str(catalog.relative_to(ROOT)))
def test_a_shipped_catalog_is_not_flagged(tmp_path: Path, catalog: Path) -> None:
    shutil.copytree(catalog, set_up(tmp_path) / catalog.name)

    assert flags(tmp_path, catalog.name) == []


def test_the_guides_catalogs_are_not_flagged(tmp_path: Path) -> None:
    set_up(tmp_path)
    for number, block in enumerate(BLOCKS):
        if not block.problems:
            path = tmp_path / f"{number}" / block.name
            path.parent.mkdir(parents=True)
            path.write_text(block.content)

    assert flags(tmp_path, ".") == []


def test_a_catalogs_own_folder_is_set_up_too(tmp_path: Path) -> None:
    """Beside `catalog.toml` itself the editor's files must not be taken for products."""
    shutil.copytree(ROOT / "catalogs" / "tencent-ocr", tmp_path, dirs_exist_ok=True)
    answered("schema", "--catalog", "--out", str(tmp_path))
    (tmp_path / "id-card.toml").write_text("id = 5\n")

    assert [(flag.line, flag.message) for flag in flags(tmp_path, ".")] == [
        (1, '"name" is required'),
        (1, "expected a value of type String, but found Integer"),
    ]
    (tmp_path / "id-card.toml").unlink()
    assert "tencent-ocr" in answered("check", "--catalogs", str(tmp_path), "--locale", "en")
