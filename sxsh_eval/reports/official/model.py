"""An official letter as data: paragraphs whose figures carry notes, tables, blanks to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["part", "section", "point", "text", "item"]


@dataclass(frozen=True)
class Piece:
    """A run of text.

    Attributes
    ----------
    note : tuple of str
        Paragraphs of the comment on these words; none without.
    is_blank : bool
        Whether the words only say that something is missing here.
    """

    text: str
    note: tuple[str, ...] = ()
    is_blank: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph.

    Attributes
    ----------
    role : {"part", "section", "point", "text", "item"}
        Heading of a part (I), section (1) or point (a), running text, or item after a dash.
    """

    role: Role
    line: Line


@dataclass(frozen=True)
class Grid:
    """A table; `shares` divide the width among its columns."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Head:
    """Top of the first page.

    Attributes
    ----------
    issuer : tuple of str
        Lines of the issuing body.
    nation, motto : str
    number, subject, dated, addressee : Line
        Number with symbol, what it is about, place with date, to whom.
    """

    issuer: tuple[str, ...]
    nation: str
    motto: str
    number: Line
    subject: Line
    dated: Line
    addressee: Line


@dataclass(frozen=True)
class Foot:
    """Below the text: who receives it, who signs."""

    recipients_title: str
    recipients: tuple[str, ...]
    authority: tuple[Line, ...]


@dataclass(frozen=True)
class Annex:
    """Pages behind the letter.

    Attributes
    ----------
    titles : tuple of str
        Lines above the table.
    reference : str
        Which letter it belongs to.
    """

    titles: tuple[str, ...]
    reference: str
    grid: Grid


@dataclass(frozen=True)
class OfficialLetter:
    """A province's letter to the Ministry, ready to be set.

    Attributes
    ----------
    title : str
        For the file's properties.
    author : str
        Of the comments.
    banner : str
        On every page, when a number is not real; else empty.
    """

    title: str
    author: str
    banner: str
    head: Head
    body: tuple[Paragraph, ...]
    foot: Foot
    annex: Annex

    def lines(self) -> Iterator[Line]:
        """All lines outside the annex, in reading order."""
        yield from (self.head.number, self.head.subject, self.head.dated, self.head.addressee)
        yield from (paragraph.line for paragraph in self.body)
        yield from self.foot.authority

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is still missing, in reading order; the annex as a whole."""
        shown = dict.fromkeys(piece.text for line in self.lines() for piece in line if piece.is_blank)
        in_annex = any(piece.is_blank for row in self.annex.grid.rows for line in row for piece in line)
        return (*shown, *([" – ".join(self.annex.titles)] if in_annex else []))

    @property
    def notes(self) -> int:
        """Number of comments."""
        return sum(bool(piece.note) for line in self.lines() for piece in line)
