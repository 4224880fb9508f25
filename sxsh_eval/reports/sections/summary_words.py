"""What every summary tells in the same way: what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.parameters.quantity import Day, Listing, Mark, Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.reports.model import Text
from sxsh_eval.reports.sections.common import CLAIMED, paragraph

SURVEYED = Mark(scale="evidence", name="surveyed")
CAUSED = Mark(scale="evidence", name="caused")
PROJECTED = Mark(scale="evidence", name="projected")


def basis(*sources: Value) -> Text:
    """Paragraph that names what a report rests on."""
    return paragraph("summary_basis.sources", sources=Listing(items=sources, long=True))


def letter_basis(letter: Letter) -> Phrase:
    """Number, date, length and grade of a letter."""
    return phrase(
        "summary_basis.letter",
        number=Verbatim(text=letter.number),
        date=Day(value=letter.date),
        n=Num(value=len(letter.claims), unit="count"),
        grade=CLAIMED,
    )


def own_basis(letter: Letter | None, tables: Sequence[str]) -> list[Value]:
    """Letter and tables of a province, as far as there are any."""
    named = Listing(items=tuple(phrase(f"data_named.{name}") for name in tables))
    return [*([letter_basis(letter)] if letter else []), *([named] if tables else [])]
