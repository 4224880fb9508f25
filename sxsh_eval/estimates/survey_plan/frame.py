"""The population that a survey would be drawn from, by province, sector and size class, with where it is known from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.claimed import estimate_implied
from sxsh_eval.estimates.survey_plan.allocation import allocate
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study

Place = Inputs | NationalInputs
Basis = Literal["population", "enterprises", "letter", "province_count", "mean_count", "national_count"]
CELL = ["province", "sector", "size_class"]
INDUSTRY = "industry"
"""Sector of counts that are not split by sector."""
BROAD, ALL = "industry_construction_enterprises", "all_enterprises"
ASSUMED: tuple[Basis, ...] = ("letter", "province_count", "mean_count", "national_count")
"""Grounds on which the split by size is that of the whole country, not the place's own."""


@dataclass(frozen=True, eq=False)
class Frame:
    """Establishments of a place.

    Attributes
    ----------
    cells : DataFrame
        ``province, sector, size_class, establishments``; where no split is known there is one sector `INDUSTRY`.
    basis : str
        What the counts are: a table of the population, a table of enterprises, the total that a letter implies, a
        published count of the province, its mean over provinces, that of the country.
    year : int
        Of the counts; 0 for those of a letter.
    source : str
        Key of the registry's sources, or number of the letter; empty for a table.
    interval : tuple of float or None
        What the rounding of a letter leaves open of the total.
    """

    cells: pd.DataFrame
    basis: Basis
    year: int
    source: str = ""
    interval: tuple[float, float] | None = None

    @property
    def total(self) -> int:
        """Establishments."""
        return int(self.cells["establishments"].sum())

    @property
    def is_assumed(self) -> bool:
        """Whether the split by size is an assumption."""
        return self.basis in ASSUMED


def survey_frame(inputs: Place, study: Study) -> Frame:
    """Population of a place from the best of what is known.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Frame
        From a table of the population, else of enterprises, else the total that the letter implies, else published
        counts; a total alone is split by the size classes of the whole country, which is an assumption.
    """
    place = NATIONAL if isinstance(inputs, NationalInputs) else inputs.province
    counted = table_frame(inputs, study, place)
    if counted is not None:
        return counted
    if isinstance(inputs, Inputs):
        implied = estimate_implied(inputs).table
        hit = implied[implied["term"] == "denominator"]
        if len(hit):
            row = hit.iloc[0]
            bounds = (float(row["conf_low"]), float(row["conf_high"]))
            cells = split_by_size(inputs.registry, place, round(float(row["estimate"])))
            return Frame(cells, "letter", 0, inputs.own_letter.number, bounds)
    return published_frame(inputs, study, place)


def table_frame(inputs: Place, study: Study, place: str) -> Frame | None:
    """Population as a table of it, or of enterprises, has it; None without both."""
    last = study.period.last
    if inputs.population is not None:
        years = inputs.population["year"].astype(int)
        near = min(set(years), key=lambda known: (abs(known - last), known))
        rows = inputs.population[years == near].rename(columns={"establishments": "number"})
        return Frame(summed(rows, place), "population", near)
    if inputs.enterprises is not None:
        years = inputs.enterprises["year"].astype(int)
        if (years <= last).any():
            near = int(years[years <= last].max())
            return Frame(summed(inputs.enterprises[years == near].assign(number=1), place), "enterprises", near)
    return None


def summed(rows: pd.DataFrame, place: str) -> pd.DataFrame:
    """Counts by cell; what the rows do not tell is the place, the whole industry, or small establishments."""
    missing = {"province": place, "sector": INDUSTRY, "size_class": "micro_small"}
    known = rows.assign(**{name: value for name, value in missing.items() if name not in rows})
    for name, value in missing.items():
        known[name] = known[name].astype("str").fillna(value)
    counts = known.groupby(CELL, sort=True)["number"].sum().rename("establishments").reset_index()
    counts["establishments"] = counts["establishments"].astype(np.int64)
    return counts[counts["establishments"] > 0].reset_index(drop=True)


def published_frame(inputs: Place, study: Study, place: str) -> Frame:
    """Published count of the province, the country, or the mean over provinces, of the latest year up to the period."""
    registry = inputs.registry
    known = [count for count in registry.counts if count.year <= study.period.last]
    own = [count for count in known if count.province == place and count.population in {BROAD, ALL}]
    latest = max(
        (count for count in known if count.province is None and count.population == BROAD), key=lambda one: one.year
    )
    nation = float(latest.value.value)
    if own:
        used = max(own, key=lambda one: (one.population == BROAD, one.year))
        part = 1.0 if used.population == BROAD else industrial_part(registry, latest.year)
        cells = split_by_size(registry, place, round(float(used.value.value) * part))
        return Frame(cells, "province_count", used.year, used.source)
    if place == NATIONAL:
        return Frame(split_by_size(registry, place, round(nation)), "national_count", latest.year, latest.source)
    day = dt.date(latest.year, 12, 31)
    provinces = sum(1 for one in registry.provinces if one.valid_on(day))
    cells = split_by_size(registry, place, round(nation / provinces))
    return Frame(cells, "mean_count", latest.year, latest.source)


def industrial_part(registry: Registry, year: int) -> float:
    """Part of all enterprises of the country that are in industry and construction."""
    nation = (one for one in registry.counts if one.province is None and one.year == year)
    of_year = {one.population: float(one.value.value) for one in nation}
    return of_year[BROAD] / of_year[ALL]


def split_by_size(registry: Registry, place: str, total: int) -> pd.DataFrame:
    """Total split into size classes as in the whole country; the sum stays exactly the total."""
    large = registry.populations["large_enterprises"].share_of_enterprises
    medium = float(registry.assumptions["medium_enterprise_share"].value.value)
    top = float(large.low) if large is not None else 0.0
    shares = {"micro_small": 100 - top - medium, "medium": medium, "large": top}
    weights = np.array([max(share, 1e-6) for share in shares.values()])
    ones = np.ones(len(shares), dtype=np.int64)
    counts = allocate(weights, max(total, len(shares)), low=ones, high=ones * max(total, len(shares)))
    columns = {"province": place, "sector": INDUSTRY, "size_class": list(shares), "establishments": counts}
    return pd.DataFrame(columns)
