"""Patterns of the project and a reading with them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sxsh_eval.inputs.letters.extract import read_figures
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.inputs.letters.text import LetterText
from sxsh_eval.parameters.letter_patterns import LetterPatterns, read_patterns
from tests.letters import ROOT, registry

FOLDER = ROOT / "parameters" / "letter_patterns"


@cache
def patterns() -> LetterPatterns:
    """The project's own patterns."""
    return read_patterns(FOLDER, registry())


def read(text: LetterText, **settings: Any) -> Reading:
    """Figures of a text by the project's own patterns."""
    return read_figures(text, registry(), patterns(), **settings)
