"""Extended two-way fixed effects of Wooldridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, check_level
from sxsh_eval.estimates.effects.absorbed import fit_rows, marks, stacked, unit_centred
from sxsh_eval.estimates.effects.cell_averages import (
    Combinations,
    combinations,
    combined,
    identified_checks,
    masses,
)
from sxsh_eval.estimates.effects.cell_design import CellDesign, cell_columns
from sxsh_eval.estimates.effects.cell_fit import cells_of_rows, with_controls
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_regression import Fit, fit_moments
from sxsh_eval.estimates.effects.panel_results import Found, PanelEffects, corrected, result_of
from sxsh_eval.estimates.effects.panel_source import PanelSource, Source, panel_source
from sxsh_eval.estimates.effects.sun_abraham import event_cells
from sxsh_eval.estimates.result import Method

Absorb = Literal["cohort", "unit"]
REFERENCE = (
    "Wooldridge, J. M. (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences "
    "estimators, SSRN 3906345"
)


def extended_twfe(  # noqa: PLR0913 - a panel has this many roles
    data: Source,
    *,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    cohort: str | None = None,
    treated: str | None = None,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    control: Literal["not_yet", "never"] = "not_yet",
    absorb: Absorb = "cohort",
    exact: bool = False,
    level: float = 0.95,
    labels: Labels | None = None,
) -> PanelEffects:
    """Regression with an effect for every cohort and treated time, and covariates interacted with all of it.

    Parameters
    ----------
    data : DataFrame, PanelDesign or CohortMoments
        For a DataFrame name the columns; the others carry them. Groups of moments are clusters.
    outcome, unit, time, cohort, treated, covariates, weights, cluster
        Columns, as in `panel_design`. Covariates have slopes that differ by cohort and by time, and enter the effects
        as deviations from their cohort's mean.
    control : {"not_yet", "never"}
        Effects of treated times only, so that all untreated observations are controls; or of all times but the last
        before treatment, so that only the never treated are.
    absorb : {"cohort", "unit"}
        Effects of cohorts, as R's etwfe has by default, or of units. In a balanced panel the estimates are the same
        and errors differ by the count of parameters; in an unbalanced one unit effects keep to changes within units.
    exact : bool
        Use every row even where cohort moments suffice; the numbers are the same.
    level : float
        Coverage of the intervals.
    labels : Labels, optional

    Returns
    -------
    PanelEffects
        Terms ``overall``, ``event:<e>``, ``cohort:<g>``, ``time:<t>`` and ``<cohort>|<time>``.

    Raises
    ------
    EstimationError
        As in `panel_design`.

    Notes
    -----
    Averages are over treated observations at their covariates, as known. Errors are clustered by unit (or cluster)
    with the small-sample factor of R's fixest, intervals normal, as R's etwfe prints its marginal effects. In a
    balanced panel without covariates the estimates are those of imputation. Without never treated units the last
    cohort is the control, up to its treatment.

    References
    ----------
    .. [1] Wooldridge, J. M. (2021), SSRN 3906345.
    """
    check_level(level)
    columns = {"outcome": outcome, "unit": unit, "time": time, "cohort": cohort, "treated": treated}
    source = with_controls(
        panel_source(data, exact, **columns, weights=weights, cluster=cluster, covariates=tuple(covariates))
    )
    design = (
        event_cells(source.cohorts, source.times)
        if control == "never"
        else cell_columns(source.cohorts, source.times, lambda first, now: now >= first)
    )
    if source.moments is not None:
        fit, means = fit_moments(source.moments, design, by_cohort=absorb == "cohort"), np.empty((len(design.names), 0))
    else:
        fit, means = fit_interacted(source, design, absorb)
    cells = len(design.names)
    parts = combinations(design, fit.kept[:cells], *masses(source, design))
    by_covariate = [parts.weights * column for column in means.T]
    whole = Combinations(parts.terms, np.concatenate([parts.weights, *by_covariate], axis=1), parts.n_obs)
    estimates, cov = averages(whole, fit, cells)
    found = Found(whole.terms, estimates, cov, whole.n_obs)
    formula = f"{outcome or 'outcome'} ~ cohort x treated time x (1, {', '.join(source.names)}) | {absorb} + time"
    checks = [*source.checks, *identified_checks(design, fit.kept[:cells])]
    sizes = (fit.n_obs, fit.n_units, fit.n_clusters)
    return result_of(found, Method("extended_twfe", formula, level, (REFERENCE,)), labels, source.path, sizes, checks)


def averages(parts: Combinations, fit: Fit, cells: int) -> tuple[Array, Array]:
    """Averages of cells with their covariates' share; a cell without a coefficient has none.

    Parameters
    ----------
    parts : Combinations
        Weights of the cells, then of the cells times each covariate.
    fit : Fit
    cells : int

    Returns
    -------
    estimates : array (L,)
    cov : array (L, L)
    """
    cov, _ = corrected(fit)
    estimates, full = combined(parts, fit.coefficients, cov)
    lost = np.abs(parts.weights[:, :cells][:, ~fit.kept[:cells]]).sum(axis=1) > 0
    estimates[lost], full[lost], full[:, lost] = np.nan, np.nan, np.nan
    return estimates, full


def fit_interacted(source: PanelSource, design: CellDesign, absorb: Absorb) -> tuple[Fit, Array]:
    """Regression with covariates interacted with cohorts, times and cells.

    Parameters
    ----------
    source : PanelSource
        With rows.
    design : CellDesign
    absorb : {"cohort", "unit"}

    Returns
    -------
    fit : Fit
        Of the cells, then of the cells times each covariate.
    means : array (K, p)
        Mean of the covariates, as deviations from their cohort's, in each cell.
    """
    rows, codes = source.rows, source.cohort
    assert rows is not None  # noqa: S101 - a source without moments has rows
    assert codes is not None  # noqa: S101
    cells, times = cells_of_rows(source, design), marks(rows.time, len(source.times))
    cohorts = marks(codes, len(source.cohorts))
    mass = cohorts.T @ rows.weight
    sums = cohorts.T @ (source.covariates * rows.weight[:, None])
    away = source.covariates - (sums / np.where(mass > 0, mass, 1)[:, None])[codes]
    around = source.covariates - np.average(source.covariates, axis=0, weights=rows.weight)
    if absorb == "unit":  # what differs between units only is absorbed; only changes within units can have slopes
        changes = unit_centred(rows, around)
        slopes = [cohorts.multiply(column[:, None]) for column in changes.T]
    else:
        slopes = [cohorts.multiply(column[:, None]) for column in around.T]
    trends = [times.multiply(column[:, None]) for column in around.T]
    interacted = [cells.multiply(column[:, None]) for column in away.T]
    columns = stacked(times, *trends, *slopes, cells, *interacted)
    shown = len(design.names) * (1 + away.shape[1])
    factor = codes if absorb == "cohort" else None
    size = cells.T @ rows.weight
    means = (cells.T @ (away * rows.weight[:, None])) / np.where(size > 0, size, 1)[:, None]
    fit = fit_rows(rows, columns, shown, factor)
    if absorb == "cohort":  # fixest counts the slopes by cohort and by time apart, one too many for each covariate
        fit = replace(fit, rank=fit.rank + away.shape[1])
    return fit, np.asarray(means)
