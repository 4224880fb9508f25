"""A report as pure data: keys and values, no finished sentence, no picture, no language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Phrase, Value
from sxsh_eval.shown import Shown


class Text(Frozen):
    """A paragraph, a bullet or a boxed message."""

    block: Literal["text"] = "text"
    phrase: Phrase
    style: Literal["paragraph", "bullet", "note", "key_message", "warning"] = "paragraph"


class Column(Frozen):
    """Head of a table's column; `share` is its part of the width in parts of the table's sum."""

    head: Phrase
    align: Literal["left", "right", "center"] = "left"
    share: float = 1.0


class Table(Frozen):
    """Rows of values under heads.

    Attributes
    ----------
    id : str
        Unique in the report; names the Excel sheet and the HTML anchor.
    rows : tuple of tuples of Value or None
        One cell a column; None is an empty cell.
    notes, source : Phrase
        Printed under the table. Every table has a source.
    fewest : int, optional
        Enterprises or answers behind the number that rests on fewest; every table made from them says so.
    """

    block: Literal["table"] = "table"
    id: str
    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    notes: tuple[Phrase, ...] = ()
    source: Phrase
    fewest: int | None = None

    @model_validator(mode="after")
    def check_rows(self) -> Self:
        """Every row has one cell a column."""
        if wrong := [at for at, row in enumerate(self.rows) if len(row) != len(self.columns)]:
            raise ValueError(f"table {self.id}: rows {wrong} do not have {len(self.columns)} cells")
        return self


class Figure(Frozen):
    """What a chart shows; drawn once a language is known.

    Attributes
    ----------
    chart : str
        Name of a drawing function in `reports.figures`.
    data : dict
        Plain JSON values the chart needs; labels are dumped `Value` objects.
    title, subtitle : Phrase
        Message of the chart; measure, place and period.
    alt : Phrase
        The same in words, for those who cannot see it.
    fewest : int, optional
        As of `Table`.
    """

    block: Literal["figure"] = "figure"
    id: str
    chart: str
    data: dict[str, Any]
    title: Phrase
    subtitle: Phrase
    alt: Phrase
    notes: tuple[Phrase, ...] = ()
    source: Phrase
    fewest: int | None = None


Block = Annotated[Text | Table | Figure, Field(discriminator="block")]


class Section(Frozen, Shown):
    """A chapter or, inside another section, a part of one.

    Attributes
    ----------
    new_page : bool
        Whether it begins on a new page.
    alone : bool
        Whether it is read without the rest, as a summary is: on paper it has a page of its own that names the report.
    """

    id: str
    title: Phrase
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    new_page: bool = False
    alone: bool = False

    def _repr_html_(self) -> str:
        from sxsh_eval.reports.show import show_section  # the look needs the model, so it comes later

        return show_section(self)

    def _facts(self) -> Mapping[str, Any]:
        return {"id": self.id, "title": self.title}


class Report(Frozen, Shown):
    """A whole report.

    Attributes
    ----------
    id : str
        ``<notebook>/<province>/<period>``.
    facts : tuple of (Phrase, Value)
        Title block: what was asked, of whom, from which document, with which version.
    synthetic : bool
        Whether any number comes from synthetic data; every page then says so.
    unconfirmed : bool
        Whether figures of a letter are used that nobody has confirmed; every page then says so.
    internal : bool
        Whether it must not leave the house, because it tells more than each of the reports it rests on.
    """

    id: str
    title: Phrase
    subtitle: Phrase
    facts: tuple[tuple[Phrase, Value], ...]
    sections: tuple[Section, ...]
    synthetic: bool = False
    unconfirmed: bool = False
    internal: bool = False

    @property
    def banners(self) -> tuple[str, ...]:
        """Warnings for every page: entries ``render.<name>`` with a longer ``render.<name>_detail``."""
        return tuple(name for name in ("internal", "synthetic", "unconfirmed") if getattr(self, name))

    @classmethod
    def of_section(cls, section: Section) -> Self:
        """One section as a report of its own, with its title."""
        return cls(id=section.id, title=section.title, subtitle=section.title, facts=(), sections=(section,))

    def _facts(self) -> Mapping[str, Any]:
        told = {"title": self.title, "subtitle": self.subtitle, "sections": len(self.sections)}
        return told | {"synthetic": self.synthetic, "unconfirmed": self.unconfirmed, "internal": self.internal}
