"""Entries of the registry: what an indicator, a target or a province is. Every one is dated and cited."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.figures import ID, SECTOR, SLUG, Band, Figure, Unit
from sxsh_eval.parameters.quantity import Frozen, Span, Words

Status = Literal["verified", "unverified"]


class Source(Frozen):
    """Where facts come from: a legal document, an official letter, a publication or a page."""

    title: Words
    number: str | None = Field(default=None, description="document number as printed, e.g. 1419/QĐ-TTg")
    date: dt.date | None = None
    issuer: str | None = None
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    note: Words | None = None


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
    share_source, share_status : str, optional
        Where the share stands; the entry's own source and status speak of the population's definition.
    """

    title: Words
    unit: Unit
    share_of_enterprises: Band | None = None
    share_source: str | None = Field(default=None, pattern=ID)
    share_status: Status | None = None

    @model_validator(mode="after")
    def check_share(self) -> Self:
        """A share is cited like every other number."""
        given = [part is not None for part in (self.share_of_enterprises, self.share_source, self.share_status)]
        if any(given) and not all(given):
            raise PydanticCustomError("population.share_without_source", "a share needs share_source and share_status")
        return self


class Indicator(Entry):
    """A quantity that the Strategy or its reports follow.

    Attributes
    ----------
    level : {"outcome", "activity", "capacity", "money"}
        Outcomes are judged against targets; the others explain them.
    measured_over : {"units", "departments", "provinces", "nation"}
        Only ``units`` has a meaning for one province (a province has one department).
    explained_by : tuple of str
        Activity indicators without which this outcome is not plausible.
    cumulative : bool
        Whether the share is expected not to fall over time.
    needs_baseline : bool
        Whether it is a change, which means nothing without the year and the measurement it starts from.
    """

    title: Words
    short: Words
    unit: Unit
    level: Literal["outcome", "activity", "capacity", "money"]
    numerator: Words
    denominator: Words | None = None
    population: str = Field(pattern=ID)
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"
    measured_over: Literal["units", "departments", "provinces", "nation"] = "units"
    explained_by: tuple[Annotated[str, Field(pattern=ID)], ...] = ()
    cumulative: bool = False
    needs_baseline: bool = False


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
    sectors : tuple of str
        Branches of industry it is set for; empty means all.
    baseline : Span, optional
        Years with which the value compares, when the document names them.
    """

    indicator: str = Field(pattern=ID)
    scope: Literal["national", "provincial", "proposal"]
    province: str | None = Field(default=None, pattern=SLUG)
    population: str = Field(pattern=ID)
    sectors: tuple[Annotated[str, Field(pattern=SECTOR)], ...] = ()
    baseline: Span | None = None
    since: int = Field(ge=2000, le=2100)
    due: int = Field(ge=2000, le=2100)
    value: Figure | None = None
    band: Band | None = None
    met_when: Literal["at_least_value", "at_least_lower_end"]

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """One of value and band, the rule that belongs to it, a province where one is needed."""
        if (self.value is None) == (self.band is None):
            raise PydanticCustomError("value.one_of", "exactly one of 'value' and 'band'")
        if self.met_when != ("at_least_value" if self.value else "at_least_lower_end"):
            raise PydanticCustomError("target.met_when", "'met_when' does not belong to the form of the target")
        if (self.province is None) != (self.scope == "national"):
            raise PydanticCustomError("target.province", "a national target names no province; every other one does")
        if self.since > self.due:
            raise PydanticCustomError("value.reversed", "'since' is after 'due'")
        return self

    @property
    def unit(self) -> str:
        """Unit of the value or band."""
        return self.value.unit if self.value else self.band.unit if self.band else ""

    @property
    def threshold(self) -> float:
        """Value from which the target is met."""
        return float(self.value.value if self.value else self.band.low if self.band else 0)


class Islands(Frozen):
    """An archipelago that belongs to a province, drawn as a tile of its own."""

    name: Words
    tile: tuple[int, int]


class Province(Entry):
    """A province or city in the years in which it existed with these borders.

    Attributes
    ----------
    slug : str
        Key together with a date: the same slug names different territories before and after 1/7/2025.
    code : str
        Statistical code of its time; never a key (seven codes were reused).
    tile : tuple of int
        Row and column on the tile map of its time, from 0.
    islands : tuple of Islands
        Archipelagos with a tile of their own.
    merged_into : str, optional
        Slug of the successor from the day after `valid_to`; its own where the borders stayed.
    """

    slug: str = Field(pattern=SLUG)
    name: Words
    aliases: tuple[str, ...] = ()
    code: str = Field(pattern=r"^\d{2}$")
    type: Literal["province", "city"]
    region: str = Field(pattern=SLUG)
    tile: tuple[int, int]
    islands: tuple[Islands, ...] = ()
    valid_from: dt.date
    valid_to: dt.date | None = None
    merged_into: str | None = Field(default=None, pattern=SLUG)

    @model_validator(mode="after")
    def check_period(self) -> Self:
        """Ends after it begins; only what ended has a successor."""
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("value.reversed", "'valid_from' is after 'valid_to'")
        if self.merged_into is not None and self.valid_to is None:
            raise PydanticCustomError("province.successor", "only a province with 'valid_to' has a successor")
        return self

    def valid_on(self, day: dt.date) -> bool:
        """Whether the province existed with these borders on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def tiles(self) -> tuple[tuple[int, int], ...]:
        """All tiles it takes on the map."""
        return (self.tile, *(group.tile for group in self.islands))


class FormerProvince(Entry):
    """A province of the years before the registry's provinces: known by name, so that it is not taken for another.

    Attributes
    ----------
    years : Span
        Calendar years in which it existed, the first and the last perhaps in part.
    successors : tuple of str
        Slugs of the registry's oldest provinces on its land.
    """

    name: Words
    aliases: tuple[str, ...] = ()
    years: Span
    successors: tuple[Annotated[str, Field(pattern=SLUG)], ...] = Field(min_length=1)


class Region(Entry):
    """One of the socio-economic regions."""

    title: Words
