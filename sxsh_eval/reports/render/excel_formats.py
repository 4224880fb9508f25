"""How Excel shows a value: number formats that say the unit, names of sheets, widths in characters."""

from __future__ import annotations

import re
from textwrap import shorten

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.language import Language

LONGEST_NAME = 31
"""Excel takes no longer sheet name."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\\s]+")
OUTSIDE = re.compile(r"[^\u0020-\uffff]")
DATE_FORMATS = {"vi": "dd/mm/yyyy", "en": "[$-809]d mmmm yyyy"}
MOST_DIGITS = 2
"""Decimals of a number that does not say how many it wants."""


def literal(text: str) -> str:
    """Text that a number format shows as it is.

    Parameters
    ----------
    text : str
        Any text; ``%`` in it must not multiply by 100.

    Returns
    -------
    str
        Part of a number format.
    """
    return r"\"".join(f'"{part}"' if part else "" for part in text.split('"'))


def decimals(num: Num) -> int:
    """Decimals to show: those asked for, else as many as the value needs up to two."""
    if num.digits is not None:
        return num.digits
    return len(f"{num.value:.{MOST_DIGITS}f}".rstrip("0").partition(".")[2])


def number_format(num: Num, language: Language) -> str:
    """Excel format that shows a number as the other file formats print it.

    Parameters
    ----------
    num : Num
        Number; the format adds its unit and "about", "over" and the like, and changes no value.
    language : Language
        Language of these words.

    Returns
    -------
    str
        Number format; the signs for decimals and thousands are those of the reader's Excel.
    """
    places = decimals(num)
    digits = ("0" if num.unit == "year" else "#,##0") + ("." + "0" * places if places else "")
    shown = language.text(f"bound.{num.bound}", n=language.with_unit("\0", num.unit, num.value))
    before, after = (literal(part) for part in shown.split("\0"))
    return f"{before}{digits}{after};{before}-{digits}{after}" if before else f"{digits}{after}"


def unit_words(unit: str, language: Language) -> str:
    """Name of a unit alone; empty for bare counts and years."""
    return language.with_unit("", unit, 2).strip()


def sheet_name(number: int, title: str) -> str:
    """Name of a table's sheet.

    Parameters
    ----------
    number : int
        The table's number, which makes the name unique.
    title : str
        The table's title.

    Returns
    -------
    str
        At most 31 characters, none of those that Excel forbids, whole words as far as possible.
    """
    plain = FORBIDDEN.sub(" ", OUTSIDE.sub("", title)).replace("'", "’")
    whole = f"{number}. {plain.strip()}"
    name = shorten(whole, LONGEST_NAME, placeholder="…")
    return name if len(name) > LONGEST_NAME // 2 else whole[:LONGEST_NAME].rstrip()
