"""Where each paragraph of a letter stands: head, numbered sections ``I.3.c``, body, foot; which paragraphs lead it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.inputs.claims import Place
from sxsh_eval.inputs.letters.text import Paragraph

ROMAN = re.compile(r"^\W{0,3}(?:phần\s+(?:thứ\s+)?)?([IVX]{1,5})\s*(?:[.)/:]|[-\u2013]\s|$)\s*(?=\D|$)", re.IGNORECASE)
ROMAN_CASE = re.compile(r"[IVX]{1,5}\s*(?:[.)/:]|[-\u2013]\s|$)")
PART_WORDS = re.compile(r"^\W{0,3}phần\s+thứ\s+(nhất|hai|ba|tư|năm|sáu)\b", re.IGNORECASE)
ARTICLE = re.compile(r"^\W{0,3}điều\s+([0-9]{1,2})\s*[.:]", re.IGNORECASE)
CAPITAL = re.compile(r"^\W{0,3}(?:phần\s+)?([A-H])\s*[.)/]\s*(?=[^\W\d_])")
ARABIC = re.compile(r"^[*_]{0,2}([0-9]{1,2})\s?[.)/]\s*(?=[^\W\d_])")
NESTED = re.compile(r"^[*_]{0,2}([0-9]{1,2})\.([0-9]{1,2})\s?[.)/]?\s*(?=[^\W\d_])")
LETTER = re.compile(r"^[*_]{0,2}([a-z])\s?[.)/]\s*(?=\S)")
ADDRESSEE = re.compile(r"^\W{0,3}kính gửi", re.IGNORECASE)
CLOSING = re.compile(
    r"^\W{0,3}(?:trên đây là|nơi nhận|(?:TM|KT|TL|TUQ)\.|xin trân trọng|trân trọng (?:cảm ơn|báo cáo))", re.IGNORECASE
)
ANNEX = re.compile(r"^\W{0,3}phụ lục(?:\s+(?:số\s*)?[0-9IVX]{1,4})?\s*[.:]?\s*(?:$|\D)", re.IGNORECASE)
BULLET = re.compile(r"^\s*([-\u2013\u2022+*•·o])\s")
PART_NUMBERS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6}
VALUES = {"I": 1, "V": 5, "X": 10}
NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
FARTHEST, FARTHEST_BELOW = 3, 6
TOP, MIDDLE, LOW = 0, 1, 2
DEPTH = {"+": 2, "o": 2}
LONGEST_TITLE = 250


@dataclass(frozen=True)
class Standing:
    """Where one paragraph stands.

    Attributes
    ----------
    place : Place
    headings : tuple of int
        Positions of the headings above it, its own section's last.
    lead : int, optional
        Position of the paragraph that introduces a list in which it stands (it ends with a colon).
    """

    place: Place
    headings: tuple[int, ...] = ()
    lead: int | None = None


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
        low = number_of(LETTER, text)
        if low and any(self.numbers) and self.may_follow(LOW, low):
            return LOW, low
        return None

    def top_number(self, text: str) -> int:
        """Number on the highest level in this letter's style."""
        if self.style == "roman":
            return roman_of(text)
        if self.style == "arabic":
            return 0 if NESTED.match(text) else number_of(ARABIC, text)
        return number_of({"article": ARTICLE, "capital": CAPITAL}[self.style], text)

    def middle_number(self, text: str) -> int:
        """Number on the second level: ``2.`` below a higher one, or ``1.2`` where ``1.`` is the highest."""
        nested = NESTED.match(text)
        if self.style == "arabic":
            return int(nested[2]) if nested and int(nested[1]) == self.numbers[TOP] else 0
        return 0 if nested else number_of(ARABIC, text)

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
        parts += [chr(ord("a") + low - 1)] if low else []
        return ".".join(parts)


def style_of(paragraphs: Sequence[Paragraph]) -> str | None:
    """How a letter numbers its highest sections; None when it does not."""
    texts = [each.text for each in paragraphs if each.cell is None and len(each.text) < LONGEST_TITLE * 8]
    if any(roman_of(text) == 1 for text in texts) or sum(bool(roman_of(text)) for text in texts) > 1:
        return "roman"
    for style, pattern in (("article", ARTICLE), ("capital", CAPITAL), ("arabic", ARABIC)):
        numbers = {number_of(pattern, text) for text in texts if not NESTED.match(text)}
        if {1, 2} <= numbers:
            return style
    return None


