"""Which indicator each figure is about: phrases are given to the figure they stand nearest to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from sxsh_eval.inputs.letters.drafting import PERCENT, drafted, is_document, proven
from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.phrases import OTHER, Hit
from sxsh_eval.parameters.figures import same_family

NEIGHBOURS = 5
FARTHEST = 600
FIGURE_BETWEEN = 50
CLOSE_CALL = 12
COSTS = {",": 12, ";": 300, "(": 8, ")": 8}
COLON_AFTER = 40
BUT = re.compile(r";|\b(?:nhưng|song|trong khi|tuy nhiên)\b", re.IGNORECASE)
AND = re.compile(r"\bvà\b", re.IGNORECASE)


def read_meaning(line: Line, context: Context) -> list[Draft]:
    """Drafts of all figures of a paragraph, with the indicator that its own words give them.

    Parameters
    ----------
    line : Line
    context : Context

    Returns
    -------
    list of Draft
        In order; those without an indicator tell their fate.
    """
    drafts: list[Draft] = []
    for sentence in line.sentences:
        mine = [
            draft
            for figure in line.numbers.figures
            if sentence[0] <= figure.start < sentence[1]
            for draft in drafted(figure, sentence, line, context)
        ]
        hits = context.search.subject_hits(line.folded, *sentence)
        give_out(mine, hits, context)
        documents = [
            each for each in line.numbers.marks if is_document(each) and sentence[0] <= each.start < sentence[1]
        ]
        proofs = [proven(mark, sentence, line, hits, context) for mark in documents]
        drafts += sorted([*mine, *(each for each in proofs if each)], key=lambda each: each.start)
    return drafts


def give_out(drafts: Sequence[Draft], hits: Sequence[Hit], context: Context) -> None:
    """Give each phrase to the nearest figure it can be about, then each figure the indicator of its phrases."""
    starts = [draft.start for draft in drafts]
    hits = [hit for hit in hits if not tells_a_base(hit, drafts, context)]
    given: dict[int, list[tuple[float, Hit]]] = {}
    for hit in hits:
        at = bisect_left(starts, hit.start)
        near = range(max(0, at - NEIGHBOURS), min(len(drafts), at + NEIGHBOURS))
        fitting = [each for each in near if may_be(drafts[each], hit, context)]
        costs = [(cost(hit, drafts[each], drafts), each) for each in fitting]
        if costs and min(costs)[0] <= FARTHEST:
            price, nearest = min(costs)
            given.setdefault(nearest, []).append((price, hit))
    spare = [hit for each in given.values() for hit in beaten_of(each, context)]
    for at, draft in enumerate(drafts):
        if (draft.noun and draft.noun.name.startswith(OTHER)) or (draft.figure and draft.figure.share_of == "whole"):
            draft.fate = "other_subject"
        elif draft.figure and draft.figure.share_of == "ratio":
            continue
        else:
            choose(draft, given.get(at) or second_best(draft, spare, drafts, context), context)


def tells_a_base(hit: Hit, drafts: Sequence[Draft], context: Context) -> bool:
    """Whether ``tổng số …`` stands right after a share: it tells what the share is of, no count of its own."""
    name = hit.name.removeprefix(OTHER)
    if name == hit.name or not context.patterns.other_subjects[name].only_counts:
        return False
    shares = [each for each in drafts if each.is_share and each.after <= hit.start]
    return bool(shares) and not shares[-1].line.text[shares[-1].after : hit.start].strip()


def beaten_of(given: list[tuple[float, Hit]], context: Context) -> list[Hit]:
    """Phrases that another one given to the same figure beats: another figure may have them."""
    names = {hit.name for _, hit in given if not hit.name.startswith(OTHER)}
    beaten = {name for each in names for name in context.patterns.indicators[each].beats}
    return [hit for _, hit in given if hit.name in beaten]


def second_best(
    draft: Draft, spare: Sequence[Hit], drafts: Sequence[Draft], context: Context
) -> list[tuple[float, Hit]]:
    """Phrases left over by other figures that stand right after one to which none was given."""
    text = draft.line.text
    following = min([each.start for each in drafts if each.start > draft.start] + [draft.sentence[1]])
    fitting = [hit for hit in spare if draft.end <= hit.start and hit.end <= following and may_be(draft, hit, context)]
    near = [(cost(hit, draft, drafts), hit) for hit in fitting if ";" not in text[draft.end : hit.start]]
    return sorted(near, key=lambda each: each[0])[:1]


def may_be(draft: Draft, hit: Hit, context: Context) -> bool:
    """Whether a figure's unit suits the subject of a phrase."""
    if (
        draft.figure is None
        or draft.figure.share_of in {"whole", "ratio"}
        or (draft.noun and draft.noun.name.startswith(OTHER))
    ):
        return False
    if hit.name.startswith(OTHER):
        return not (draft.is_share and context.patterns.other_subjects[hit.name.removeprefix(OTHER)].only_counts)
    return draft.unit in units_for(hit.name, draft.unit, context)


