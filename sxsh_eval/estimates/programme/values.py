"""What the parts of the programme's model hand each other: the population at the start, and drawn futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.result import Estimates, no_checks
from sxsh_eval.parameters.quantity import Num, Range, as_name
from sxsh_eval.parameters.scenarios import INSTRUMENTS, SIZE_CLASSES, Scenario
from sxsh_eval.shown import Guarded, Shown

Floats = npt.NDArray[np.float32]
"""Drawn outcomes: large, so of single precision."""
OUTCOMES = {
    "establishments": "establishment",
    "aware": "establishment",
    "adopters": "establishment",
    "energy_toe": "toe",
    "energy_gj": "gj",
    "emissions_tco2": "tco2",
    "emissions_tco2_fixed": "tco2",
    "cost_programme_vnd": "vnd",
    "cost_enterprise_vnd": "vnd",
    "saving_vnd": "vnd",
}
"""Outcomes by year with their units: stocks at the end of the year, then flows of the year (energy saved by all who
have adopted since the base year, programme and enterprise spending, energy cost saved; constant prices)."""


PARAMETERS: Mapping[str, str] = {
    "count_factor": "provinces",
    "base_adoption": "provinces",
    "base_awareness": "provinces",
    "log_hazard": "",
    "log_hazard_province": "provinces",
    "log_hazard_sector": "sectors",
    "log_hazard_size": "sizes",
    "peer": "",
    **{f"effect_{name}": "" for name in INSTRUMENTS},
    "log_awareness_hazard": "",
    "awareness_effect_information": "",
    "awareness_effect_training": "",
    "entry": "",
    "exit": "",
    "exit_ratio": "",
    "saving": "",
    "persistence": "",
    "rebound": "",
    "energy_toe": "sizes",
    "output_growth": "",
    "electricity_share": "",
    "fuel_tco2_per_toe": "",
    "grid_trend": "",
    "energy_price": "",
    **{f"unit_cost_{name}": "" for name in INSTRUMENTS},
    "investment": "sizes",
}
"""Parameters of the model with what their second axis runs over.

``count_factor`` multiplies the central counts; ``base_*`` are shares (0 to 1) at the base year. The yearly log hazard
(complementary log-log scale) of an establishment that has not adopted is the sum of ``log_hazard*``, of ``peer`` times
the rise of the share of adopters in its province and sector since the base year, and ``effect`` of each instrument that
reaches it in the year, with the chance ``x`` where it reaches the part ``x`` of the group. ``entry``, ``exit``: yearly
parts of establishments; ``exit_ratio``: exit of adopters against others. ``saving``: part of energy per output an
adopter saves at first, of which ``persistence`` stays each further year, less the part ``rebound``. ``energy_toe`` a
year an establishment, in official TOE, of which ``electricity_share`` is electricity, growing by ``output_growth``.
``grid_trend``: yearly relative change of the grid factor after the last known year. Money in VND at constant prices:
``energy_price`` a TOE, ``unit_cost_*`` an establishment reached (an officer and year for ``dedicated_officer``),
``investment`` an adopter."""


class OfCells:
    """Order of the second axes of what is held by cells."""

    cells: pd.DataFrame

    @property
    def places(self) -> tuple[str, ...]:
        """Provinces, sorted."""
        return tuple(sorted(self.cells["province"].unique()))

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors, sorted."""
        return tuple(sorted(self.cells["sector"].unique()))

    @property
    def sizes(self) -> tuple[str, ...]:
        """Size classes that occur, from the smallest."""
        return tuple(size for size in SIZE_CLASSES if size in set(self.cells["size_class"]))


