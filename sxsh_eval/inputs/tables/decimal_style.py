"""Numbers in text: the decimal style is decided for a whole column, never for a cell."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Style = Literal["vi", "en"]
PLAIN = r"[+-]?\d+"
MACHINE = r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+"
# A comma before the decimals, dots between thousands: 1.234,5; 0,125; 12,5; 1.234.567.
VI = r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+)(?:[eE][+-]?\d+)?"
EN = r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|0\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d+)"
# One sign before exactly three digits: 1.234 or 1,234 may be a thousand or a little more than one.
DOT = r"[+-]?\d{1,3}\.\d{3}"
COMMA = r"[+-]?\d{1,3},\d{3}"
KINDS = ("plain", "machine", "vi", "en", "dot", "comma")
PATTERNS = dict(zip(KINDS, (PLAIN, MACHINE, VI, EN, DOT, COMMA), strict=True))
SHAPES = re.compile("|".join(f"(?P<{name}>^{shape}$)" for name, shape in PATTERNS.items()), re.ASCII)
SPACED = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?:\D|$))")


@dataclass(frozen=True, eq=False)
class NumbersRead:
    """A column of text as numbers.

    Attributes
    ----------
    text : Series of str
        Digits with a decimal point, NaN where empty or not understood.
    not_numbers : Series of bool
        Cells that are no numbers in any style.
    mixed : Series of bool
        Cells whose style is not the column's, with those that then stay open.
    unclear : Series of bool
        Cells that two styles read differently, in a column where nothing decides.
    style : {"vi", "en"}, optional
        Style of the column, where it matters.
    """

    text: pd.Series[str]
    not_numbers: pd.Series[bool]
    mixed: pd.Series[bool]
    unclear: pd.Series[bool]
    style: Style | None

    @property
    def numbers(self) -> pd.Series[float]:
        """Numbers as they stand."""
        return floats(self.text)


def number_text(value: float) -> str:
    """Text of a number that was one in its file, such that no decimal style can misread it.

    Parameters
    ----------
    value : float

    Returns
    -------
    str
        Digits alone for whole numbers, else with an exponent: ``1.234e0``.
    """
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - whole numbers a float holds exactly
        return str(int(value))
    text = repr(float(value))
    return text if "e" in text and "." in text else f"{float(value):.17e}" if "e" in text else f"{text}e0"


def without_spaces(cells: pd.Series[str]) -> pd.Series[str]:
    """Cells without spaces between thousands."""
    spaced = cells.str.contains(" ", regex=False) | ~cells.str.isascii()
    if not spaced.any():
        return cells
    return cells.where(~spaced, cells.str.replace(SPACED, "", regex=True))


def kinds_of(cells: pd.Series[str]) -> pd.Series[str]:
    """Shape of each filled cell: one of `KINDS`, or empty text."""
    texts = cells.to_numpy(dtype=object)
    shapes = [match.lastgroup if (match := SHAPES.match(text)) else "" for text in texts]
    return pd.Series(shapes, index=cells.index, dtype="str")


def read_numbers(
    cells: pd.Series[str], *, minority: float, style: Style | None = None, whole: bool = False
) -> NumbersRead:
    """Read a column of numbers.

    Parameters
    ----------
    cells : Series of str
        Stripped; NaN where empty.
    minority : float
        Part of the column in the other style up to which its own is still clear.
    style : {"vi", "en"}, optional
        Style that the analyst named, for columns in which nothing decides.
    whole : bool
        Whether only whole numbers make sense, as for people: 1.234 then fits one style alone.

    Returns
    -------
    NumbersRead
    """
    filled = without_spaces(cells.dropna())
    kinds = kinds_of(filled)
    if whole:
        broken = ~filled.str.endswith("000")
        kinds = kinds.mask(kinds.eq("dot") & broken, "vi").mask(kinds.eq("comma") & broken, "en")
    counts = kinds.value_counts()
    vi, en = int(counts.get("vi", 0)), int(counts.get("en", 0))
    chosen: Style | None = ("vi" if vi > en else "en") if vi != en else None
    none = pd.Series(data=False, index=cells.index)
    mixed, unclear = none.copy(), none.copy()
    open_kinds = kinds.isin(["dot", "comma"])
    if vi and en:
        clear = min(vi, en) <= minority * (vi + en)
        other = kinds.eq("en" if chosen == "vi" else "vi") if clear else kinds.isin(["vi", "en"])
        mixed.loc[kinds.index[other | (open_kinds & (not clear))]] = True
    elif not vi and not en:
        chosen = style
        if chosen is None:
            unclear.loc[kinds.index[open_kinds]] = True
    wrong = none.copy()
    wrong.loc[kinds.index[kinds.eq("")]] = True
    return NumbersRead(digits(filled, kinds, chosen, cells.index), wrong, mixed, unclear, chosen)


def digits(filled: pd.Series[str], kinds: pd.Series[str], style: Style | None, index: pd.Index) -> pd.Series[str]:
    """Cells that the style can read, with a decimal point and nothing between thousands."""
    text = filled.copy()
    readable = kinds.isin(["plain", "machine"])
    if style is not None:
        sign, thousands = (",", ".") if style == "vi" else (".", ",")
        own = kinds.isin([style, "dot", "comma"])
        text.loc[own] = text[own].str.replace(thousands, "", regex=False).str.replace(sign, ".", regex=False)
        readable |= own
    return text[readable].reindex(index).astype("str")


def floats(text: pd.Series[str], factor: float = 1.0) -> pd.Series[float]:
    """Numbers of texts, times a factor; a power of ten moves the decimal point, so that no digit changes.

    Parameters
    ----------
    text : Series of str
        Of `NumbersRead`.
    factor : float

    Returns
    -------
    Series of float
        NaN for what is empty or beyond all numbers.
    """
    values = np.full(len(text), np.nan)
    filled = text.notna().to_numpy()
    written = text[filled].to_numpy(dtype=object)
    power = round(math.log10(factor))
    exact = factor == float(f"1e{power}")
    if exact and power:
        written = np.array([shifted(each, power) for each in written], dtype=object)
    numbers = written.astype(np.float64) * (1.0 if exact else factor)
    values[filled] = np.where(np.isfinite(numbers), numbers, np.nan)
    return pd.Series(values, index=text.index)


def shifted(text: str, power: int) -> str:
    """Text of a number times a power of ten."""
    mantissa, _, exponent = text.lower().partition("e")
    return f"{mantissa}e{int(exponent or 0) + power}"
