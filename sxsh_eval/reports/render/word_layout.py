"""How a table fits a Word page: type size, page direction and widths of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.reports.render.columns import share_out
from sxsh_eval.reports.render.times import times_width, widest_word

UPRIGHT_MM, SIDEWAYS_MM = 160.0, 257.0
"""Width of the text on an A4 page with the margins of Decree 30/2020/NĐ-CP, upright and sideways."""

NORMAL_POINTS, SMALL_POINTS = 11.5, 9.5
"""Sizes of the paragraph styles SxshCell and SxshSmall."""

POINT_MM = 25.4 / 72
PADDING_MM = 3.6
"""White space and border in a cell, left and right together."""

LINES = {"head": 4, "cell": 8}
"""More lines than these in one cell count as squeezed."""

LONGEST_MM = 55.0
"""A longer word is cut rather than given a column of its own."""


@dataclass(frozen=True)
class Layout:
    """Place of one table on the page.

    Attributes
    ----------
    sideways : bool
        Needs a landscape page.
    small : bool
        Needs the small type.
    widths_mm : tuple of float
        Width of each column in millimetres.
    """

    sideways: bool
    small: bool
    widths_mm: tuple[float, ...]


@dataclass(frozen=True)
class Need:
    """Widths in em that a column wants: of its widest word, and of its longest text on a few lines."""

    word: float
    ease: float


def need(head: str, cells: Sequence[str]) -> Need:
    """Width one column asks for.

    Parameters
    ----------
    head : str
        Text of its first row.
    cells : sequence of str
        Its other texts.

    Returns
    -------
    Need
        In em of the type size.
    """
    word = max(widest_word(text) for text in (head, *cells))
    longest = max((times_width(text) for text in cells), default=0.0)
    return Need(word, max(times_width(head) / LINES["head"], longest / LINES["cell"]))


def lay_out(heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Layout:
    """Choose the first of four layouts in which no column is squeezed, upright before sideways.

    Parameters
    ----------
    heads : sequence of str
        Texts of the first row.
    rows : sequence of sequence of str
        Texts of the other rows.
    shares : sequence of float
        `Column.share` of each column.

    Returns
    -------
    Layout
        The last one (sideways, small) if none fits.
    """
    needs = [need(head, [row[at] for row in rows]) for at, head in enumerate(heads)]
    for sideways, small in ((False, False), (False, True), (True, False), (True, True)):
        total = SIDEWAYS_MM if sideways else UPRIGHT_MM
        scale = (SMALL_POINTS if small else NORMAL_POINTS) * POINT_MM
        words = [min(one.word * scale, LONGEST_MM) + PADDING_MM for one in needs]
        eases = [max(word, one.ease * scale + PADDING_MM) for word, one in zip(words, needs, strict=True)]
        if sum(eases) <= total:
            return Layout(sideways, small, tuple(share_out(eases, shares, total)))
    return Layout(sideways=True, small=True, widths_mm=tuple(share_out(words, eases, SIDEWAYS_MM)))
