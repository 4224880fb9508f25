"""Which lines of a PDF belong to one paragraph, from the room they leave."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sxsh_eval.inputs.letters.joining import begins_item, glue, goes_on, is_caption, is_ended, is_page_number
from sxsh_eval.inputs.letters.pdf_lines import Line
from sxsh_eval.inputs.letters.text import Paragraph

SPACE = 0.35
"""Width of a space in heights of letters."""

DOUBT = 0.5
"""A word that would have fitted by less than this, in heights of letters, had no room."""

LONG_STEP, WIDE_STEP = 1.3, 2.2
"""Steps between lines, in usual steps, that part sentences that ended, and that part any lines."""


def without_page_numbers(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the lines at their edges that hold only the page's number.

    Parameters
    ----------
    pages : list of list of Line
        In order.

    Returns
    -------
    list of list of Line
    """
    return [[line for line in page if not _numbers_page(line, page)] for page in pages]


def _numbers_page(line: Line, page: list[Line]) -> bool:
    above = sum(other.bottom > line.top for other in page)
    below = sum(other.top < line.bottom for other in page)
    edge = above == 0 or below == 0
    return edge and len(page) > 1 and is_page_number(line.text)


@dataclass(frozen=True)
class Block:
    """Measures of the text area, in points: where full lines begin and end, height of letters, step between lines."""

    left: float
    right: float
    height: float
    pitch: float


def measure(lines: list[Line]) -> Block:
    """Text area of a document from its lines."""
    height = median(line.height for line in lines)
    widest = max(line.right - line.left for line in lines)
    full = [line for line in lines if line.right - line.left >= 0.8 * widest]
    steps = [
        above.bottom - line.bottom
        for above, line in pairwise(lines)
        if above.page == line.page and 0 < above.bottom - line.bottom < 4 * height
    ]
    pitch = sorted(steps)[len(steps) // 4] if steps else 1.5 * height
    left, right = median(line.left for line in full), max(line.right for line in full)
    return Block(left, right, height, pitch)


def continues(above: Line, line: Line, block: Block) -> bool:
    """Whether a line is the rest of the paragraph of the line above it.

    Parameters
    ----------
    above, line : Line
        In order; the second may stand on the next page.
    block : Block
        The document's measures.

    Returns
    -------
    bool
        True when the first word had no room on the line above, the line begins no item and no new paragraph's
        indentation or distance sets it off.
    """
    if begins_item(line.text, above.text) or line.left > above.right:
        return False
    ended = is_ended(above.text) and not line.text[:1].islower()
    if ended and is_caption(line.text):
        return False
    room = block.right - above.right - line.first_word - SPACE * block.height
    if room > (0 if ended else DOUBT * block.height):
        return False
    step = above.bottom - line.bottom if above.page == line.page else 0.0
    indented = line.left > block.left + block.height and line.left > above.left + block.height
    return step <= WIDE_STEP * block.pitch and not (ended and (indented or step > LONG_STEP * block.pitch))


def flow(lines: list[Line], block: Block) -> list[Paragraph]:
    """Lines flowed into paragraphs.

    Parameters
    ----------
    lines : list of Line
        In reading order.
    block : Block
        Measures of the area that they fill.

    Returns
    -------
    list of Paragraph
        With page and line of their beginning.
    """
    if not lines:
        return []
    groups = [[lines[0]]]
    for at, (above, line) in enumerate(pairwise(lines), start=2):
        stray = is_page_number(line.text) and at < len(lines) and goes_on(above.text, lines[at].text)
        if not stray and continues(above, line, block):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(glue([line.text for line in group]), group[0].number, group[0].page) for group in groups]
