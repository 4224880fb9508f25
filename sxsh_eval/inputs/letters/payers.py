"""Who pays the money of a figure."""

from __future__ import annotations

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.phrases import outermost


def set_payer(draft: Draft, context: Context) -> None:
    """Who pays: the payer named nearest before the money, else after it, else in lead or heading."""
    line = draft.line
    inside = [each for each in line.numbers.figures if draft.sentence[0] <= each.start < draft.sentence[1]]
    before = max([each.end for each in inside if each.end <= draft.start and each.unit == "vnd"] + [draft.sentence[0]])
    before = max(before, line.text.rfind(";", before, draft.start) + 1)
    after = min([each.start for each in inside if each.start > draft.start] + [draft.sentence[1]])
    cuts = [each.start for each in context.search.cue_hits(line.folded, "parts", draft.end, after)]
    bracket = line.text.find("(", draft.end, after)
    shared = any(each.start == after and each.unit == "percent" for each in inside)
    comma = line.text.find(",", draft.end, after) if shared else -1
    after = min([after, *cuts, *(each for each in (bracket, comma) if each >= 0)])
    stretches: list[tuple[Line, int, int, bool]] = [(line, before, draft.start, True), (line, draft.end, after, False)]
    above = [*draft.labels, *([] if line.standing.lead is None else [line.standing.lead])]
    stretches += [(context.lines[at], 0, len(context.lines[at].text), False) for at in above]
    for where, start, end, last in stretches:
        hits = payers_in(where, start, end, context)
        if hits and (last or len({name for _, _, name in hits}) == 1):
            draft.payer = hits[-1][2]
            return


def payers_in(line: Line, start: int, end: int, context: Context) -> list[tuple[int, int, str]]:
    """Payers named in a stretch of text: place, end, name; of those inside one another the longest."""
    groups = context.search.cue_groups("payers.")
    hits = [hit for name in groups for hit in context.search.cue_hits(line.folded, name, start, end)]
    return [(hit.start, hit.end, hit.name.partition(".")[2]) for hit in outermost(hits)]
