"""Figures that take their meaning from others: pairs of count and share, parts, series of years, lists, repeats."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

from sxsh_eval.inputs.letters.continuing import goes_on
from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.meaning import choose, may_be, units_for
from sxsh_eval.inputs.letters.phrases import OTHER
from sxsh_eval.parameters.figures import same_family

PAIR_REACH = 160
LEAD_COST = 150.0
SHORT_BEFORE, SHORT_AFTER = 30, 70


def link_line(drafts: Sequence[Draft], context: Context) -> None:
    """Let figures of one paragraph without a phrase of their own take the meaning of the one they go with.

    A share after ``chiếm`` or in brackets goes with the count before it (or the reverse); what follows ``trong đó``
    or stands in brackets after a total is part of it; figures of one unit with years between them are a series.

    Parameters
    ----------
    drafts : sequence of Draft
        Of one paragraph, in order; changed in place.
    context : Context
    """
    for at, draft in enumerate(drafts):
        before = next((each for each in reversed(drafts[:at]) if not is_whole(each)), None)
        if before is None or before.figure is None or draft.figure is None:
            continue
        if is_pair(before, draft, context):
            lend(before, draft, context) if before.indicator else lend(draft, before, context)
            if before.indicator and before.indicator == draft.indicator:
                before.paired_with, draft.paired_with = draft, before
        elif not draft.indicator and draft.fate != "other_subject" and goes_on(before, draft, context):
            lend(before, draft, context)
    for at, draft in enumerate(drafts):
        total = total_of(drafts, at, context)
        if total is not None:
            lend(total, draft, context)
            if total.indicator == draft.indicator:
                draft.part_of = total


def is_whole(draft: Draft) -> bool:
    """Whether a figure is the whole of a fraction like ``15/200``, or a side of ``1/3``."""
    return draft.figure is not None and draft.figure.share_of in {"whole", "ratio"}


def lend(source: Draft, taker: Draft, context: Context) -> None:
    """Give the indicator of one figure to another that has none."""
    if taker.indicator or not source.indicator or taker.fate == "other_subject":
        return
    if taker.unit in units_for(source.indicator, taker.unit, context) and not (taker.is_share and taker.high > 100):  # noqa: PLR2004
        taker.indicator, taker.hit, taker.fate, taker.found = source.indicator, source.hit, "taken", "linked"
        taker.doubts.discard("two_meanings")


def is_pair(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether two figures say one thing as count and as share."""
    if before.is_share == draft.is_share or "vnd" in {before.unit, draft.unit} or before.sentence != draft.sentence:
        return False
    if before.fate == "other_subject" or draft.fate == "other_subject":
        return False
    if before.indicator and draft.indicator and before.indicator != draft.indicator:
        return False
    line = draft.line
    gap = line.text[before.after : draft.start]
    if len(gap) > PAIR_REACH or ";" in gap or not (before.indicator or draft.indicator):
        return False
    bracket = "(" in gap and ")" not in gap
    cued = context.search.cue_hits(line.folded, "shares", before.after, draft.start)
    parts = context.search.cue_hits(line.folded, "parts", before.after, draft.start)
    return (bracket or bool(cued)) and not parts


def total_of(drafts: Sequence[Draft], at: int, context: Context) -> Draft | None:
    """Total that a figure is part of: it stands before ``trong đó`` or before the bracket that holds the figure."""
    draft = drafts[at]
    for total in reversed(drafts[:at]):
        if total.part_of is not None or total.paired_with is draft or total.fate == "other_subject":
            continue
        if total.unit and same_kind(total, draft) and not total.is_share:
            return total if is_inside(total, draft, context) else None
    return None


def same_kind(total: Draft, draft: Draft) -> bool:
    """Whether one can be part of the other: one unit, no smaller total, no other indicator."""
    alike = total.unit == draft.unit or same_family(total.unit, draft.unit)
    return alike and total.low >= draft.high and draft.indicator in {"", total.indicator}


def is_inside(total: Draft, draft: Draft, context: Context) -> bool:
    """Whether a part cue or an open bracket stands between a total and a figure."""
    text = draft.line.text
    between = text[total.after : draft.start]
    if not leaves_bracket(between) and between.count("(") > between.count(")"):
        return True
    cues = context.search.cue_hits(draft.line.folded, "parts", total.after, draft.start)
    return any(not leaves_bracket(text[cue.end : draft.start]) for cue in cues) and not leaves_bracket(between)


def leaves_bracket(text: str) -> bool:
    """Whether a stretch of text closes a bracket that it did not open."""
    depth = 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            return True
    return False


