"""What the toolkit writes into a letter, it reads out of it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.inputs.letters.text import LetterText
from sxsh_eval.reports.official.compose import official_letter
from sxsh_eval.reports.official.facts import Facts
from sxsh_eval.reports.render.letter_docx import render_letter
from tests.letters import ROOT, registry
from tests.reports.official_samples import binh_dinh, facts_of, made_letters

Fact = tuple[Any, ...]


def reader() -> tuple[Callable[[Path], LetterText], Callable[..., Reading], Any]:
    """The functions that read letters, with their patterns; skips where they are not there."""
    try:
        files = import_module("sxsh_eval.inputs.letters.files")
        extract = import_module("sxsh_eval.inputs.letters.extract")
        patterns = import_module("sxsh_eval.parameters.letter_patterns")
    except ModuleNotFoundError as error:
        pytest.skip(f"letters cannot be read yet: {error.name}")
    return (
        files.read_text,
        extract.read_figures,
        patterns.read_patterns(ROOT / "parameters" / "letter_patterns", registry()),
    )


def time_of(claim: Claim) -> tuple[Any, Any]:
    """Years, or the day twice; a level that holds for one year is that of its last day."""
    if claim.period is None:
        return claim.as_of, claim.as_of
    first, last = claim.period.first, claim.period.last
    return (dt.date(last, 12, 31),) * 2 if first == last and claim.kind == "result" else (first, last)


def fact(claim: Claim) -> Fact:
    """What must come back of a figure."""
    value = claim.value
    number = (
        (exact(value.value), exact(value.value), value.bound)
        if value
        else (exact(claim.band.low), exact(claim.band.high), "")
        if claim.band
        else ()
    )
    return (claim.kind, claim.indicator, *number, claim.unit, claim.population, *time_of(claim), claim.payer)


def exact(number: float) -> float:
    """Number to twelve digits: 43,3 tỷ times a thousand million leaves a speck."""
    return float(f"{number:.12g}")


def facts_in(letter: Letter) -> set[Fact]:
    return {fact(claim) for claim in letter.claims.values()}


def read_back(written: Facts, folder: Path) -> set[Fact]:
    read_text, read_figures, patterns = reader()
    path = folder / "letter.docx"
    path.write_bytes(render_letter(official_letter(written)))
    letter = written.letter
    reading = read_figures(read_text(path), registry(), patterns, province=letter.province, year=letter.date.year)
    return facts_in(reading.letter)


def test_binh_dinh_comes_back(tmp_path: Path) -> None:
    written = facts_in(binh_dinh().letter)
    read = read_back(binh_dinh(), tmp_path)
    assert read - written == set(), "invented"
    assert written - read == set(), "lost"


def test_a_form_of_blanks_holds_no_figure(tmp_path: Path) -> None:
    empty = binh_dinh().letter.model_copy(update={"claims": {}, "remarks": ()})
    assert read_back(facts_of(empty), tmp_path) == set()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made_letters())
def test_made_up_letters_come_back(tmp_path: Path, made: Letter) -> None:
    written = facts_in(made)
    read = read_back(facts_of(made), tmp_path)
    assert read - written == set(), "invented"
    assert written - read == set(), "lost"
