"""Two-way fixed effects: outcome on a treatment, unit effects and time effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, check_level, listed, refuse
from sxsh_eval.estimates.effects.absorbed import PanelRowSet, fit_rows, marks, stacked, unit_centred
from sxsh_eval.estimates.effects.cell_design import treated_column
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, moments_from_matrix
from sxsh_eval.estimates.effects.moment_regression import Fit, fit_moments
from sxsh_eval.estimates.effects.panel_checks import checked_clusters, refuse_no_panel, starts
from sxsh_eval.estimates.effects.panel_columns import PanelColumns, PanelRows, covariate_matrix, read_columns
from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.estimates.effects.panel_results import (
    Errors,
    Found,
    PanelEffects,
    cluster_checks,
    corrected,
    result_of,
)
from sxsh_eval.estimates.effects.panel_source import Source, moments_of, rows_of
from sxsh_eval.estimates.result import Method

REFERENCE = (
    "Goodman-Bacon, A. (2021), Difference-in-differences with variation in treatment timing, Journal of Econometrics "
    "225, 254-277"
)


def two_way_fixed_effects(  # noqa: PLR0913 - a panel has this many roles
    data: Source,
    *,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    treatment: str | Sequence[str] | None = None,
    cohort: str | None = None,
    covariates: Sequence[str] = (),
    weights: str | None = None,
    cluster: str | None = None,
    errors: Errors = "clustered",
    exact: bool = False,
    level: float = 0.95,
    labels: Labels | None = None,
) -> PanelEffects:
    """Regression on one or more treatments with unit effects and time effects.

    Parameters
    ----------
    data : DataFrame, PanelDesign or CohortMoments
        For a DataFrame name the columns. A design or moments give the effect of being treated (term ``treatment``).
    outcome, unit, time : str
        Columns; periods are numbers.
    treatment : str or sequence of str, optional
        Columns of treatments: of any numbers, and free to go up or down.
    cohort : str, optional
        Instead: column of the first treated period (missing, 0 or infinity: never).
    covariates : sequence of str
        Further columns.
    weights, cluster : str, optional
        Columns as in `panel_design`.
    errors : {"clustered", "iid", "robust"}
        Clustered by unit (or cluster), homoskedastic, or robust to heteroskedasticity (HC1).
    exact : bool
        Use every row even where cohort moments suffice; the numbers are the same.
    level : float
        Coverage of the intervals.
    labels : Labels, optional

    Returns
    -------
    PanelEffects
        One row per treatment, then per covariate.

    Raises
    ------
    EstimationError
        ``estimate.twfe_regressors``, ``estimate.twfe_not_identified``, and those of `panel_design` on columns.

    Notes
    -----
    Errors, small-sample factors and Student's t are those of R's fixest. With treatment that starts at different
    times and effects that vary, the coefficient is a weighted sum of effects in which some weights can be negative
    [1]_: a point of comparison rather than an effect. Always treated units stay in the regression.

    References
    ----------
    .. [1] Goodman-Bacon, A. (2021), Journal of Econometrics 225, 254-277.
    """
    check_level(level)
    if isinstance(data, pd.DataFrame):
        wanted = [treatment] if isinstance(treatment, str) else list(treatment or ())
        if (cohort is None) == (not wanted):
            refuse("estimate.twfe_regressors", "treatment", f"treatment={listed(wanted)}, cohort={cohort}")
        columns = PanelColumns(outcome, unit, time, cohort, None, weights, cluster, tuple(covariates))
        fit, names, checks, path = from_table(data, columns, wanted, exact=exact, robust=errors == "robust")
    else:
        fit, names, checks, path = from_design(data, exact=exact, robust=errors == "robust")
    if not fit.kept.all():
        lost = [name for name, good in zip(names, fit.kept, strict=True) if not good]
        refuse("estimate.twfe_not_identified", "treatment", listed(lost))
    cov, df = corrected(fit, errors)
    found = Found(names, fit.coefficients, cov, np.full(len(names), float(fit.n_obs)), df)
    formula = f"{outcome or 'outcome'} ~ {' + '.join(names)} | unit + time; {errors} errors"
    method = Method("two_way_fixed_effects", formula, level, (REFERENCE,))
    return result_of(found, method, labels, path, (fit.n_obs, fit.n_units, fit.n_clusters), checks)


def from_design(
    data: PanelDesign | CohortMoments, *, exact: bool, robust: bool
) -> tuple[Fit, list[str], list[dict[str, Any]], Any]:
    """Fit from a checked panel or moments."""
    moments = data if isinstance(data, CohortMoments) else None if exact else moments_of(data)
    if moments is not None:
        groups = len(np.unique(moments.group))
        checks = cluster_checks(groups if groups > 1 else moments.n_units)
        return fit_moments(moments, treated_column(moments.cohorts, moments.times)), ["treatment"], checks, "moments"
    assert isinstance(data, PanelDesign)  # noqa: S101
    rows, columns = rows_of(data), np.column_stack([data.treated.astype(float), data.covariates])
    checks = [{str(key): value for key, value in row.items()} for row in data.checks.to_dict("records")]
    return fit_columns(rows, columns, robust=robust), ["treatment", *data.covariate_names], checks, "exact"


def fit_columns(rows: PanelRowSet, columns: Any, *, robust: bool) -> Fit:
    """Least squares on unit effects, time effects and dense columns."""
    return fit_rows(rows, stacked(marks(rows.time), unit_centred(rows, columns)), columns.shape[1], robust=robust)


def from_table(
    data: pd.DataFrame,
    columns: PanelColumns,
    treatment: list[str],
    *,
    exact: bool,
    robust: bool,
) -> tuple[Fit, list[str], list[dict[str, Any]], Any]:
    """Fit from a table; by moments where one treatment switches on, if at all, and stays."""
    from dataclasses import replace

    data, names = with_treatment(data, columns, treatment)
    asked = replace(columns, cohort=None, treated=names[0], covariates=(*names, *columns.covariates))
    read = read_columns(data, asked, "drop")
    refuse_no_panel(read)
    if np.ptp(read.outcome) == 0:
        refuse("estimate.panel_constant_outcome", columns.outcome, f"{read.outcome[0]:g}")
    matrix, terms = covariate_matrix(read)
    clusters, checks = checked_clusters(read)
    group = None if clusters is None else clusters[0]
    checks = [*read.checks, *checks]
    if not exact and len(terms) == 1 and (moments := switching_moments(read, matrix[:, 0], group)) is not None:
        return fit_moments(moments, treated_column(moments.cohorts, moments.times)), list(terms), checks, "moments"
    cluster = np.arange(read.units.size) if group is None else group
    rows = PanelRowSet(read.unit, read.time, read.outcome, read.weights, cluster[read.unit])
    return fit_columns(rows, matrix, robust=robust), list(terms), checks, "exact"


def with_treatment(data: pd.DataFrame, columns: PanelColumns, treatment: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Table with its treatment columns; one is made where the cohort is given.

    Raises
    ------
    EstimationError
    """
    absent = [name for name in [*columns.named(), *treatment] if name not in data.columns]
    if absent:
        refuse("estimate.columns_missing", "panel", listed(absent), known=listed([str(name) for name in data.columns]))
    if columns.cohort is None:
        return data, treatment
    from sxsh_eval.estimates.effects.panel_columns import numbers

    first = numbers(data, columns.cohort)
    first = np.where(np.isnan(first) | (first == 0), np.inf, first)
    return data.assign(treatment=(numbers(data, columns.time) >= first).astype(float)), ["treatment"]


def switching_moments(read: PanelRows, treatment: Any, group: Any) -> CohortMoments | None:
    """Moments by the first treated time; None where a unit's treatment is not 0, then 1, or its weights change."""
    begun = starts(read.unit)
    off = (np.diff(treatment) < 0) & (np.diff(read.unit) == 0)
    changing = read.weights != read.weights[begun][read.unit]
    if not np.isin(treatment, (0.0, 1.0)).all() or off.any() or changing.any():
        return None
    when = np.minimum.reduceat(np.where(treatment == 1, read.times[read.time], np.inf), begun)
    table = np.full((read.units.size, read.times.size), np.nan)
    table[read.unit, read.time] = read.outcome
    if np.isnan(table).any() and len(np.unique(np.packbits(np.isnan(table), axis=1), axis=0)) > read.units.size // 4:
        return None
    return moments_from_matrix(table, when, read.times, weights=read.weights[begun], groups=group)
