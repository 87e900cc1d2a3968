"""What a new plugin may be called, and what follows from its name."""

import keyword
import re
from pathlib import Path

import pytest

from ratecard.scaffold import KEBAB, TEMPLATE, CantWrite, Sample, named, rendered, write


def refused(name: str, kind: str | None = None) -> tuple[str, str | None]:
    with pytest.raises(CantWrite) as raised:
        named(name, kind)
    return raised.value.sentence, raised.value.hint


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("acme-night-rate", None, Sample("acme-night-rate", "acme-night-rate")),
        ("acme-night-rate", "night-rate", Sample("acme-night-rate", "night-rate")),
        ("Acme.Night__Rate", None, Sample("acme-night-rate", "acme-night-rate")),
        ("x", None, Sample("x", "x")),
    ],
)
def test_a_name_is_written_as_installers_do(name: str, kind: str | None, expected: Sample) -> None:
    assert named(name, kind) == expected


@pytest.mark.parametrize("name", ["", "a b", "-a", "a-", "acme/night", "夜间", "acme>=1", "../acme"])
def test_a_name_of_no_distribution_is_refused(name: str) -> None:
    assert refused(name) == (
        f"{name!r} is no name of a distribution",
        "use letters, digits and single hyphens, as acme-night-rate",
    )


@pytest.mark.parametrize(
    ("name", "kind", "sentence", "hint"),
    [
        ("3com", None, "'3com' is no name of a Python package: '3com'", "begin it with a letter"),
        ("acme-3", "3", "kind '3' is not in kebab-case", "write it as 'night-rate'"),
        ("acme", "Night_Rate", "kind 'Night_Rate' is not in kebab-case", "write it as 'night-rate'"),
        ("json", None, "'json' is taken: Python itself has 'json'", "put a word before it, as acme-json"),
        ("class", None, "'class' is taken: Python itself has 'class'", "put a word before it, as acme-class"),
        ("ratecard-discount", None, "a package 'ratecard_discount' is installed already", "choose another name"),
        ("pluggy", None, "a distribution 'pluggy' is installed already: 1.7.0", "choose another name"),
    ],
)
def test_a_name_that_can_not_be_used_is_refused(name: str, kind: str | None, sentence: str, hint: str) -> None:
    said, hinted = refused(name, kind)

    assert (re.sub(r": [\d.]+$", ": 1.7.0", said), hinted) == (sentence, hint)


def test_every_word_of_the_template_is_filled_in() -> None:
    written = dict(rendered(Sample("acme-night-rate", "night-rate")))

    words = Sample("sample-plugin", "sample-kind").words
    assert [word for word in words for path, text in written.items() if word in path + text] == []
    assert 'kind: ClassVar[str] = "night-rate"' in written["src/acme_night_rate/strategy.py"]
    assert 'Text("Night rate", "Night rate")' in written["src/acme_night_rate/strategy.py"]
    assert 'acme-night-rate = "acme_night_rate"' in written["pyproject.toml"]


@pytest.mark.parametrize("name", ["text", "bill", "outcome", "strategy", "class-var", "true", "path"])
def test_the_class_hides_no_name_that_the_module_uses(name: str) -> None:
    found = Sample(name, name).words["SamplePlugin"]

    assert found.endswith("Strategy")
    assert not keyword.iskeyword(found)


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    sample = Sample("acme", "acme")
    (tmp_path / "acme").mkdir()

    with pytest.raises(CantWrite) as raised:
        write(sample, tmp_path)

    assert raised.value.sentence == f"{tmp_path / 'acme'} exists already"
    assert list((tmp_path / "acme").iterdir()) == []


def test_a_place_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CantWrite) as raised:
        write(Sample("acme", "acme"), tmp_path / "file")

    assert raised.value.sentence == f"can't write in {tmp_path / 'file'}: Not a directory"


def test_the_templates_own_words_are_names_that_it_would_take() -> None:
    assert KEBAB.fullmatch("sample-plugin")
    assert (TEMPLATE / "src" / "sample_plugin" / "py.typed").exists()
