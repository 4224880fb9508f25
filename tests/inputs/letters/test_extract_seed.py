"""The letter of Bình Định: every confirmed figure is found with all its fields, nothing is invented."""

from __future__ import annotations

import pytest

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.letters.reading import Reading
from tests.inputs.letters.letter_texts import from_file
from tests.inputs.letters.measure import FIELDS, compare, rows_of
from tests.inputs.letters.reading_letters import read
from tests.letters import ROOT, registry

SEEDS = sorted((ROOT.parent / "shared" / "seed").glob("*.txt"))
pytestmark = pytest.mark.skipif(not SEEDS, reason="the letter is not part of the project")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(from_file(SEEDS[0]))


@pytest.fixture(scope="module")
def confirmed() -> Letter:
    return read_letter(ROOT / "data" / "claims" / "binh-dinh-2018.yml", registry())


def test_every_field_of_every_figure(reading: Reading, confirmed: Letter) -> None:
    score = compare(rows_of(reading.letter), rows_of(confirmed))
    print(score.table("Bình Định 2018"))  # noqa: T201 - the table is the measurement
    assert score.wrong == []
    assert score.expected == score.read == score.matched == len(confirmed.claims)
    assert all(score.right[name] == score.expected for name in FIELDS)


def test_print_dating_basis_and_bounds_too(reading: Reading, confirmed: Letter) -> None:
    def details(letter: Letter) -> list[tuple[object, ...]]:
        claims = letter.claims.values()
        return [(c.as_printed, c.dating, c.basis, c.value.bound if c.value else None) for c in claims]

    assert details(reading.letter) == details(confirmed)


def test_frame_of_the_letter(reading: Reading, confirmed: Letter) -> None:
    for name in ("province", "number", "date", "issuer", "addressee", "span", "plan_period", "proposal_period"):
        assert getattr(reading.letter, name) == getattr(confirmed, name), name
    numbers = {(each.number, each.date, each.role) for each in reading.letter.references.values()}
    assert numbers == {(each.number, each.date, each.role) for each in confirmed.references.values()}
    assert reading.doubts == ()
