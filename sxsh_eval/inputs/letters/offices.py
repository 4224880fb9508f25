"""Who writes to whom about what: province, issuer, addressee, subject of a letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.inputs.letters.drafts import Context, Line
from sxsh_eval.inputs.letters.phrases import find_all, made
from sxsh_eval.inputs.letters.sections import ADDRESSEE
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.province_names import STAND_IN
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.text import fold

UNKNOWN = "?"
SUBJECT = re.compile(r"^\W*(?:v/v|về việc|v/v:)\s*:?\s*", re.IGNORECASE)
PLACE_AND_DAY = re.compile(r"^\W*([^,\d]{2,40}),\s*ngày(?:\s*[0-9]|[\s.…]*tháng\s*[0-9])", re.IGNORECASE)
COMMITTEE = re.compile(r"ủy ban nhân dân|uỷ ban nhân dân|UBND|sở công thương|bộ công thương", re.IGNORECASE)
MINISTRY = re.compile(r"\W*bộ\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,6}\W*", re.IGNORECASE)
KIND_OF_DOCUMENT = re.compile(
    r"\W*(?:báo cáo|quyết định|kế hoạch|chương trình|đề án|thông báo|tờ trình)\W*", re.IGNORECASE
)
DEPARTMENT, MINISTRY_NAME = "so-cong-thuong", "bo-cong-thuong"
FIRST_LINES = 60
SHORT_LINE = 70


def doubt(code: str, found: str, **values: str) -> Problem:
    """Doubt about the frame of a letter."""
    return Problem(f"reading.{code}", "-", found, values, severity="warning")


def find_province(
    lines: Sequence[Line],
    context: Context,
    given: str | None,
    day: dt.date,
    doubts: list[Problem],
    *,
    signed: bool = True,
) -> Province | None:
    """Province that is asked for, or that head or first lines name as ``tỉnh …``; never a likely one."""
    if given is not None:
        return province_given(given, context, day, signed=signed)
    known = {fold(form): each for each in context.registry.provinces if each.valid_on(day) for form in forms(each)}
    older = {fold(form): each for each in context.registry.provinces for form in forms(each)}
    of_ministry = any(MINISTRY.fullmatch(line.text) for line in lines)
    for line in [*lines, *context.lines[:FIRST_LINES]]:
        for names in (known, older):
            slug = named_in(line.text, names, of_ministry=of_ministry)
            if slug is not None:
                return by_date(names[slug], context, day)
    named = {
        each.slug: each for each in older.values() if re.search(rf"\b{re.escape(each.name.vi)}\b", opening(context))
    }
    if len(named) == 1:
        [found] = named.values()
        doubts.append(doubt("province_by_name", found.name.vi))
        return by_date(found, context, day)
    doubts.append(doubt("no_province", STAND_IN))
    return None


def province_given(given: str, context: Context, day: dt.date, *, signed: bool) -> Province:
    """Province that is asked for, on the letter's day; where that day is a stand-in, also on an earlier one."""
    try:
        return context.registry.province(given, day)
    except UsageError:
        ends = {each.valid_to for each in context.registry.provinces if each.valid_to and each.valid_to < day}
        for end in sorted([] if signed else ends, reverse=True):
            with suppress(UsageError):
                return context.registry.province(given, end)
        raise


def opening(context: Context) -> str:
    """First line that is no address."""
    lines = [
        line for line in context.lines[:FIRST_LINES] if all(each.fate != "other_subject" for each in line.numbers.marks)
    ]
    return lines[0].text if lines else ""


def by_date(province: Province, context: Context, day: dt.date) -> Province:
    """The province as it existed on the day of the letter, or the one of that name that existed last before it."""
    try:
        return context.registry.province(province.slug, day)
    except UsageError:
        return province


def forms(province: Province) -> tuple[str, ...]:
    """Names by which a letter may call a province."""
    return (province.name.vi, *(alias for alias in province.aliases if len(alias) > len("HCM.")))


