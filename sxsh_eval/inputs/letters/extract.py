"""From the text of a letter to draft figures: every number is seen, those whose meaning is sure become claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.changes import is_change
from sxsh_eval.inputs.letters.claim_fields import claim_of
from sxsh_eval.inputs.letters.drafts import Context, Draft, Line, Role
from sxsh_eval.inputs.letters.head import Head, read_head
from sxsh_eval.inputs.letters.kinds import (
    document_role,
    kind_of,
    read_targets,
    set_basis,
    set_doubts,
)
from sxsh_eval.inputs.letters.links import find_repeats, link_line, link_lists, link_totals, read_leads
from sxsh_eval.inputs.letters.meaning import read_meaning
from sxsh_eval.inputs.letters.numbers import MAX_PARAGRAPH, find_numbers, is_english_style
from sxsh_eval.inputs.letters.payers import set_payer
from sxsh_eval.inputs.letters.phrases import Searcher, sentences_of
from sxsh_eval.inputs.letters.populations import set_population, share_population
from sxsh_eval.inputs.letters.reading import NumberSeen, Reading
from sxsh_eval.inputs.letters.references import find_references
from sxsh_eval.inputs.letters.sections import find_places
from sxsh_eval.inputs.letters.tables import read_cells, time_of_cell
from sxsh_eval.inputs.letters.text import LetterText
from sxsh_eval.inputs.letters.timing import Frame, apply, from_repeats, set_times
from sxsh_eval.parameters.letter_patterns import LetterPatterns
from sxsh_eval.parameters.registry import Registry

NAMED_FATES = ("ambiguous_number", "two_meanings")


def read_figures(
    text: LetterText,
    registry: Registry,
    patterns: LetterPatterns,
    *,
    province: str | None = None,
    year: int | None = None,
) -> Reading:
    """Read the figures of a letter.

    Parameters
    ----------
    text : LetterText
    registry : Registry
        Indicators, populations and provinces.
    patterns : LetterPatterns
        Phrases by which letters word them.
    province : str, optional
        Overrides the province that the letter names.
    year : int, optional
        Year of a letter that names no day.

    Returns
    -------
    Reading
        Draft claims in the order of the letter, with every number of the text. A figure whose indicator is not
        understood is no claim.

    Raises
    ------
    UsageError
        If `province` is none that existed on the letter's day.
    """
    context = prepared(text, registry, patterns)
    head = read_head(context, province=province, year=year)
    drafts = [draft for line in context.lines for draft in drafts_of(line, context)]
    whole = document_role(context)
    read_targets(drafts, context, whole)
    for draft in drafts:
        if draft.figure is None and draft.printed == head.number:
            draft.indicator = ""
        if draft.indicator and is_change(draft, context):
            draft.indicator, draft.fate = "", "not_understood"
            draft.doubts.add("change_not_level")
    claimed = [draft for draft in drafts if draft.indicator]
    complete(claimed, context, head, whole)
    name_all(claimed)
    fields = {name: getattr(head, name) for name in Letter.model_fields if hasattr(head, name)}
    claims = {draft.key: claim_of(draft, context) for draft in claimed}
    letter = Letter.model_validate(fields | {"claims": claims, "references": find_references(context, claimed)})
    doubts = [*head.doubts, *(each for draft in drafts for each in doubts_of(draft))]
    return Reading(text, letter, tuple(numbers_seen(context, drafts)), tuple(doubts))


def prepared(text: LetterText, registry: Registry, patterns: LetterPatterns) -> Context:
    """Letter with its places, numbers and sentences."""
    search = Searcher(patterns)
    whole = "\n".join(paragraph.text for paragraph in text.paragraphs)
    english = is_english_style(whole)
    lines = tuple(
        Line(
            at=at,
            paragraph=paragraph,
            standing=standing,
            numbers=find_numbers(paragraph.text, lone=paragraph.cell is None, english=bool(english)),
            folded=search.fold(paragraph.text[:MAX_PARAGRAPH]),
            sentences=tuple(sentences_of(paragraph.text[:MAX_PARAGRAPH])),
        )
        for at, (paragraph, standing) in enumerate(zip(text.paragraphs, find_places(text.paragraphs), strict=True))
    )
    return Context(lines, search, registry, patterns, english)


def drafts_of(line: Line, context: Context) -> list[Draft]:
    """Drafts of one paragraph with their indicators; figures of head and foot are no claims."""
    if not line.numbers.figures and not line.numbers.marks:
        return []
    drafts = read_meaning(line, context)
    if line.standing.place.section in {"head", "foot"}:
        for draft in drafts:
            draft.indicator, draft.fate = "", "other_subject"
        return drafts
    link_line(drafts, context)
    read_leads(drafts, context) if line.paragraph.cell is None else read_cells(drafts, context)
    link_line(drafts, context)
    return drafts


def complete(drafts: Sequence[Draft], context: Context, head: Head, whole: Role) -> None:
    """Kind, population, payer, time, basis and links of all figures that have an indicator; in place."""
    for draft in drafts:
        draft.kind = kind_of(draft, context, whole)
        set_population(draft, context)
        set_doubts(draft, context)
        if draft.unit in {"vnd", "years"}:
            set_payer(draft, context)
    for draft in drafts:
        share_population(draft)
    frame = Frame(head.date, head.span, head.plan_period, head.proposal_period)
    set_times(drafts, context, frame)
    for draft in drafts:
        own = draft.line.numbers.times or draft.line.paragraph.cell is None
        time = None if own else time_of_cell(draft.line, context.lines)
        if time is not None:
            apply(draft, time, "stated", context, frame)
    link_lists(drafts, context)
    link_totals(drafts, context)
    find_repeats(drafts)
    from_repeats(drafts)
    set_basis(drafts, context)


def name_all(drafts: Sequence[Draft]) -> None:
    """Ids: the indicator, with kind where it is not what the province did, numbered where several are alike."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        base = draft.indicator
        base += {"target": "_target", "plan": "_plan", "proposal": "_proposal"}.get(draft.kind, "")
        base += "_share" if draft.is_share and draft.paired_with is not None else ""
        seen[base] += 1
        draft.key = base if seen[base] == 1 else f"{base}_{seen[base]}"


def doubts_of(draft: Draft) -> Iterator[Problem]:
    """Warnings of one figure, taken or not."""
    where = f"{draft.line.standing.place.section} ({draft.line.paragraph.line})"
    for name in sorted(draft.doubts):
        yield Problem(f"reading.{name}", where, draft.printed.strip() or "-", severity="warning")


def numbers_seen(context: Context, drafts: Sequence[Draft]) -> Iterator[NumberSeen]:
    """Every number of the text with its fate, in order."""
    taken = {(draft.line.at, draft.start): draft for draft in drafts}
    for line in context.lines:
        spans: list[tuple[int, int, str]] = [(each.start, each.end, each.fate) for each in line.numbers.marks]
        spans += [(each.start, each.end, "year" if each.form != "day" else "date") for each in line.numbers.times]
        spans += [(*each, "not_understood") for each in line.numbers.loose]
        spans += [
            (each.start, each.end, "not_understood")
            for each in line.numbers.figures
            if not each.spelt or (line.at, each.start) in taken
        ]
        for start, end, fate in sorted(spans):
            draft = taken.get((line.at, start))
            if draft is not None and (draft.figure is not None or draft.indicator):
                yield NumberSeen(line.at, start, end, (draft.key,) if draft.indicator else (), draft.fate)
            else:
                yield NumberSeen(line.at, start, end, (), fate)
