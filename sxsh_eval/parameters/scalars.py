"""What an unquoted value in a YAML file means: less than YAML allows, so that nothing changes its type unseen."""

from __future__ import annotations

import datetime as dt
import re

Scalar = str | int | float | bool | dt.date | None
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SAFE_DIGITS = 15


class ImpossibleDateError(ValueError):
    """Text in the form of a date that no calendar has, such as 2018-02-30."""


def plain_scalar(text: str) -> Scalar:
    """Meaning of an unquoted scalar.

    Parameters
    ----------
    text : str
        Characters as they stand in the file.

    Returns
    -------
    str, int, float, bool, date or None
        Numbers are plain decimal ones without a leading zero and with at most 15 digits; dates are
        ``YYYY-MM-DD``; ``true``, ``false``, ``null``, ``~`` have their meaning; all else stays text.

    Raises
    ------
    ImpossibleDateError
        If the text looks like a date and is none.
    """
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text) and sum(map(str.isdigit, text)) <= SAFE_DIGITS:
        return float(text)
    if ISO_DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ImpossibleDateError(text) from None
    return text
