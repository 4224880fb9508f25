"""The time of each figure: a period for what was done, a day for levels; stated, inferred or bounded by the letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.kinds import titling
from sxsh_eval.inputs.letters.times import When
from sxsh_eval.inputs.letters.undating import IN_TURN, is_base, is_dateline, is_title
from sxsh_eval.parameters.quantity import Span

FUTURE = ("target", "plan", "proposal")


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
        found = in_turn(draft, own_time(draft, context)) if draft.figure is not None else None
        if found is not None and draft.kind not in FUTURE and found.first > frame.day and found.form == "until":
            found = None
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


def in_turn(draft: Draft, time: When | None) -> When | None:
    """The one year of several that belongs to a figure of ``2015, 2016 lần lượt là 5%, 7%``; else the time itself."""
    line = draft.line
    said = IN_TURN.search(line.text, draft.sentence[0], draft.start)
    if time is None or said is None or time.end > said.start():
        return time
    row = [each for each in line.numbers.figures if said.end() <= each.start < draft.sentence[1]]
    if time.last.year - time.first.year + 1 != len(row):
        return time
    year = time.first.year + [each.start for each in row].index(draft.start)
    return replace(time, first=dt.date(year, 1, 1), last=dt.date(year, 12, 31))


def partner_time(draft: Draft, context: Context) -> When | None:
    """Time of the figure that this one is paired with or part of."""
    partner = draft.part_of or draft.paired_with
    if partner is None or partner.start > draft.start or partner.line is not draft.line:
        return None
    return own_time(partner, context) if partner.paired_with is not draft or partner.start < draft.start else None


def apply(draft: Draft, time: When, dating: str, context: Context, frame: Frame) -> None:
    """Set the time of a figure from one that a text names."""
    first, last = time.first, time.last
    if time.form == "since":
        last = max(frame.day, first)
    past = draft.kind not in FUTURE
    day = min(last, frame.day) if past and first <= frame.day else last
    one_year = first.year == last.year
    draft.dating = "stated" if dating == "stated" else "inferred"
    if is_level(draft, context) and (one_year or time.form == "until"):
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
    if draft.kind not in FUTURE and surveyed_time(draft, context, frame):
        return True
    earlier = [
        each for each in line.numbers.times if each.end <= draft.sentence[0] and not is_title(each, line, context)
    ]
    goes_on = context.search.cue_hits(line.folded, "parts", draft.sentence[0], draft.start)
    if earlier and (draft.kind in FUTURE or goes_on):
        apply(draft, earlier[-1], "inferred" if goes_on else "stated", context, frame)
        return True
    for at in reversed(standing.headings):
        time = only_time(titling(context.lines[at], context), context, titles=draft.kind in FUTURE)
        lies_ahead = time is not None and max(time.first.year, time.last.year - 1) >= frame.day.year
        if time is not None and (lies_ahead if draft.kind in FUTURE else at != standing.headings[0]):
            apply(draft, time, dating_by(context.lines[at]), context, frame)
            return True
    return False


def surveyed_time(draft: Draft, context: Context, frame: Frame) -> bool:
    """Time of the survey that an earlier sentence of the paragraph names as the source of what follows."""
    line = draft.line
    for start, end in reversed([each for each in line.sentences if each[1] <= draft.sentence[0]]):
        times = [each for each in line.numbers.times if start <= each.start < end and not is_title(each, line, context)]
        if not times:
            continue
        surveyed = context.search.cue_hits(line.folded, "surveys", start, end)
        if len(times) == 1 and surveyed and is_level(draft, context):
            apply(draft, times[0], "inferred", context, frame)
            return True
        return False
    return False


def is_level(draft: Draft, context: Context) -> bool:
    """Whether a figure tells a state on a day rather than what was done in a period."""
    return draft.is_share or context.registry.indicators[draft.indicator].level == "outcome"


def dating_by(line: Line) -> str:
    """How surely a lead dates what stands below it: not if it gives figures of its own."""
    return "inferred" if line.numbers.figures else "stated"


def only_time(line: Line, context: Context, *, titles: bool = False) -> When | None:
    """The one time that a heading or lead names, also in a document's title on demand; None for none or several."""
    times = [
        each for each in line.numbers.times if each.form != "day" and (titles or not is_title(each, line, context))
    ]
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
    if is_level(draft, context):
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
