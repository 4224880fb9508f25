"""Entries of the registry: what an indicator, a target, a province or a factor is. Every one is dated and cited."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Span, Words

Status = Literal["verified", "unverified"]
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ID = r"^[a-z][a-z0-9_]*$"


class Source(Frozen):
    """Where facts come from: a legal document, an official letter, a publication or a page."""

    title: Words
    number: str | None = Field(default=None, description="document number as printed, e.g. 1419/QĐ-TTg")
    date: dt.date | None = None
    issuer: str | None = None
    url: str | None = None


class Entry(Frozen):
    """What all entries have: a source, whether somebody has seen the number there, and a remark."""

    source: str = Field(pattern=ID, description="key of sources.yml")
    status: Status = Field(description="verified: seen in the source; unverified: shown as such wherever it is used")
    note: Words | None = None


class Population(Entry):
    """A set of units that indicators count.

    Attributes
    ----------
    share_of_enterprises : Range, optional
        Part of all enterprises in this population, per cent; used to say what confusing two populations does.
    """

    title: Words
    unit: Literal["establishment", "enterprise", "department", "person", "event", "vnd"]
    share_of_enterprises: Range | None = None


class Indicator(Entry):
    """A quantity that the Strategy or its reports follow.

    Attributes
    ----------
    level : {"outcome", "activity", "capacity", "money"}
        Outcomes are judged against targets; the others explain them.
    measured_over : {"units", "departments"}
        ``departments`` has no meaning for one province (a province has one department).
    explained_by : tuple of str
        Activity indicators without which this outcome is not plausible.
    cumulative : bool
        Whether the share is expected not to fall over time.
    """

    title: Words
    short: Words
    unit: str
    level: Literal["outcome", "activity", "capacity", "money"]
    numerator: Words
    denominator: Words | None = None
    population: str = Field(pattern=ID)
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"
    measured_over: Literal["units", "departments"] = "units"
    explained_by: tuple[str, ...] = ()
    cumulative: bool = False


class Target(Entry):
    """A value that somebody set for a year.

    Attributes
    ----------
    value, band : Num, Range
        Exactly one of the two. A band stays a band: it is met from its lower end on.
    scope : {"national", "provincial", "proposal"}
        A proposal binds nobody yet.
    since, due : int
        First and last year of the period; due at its end (31 December).
    """

    indicator: str = Field(pattern=ID)
    scope: Literal["national", "provincial", "proposal"]
    province: str | None = Field(default=None, pattern=SLUG)
    population: str = Field(pattern=ID)
    sector: str | None = None
    since: int = Field(ge=2000, le=2100)
    due: int = Field(ge=2000, le=2100)
    value: Num | None = None
    band: Range | None = None
    met_when: Literal["at_least_value", "at_least_lower_end"]

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """One of value and band, the rule that belongs to it, a province where one is needed."""
        if (self.value is None) == (self.band is None):
            raise ValueError("exactly one of 'value' and 'band'")
        if self.met_when != ("at_least_value" if self.value else "at_least_lower_end"):
            raise ValueError("met_when: 'at_least_value' for a value, 'at_least_lower_end' for a band")
        if (self.province is None) != (self.scope == "national"):
            raise ValueError("a national target names no province; every other one does")
        if self.since > self.due:
            raise ValueError("'since' is after 'due'")
        return self

    @property
    def threshold(self) -> float:
        """Value from which the target is met."""
        return float(self.value.value if self.value else self.band.low if self.band else 0)


class Province(Entry):
    """A province or city in the years in which it existed with these borders.

    Attributes
    ----------
    slug : str
        Key together with a date: the same slug names different territories before and after 1/7/2025.
    code : str
        Statistical code of its time; never a key (seven codes were reused).
    tile : tuple of int
        Row and column on the tile map.
    merged_into : str, optional
        Slug of the successor from the day after `valid_to`.
    """

    slug: str = Field(pattern=SLUG)
    name: Words
    aliases: tuple[str, ...] = ()
    code: str = Field(pattern=r"^\d{2}$")
    type: Literal["province", "city"]
    region: str = Field(pattern=SLUG)
    tile: tuple[int, int]
    valid_from: dt.date
    valid_to: dt.date | None = None
    merged_into: str | None = Field(default=None, pattern=SLUG)

    def valid_on(self, day: dt.date) -> bool:
        """Whether the province existed with these borders on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Region(Entry):
    """One of the socio-economic regions."""

    title: Words


class OfficialFactor(Entry):
    """Ministry's conversion to TOE; primary-energy convention for electricity."""

    toe_per_unit: float | None = None
    toe_range: Range | None = None


class PhysicalFactor(Entry):
    """Net calorific value and default emission factors (IPCC 2006)."""

    ncv_gj_per_unit: float | None = None
    ncv_tj_per_gg: float | None = None
    co2_kg_per_tj: float | None = None
    ch4_kg_per_tj: float | None = None
    n2o_kg_per_tj: float | None = None


class Fuel(Frozen):
    """An energy carrier; its official and its physical factors are never mixed."""

    title: Words
    unit: Literal["kwh", "tonne", "thousand_litres", "thousand_m3"]
    official: OfficialFactor | None = None
    physical: PhysicalFactor | None = None


class GridFactor(Entry):
    """Emission factor of the national grid in one year, tCO2/MWh (combined margin)."""

    year: int
    tco2_per_mwh: float = Field(gt=0, lt=2)


class Norm(Entry):
    """Highest specific energy consumption allowed for a product, by size of plant and years."""

    sector: str
    product: Words
    size: Words | None = None
    years: Span
    value: float = Field(gt=0)
    unit: str
    circular: str


class Sector(Entry):
    """A division or section of VSIC 2018."""

    title: Words
    section: str = Field(pattern=r"^[B-E]$")


class Count(Entry):
    """A published number of units in a population, used to judge denominators."""

    province: str | None = Field(default=None, pattern=SLUG)
    year: int
    population: str = Field(pattern=ID)
    value: Num


class Assumption(Entry):
    """A number the evaluation assumes, with its range and why."""

    title: Words
    value: Num
    band: Range | None = None
