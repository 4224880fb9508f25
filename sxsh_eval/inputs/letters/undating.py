"""Times of a sentence that date no figure: those of comparisons, of datelines, of documents' titles."""

from __future__ import annotations

import re

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.times import When

TITLE_REACH = 170
DOCUMENT_REACH = 25
BREAKS = ":;"
BASE = re.compile(
    r"(?:so với|so năm|compared with|from)\s*(?:cùng kỳ|giai đoạn|mức|năm gốc|cuối|năm|\s)*$", re.IGNORECASE
)
IN_TURN = re.compile(r"\blần lượt\b", re.IGNORECASE)
BASE_REACH, DATELINE = 40, 14


def is_base(time: When, line: Line) -> bool:
    """Whether a time is one with which a change compares (``so với năm 2015``)."""
    return bool(BASE.search(line.text[max(0, time.start - BASE_REACH) : time.start]))


def is_dateline(time: When, line: Line) -> bool:
    """Whether a time in brackets opens the paragraph: the day of a news item."""
    return time.form == "day" and time.start < DATELINE and line.text.startswith("(")


def base_year(draft: Draft) -> int | None:
    """Year from which a change is measured, when the sentence names one."""
    times = [each for each in draft.line.numbers.times if draft.sentence[0] <= each.start < draft.sentence[1]]
    years = [each.first.year for each in times if is_base(each, draft.line) and each.first.year == each.last.year]
    return years[0] if len(years) == 1 else None


def is_title(time: When, line: Line, context: Context) -> bool:
    """Whether a time belongs to a document's name (``Chiến lược … đến năm 2020``) or is the day of its signature."""
    marks = [each for each in line.numbers.marks if each.fate == "document_number" and each.end <= time.start]
    if marks and time.start - marks[-1].end <= DOCUMENT_REACH and "," not in line.text[marks[-1].end : time.start]:
        return True
    if time.form == "day" and line.text[max(0, time.start - 2) : time.start] == "(":
        return False
    hits = context.search.cue_hits(line.folded, "titles", max(0, time.start - TITLE_REACH), time.start)
    if not hits:
        return False
    start = hits[-1].end
    between = line.text[start : time.start]
    if any(letter in between for letter in BREAKS) or any(
        start <= each.start < time.start for each in line.numbers.figures
    ):
        return False
    if "," in between:
        return "giai đoạn" not in between.rsplit(",", 1)[1]
    cues = [
        hit
        for name in ("targets", "results", "title_ends")
        for hit in context.search.cue_hits(line.folded, name, start, time.start)
    ]
    return not cues
