"""The frame of a letter: number, day, province, issuer, addressee, subject, the years it covers, documents it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.letters.drafts import Context, Line
from sxsh_eval.inputs.letters.kinds import document_role, section_roles, titling
from sxsh_eval.inputs.letters.marks import DOCUMENT
from sxsh_eval.inputs.letters.offices import (
    FIRST_LINES,
    PLACE_AND_DAY,
    UNKNOWN,
    addressee,
    doubt,
    find_province,
    issuer,
    subject,
)
from sxsh_eval.inputs.letters.times import DECEMBER
from sxsh_eval.parameters.province_names import STAND_IN
from sxsh_eval.parameters.quantity import Span

NUMBER_LINE = re.compile(r"^\W*số(?:\s*hiệu)?\s*:?\s*", re.IGNORECASE)
FIRST_OF_STRATEGY = 2009
AIMED = ("targets", "planned", "asked")
BLANK_DAY = re.compile(
    r"^\W*(?:[^,\d]{2,40},\s*)?ngày[\s._…]*(?:tháng|/)[\s._…]*([0-9]{1,2})?[\s._…]*(?:năm|/)\s*((?:19|20)[0-9]{2})(?![0-9])",
    re.IGNORECASE,
)
DATELINES, DATELINE_REACH = 8, 14


@dataclass
class Head:
    """Fields of a letter's frame, with doubts where one is missing."""

    province: str
    number: str
    date: dt.date
    title: dict[str, str]
    issuer: dict[str, str]
    addressee: dict[str, str]
    span: Span
    plan_period: Span | None
    proposal_period: Span | None
    doubts: list[Problem] = field(default_factory=list)


def read_head(context: Context, *, province: str | None, year: int | None) -> Head:
    """Read the frame of a letter.

    Parameters
    ----------
    context : Context
    province : str, optional
        Overrides what the letter says.
    year : int, optional
        Year of the letter when it names no day; a day of that year that it names is kept.

    Returns
    -------
    Head
        Where something is missing, a placeholder that cannot be taken for a fact, with a doubt.
    """
    doubts: list[Problem] = []
    first = [line for line in context.lines if line.standing.place.section == "head"] or list(
        context.lines[:FIRST_LINES]
    )
    day, signed = find_day(first, context, year)
    place = find_province(first, context, province, day, doubts, signed=signed)
    if place is not None and not signed and place.valid_to is not None:
        day = min(day, place.valid_to)
    if not signed:
        doubts.append(doubt("no_date", day.isoformat()))
    spans = find_spans(context, day)
    title = subject(first, context, doubts)
    return Head(
        province=place.slug if place else STAND_IN,
        number=find_number(first, doubts),
        date=day,
        title=title,
        issuer=issuer(first, place),
        addressee=addressee(first, context),
        span=spans[0],
        plan_period=spans[1],
        proposal_period=spans[2],
        doubts=doubts,
    )


def find_number(lines: Sequence[Line], doubts: list[Problem]) -> str:
    """Number of the document: after ``Số:`` in its head."""
    for line in lines:
        start = NUMBER_LINE.match(line.text)
        number = DOCUMENT.match(line.text, start.end()) if start else None
        if number:
            return "".join(number.group().split())
    doubts.append(doubt("no_number", UNKNOWN))
    return UNKNOWN


def find_day(lines: Sequence[Line], context: Context, year: int | None) -> tuple[dt.date, bool]:
    """Day of signature: ``Bình Định, ngày …``; else the last day of the year asked for or of the latest year told of.

    The second value says whether the letter names the day.
    """
    named = [line.numbers.times[0] for line in lines if PLACE_AND_DAY.match(line.text) and line.numbers.times]
    days = [each.first for each in named if each.form in {"day", "until", "since"}]
    if days and (year is None or days[0].year == year):
        return days[0], True
    blank = [match for line in lines if (match := BLANK_DAY.match(line.text))]
    if blank and year in {None, int(blank[0][2])}:
        return end_of_month(int(blank[0][2]), int(blank[0][1] or DECEMBER)), False
    top = [line.numbers.times[0] for line in context.lines[:DATELINES] if line.numbers.times]
    above = [each.first for each in top if each.form == "day" and each.start <= DATELINE_REACH]
    if above and year in {None, above[0].year}:
        return above[0], False
    if year is not None:
        return dt.date(year, 12, 31), False
    return dt.date(latest_year(context), 12, 31), False


def end_of_month(year: int, month: int) -> dt.date:
    """Last day of a month; of the year where there is no such month."""
    if not 1 <= month < DECEMBER:
        return dt.date(year, DECEMBER, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def latest_year(context: Context) -> int:
    """Latest year that a letter tells of as past: not in sections on what is to come, not aimed at."""
    whole = document_role(context)
    told: list[int] = []
    past: list[int] = []
    for line in context.lines:
        ahead = whole == "plan" or any(role != "report" for role in section_roles(line, context))
        for time in line.numbers.times:
            told.append(time.first.year)
            is_aim = any(context.search.cue_hits(line.folded, cue, 0, time.start) for cue in AIMED)
            past += [] if ahead or is_aim else [time.last.year]
    return max(past) if past else min(told, default=FIRST_OF_STRATEGY)


def find_spans(context: Context, day: dt.date) -> tuple[Span, Span | None, Span | None]:
    """Years of report, plan and proposal, from the headings; else the Strategy's years up to the letter."""
    found: dict[str, Span] = {}
    for line in context.lines:
        if line.standing.headings and line.standing.place.section.count(".") < 1:
            continue
        roles = section_roles(line, context)
        role = next((each for each in reversed(roles) if each in {"plan", "proposal", "report"}), None)
        if role is None or line.standing.place.section in {"head", "foot", "body"}:
            continue
        years = [each for each in titling(line, context).numbers.times if each.form != "day"]
        top = not line.standing.headings
        spans = [Span(first=each.first.year, last=each.last.year) for each in years]
        if role == "report" and top and spans and spans[0].first < spans[0].last:
            found.setdefault("report", spans[0])
        elif role == "plan" and top and spans:
            found.setdefault("plan", Span(first=min(e.first for e in spans), last=max(e.last for e in spans)))
        elif role == "proposal" and spans and spans[0].first < spans[0].last:
            found.setdefault("proposal", spans[0])
    if document_role(context) == "plan":
        titles = [
            each for line in context.lines if line.standing.place.section == "head" for each in line.numbers.times
        ]
        spans = [
            Span(first=each.first.year, last=each.last.year) for each in titles if each.first.year < each.last.year
        ]
        found |= {"plan": spans[0]} if spans else {}
    report = found.get("report") or Span(first=min(FIRST_OF_STRATEGY, day.year), last=day.year)
    return report, found.get("plan"), found.get("proposal")
