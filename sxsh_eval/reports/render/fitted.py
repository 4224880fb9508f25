"""Columns of a page's tables: numbers aligned first, then widths for what is aligned."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.reports.render.aligning import Cut, arrange, cuts_of
from sxsh_eval.reports.render.columns import PADDING, TEXT_WIDTH, Widths, fit, need, number_width
from sxsh_eval.reports.render.pieces import Line

Cells = Sequence[Line | None]


def cuts_in(columns: Sequence[Cells], aligns: Sequence[str], code: str) -> list[list[Cut | None]]:
    """Parts of the cells of right-aligned columns.

    Parameters
    ----------
    columns : sequence of sequence of Line or None
    aligns : sequence of str
        `Column.align` of each.
    code : {"vi", "en"}

    Returns
    -------
    list of list of Cut or None
        All None for columns that are not right-aligned.
    """
    return [
        cuts_of(cells, code) if align == "right" else [None] * len(cells)
        for cells, align in zip(columns, aligns, strict=True)
    ]


def fitted(
    heads: Sequence[Line], columns: Sequence[Cells], aligns: Sequence[str], shares: Sequence[float], code: str
) -> tuple[list[Cells], Widths]:
    """Aligned cells with the widths of their columns.

    Parameters
    ----------
    heads : sequence of Line
    columns : sequence of sequence of Line or None
        The cells under each head.
    aligns : sequence of str
    shares : sequence of float
        `Column.share` of each, positive.
    code : {"vi", "en"}

    Returns
    -------
    columns : list of sequence of Line or None
        The same words with white space and ends of lines.
    widths : Widths
    """

    def widths_of(cells: Sequence[Cells]) -> Widths:
        needs = [need((head, *below), align) for head, below, align in zip(heads, cells, aligns, strict=True)]
        return fit(needs, shares, aligns)

    def rooms(cells: Sequence[Cells]) -> list[float]:
        made = widths_of(cells)
        return [
            (share * TEXT_WIDTH - inset - PADDING) / made.size
            for share, inset in zip(made.shares, made.insets, strict=True)
        ]

    arranged = arrange(columns, cuts_in(columns, aligns, code), number_width, rooms)
    return arranged, widths_of(arranged)
