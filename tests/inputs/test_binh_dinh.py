"""The claims file against the letter itself: every figure stands where the file says it stands."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import read_letter
from tests.letters import ROOT, registry

FOLDER = Path(os.environ.get("SXSH_SEED", ROOT.parent / "shared" / "seed"))
FILES = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []
needs_letter = pytest.mark.skipif(
    not FILES, reason="the letter itself is not in the repository (set SXSH_SEED to its folder)"
)

ROMAN = re.compile(r"^(I{1,3})\.\s")
ARABIC = re.compile(r"^(\d)\.\s")
LETTER = re.compile(r"^([a-d])\)\s")
PAGE = re.compile(r"^\s*\d\s*$")


@cache
def claims() -> Letter:
    return read_letter(ROOT / "data" / "claims" / "binh-dinh-2018.yml", registry())


def lines(text: str) -> list[str]:
    """Non-empty lines; a sentence broken by a page number is one line again."""
    joined: list[str] = []
    broken = False
    for line in (line.strip() for line in text.splitlines()):
        if PAGE.match(line):
            broken = True
        elif line:
            goes_on = broken and not line.startswith(("-", "+")) and not ARABIC.match(line)
            if goes_on:
                joined[-1] += f" {line}"
            else:
                joined.append(line)
            broken = False
    return joined


def sections(text: str) -> dict[str, list[str]]:
    """Lines by section as numbered in the letter; the first line of each is its heading."""
    found: dict[str, list[str]] = {"head": []}
    part = number = ""
    name = "head"
    for line in lines(text):
        if match := ROMAN.match(line):
            part, number, name = match[1], "", match[1]
        elif part and (match := ARABIC.match(line)):
            number = match[1]
            name = f"{part}.{number}"
        elif number and (match := LETTER.match(line)):
            name = f"{part}.{number}.{match[1]}"
        elif line.startswith(("Trên đây là", "Nơi nhận")):
            name = "foot"
        found.setdefault(name, []).append(line)
    return found


@cache
def letter_text() -> dict[str, list[str]]:
    return sections(FILES[0].read_text(encoding="utf-8"))


@needs_letter
@pytest.mark.parametrize("key", claims().claims)
def test_every_figure_stands_at_its_place(key: str) -> None:
    claim = claims().claims[key]
    line = letter_text()[claim.place.section][claim.place.paragraph - 1]
    assert re.search(rf"(?<![\d.,]){re.escape(claim.as_printed)}(?![\d])", line), line


@needs_letter
@pytest.mark.parametrize("key", claims().references)
def test_every_document_stands_at_its_places(key: str) -> None:
    reference = claims().references[key]
    for place in reference.places:
        text = " ".join(letter_text()[place.section])
        assert reference.number in text
        day = reference.date
        assert re.search(rf"0?{day.day}(/| tháng )0?{day.month}(/| năm ){day.year}", text)


@needs_letter
def test_head_of_the_letter() -> None:
    text = " ".join(letter_text()["head"])
    assert "2456" in text
    assert "UBND-KT" in text
    assert "ngày 24 tháng 4 năm 2018" in text
    assert claims().date.isoformat() == "2018-04-24"


# Numbers of the letter that are no claims: numbering, dates, document numbers, years of periods, the distribution list.
NO_CLAIMS = re.compile(
    r"\d+/(\d{4}/)?(QĐ-)?(BCT|UBND|SCT)[A-Z-]*|\d{1,2}/\d{1,2}/\d{4}|2456 /UBND-KT|ngày \d+ tháng \d+ năm \d{4}"
    r"|năm 2010, 2011|từ năm 2009 đến năm 2018|(năm|Năm|đoạn|sau) ?\d{4}( ?[-–] ?\d{4})?|\(07b\)|K6|^\d\.\s"
)


@needs_letter
def test_no_figure_of_the_letter_is_missing() -> None:
    taken = {claim.as_printed for claim in claims().claims.values()}
    for name, found in letter_text().items():
        for line in found:
            rest = NO_CLAIMS.sub(" ", line)
            for number in re.findall(r"\d[\d.,]*(?:\s?[-–]\s?\d+)?\s?%?", rest):
                assert number.strip() in taken, f"{name}: {number!r} in {line!r}"


@needs_letter
def test_our_words_are_not_the_letters_sentences() -> None:
    whole = " ".join(" ".join(found) for found in letter_text().values())
    letter = claims()
    texts = [claim.wording.vi for claim in letter.claims.values()]
    texts += [entry.text.vi for group in (letter.remarks, letter.gaps, letter.contradictions) for entry in group]
    for text in texts:
        words = text.split()
        for start in range(len(words) - 12):
            assert " ".join(words[start : start + 12]) not in whole, text


def test_some_twenty_five_figures_with_their_repetitions() -> None:
    kinds = [claim.kind for claim in claims().claims.values()]
    assert len(kinds) == 24
    assert kinds.count("proposal") == 5
    assert sum(claim.repeats is not None for claim in claims().claims.values()) == 2


def test_the_proposal_is_the_same_in_registry_and_claims() -> None:
    proposed = {claim.indicator: claim for claim in claims().claims.values() if claim.kind == "proposal"}
    targets = registry().targets_for("binh-dinh")
    assert {target.indicator for target in targets.values()} == set(proposed)
    for target in targets.values():
        claim = proposed[target.indicator]
        assert (claim.value, claim.band, claim.population) == (target.value, target.band, target.population)
