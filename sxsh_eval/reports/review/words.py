"""Words of a review, for values that a program or the registry names by key."""

from __future__ import annotations

from sxsh_eval.inputs.claims import Claim, Place
from sxsh_eval.inputs.confirmed import status_of
from sxsh_eval.parameters.quantity import Day, Span, as_years
from sxsh_eval.reports.language import Language, catalogue

SURE, FAIR = 0.8, 0.5
"""Confidence from which a figure counts as surely, as fairly surely understood."""

LOOK = frozenset({"not_understood", "other_subject"})
"""Fates of numbers that may be figures after all."""


def word(language: Language, group: str, key: str) -> str:
    """Word ``review.<group>.<key>``; the key itself where there is none."""
    entry = catalogue(language.code).get(f"review.{group}.{key}")
    return entry if isinstance(entry, str) else key.replace("_", " ")


def needs_a_look(claim: Claim) -> bool:
    """Whether a figure is to be compared with special care."""
    review = claim.review
    return review is not None and (review.confidence < SURE or bool(review.doubts))


def confidence_text(claim: Claim, language: Language) -> str:
    """``fairly sure (70 %)``; empty for figures typed by hand."""
    if claim.review is None:
        return ""
    share = claim.review.confidence
    level = "sure" if share >= SURE else "fair" if share >= FAIR else "weak"
    percent = language.quantity(round(100 * share), "percent", 0)
    return language.text("review.confidence_value", word=language.text(f"review.{level}"), share=percent)


def doubts_text(claim: Claim, language: Language) -> str:
    """Doubts as one list; empty without any."""
    doubts = claim.review.doubts if claim.review else ()
    return "; ".join(word(language, "doubt_value", doubt) for doubt in doubts)


def value_text(claim: Claim, language: Language) -> str:
    """Value or band with its unit and bound."""
    value = claim.value or claim.band
    return language.show(value) if value is not None else ""


def time_text(claim: Claim, language: Language) -> str:
    """Period or date, and how the letter tells it."""
    time = language.show(as_years(claim.period or Span(first=1900, last=1900)))
    if claim.as_of is not None:
        time = language.text("review.as_of", day=language.show(Day(value=claim.as_of, form="short")))
    if claim.baseline_year is not None:
        time = language.text("review.since_base", time=time, year=str(claim.baseline_year))
    return language.text("review.dated", time=time, dating=word(language, "dating_value", claim.dating))


def section_text(place: Place, language: Language) -> str:
    """``section I.3.c``; head, body and foot in words."""
    if place.section in {"head", "body", "foot"}:
        return language.text(f"place.{place.section}")
    return language.text("review.place_section", section=place.section)


def place_text(claim: Claim, language: Language) -> str:
    """Section with paragraph, then page with line."""
    section = section_text(claim.place, language)
    parts = [language.text("review.place_value", section=section, paragraph=str(claim.place.paragraph))]
    if claim.review is not None:
        parts.append(line_text(claim.review.page, claim.review.line, language))
    return "; ".join(parts)


def line_text(page: int | None, line: int, language: Language) -> str:
    """``page 2, line 7``; the line alone where the file has no pages."""
    told = [language.text("review.page", n=str(page))] if page is not None else []
    return ", ".join([*told, language.text("review.line", n=str(line))])


def status_text(claim: Claim, language: Language) -> str:
    """What the analyst has said of the figure so far."""
    return word(language, "status_value", status_of(claim))
