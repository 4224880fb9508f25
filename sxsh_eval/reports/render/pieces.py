"""Values as pieces of clean text: runs of letters, and marks that a page draws as a shape before their word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from unicodedata import normalize

from sxsh_eval.parameters.quantity import Listing, Mark, Name, Phrase, Value, Verbatim
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing: would turn a sentence round
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\uffff\U000f0000-\U0010ffff]"  # no character, or a private one
)
SPACES = re.compile("[ \t-\r\x85\u2028\u2029]+")
UNITS = "%|điểm %|TOE|GJ|kWh|tCO₂|triệu|tỷ|đồng|million|billion|dong"
NUMBERED = ("Quyết định", "Decision", "Bảng", "Table", "Hình", "Figure", "mục", "section")
AFTER_NAME = "|".join(rf"(?<=\b{word})" for word in NUMBERED)
UNBROKEN = re.compile(rf"(?<=\d) (?=(?:{UNITS})(?!\w))|(?<=điểm) (?=%)|(?:{AFTER_NAME}) (?=\d)")
"""Spaces at which no line ends: between a number and its unit, between a name and its number."""
OPEN, CLOSE = "\ue000", "\ue001"
PLACE = re.compile(f"{OPEN}(\\d+){CLOSE}")


@dataclass(frozen=True)
class Piece:
    """A run of text; a mark's word comes with its shape and colour.

    Attributes
    ----------
    shape : str
        Name of a `marks.Shape`, or empty.
    colour : str
        ``#rrggbb``, or empty.
    term : str
        Name of the glossary's term that is explained here, or empty.
    note : bool
        Whether paper explains it at the foot of the page.
    after : float
        White space after it in em, which brings numbers of a column under each other.
    ends : bool
        Whether its line ends after it.
    """

    text: str
    shape: str = ""
    colour: str = ""
    term: str = ""
    note: bool = False
    after: float = 0.0
    ends: bool = False


Line = tuple[Piece, ...]


def clean(text: str) -> str:
    """Text that any file format can hold.

    Parameters
    ----------
    text : str
        Text from anywhere.

    Returns
    -------
    str
        NFC; no control, direction or private characters; each run of white space is one space.
    """
    return SPACES.sub(" ", INVISIBLE.sub("", normalize("NFC", text))).strip()


def line(value: Value, language: Language) -> Line:
    """Value in one language, cut where marks stand.

    Parameters
    ----------
    value : Value
        Number, phrase, mark or any other.
    language : Language
        Language to say it in.

    Returns
    -------
    tuple of Piece
        At least one piece, its text cleaned.
    """
    return language.recall("line", value, lambda: _line(value, language))


def _line(value: Value, language: Language) -> Line:
    if isinstance(value, Mark):
        return (mark_piece(value, language),)
    marks: list[Piece] = []
    told = language.show(_with_places(value, language, marks))
    said = UNBROKEN.sub("\u00a0", SPACES.sub(" ", told))
    return tuple(piece for piece in _cut(said, marks) if piece.text) or (Piece(""),)


def _cut(said: str, marks: list[Piece]) -> Iterator[Piece]:
    """Pieces between marks, marks in the letters of the sentence: it may have changed their first one's case."""
    done = 0
    for place in PLACE.finditer(said):
        mark = marks[int(place[1])]
        start = place.start() - len(mark.text)
        yield Piece(said[done:start])
        yield replace(mark, text=said[start : place.start()])
        done = place.end()
    yield Piece(said[done:])


def plain(value: Value, language: Language) -> str:
    """Value as one string, marks as their words."""
    return "".join(piece.text for piece in line(value, language))


def mark_piece(mark: Mark, language: Language) -> Piece:
    """Word of a mark with its shape and colour."""
    style = mark_style(mark.scale, mark.name)
    return Piece(language.show(mark), style.shape, style.colour)


def _with_places(value: Value, language: Language, marks: list[Piece]) -> Value:
    """Clean the texts of a value; each mark goes to `marks` and becomes its word with its place after it."""
    match value:
        case Mark():
            marks.append(mark_piece(value, language))
            return Verbatim(text=f"{marks[-1].text}{OPEN}{len(marks) - 1}{CLOSE}")
        case Verbatim():
            return Verbatim(text=clean(value.text))
        case Name():
            return Name(vi=clean(value.vi), en=clean(value.en))
        case Phrase():
            values = {name: _with_places(part, language, marks) for name, part in value.values.items()}
            return Phrase(key=value.key, values=values)
        case Listing():
            items = tuple(_with_places(item, language, marks) for item in value.items)
            return value.model_copy(update={"items": items})
        case _:
            return value
