"""What a program made of a letter: draft figures, and every number it saw with its fate."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.text import LetterText


@dataclass(frozen=True)
class NumberSeen:
    """One number of the letter, taken or not.

    Attributes
    ----------
    paragraph : int
        Position in ``LetterText.paragraphs``, from 0.
    start, end : int
        Characters of the paragraph's text.
    claims : tuple of str
        Ids of the draft figures made of it; empty when it was not taken.
    fate : str
        ``taken``, or why not: ``document_number``, ``date``, ``year``, ``numbering``, ``page_number``, ``phone``,
        ``legal_reference``, ``other_subject``, ``not_understood``.
    """

    paragraph: int
    start: int
    end: int
    claims: tuple[str, ...]
    fate: str


@dataclass(frozen=True)
class Reading:
    """A letter with its draft figures.

    Attributes
    ----------
    text : LetterText
    letter : Letter
        Every claim carries a ``review`` of status ``draft``.
    numbers : tuple of NumberSeen
        Every number of the text, in order.
    doubts : tuple of Problem
        Warnings: what could not be read surely (date, number, province, ambiguous figures).
    """

    text: LetterText
    letter: Letter
    numbers: tuple[NumberSeen, ...]
    doubts: tuple[Problem, ...] = ()
