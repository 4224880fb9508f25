"""What a figure is (result, target, plan, activity, money), whose units it counts, who pays, on what basis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line, Role
from sxsh_eval.inputs.letters.phrases import OTHER, Hit, find_all, made, outermost
from sxsh_eval.parameters.letter_patterns import Kind

AIMS: dict[str, Kind] = {"planned": "plan", "asked": "proposal"}
PLANNED: dict[Role, Kind] = {"plan": "plan", "proposal": "proposal"}
REACH_AFTER = 90
CUES = ("targets", "results", "planned", "asked")
ROLES: tuple[Role, ...] = get_args(Role)
PER_YEAR = re.compile(r"/\s?năm\b", re.IGNORECASE)


def document_role(context: Context) -> Role:
    """What the whole text is by its title: a plan, or a report (also news).

    Parameters
    ----------
    context : Context

    Returns
    -------
    {"report", "plan"}
    """
    for line in context.lines:
        if line.standing.place.section not in {"head", "body"} or len(line.text) > 600:  # noqa: PLR2004 - no title
            break
        for role in ("report", "plan"):
            if context.search.cue_hits(line.folded, f"documents.{role}"):
                return "plan" if role == "plan" else "report"
    return "report"


def section_roles(line: Line, context: Context) -> list[Role]:
    """What the headings above a paragraph say that their sections hold, the highest first."""
    own = [line.at] if line.at not in line.standing.headings and line.standing.place.paragraph == 1 else []
    return [role for at in [*line.standing.headings, *own] for role in roles_of(context.lines[at], context)]


def roles_of(line: Line, context: Context) -> list[Role]:
    """Roles that the words of a heading name, the earliest first; what stands after its colon does not count."""
    end = line.text.find(":") if ":" in line.text else len(line.text)
    hits = [
        (hit.start, role) for role in ROLES for hit in context.search.cue_hits(line.folded, f"sections.{role}", 0, end)
    ]
    return [min(hits)[1]] if hits else []


def kind_of(draft: Draft, context: Context, whole: Role) -> Kind:
    """Kind of a figure.

    Sections on plans and proposals decide for all that stands in them; else the last cue word before the figure; else
    a section on objectives (or a plan as a whole); else what the indicator is.

    Parameters
    ----------
    draft : Draft
    context : Context
    whole : {"report", "plan"}
        What the whole text is.

    Returns
    -------
    Kind
    """
    roles = section_roles(draft.line, context)
    for role in reversed(roles):
        if role in PLANNED:
            return PLANNED[role]
    level = context.registry.indicators[draft.indicator].level
    is_level = draft.is_share or level == "outcome"
    if draft.figure is not None:
        cue = cue_before(draft, context)
        if cue == "targets" or (cue is None and is_aimed_at(draft, context, roles, whole)):
            return "target" if is_level else "plan"
        if cue in AIMS:
            return AIMS[cue]
    if draft.unit == "vnd" or level == "money":
        return "budget"
    return "result" if is_level else "activity"


def is_aimed_at(draft: Draft, context: Context, roles: Sequence[Role], whole: Role) -> bool:
    """Whether a figure without a cue word lies in the future by what leads it, its section or the whole text."""
    lead = draft.line.standing.lead
    led = lead is not None and any(each.form == "until" for each in context.lines[lead].numbers.times)
    return led or "objective" in roles or (whole == "plan" and "report" not in roles)


def cue_before(draft: Draft, context: Context) -> str | None:
    """Kind of the last cue word before a figure in its sentence, else in the lead of its list."""
    standing = draft.line.standing
    stretches: list[tuple[Line, int, int]] = [(draft.line, draft.sentence[0], draft.start)]
    stretches += [(draft.line, *each) for each in reversed(draft.line.sentences) if each[1] <= draft.sentence[0]][:1]
    stretches += [(context.lines[at], 0, len(context.lines[at].text)) for at in [standing.lead] if at is not None]
    for number, (line, start, end) in enumerate(stretches):
        hits = [(hit, name) for name in CUES for hit in context.search.cue_hits(line.folded, name, start, end)]
        places = [(hit.end, name) for hit, name in hits if not is_bracketed(line.text[hit.end : end])]
        if places and not (number and max(places)[1] == "results"):
            return max(places)[1]
    return None


def is_bracketed(rest: str) -> bool:
    """Whether what goes on with this text stood in a bracket that it closes."""
    return ")" in rest and "(" not in rest[: rest.index(")")]


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
            return
    if draft.paired_with is not None and draft.paired_with.wording:
        draft.population, draft.wording = draft.paired_with.population, draft.paired_with.wording
    elif len(allowed) > 1:
        draft.doubts.add("population_not_stated")


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
    places = [(line, whole_named(draft, context, allowed)), (line, near), (line, behind), (line, ahead)]
    places.append((line, list(reversed(search.population_hits(line.folded, start, draft.start, allowed)))))
    above = [*([] if line.standing.lead is None else [line.standing.lead]), *reversed(line.standing.headings[1:])]
    for at in [*draft.labels, *above]:
        other = context.lines[at]
        places.append((other, search.population_hits(other.folded, 0, len(other.text), allowed)))
    return places


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


def set_payer(draft: Draft, context: Context) -> None:
    """Who pays: the payer named nearest before the money, else after it, else in lead or heading."""
    line = draft.line
    inside = [each for each in line.numbers.figures if draft.sentence[0] <= each.start < draft.sentence[1]]
    before = max([each.end for each in inside if each.end <= draft.start and each.unit == "vnd"] + [draft.sentence[0]])
    after = min([each.start for each in inside if each.start > draft.start] + [draft.sentence[1]])
    cuts = [each.start for each in context.search.cue_hits(line.folded, "parts", draft.end, after)]
    bracket = line.text.find("(", draft.end, after)
    after = min([after, *cuts, *([bracket] if bracket >= 0 else [])])
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


def set_basis(drafts: Sequence[Draft], context: Context) -> None:
    """How the letter says that figures were obtained.

    Parameters
    ----------
    drafts : sequence of Draft
        Changed in place. Counts (and the shares that go with them) count; ``ước tính`` is an estimate.
    context : Context
    """
    for draft in drafts:
        if draft.kind in {"target", "plan", "proposal"}:
            draft.basis = "not_stated"
            continue
        start, end = draft.sentence
        if context.search.cue_hits(draft.line.folded, "bases.measurement", start, end):
            draft.basis = "measurement"
        elif context.search.cue_hits(draft.line.folded, "bases.estimate", start, draft.start):
            draft.basis = "estimate"
        elif not draft.is_share or (draft.paired_with is not None and not draft.paired_with.is_share):
            draft.basis = "count"


def set_doubts(draft: Draft, context: Context) -> None:
    """Note what is not sure of a figure beyond its number and population; in place."""
    line, (start, end) = draft.line, draft.sentence
    yearly = context.search.cue_hits(line.folded, "yearly", start, end) or PER_YEAR.search(line.text, draft.after, end)
    if yearly and not draft.is_share and draft.figure is not None:
        draft.doubts.add("yearly")
    pattern = context.patterns.indicators[draft.indicator]
    if "part_of_energy" in pattern.doubts and draft.hit is not None:
        after = min([each.start for each in line.numbers.figures if each.start > draft.start] + [end])
        words = pattern.doubts["part_of_energy"]
        if find_all(line.folded, made(words), "", draft.hit.start, after):
            draft.doubts.add("part_of_energy")
    if "not_per_product" in pattern.doubts and draft.kind == "result":
        words = pattern.doubts["not_per_product"]
        if not find_all(line.folded, made(words), "", start, end):
            draft.doubts.add("not_per_product")


def is_change(draft: Draft, context: Context) -> bool:
    """Whether a share is a change (``tăng 5%``) although its indicator is a level."""
    if not draft.is_share or context.registry.indicators[draft.indicator].needs_baseline or draft.found == "table":
        return False
    hits = context.search.cue_hits(draft.line.folded, "changes", draft.sentence[0], draft.start)
    return any(not draft.line.text[hit.end : draft.start].strip(" ~") for hit in hits)
