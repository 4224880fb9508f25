"""The letter beside its figures, ready for a page: paragraphs cut at their numbers, each with its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sxsh_eval.inputs.letters.reading import NumberSeen, Reading
from sxsh_eval.inputs.letters.text import Paragraph
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.pieces import INVISIBLE
from sxsh_eval.reports.review.words import LOOK, line_text, needs_a_look, word


@dataclass(frozen=True)
class Segment:
    """A run of the letter's text.

    Attributes
    ----------
    kind : {"plain", "taken", "left"}
    records : tuple of int
        Numbers of the records made of it.
    note : str
        Why a number was left, in words.
    strong : bool
        Whether the analyst should look at it closely.
    anchors : tuple of int
        Records that lead back to here.
    """

    text: str
    kind: str = "plain"
    records: tuple[int, ...] = ()
    note: str = ""
    strong: bool = False
    anchors: tuple[int, ...] = ()


Line = tuple[Segment, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, or a table, with the records that stand beside it.

    Attributes
    ----------
    rows : tuple of tuple of tuple of Line
        Cells of a table by row, each with its paragraphs; a paragraph is one row of one cell.
    place : str
        Page and line where it begins.
    records : tuple of int
        Those first met here.
    look : tuple of (str, str)
        Numbers left here that may be figures, with the reason.
    """

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    place: str
    records: tuple[int, ...]
    look: tuple[tuple[str, str], ...]
    is_table: bool = False

    @property
    def line(self) -> Line:
        """Text of a paragraph."""
        return self.rows[0][0][0]


@dataclass(frozen=True)
class Layout:
    """All blocks in the order of the letter, then the records that have no place in it."""

    blocks: tuple[Block, ...]
    homeless: tuple[int, ...]


def lay_out_letter(reading: Reading, language: Language) -> Layout:
    """Cut a letter at its numbers and give every figure its place.

    Parameters
    ----------
    reading : Reading
    language : Language

    Returns
    -------
    Layout
        Every figure of the letter is in exactly one block's records or among the homeless.
    """
    cutter = _Cutter(reading, language)
    blocks = tuple(cutter.block(group) for group in _groups(reading.text.paragraphs))
    return Layout(blocks, tuple(number for number in cutter.numbers.values() if number not in cutter.placed))


def _groups(paragraphs: tuple[Paragraph, ...]) -> Iterator[list[int]]:
    """Positions of paragraphs that stand in one block: alone, or together in a table."""

    def key(at: int) -> tuple[str, int]:
        cell = paragraphs[at].cell
        return ("paragraph", at) if cell is None else ("table", cell.table)

    for _, group in groupby(range(len(paragraphs)), key=key):
        yield list(group)


class _Cutter:
    """Cuts paragraphs; remembers which records have a place already."""

    def __init__(self, reading: Reading, language: Language) -> None:
        self.reading, self.language = reading, language
        self.numbers = {key: at for at, key in enumerate(reading.letter.claims, start=1)}
        self.placed: set[int] = set()
        self.by_paragraph: dict[int, list[NumberSeen]] = {}
        for number in reading.numbers:
            self.by_paragraph.setdefault(number.paragraph, []).append(number)
        self.by_line: dict[tuple[int | None, int], list[int]] = {}
        seen = {key for number in reading.numbers for key in number.claims}
        for key, claim in reading.letter.claims.items():
            if key not in seen and claim.review is not None:
                self.by_line.setdefault((claim.review.page, claim.review.line), []).append(self.numbers[key])

    def block(self, group: list[int]) -> Block:
        """Block of paragraphs, with the records that were not placed before."""
        paragraphs = [self.reading.text.paragraphs[at] for at in group]
        before = set(self.placed)
        lines = [self.line(at) for at in group]
        for paragraph in paragraphs:
            self.placed |= set(self.by_line.get((paragraph.page, paragraph.line), ()))
        is_table = paragraphs[0].cell is not None
        return Block(
            rows=_rows(paragraphs, lines) if is_table else (((lines[0],),),),
            place=line_text(paragraphs[0].page, paragraphs[0].line, self.language),
            records=tuple(sorted(self.placed - before)),
            look=tuple(self.looks(group)),
            is_table=is_table,
        )

    def line(self, at: int) -> Line:
        """Segments of one paragraph."""
        text, done = self.reading.text.paragraphs[at].text, 0
        segments = []
        for number in sorted(self.by_paragraph.get(at, ()), key=lambda each: (each.start, each.end)):
            if done <= number.start < number.end <= len(text):
                segments += [Segment(shown(text[done : number.start])), self.segment(text, number)]
                done = number.end
        segments.append(Segment(shown(text[done:])))
        return tuple(segment for segment in segments if segment.text)

    def segment(self, text: str, number: NumberSeen) -> Segment:
        """One number of the text, taken or left."""
        printed = shown(text[number.start : number.end])
        keys = [key for key in number.claims if key in self.numbers]
        if not keys:
            note = word(self.language, "fate", number.fate)
            return Segment(printed, "left", note=note, strong=number.fate in LOOK)
        records = tuple(self.numbers[key] for key in keys)
        fresh = tuple(record for record in records if record not in self.placed)
        self.placed |= set(records)
        strong = any(needs_a_look(self.reading.letter.claims[key]) for key in keys)
        return Segment(printed, "taken", records, strong=strong, anchors=fresh)

    def looks(self, group: Iterable[int]) -> Iterator[tuple[str, str]]:
        """Numbers of some paragraphs that were left and may be figures."""
        for at in group:
            text = self.reading.text.paragraphs[at].text
            for number in self.by_paragraph.get(at, ()):
                if not number.claims and number.fate in LOOK:
                    yield shown(text[number.start : number.end]), word(self.language, "fate", number.fate)


def _rows(paragraphs: list[Paragraph], lines: list[Line]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    """Cells of a table by row and column; cells without text are empty."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for paragraph, line in zip(paragraphs, lines, strict=True):
        if paragraph.cell is not None:
            cells.setdefault((paragraph.cell.row, paragraph.cell.column), []).append(line)
    rows, columns = (sorted({place[part] for place in cells}) for part in (0, 1))
    return tuple(tuple(tuple(cells.get((row, column), ())) for column in columns) for row in rows)


def shown(text: str) -> str:
    """Text without characters that no page can hold or that turn the direction of writing."""
    return INVISIBLE.sub("", text)
