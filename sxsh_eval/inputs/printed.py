"""Figures as documents print them: ``05``, ``0,5%``, ``286.000.000``, ``8 – 13%``, ``3,7 tỷ``, ``mười lăm``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from math import isclose

from sxsh_eval.inputs.number_words import HUNDRED, SCALE_WORDS, words_at

GROUPED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
GROUPED_EN = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|,[0-9]{3}\.[0-9]+)"
PLAIN = r"[0-9]+(?:[.,][0-9]+)?"
NUMBER = rf"(?:{GROUPED}|{GROUPED_EN}|{PLAIN})"
EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
SCALES = {**SCALE_WORDS, "tr": 10**6, "thousand": 10**3, "million": 10**6, "billion": 10**9}
SCALE = rf"(?:{'|'.join(SCALES)})"
TO = r"(?:-|\u2013|\u2014|~|đến|tới|to)"
WORD = r"[^\W\d_]+"
PER_CENT = r"(?:%|phần trăm|per ?cent)"
FIGURE = re.compile(
    rf"(?:{WORD}\s+)*?(?P<low>{NUMBER})\s*(?:(?P<own>(?:trăm\s+)?{SCALE}(?:\s+tỷ)?)\b\.?\s*(?:đồng|đ)?|{PER_CENT})?"
    rf"(?:\s*{TO}\s*(?P<high>{NUMBER})\s*{PER_CENT}?"
    rf"(?:\s*(?P<scale>(?:trăm\s+)?{SCALE}(?:\s+tỷ)?)\b\.?\s*(?:đồng|đ)?)?)?(?:\s+{WORD})*",
    re.IGNORECASE,
)
LONE_FIVE = "năm"
MAX_LENGTH = 200
MAX_DIGITS = 18


@dataclass(frozen=True)
class Printed:
    """Number or band that a printed figure stands for; `low` equals `high` for a number."""

    low: float
    high: float


def parse_number(text: str, *, english: bool = False) -> float:
    """Value of one printed number: points group thousands, the comma is decimal.

    Parameters
    ----------
    text : str
        Digits with separators; a point that cannot group thousands (``0.25``, ``12.5``) is read as decimal, commas
        that cannot be decimal (``1,234,567``) as groups.
    english : bool
        Read a figure that both styles allow (``1.234``, ``1,234``) the English way.

    Returns
    -------
    float
    """
    if english and EITHER.fullmatch(text):
        return float(text.replace(",", ""))
    if re.fullmatch(GROUPED_EN, text):
        return float(text.replace(",", ""))
    if re.fullmatch(GROUPED, text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def scaled_exactly(value: float, factor: int) -> float:
    """A printed number times its scale word, as in decimal arithmetic: 4.3376 times 10**12 is 4337600000000.

    Parameters
    ----------
    value : float
        As `parse_number` gives it.
    factor : int

    Returns
    -------
    float
        The float nearest to the product of the decimals.
    """
    return float(Decimal(repr(value)) * factor)


def two_ways(text: str) -> bool:
    """Whether a number has another value in the English style: ``1.234`` or ``1,234``, not ``0,5``."""
    return EITHER.fullmatch(text) is not None


def parse_printed(text: str, *, english: bool = False) -> Printed | None:
    """Value of a figure as a document prints it.

    Parameters
    ----------
    text : str
        The figure, alone or with words before or after it.
    english : bool
        Read figures that both styles allow the English way.

    Returns
    -------
    Printed or None
        None when the text is not one number or one band (a document number, for instance).
    """
    plain = unicodedata.normalize("NFC", text).strip()
    if len(plain) > MAX_LENGTH:
        return None
    match = FIGURE.fullmatch(plain)
    if match is None:
        return spelt_out(plain)
    after = (match["scale"] or "").lower() if match["high"] else ""
    own = scale_factor((match["own"] or after).lower())
    low = scaled_exactly(parse_number(match["low"], english=english), own)
    if not match["high"]:
        return Printed(low, low)
    high = scaled_exactly(parse_number(match["high"], english=english), scale_factor(after))
    return Printed(low, high)


def scale_factor(words: str) -> int:
    """Product of scale words: ``nghìn tỷ`` is 10**12, no word is 1."""
    factor = 1
    for word in words.split():
        factor *= 100 if word == HUNDRED else SCALES.get(word, 1)
    return factor


def spelt_out(text: str) -> Printed | None:
    """Value of a number in words, also with its digits in brackets after it (``mười lăm (15)``)."""
    found = words_at(text, 0) or ((5, len(text)) if text.lower() == LONE_FIVE else None)
    if found is None:
        return None
    value, end = found
    rest = text[end:].strip()
    digits = re.match(rf"\(\s*(?:\b{PLAIN}\b)\s*\)", rest)
    if digits and parse_number(digits.group().strip("() ")) != value:
        return None
    rest = rest[digits.end() :] if digits else rest
    return Printed(value, value) if re.fullmatch(rf"(?:\s*{WORD})*", rest) else None


def reads_as(text: str, low: float, high: float) -> bool:
    """Whether a printed figure can stand for these ends; a comma before three digits may also group thousands."""
    readings = [parse_printed(text), parse_printed(text, english=True) if "." not in text else None]
    return any(each and isclose(each.low, low) and isclose(each.high, high) for each in readings)
