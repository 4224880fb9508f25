"""Terms in a report: the first use of each in a chapter is marked, the most needed get a note at their first use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sxsh_eval.parameters.quantity import Listing, Name, Phrase, Value, Verbatim
from sxsh_eval.reports.glossary import SECTION, TABLE, Term, find_terms, glossary, glossary_section
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section, Table, Text
from sxsh_eval.reports.render.pieces import Line, Piece, clean, line

MOST_NOTES = 12
"""Terms of a report that get a note at the foot of a page; all others stand in the glossary only."""

LONGEST_KEY = 4
"""Terms at the foot of a page that stands alone, where there is room for them."""


@dataclass(frozen=True)
class Marked:
    """What a report uses of the glossary.

    Attributes
    ----------
    names : tuple of str
        Names of the terms, in the order of first use.
    lines : dict of int to Line
        Lines with marked pieces, by the identity of their phrase.
    """

    names: tuple[str, ...]
    lines: dict[int, Line]

    def line(self, value: Phrase, language: Language) -> Line:
        """Line of a phrase, with its terms where it has any to explain."""
        return self.lines.get(id(value)) or line(value, language)

    def key(self, section: Section, language: Language) -> tuple[Term, ...]:
        """Terms of a section that need explaining most, at most `LONGEST_KEY`, in the order of need."""
        lines = (self.line(said, language) for said in _phrases(section))
        used = {piece.term for told in lines for piece in told}
        return tuple(term for name, term in glossary(language.code).items() if name in used)[:LONGEST_KEY]


def marked_terms(report: Report, language: Language) -> Marked:
    """Find the terms that texts and notes of a report use.

    Parameters
    ----------
    report : Report
    language : Language

    Returns
    -------
    Marked
        In its lines, `Piece.term` names a term at its first use in a chapter, `Piece.note` says that it is the first
        in the report and gets a note.
    """
    return language.recall("terms", report, lambda: _marked_terms(report, language))


def with_glossary(report: Report, language: Language) -> Report:
    """Report with a last chapter that explains the terms it uses.

    Parameters
    ----------
    report : Report
    language : Language
        In which it will be rendered.

    Returns
    -------
    Report
        The same report where it uses no term, or has a glossary of its own.
    """
    found = marked_terms(report, language)
    if not found.names or any(_has_glossary(section) for section in report.sections):
        return report
    longer = report.model_copy(update={"sections": (*report.sections, glossary_section(found.names, language.code))})
    language.recall("terms", longer, lambda: found)  # its glossary uses none
    return longer


def where_explained(report: Report, language: Language) -> str:
    """Sentence that points to the chapter of terms; empty where a report has none."""
    numbers = (str(at) for at, section in enumerate(report.sections, start=1) if section.id == SECTION)
    return next((language.text("render.more_terms", number=number) for number in numbers), "")


def _has_glossary(section: Section) -> bool:
    tables = (block.id for block in section.blocks if isinstance(block, Table))
    return TABLE in tables or any(_has_glossary(part) for part in section.parts)


def _marked_terms(report: Report, language: Language) -> Marked:
    lines: dict[int, Line] = {}
    first: dict[str, tuple[int, str]] = {}
    for chapter in report.sections:
        seen: set[str] = set()
        for said in _phrases(chapter):
            made, new = mark(said, language, seen)
            if new:
                lines[id(said)] = made
                seen.update(new)
                for name in () if chapter.alone else new:  # what has to fit one page gets no notes at its foot
                    first.setdefault(name, (id(said), name))
    noted = [first[name] for name in glossary(language.code) if name in first][:MOST_NOTES]
    for place, name in noted:
        lines[place] = tuple(replace(it, note=True) if it.term == name else it for it in lines[place])
    return Marked(tuple(dict.fromkeys(name for line in lines.values() for it in line if (name := it.term))), lines)


def _phrases(section: Section) -> Iterator[Phrase]:
    """Texts and notes of a section and its parts, in the order of the page; no heads, titles, cells or sources."""
    for block in section.blocks:
        if isinstance(block, Text):
            yield block.phrase
        else:
            yield from block.notes
    for part in section.parts:
        yield from _phrases(part)


def mark(said: Phrase, language: Language, seen: set[str]) -> tuple[Line, tuple[str, ...]]:
    """Line of a phrase cut where a term stands for the first time.

    Parameters
    ----------
    said : Phrase
    language : Language
    seen : set of str
        Names of the terms that need no mark any more.

    Returns
    -------
    line : tuple of Piece
        Marked pieces carry the name of their term.
    new : tuple of str
        Names of the terms marked in it.
    """
    pieces = line(said, language)
    names: tuple[str, ...] | None = None
    made: list[Piece] = []
    new: list[str] = []
    for piece in pieces:
        rest = 0
        for start, end, name in () if piece.shape else find_terms(piece.text, language.code):
            if name in seen or name in new:
                continue
            names = tuple(_names(said, language)) if names is None else names
            if not _in_name(piece.text, start, end, names):
                made += [replace(piece, text=piece.text[rest:start])] if start > rest else []
                made.append(replace(piece, text=piece.text[start:end], term=name))
                new.append(name)
                rest = end
        made += [replace(piece, text=piece.text[rest:])] if rest < len(piece.text) else []
    return tuple(made) or pieces, tuple(new)


def _names(value: Value, language: Language) -> Iterator[str]:
    """Names in a value: of places, offices, documents, indicators; nothing in them is explained."""
    match value:
        case Name():
            yield clean(language.words(value))
        case Verbatim():
            yield clean(value.text)
        case Phrase():
            for part in value.values.values():
                yield from _names(part, language)
        case Listing():
            for part in value.items:
                yield from _names(part, language)


def _in_name(text: str, start: int, end: int, names: tuple[str, ...]) -> bool:
    """Whether a stretch of a text lies inside a name that the text shows."""
    small, word = text.lower(), text[start:end].lower()
    for name in {name.lower() for name in names}:
        place = small.find(name) if word in name else -1
        while place >= 0:
            if place <= start and end <= place + len(name):
                return True
            place = small.find(name, place + 1)
    return False
