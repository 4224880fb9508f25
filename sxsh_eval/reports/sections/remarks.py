"""Section: difficulties, integration and recommendations, as the letter states them, in our words."""

from __future__ import annotations

from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Value, as_name, phrase
from sxsh_eval.reports.model import Section, Table
from sxsh_eval.reports.sections.common import head, letter_source, paragraph, sections_of

TOPICS = ("strength", "difficulty", "impact", "integration", "recommendation", "method")


def remarks_section(inputs: Inputs) -> Section:
    """What the letter says without figures.

    Parameters
    ----------
    inputs : Inputs

    Returns
    -------
    Section
        One table: topic, statement in our words, place; empty without a letter.
    """
    title, letter = phrase("section.remarks"), inputs.letter
    if letter is None:
        return Section(id="remarks_section", title=title)
    rows: list[tuple[Value | None, ...]] = [
        (phrase(f"topic.{topic}"), as_name(remark.text), sections_of([remark.place]))
        for topic in TOPICS
        for remark in letter.remarks
        if remark.topic == topic
    ]
    table = Table(
        id="remarks",
        title=phrase("table.remarks"),
        columns=(head("topic", share=1.2), head("statement", share=4.5), head("place", share=0.8)),
        rows=tuple(rows),
        notes=(phrase("note.our_words"),),
        source=letter_source(letter),
    )
    return Section(id="remarks_section", title=title, blocks=(paragraph("remarks.intro"), table))
