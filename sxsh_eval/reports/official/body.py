"""The letter's text: every heading of the form with its figures, remarks, estimates and blanks."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.inputs.claims import Remark
from sxsh_eval.parameters.quantity import Day
from sxsh_eval.reports.official.evidence import findings_note, remark_note
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.official.figures import has_words, years_list
from sxsh_eval.reports.official.model import Line, Paragraph, Piece, Role
from sxsh_eval.reports.official.outline import OUTLINE, Part, section_of
from sxsh_eval.reports.official.run_estimates import estimate_lines
from sxsh_eval.reports.official.sentences import claim_lines
from sxsh_eval.reports.render.pieces import clean

ROLES: dict[int, Role] = {1: "part", 2: "section", 3: "point"}
WHOLE: dict[str, str] = {"targets": "I.1", "proposals": "III.4.b"}
"""What is asked for as a whole: any figure of that section will do."""

ANSWERS = {
    "policies": {"action_plan"},
    "capacity": {"focal_unit", "doit_staff", "cp_staff_trained"},
    "amounts": {"budget"},
}
"""What is asked for in words, with the figures that answer it."""


def blank(name: str, facts: Facts) -> Piece:
    """Marked blank for something the form asks for, with a note on what to write there."""
    registry = facts.inputs.registry.indicators
    is_number = name in registry or name in {*WHOLE, "amounts"} or has_words(f"payer.{name}")
    key = f"official.ask.{name}"
    what = VI.text(key) if has_words(key) else clean(registry[name].title.vi)
    text = VI.text("official.blank.number" if is_number else "official.blank.text", what=what)
    note = VI.text("official.note.blank_number" if is_number else "official.note.blank_text")
    return Piece(text, (note,), is_blank=True)


def heading(part: Part, facts: Facts) -> Paragraph:
    """Heading of a part; findings on the section as a whole are its note."""
    span = facts.letter.span
    text = VI.text(
        f"official.heading.{part.key}",
        first=str(span.first),
        last=str(span.last),
        years=years_list(facts.plan_period),
        after=str(facts.plan_period.last),
    )
    return Paragraph(ROLES[part.level], (Piece(text, findings_note(facts.findings_at(part.section))),))


def figures_in(section: str, facts: Facts) -> list[str]:
    """Ids of the figures told in a section, in the order of the form and then of their letter."""
    asked = {name: at for part in OUTLINE for at, name in enumerate(part.asked)}
    claims = facts.letter.claims
    keys = [key for key, claim in claims.items() if section_of(claim, facts.indicator(claim)) == section]
    return sorted(keys, key=lambda key: asked.get(claims[key].indicator, len(asked)))


def answered(section: str, facts: Facts) -> set[str]:
    """What the figures and remarks of a section answer of what the form asks."""
    letter = facts.letter
    keys = figures_in(section, facts)
    found = {letter.claims[key].indicator for key in keys}
    found |= {str(letter.claims[key].payer) for key in keys if letter.claims[key].indicator == "budget"}
    found |= {name for name, place in WHOLE.items() if place == section and keys}
    return found | {name for name, by in ANSWERS.items() if found & by}


def section_of_remark(remark: Remark) -> str:
    """Section in which a remark is told: its topic's; what concerns the proposal stays where it stood."""
    if remark.topic != "proposal":
        return next(part.section for part in OUTLINE if remark.topic in part.topics)
    place = remark.place.section
    own = [part.section for part in OUTLINE if "proposal" in part.topics]
    near = [section for section in own if place == section or place.startswith(f"{section}.")]
    return near[0] if near else own[0]


def remark_items(part: Part, facts: Facts) -> Iterator[tuple[str, Paragraph]]:
    """Remarks told under a heading, with their topic; those on the proposal stand where they stood."""
    for remark in facts.letter.remarks:
        if section_of_remark(remark) == part.section:
            label = f"official.label.{remark.topic}"
            before = (Piece(VI.text(label)),) if has_words(label) else ()
            words = Piece(clean(remark.text.vi), remark_note(remark.place.section, facts))
            yield remark.topic, Paragraph("item", (*before, words))


def funding_item(facts: Facts) -> Iterator[Paragraph]:
    """Who is to pay for the programme."""
    sources = facts.letter.funding_sources
    if sources is not None and sources.proposed:
        names = ", ".join(VI.text(f"payer.{payer}") for payer in sources.proposed)
        note = remark_note(sources.place.section, facts)
        yield Paragraph("item", (Piece(VI.text("official.funding", sources=names), note),))


def part_paragraphs(part: Part, facts: Facts) -> Iterator[Paragraph]:
    """Heading of a part with all that stands under it."""
    yield heading(part, facts)
    keys, done = figures_in(part.section, facts), answered(part.section, facts)
    if part.section == "II":
        yield Paragraph("text", (Piece(VI.text("official.plan.reference")),))
    yield from (Paragraph("item", line) for line in claim_lines(keys, facts))
    yield from (Paragraph("item", line) for line in estimate_lines(part.section, facts))
    for topic, item in remark_items(part, facts):
        done |= {topic, *(part.asked if topic == "proposal" and part.section != "III.3" else ())}
        yield item
    if part.section == "III.3":
        yield from funding_item(facts)
    yield from (Paragraph("item", (blank(name, facts),)) for name in part.asked if name not in done)


def opening(facts: Facts) -> Paragraph:
    """First paragraph: whose request is answered."""
    request = next((one for one in facts.letter.references.values() if one.role == "request"), None)
    ministry = clean(facts.letter.addressee.vi)
    if request is None:
        asked: Line = (blank("request", facts),)
    else:
        day = VI.date(Day(value=request.date))
        asked = (Piece(VI.text("official.request", number=clean(request.number), date=day, ministry=ministry)),)
    before, after = VI.text("official.opening", request="\0", people=facts.people, ministry=ministry).split("\0")
    return Paragraph("text", (Piece(before), *asked, Piece(after)))


def body(facts: Facts) -> tuple[Paragraph, ...]:
    """All paragraphs between head and foot.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    tuple of Paragraph
        In the order of `outline.OUTLINE`; what the form asks for and nobody knows is a marked blank.
    """
    ministry = clean(facts.letter.addressee.vi)
    parts = [paragraph for part in OUTLINE for paragraph in part_paragraphs(part, facts)]
    end = Paragraph("text", (Piece(VI.text("official.closing", people=facts.people, ministry=ministry)),))
    return (opening(facts), *parts, end)
