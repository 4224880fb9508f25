"""Where each paragraph of a letter stands: head, numbered sections ``I.3.c``, body, foot; which paragraphs lead it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.inputs.claims import Place
from sxsh_eval.inputs.letters.outline import LONGEST_TITLE, Outline, style_of
from sxsh_eval.inputs.letters.text import Paragraph

ADDRESSEE = re.compile(r"^\W{0,3}kính gửi", re.IGNORECASE)
CLOSING = re.compile(
    r"^\W{0,3}(?:trên đây là|nơi nhận|(?:TM|KT|TL|TUQ)\.|xin trân trọng|trân trọng (?:cảm ơn|báo cáo))", re.IGNORECASE
)
ANNEX = re.compile(r"^\W{0,3}phụ lục(?:\s+(?:số\s*)?[0-9IVX]{1,4})?\s*[.:]?\s*(?:$|\D)", re.IGNORECASE)
BULLET = re.compile(r"^\s*([-\u2013\u2022+*•·o])\s")
FEWEST_CAPITALS = 8
DEPTH = {"+": 2, "o": 2}


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
    heading: int | None = None
    for at, paragraph in enumerate(paragraphs):
        if addressed and at == addressed[0] + 1:
            section = "body"
        elif section == "body" and at > 0 and CLOSING.match(paragraph.text):
            section = "foot"
        above = () if heading is None else (heading,)
        found.append(Standing(counter.place(section, paragraph), above, leads.lead(at, paragraph, section)))
        if addressed and section == "body" and paragraph.cell is None and is_capitals(paragraph.text):
            heading = at
    return tuple(found)


def is_capitals(text: str) -> bool:
    """Whether a line is a heading by its capitals alone."""
    return text == text.upper() and sum(map(str.isalpha, text)) >= FEWEST_CAPITALS and len(text) < LONGEST_TITLE


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
