"""Numbers of a letter's headings: how they are written, what may follow them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sxsh_eval.inputs.letters.text import Paragraph

ROMAN = re.compile(r"^\W{0,3}(?:phần\s+(?:thứ\s+)?)?([IVX]{1,5})\s*(?:[.)/:]|[-\u2013]\s|$)\s*(?=\D|$)", re.IGNORECASE)
ROMAN_CASE = re.compile(r"[IVX]{1,5}\s*(?:[.)/:]|[-\u2013]\s|$)")
PART_WORDS = re.compile(r"^\W{0,3}phần\s+thứ\s+(nhất|hai|ba|tư|năm|sáu)\b", re.IGNORECASE)
PART = re.compile(
    r"^\W{0,3}phần\s+(?:thứ\s+)?(nhất|hai|ba|tư|năm|sáu|[IVX]{1,5}|[A-H])\s*(?:[.):/\-\u2013]|$)", re.IGNORECASE
)
ARTICLE = re.compile(r"^\W{0,3}điều\s+([0-9]{1,2})\s*[.:]", re.IGNORECASE)
CAPITAL = re.compile(r"^\W{0,3}(?:phần\s+)?([A-H])\s*[.)/]\s*(?=[^\W\d_])")
ARABIC = re.compile(r"^[*_]{0,2}([0-9]{1,2})\s?[.)/]\s*(?=[^\W\d_])")
NESTED = re.compile(r"^[*_]{0,2}([0-9]{1,2})\.([0-9]{1,2})\s?[.)/]?\s*(?=[^\W\d_])")
LETTER = re.compile(r"^[*_]{0,2}([a-z])\s?[.)/]\s*(?=\S)")
BARE = re.compile(r"\W*(?:phần\s+(?:thứ\s+)?)?(?:[IVX]{1,5}|[A-H]|nhất|hai|ba|tư|năm|sáu)\W*", re.IGNORECASE)
PART_NUMBERS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6}
VALUES = {"I": 1, "V": 5, "X": 10}
NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
LONGEST_TITLE, MOST_LETTERS = 250, 26
FARTHEST, FARTHEST_BELOW = 3, 6
TOP, MIDDLE, LOW = 0, 1, 2


def titled_by(text: str) -> bool:
    """Whether a heading is only its number (``Phần II``), so that its title is the line after it."""
    return BARE.fullmatch(text) is not None


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral up to 15; 0 when it is not written as one."""
    return NUMERALS.index(numeral) if numeral in NUMERALS else 0


def roman_of(text: str) -> int:
    """Number of a heading ``I.``, ``PHẦN I`` or ``Phần thứ nhất``; 0 for other paragraphs."""
    words = PART_WORDS.match(text)
    if words:
        return PART_NUMBERS[words[1].lower()]
    match = ROMAN.match(text)
    if match is None or (not match[1].isupper() and not text.lower().startswith("phần")):
        return 0
    return roman_value(match[1].upper())


def part_of(text: str) -> int:
    """Number of a part that may hold Roman numerals: ``Phần thứ hai``, ``PHẦN II``, ``Phần B``; 0 for others."""
    match = PART.match(text)
    if match is None:
        return 0
    named = match[1].lower()
    return PART_NUMBERS.get(named) or roman_value(named.upper()) or "abcdefgh".find(named) + 1


def number_of(pattern: re.Pattern[str], text: str) -> int:
    """Number of a heading in another style; 0 for other paragraphs."""
    match = pattern.match(text)
    if match is None:
        return 0
    return int(match[1]) if match[1].isdigit() else ord(match[1].lower()) - ord("a") + 1


class Outline:
    """Numbers of the sections above the present paragraph; knows what may follow them."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.numbers = [0, 0, 0]
        self.headings: list[int | None] = [None, None, None]

    def heading(self, text: str) -> tuple[int, int] | None:
        """Level and number of a heading; None for paragraphs that continue a section."""
        top = self.top_number(text)
        if top and self.may_follow(TOP, top):
            return TOP, top
        middle = self.middle_number(text)
        if middle and self.may_follow(MIDDLE, middle):
            return MIDDLE, middle
        low = self.low_number(text)
        if low and any(self.numbers) and self.may_follow(LOW, low):
            return LOW, low
        return None

    def top_number(self, text: str) -> int:
        """Number on the highest level in this letter's style."""
        if self.style == "part":
            return part_of(text)
        if self.style == "roman":
            return roman_of(text)
        if self.style == "arabic":
            return 0 if NESTED.match(text) else number_of(ARABIC, text)
        return number_of({"article": ARTICLE, "capital": CAPITAL}[self.style], text)

    def middle_number(self, text: str) -> int:
        """Number on the second level: ``2.`` below a higher one, or ``1.2`` where ``1.`` is the highest."""
        nested = NESTED.match(text)
        if self.style == "part":
            return 0 if part_of(text) else roman_of(text)
        if self.style == "arabic":
            return int(nested[2]) if nested and int(nested[1]) == self.numbers[TOP] else 0
        return 0 if nested else number_of(ARABIC, text)

    def low_number(self, text: str) -> int:
        """Number on the third level: ``a)``, or ``1.`` where parts hold Roman numerals."""
        if self.style == "part":
            return 0 if NESTED.match(text) else number_of(ARABIC, text)
        return number_of(LETTER, text)

    def may_follow(self, level: int, number: int) -> bool:
        """Whether a number goes on the count of its level; a few may be missing."""
        last = self.numbers[level]
        return last < number <= last + (FARTHEST if level == TOP else FARTHEST_BELOW)

    def enter(self, level: int, number: int, position: int) -> None:
        """Go into a section."""
        self.numbers = [*self.numbers[:level], number, *[0] * (LOW - level)]
        self.headings = [*self.headings[:level], position, *[None] * (LOW - level)]

    def section(self) -> str:
        """Section as a place names it."""
        top, middle, low = self.numbers
        parts = [NUMERALS[min(max(top, 1), len(NUMERALS) - 1)]]
        parts += [str(middle)] if middle else []
        parts += [chr(ord("a") + min(low, MOST_LETTERS) - 1)] if low else []
        return ".".join(parts)


def style_of(paragraphs: Sequence[Paragraph]) -> str | None:
    """How a letter numbers its highest sections; None when it does not."""
    texts = [each.text for each in paragraphs if each.cell is None and len(each.text) < LONGEST_TITLE * 8]
    inner = [text for text in texts if roman_of(text) == 1 and not part_of(text)]
    if inner and {1, 2} <= {part_of(text) for text in texts}:
        return "part"
    if any(roman_of(text) == 1 for text in texts) or sum(bool(roman_of(text)) for text in texts) > 1:
        return "roman"
    for style, pattern in (("article", ARTICLE), ("capital", CAPITAL), ("arabic", ARABIC)):
        numbers = {number_of(pattern, text) for text in texts if not NESTED.match(text)}
        if {1, 2} <= numbers:
            return style
    return None
