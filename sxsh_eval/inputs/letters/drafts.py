"""What is known of a letter's figures while they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from sxsh_eval.inputs.letters.figures import Bound, Figure
from sxsh_eval.inputs.letters.folding import Folded
from sxsh_eval.inputs.letters.numbers import Numbers
from sxsh_eval.inputs.letters.phrases import Hit, Searcher
from sxsh_eval.inputs.letters.sections import Standing
from sxsh_eval.inputs.letters.text import Paragraph
from sxsh_eval.parameters.letter_patterns import Kind, LetterPatterns
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry

Found = Literal["sentence", "linked", "lead", "table"]
Role = Literal["report", "plan", "proposal", "objective"]


@dataclass(frozen=True)
class Line:
    """A paragraph made ready: its place, its numbers, its text for searching."""

    at: int
    paragraph: Paragraph
    standing: Standing
    numbers: Numbers
    folded: Folded
    sentences: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """Text of the paragraph."""
        return self.paragraph.text


@dataclass(frozen=True)
class Context:
    """The whole letter with all that helps to read it."""

    lines: tuple[Line, ...]
    search: Searcher
    registry: Registry
    patterns: LetterPatterns
    english: bool | None


@dataclass
class Draft:
    """One figure on its way to a claim.

    Attributes
    ----------
    line : Line
    start, end : int
        Characters of the number in the paragraph.
    sentence : tuple of int
        Characters of the sentence it stands in.
    figure : Figure, optional
        None for a document's number.
    noun : Hit, optional
        The counted thing named after it or in its label.
    thing_end : int
        Where the words end that name right after it what it counts or is a share of; -1 without such words.
    indicator : str
        Empty while it is not understood.
    fate : str
        Why it is no claim, while there is no indicator.
    found : {"sentence", "linked", "lead", "table"}
        Where the phrase of the indicator stood.
    worded_at : int
        Where the words for its population begin in its own paragraph; -1 elsewhere.
    labels : tuple of int
        Positions of the paragraphs that head its row and column in a table.
    """

    line: Line
    start: int
    end: int
    sentence: tuple[int, int]
    printed: str
    low: float
    high: float
    unit: str
    bound: Bound = "exact"
    figure: Figure | None = None
    noun: Hit | None = None
    thing_end: int = -1
    indicator: str = ""
    fate: str = "not_understood"
    found: Found = "sentence"
    hit: Hit | None = None
    doubts: set[str] = field(default_factory=set)
    population: str = ""
    wording: str = ""
    worded_at: int = -1
    kind: Kind = "result"
    period: Span | None = None
    as_of: dt.date | None = None
    dating: Literal["stated", "inferred", "undated"] = "undated"
    basis: Literal["count", "estimate", "measurement", "not_stated"] = "not_stated"
    payer: str = ""
    part_of: Draft | None = None
    repeats: Draft | None = None
    paired_with: Draft | None = None
    key: str = ""
    labels: tuple[int, ...] = ()

    @property
    def after(self) -> int:
        """Where the text after the figure and its unit goes on."""
        return self.figure.after if self.figure else self.end

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "percent"
