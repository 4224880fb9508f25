"""What is written as a claims file reads back as the same letter, whatever its texts hold."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.letters.claims_text import claims_text
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import parse_yaml
from tests.letters import ROOT, claim, letter
from tests.made_up_reading import HOSTILE, made_up_reading

TRAPS = (
    "2018-02-30",
    "true",
    "null",
    "~",
    "05",
    "1e3",
    "0,5%",
    "- a",
    "a: b",
    "#",
    "&x",
    "*x",
    "!!int 5",
    "{",
    "",
    " ",
)


def again(given: Letter) -> Letter:
    """Letter after writing and strict reading."""
    return validate(parse_yaml(claims_text(given, "chú thích").encode("utf-8"), "x.yml"), Letter)


def test_a_draft_reads_back(tmp_path: Path, registry: Registry) -> None:
    reading = made_up_reading()
    path = tmp_path / "draft.yml"
    path.write_text(claims_text(reading.letter, "một\nhai: 2"), encoding="utf-8")
    assert read_letter(path, registry) == reading.letter
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1:3] == ["# một", "# hai: 2"]


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "claims").glob("*.yml")), ids=lambda path: path.name)
def test_letters_of_the_project_read_back(path: Path, registry: Registry) -> None:
    known = read_letter(path, registry)
    assert again(known) == known


texts = st.one_of(
    st.sampled_from([*TRAPS, HOSTILE]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80),
).map(lambda text: unicodedata.normalize("NFC", text))
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(0.0001, 1e6),
    st.sampled_from([0.1, 1e-7, 12.5, 3.068, 0.0001543]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quote=texts, printed=texts, number=numbers, doubt=texts, share=st.floats(0, 1))
def test_any_text_and_number_reads_back(quote: str, printed: str, number: float, doubt: str, share: float) -> None:
    number = float(f"{number:.15g}")
    review: dict[str, Any] = {"status": "draft", "quote": quote, "line": 1, "confidence": share, "doubts": [doubt]}
    known = letter(
        {
            "no": claim("budget", number, as_printed=printed or "1", review=review),
            "on": claim("adoption", 5, note={"vi": quote or "x", "en": printed or "x"}),
        },
        number=quote,
    )
    found = again(known)
    assert found.model_dump(exclude={"claims"}) == known.model_dump(exclude={"claims"})
    assert found.claims["on"] == known.claims["on"]
    first, second = found.claims["no"], known.claims["no"]
    assert first.model_dump(exclude={"value", "review"}) == second.model_dump(exclude={"value", "review"})
    assert first.value is not None
    assert first.value.value == pytest.approx(number, rel=1e-9, abs=1e-12)
    assert first.review is not None
    assert first.review.confidence == pytest.approx(share, rel=1e-9, abs=1e-12)
    assert (first.review.quote, first.review.doubts) == (quote, (doubt,))
