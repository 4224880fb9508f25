"""Group-time effects: what treatment did to each cohort in each period (Callaway & Sant'Anna)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level, refuse
from sxsh_eval.estimates.effects.bootstrap import Multipliers
from sxsh_eval.estimates.effects.group_time_cells import (
    Base,
    Cell,
    Control,
    PanelArrays,
    batches,
    cells_of,
    panel_arrays,
)
from sxsh_eval.estimates.effects.group_time_pairs import Method2x2, Pair, pair_effects
from sxsh_eval.estimates.effects.group_time_tables import (
    REFERENCES,
    cell_frame,
    effect_checks,
    effects_table,
    pretest_of,
    refuse_cells,
)
from sxsh_eval.estimates.effects.influence import WaldTest, covariance
from sxsh_eval.estimates.effects.panel_design import PanelDesign, design_from
from sxsh_eval.estimates.result import Estimates, Method
from sxsh_eval.shown import Shown

Floats = NDArray[np.float64]
METHODS = ("dr", "ipw", "regression")


@dataclass(frozen=True, eq=False)
class GroupTimeEffects(Shown):
    """Effects by cohort and period.

    Attributes
    ----------
    estimates : Estimates
        Rows ``<cohort>|<period>`` with covariance; ``n_obs`` counts the units compared, the columns beside it
        ``n_treated`` and ``n_control``; ``simultaneous_low`` and ``simultaneous_high`` where bands were asked for.
    cells : DataFrame
        The same by number: ``cohort``, ``time``, ``base``, ``event`` (time since the start), ``post``, ``estimate``,
        ``std_error``, ``n_treated``, ``n_control``, ``reason``.
    joint : array, shape (n_units, n_cells + n_cohorts)
        Influence functions of the cells, then of the cohorts' shares (not centred).
    joint_cov : array
        Sums of products of `joint`, over clusters, divided by ``n_units**2``.
    starts : array, shape (n_cohorts,)
        Cohorts in the order of their shares.
    pretest : WaldTest
        That all effects before the start (less anticipation) are zero.
    design : PanelDesign
    options : dict
        ``control``, ``method``, ``base``, ``anticipation``.
    level : float
    labels : Labels
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates",)

    estimates: Estimates
    cells: pd.DataFrame
    joint: Floats
    joint_cov: Floats
    starts: Floats
    pretest: WaldTest
    design: PanelDesign
    options: dict[str, Any]
    level: float
    labels: Labels

    @cached_property
    def shares(self) -> Floats:
        """Share of each cohort among all units, by weight where there are weights of mean one."""
        return np.asarray(self.joint[:, len(self.cells) :].mean(axis=0))

    @property
    def influence(self) -> Floats:
        """Influence functions of the cells, as R did scales them: their covariance is ``i' i / n_units**2``."""
        return self.joint[:, : len(self.cells)]

    @property
    def table(self) -> pd.DataFrame:
        """Rows of the estimates."""
        return self.estimates.table

    @property
    def cov(self) -> pd.DataFrame:
        """Covariance of the effects; NaN where there is none."""
        assert self.estimates.cov is not None  # noqa: S101 - made so
        return self.estimates.cov

    @property
    def checks(self) -> pd.DataFrame:
        """What was tested and what a reader has to know."""
        return self.estimates.checks


