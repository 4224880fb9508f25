"""Numbers of a column under each other by their decimal marks; intervals beside them, or all on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sxsh_eval.reports.render.pieces import Line, Piece

DECIMAL = {"vi": ",", "en": "."}
NUMBER = r"\d+(?:[.,]\d+)*"
CELL = re.compile(rf"(?P<before>\D*?)(?:{NUMBER}–)?(?P<number>{NUMBER})(?P<unit>[^\d(]*?)(?P<beside> \(.*\))?")
"""A cell with one number or one range: words before it, its unit, in brackets its interval or another remark."""

SHORTEST = 2
"""A text of so many letters without a digit, as a dash or a sign for what is kept back, stands where units stand."""

FEW = 0.2
"""Part of a column's numbers that may be broken without a second line for all."""

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Cut:
    """A cell in parts.

    Attributes
    ----------
    tail : str or None
        What follows the place of the decimal mark on the number's line, without what is beside it; None where that
        place means nothing, as among different units.
    beside : str
        What stands in brackets, with the blank before it.
    unit : str
        Words after the number.
    """

    tail: str | None
    beside: str = ""
    unit: str = ""


def cut(text: str, code: str) -> Cut | None:
    """Parts of a cell.

    Parameters
    ----------
    text : str
        The cell on one line.
    code : {"vi", "en"}
        Whose decimal mark counts.

    Returns
    -------
    Cut or None
        None for words, and for more numbers than one with its interval.
    """
    if not re.search(r"\d", text):
        return Cut("") if 0 < len(text) <= SHORTEST else None
    found = CELL.fullmatch(text)
    if found is None:
        return None
    number, mark = found["number"], DECIMAL[code]
    decimals = number[number.rindex(mark) :] if mark in number else ""
    return Cut(decimals + found["unit"], found["beside"] or "", found["unit"].strip())


def cuts_of(cells: Sequence[Line | None], code: str) -> list[Cut | None]:
    """Parts of a column's cells; of none where they are not all of one kind.

    Parameters
    ----------
    cells : sequence of Line or None
    code : {"vi", "en"}

    Returns
    -------
    list of Cut or None
        One a cell. All are None if a cell has several numbers. Where numbers differ in unit they have no tails.
    """
    made = [cut(cell[0].text, code) if cell and len(cell) == 1 and not cell[0].shape else None for cell in cells]
    numbers = [one for one, cell in zip(made, cells, strict=True) if re.search(r"\d", _text(cell))]
    if None in numbers:
        return [None] * len(cells)
    if len({one.unit for one in numbers if one is not None}) > 1:
        return [one and replace(one, tail=None) for one in made]
    return made


def flat(cells: Sequence[Line | None], cuts: Sequence[Cut | None], measure: Measure) -> list[Line | None]:
    """Cells on one line each, with white space after them that brings their decimal marks under each other.

    Parameters
    ----------
    cells : sequence of Line or None
    cuts : sequence of Cut or None
        From `cuts_of`.
    measure : callable
        Width of a text in em.

    Returns
    -------
    list of Line or None
        The same words; `Piece.after` of the last piece of a cell is its white space.
    """
    tails = [None if one is None or one.tail is None else measure(one.tail + one.beside) for one in cuts]
    return [_padded(cell, pad) for cell, pad in zip(cells, _pads(tails), strict=True)]


def stacked(cells: Sequence[Line | None], cuts: Sequence[Cut | None], measure: Measure) -> list[Line | None]:
    """The same with what is in brackets on a second line.

    Parameters
    ----------
    cells, cuts, measure
        As in `flat`.

    Returns
    -------
    list of Line or None
        `Piece.ends` of the first of two pieces says that the line ends there.
    """
    tails = [None if one is None or one.tail is None else measure(one.tail) for one in cuts]
    made: list[Line | None] = []
    for cell, one, pad in zip(cells, cuts, _pads(tails), strict=True):
        if cell is None or one is None or not one.beside:
            made.append(_padded(cell, pad))
            continue
        text = _text(cell)
        first = replace(cell[0], text=text.removesuffix(one.beside), after=pad, ends=True)
        made.append((first, Piece(one.beside.strip())))
    return made


def arrange(
    columns: Sequence[Sequence[Line | None]],
    cuts: Sequence[Sequence[Cut | None]],
    measure: Measure,
    rooms: Callable[[Sequence[Sequence[Line | None]]], Sequence[float]],
) -> list[Sequence[Line | None]]:
    """Columns with their decimal marks under each other where they have the room.

    Parameters
    ----------
    columns : sequence of sequence of Line or None
        Cells of a table without its heads.
    cuts : sequence of sequence of Cut or None
        From `cuts_of`, for each column; all None where nothing is to be aligned.
    measure : callable
        Width of a text in em.
    rooms : callable
        Width in em that each column gets, from the columns as they would be set.

    Returns
    -------
    list of sequence of Line or None
        A column that is too wide for one line a cell has its brackets on second lines; if that is too wide too, it
        stays as it was. A few long cells are left to be broken anywhere.
    """
    forms = [
        (flat(cells, one, measure), stacked(cells, one, measure), cells)
        for cells, one in zip(columns, cuts, strict=True)
    ]
    tried = [0 if any(one) else len(forms[0]) - 1 for one in cuts]
    made: list[Sequence[Line | None]] = [form[at] for form, at in zip(forms, tried, strict=True)]
    for _ in range(2 * len(columns)):
        wide = [
            at
            for at, room in enumerate(rooms(made))
            if tried[at] < len(forms[at]) - 1 and _too_wide(made[at], cuts[at], measure, room)
        ]
        if not wide:
            break
        for at in wide:
            tried[at] += 1
            made[at] = forms[at][tried[at]]
    return made


def _too_wide(cells: Sequence[Line | None], cuts: Sequence[Cut | None], measure: Measure, room: float) -> bool:
    """Whether more than `FEW` of a column's numbers would be broken."""
    lines = [lines_of(cell) for cell, one in zip(cells, cuts, strict=True) if one is not None]
    broken = sum(any(measure(text) + pad > room for text, pad in cell) for cell in lines)
    return broken > FEW * len(lines)


def lines_of(cell: Line | None) -> list[tuple[str, float]]:
    """Lines of a cell as they are set, each with the white space after it in em."""
    lines = [("", 0.0)]
    for piece in cell or ():
        lines[-1] = (lines[-1][0] + piece.text, lines[-1][1] + piece.after)
        if piece.ends:
            lines.append(("", 0.0))
    return lines


def _pads(tails: Sequence[float | None]) -> list[float]:
    longest = max((tail for tail in tails if tail is not None), default=0.0)
    return [0.0 if tail is None else round(longest - tail, 3) for tail in tails]


def _padded(cell: Line | None, pad: float) -> Line | None:
    return cell if not cell or not pad else (*cell[:-1], replace(cell[-1], after=pad))


def _text(cell: Line | None) -> str:
    return "".join(piece.text for piece in cell or ())
