"""What a figure is (result, target, plan, activity, money), whose units it counts, who pays, on what basis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line, Role
from sxsh_eval.inputs.letters.offices import KIND_OF_DOCUMENT
from sxsh_eval.inputs.letters.outline import titled_by
from sxsh_eval.inputs.letters.phrases import find_all, made
from sxsh_eval.parameters.letter_patterns import Kind
from sxsh_eval.parameters.text import fold

AIMS: dict[str, Kind] = {"planned": "plan", "asked": "proposal"}
PLANNED: dict[Role, Kind] = {"plan": "plan", "proposal": "proposal"}
CUES = ("targets", "results", "planned", "asked")
ROLES: tuple[Role, ...] = get_args(Role)
PLANS, REPORTS = {"ke-hoach", "chuong-trinh", "de-an"}, {"bao-cao"}
FUTURE = ("target", "plan", "proposal")
PER_YEAR = re.compile(r"\s*(?:/\s?|(?:mỗi|một) )năm\b", re.IGNORECASE)


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
        named = KIND_OF_DOCUMENT.fullmatch(line.text)
        if named:
            kind = fold(named.group())
            if kind in PLANS | REPORTS:
                return "plan" if kind in PLANS else "report"
        for role in ("report", "plan"):
            if context.search.cue_hits(line.folded, f"documents.{role}"):
                return "plan" if role == "plan" else "report"
    return "report"


def section_roles(line: Line, context: Context) -> list[Role]:
    """What the headings above a paragraph say that their sections hold, the highest first."""
    place = line.standing.place
    is_heading = place.paragraph == 1 and place.section not in {"head", "body", "foot"}
    own = [line.at] if is_heading and line.at not in line.standing.headings else []
    return [role for at in [*line.standing.headings, *own] for role in roles_of(context.lines[at], context)]


def titling(heading: Line, context: Context) -> Line:
    """Line that holds the title of a heading: itself, or the next one where it is only a number."""
    following = heading.at + 1
    return context.lines[following] if titled_by(heading.text) and following < len(context.lines) else heading


def roles_of(line: Line, context: Context) -> list[Role]:
    """Roles that the words of a heading name, the earliest first; what stands after its colon does not count."""
    line = titling(line, context)
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


def read_targets(drafts: Sequence[Draft], context: Context, whole: Role) -> None:
    """Give shares without a meaning the indicator that their words name only of what is aimed at.

    Parameters
    ----------
    drafts : sequence of Draft
        Changed in place; ``20% cơ sở có tiềm năng áp dụng`` aims at adoption in a target, in a report it does not.
    context : Context
    whole : {"report", "plan"}
        What the whole text is.
    """
    for draft in drafts:
        if draft.indicator or draft.fate != "not_understood" or not draft.is_share or draft.doubts:
            continue
        line, end = draft.line, draft.sentence[1]
        after = min([each.start for each in line.numbers.figures if each.start > draft.start] + [end])
        stop = line.text.find(";", draft.after, after)
        for name, phrases in context.search.in_targets.items():
            if not find_all(line.folded, phrases, name, draft.after, stop if stop >= 0 else after):
                continue
            draft.indicator, draft.fate = name, "taken"
            if kind_of(draft, context, whole) in FUTURE:
                draft.doubts.add("two_meanings")
                break
            draft.indicator, draft.fate = "", "not_understood"
