"""The time of each figure: a period for what was done, a day for levels; stated, inferred or bounded by the letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.times import When
from sxsh_eval.parameters.quantity import Span

TITLE_REACH = 170
DOCUMENT_REACH = 25
FUTURE = ("target", "plan", "proposal")
BREAKS = ":;"
BASE = re.compile(
    r"(?:so với|so năm|compared with|from)\s*(?:cùng kỳ|giai đoạn|mức|năm gốc|cuối|năm|\s)*$", re.IGNORECASE
)
BASE_REACH, DATELINE = 40, 14


@dataclass(frozen=True)
class Frame:
    """Times of the whole letter that bound its figures."""

    day: dt.date
    span: Span
    plan: Span | None
    proposal: Span | None


def set_times(drafts: Sequence[Draft], context: Context, frame: Frame) -> None:
    """Give every figure its time.

    Parameters
    ----------
    drafts : sequence of Draft
        Of the whole letter, with indicators and kinds; changed in place.
    context : Context
    frame : Frame
        Bounds for figures whose sentence names no time.
    """
    for draft in drafts:
        found = own_time(draft, context) if draft.figure is not None else None
        if found is not None:
            apply(draft, found, "stated", context, frame)
        elif not document_time(draft, context, frame) and not led_time(draft, context, frame):
            bounded(draft, context, frame)
    for draft in drafts:
        if draft.dating == "undated":
            from_others(draft, drafts, context)


def own_time(draft: Draft, context: Context) -> When | None:
    """Time that the sentence names for a figure: the last one before it, or the next one after it.

    Where the first figure of a sentence comes before its first time, times follow their figures; a time before a colon
    belongs to what comes after it.
    """
    times = [each for each in draft.line.numbers.times if draft.sentence[0] <= each.start < draft.sentence[1]]
    times = [each for each in times if not is_dateline(each, draft.line)]
    times = [each for each in times if not is_base(each, draft.line) and not is_title(each, draft.line, context)]
    if not times:
        return partner_time(draft, context)
    figures = [each for each in draft.line.numbers.figures if draft.sentence[0] <= each.start < draft.sentence[1]]
    following = min([each.start for each in figures if each.start > draft.start] + [draft.sentence[1]])
    before = [each for each in times if each.end <= draft.start]
    text = draft.line.text
    after = [each for each in times if draft.end <= each.start < following and text[each.end : each.end + 1] != ":"]
    if draft.figure is not None and draft.unit == "years":
        return after[0] if after else (before[-1] if before else None)
    times_follow = bool(figures) and figures[0].start < times[0].start
    if after and (times_follow or not before):
        return after[0]
    return before[-1] if before else partner_time(draft, context)


def partner_time(draft: Draft, context: Context) -> When | None:
    """Time of the figure that this one is paired with or part of."""
    partner = draft.part_of or draft.paired_with
    if partner is None or partner.start > draft.start or partner.line is not draft.line:
        return None
    return own_time(partner, context) if partner.paired_with is not draft or partner.start < draft.start else None


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


def apply(draft: Draft, time: When, dating: str, context: Context, frame: Frame) -> None:
    """Set the time of a figure from one that a text names."""
    first, last = time.first, time.last
    if time.form == "since":
        last = max(frame.day, first)
    is_level = draft.is_share or context.registry.indicators[draft.indicator].level == "outcome"
    past = draft.kind not in FUTURE
    day = min(last, frame.day) if past and first <= frame.day else last
    one_year = first.year == last.year
    draft.dating = "stated" if dating == "stated" else "inferred"
    if is_level and (one_year or time.form == "until"):
        draft.as_of, draft.period = day, None
    elif time.form == "until" and past:
        since = min(frame.span.first, last.year)
        draft.period, draft.as_of = Span(first=since, last=last.year), None
    else:
        draft.period, draft.as_of = Span(first=first.year, last=last.year), None


def document_time(draft: Draft, context: Context, frame: Frame) -> bool:
    """Time of what a document's number proves: the span in its title, else from its signature on."""
    if draft.figure is not None:
        return False
    spans = [each for each in draft.line.numbers.times if draft.sentence[0] <= each.start < draft.sentence[1]]
    pattern = context.patterns.indicators[draft.indicator]
    named = [each for each in spans if each.form == "years" and each.first.year < each.last.year]
    signed = [each for each in spans if each.form == "day" and each.start >= draft.end]
    if named and not pattern.lasts:
        nearest = min(named, key=lambda each: abs(each.start - draft.start))
        draft.period, draft.dating = Span(first=nearest.first.year, last=nearest.last.year), "stated"
    elif signed:
        first = signed[0].first.year
        last = max(first, frame.span.last) if pattern.lasts else first
        draft.period, draft.dating = Span(first=first, last=last), "inferred"
    else:
        return False
    return True