def read_leads(drafts: Sequence[Draft], context: Context) -> None:
    """Let figures whose sentence has no phrase take the meaning of what leads it.

    Looked at in this order: the sentence before in the same paragraph, the paragraph that introduces the list, the
    heading of the section.

    Parameters
    ----------
    drafts : sequence of Draft
        Of one paragraph; changed in place.
    context : Context
    """
    for draft in drafts:
        if draft.indicator or draft.figure is None or draft.fate == "other_subject" or not draft.unit:
            continue
        for line, start, end in stretches_above(draft, context):
            hits = context.search.subject_hits(line.folded, start, end)
            fitting = [hit for hit in hits if not hit.name.startswith(OTHER) and may_be(draft, hit, context)]
            if fitting:
                choose(draft, [(LEAD_COST - hit.start / 1e6, hit) for hit in fitting], context)
            if draft.indicator:
                draft.found = "lead"
                break
            if hits:
                break


def stretches_above(draft: Draft, context: Context) -> list[tuple[Line, int, int]]:
    """Texts above a sentence that may say what its figures are, nearest first."""
    line, standing = draft.line, draft.line.standing
    found: list[tuple[Line, int, int]] = []
    before, after = line.text[draft.sentence[0] : draft.start], line.text[draft.after : draft.sentence[1]]
    short = len(before) <= SHORT_BEFORE and len(after) <= SHORT_AFTER
    if draft.sentence[0] > 0 and short and says_share(draft, context):
        found += [(line, *sentence) for sentence in reversed(line.sentences) if sentence[1] <= draft.sentence[0]][:1]
    above = [] if standing.lead is None else [standing.lead]
    above += [at for at in reversed(standing.headings[1:]) if at not in above]
    listed = draft.sentence[0] == 0 and (standing.lead is not None or len(above) > 0)
    found += [(context.lines[at], 0, len(context.lines[at].text)) for at in above if listed]
    return found


def says_share(draft: Draft, context: Context) -> bool:
    """Whether a sentence begins like ``Đạt tỷ lệ …``: it goes on with the subject of the sentence before."""
    line = draft.line
    before = line.text[draft.sentence[0] : draft.start]
    return not any(map(str.isalpha, before)) or bool(
        context.search.cue_hits(line.folded, "shares", draft.sentence[0], draft.start)
    )


def link_lists(drafts: Sequence[Draft], context: Context) -> None:
    """Note which figures of a list are parts of the total that introduces it: ``Tổng kinh phí …, trong đó:``.

    Parameters
    ----------
    drafts : sequence of Draft
        Of the whole letter, with indicators; changed in place.
    context : Context
    """
    for draft in drafts:
        lead = draft.line.standing.lead
        if lead is None or draft.part_of is not None:
            continue
        for total in reversed([each for each in drafts if each.line.at == lead and each.indicator == draft.indicator]):
            line = total.line
            parts = context.search.cue_hits(line.folded, "parts", total.after, len(line.text))
            if parts and total.part_of is None and same_kind(total, draft) and not total.is_share:
                draft.part_of = total
                break


def link_totals(drafts: Sequence[Draft], context: Context) -> None:
    """Note which figures of a section a later total sums up: a cue word before it, and the sum agrees.

    Parameters
    ----------
    drafts : sequence of Draft
        Of the whole letter, with indicators; changed in place.
    context : Context
    """
    for at, total in enumerate(drafts):
        if total.is_share or not context.search.cue_hits(total.line.folded, "totals", total.sentence[0], total.start):
            continue
        place = total.line.standing.place.section
        above = [
            each
            for each in drafts[:at]
            if each.line.standing.place.section == place
            and (each.indicator, each.unit, each.kind) == (total.indicator, total.unit, total.kind)
            and each.part_of is None
        ]
        if len(above) > 1 and isclose(sum(each.low for each in above), total.low):
            for each in above:
                each.part_of = total


def find_repeats(drafts: Sequence[Draft]) -> None:
    """Note which figures state an earlier one again: same indicator, value, unit and kind in another paragraph.

    Parameters
    ----------
    drafts : sequence of Draft
        Of the whole letter, in order, with kinds and times; changed in place.
    """
    first: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        if not draft.indicator or draft.part_of is not None:
            continue
        said = draft.printed if draft.figure is None else ""
        key = (draft.indicator, draft.low, draft.high, draft.unit, draft.kind, said)
        known = first.setdefault(key, draft)
        if known is not draft and known.line is not draft.line and not clash(known, draft):
            draft.repeats = known


def clash(one: Draft, other: Draft) -> bool:
    """Whether two figures name different times or populations, both in so many words."""
    stated = one.dating == other.dating == "stated"
    times = (one.period, one.as_of) != (other.period, other.as_of)
    return (stated and times) or (one.population != other.population and bool(one.wording and other.wording))
