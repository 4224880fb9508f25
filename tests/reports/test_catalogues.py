"""Both languages have the same entries with the same placeholders, in every file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import sxsh_eval.reports
from sxsh_eval.reports.catalogue_check import catalogue_problems
from sxsh_eval.reports.fonts import VIETNAMESE, missing_glyphs
from sxsh_eval.reports.language import flatten

FOLDER = Path(str(sxsh_eval.reports.__file__)).parent / "text"
FILES = sorted(path.name for path in (FOLDER / "vi").iterdir())


def entries(code: str, name: str) -> dict[str, str | dict[str, str]]:
    return flatten(yaml.safe_load((FOLDER / code / name).read_text(encoding="utf-8")))


def forms(entry: str | dict[str, str]) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def test_both_languages_say_the_same_things() -> None:
    assert {"common.yml", "render.yml"} <= set(FILES)
    assert catalogue_problems() == []


@pytest.mark.parametrize(
    ("vietnamese", "english", "codes"),
    [
        ("a: {b: chữ}", "a: {b: word}", []),
        ('a: {b: "chữ {n}"}', 'a: {b: "word {n!c}"}', []),
        ('a: {one: "{n}", other: "{n}"}', 'a: {one: "{n}", other: "{n}"}', []),
        ("a: {b: chữ}", "a: {c: word}", ["words.missing", "words.missing"]),
        ('a: "chữ {n}"', 'a: "word {m}"', ["words.placeholders"]),
        ('a: "chữ {n"', 'a: "word {n}"', ["words.placeholders"]),
        ('a: {one: "{n}", other: "chữ"}', 'a: {one: "{n}", other: "{n}"}', ["words.placeholders"]),
        ("a: chữ\nd: {e: 1}", "a: word\nd: {e: 1}", ["words.repeated", "words.repeated"]),
        ("a: [", "a: word", ["yaml.syntax"]),
        (None, "a: word", ["file.missing"]),
    ],
)
def test_what_differs_is_found(tmp_path: Path, vietnamese: str | None, english: str, codes: list[str]) -> None:
    for code, text in (("vi", vietnamese), ("en", english)):
        (tmp_path / code).mkdir()
        (tmp_path / code / "first.yml").write_text('d: {e: "…"}\n', encoding="utf-8")
        if text is not None:
            (tmp_path / code / "own.yml").write_text(text + "\n", encoding="utf-8")
    assert [problem.code for problem in catalogue_problems(tmp_path)] == codes


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