def led_time(draft: Draft, context: Context, frame: Frame) -> bool:
    """Time named by the list's lead, an earlier sentence or the heading, for what lies in the future or is listed."""
    line, standing = draft.line, draft.line.standing
    if standing.lead is not None:
        time = only_time(context.lines[standing.lead], context)
        if time is not None:
            apply(draft, time, dating_by(context.lines[standing.lead]), context, frame)
            return True
    earlier = [
        each for each in line.numbers.times if each.end <= draft.sentence[0] and not is_title(each, line, context)
    ]
    goes_on = context.search.cue_hits(line.folded, "parts", draft.sentence[0], draft.start)
    if earlier and (draft.kind in FUTURE or goes_on):
        apply(draft, earlier[-1], "inferred" if goes_on else "stated", context, frame)
        return True
    for at in reversed(standing.headings):
        time = only_time(context.lines[at], context)
        if time is not None and (draft.kind in FUTURE or at != standing.headings[0]):
            apply(draft, time, dating_by(context.lines[at]), context, frame)
            return True
    return False


def dating_by(line: Line) -> str:
    """How surely a lead dates what stands below it: not if it gives figures of its own."""
    return "inferred" if line.numbers.figures else "stated"


def only_time(line: Line, context: Context) -> When | None:
    """The one time that a heading or lead names; None for none or several."""
    times = [each for each in line.numbers.times if not is_title(each, line, context) and each.form != "day"]
    return times[0] if len(times) == 1 else None


def bounded(draft: Draft, context: Context, frame: Frame) -> None:
    """Time of a figure that nothing dates: levels on the letter's day, activities within its span."""
    titled = [each for each in draft.line.numbers.times if draft.sentence[0] <= each.start < draft.start]
    if draft.kind in FUTURE and titled:
        apply(draft, titled[-1], "inferred", context, frame)
        return
    spans = {"plan": frame.plan, "proposal": frame.proposal, "target": frame.plan}
    future = spans.get(draft.kind)
    if draft.kind in FUTURE:
        draft.period = future or frame.span
        draft.dating = "inferred" if future else "undated"
        return
    if draft.is_share or context.registry.indicators[draft.indicator].level == "outcome":
        draft.as_of, draft.dating = frame.day, "inferred"
    else:
        draft.period, draft.dating = frame.span, "undated"


def from_others(draft: Draft, drafts: Sequence[Draft], context: Context) -> None:
    """Date a figure by a dated one: of the same event in its section, the one it repeats, the years its payer paid."""
    if draft.kind == "budget" and draft.indicator == "budget":
        paid = [
            each for each in drafts if each.unit == "years" and each.payer == draft.payer and each.dating == "stated"
        ]
        if paid and draft.payer and draft.indicator != paid[0].indicator:
            draft.period, draft.dating = paid[0].period, "inferred"
        return
    related = context.patterns.indicators[draft.indicator].dated_with
    place = draft.line.standing.place.section
    for other in drafts:
        same = other.line.standing.place.section == place and other.line.at <= draft.line.at
        if (
            other.dating == "stated"
            and other.indicator in related
            and same
            and other.kind == draft.kind
            and other.period
        ):
            draft.period, draft.dating = other.period, "inferred"


def from_repeats(drafts: Sequence[Draft]) -> None:
    """Let figures and those that repeat them share the time that one of them has.

    Parameters
    ----------
    drafts : sequence of Draft
        With repeats; changed in place.
    """
    for draft in drafts:
        first = draft.repeats
        if first is not None and first.dating == "undated" and draft.dating != "undated":
            first.period, first.as_of, first.dating = draft.period, draft.as_of, "inferred"
        elif first is not None and draft.dating == "undated" and first.dating != "undated":
            draft.period, draft.as_of, draft.dating = first.period, first.as_of, "inferred"
