"""Both languages have the same entries with the same placeholders, in every file."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
import yaml

import sxsh_eval.reports
from sxsh_eval.reports.fonts import VIETNAMESE, missing_glyphs
from sxsh_eval.reports.language import catalogue, flatten

FOLDER = Path(str(sxsh_eval.reports.__file__)).parent / "text"
FILES = sorted(path.name for path in (FOLDER / "vi").iterdir())


def entries(code: str, name: str) -> dict[str, str | dict[str, str]]:
    return flatten(yaml.safe_load((FOLDER / code / name).read_text(encoding="utf-8")))


def forms(entry: str | dict[str, str]) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_files() -> None:
    assert sorted(path.name for path in (FOLDER / "en").iterdir()) == FILES
    assert {"common.yml", "render.yml"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_keys_are_the_same(name: str) -> None:
    assert entries("vi", name).keys() == entries("en", name).keys()


@pytest.mark.parametrize("name", FILES)
def test_placeholders_are_the_same(name: str) -> None:
    vietnamese, english = entries("vi", name), entries("en", name)
    different = [
        key
        for key in vietnamese
        if len({frozenset(placeholders(form)) for form in (*forms(vietnamese[key]), *forms(english[key]))}) > 1
    ]
    assert different == []


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("name", FILES)
def test_every_letter_can_be_drawn(code: str, name: str) -> None:
    text = "".join(form for entry in entries(code, name).values() for form in forms(entry))
    assert missing_glyphs(text) == set()


@pytest.mark.parametrize("name", FILES)
def test_vietnamese_is_written_with_its_letters(name: str) -> None:
    text = "".join(form for entry in entries("vi", name).values() for form in forms(entry))
    assert set(text) & set(VIETNAMESE)
    assert not {letter for letter in text if "\u0300" <= letter <= "\u036f"}


def test_a_key_stands_in_one_file_only() -> None:
    for code in ("vi", "en"):
        assert len(catalogue(code)) == sum(len(entries(code, name)) for name in FILES)