def find_places(paragraphs: Sequence[Paragraph]) -> tuple[Standing, ...]:
    """Place of every paragraph.

    Paragraphs of a section count from its heading, which is 1; a row of a table counts once. Levels below Roman,
    Arabic numeral and letter belong to the section that holds them. Where the highest sections are numbered
    otherwise (``A.``, ``Điều 1.``, ``1.``), Roman numerals stand for them.

    Parameters
    ----------
    paragraphs : sequence of Paragraph

    Returns
    -------
    tuple of Standing
        One a paragraph.
    """
    style = style_of(paragraphs)
    return flat_places(paragraphs) if style is None else numbered_places(paragraphs, style)


def flat_places(paragraphs: Sequence[Paragraph]) -> tuple[Standing, ...]:
    """Places in a text without numbered sections: all body, after the addressee where there is one."""
    addressed = [at for at, each in enumerate(paragraphs) if ADDRESSEE.match(each.text)]
    counter = Counter()
    leads = Leads()
    found = []
    section = "head" if addressed else "body"
    for at, paragraph in enumerate(paragraphs):
        if addressed and at == addressed[0] + 1:
            section = "body"
        elif section == "body" and at > 0 and CLOSING.match(paragraph.text):
            section = "foot"
        found.append(Standing(counter.place(section, paragraph), (), leads.lead(at, paragraph, section)))
    return tuple(found)


def numbered_places(paragraphs: Sequence[Paragraph], style: str) -> tuple[Standing, ...]:
    """Places in a letter with numbered sections."""
    outline, counter, leads = Outline(style), Counter(), Leads()
    section = "head"
    found = []
    for at, paragraph in enumerate(paragraphs):
        ended = section in {"foot", "body"} or paragraph.cell is not None
        heading = None if ended else outline.heading(paragraph.text)
        if heading:
            outline.enter(*heading, at)
            section = outline.section()
        elif section != "head" and paragraph.cell is None and ANNEX.match(paragraph.text):
            section = "body"
        elif section not in {"head", "foot", "body"} and paragraph.cell is None and CLOSING.match(paragraph.text):
            section = "foot"
        inside = section not in {"head", "foot", "body"}
        headings = tuple(each for each in outline.headings if each is not None and each != at) if inside else ()
        place = counter.place(section, paragraph)
        found.append(Standing(place, headings, leads.lead(at, paragraph, section)))
    return tuple(found)


class Counter:
    """Counts the paragraphs of the section at hand."""

    def __init__(self) -> None:
        self.section, self.count, self.row = "", 0, (-1, -1)

    def place(self, section: str, paragraph: Paragraph) -> Place:
        """Place of the next paragraph; cells of one row share it."""
        row = (paragraph.cell.table, paragraph.cell.row) if paragraph.cell else (-1, -1)
        if section != self.section:
            self.section, self.count = section, 1
        elif row == (-1, -1) or row != self.row:
            self.count += 1
        self.row = row
        return Place(section=section, paragraph=self.count)


class Leads:
    """Knows which paragraph introduces the list at hand."""

    def __init__(self) -> None:
        self.stack: list[tuple[int, int]] = []
        self.section = ""
        self.listed = False

    def lead(self, at: int, paragraph: Paragraph, section: str) -> int | None:
        """Lead of the next paragraph, which may itself become one."""
        depth = depth_of(paragraph.text)
        if section != self.section:
            self.section, self.stack, self.listed = section, [], False
        while self.stack and depth <= self.stack[-1][0] and self.stack[-1][0] > 0:
            self.stack.pop()
        if depth == 0 and self.stack and not paragraph.cell and (self.listed or paragraph.text.rstrip().endswith(":")):
            self.stack = []
        self.listed = depth > 0
        lead = self.stack[-1][1] if self.stack else None
        if paragraph.cell is None and paragraph.text.rstrip().endswith(":"):
            self.stack.append((depth, at))
        elif depth == 0 and paragraph.cell is None:
            self.stack = []
        return lead


def depth_of(text: str) -> int:
    """Depth of a paragraph in a list: 0 without a bullet, 1 for ``-``, 2 for ``+``."""
    bullet = BULLET.match(text)
    return DEPTH.get(bullet[1], 1) if bullet else 0
