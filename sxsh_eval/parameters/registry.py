"""The registry: all published facts an evaluation leans on, read from ``parameters/registry``."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from datetime import date
from typing import Any

from pydantic import Field

from sxsh_eval.parameters.cases import Case
from sxsh_eval.parameters.counterparts import Counterpart
from sxsh_eval.parameters.entries import FormerProvince, Indicator, Population, Province, Region, Source, Target
from sxsh_eval.parameters.factors import Assumption, Count, Fuel, GridFactor, Norm, Sector
from sxsh_eval.parameters.measures import Density, SizeDecree, Units
from sxsh_eval.parameters.province_names import by_name, find_province, names_of
from sxsh_eval.parameters.published import PublishedResult
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.scenarios import Prior

__all__ = ["Registry", "by_name", "find_province", "names_of"]


class Registry(Frozen):
    """All entries by their id; one field a file of ``parameters/registry``."""

    sources: Mapping[str, Source] = Field(default_factory=dict)
    populations: Mapping[str, Population]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    counterparts: Mapping[str, Counterpart] = Field(default_factory=dict)
    results: Mapping[str, PublishedResult] = Field(default_factory=dict)
    regions: Mapping[str, Region]
    provinces: tuple[Province, ...]
    former_provinces: tuple[FormerProvince, ...] = ()
    sectors: Mapping[str, Sector]
    fuels: Mapping[str, Fuel]
    grid_factors: tuple[GridFactor, ...]
    norms: tuple[Norm, ...]
    counts: tuple[Count, ...]
    assumptions: Mapping[str, Assumption]
    units: Units
    densities: Mapping[str, Density]
    size_decrees: Mapping[str, SizeDecree]
    priors: Mapping[str, Prior]
    cases: Mapping[str, Case] = Field(default_factory=dict)

    def __repr__(self) -> str:
        held = ((name, getattr(self, name)) for name in type(self).model_fields)
        return f"<Registry: {', '.join(f'{name}={len(one)}' for name, one in held if isinstance(one, Sized))}>"

    __str__ = __repr__

    def province(self, text: str, on: date) -> Province:
        """Province that `text` (slug, name or alias; diacritics, case and spaces optional) names on a date.

        Raises
        ------
        UsageError
            If no province of that date has the name; says what became of it, or which two are nearest.
        """
        return find_province(self.provinces, text, on, self.former_provinces)

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
