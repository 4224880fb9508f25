"""What is typed into a field: from text to value, from value to text in the style of a language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.form.fields import Field
from sxsh_eval.parameters.leaves import Bounds

SIGN = re.compile(r"\s*%\s*$")
PLAIN = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,12})?", re.ASCII)
GROUPED = re.compile(r"[0-9]{1,3}([\s\u00a0\u202f][0-9]{3})+", re.ASCII)
WHOLE = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
PAIR = 2
SHOWN = 80


def read_entry(field: Field, text: str, *, percent: bool = False) -> Any:
    """Value that a text of a field means.

    Parameters
    ----------
    field : Field
    text : str
        As typed. Decimals take a comma or a point, lists semicolons (or commas followed by a space), per cent a sign.
    percent : bool
        Whether the field is shown in per cent. A part of a whole then reads as in Excel: 30 and 30 % are 0.3, numbers
        below 1 without the sign are parts already.

    Returns
    -------
    object
        Plain JSON value; None for an empty text of an optional field.

    Raises
    ------
    UsageError
        If the text is none of the field's kind.
    """
    text = text.strip()
    if not text and field.kind not in {"text", "file", "names", "table"}:
        if field.optional:
            return None
        raise _refusal(field, "form.empty", "-")
    readers: dict[str, Callable[[str], Any]] = {
        "number": lambda part: _number(field, part, percent=percent),
        "whole": lambda part: _whole(field, part),
        "table": lambda whole: _table(field, whole),
        "names": lambda whole: [part for part in re.split(r"[;,\s]+", whole) if part],
    }
    readers["share"] = readers["number"]
    if field.kind in {"numbers", "wholes"}:
        return [readers[field.kind.removesuffix("s")](part) for part in _parts(text)]
    return readers.get(field.kind, str)(text)


def show_entry(field: Field, value: Any, language: str, *, as_percent: bool = False) -> str:
    """Text that stands for a value in a field; reading it gives the value again.

    Parameters
    ----------
    field : Field
    value : object
        Plain JSON value.
    language : {"vi", "en"}
        A decimal comma or a decimal point.
    as_percent : bool
        Whether a part is shown in per cent.

    Returns
    -------
    str
    """
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {show_number(each, language)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(show_number(each, language) if not isinstance(each, str) else each for each in value)
    if isinstance(value, str):
        return value
    if field.kind == "share" and as_percent:
        return f"{show_number(_times(value, 100), language)} %"
    return show_number(value, language)


def show_number(value: float, language: str) -> str:
    """Number without grouping, as short as it is exact."""
    text = format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "vi" else text


def show_bounds(field: Field, language: str, *, as_percent: bool = False) -> str:
    """What a number may be: ``> 1; ≤ 50``; empty where everything goes."""
    return "; ".join(f"{sign} {end}" for sign, end in bound_ends(field, language, as_percent=as_percent))


def bound_ends(field: Field, language: str, *, as_percent: bool = False) -> list[tuple[str, str]]:
    """Signs of comparison with the numbers a field stops at."""
    return [(sign, show_entry(field, end, language, as_percent=as_percent)) for sign, end in _ends(field.bounds)]


def _ends(bounds: Bounds) -> list[tuple[str, float]]:
    pairs = ((">", bounds.above), ("≥", bounds.least), ("<", bounds.below), ("≤", bounds.most))
    return [(sign, end) for sign, end in pairs if end is not None]


def _times(value: float, factor: int) -> float:
    """Product without the noise of binary fractions."""
    return float(Decimal(repr(value)) * factor)


def _number(field: Field, text: str, *, percent: bool = False) -> float:
    part, signs = SIGN.subn("", text)
    plain = re.sub(r"[\s\u00a0\u202f]", "", part) if GROUPED.fullmatch(part.strip()) else part.strip()
    if not PLAIN.fullmatch(plain) or (signs and not (percent or field.kind == "share")):
        raise _refusal(field, "form.not_number", text)
    number = Decimal(plain.replace(",", "."))
    if field.kind == "share" and (signs or (percent and number >= 1)):
        number /= 100
    return float(number)


def _whole(field: Field, text: str) -> int:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text) if GROUPED.fullmatch(text.strip()) else text.strip()
    if not WHOLE.fullmatch(plain):
        raise _refusal(field, "form.not_whole", text)
    return int(plain)


def _parts(text: str) -> list[str]:
    """Items of a list: by semicolons, else by commas that a space follows."""
    parts = text.split(";") if ";" in text else re.split(r",\s+", text)
    return [part.strip() for part in parts if part.strip()]


def _table(field: Field, text: str) -> dict[str, float]:
    """Numbers by year."""
    table: dict[str, float] = {}
    for part in _parts(text):
        pair = [side.strip() for side in part.split(":")]
        if len(pair) != PAIR or not WHOLE.fullmatch(pair[0]) or pair[0] in table:
            raise _refusal(field, "form.not_table", part)
        table[pair[0]] = _number(field, pair[1])
    return table


def _refusal(field: Field, code: str, found: str) -> UsageError:
    return UsageError([Problem(code, f"--set {field.key}", found[:SHOWN])])
