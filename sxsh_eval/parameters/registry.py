"""The registry: all published facts an evaluation leans on, read from ``parameters/registry``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import Field

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.parameters.entries import Indicator, Population, Province, Region, Source, Target
from sxsh_eval.parameters.factors import Assumption, Count, Fuel, GridFactor, Norm, Sector
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.text import fold

KIND_OF_PROVINCE = re.compile(r"^(tinh|thanh-pho|tp)-")


def find_province(provinces: Iterable[Province], text: str, on: date) -> Province:
    """Province that `text` (slug, name or alias; diacritics and case optional) names on a date.

    Parameters
    ----------
    provinces : Iterable of Province
        All periods of all provinces.
    text : str
        As typed; "tỉnh" or "TP." before the name does no harm.
    on : date
        Day on which the province must exist: names and codes changed hands on 1/7/2025.

    Returns
    -------
    Province

    Raises
    ------
    UsageError
        If no province of that date has the name; carries the nearest known one.
    """
    everything = tuple(provinces)
    names = names_of(province for province in everything if province.valid_on(on))
    found = by_name(names, text)
    if found is not None:
        return found
    other = by_name(names_of(everything), text)
    if other is not None:
        raise UsageError([other_years(other, everything, text, on)])
    close = names.get(nearest(KIND_OF_PROVINCE.sub("", fold(text)), names))
    values = {"nearest": f"{close.slug} ({close.name.vi})" if close else "-", "date": on.isoformat()}
    raise UsageError([Problem("usage.unknown_province", "--province", text, values)])


def other_years(province: Province, provinces: Iterable[Province], text: str, on: date) -> Problem:
    """Name of a province that does not exist on the day: from when to when it does, what it became."""
    periods = [each for each in provinces if each.slug == province.slug]
    last = max(periods, key=lambda each: each.valid_from)
    end = f"{last.valid_to} → {last.merged_into or '-'}" if last.valid_to else "…"
    values = {"date": on.isoformat(), "first": min(each.valid_from for each in periods).isoformat(), "last": end}
    return Problem("usage.province_of_other_years", "--province", text, values)


def names_of(provinces: Iterable[Province]) -> dict[str, Province]:
    """Provinces by every folded form of their name; statistical codes are no names."""
    return {fold(form): p for p in provinces for form in (p.slug, p.name.vi, p.name.en, *p.aliases)}


def by_name(names: Mapping[str, Province], text: str) -> Province | None:
    """Province that a text names, with or without "tỉnh" or "TP." before it."""
    folded = fold(text)
    return names.get(folded) or names.get(KIND_OF_PROVINCE.sub("", folded))


class Registry(Frozen):
    """All entries by their id; one field a file of ``parameters/registry``."""

    sources: Mapping[str, Source] = Field(default_factory=dict)
    populations: Mapping[str, Population]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    regions: Mapping[str, Region]
    provinces: tuple[Province, ...]
    sectors: Mapping[str, Sector]
    fuels: Mapping[str, Fuel]
    grid_factors: tuple[GridFactor, ...]
    norms: tuple[Norm, ...]
    counts: tuple[Count, ...]
    assumptions: Mapping[str, Assumption]

    def province(self, text: str, on: date) -> Province:
        """Province that `text` (slug, name or alias; diacritics and case optional) names on a date.

        Raises
        ------
        UsageError
            If no province of that date has the name; carries the nearest known one.
        """
        return find_province(self.provinces, text, on)

    def targets_for(self, province: str | None, *, due: int | None = None) -> dict[str, Target]:
        """Targets of the nation (None) or those set or proposed for one province, by id."""
        return {
            key: target
            for key, target in self.targets.items()
            if target.province == province and (due is None or target.due == due)
        }

    def strategy_targets(self, source: str) -> dict[str, Target]:
        """National targets for all of industry that one decision sets, by id."""
        return {
            key: target
            for key, target in self.targets_for(None).items()
            if target.source == source and not target.sectors
        }

    def dump(self) -> dict[str, Any]:
        """Plain JSON form."""
        return self.model_dump(mode="json")