def named_in(text: str, names: dict[str, Province], *, of_ministry: bool) -> str | None:
    """Province that a line calls ``tỉnh …`` or ``thành phố …``, or whose name stands before its day."""
    day = PLACE_AND_DAY.match(text)
    if day and fold(day[1]) in names and not of_ministry:
        return fold(day[1])
    for match in re.finditer(r"(?:tỉnh|thành phố|tp\.?)\s*(?=[^\W\d_])", text, re.IGNORECASE):
        words = fold(text[match.end() : match.end() + 40]).split("-")
        for length in range(min(5, len(words)), 0, -1):
            if "-".join(words[:length]) in names:
                return "-".join(words[:length])
    return None


def subject(lines: Sequence[Line], context: Context, doubts: list[Problem]) -> dict[str, str]:
    """Subject of the letter after ``V/v``, else its first line in words; English where the vocabulary knows it."""
    said = [SUBJECT.sub("", line.text) for line in lines if SUBJECT.match(line.text)]
    if not said:
        titled = [after.text for line, after in pairwise(lines) if KIND_OF_DOCUMENT.fullmatch(line.text)]
        titled = titled or [line.text for line in lines if is_title_line(line, context)]
        said = titled[:1]
    if not said:
        doubts.append(doubt("no_title", UNKNOWN))
        return {"vi": UNKNOWN, "en": UNKNOWN}
    vi = said[0].strip(" *.:")[:300] or UNKNOWN
    return {"vi": vi[:1].upper() + vi[1:], "en": english_of(vi, context) or f"(vi) {vi}"}


def is_title_line(line: Line, context: Context) -> bool:
    """Whether a line of a head names a known subject or kind of document."""
    if line.numbers.figures or any(mark.fate == "other_subject" for mark in line.numbers.marks):
        return False
    known = [hit for role in ("plan", "report") for hit in context.search.cue_hits(line.folded, f"documents.{role}")]
    return bool(known) or bool(english_of(line.text, context))


def english_of(text: str, context: Context) -> str:
    """English name of a known subject; empty when unknown."""
    folded = context.search.fold(text)
    for words in context.patterns.vocabulary.subjects:
        if find_all(folded, made([words.vi]), "", 0, None):
            return words.en
    return ""


def issuer(lines: Sequence[Line], province: Province | None) -> dict[str, str]:
    """Office that wrote: as short lines of the head name it, the department below its committee before that."""
    short = [line.text for line in lines if len(line.text) <= SHORT_LINE and not ADDRESSEE.match(line.text)]
    written = [fold(found.group()) for text in short if (found := COMMITTEE.match(text.lstrip(" *_")))]
    below = DEPARTMENT in written[1:2] and written[0] != MINISTRY_NAME
    name = DEPARTMENT if below else next(iter(written), "")
    where = province.name if province else Words(vi=UNKNOWN, en=UNKNOWN)
    is_city = province is not None and province.type == "city"
    if not name:
        return {"vi": UNKNOWN, "en": UNKNOWN}
    if name == MINISTRY_NAME:
        return {"vi": "Bộ Công Thương", "en": "Ministry of Industry and Trade"}
    if name == DEPARTMENT:
        return {"vi": f"Sở Công Thương {where.vi}", "en": f"Department of Industry and Trade of {where.en}"}
    area = ("thành phố", "city") if is_city else ("tỉnh", "province")
    return {"vi": f"UBND {area[0]} {where.vi}", "en": f"People's Committee of {where.en} {area[1]}"}


def addressee(lines: Sequence[Line], context: Context) -> dict[str, str]:
    """Office to which the letter is addressed."""
    for line in lines:
        start = ADDRESSEE.match(line.text)
        if start:
            vi = line.text[start.end() :].strip(" :.-*") or UNKNOWN
            folded = context.search.fold(vi)
            known = [
                body.en for body in context.patterns.vocabulary.bodies if find_all(folded, made([body.vi]), "", 0, None)
            ]
            return {"vi": vi[:200], "en": known[0] if known else f"(vi) {vi[:200]}"}
    return {"vi": UNKNOWN, "en": UNKNOWN}
