"""Interaction-weighted event study of Sun & Abraham."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, check_level
from sxsh_eval.estimates.effects.cell_averages import (
    Combinations,
    combinations,
    combined,
    identified_checks,
    masses,
)
from sxsh_eval.estimates.effects.cell_design import CellDesign, cell_columns
from sxsh_eval.estimates.effects.cell_fit import fit_cells, with_controls
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.panel_results import Found, PanelEffects, corrected, result_of
from sxsh_eval.estimates.effects.panel_source import Source, panel_source
from sxsh_eval.estimates.result import Method

REFERENCE = (
    "Sun, L. & Abraham, S. (2021), Estimating dynamic treatment effects in event studies with heterogeneous treatment "
    "effects, Journal of Econometrics 225, 175-199"
)


def sun_abraham(  # noqa: PLR0913 - a panel has this many roles
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
    exact: bool = False,
    level: float = 0.95,
    labels: Labels | None = None,
) -> PanelEffects:
    """Event study by a regression on every cohort and time, averaged with the cohorts' sizes.

    Parameters
    ----------
    data : DataFrame, PanelDesign or CohortMoments
        For a DataFrame name the columns; the others carry them. Groups of moments are clusters.
    outcome, unit, time, cohort, treated, covariates, weights, cluster
        Columns, as in `panel_design`. Covariates that do not change within units are absorbed by the unit effects.
    exact : bool
        Use every row even where cohort moments suffice; the numbers are the same.
    level : float
        Coverage of the intervals.
    labels : Labels, optional

    Returns
    -------
    PanelEffects
        Terms ``overall``, ``event:<e>``, ``cohort:<g>``, ``time:<t>``, ``<cohort>|<time>`` and the covariates.

    Raises
    ------
    EstimationError
        As in `panel_design`.

    Notes
    -----
    The reference is the last time before treatment. Errors are clustered by unit (or cluster) with the small-sample
    factor and Student's t on clusters less one of R's fixest; shares of cohorts count as known, as there. Without
    never treated units the last cohort is the control, up to its treatment. Units treated from the first time on are
    left out, with a warning.

    References
    ----------
    .. [1] Sun, L. & Abraham, S. (2021), Journal of Econometrics 225, 175-199.
    """
    check_level(level)
    columns = {"outcome": outcome, "unit": unit, "time": time, "cohort": cohort, "treated": treated}
    source = with_controls(
        panel_source(data, exact, **columns, weights=weights, cluster=cluster, covariates=tuple(covariates))
    )
    design = event_cells(source.cohorts, source.times)
    fit = fit_cells(source, design)
    cov, df = corrected(fit)
    extra = len(source.names)
    parts = combinations(design, fit.kept[extra:], *masses(source, design))
    whole = np.zeros((len(parts.terms) + extra, len(design.names) + extra))
    whole[: len(parts.terms), extra:], whole[len(parts.terms) :, :extra] = parts.weights, np.eye(extra)
    counts = np.r_[parts.n_obs, np.full(extra, fit.n_obs)]
    all_parts = Combinations((*parts.terms, *source.names), whole, counts)
    found = Found(all_parts.terms, *combined(all_parts, fit.coefficients, cov), counts, df)
    method = Method("sun_abraham", f"{outcome or 'outcome'} ~ cohort x time | unit + time", level, (REFERENCE,))
    checks = [*source.checks, *identified_checks(design, fit.kept[extra:])]
    return result_of(found, method, labels, source.path, (fit.n_obs, fit.n_units, fit.n_clusters), checks)


def event_cells(cohorts: Array, times: Array) -> CellDesign:
    """All cells but each cohort's last time before treatment."""
    last = {float(cohort): times[times < cohort].max(initial=-np.inf) for cohort in cohorts}
    return cell_columns(cohorts, times, lambda cohort, time: time != last[cohort])
