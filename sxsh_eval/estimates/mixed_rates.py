"""Rates of areas under a logit model with a random effect of the area, fitted by statsmodels."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.area_inputs import (
    Array,
    Mask,
    check_table,
    design_matrix,
    names_of,
    refuse,
    sorted_positions,
)
from sxsh_eval.estimates.area_result import COLUMNS, SmallAreas, check_row, checks_table, parameters_table
from sxsh_eval.estimates.area_scales import Scale, normal_on_scale
from sxsh_eval.estimates.rate_shrinkage import counts, raw_rates
from sxsh_eval.estimates.result import Method

MOST_TRIALS = 200_000
FEW_AREAS = 10
LOGIT = Scale("logit")
Counts = npt.NDArray[np.int64]
REFERENCES = ("Blei, D. M., Kucukelbir, A., McAuliffe, J. D. (2017), JASA 112, 859-877",)


def mixed_rates(
    data: pd.DataFrame, *, cases: str, trials: str, covariates: Sequence[str] = (), level: float = 0.95
) -> SmallAreas:
    """Shrink the rates of areas towards a regression, on the logit scale.

    Parameters
    ----------
    data : DataFrame
        One row an area, its name in the index.
    cases, trials : str
        Columns with whole counts: how many of how many, at most 200,000 trials in all.
    covariates : Sequence of str
        Columns known for every area; numbers as they are, words as categories.
    level : float
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    SmallAreas
        Areas without data get the regression's rate, with the whole variance between areas in its error.

    Raises
    ------
    EstimationError
        If the data do not allow it; says which areas or columns, why and what to do.

    Notes
    -----
    ``logit p_i = x_i' beta + v_i``, ``v_i ~ N(0, s^2)``, by variational Bayes from fixed starting values (no random
    draws), with covariates scaled to unit spread and wide normal laws before the data (2 for coefficients, 1 for
    ``log s``). The approximation takes ``s`` as nearly known: with few areas `shrink_rates` is the safer choice.
    """
    check_table(data, [cases, trials, *covariates], level)
    ordered = data.iloc[sorted_positions(data.index)]
    y, n, has_data = counts(ordered, cases, trials)
    broken = has_data & ((y != np.round(y)) | (n != np.round(n)))
    if broken.any():
        raise refuse("estimate.area_whole_counts", f"{cases}, {trials}", names_of(ordered.index[broken]))
    if n.sum() > MOST_TRIALS:
        raise refuse("estimate.area_too_many_trials", trials, f"{n.sum():.0f}", limit=str(MOST_TRIALS))
    x = design_matrix(ordered, covariates, has_data)
    fitted = fit_logit(y[has_data].astype(np.int64), n[has_data].astype(np.int64), scaled(x)[has_data])
    centre, variance = on_logit(fitted, scaled(x), has_data)
    shown = normal_on_scale(centre, variance, LOGIT, level)
    fixed = normal_on_scale(scaled(x) @ fitted["beta"], np.full(len(y), fitted["spread"] ** 2), LOGIT, level)
    columns: dict[str, Any] = {**raw_rates(y, n, has_data, level), "weight": logit_weight(n, fixed["point"], fitted)}
    columns |= {"synthetic": fixed["point"], "shrunk": shown.pop("point"), **shown}
    columns["kind"] = np.where(has_data, "shrunk", "synthetic")
    return SmallAreas(
        table=pd.DataFrame(columns, index=ordered.index)[list(COLUMNS)].reindex(data.index),
        parameters=logit_parameters(fitted, x),
        method=Method("mixed_logit_variational", "logit p = x'b + v", level, REFERENCES),
        checks=logit_checks(fitted, int(has_data.sum()), ordered.index[~has_data]),
    )


def scaled(x: pd.DataFrame) -> Array:
    """Covariates centred with unit spread; the constant stays."""
    values = x.to_numpy().copy()
    values[:, 1:] = (values[:, 1:] - values[:, 1:].mean(axis=0)) / values[:, 1:].std(axis=0)
    return np.asarray(values)


def fit_logit(y: Counts, n: Counts, x: Array) -> dict[str, Any]:
    """Variational fit: coefficients, effects of the areas with their spread, each with its error."""
    from scipy.sparse import csr_matrix
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    areas, (m, p) = np.repeat(np.arange(len(n)), n), x.shape
    first = np.repeat(np.cumsum(n) - n, n)
    answers = (np.arange(len(areas)) - first < np.repeat(y, n)).astype(float)
    member = csr_matrix((np.ones(len(areas)), (np.arange(len(areas)), areas)), shape=(len(areas), m))
    model = BinomialBayesMixedGLM(answers, x[areas], member, np.zeros(m, dtype=int), vcp_p=1, fe_p=2)
    pooled = y.sum() / n.sum()
    start = np.r_[np.log(pooled / (1 - pooled)), np.zeros(p - 1), -0.5, np.zeros(m)]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = model.fit_vb(mean=start, sd=np.full(len(start), 0.5))
    if said:
        raise refuse("estimate.area_no_convergence", "mixed_rates", str(said[0].message))
    return {
        "beta": np.asarray(found.fe_mean),
        "beta_error": np.asarray(found.fe_sd),
        "effects": np.asarray(found.vc_mean),
        "effect_error": np.asarray(found.vc_sd),
        "log_spread_error": float(found.vcp_sd[0]),
        "spread": float(np.exp(found.vcp_mean[0])),
    }


def on_logit(fitted: dict[str, Any], x: Array, has_data: Mask) -> tuple[Array, Array]:
    """Centre with variance of each area's logit."""
    centre = x @ fitted["beta"]
    variance = np.square(x) @ np.square(fitted["beta_error"])
    expected = fitted["spread"] ** 2 * float(np.exp(2 * fitted["log_spread_error"] ** 2))
    effect_variance = np.full(len(centre), expected)
    effect_variance[has_data] = np.square(fitted["effect_error"])
    centre[has_data] += fitted["effects"]
    return centre, variance + effect_variance


def logit_weight(n: Array, rate: Array, fitted: dict[str, Any]) -> Array:
    """Part of an area's own rate in its shrunk one, to first order."""
    own = n * rate * (1 - rate) * fitted["spread"] ** 2
    return np.asarray(own / (1 + own))


def logit_parameters(fitted: dict[str, Any], x: pd.DataFrame) -> pd.DataFrame:
    """Coefficients per unit of their covariates; the constant is the logit at the covariates' means."""
    unit = np.r_[1.0, x.to_numpy()[:, 1:].std(axis=0)]
    names = ["logit_at_means", *x.columns[1:]]
    values = zip(names, fitted["beta"] / unit, fitted["beta_error"] / unit, strict=True)
    spread = fitted["spread"]
    return parameters_table(
        {name: (value, error) for name, value, error in values}
        | {"spread_between_areas": (spread, spread * fitted["log_spread_error"])}
    )


def logit_checks(fitted: dict[str, Any], areas: int, without: pd.Index) -> pd.DataFrame:
    """How many areas there are, which have no data, how far areas spread."""
    rows = [
        check_row("variance_between_areas", "positive", statistic=fitted["spread"] ** 2),
        check_row("number_of_areas", "few" if areas < FEW_AREAS else "enough", statistic=areas),
    ]
    if len(without):
        rows.append(check_row("areas_without_data", "synthetic", names_of(without), statistic=len(without)))
    return checks_table(rows)
