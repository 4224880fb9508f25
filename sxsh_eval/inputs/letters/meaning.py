"""Which indicator each figure is about: phrases are given to the figure they stand nearest to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.figures import Figure
from sxsh_eval.inputs.letters.marks import Mark
from sxsh_eval.inputs.letters.phrases import OTHER, Hit
from sxsh_eval.parameters.figures import same_family

NEIGHBOURS = 5
FARTHEST = 600
FIGURE_BETWEEN = 50
CLOSE_CALL = 12
COSTS = {",": 12, ";": 300, "(": 8, ")": 8}
COLON_AFTER = 40
PERCENT = "percent"
MOST_PERCENT = 100


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


def drafted(figure: Figure, sentence: tuple[int, int], line: Line, context: Context) -> list[Draft]:
    """Draft of a figure; none of number words after which nothing counted follows."""
    noun = None
    if figure.unit not in {PERCENT, "percentage_point", "vnd", "foreign"}:
        after = whole_of(figure, line).after if figure.share_of == "part" else figure.after
        noun = context.search.counted_at(line.folded, line.text, after)
        if figure.spelt and (noun is None or (figure.low == 1 and noun.name != "event")):
            return []
        noun = noun or label_noun(figure, sentence, line, context)
    elif figure.spelt and figure.unit != "vnd":
        return []
    unit = figure.unit or (noun.name if noun else "")
    unit = "percent_change" if unit == PERCENT and figure.high > MOST_PERCENT else unit
    draft = Draft(
        line,
        figure.start,
        figure.end,
        sentence,
        figure.printed,
        figure.low,
        figure.high,
        unit,
        figure.bound,
        figure,
        noun,
    )
    settle_number(draft, context)
    return [draft]


def whole_of(figure: Figure, line: Line) -> Figure:
    """The whole of which a figure is the part: ``200`` of ``15/200``."""
    return next((each for each in line.numbers.figures if each.start > figure.start), figure)


def label_noun(figure: Figure, sentence: tuple[int, int], line: Line, context: Context) -> Hit | None:
    """Counted thing that the label before a bare number names: ``Số lượng đơn vị …: 05``."""
    before = max([each.end for each in line.numbers.figures if each.end <= figure.start] + [sentence[0]])
    between = line.text[before : figure.start].rstrip()
    if not between.endswith((":", "là", "đạt")):
        return None
    starts = [hit.end for hit in context.search.cue_hits(line.folded, "number_of", before, figure.start)]
    named = context.search.counted_hits(line.folded, min(starts, default=before), figure.start)
    return next((hit for hit in named if not hit.name.startswith(OTHER)), None)


def settle_number(draft: Draft, context: Context) -> None:
    """Decide between the two readings of ``1.234`` and ``1,234``, or note the doubt; refuse impossible shares."""
    figure = draft.figure
    if figure is None or not figure.two_ways:
        return
    counted = draft.unit not in {PERCENT, "vnd", "foreign", "percentage_point", "percent_change", ""}
    if counted and figure.low != int(figure.low):
        draft.low = draft.high = figure.low * 1000
        draft.doubts.add("ambiguous_number")
    elif not counted and context.english is not False:
        draft.doubts.add("ambiguous_number")


def give_out(drafts: Sequence[Draft], hits: Sequence[Hit], context: Context) -> None:
    """Give each phrase to the nearest figure it can be about, then each figure the indicator of its phrases."""
    starts = [draft.start for draft in drafts]
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
        else:
            choose(draft, given.get(at) or second_best(draft, spare, drafts, context), context)


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
    if draft.figure is None or draft.figure.share_of == "whole" or (draft.noun and draft.noun.name.startswith(OTHER)):
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
    first, last = (hit.end, draft.start) if hit.end <= draft.start else (draft.end, hit.start)
    if first >= last:
        return 0.0
    gap = draft.line.text[first:last]
    price = float(len(gap)) + sum(COSTS.get(letter, 0) for letter in gap)
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


def is_document(mark: Mark) -> bool:
    """Whether a mark is the number of a document."""
    return mark.fate == "document_number"


def proven(mark: Mark, sentence: tuple[int, int], line: Line, hits: Sequence[Hit], context: Context) -> Draft | None:
    """Draft of what a document's number proves: a plan, a focal unit; None for documents of others."""
    printed = "".join(line.text[mark.start : mark.end].split())
    ending = printed.rsplit("-", 1)[-1].rsplit("/", 1)[-1].upper()
    patterns = context.patterns.indicators
    named = [hit for hit in hits if not hit.name.startswith(OTHER) and ending in patterns[hit.name].documents]
    if not named or line.standing.place.section in {"head", "foot"}:
        return None
    beaten = {name for hit in named for name in patterns[hit.name].beats}
    left = [hit for hit in named if hit.name not in beaten or len({each.name for each in named}) == 1]
    hit = min(left, key=lambda each: abs(each.start - mark.start), default=None)
    if hit is None:
        return None
    unit = context.registry.indicators[hit.name].unit
    return Draft(
        line,
        mark.start,
        mark.end,
        sentence,
        printed,
        1,
        1,
        unit,
        indicator=hit.name,
        hit=hit,
        fate="taken",
        basis="count",
    )
