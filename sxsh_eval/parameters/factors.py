"""Entries of the registry that carry a published number: factors of fuels, norms, counts, assumptions."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.figures import ID, SECTOR, SLUG, Band, Figure
from sxsh_eval.parameters.quantity import Frozen, Span, Words


class Factor(Entry):
    """One number with its own source, because the numbers of one fuel were not all seen in the same place."""

    value: float = Field(ge=0)


class OfficialFactor(Entry):
    """Ministry's conversion to TOE; primary-energy convention for electricity.

    Attributes
    ----------
    unit : str
        What is converted; one fuel may be converted by mass and by volume.
    toe_per_unit, toe_range : float, Range
        Exactly one of the two, TOE per `unit`.
    """

    unit: Literal["kwh", "tonne", "thousand_litres", "thousand_m3"]
    toe_per_unit: float | None = Field(default=None, gt=0)
    toe_range: Band | None = None

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """One of the value and the range."""
        if (self.toe_per_unit is None) == (self.toe_range is None):
            raise PydanticCustomError("value.one_of", "exactly one of 'toe_per_unit' and 'toe_range'")
        return self


class PhysicalFactors(Frozen):
    """Net calorific value and default emission factors (IPCC 2006)."""

    ncv_tj_per_gg: Factor | None = None
    co2_kg_per_tj: Factor | None = None
    ch4_kg_per_tj: Factor | None = None
    n2o_kg_per_tj: Factor | None = None


class Fuel(Frozen):
    """An energy carrier; its official and its physical factors are never mixed."""

    title: Words
    biogenic: bool = False
    official: tuple[OfficialFactor, ...] = ()
    physical: PhysicalFactors | None = None


class GridFactor(Entry):
    """Emission factor of the national grid in one year, tCO2/MWh."""

    year: int = Field(ge=1990, le=2100)
    tco2_per_mwh: float = Field(gt=0, lt=2)


class Norm(Entry):
    """Highest specific energy consumption allowed for a product, by size of plant and years.

    Attributes
    ----------
    years : Span
        Years in which it applies.
    unit : str
        Energy per amount of product.
    circular : str
        Number of the circular, with the article where one is named.
    """

    sector: str = Field(pattern=SECTOR)
    product: Words
    size: Words | None = None
    years: Span
    value: float = Field(gt=0)
    unit: Literal["mj_per_hl", "mj_per_tonne", "kgoe_per_tonne"]
    circular: str


class Sector(Entry):
    """A section or division of VSIC 2018, or a branch that a programme names.

    Attributes
    ----------
    section : str
        Letter of the section, B to E.
    part_of : str, optional
        Section of a division; division that holds (most of) a branch.
    """

    title: Words
    level: Literal["section", "division", "branch"]
    section: str = Field(pattern=r"^[B-E]$")
    part_of: str | None = Field(default=None, pattern=SECTOR)


class Count(Entry):
    """A published number of units in a population, used to judge denominators."""

    province: str | None = Field(default=None, pattern=SLUG)
    year: int = Field(ge=1990, le=2100)
    population: str = Field(pattern=ID)
    value: Figure


class Assumption(Entry):
    """A number the evaluation assumes, with its range and why."""

    title: Words
    value: Figure
    band: Band | None = None
