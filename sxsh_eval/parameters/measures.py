"""Entries of the registry that read tables: units with their spellings, densities, size classes by decree."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.figures import ID
from sxsh_eval.parameters.quantity import Frozen, Words

Id = Annotated[str, Field(pattern=ID)]
SIZE_CLASSES = ("micro", "small", "medium", "large")


class Multiplier(Frozen):
    """A word or number before a unit, such as ``triệu``."""

    factor: float = Field(gt=0)
    forms: tuple[str, ...] = Field(min_length=1)


class MeasureUnit(Entry):
    """A unit in which tables give amounts.

    Attributes
    ----------
    quantity : str
        Kind of amount; amounts of different kinds are never converted into one another.
    factor : float
        How many base units it is; the base unit of a quantity has 1.
    forms : tuple of str
        Spellings; case, diacritics and spaces do not count.
    """

    quantity: Literal["electricity", "mass", "volume", "money", "count", "official_energy", "physical_energy", "share"]
    factor: float = Field(gt=0)
    forms: tuple[str, ...] = Field(min_length=1)


class Units(Frozen):
    """All units with the multipliers that may stand before them."""

    multipliers: dict[Id, Multiplier]
    units: dict[Id, MeasureUnit]

    def __len__(self) -> int:
        return len(self.units)


class Density(Entry):
    """Volume of a mass of a fuel, so that litres can be counted as tonnes."""

    litres_per_tonne: float = Field(gt=0)


class SizeLimits(Frozen):
    """Upper limits of a size class, both ends included.

    Attributes
    ----------
    employees_person : float
        Yearly average.
    revenue_mvnd, capital_mvnd : float, optional
        Million VND; a decree may leave a criterion out.
    """

    employees_person: float = Field(gt=0)
    revenue_mvnd: float | None = Field(default=None, gt=0)
    capital_mvnd: float | None = Field(default=None, gt=0)


class SectorSizes(Frozen):
    """Limits of one group of sectors; what exceeds them is large.

    Attributes
    ----------
    divisions : tuple of tuple of int
        First and last VSIC divisions of the group.
    """

    title: Words
    divisions: tuple[tuple[int, int], ...] = Field(min_length=1)
    micro: SizeLimits
    small: SizeLimits
    medium: SizeLimits


class SizeDecree(Entry):
    """Size classes of enterprises under one decree.

    Attributes
    ----------
    in_force : date
        First day.
    rule : {"capital_first", "employees_with_money"}
        Capital decides where it is known, else employees; or employees together with one of revenue and capital.
    """

    in_force: dt.date
    rule: Literal["capital_first", "employees_with_money"]
    groups: dict[Id, SectorSizes] = Field(min_length=1)
