"""Columns of the review workbook: which field of a figure each holds, how it is chosen or typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from sxsh_eval.inputs.claims import Claim, Payer
from sxsh_eval.inputs.confirmed import status_of
from sxsh_eval.inputs.letters.stored import LeftNumber
from sxsh_eval.parameters.figures import UNITS
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.review.words import word

Cell = str | int | float | dt.date | None
VI = Language("vi")
"""The workbook is in Vietnamese: it is edited by those who read the letter."""

FIGURES, LEFT, LETTER, GUIDE, LISTS = ("figures", "left", "letter", "guide", "lists")


@dataclass(frozen=True)
class Column:
    """A column that the analyst may edit.

    Attributes
    ----------
    name : str
        Entry ``review.column.<name>`` is its head.
    field : str
        Field of `Claim` to which it belongs.
    form : {"choice", "number", "whole", "text", "date"}
        What may stand in a cell.
    width : float
        In characters.
    """

    name: str
    field: str
    form: Literal["choice", "number", "whole", "text", "date"]
    width: float


FIELDS: tuple[Column, ...] = (
    Column("indicator", "indicator", "choice", 34),
    Column("as_printed", "as_printed", "text", 14),
    Column("value", "value", "number", 16),
    Column("high", "value", "number", 12),
    Column("bound", "value", "choice", 12),
    Column("unit", "value", "choice", 16),
    Column("kind", "kind", "choice", 12),
    Column("population", "population", "choice", 30),
    Column("first", "period", "whole", 9),
    Column("last", "period", "whole", 9),
    Column("as_of", "as_of", "date", 12),
    Column("dating", "dating", "choice", 11),
    Column("baseline_year", "baseline_year", "whole", 10),
    Column("basis", "basis", "choice", 12),
    Column("payer", "payer", "choice", 20),
    Column("wording", "wording", "text", 34),
    Column("section", "place", "text", 9),
    Column("paragraph", "place", "whole", 8),
    Column("part_of", "part_of", "text", 16),
    Column("repeats", "repeats", "text", 16),
    Column("paired_with", "paired_with", "text", 16),
    Column("note", "note", "text", 30),
)


def head_text(name: str) -> str:
    """Head of a column."""
    return VI.text(f"review.column.{name}")


def sheet_title(name: str) -> str:
    """Name of a sheet."""
    return VI.text(f"review.sheet.{name}")


def choices(registry: Registry) -> dict[str, dict[str, str]]:
    """Words that a column of choices offers, each with the key it stands for, by column."""
    fixed = {
        "status": ("draft", "confirmed", "corrected", "rejected"),
        "kind": get_args(Claim.model_fields["kind"].annotation),
        "bound": ("exact", "about", "over", "at_least", "at_most"),
        "unit": UNITS,
        "dating": ("stated", "inferred", "undated"),
        "basis": ("count", "estimate", "measurement", "not_stated"),
        "payer": get_args(Payer),
    }
    named = {name: {word(VI, f"{name}_value", key): key for key in keys} for name, keys in fixed.items()}
    titled: dict[str, Mapping[str, str]] = {
        "indicator": {clean(entry.title.vi): key for key, entry in registry.indicators.items()},
        "population": {clean(entry.title.vi): key for key, entry in registry.populations.items()},
        "take": {VI.text("review.take"): "take"},
    }
    return named | {name: dict(entries) for name, entries in titled.items()}


def key_of(text: str, offered: Mapping[str, str]) -> str | None:
    """Key that a word, or the key itself, stands for; case, accents and spaces do not matter unless they must."""
    if text in offered:
        return offered[text]
    return _folded(tuple(offered.items())).get(fold(text))


@cache
def _folded(offered: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Folded words and keys; a folded word that two entries share is none."""
    found: dict[str, set[str]] = {}
    for shown, key in offered:
        for form in (shown, key):
            found.setdefault(fold(form), set()).add(key)
    return {form: next(iter(keys)) for form, keys in found.items() if len(keys) == 1 and form}


def left_cells(number: LeftNumber) -> dict[str, Cell]:
    """What is known of a number that was not taken, by editable column."""
    return {
        "as_printed": clean(number.printed),
        "section": number.place.section,
        "paragraph": number.place.paragraph,
    }


def cells_of(claim: Claim) -> dict[str, Cell]:
    """Values of a figure by editable column, choices by their keys."""
    number, band = claim.value, claim.band
    return {
        "status": status_of(claim),
        "indicator": claim.indicator,
        "kind": claim.kind,
        "population": claim.population,
        "bound": number.bound if number else "exact",
        "unit": claim.unit,
        "dating": claim.dating,
        "basis": claim.basis,
        "payer": claim.payer,
        "as_printed": clean(claim.as_printed),
        "value": number.value if number else band.low if band else None,
        "high": band.high if band else None,
        "first": claim.period.first if claim.period else None,
        "last": claim.period.last if claim.period else None,
        "as_of": claim.as_of,
        "baseline_year": claim.baseline_year,
        "wording": clean(claim.wording.vi),
        "section": claim.place.section,
        "paragraph": claim.place.paragraph,
        "part_of": claim.part_of,
        "repeats": claim.repeats,
        "paired_with": claim.paired_with,
        "note": clean(claim.note.vi) if claim.note else None,
    }
