"""Average marginal effects of a fitted regression: what a covariate changes on the scale of the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.regression.model_matrix import ModelMatrix

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MarginalEffects:
    """Average marginal effects with what their errors need.

    Attributes
    ----------
    effects : Series
        By term (no intercept, no reference levels), in units of the outcome's mean.
    jacobian : DataFrame, shape (terms, k)
        Derivatives of the averages by the coefficients: ``jacobian @ cov @ jacobian.T`` is their delta-method
        covariance, which takes the covariates as given.
    by_observation : ndarray, shape (n, terms)
        Effect of each term for each observation.
    """

    effects: pd.Series
    jacobian: pd.DataFrame
    by_observation: Floats

    def covariance(self, cov: pd.DataFrame) -> pd.DataFrame:
        """Delta-method covariance of the averages, from that of the coefficients."""
        names = self.effects.index
        jacobian = self.jacobian.to_numpy()
        return pd.DataFrame(jacobian @ cov.to_numpy() @ jacobian.T, index=names, columns=names)


def average_marginal_effects(
    regressors: ModelMatrix,
    params: pd.Series,
    family: Any,
    *,
    weights: Floats | None = None,
    offset: Floats | None = None,
) -> MarginalEffects:
    """Effect of every term on the mean, averaged over the observations.

    Parameters
    ----------
    regressors : ModelMatrix
    params : Series
        By column of the matrix.
    family : statsmodels family
        With its link.
    weights : ndarray, shape (n,), optional
        Of the average.
    offset : ndarray, shape (n,), optional

    Returns
    -------
    MarginalEffects
        Numbers: average derivative. Levels: average difference between everyone at that level and everyone at the
        reference level. Numbers that are only 0 or 1: average difference between 1 and 0.

    References
    ----------
    .. [1] Bartus, T. (2005), Estimation of marginal effects using margeff, Stata Journal 5.
    """
    values, beta = regressors.matrix.to_numpy(dtype=float), params.to_numpy(dtype=float)
    weight = np.ones(len(values)) if weights is None else weights
    weight = weight / weight.sum()
    shift = np.zeros(len(values)) if offset is None else offset
    names, by_observation, rows = [], [], []
    columns = [str(name) for name in regressors.matrix.columns]
    for row in regressors.terms[~regressors.terms["is_reference"].astype(bool)].to_dict("records"):
        place = columns.index(str(row["term"]))
        if row["level"] or is_flag(values[:, place]):
            block = [columns.index(name) for name in regressors.columns_of(str(row["covariate"]))]
            effect, gradient = difference(values, beta, family.link, shift, block, place, weight)
        else:
            effect, gradient = derivative(values, beta, family.link, shift, place, weight)
        names.append(str(row["term"]))
        by_observation.append(effect)
        rows.append(gradient)
    effects = np.column_stack(by_observation) if names else np.empty((len(values), 0))
    jacobian = pd.DataFrame(np.array(rows).reshape(len(names), len(beta)), index=names, columns=params.index)
    return MarginalEffects(pd.Series(weight @ effects, index=names), jacobian, effects)


def is_flag(column: Floats) -> bool:
    """Whether a number is only 0 or 1."""
    return bool(np.isin(column, (0.0, 1.0)).all())


def derivative(
    values: Floats, beta: Floats, link: Any, shift: Floats, place: int, weight: Floats
) -> tuple[Floats, Floats]:
    """Derivative of the mean by one number, per observation, with the gradient of its average."""
    linear = values @ beta + shift
    slope, bend = link.inverse_deriv(linear), link.inverse_deriv2(linear)
    gradient = beta[place] * ((weight * bend) @ values)
    gradient[place] += weight @ slope
    return beta[place] * slope, gradient


def difference(
    values: Floats, beta: Floats, link: Any, shift: Floats, block: list[int], place: int, weight: Floats
) -> tuple[Floats, Floats]:
    """Difference of means at a level and at the reference, per observation, with the gradient of its average."""
    base = values.copy()
    base[:, block] = 0.0
    there = base.copy()
    there[:, place] = 1.0
    low, high = base @ beta + shift, there @ beta + shift
    gradient = (weight * link.inverse_deriv(high)) @ there - (weight * link.inverse_deriv(low)) @ base
    return np.asarray(link.inverse(high) - link.inverse(low)), np.asarray(gradient)
