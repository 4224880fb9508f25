"""Cells as text: what counts as empty, error values of spreadsheets, signs of fonts from before Unicode."""

from __future__ import annotations

import datetime as dt
import math
import re

import numpy as np
import pandas as pd

from sxsh_eval.inputs.tables.decimal_style import number_text

EMPTY = ("", "-", "--", "–", "—", "…", "...")
ERRORS = (
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#ERROR!",
)
# TCVN3 writes Vietnamese letters as signs of Latin-1 inside words; VNI puts letters foreign to Vietnamese after vowels.
TCVN3 = re.compile(r"(?<=[A-Za-z])[«¬®¨©ªµ¶·¸¹»¼½¾](?=[A-Za-z]|\b)|®(?=[A-Za-z])")
VNI = re.compile(r"(?<=[A-Za-zñÑöÖ])[ñÑöÖïÏäÄåÅûÛøØëË]|[ñÑ](?=[A-Za-z])|(?<=[oOeEaA])â")
FEWEST_SIGNS = 2
CANDIDATE = "[«¬®¨©ªµ¶·¸¹»¼½¾ñÑöÖïÏäÄåÅûÛøØëËâ]"


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Table of any types as text cells, for `check_table`.

    Parameters
    ----------
    frame : DataFrame
        Numbers, truth values, dates or text.

    Returns
    -------
    DataFrame
        dtype str, NaN for empty cells; numbers written so that no decimal style can misread them.
    """
    return pd.DataFrame({name: frame[name].map(text_of).astype("str") for name in frame.columns}, index=frame.index)


def text_of(value: object) -> str | float:
    """Text of one cell, NaN for an empty one."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN, NaT differ from themselves
        return math.nan
    if isinstance(value, (bool,)) or type(value).__name__ == "bool":
        return "true" if value else "false"
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if hasattr(value, "__float__") and math.isfinite(float(value)):
        return number_text(float(value))
    return str(value)


def cleaned(cells: pd.Series[str]) -> pd.Series[str]:
    """Cells in NFC without outer spaces; dashes that stand for nothing are empty."""
    text = cells.astype("str").str.strip()
    foreign = (~text.str.isascii()).fillna(value=False).astype("bool")
    if foreign.any():
        text.loc[foreign] = text[foreign].str.normalize("NFC").str.strip("\u00a0\u200b\ufeff").str.strip()
    return text.str.removeprefix("'").mask(text.isin(EMPTY))


def error_cells(cells: pd.Series[str]) -> pd.Series[bool]:
    """Cells with an error value of a spreadsheet."""
    found = cells.str.startswith("#").fillna(value=False).astype("bool")
    found.loc[found] = cells[found].str.upper().isin(ERRORS)
    return found


def legacy_cells(cells: pd.Series[str]) -> pd.Series[bool]:
    """Cells that look like TCVN3 or VNI text shown without its font."""
    found = cells.str.contains(CANDIDATE, regex=True).fillna(value=False).astype("bool")
    found.loc[found] = np.array([looks_legacy(text) for text in cells[found]], dtype=bool)
    return found


def looks_legacy(text: str) -> bool:
    """Whether a text has several signs of one old encoding."""
    return max(len(TCVN3.findall(text)), len(VNI.findall(text))) >= FEWEST_SIGNS