def group_time_effects(  # noqa: PLR0913 - the options of R did
    data: pd.DataFrame | PanelDesign,
    *,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    cohort: str | None = None,
    treated: str | None = None,
    control: Control = "never",
    method: Method2x2 = "dr",
    covariates: Sequence[str] = (),
    base: Base = "varying",
    anticipation: float = 0,
    weights: str | None = None,
    cluster: str | None = None,
    level: float = 0.95,
    bootstrap: int | None = None,
    multipliers: Multipliers = "rademacher",
    rng: np.random.Generator | None = None,
    labels: Labels | None = None,
) -> GroupTimeEffects:
    """Average effect on the treated of each cohort in each period.

    Parameters
    ----------
    data : DataFrame or PanelDesign
        With a design the columns are known already.
    outcome, unit, time, cohort, treated, covariates, weights, cluster
        As in `panel_design`.
    control : {"never", "not_yet"}
        Who the cohort is compared with. Without never treated units the last cohort serves ``not_yet`` until it
        starts, and has no rows of its own.
    method : {"dr", "ipw", "regression"}
        Doubly robust, inverse-probability weighted, or outcome regression.
    base : {"varying", "universal"}
        Before the start: compare with the period before, or always with the last period before the start.
    anticipation : float
        Periods before the start in which effects may already show.
    level : float
        Coverage of intervals and bands.
    bootstrap : int, optional
        Draws of the multiplier bootstrap, for simultaneous bands.
    multipliers : {"rademacher", "mammen"}
    rng : Generator, optional
        Of the draws; seeded with 0 by default.
    labels : Labels, optional

    Returns
    -------
    GroupTimeEffects

    Raises
    ------
    EstimationError
        As in `panel_design`; ``estimate.effects_choice``, ``estimate.effects_no_never_treated``,
        ``estimate.panel_no_controls``, the reasons of the cells where none has a number.

    Notes
    -----
    Estimators, influence functions and covariates (those of the earlier of the two periods compared) follow R did
    [1]_ [2]_; so do errors: no correction for small samples, normal quantiles, clusters through sums of influence
    functions. In the periods of anticipation and in the pre-test with anticipation they follow its version 2.5, which
    compares with the last period before anticipation and leaves those periods out of the test. An unbalanced panel
    uses, in each comparison, the units seen in both periods (R did drops units with gaps, or with
    ``allow_unbalanced_panel`` treats the rows as repeated cross-sections). A comparison that cannot be made has a
    reason in place of a number.

    References
    ----------
    .. [1] Callaway, B. & Sant'Anna, P. H. C. (2021), Difference-in-differences with multiple time periods, Journal of
       Econometrics 225, 200-230.
    .. [2] Sant'Anna, P. H. C. & Zhao, J. (2020), Doubly robust difference-in-differences estimators, Journal of
       Econometrics 219, 101-122.
    """
    check_options(level, control=control, method=method, base=base, anticipation=anticipation)
    design = design_from(
        data, outcome=outcome, unit=unit, time=time, cohort=cohort, treated=treated, weights=weights, cluster=cluster,
        covariates=covariates,
    )  # fmt: skip
    labels = labels or Labels(unit="outcome", evidence="caused")
    panel = panel_arrays(design, control, anticipation)
    plan = cells_of(panel, control, base, anticipation)
    made = computed(panel, plan, method)
    joint, size = made.influence.T, len(plan)
    joint_cov = covariance(joint, design.cluster)
    cov = joint_cov[:size, :size]
    frame = cell_frame(panel, made.cells, made.numbers, np.diag(cov), design.spread)
    if np.isnan(frame["estimate"].to_numpy()).all():
        refuse_cells(frame)
    pretest = pretest_of(frame, cov, design.clusters.size, anticipation)
    formula = " + ".join([f"ATT(g,t), {control}, {base}", *design.covariate_names])
    about = Method(f"group_time_{method}", formula, level, REFERENCES)
    bands = None if bootstrap is None else (bootstrap, multipliers, rng or np.random.default_rng(0))
    table, named = effects_table(frame, (joint[:, :size], design.cluster), cov, labels, level, bands)
    checks = as_checks([*effect_checks(frame, made.trimmed, panel, pretest, level)])
    checks = pd.concat([design.checks, checks], ignore_index=True)
    return GroupTimeEffects(
        estimates=Estimates(table, about, named, checks),
        cells=frame,
        joint=joint,
        joint_cov=joint_cov,
        starts=panel.cohorts,
        pretest=pretest,
        design=design,
        options={"control": control, "method": method, "base": base, "anticipation": anticipation},
        level=level,
        labels=labels,
    )


def check_options(level: float, *, control: str, method: str, base: str, anticipation: float) -> None:
    """Refuse unknown choices.

    Raises
    ------
    EstimationError
        ``estimate.effects_choice``, ``estimate.interval_level``.
    """
    check_level(level)
    for name, value, known in (
        ("control", control, ("never", "not_yet")),
        ("method", method, METHODS),
        ("base", base, ("varying", "universal")),
    ):
        if value not in known:
            refuse("estimate.effects_choice", name, value, known=", ".join(known))
    if not (np.isfinite(anticipation) and anticipation >= 0):
        refuse("estimate.effects_choice", "anticipation", anticipation, known=">= 0")


@dataclass(eq=False)
class Computed:
    """Numbers of all cells; influence functions have shape (n_cells + n_cohorts, n_units), cohorts' shares last."""

    cells: list[Cell]
    numbers: Floats
    influence: Floats
    trimmed: int = 0


def computed(panel: PanelArrays, plan: list[Cell], method: Method2x2) -> Computed:
    """Effect, treated and controls of every cell, batch by batch."""
    rows = np.zeros((len(plan) + panel.cohorts.size, panel.cohort.size))
    for place in range(panel.cohorts.size):
        rows[len(plan) + place] = np.where(panel.cohort == place, panel.shares, 0)
    made = Computed(list(plan), np.full((len(plan), 3), np.nan), rows)
    made.numbers[:, 1:] = 0
    started: dict[int, Floats] = {}
    for places, units, controls in batches(panel, plan):
        made.numbers[places, 1:] = units.size, controls.size
        first = plan[places[0]]
        reason = "effects_no_treated" if not units.size else "effects_no_controls" if not controls.size else ""
        if not reason:
            pair = pair_of(panel, [plan[place] for place in places], units, controls)
            found = pair_effects(pair, method, started.get(first.cohort))
            reason = found.reason
        if reason:
            for place in places:
                made.cells[place] = Cell(plan[place].cohort, plan[place].time, plan[place].base, reason=reason)
            continue
        if found.coefficients is not None:
            started[first.cohort] = found.coefficients
        made.numbers[places, 0] = found.effect
        made.trimmed += found.trimmed
        for row, place in enumerate(places):
            made.influence[place, units] = found.treated[row] * panel.cohort.size
            made.influence[place, controls] = found.control[row] * panel.cohort.size
    return made


def pair_of(panel: PanelArrays, cells: list[Cell], units: NDArray[np.int64], controls: NDArray[np.int64]) -> Pair:
    """Arrays of one batch."""
    earlier = min(cells[0].time, cells[0].base)
    weights = panel.weights[earlier if len(panel.weights) > 1 else 0]
    covariates = panel.covariates[earlier if len(panel.covariates) > 1 else 0]
    change = [panel.outcome[cell.time] - panel.outcome[cell.base] for cell in cells]
    return Pair(
        change_treated=np.array([row[units] for row in change]),
        change_control=np.array([row[controls] for row in change]),
        x_treated=covariates[units],
        x_control=covariates[controls],
        w_treated=weights[units],
        w_control=weights[controls],
    )
