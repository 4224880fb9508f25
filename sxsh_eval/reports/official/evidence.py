"""Notes on the figures of an official letter: how sure each is, where it is from, what does not agree with it."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.estimates.consistency.finding import Finding
from sxsh_eval.estimates.rounding import claim_interval
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.quantity import Mark, Phrase, Range
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.official.figures import quantity, when
from sxsh_eval.reports.official.surveyed import survey_beside
from sxsh_eval.reports.render.pieces import clean, plain
from sxsh_eval.reports.sections.consistency import ask_of, text_of

Note = tuple[str, ...]


def grade(name: str) -> str:
    """Grade of evidence with its meaning."""
    word = VI.show(Mark.model_validate({"scale": "evidence", "name": name}))
    return VI.text("official.note.grade", grade=word, meaning=VI.text(f"office.mark.evidence.{name}"))


def uncertainty(claim: Claim) -> str:
    """Interval that rounding leaves open, or why there is none."""
    interval = claim_interval(claim)
    if interval is not None:
        shown = quantity(Range(low=round(interval[0], 6), high=round(interval[1], 6), unit="percent"))
        return VI.text("official.note.rounding", interval=shown)
    if claim.band is not None:
        return VI.text("official.note.band")
    return VI.text("official.note.bound" if claim.value and claim.value.bound != "exact" else "official.note.count")


def said_of(found: Finding) -> str:
    """Finding with its severity, then what to clear up."""
    severity = VI.show(Mark.model_validate({"scale": "severity", "name": found.severity}))
    told, ask = plain(text_of(found), VI), plain(ask_of(found), VI)
    return VI.text("official.note.finding", severity=severity, text=told, ask=ask)


def findings_note(findings: Iterable[Finding]) -> Note:
    """One paragraph a finding."""
    return tuple(dict.fromkeys(said_of(found) for found in findings))


def claim_note(key: str, facts: Facts) -> Note:
    """Note on one figure.

    Parameters
    ----------
    key : str
        Id of the claim.
    facts : Facts

    Returns
    -------
    tuple of str
        Grade of evidence; source with the printed characters; uncertainty; how the time is known; the analyst's
        note; what a survey found; every finding of the consistency rules about it.
    """
    claim = facts.letter.claims[key]
    source = VI.text(
        "official.note.source",
        number=clean(facts.letter.number),
        section=claim.place.section,
        paragraph=str(claim.place.paragraph),
        printed=clean(claim.as_printed),
    )
    basis = VI.text("official.note.basis", basis=VI.text(f"basis.{claim.basis}"))
    lines = [grade("claimed"), source, f"{uncertainty(claim)} {basis}"]
    if claim.dating != "stated":
        lines.append(VI.text(f"official.note.{claim.dating}", when=when(claim)))
    if claim.note is not None:
        lines.append(clean(claim.note.vi))
    beside = survey_beside(facts, facts.indicator(claim))
    if beside is not None and claim.kind == "result":
        lines.append(beside)
    return (*lines, *findings_note(facts.findings_on([key])))


def remark_note(section: str, facts: Facts) -> Note:
    """Note on words that sum up what another letter says."""
    number = clean(facts.letter.number)
    return grade("claimed"), VI.text("official.note.remark", number=number, section=section)


def estimate_note(name: str, source: Phrase, facts: Facts, *more: str) -> Note:
    """Note on an estimate of a run: grade, source, run."""
    period = facts.report.id if facts.report else ""
    return (
        grade(name),
        VI.text("official.note.estimate", source=plain(source, VI), run=facts.run, report=period),
        *more,
    )
