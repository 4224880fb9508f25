"""A report in one language, ready for a page: finished words, numbered chapters, tables and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from sxsh_eval.parameters.quantity import Phrase, Value
from sxsh_eval.reports.glossary import Term, glossary
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Block, Figure, Report, Section, Table, Text
from sxsh_eval.reports.render.columns import Widths
from sxsh_eval.reports.render.fitted import fitted
from sxsh_eval.reports.render.folding import folded
from sxsh_eval.reports.render.pieces import Line, line, plain
from sxsh_eval.reports.render.terms import Marked, marked_terms, where_explained

WORDS = (
    "contents",
    "source",
    "note",
    "notes",
    "key_message",
    "warning",
    "facts",
    "empty_table",
    "skip",
    "author",
    "terms",
)


@dataclass(frozen=True)
class TextBlock:
    """Paragraph or box; for bullets, the lines of one list."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TableBlock:
    """Table with its number, widths and finished cells (None: empty)."""

    anchor: str
    label: str
    title: Line
    heads: tuple[Line, ...]
    aligns: tuple[str, ...]
    widths: Widths
    rows: tuple[tuple[Line | None, ...], ...]
    notes: tuple[Line, ...]
    source: Line
    kind: str = "table"


@dataclass(frozen=True)
class FigureBlock:
    """Figure with its number; `picture` is its key among the pictures."""

    anchor: str
    label: str
    title: Line
    subtitle: Line
    alt: str
    picture: str
    notes: tuple[Line, ...]
    source: Line
    kind: str = "figure"


PageBlock = TextBlock | TableBlock | FigureBlock


@dataclass(frozen=True)
class Part:
    """Chapter or part of one; `level` is 1 for chapters, `key` the terms that a page of its own explains first."""

    anchor: str
    number: str
    level: int
    title: Line
    blocks: tuple[PageBlock, ...]
    parts: tuple[Part, ...]
    new_page: bool
    alone: bool
    key: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Page:
    """Whole report in one language.

    Attributes
    ----------
    words : dict of str
        Entries ``render.*`` of the catalogue by the last part of their key.
    facts : tuple of (Line, Line)
        Label and value of each line of the title block.
    banners : tuple of (str, str)
        Warnings for every page, in short and in full.
    terms : tuple of Term
        Terms that its texts and notes use.
    more_terms : str
        Where they are explained; empty where there is no chapter that does.
    """

    language: str
    title: str
    subtitle: str
    words: dict[str, str]
    facts: tuple[tuple[Line, Line], ...]
    parts: tuple[Part, ...]
    banners: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]
    more_terms: str = ""


def lay_out(report: Report, language: Language) -> Page:
    """Say every value of a report in one language and number its parts.

    Parameters
    ----------
    report : Report
        The report as data.
    language : Language
        Language of the page.

    Returns
    -------
    Page
        What templates print.
    """
    return language.recall("page", report, lambda: _lay_out(report, language))


def _lay_out(report: Report, language: Language) -> Page:
    marked = marked_terms(report, language)
    builder = _Builder(language, marked)
    return Page(
        language=language.code,
        title=plain(report.title, language),
        subtitle=plain(report.subtitle, language),
        words={word: language.text(f"render.{word}") for word in WORDS},
        facts=tuple((line(label, language), line(value, language)) for label, value in report.facts),
        parts=tuple(builder.part(section, str(at), 1) for at, section in enumerate(report.sections, start=1)),
        banners=tuple(
            (language.text(f"render.{name}"), language.text(f"render.{name}_detail")) for name in report.banners
        ),
        terms=tuple(glossary(language.code)[name] for name in marked.names),
        more_terms=where_explained(report, language),
    )


class _Builder:
    """Turns sections into parts; counts tables and figures on the way."""

    def __init__(self, language: Language, marked: Marked) -> None:
        self.language = language
        self.marked = marked
        self.tables = count(1)
        self.figures = count(1)

    def line(self, value: Value) -> Line:
        return line(value, self.language)

    def lines(self, phrases: Iterable[Phrase]) -> tuple[Line, ...]:
        return tuple(self.line(phrase) for phrase in phrases)

    def told(self, phrase: Phrase) -> Line:
        """Line whose terms are marked."""
        return self.marked.line(phrase, self.language)

    def part(self, section: Section, number: str, level: int) -> Part:
        return Part(
            anchor=anchor("section", section.id, number),
            number=number,
            level=level,
            title=self.line(section.title),
            blocks=self.blocks(section.blocks),
            parts=tuple(self.part(part, f"{number}.{at}", level + 1) for at, part in enumerate(section.parts, 1)),
            new_page=section.new_page,
            alone=section.alone,
            key=self.marked.key(section, self.language) if section.alone else (),
        )

    def blocks(self, blocks: Iterable[Block]) -> tuple[PageBlock, ...]:
        """Blocks of one section; neighbouring bullets become one list."""
        made: list[PageBlock] = []
        for block in blocks:
            match block:
                case Text():
                    now = TextBlock(block.style, (self.told(block.phrase),))
                    if block.style == "bullet" and made and made[-1].kind == "bullet":
                        before = made.pop()
                        now = TextBlock("bullet", (*getattr(before, "lines", ()), *now.lines))
                    made.append(now)
                case Table():
                    made.append(self.table(block))
                case Figure():
                    made.append(self.figure(block))
        return tuple(made)

    def table(self, table: Table) -> TableBlock:
        table = folded(table, self.language)
        number = str(next(self.tables))
        heads = self.lines(column.head for column in table.columns)
        aligns = tuple(column.align for column in table.columns)
        rows = [[None if cell is None else self.line(cell) for cell in row] for row in table.rows]
        cells = [[row[at] for row in rows] for at in range(len(heads))]
        shares = [max(column.share, 0.01) for column in table.columns]
        columns, widths = fitted(heads, cells, aligns, shares, self.language.code)
        return TableBlock(
            anchor=anchor("table", table.id, number),
            label=self.language.text("render.table_number", number=number),
            title=self.line(table.title),
            heads=heads,
            aligns=aligns,
            widths=widths,
            rows=tuple(zip(*columns, strict=True)),
            notes=tuple(self.told(note) for note in table.notes),
            source=self.line(table.source),
        )

    def figure(self, figure: Figure) -> FigureBlock:
        number = str(next(self.figures))
        return FigureBlock(
            anchor=anchor("figure", figure.id, number),
            label=self.language.text("render.figure_number", number=number),
            title=self.line(figure.title),
            subtitle=self.line(figure.subtitle),
            alt=plain(figure.alt, self.language),
            picture=figure.id,
            notes=tuple(self.told(note) for note in figure.notes),
            source=self.line(figure.source),
        )


def anchor(kind: str, name: str, number: str) -> str:
    """Name of a place on the page: ASCII letters, digits and hyphens, with the number it has there."""
    return "-".join((kind, number.replace(".", "-"), re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x"))


def picture_names(parts: Iterable[Part]) -> Iterator[str]:
    """Names of the pictures that parts show, in the order of the page."""
    for part in parts:
        yield from (block.picture for block in part.blocks if isinstance(block, FigureBlock))
        yield from picture_names(part.parts)
