"""Imputation estimator of Borusyak, Jaravel & Spiess."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, check, check_level, listed
from sxsh_eval.estimates.effects.cell_averages import Combinations, combinations, combined, identified_checks
from sxsh_eval.estimates.effects.cell_design import CellDesign, cell_columns, label
from sxsh_eval.estimates.effects.imputation_moments import fit_untreated, imputed_effects, untreated_moments
from sxsh_eval.estimates.effects.imputation_rows import Imputed, fit_leads, free_rows, impute_rows
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_regression import Fit, fit_moments
from sxsh_eval.estimates.effects.panel_results import Found, PanelEffects, corrected, result_of
from sxsh_eval.estimates.effects.panel_source import PanelSource, Source, panel_source
from sxsh_eval.estimates.result import Method

REFERENCE = (
    "Borusyak, K., Jaravel, X. & Spiess, J. (2024), Revisiting event-study designs: robust and efficient estimation, "
    "Review of Economic Studies 91, 3253-3285"
)


def imputation_effects(  # noqa: PLR0913 - a panel has this many roles
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
    horizons: Sequence[float] | None = None,
    pretrends: int | bool = False,
    exact: bool = False,
    level: float = 0.95,
    labels: Labels | None = None,
) -> PanelEffects:
    """Effects as treated outcomes less those imputed from a fit to untreated observations.

    Parameters
    ----------
    data : DataFrame, PanelDesign or CohortMoments
        For a DataFrame name the columns; the others carry them. Groups of moments are clusters.
    outcome, unit, time, cohort, treated, covariates, weights, cluster
        Columns, as in `panel_design`. The fit has unit effects, time effects and the covariates.
    horizons : sequence of float, optional
        Times since treatment to report; all by default.
    pretrends : int or bool
        Number of leads (times before treatment, nearest first) tested among untreated observations; True: all but
        the earliest.
    exact : bool
        Use every row even where cohort moments suffice; the numbers are the same.
    level : float
        Coverage of the intervals.
    labels : Labels, optional

    Returns
    -------
    PanelEffects
        Terms ``overall``, ``event:<e>`` (leads too), ``cohort:<g>``, ``time:<t>`` and ``<cohort>|<time>``.

    Raises
    ------
    EstimationError
        As in `panel_design`.

    Notes
    -----
    Errors are the conservative ones of the paper, clustered by unit (or cluster), with effects averaged by cohort
    and time; intervals normal, as R's didimputation prints them. Leads come from a regression of their own with the
    errors of R's fixest; their covariance with the effects is zero under homoskedasticity and is set to zero. Treated
    observations whose untreated outcome is not identified are left out, with a warning.

    References
    ----------
    .. [1] Borusyak, K., Jaravel, X. & Spiess, J. (2024), Review of Economic Studies 91, 3253-3285.
    """
    check_level(level)
    columns = {"outcome": outcome, "unit": unit, "time": time, "cohort": cohort, "treated": treated}
    source = panel_source(data, exact, **columns, weights=weights, cluster=cluster, covariates=tuple(covariates))
    design = cell_columns(source.cohorts, source.times, lambda first, now: now >= first)
    found = impute_moments(source, design) if source.moments is not None else impute_rows(source, design)
    parts = combinations(design, found.mass > 0, found.mass, found.count)
    if horizons is not None:
        parts = only_events(parts, horizons)
    estimates, cov = combined(parts, found.estimates, found.cov)
    numbers = Found(parts.terms, estimates, cov, parts.n_obs)
    checks = [*source.checks, *identified_checks(design, found.mass > 0), lost_check(found)]
    if pretrends:
        numbers, tests = with_leads(source, numbers, pretrends)
        checks += tests
    formula = f"{outcome or 'outcome'} ~ {' + '.join(source.names) or '1'} | unit + time, untreated observations"
    method = Method("imputation", formula, level, (REFERENCE,))
    return result_of(numbers, method, labels, source.path, sizes_of(source), checks)


def sizes_of(source: PanelSource) -> tuple[int, int, int]:
    """Observations, units, clusters."""
    if source.moments is not None:
        groups = len(np.unique(source.moments.group))
        return source.moments.n_obs, source.moments.n_units, groups if groups > 1 else source.moments.n_units
    assert source.rows is not None  # noqa: S101
    return len(source.rows.outcome), len(np.unique(source.rows.unit)), len(np.unique(source.rows.cluster))


def lost_check(found: Imputed) -> dict[str, Any]:
    """Warning of treated observations without a counterpart."""
    return check("imputation_lost", warns=found.lost > 0, statistic=float(found.lost), detail=str(found.lost))


def impute_moments(source: PanelSource, design: CellDesign) -> Imputed:
    """Mean imputed effect of each cell from moments."""
    moments = source.moments
    assert moments is not None  # noqa: S101
    fit = fit_untreated(moments.without_groups())
    base = fit.base
    mine = design.values[np.searchsorted(source.cohorts, base.cohort)].transpose(2, 0, 1) * fit.treated
    mass = np.einsum("kbt,b->k", mine, base.sums.weight)
    clustered = moments if len(np.unique(moments.group)) > 1 else None
    estimates, cov = imputed_effects(fit, mine / np.where(mass > 0, mass, 1.0)[:, None, None], clustered)
    estimates[mass == 0], cov[mass == 0], cov[:, mass == 0] = np.nan, np.nan, np.nan
    count = np.einsum("kbt,b->k", mine, base.units)
    return Imputed(estimates, cov, mass, count, round(float(fit.lost.sum(axis=1) @ base.units)))


def only_events(parts: Combinations, horizons: Sequence[float]) -> Combinations:
    """Without the events that were not asked for."""
    wanted = {f"event:{label(float(horizon))}" for horizon in horizons}
    keep = np.array([not term.startswith("event:") or term in wanted for term in parts.terms])
    terms = tuple(term for term, good in zip(parts.terms, keep, strict=True) if good)
    return Combinations(terms, parts.weights[keep], parts.n_obs[keep])


def lead_design(cohorts: Array, times: Array, pretrends: int | bool) -> CellDesign:  # noqa: FBT001
    """Columns of the times before treatment, nearest first."""
    ahead = times[None, :] - cohorts[:, None]
    leads = np.unique(ahead[np.isfinite(ahead) & (ahead < 0)])[::-1]
    leads = leads[: len(leads) - 1] if pretrends is True else leads[: int(pretrends)]
    values = (ahead[:, :, None] == leads).astype(np.float64)
    return CellDesign(tuple(f"event:{label(lead)}" for lead in leads), values)


def with_leads(source: PanelSource, numbers: Found, pretrends: int | bool) -> tuple[Found, list[dict[str, Any]]]:  # noqa: FBT001
    """Estimates with leads put before them, and their joint test.

    Parameters
    ----------
    source : PanelSource
    numbers : Found
    pretrends : int or bool

    Returns
    -------
    numbers : Found
    checks : list of dict
        F test that all leads are zero, on leads and clusters less one.
    """
    from scipy.special import fdtrc

    design = lead_design(source.cohorts, source.times, pretrends)
    fit, counts = lead_fit(source, design)
    cov, df = corrected(fit)
    known = fit.kept
    size = len(design.names)
    whole = np.zeros((size + len(numbers.cov),) * 2)
    whole[:size, :size], whole[size:, size:] = cov, numbers.cov
    found = Found(
        (*design.names, *numbers.terms),
        np.r_[fit.coefficients, numbers.estimates],
        whole,
        np.r_[counts, numbers.n_obs],
    )
    if not known.any():
        return found, [check("imputation_pretrends", warns=True, detail=listed(design.names))]
    slopes = fit.coefficients[known]
    statistic = float(slopes @ np.linalg.solve(cov[np.ix_(known, known)], slopes) / known.sum())
    p_value = float(fdtrc(known.sum(), df, statistic))
    detail = f"F({known.sum()}, {df:g})"
    return found, [
        check("imputation_pretrend_test", statistic=statistic, df=float(known.sum()), p_value=p_value, detail=detail)
    ]


def lead_fit(source: PanelSource, design: CellDesign) -> tuple[Fit, Array]:
    """Regression of untreated observations on leads, with the observations behind each lead."""
    if source.moments is None:
        from sxsh_eval.estimates.effects.cell_fit import cells_of_rows

        columns = cells_of_rows(source, design)[free_rows(source)]
        return fit_leads(source, design), np.asarray(columns.sum(axis=0), dtype=np.float64).ravel()
    free = untreated_moments(source.moments)
    place = np.searchsorted(source.cohorts, free.cohorts)
    part = CellDesign(design.names, design.values[place])
    mine = design.values[np.searchsorted(source.cohorts, free.cohort)] * free.seen[:, :, None]
    return fit_moments(free, part), np.einsum("btk,b->k", mine, free.units)
