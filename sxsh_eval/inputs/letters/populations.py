"""Whose units a figure counts: the population that the letter's words near it name."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.phrases import OTHER, Hit

REACH_AFTER = 90


def set_population(draft: Draft, context: Context) -> None:
    """Population of a figure, with the letter's words for it.

    Parameters
    ----------
    draft : Draft
        Changed in place. Words right after the figure come before those ahead of it, then its lead and heading; a
        population that the indicator cannot have is passed over.
    context : Context
    """
    pattern = context.patterns.indicators[draft.indicator]
    default = pattern.population or context.registry.indicators[draft.indicator].population
    allowed = sorted({default, *pattern.populations})
    draft.population = default
    for line, hits in places_of_population(draft, context, allowed):
        if hits:
            draft.population = hits[0].name
            draft.wording = line.text[hits[0].start : hits[0].end]
            draft.worded_at = hits[0].start if line is draft.line else -1
            return
    if len(allowed) > 1:
        draft.doubts.add("population_not_stated")


def share_population(draft: Draft) -> None:
    """Let a figure whose population the letter does not name take that of the figure it is paired with.

    The counted thing of the figure before (``11/64 doanh nghiệp (17,2%)``) names none.
    """
    partner = draft.paired_with
    if partner is None or not partner.wording:
        return
    if not draft.wording or (is_narrower(partner, draft) and names_a_count(draft)):
        draft.population, draft.wording = partner.population, partner.wording
        draft.doubts.discard("population_not_stated")


def is_narrower(one: Draft, other: Draft) -> bool:
    """Whether one population is named more closely than another: not all establishments, not all enterprises."""
    return other.population.startswith("all_") and not one.population.startswith("all_")


def names_a_count(draft: Draft) -> bool:
    """Whether the words for a figure's population stand before it, right after another figure."""
    line, at = draft.line, draft.worded_at
    ends = [each.after for each in line.numbers.figures if each.after <= at and each.start < draft.start]
    return 0 <= at < draft.start and bool(ends) and not line.text[ends[-1] : at].strip()


def places_of_population(draft: Draft, context: Context, allowed: Sequence[str]) -> list[tuple[Line, list[Hit]]]:
    """Populations named near a figure, the likeliest place first."""
    line, search = draft.line, context.search
    start, end = draft.sentence
    others = [each for each in line.numbers.figures if start <= each.start < end]
    after = min([each.start for each in others if each.start > draft.start] + [end])
    before = max([each.end for each in others if each.end <= draft.start] + [start])
    ahead = search.population_hits(line.folded, draft.end, after, allowed)
    behind = list(reversed(search.population_hits(line.folded, before, draft.start, allowed)))
    near = [hit for hit in ahead if hit.start - draft.after <= REACH_AFTER]
    places = [(line, whole_named(draft, context, allowed)), (line, labelled(draft, near, behind))]
    places += [(line, near), (line, behind), (line, ahead)]
    places.append((line, list(reversed(search.population_hits(line.folded, start, draft.start, allowed)))))
    above = [*([] if line.standing.lead is None else [line.standing.lead]), *reversed(line.standing.headings[1:])]
    for at in [*draft.labels, *above]:
        other = context.lines[at]
        places.append((other, search.population_hits(other.folded, 0, len(other.text), allowed)))
    return places


def labelled(draft: Draft, near: Sequence[Hit], behind: Sequence[Hit]) -> list[Hit]:
    """Narrower population of a label (``Doanh nghiệp vừa và lớn …: 14 doanh nghiệp``) where the figure only counts."""
    counts = bool(near) and near[0].name.startswith("all_") and not draft.line.text[draft.after : near[0].start].strip()
    return [
        hit
        for hit in behind
        if counts and not hit.name.startswith("all_") and draft.line.text[hit.end : draft.start].rstrip().endswith(":")
    ]


def whole_named(draft: Draft, context: Context, allowed: Sequence[str]) -> list[Hit]:
    """Narrow population of ``trong tổng số … doanh nghiệp vừa và lớn`` before a figure of the same sentence."""
    line, start = draft.line, draft.sentence[0]
    hits = context.search.subject_hits(line.folded, start, draft.start)
    wholes = [each for each in hits if each.name.startswith(OTHER) and is_whole_set(each.name, context)]
    ends = [each.start for each in line.numbers.figures if each.start > wholes[-1].end] if wholes else []
    stretch = (ends[0], min([*ends[1:], draft.start])) if ends and ends[0] < draft.start else (0, 0)
    named = context.search.population_hits(line.folded, *stretch, allowed)
    return [hit for hit in named if not hit.name.startswith("all_")]


def is_whole_set(name: str, context: Context) -> bool:
    """Whether another subject is how many units there are in all."""
    return context.patterns.other_subjects[name.removeprefix(OTHER)].only_counts
