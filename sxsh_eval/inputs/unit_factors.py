"""Factors of energy carriers in the units in which enterprises report them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.parameters.factors import Factor, Fuel, OfficialFactor
from sxsh_eval.parameters.registry import Registry

Floats = npt.NDArray[np.float64]
CarrierUnit = Literal["kwh", "mwh", "gwh", "tonne", "kg", "thousand_litres", "litre", "thousand_m3", "m3"]
# Unit of the official factors, and how much of it one reported unit is.
SCALES: dict[str, tuple[str, float]] = {
    "kwh": ("kwh", 1.0),
    "mwh": ("kwh", 1e3),
    "gwh": ("kwh", 1e6),
    "tonne": ("tonne", 1.0),
    "kg": ("tonne", 1e-3),
    "thousand_litres": ("thousand_litres", 1.0),
    "litre": ("thousand_litres", 1e-3),
    "thousand_m3": ("thousand_m3", 1.0),
    "m3": ("thousand_m3", 1e-3),
}
GJ_PER_KWH = 0.0036
MWH_PER_KWH = 1e-3
NAN = float("nan")


@dataclass(frozen=True)
class Carrier:
    """A column of amounts and the fuels of the registry that convert it.

    Attributes
    ----------
    column : str
    unit : str
        Unit of the amounts.
    official : str
        Fuel whose official factor gives TOE.
    physical : str, optional
        Fuel whose calorific value and emission factor give GJ and CO2; the same by default.
    grade_known : bool
        Whether the table says which grade of the fuel it is; if not, the choice made here is told.
    """

    column: str
    unit: CarrierUnit
    official: str
    physical: str | None = None
    grade_known: bool = True


# Columns of the codebook. It does not ask for the grade of coal: fine coal 3-4 is the middle of the official factors
# (0.50 to 0.70 TOE/t); fine coal of the north is anthracite.
CARRIERS = (
    Carrier("electricity_kwh", "kwh", "electricity"),
    Carrier("coal_tonne", "tonne", "coal_dust_3_4", "anthracite", grade_known=False),
    Carrier("fuel_oil_tonne", "tonne", "fuel_oil"),
    Carrier("diesel_oil_tonne", "tonne", "diesel_oil"),
    Carrier("lpg_tonne", "tonne", "lpg"),
)


def carriers_with(coal: str) -> tuple[Carrier, ...]:
    """`CARRIERS` with another fuel of the registry for the official factor of coal."""
    return tuple(replace(each, official=coal) if each.column == "coal_tonne" else each for each in CARRIERS)


@dataclass(frozen=True)
class Factors:
    """What one unit of a carrier amounts to; NaN where no factor is known.

    Attributes
    ----------
    carrier : Carrier
    toe, gj, tco2 : float
        Per unit; `tco2` of electricity is that of the grid and year instead.
    span : str
        Range of the official factor, whose middle is used; empty where it is one number.
    known : str
        Units for which the fuel has official factors.
    source, status : str
    """

    carrier: Carrier
    toe: float
    gj: float
    tco2: float
    span: str
    known: str
    source: str
    status: str

    @property
    def is_electricity(self) -> bool:
        """Whether its emissions are the grid's."""
        return self.carrier.official == "electricity"

    def per_unit(self, name: str, years: pd.Series[int], grid: pd.DataFrame) -> Floats:
        """Factor of each row for one of the amounts."""
        if name == "emissions_tco2" and self.is_electricity:
            by_year = dict(zip(grid["year"], grid["tco2_per_mwh"], strict=True))
            per_kwh = years.map(by_year).to_numpy(dtype=np.float64, na_value=np.nan) * MWH_PER_KWH
            return np.asarray(per_kwh * SCALES[self.carrier.unit][1])
        value = {"energy_toe": self.toe, "energy_gj": self.gj, "emissions_tco2": self.tco2}[name]
        return np.full(len(years), value)

    def as_row(self) -> dict[str, Any]:
        """Row of the table of factors."""
        return {
            "column": self.carrier.column,
            "unit": self.carrier.unit,
            "official": self.carrier.official,
            "physical": self.carrier.physical or self.carrier.official,
            "toe_per_unit": self.toe,
            "gj_per_unit": self.gj,
            "tco2_per_unit": self.tco2,
            "source": self.source,
            "status": self.status,
        }


