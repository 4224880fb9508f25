"""Made-up letters of other provinces, written otherwise: all figures found, nothing invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.inputs.letter_files import letter_problems
from sxsh_eval.parameters.yaml_files import Document
from tests.inputs.letters.letter_texts import from_file
from tests.inputs.letters.measure import compare, expected_rows, rows_of
from tests.inputs.letters.reading_letters import read
from tests.letters import ROOT, registry

LETTERS = sorted((ROOT / "tests" / "cases" / "letters").glob("made-up-*.txt"))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_made_up_letter(path: Path) -> None:
    frame, expected = expected_rows(path.with_suffix(".yml"))
    letter = read(from_file(path)).letter
    score = compare(rows_of(letter), expected)
    print(score.table(path.stem))  # noqa: T201 - the table is the measurement
    assert score.wrong == []
    assert score.matched == score.expected == score.read
    for name in ("province", "number", "date"):
        assert name not in frame or getattr(letter, name) == frame[name]


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_drafts_pass_the_checks_of_a_letter(path: Path) -> None:
    letter = read(from_file(path)).letter
    assert list(letter_problems(letter, registry(), Document(path.name, {}))) == []
