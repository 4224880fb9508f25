"""Drawn futures of a scenario: adoption of cleaner production by province, sector and size, year by year."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.programme.outcomes import Conversion, by_size, conversion_of, outcomes_of
from sxsh_eval.estimates.programme.paths import follow
from sxsh_eval.estimates.programme.paths_drawn import BLOCK, Grid, grid_of, part_of
from sxsh_eval.estimates.programme.project_checks import Ledger, checks_of, offered_of
from sxsh_eval.estimates.programme.project_offers import NATIONAL_PLACE, Delivery, deliveries_of, ramp
from sxsh_eval.estimates.programme.values import OUTCOMES, PARAMETERS, Base, Floats, Projection
from sxsh_eval.parameters.choices import Study
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Scenario

CELLS = 131_072
"""Cells times paths that are carried through the years together, so that arrays are long but their memory small."""
MOST_THREADS = 2
ALONE = 50_000
"""Cells times paths below which a second thread would mostly wait for the first."""
By = dict[str, dict[str, Floats]]


@dataclass(frozen=True, eq=False)
class Task:
    """What all parts share.

    Attributes
    ----------
    grid : Grid
    deliveries : tuple of Delivery
    scales : tuple of float
        Part of the full amounts in each projected year.
    conversion : Conversion
    seed : int or None
    """

    grid: Grid
    deliveries: tuple[Delivery, ...]
    scales: tuple[float, ...]
    conversion: Conversion
    seed: int | None

    @property
    def stretches(self) -> list[slice]:
        """Places that are carried together."""
        places, sectors, sizes = self.grid.counts.shape
        step = max(1, CELLS // (sectors * sizes * BLOCK))
        return [slice(first, min(first + step, places)) for first in range(0, places, step)]


def project_programme(
    base: Base,
    scenario: Scenario,
    study: Study,
    registry: Registry,
    *,
    provinces: int | None = None,
    chance: bool = True,
    threads: int | None = None,
) -> Projection:
    """Drawn futures of one scenario.

    Parameters
    ----------
    base : Base
        Establishments at the end of the base year, with drawn parameters.
    scenario : Scenario
    study : Study
        Horizon, level of intervals, seed, year of the fixed grid factor.
    registry : Registry
        Grid factors, official factor of electricity, provinces.
    provinces : int, optional
        Provinces for which the single place ``national`` stands; those of the registry in the base year by default.
    chance : bool
        Whether finite establishments adopt, leave, enter by chance; without it, their expectations.
    threads : int, optional
        At once; as many as processors but two at most. Numbers do not depend on it.

    Returns
    -------
    Projection
        Single precision; for 10,000 paths of 63 provinces 0.3 GB.

    Raises
    ------
    ValueError
        If the base lacks drawn parameters.
    EstimationError
        ``estimate.energy_no_grid_factor``.

    Notes
    -----
    A year of a cell (province p, sector s, size z) with A adopters and N others, of which U unaware, in this order:

    1. Leave: adopters with the chance ``exit * exit_ratio``, others with ``exit``.
    2. Adopt: each of the others with the chance ``h = 1 - exp(-rate)``, a discrete-time proportional hazard [1]_ [2]_,

       ``rate = exp(log_hazard + log_hazard_province[p] + log_hazard_sector[s] + log_hazard_size[z] + peer * (F - F0))
       * prod_k exp(effect_k) over the instruments k that reach the establishment in this year``,

       where ``F`` is the share of adopters in the province and sector at the end of the year before, ``F0`` in the base
       year (imitation [3]_). Instrument ``k`` reaches the part ``x_k`` of the others in its group, whoever else does;
       ``h`` of the cell is the mean over all sets of instruments that may reach an establishment.
    3. Become aware: adopters are; each of the unaware that are left with the chance ``1 - exp(-rate)``, ``rate =
       exp(log_awareness_hazard)`` times ``exp(awareness_effect_k)`` of information, training where they reach.
    4. Enter: as many as ``entry`` times the establishments at the start of the year; unaware, not adopting.

    All numbers are whole and binomial. In the base year the adopters of a province are spread over its cells as
    proportional hazards would have spread them.

    Savings count at the rate of the year's end: a year's energy saved is ``saving * (1 - rebound) * energy_toe[z] *
    (1 + output_growth)^k`` for each adopter since the base year still there, times ``persistence`` to the power of its
    years since adoption. Adopters of the base year are not counted. Reach is the offer times its ramp, at most
    everybody, at most the capacity; the rest is not paid for. A dedicated officer looks after as many establishments as
    ``capacity`` says for ``dedicated_officer``, after all of the province where it says nothing. What acts on all
    provinces alike and changes from year to year, such as prices, is not drawn.

    References
    ----------
    .. [1] Prentice, R. L. & Gloeckler, L. A. (1978), Regression analysis of grouped survival data with application to
       breast cancer data, Biometrics 34, 57-67.
    .. [2] Allison, P. D. (1982), Discrete-time methods for the analysis of event histories, Sociological Methodology
       13, 61-98.
    .. [3] Bass, F. M. (1969), A new product growth model for consumer durables, Management Science 15, 215-227.
    """
    years = tuple(range(base.year, study.programme.horizon + 1))
    country = provinces or provinces_in(registry, base.year)
    grid = grid_of(base)
    task = Task(
        grid=grid,
        deliveries=deliveries_of(grid, scenario, country),
        scales=tuple(ramp(scenario, year) for year in years[1:]),
        conversion=conversion_of(registry, years, study.energy.fixed_grid_year),
        seed=study.seed if chance else None,
    )
    groups = {"province": grid.places, "sector": grid.sectors, "size_class": grid.sizes}
    by: By = {
        name: {outcome: np.empty((base.paths, len(members), len(years)), np.float32) for outcome in OUTCOMES}
        for name, members in groups.items()
    }
    ledger = Ledger.empty(len(task.deliveries), base.paths, len(task.scales))
    fill(task, by, ledger, threads)
    return Projection(
        scenario=scenario,
        years=years,
        groups=groups,
        by=by,
        offered=offered_of(ledger, task.deliveries, years[1:]),
        drivers=drivers_of(base),
        checks=checks_of(ledger, task.deliveries, scenario, years[1:], covered(base, country)),
        level=study.programme.level,
        synthetic=base.synthetic,
        fewest=base.fewest,
    )


def provinces_in(registry: Registry, year: int) -> int:
    """Provinces of the country at the end of a year."""
    return sum(province.valid_on(dt.date(year, 12, 31)) for province in registry.provinces)


def covered(base: Base, country: int) -> float:
    """Part of the country's provinces that is projected."""
    return 1.0 if NATIONAL_PLACE in base.places else len(base.places) / country


