"""How a table fits a Word page: type size, page direction and widths of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

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


LAYOUTS = ((False, False, 1.0), (False, True, 1.4), (True, False, 1.0), (True, True, 1.4))
"""Sideways, small, and how many times `LINES` is bearable: small type on an upright page beats a page turned."""

PAGE_LINES = 70
"""A table with more lines would run over several pages."""

SHORT_HEAD = 8.0
"""A head of fewer em stays on one line."""

FULLNESS = 0.7
"""Power with which the length of a column's texts may bear on its share."""

SHORT, BROKEN = 6.0, 1.0
"""Texts up to this width in em are to stay on one line; lines that a broken one counts for."""

BOLD = 1.05
"""What bold type adds to the widest word of a head, whose width is judged rather too large already."""

SPARE = 1.06
"""Room for bold type and for widths that were judged too small."""


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
    """Widths in em that a column wants.

    Attributes
    ----------
    word : float
        Of its widest word: less would cut it.
    ease : float
        At which its longest text stays within `LINES`.
    line : float
        At which every text stands on one line: more would be wasted.
    """

    word: float
    ease: float
    line: float


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
    word = max(BOLD * widest_word(head), *map(widest_word, cells)) if cells else BOLD * widest_word(head)
    first, longest = times_width(head), max((times_width(text) for text in cells), default=0.0)
    return Need(
        word,
        max(first / LINES["head"], longest / LINES["cell"]),
        max(first if first < SHORT_HEAD else first / 2, longest),
    )


def spread(floors: Sequence[float], ceilings: Sequence[float], shares: Sequence[float], total: float) -> list[float]:
    """Divide a width by shares, each part between its floor and its ceiling.

    Parameters
    ----------
    floors, ceilings : sequence of float
        Least and greatest useful width of each column, in millimetres.
    shares : sequence of float
        Wanted proportions, positive.
    total : float
        Width to divide in millimetres.

    Returns
    -------
    list of float
        Widths with sum `total`; floors give way if they need more, ceilings if they need less.
    """
    for bounds, full in ((floors, sum(floors) >= total), (ceilings, sum(ceilings) <= total)):
        if full:
            return [bound * total / sum(bounds) for bound in bounds]
    low, high = 0.0, total / min(shares)
    for _ in range(60):
        middle = (low + high) / 2
        widths = [
            min(max(share * middle, floor), ceiling)
            for share, floor, ceiling in zip(shares, floors, ceilings, strict=True)
        ]
        low, high = (middle, high) if sum(widths) < total else (low, middle)
    return widths


def lay_out(
    heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], *, small: bool = False
) -> Layout:
    """Choose the first of four layouts in which no column is squeezed, upright before sideways.

    Parameters
    ----------
    heads : sequence of str
        Texts of the first row.
    rows : sequence of sequence of str
        Texts of the other rows.
    shares : sequence of float
        `Column.share` of each column.
    small : bool
        Whether only the small type will do.

    Returns
    -------
    Layout
        The last one (sideways, small) if none fits; small type also where normal type would run over several pages.
    """
    needs = [need(head, [row[at] for row in rows]) for at, head in enumerate(heads)]
    for sideways, is_small, patience in LAYOUTS[1::2] if small else LAYOUTS:
        total = SIDEWAYS_MM if sideways else UPRIGHT_MM
        em = (SMALL_POINTS if is_small else NORMAL_POINTS) * POINT_MM
        words = [min(one.word * em, LONGEST_MM) + PADDING_MM for one in needs]
        eases = [max(word, one.ease * em / patience + PADDING_MM) for word, one in zip(words, needs, strict=True)]
        ceilings = [max(ease, one.line * em * SPARE + PADDING_MM) for ease, one in zip(eases, needs, strict=True)]
        fits = sum(eases) <= total
        tried = _spreads(eases if fits else words, ceilings, shares, total)
        rooms = [[(width - PADDING_MM) / em for width in one] for one in tried]
        lines = [count_all_lines(rows, one) for one in rooms]
        best = min((0, 1), key=lambda at: lines[at] + BROKEN * _count_broken(rows, rooms[at]))
        widths = tried[best]
        if fits and (is_small or lines[best] <= PAGE_LINES):
            break
    return Layout(sideways, is_small, tuple(widths))


def _count_broken(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> int:
    """Short texts, as names of provinces, that do not stay on one line."""
    lengths = [(times_width(text), width) for row in rows for text, width in zip(row, widths, strict=True)]
    return sum(width < length <= SHORT for length, width in lengths)


def _spreads(
    floors: Sequence[float], ceilings: Sequence[float], shares: Sequence[float], total: float
) -> list[list[float]]:
    """Widths by shares alone, and with more for the columns whose texts are long."""
    longest = [ceiling**FULLNESS for ceiling in ceilings]
    fuller = [share * long for share, long in zip(shares, longest, strict=True)]
    return [spread(floors, ceilings, one, total) for one in (shares, fuller)]


def count_all_lines(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> float:
    """Lines of a whole table, judged by the lengths of its texts.

    Parameters
    ----------
    rows : sequence of sequence of str
        Its texts.
    widths : sequence of float
        Widths of its columns without padding, in em.

    Returns
    -------
    float
        Sum over the rows of the lines of their highest cell.
    """
    return sum(max(ceil(times_width(text) / width) for text, width in zip(row, widths, strict=True)) for row in rows)
