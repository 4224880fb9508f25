"""Figures as Vietnamese documents print them: ``05``, ``0,5%``, ``286.000.000``, ``8 – 13%``, ``3,7 tỷ``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

GROUPED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"
PLAIN = r"[0-9]+(?:[.,][0-9]+)?"
NUMBER = rf"(?:{GROUPED}|{PLAIN})"
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
TO = r"(?:-|\u2013|\u2014|đến|tới)"
WORD = r"[^\W\d_]+"
FIGURE = re.compile(
    rf"(?:{WORD}\s+)*?(?P<low>{NUMBER})\s*%?"
    rf"(?:\s*{TO}\s*(?P<high>{NUMBER})\s*%?)?"
    rf"(?:\s*(?P<scale>{'|'.join(SCALES)}))?(?:\s+{WORD})*",
    re.IGNORECASE,
)
MAX_LENGTH = 200


@dataclass(frozen=True)
class Printed:
    """Number or band that a printed figure stands for; `low` equals `high` for a number."""

    low: float
    high: float


def parse_number(text: str) -> float:
    """Value of one printed number: points group thousands, the comma is decimal.

    Parameters
    ----------
    text : str
        Digits with separators; a point that cannot group thousands (``0.25``, ``12.5``) is read as decimal.

    Returns
    -------
    float
    """
    if re.fullmatch(GROUPED, text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def parse_printed(text: str) -> Printed | None:
    """Value of a figure as a document prints it.

    Parameters
    ----------
    text : str
        The figure, alone or with words before or after it.

    Returns
    -------
    Printed or None
        None when the text is not one number or one band (a document number, for instance).
    """
    plain = unicodedata.normalize("NFC", text).strip()
    match = FIGURE.fullmatch(plain) if len(plain) <= MAX_LENGTH else None
    if match is None:
        return None
    factor = SCALES.get((match["scale"] or "").lower(), 1)
    low = parse_number(match["low"]) * factor
    return Printed(low, parse_number(match["high"]) * factor if match["high"] else low)
