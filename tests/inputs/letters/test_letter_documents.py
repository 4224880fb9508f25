"""Real texts, and invented letters the reader was not written for: what a person read in them, what it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.inputs.letters.files import read_text
from tests.inputs.letters.documents_measure import Measured, measure
from tests.inputs.letters.reading_letters import read
from tests.letters import ROOT, SHARED

DOCUMENTS = SHARED / "documents"
CASES = ROOT / "tests" / "cases" / "letters"
EXPECTED = sorted([*(CASES / "documents").glob("*.yml"), *(CASES / "unseen").glob("*.yml")])


def measured(path: Path) -> tuple[dict[str, Any], Measured]:
    wanted = yaml.safe_load(path.read_text(encoding="utf-8"))
    beside = path.with_name(wanted["file"])
    file = beside if beside.is_file() else DOCUMENTS / wanted["file"]
    if not file.is_file():
        pytest.skip(f"{wanted['file']} is not here")
    reading = read(read_text(file), province=wanted.get("province"))
    return wanted, measure(reading.letter, wanted["claims"])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_document(path: Path) -> None:
    wanted, out = measured(path)
    print(out.line(path.stem))  # noqa: T201 - the table is the measurement
    missed = wanted.get("missed", 0)
    assert out.invented == 0, out.remarks
    assert out.found == out.expected - missed, out.remarks
    assert len(out.remarks) == missed, out.remarks
