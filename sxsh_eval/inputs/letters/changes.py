"""Shares that tell a change where a level is wanted, or two levels where a change is."""

from __future__ import annotations

import re
from itertools import pairwise

from sxsh_eval.inputs.letters.drafts import Context, Draft
from sxsh_eval.inputs.letters.kinds import PER_YEAR

BY_HOW_MUCH = re.compile(r"[\s~]*(?:(?:được|thêm|khoảng|gần|hơn|trên|bình quân|trung bình)\s+)*", re.IGNORECASE)
FROM = re.compile(r"\b(?:tăng|giảm|nâng|hạ)\s+(?:[^\W\d_]+\s+){0,3}từ\s*$", re.IGNORECASE)
TO_LEVEL = re.compile(r"[^,;]*\b(?:lên|xuống|còn|thành)\b", re.IGNORECASE)
LONGEST_MOVE = 40


def is_change(draft: Draft, context: Context) -> bool:
    """Whether a share does not tell what its indicator is.

    Parameters
    ----------
    draft : Draft
    context : Context

    Returns
    -------
    bool
        True for a change (``tăng 5%``, ``2%/năm``) of an indicator that is a level, for the first end of ``giảm từ
        12% xuống 8%`` without a year of its own, for both ends where the indicator is itself a change.
    """
    if not draft.is_share or draft.found == "table" or draft.figure is None:
        return False
    if context.registry.indicators[draft.indicator].needs_baseline:
        return move_of(draft) is not None
    line = draft.line
    if PER_YEAR.match(line.text, draft.after) or move_of(draft) == "undated start":
        return True
    hits = context.search.cue_hits(line.folded, "changes", draft.sentence[0], draft.start)
    return any(BY_HOW_MUCH.fullmatch(line.text, hit.end, draft.start) for hit in hits)


def move_of(draft: Draft) -> str | None:
    """Which end of ``từ 12% xuống 8%`` a share is: ``undated start``, ``start``, ``end``; None for others."""
    line = draft.line
    shares = [each for each in line.numbers.figures if draft.sentence[0] <= each.start < draft.sentence[1]]
    for one, other in pairwise(shares):
        gap = line.text[one.after : other.start]
        if draft.start not in {one.start, other.start} or len(gap) > LONGEST_MOVE:
            continue
        if FROM.search(line.text[: one.start]) and TO_LEVEL.match(gap):
            dated = any(one.after <= each.start < other.start for each in line.numbers.times)
            return "end" if draft.start == other.start else "start" if dated else "undated start"
    return None
