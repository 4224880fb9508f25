"""What a province reported: each figure of its letter as a record with its place, period and wording."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.figures import ID, SLUG, Band, Figure
from sxsh_eval.parameters.quantity import Frozen, Span, Words

Id = Annotated[str, Field(pattern=ID)]
Payer = Literal["state_central", "state_local", "international", "implementers", "enterprises"]


class Place(Frozen):
    """Where in the letter: section as numbered there (``I.3.c``) and the paragraph inside it, from 1.

    ``body`` is a text without numbered sections.
    """

    section: str = Field(pattern=r"^(head|body|foot|[IVX]+(\.\d+)?(\.[a-z])?)$")
    paragraph: int = Field(default=1, ge=1)


class Review(Frozen):
    """Where a program read a figure, and what the analyst says of it.

    Attributes
    ----------
    status : {"draft", "confirmed", "corrected", "rejected"}
        Only confirmed and corrected figures are facts of the letter.
    quote : str
        The letter's own words around the figure.
    page, line : int
        Page of a PDF; line or paragraph of the file, from 1.
    confidence : float
        Of the program, from 0 to 1: how surely the figure means what the record says.
    doubts : tuple of str
        Keys that name what was not sure.
    read_as : dict of str to str
        What the program had read, of each field that the analyst corrected.
    """

    status: Literal["draft", "confirmed", "corrected", "rejected"]
    quote: str
    line: int = Field(ge=1)
    page: int | None = Field(default=None, ge=1)
    confidence: float = Field(ge=0, le=1)
    doubts: tuple[str, ...] = ()
    read_as: dict[str, str] = Field(default_factory=dict)


class Claim(Frozen):
    """One figure as reported.

    Attributes
    ----------
    value, band : Num, Range
        One of the two; per cent as printed (0.5 means 0,5 %).
    as_printed : str
        The figure's characters in the letter: their decimals give the rounding interval.
    population : str
        Population as this figure words it, which need not be the indicator's.
    wording : Words
        The population in the letter's sense, in our words.
    period, as_of : Span, date
        Activities have a period, levels a date.
    dating : {"stated", "inferred", "undated"}
        ``undated``: only the span of the whole letter bounds it.
    basis : {"count", "estimate", "measurement", "not_stated"}
        How the letter says the figure was obtained.
    baseline_year : int, optional
        Year a change is measured from, when the letter names one.
    part_of, repeats : str, optional
        Id of the claim of which this is a part, or which it states again.
    paired_with : str, optional
        Id of the count that this percentage expresses (or the reverse).
    payer : str, optional
        Who pays an amount of money.
    review : Review, optional
        For figures that a program read; figures typed by hand have none, which counts as confirmed.
    """

    indicator: str = Field(pattern=ID)
    kind: Literal["result", "target", "activity", "budget", "proposal", "plan"]
    value: Figure | None = None
    band: Band | None = None
    as_printed: str = Field(min_length=1)
    population: str = Field(pattern=ID)
    wording: Words
    period: Span | None = None
    as_of: dt.date | None = None
    dating: Literal["stated", "inferred", "undated"]
    place: Place
    evidence: Literal["claimed"] = "claimed"
    basis: Literal["count", "estimate", "measurement", "not_stated"] = "not_stated"
    baseline_year: int | None = None
    part_of: str | None = None
    repeats: str | None = None
    paired_with: str | None = None
    payer: Payer | None = None
    note: Words | None = None
    review: Review | None = None

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """One of value and band; a time."""
        if (self.value is None) == (self.band is None):
            raise PydanticCustomError("value.one_of", "exactly one of 'value' and 'band'")
        if self.period is None and self.as_of is None:
            raise PydanticCustomError("letter.no_time", "a period or an as_of date")
        return self

    @property
    def unit(self) -> str:
        """Unit of the value or band."""
        return self.value.unit if self.value else self.band.unit if self.band else ""


class Reference(Frozen):
    """A document or body the letter names.

    Attributes
    ----------
    form : {"individual", "normative", "letter"}
        What the document is by its subject; the number's form should agree with it.
    """

    number: str
    date: dt.date
    role: Literal["request", "action_plan", "focal_unit"]
    form: Literal["individual", "normative", "letter"]
    title: Words
    period: Span | None = None
    places: tuple[Place, ...]


class Remark(Frozen):
    """What the letter says without a figure, in our words."""

    topic: Literal[
        "objective", "method", "strength", "difficulty", "impact", "integration", "recommendation", "proposal"
    ]
    place: Place
    text: Words


class Gap(Frozen):
    """What a reader expects in the letter and does not find, or what is damaged in it."""

    kind: Literal[
        "missing_annex",
        "empty_section",
        "missing_year_split",
        "no_count",
        "two_things_one_figure",
        "text_noise",
        "incomplete_signature",
    ]
    place: Place
    text: Words


class Contradiction(Frozen):
    """Two statements that do not go together, as recorded by the analyst who read the letter."""

    places: tuple[Place, Place]
    text: Words


class FundingSources(Frozen):
    """Who pays: in the past and in the proposal."""

    past: tuple[Payer, ...]
    proposed: tuple[Payer, ...]
    place: Place


class Letter(Frozen):
    """An official letter as data.

    Attributes
    ----------
    span : Span
        Years the letter says it reports on.
    plan_period : Span, optional
        Next years for which the letter announces a plan.
    proposal_period : Span, optional
        Years of the programme it proposes.
    """

    province: str = Field(pattern=SLUG)
    number: str
    date: dt.date
    title: Words
    issuer: Words
    addressee: Words
    span: Span
    plan_period: Span | None = None
    proposal_period: Span | None = None
    claims: dict[Id, Claim]
    references: dict[Id, Reference] = Field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    gaps: tuple[Gap, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    funding_sources: FundingSources | None = None

    def __repr__(self) -> str:
        return f"<Letter: {self.number}, {self.date:%d/%m/%Y}, claims={len(self.claims)}>"

    __str__ = __repr__
