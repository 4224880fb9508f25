"""Drafts of figures: unit, counted thing, the reading of the number; what a document's number proves."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.figures import Figure
from sxsh_eval.inputs.letters.marks import Mark
from sxsh_eval.inputs.letters.phrases import OTHER, Hit

PERCENT = "percent"
MOST_PERCENT = 100


def drafted(figure: Figure, sentence: tuple[int, int], line: Line, context: Context) -> list[Draft]:
    """Draft of a figure; none of number words after which nothing counted follows."""
    noun = None
    if figure.unit not in {PERCENT, "percentage_point", "vnd", "foreign"}:
        after = whole_of(figure, line).after if figure.share_of == "part" else figure.after
        noun = context.search.counted_at(line.folded, line.text, after)
        if figure.spelt and (noun is None or (figure.low == 1 and noun.name != "event")):
            return []
        noun = noun or label_noun(figure, sentence, line, context)
    elif figure.spelt and figure.unit not in {"vnd", PERCENT}:
        return []
    elif figure.unit == PERCENT:
        noun = context.search.counted_at(line.folded, line.text, figure.after, signs=True)
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
        context.search.thing_end(line.folded, line.text, figure.after),
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