def units_for(indicator: str, unit: str, context: Context) -> set[str]:
    """The unit itself where figures of an indicator may have it, else nothing."""
    pattern, known = context.patterns.indicators[indicator], context.registry.indicators[indicator]
    if pattern.documents:
        return set()
    if pattern.counts:
        return {unit} & {*pattern.counts, *([PERCENT] if known.unit == PERCENT else [])}
    names = [known.population, *([pattern.population] if pattern.population else []), *pattern.populations]
    counted = [context.registry.populations[name].unit for name in names] if known.unit == PERCENT else []
    return {unit} if any(same_family(unit, each) for each in [known.unit, *counted]) else set()


def cost(hit: Hit, draft: Draft, drafts: Sequence[Draft]) -> float:
    """Distance from a phrase to a figure: letters between them, more across commas, brackets and other figures."""
    after = max(draft.end, draft.thing_end)
    first, last = (hit.end, draft.start) if hit.end <= draft.start else (after, hit.start)
    if first >= last:
        if BUT.search(draft.line.text, draft.end, hit.end):
            return FARTHEST + 1.0
        return float(sum(draft.end <= each.start < hit.end for each in drafts))
    gap = draft.line.text[first:last]
    price = float(len(gap)) + sum(COSTS.get(letter, 0) for letter in gap)
    price += COSTS[","] * len(AND.findall(gap))
    if draft.end <= hit.start and ":" in gap:
        price += COLON_AFTER
    return price + FIGURE_BETWEEN * sum(first <= each.start < last and each is not draft for each in drafts)


def choose(draft: Draft, given: list[tuple[float, Hit]], context: Context) -> None:
    """Take the nearest subject that no other one given to the same figure beats."""
    names = {hit.name for _, hit in given}
    beaten = {name for each in names if not each.startswith(OTHER) for name in context.patterns.indicators[each].beats}
    left = sorted(((price, hit) for price, hit in given if hit.name not in beaten), key=lambda each: each[0])
    left = [each for each in left if each[1].name.startswith(OTHER) or has_needs(draft, each[1].name, context)]
    if not left:
        return
    price, hit = said_of(draft, left, context) or left[0]
    if hit.name.startswith(OTHER):
        draft.fate = "other_subject"
        return
    draft.indicator, draft.hit, draft.fate = hit.name, hit, "taken"
    if any(
        other.name != hit.name and not other.name.startswith(OTHER) and cost_ - price < CLOSE_CALL
        for cost_, other in left[1:]
    ):
        draft.doubts.add("two_meanings")


def said_of(draft: Draft, left: list[tuple[float, Hit]], context: Context) -> tuple[float, Hit] | None:
    """What is said of things counted after ``trên địa bàn có``: an indicator right after them, not past a comma."""
    name = left[0][1].name
    if not name.startswith(OTHER) or not context.patterns.other_subjects[name.removeprefix(OTHER)].only_counts:
        return None
    text = draft.line.text
    following = [each for each in left if not each[1].name.startswith(OTHER) and each[1].start >= draft.end]
    return next((each for each in following if "," not in text[draft.end : each[1].start]), None)


def has_needs(draft: Draft, indicator: str, context: Context) -> bool:
    """Whether the words that an indicator needs stand in the sentence, or in what leads it."""
    needs = context.search.needs[indicator]
    if not needs or context.search.has_any(draft.line.folded, needs, *draft.sentence):
        return True
    if any(context.search.has_any(context.lines[at].folded, needs) for at in draft.labels):
        return True
    above = [
        *draft.line.standing.headings[-1:],
        *([] if draft.line.standing.lead is None else [draft.line.standing.lead]),
    ]
    return any(context.search.has_any(context.lines[at].folded, needs) for at in above)
