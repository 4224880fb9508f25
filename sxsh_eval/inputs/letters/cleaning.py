"""One line of a letter as it should have been typed: NFC, visible characters, single spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.letters.text import Paragraph

SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x1c-\x1f]+")
INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffc]")
SIGNS = str.maketrans({"\u2010": "-", "\u2011": "-", "\ufffe": "-", "\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪"})
"""Hyphens, and the bullets of symbol fonts, as one finds them on a keyboard."""

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\uffff]")
EMPHASIS = re.compile(r"(?<![(*])\*\*(?=[^\s)*])([^*\n]+(?:\n[^*\n]+){0,4})(?<=\S)\*\*")
"""A pair of marks on one line or a few; ``(**)`` is a footnote's sign."""

SHOWN = 60


def clean(text: str) -> str:
    """Text in NFC without invisible characters; each run of white space is one space, none at the ends."""
    visible = CONTROLS.sub("", INVISIBLE.sub("", text.translate(SIGNS)))
    return SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def clean_all(paragraphs: Iterable[Paragraph], where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Clean paragraphs without the empty ones, and what a reader should know of it.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        As the file has them.
    where : str
        Name of the file.

    Returns
    -------
    tuple of list
        Paragraphs; at most one warning on decomposed letters and one on invisible characters.
    """
    before = list(paragraphs)
    raw = "\n".join(one.text for one in before)
    hidden = len(INVISIBLE.findall(raw)) + len(CONTROLS.findall(raw))
    after = [Paragraph(clean(one.text), one.line, one.page, one.cell) for one in before]
    notes = []
    if not unicodedata.is_normalized("NFC", raw):
        notes.append(Problem("text.not_composed", where, "NFD", severity="warning"))
    if hidden:
        notes.append(Problem("text.invisible", where, str(hidden), severity="warning"))
    return [one for one in after if one.text], notes


def without_emphasis(lines: list[Paragraph], where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Lines without the pairs of ``**`` that some programs put around bold text.

    Parameters
    ----------
    lines : list of Paragraph
        Clean.
    where : str
        Name of the file.

    Returns
    -------
    tuple of list
        Lines; one warning for each pair dropped.
    """
    whole, notes = "\n".join(one.text for one in lines), []
    for pair in EMPHASIS.finditer(whole):
        at = lines[whole.count("\n", 0, pair.start())].line
        shown = pair[0] if len(pair[0]) <= SHOWN else f"{pair[0][:SHOWN]}…"
        notes.append(Problem("text.emphasis", f"{where}:{at}", shown.replace("\n", " / "), severity="warning"))
    plain = EMPHASIS.sub(lambda pair: pair[1], whole).split("\n")
    return [replace(one, text=text) for one, text in zip(lines, plain, strict=True)] if lines else [], notes
