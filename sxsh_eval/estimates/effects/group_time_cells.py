"""Which comparison stands behind each cohort and period, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.effects.panel_design import NEVER, PanelDesign

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Control = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]


@dataclass(frozen=True, eq=False)
class PanelArrays:
    """A design as the comparisons read it.

    Attributes
    ----------
    outcome : array, shape (n_times, n_units)
        NaN where a unit was not seen.
    weights : array, shape (1 or n_times, n_units)
        One row where they do not change.
    covariates : array, shape (1 or n_times, n_units, k)
        Standardised, with a column of ones in front; one page where they do not change.
    cohort : array of int, shape (n_units,)
        Codes into `cohorts`; -1 for those who serve as never treated.
    cohorts, times : arrays
    balanced : bool
    last : float
        Cohort that serves as the never treated because there are none; NaN otherwise.
    """

    outcome: Floats
    weights: Floats
    covariates: Floats
    cohort: Codes
    cohorts: Floats
    times: Floats
    balanced: bool
    last: float

    @property
    def shares(self) -> Floats:
        """Weight of each unit in the cohorts' shares: that of the first period in which it is seen."""
        if len(self.weights) == 1:
            return np.asarray(self.weights[0])
        first = np.argmax(np.isfinite(self.weights), axis=0)
        return np.asarray(self.weights[first, np.arange(first.size)])


@dataclass(frozen=True)
class Cell:
    """One cohort in one period: places of the period and its base, cohorts too early for controls, or a reason."""

    cohort: int
    time: int
    base: int
    early: int = 0
    reason: str = ""


def panel_arrays(design: PanelDesign, control: Control, anticipation: float) -> PanelArrays:
    """Arrays of a design; without never treated units the last cohort stands in for them until it starts.

    Raises
    ------
    EstimationError
        ``estimate.effects_no_never_treated``, ``estimate.panel_no_controls``.
    """
    cohort, cohorts, times, last = design.cohort, design.cohorts, design.times, float("nan")
    if not (cohort == NEVER).any():
        if control == "never":
            refuse("estimate.effects_no_never_treated", "control", control)
        last = float(cohorts[-1])
        times = times[times < last - anticipation]
        cohort = np.where(cohort == cohorts.size - 1, NEVER, cohort)
        cohorts = cohorts[:-1]
        if times.size < 2 or cohorts.size == 0 or cohorts[0] > times[-1]:  # noqa: PLR2004
            refuse("estimate.panel_no_controls", "panel", f"{last:g}")
    used = times.size
    weights = np.ones((1, design.n_units))
    if design.columns.weights is not None:
        weights = unchanging(design.matrix(design.weights).T[:used])
    return PanelArrays(
        outcome=np.ascontiguousarray(design.matrix().T[:used]),
        weights=weights,
        covariates=standardised(unchanging(design.matrix(design.covariates).transpose(1, 0, 2)[:used])),
        cohort=cohort,
        cohorts=cohorts,
        times=times,
        balanced=design.balanced,
        last=last,
    )


def standardised(pages: Floats) -> Floats:
    """Covariates with a column of ones in front; effects do not change by it, rounding errors do."""
    found = np.ones((*pages.shape[:2], pages.shape[2] + 1))
    for place in range(pages.shape[2]):
        column = pages[:, :, place]
        centre, scale = np.nanmean(column), np.nanstd(column)
        found[:, :, place + 1] = (column - centre) / (scale if scale > 0 else 1.0)
    return found


def unchanging(pages: Floats) -> Floats:
    """First page alone where all periods say the same."""
    first = pages[0]
    if np.isnan(first).any() or not all(np.array_equal(page, first) for page in pages[1:]):
        return np.ascontiguousarray(pages)
    return np.ascontiguousarray(pages[:1])


def cells_of(panel: PanelArrays, control: Control, base: Base, anticipation: float) -> list[Cell]:
    """Comparisons by cohort, then period.

    The base is the last period before the cohort's effects can begin; with ``base="varying"`` periods before that are
    compared with the one before them. Not-yet-treated controls have not begun in the later of the two periods.
    """
    found = []
    for place, start in enumerate(panel.cohorts):
        before = np.flatnonzero(panel.times + anticipation < start)
        for time in range(0 if base == "universal" else 1, panel.times.size):
            if not before.size:
                found.append(Cell(place, time, time, reason="effects_no_base_period"))
                continue
            reference = int(before[-1])
            if base == "varying" and panel.times[time] < start - anticipation:
                reference = time - 1
            if reference == time:
                found.append(Cell(place, time, time, reason="effects_reference_period"))
                continue
            horizon = panel.times[max(time, reference)] + anticipation
            early = int(np.searchsorted(panel.cohorts, horizon, side="right"))
            found.append(Cell(place, time, reference, panel.cohorts.size if control == "never" else early))
    return found


def batches(panel: PanelArrays, cells: list[Cell]) -> Iterator[tuple[list[int], Codes, Codes]]:
    """Places of the cells that share treated, controls, covariates and weights, with the units of both sides."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, cell in enumerate(cells):
        if not cell.reason:
            groups.setdefault(signature(panel, cell), []).append(place)
    for places in groups.values():
        cell = cells[places[0]]
        seen = np.ones(panel.cohort.size, dtype=bool)
        if not panel.balanced:
            seen = np.isfinite(panel.outcome[cell.time]) & np.isfinite(panel.outcome[cell.base])
        controls = (panel.cohort == NEVER) | ((panel.cohort >= cell.early) & (panel.cohort != cell.cohort))
        yield places, np.flatnonzero(seen & (panel.cohort == cell.cohort)), np.flatnonzero(seen & controls)


def signature(panel: PanelArrays, cell: Cell) -> tuple[int, ...]:
    """What makes two comparisons share all but the outcome."""
    if not panel.balanced:
        return (cell.cohort, cell.time, cell.base)
    earlier = min(cell.time, cell.base)
    covariates = earlier if len(panel.covariates) > 1 else 0
    weights = earlier if len(panel.weights) > 1 else 0
    return (cell.cohort, cell.early, covariates, weights)
