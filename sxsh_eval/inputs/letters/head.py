"""The frame of a letter: number, day, province, issuer, addressee, subject, the years it covers, documents it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.letters.drafts import Context, Line
from sxsh_eval.inputs.letters.kinds import document_role, section_roles
from sxsh_eval.inputs.letters.marks import DOCUMENT
from sxsh_eval.inputs.letters.offices import (
    FIRST_LINES,
    PLACE_AND_DAY,
    UNKNOWN,
    UNKNOWN_PROVINCE,
    addressee,
    doubt,
    find_province,
    issuer,
    subject,
)
from sxsh_eval.parameters.quantity import Span

NUMBER_LINE = re.compile(r"^\W*số(?:\s*hiệu)?\s*:?\s*", re.IGNORECASE)
FIRST_OF_STRATEGY = 2009
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
    place = find_province(first, context, province, day, doubts)
    if place is not None and not signed and place.valid_to is not None:
        day = min(day, place.valid_to)
    if not signed:
        doubts.append(doubt("no_date", day.isoformat()))
    spans = find_spans(context, day)
    title = subject(first, context, doubts)
    return Head(
        province=place.slug if place else UNKNOWN_PROVINCE,
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
    if named and year in {None, named[0].last.year}:
        return named[0].last, False
    top = [line.numbers.times[0] for line in context.lines[:DATELINES] if line.numbers.times]
    above = [each.first for each in top if each.form == "day" and each.start <= DATELINE_REACH]
    if above and year in {None, above[0].year}:
        return above[0], False
    if year is not None:
        return dt.date(year, 12, 31), False
    told = [(line, each) for line in context.lines for each in line.numbers.times]
    past = [each.last.year for line, each in told if not context.search.cue_hits(line.folded, "targets", 0, each.start)]
    latest = max(past or [each.last.year for _, each in told], default=FIRST_OF_STRATEGY)
    return dt.date(latest, 12, 31), False


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
        years = [each for each in line.numbers.times if each.form != "day"]
        top = not line.standing.headings
        spans = [Span(first=each.first.year, last=each.last.year) for each in years]
        if role == "report" and top and spans and spans[0].first < spans[0].last:
            found.setdefault("report", spans[0])
        elif role == "plan" and top and spans:
            found.setdefault("plan", Span(first=min(e.first for e in spans), last=max(e.last for e in spans)))
        elif role == "proposal" and not top and spans and spans[0].first < spans[0].last:
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