def factors_of(carrier: Carrier, registry: Registry) -> Factors:
    """Factors of one carrier from the registry."""
    fuel = registry.fuels.get(carrier.official)
    unit, scale = SCALES[carrier.unit]
    official = official_factor(fuel, unit)
    gj, tco2, used = physical_factors(carrier, registry, fuel, scale)
    entries = [entry for entry in (official, *used) if entry is not None]
    span = official.toe_range if official is not None else None
    return Factors(
        carrier=carrier,
        toe=NAN if official is None else toe_of(official) * scale,
        gj=gj,
        tco2=tco2,
        span="" if span is None else f"{span.low:g}-{span.high:g}",
        known=", ".join(sorted(factor.unit for factor in fuel.official)) if fuel else "",
        source=", ".join(dict.fromkeys(entry.source for entry in entries)),
        status="unverified" if any(entry.status == "unverified" for entry in entries) else "verified",
    )


def official_factor(fuel: Fuel | None, unit: str) -> OfficialFactor | None:
    """Official factor of a fuel for one unit."""
    return next((factor for factor in fuel.official if factor.unit == unit), None) if fuel else None


def toe_of(factor: OfficialFactor) -> float:
    """TOE per unit; the middle of a range."""
    if factor.toe_per_unit is not None:
        return factor.toe_per_unit
    return (factor.toe_range.low + factor.toe_range.high) / 2 if factor.toe_range else NAN


def physical_factors(
    carrier: Carrier, registry: Registry, fuel: Fuel | None, scale: float
) -> tuple[float, float, list[Factor]]:
    """GJ and tonnes of CO2 per unit, with the factors they come from."""
    if carrier.official == "electricity":
        return GJ_PER_KWH * scale, NAN, []
    other = registry.fuels.get(carrier.physical or carrier.official)
    physical = other.physical if other else None
    if physical is None or physical.ncv_tj_per_gg is None:
        return NAN, NAN, []
    gj = physical.ncv_tj_per_gg.value * tonnes_per_unit(fuel, SCALES[carrier.unit][0]) * scale
    if other is not None and other.biogenic:
        return gj, 0.0, [physical.ncv_tj_per_gg]
    if physical.co2_kg_per_tj is None:
        return gj, NAN, [physical.ncv_tj_per_gg]
    return gj, gj * physical.co2_kg_per_tj.value * 1e-6, [physical.ncv_tj_per_gg, physical.co2_kg_per_tj]


def tonnes_per_unit(fuel: Fuel | None, unit: str) -> float:
    """Tonnes of a fuel in a unit; of a volume by the density that its two official factors imply."""
    if unit == "tonne":
        return 1.0
    by_volume, by_mass = official_factor(fuel, unit), official_factor(fuel, "tonne")
    return toe_of(by_volume) / toe_of(by_mass) if by_volume and by_mass else NAN


def grid_factors_used(registry: Registry, years: pd.Series[int], grid: Literal["by_year"] | int) -> pd.DataFrame:
    """Grid factor of each year that occurs: the year's own, else the latest published before it; or a fixed one."""
    published = {factor.year: factor.tco2_per_mwh for factor in registry.grid_factors}
    rows = []
    if grid != "by_year" and grid not in published:
        values = {"known": ", ".join(map(str, sorted(published))) or "-"}
        raise EstimationError([Problem("estimate.energy_no_grid_factor", "grid", str(grid), values)])
    for year in sorted({int(year) for year in years.dropna()}):
        before = [known for known in published if known <= year] if grid == "by_year" else [int(grid)]
        chosen = max(before) if before else None
        rows.append((year, chosen, NAN if chosen is None else published[chosen]))
    frame = pd.DataFrame(rows, columns=["year", "factor_year", "tco2_per_mwh"])
    return frame.astype({"year": "int64", "factor_year": "Int64", "tco2_per_mwh": "float64"})