@dataclass(frozen=True, eq=False)
class Base(OfCells, Guarded):
    """Establishments in the base year, and how well that is known.

    Attributes
    ----------
    cells : DataFrame
        One row a province, sector and size class: ``province, sector, size_class, establishments`` (central count).
        Where no split is known there is one sector ``industry``; for the country without counts by province one
        province ``national``.
    year : int
        State at the end of this year; the first projected year follows.
    draws : Mapping of str to ndarray
        Drawn parameters by name, all of `PARAMETERS`; the first axis is the path, the second, if any, provinces,
        sectors or size classes in the order of `places`, `sectors`, `sizes`.
    known : Estimates
        What was put in, one row a parameter, with evidence (``claimed``, ``surveyed``, ``projected`` for priors),
        interval, source.
    synthetic : bool
    fewest : int or None
        Enterprises behind the weakest number that comes from enterprise data; None where none does.
    """

    gate: ClassVar[str] = "release_base"
    shows: ClassVar[tuple[str, ...]] = ("known",)

    cells: pd.DataFrame
    year: int
    draws: Mapping[str, npt.NDArray[np.float64]]
    known: Estimates
    synthetic: bool = False
    fewest: int | None = None

    @property
    def paths(self) -> int:
        """Number of drawn futures."""
        return len(next(iter(self.draws.values())))

    @property
    def may_be_shown(self) -> bool:
        """Whether the gate was passed, or nothing rests on enterprises."""
        return self.passed or self.fewest is None

    def _facts(self) -> Mapping[str, Any]:
        establishments = round(float(self.cells["establishments"].sum()))
        return {"year": str(self.year), "establishments": establishments, "cells": len(self.cells), "paths": self.paths}

    def __repr__(self) -> str:
        return f"<Base: {len(self.cells)} cells, {self.paths} paths from {self.year}>"


@dataclass(frozen=True, eq=False)
class Projection(Shown):
    """Drawn futures of one scenario.

    Attributes
    ----------
    scenario : Scenario
    years : tuple of int
        The base year, then every year to the horizon.
    groups : Mapping of str to tuple of str
        Names along the second axis of `by`, for ``province``, ``sector``, ``size_class``.
    by : Mapping of str to Mapping of str to ndarray
        ``by[grouping][outcome]``: paths x groups x years, outcomes of `OUTCOMES`; groupings as in `groups`.
    offered : DataFrame
        ``instrument, year, number, cost_vnd, capped``: medians over paths of what was delivered over all groups, and
        whether capacity or the number of establishments cut it.
    drivers : DataFrame
        One row a path, one column an uncertain scalar parameter: its drawn value.
    checks : DataFrame
        What was cut, limited or assumed, as of `Estimates.checks`.
    level : float
        Coverage of intervals.
    synthetic : bool
    fewest : int or None
        As of `Base`.
    """

    scenario: Scenario
    years: tuple[int, ...]
    groups: Mapping[str, tuple[str, ...]]
    by: Mapping[str, Mapping[str, Floats]]
    offered: pd.DataFrame
    drivers: pd.DataFrame
    checks: pd.DataFrame = field(default_factory=no_checks)
    level: float = 0.9
    synthetic: bool = False
    fewest: int | None = None

    @cached_property
    def totals(self) -> dict[str, npt.NDArray[np.float64]]:
        """Outcomes over all groups: paths x years."""
        return {name: values.sum(axis=1, dtype=np.float64) for name, values in self.by["province"].items()}

    def share(self, outcome: str, grouping: str | None = None) -> npt.NDArray[np.float64]:
        """Outcome in per cent of establishments: paths x years, or paths x groups x years."""
        parts = self.totals if grouping is None else self.by[grouping]
        return np.asarray(100.0 * parts[outcome] / parts["establishments"], dtype=np.float64)

    def interval(self, drawn: npt.NDArray[Any]) -> tuple[Any, Any, Any]:
        """Median with the ends of the central interval at `level`, over the first axis."""
        ends = ((1 - self.level) / 2, 0.5, (1 + self.level) / 2)
        low, middle, high = np.quantile(drawn, ends, axis=0)
        return middle, low, high

    def _facts(self) -> Mapping[str, Any]:
        middle, low, high = self.interval(self.share("adopters")[:, -1])
        share = Num(value=round(float(middle), 1), unit="percent", digits=1)
        ends = Range(low=round(float(low), 1), high=round(float(high), 1), unit="percent", digits=1)
        told = {"title": as_name(self.scenario.title), "years": f"{self.years[0]}–{self.years[-1]}"}
        return told | {"adopters": share, "interval": ends, "level": self.level, "paths": len(self.drivers)}

    def __repr__(self) -> str:
        return f"<Projection: {self.scenario.id}, {self.years[0]}-{self.years[-1]}, {len(self.drivers)} paths>"
