"""Figures that go on with the one before: the same thing in another year or group, its target, what became of it."""

from __future__ import annotations

import re

from sxsh_eval.inputs.letters.changes import move_of
from sxsh_eval.inputs.letters.drafts import Context, Draft
from sxsh_eval.inputs.letters.undating import IN_TURN

TARGET_REACH = 60
ROW_GAP = re.compile(r"\s*(?:,|;|và)\s*")


def goes_on(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether a figure is the thing of the one before in another year, or the target set for it."""
    if before.unit != draft.unit or not before.indicator:
        return False
    told = (is_series, is_target_of, is_sibling, is_outcome_of)
    return (
        any(each(before, draft, context) for each in told) or is_next_of_row(before, draft) or move_of(draft) == "end"
    )


def is_sibling(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether two figures stand each in a bracket of one list: ``gồm: ngành giấy (5 DN), ngành chè (3 DN)``."""
    text = draft.line.text
    in_brackets = all(text[: each.start].rstrip().endswith("(") for each in (before, draft))
    other = context.search.subject_hits(draft.line.folded, before.after, draft.start)
    return in_brackets and before.sentence == draft.sentence and not other


def is_target_of(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether a figure is the target of the one before: ``18% (mục tiêu 50%)``."""
    start = max(before.after, draft.line.text.rfind("(", before.after, draft.start))
    close = draft.start - start <= TARGET_REACH and before.sentence == draft.sentence
    return close and bool(context.search.cue_hits(draft.line.folded, "targets", start, draft.start))


def is_series(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether two figures are one thing in two years, or for two groups in one list."""
    gap = (before.after, draft.start)
    timed = any(gap[0] <= each.start < gap[1] for each in draft.line.numbers.times)
    other = [hit for hit in context.search.subject_hits(draft.line.folded, *gap) if hit.name != before.indicator]
    return timed and not other


def is_outcome_of(before: Draft, draft: Draft, context: Context) -> bool:
    """Whether a figure is what became of the target before it: ``mục tiêu 50% …; kết quả đến nay đạt 12%``."""
    line, gap, cue_hits = draft.line, (before.after, draft.start), context.search.cue_hits
    aimed = cue_hits(line.folded, "targets", before.sentence[0], before.start)
    if before.sentence != draft.sentence or not draft.is_share or not aimed:
        return False
    other = [hit for hit in context.search.subject_hits(line.folded, *gap) if hit.name != before.indicator]
    return all(cue_hits(line.folded, cue, *gap) for cue in ("results", "shares")) and not other


def is_next_of_row(before: Draft, draft: Draft) -> bool:
    """Whether a figure is the next one of ``lần lượt là 5%, 7%, 9%``."""
    line = draft.line
    in_row = IN_TURN.search(line.text, draft.sentence[0], before.start)
    return bool(in_row) and ROW_GAP.fullmatch(line.text, before.after, draft.start) is not None
