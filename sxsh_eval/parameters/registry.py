"""The registry: all published facts an evaluation leans on, read from ``parameters/registry``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.parameters.entries import Indicator, Population, Province, Region, Source, Target
from sxsh_eval.parameters.factors import Assumption, Count, Fuel, GridFactor, Norm, Sector
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.text import fold


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
        valid = [province for province in self.provinces if province.valid_on(on)]
        names = {fold(form): p for p in valid for form in (p.slug, p.name.vi, p.name.en, *p.aliases)}
        found = names.get(fold(text))
        if found is None:
            values = {"nearest": nearest(fold(text), names) or "-", "date": on.isoformat()}
            raise UsageError([Problem("usage.unknown_province", "--province", text, values)])
        return found

    def targets_for(self, province: str | None, *, due: int | None = None) -> dict[str, Target]:
        """Targets of the nation (None) or those set or proposed for one province, by id."""
        return {
            key: target
            for key, target in self.targets.items()
            if target.province == province and (due is None or target.due == due)
        }

    def dump(self) -> dict[str, Any]:
        """Plain JSON form."""
        return self.model_dump(mode="json")
