"""Sources and digest: where a price is from, and what it depends on."""

from pathlib import Path

from ratecard.catalog import load
from ratecard.catalog.digest import digest
from ratecard.catalog.read import File
from ratecard.domain.errors import Plugin
from tests.catalog.toy import INSTALLED, PASSPORT, SHARED, TOY, changed, loaded, write

OVERRIDING = changed(PASSPORT, "[tiered-postpaid]", '[tiered-postpaid]\nmode = "graduated"')


def test_sources_name_the_file_that_each_setting_is_from(tmp_path: Path) -> None:
    catalog = loaded(tmp_path / "toy", {"catalog.toml": SHARED, "passport.toml": OVERRIDING})

    free, packs, postpaid = catalog.products[0].versions[0].chain.steps
    assert dict(free.sources) == {
        (): "toy/catalog.toml:7",
        ("units",): "toy/catalog.toml:8",
        ("every",): "toy/catalog.toml:9",
    }
    assert packs.sources[()] == "toy/passport.toml:4"
    assert packs.sources["packs", 0, "price"] == "toy/passport.toml:5"
    assert packs.sources["valid_for", "years"] == "toy/catalog.toml:12"
    assert postpaid.sources[("mode",)] == "toy/passport.toml:8"
    assert postpaid.sources[("tier_excludes",)] == "toy/catalog.toml:18"
    assert postpaid.sources["tiers", 1] == "toy/passport.toml:11"


def test_sources_know_no_path_that_is_not_written(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, TOY)

    sources = catalog.products[0].versions[0].chain.steps[1].sources
    assert [path in sources for path in [("packs", 1), ("draw_by", 1), ("none",), ("packs", 0, "sku")]] == 4 * [False]
    assert len(sources) == len(dict(sources)) == 10


def test_the_digest_is_the_same_wherever_the_folder_is(tmp_path: Path) -> None:
    here, there = (loaded(tmp_path / place / "toy", TOY) for place in ("here", "there"))
    (among_others,) = load(tmp_path / "here", INSTALLED)

    assert here.digest == there.digest == among_others.digest
    assert here.digest.startswith("sha256:")


def test_the_digest_changes_with_every_byte(tmp_path: Path) -> None:
    variants = [
        TOY,
        {**TOY, "passport.toml": PASSPORT + "#"},
        {**TOY, "catalog.toml": SHARED + "#"},
        {"catalog.toml": SHARED, "pass.toml": PASSPORT},
    ]

    digests = {loaded(tmp_path / str(number) / "toy", files).digest for number, files in enumerate(variants)}

    assert len(digests) == len(variants)


def test_the_digest_changes_with_the_version_of_a_plugin_in_use(tmp_path: Path) -> None:
    write(tmp_path / "toy", TOY)

    def of(kind: str, version: str) -> str:
        known = INSTALLED[kind]
        other = known._replace(plugin=known.plugin._replace(version=version))
        (catalog,) = load(tmp_path / "toy", {**INSTALLED, kind: other})
        return catalog.digest

    assert of("free-allowance", "9") != of("free-allowance", "10")
    assert of("pack-alerts", "9") == of("pack-alerts", "10")


def test_the_digest_tells_names_and_contents_apart() -> None:
    def of(name: str, content: bytes) -> str:
        return digest([File(name=name, source=name, content=content, table={})], [Plugin("p", "p", "1")])

    assert of("ab", b"c") != of("a", b"bc")