def fill(task: Task, by: By, ledger: Ledger, threads: int | None) -> None:
    """Compute all blocks of paths; each writes its own rows."""
    firsts = range(0, task.grid.base.paths, BLOCK)
    small = task.grid.counts.size * BLOCK < ALONE
    workers = min(threads or (1 if small else min(os.cpu_count() or 1, MOST_THREADS)), len(firsts))
    if workers == 1:
        for first in firsts:
            fill_block(task, by, ledger, first)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda first: fill_block(task, by, ledger, first), firsts))


def fill_block(task: Task, by: By, ledger: Ledger, first: int) -> None:
    """All places of one block of paths."""
    rows = slice(first, min(first + BLOCK, task.grid.base.paths))
    sums: dict[str, Floats] = {}
    for places in task.stretches:
        part = part_of(task.grid, first, places, task.seed)
        found = follow(part, task.deliveries, task.scales)
        write(by["province"], outcomes_of(found.by_place, part, task.conversion), rows, places)
        ledger.add(found.delivered, rows)
        for name, amount in found.by_sector.items():
            sums[name] = sums[name] + amount if name in sums else amount
    write(by["sector"], outcomes_of(sums, part, task.conversion), rows, slice(None))
    write(by["size_class"], outcomes_of(by_size(sums), part, task.conversion), rows, slice(None))


def write(into: dict[str, Floats], found: dict[str, Floats], rows: slice, groups: slice) -> None:
    """Enter outcomes (years x groups x paths) where they belong (paths x groups x years)."""
    for name, values in found.items():
        into[name][rows, groups] = values.transpose(2, 1, 0)


def drivers_of(base: Base) -> pd.DataFrame:
    """Drawn parameters that vary, one row a path; of those by place, sector or size the mean weighted by counts."""
    axes = {"provinces": ("province", base.places), "sectors": ("sector", base.sectors)}
    axes["sizes"] = ("size_class", base.sizes)
    columns = {}
    for name, axis in PARAMETERS.items():
        values = base.draws[name]
        if axis:
            values = values @ weights_of(base, *axes[axis])
        if values.max() > values.min():
            columns[name] = values
    return pd.DataFrame(columns, index=pd.RangeIndex(base.paths))


def weights_of(base: Base, column: str, names: Sequence[str]) -> npt.NDArray[np.float64]:
    """Part of the central counts in each group."""
    counts = base.cells.groupby(column)["establishments"].sum().reindex(list(names)).to_numpy(float)
    return np.asarray(counts / counts.sum()) if counts.any() else np.full(len(names), 1 / len(names))
