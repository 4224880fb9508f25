"""Separation in binary regression: whether covariates split the outcomes so that estimates run to infinity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.model_matrix import INTERCEPT, ModelMatrix

Kind = Literal["none", "quasi", "complete"]
TOLERANCE = 1e-6
FURTHEST = 1e6


@dataclass(frozen=True)
class Separation:
    """Verdict on one data set.

    Attributes
    ----------
    kind : {"none", "quasi", "complete"}
        ``complete``: some combination of the covariates predicts every outcome; ``quasi``: some outcomes surely, the
        others not at all along that combination.
    columns : tuple of str
        Columns of the matrix whose coefficients run to infinity.
    n_separated : int
        Observations predicted with certainty.
    """

    kind: Kind
    columns: tuple[str, ...]
    n_separated: int


def detect_separation(matrix: pd.DataFrame, outcome: NDArray[np.float64]) -> Separation:
    """Complete or quasi-complete separation, found by linear programming.

    Parameters
    ----------
    matrix : DataFrame, shape (n, k)
        Regressors including the intercept, linearly independent.
    outcome : array of 0 and 1, shape (n,)

    Returns
    -------
    Separation

    Notes
    -----
    With signs ``s = 2y - 1`` the maximum likelihood estimate is infinite if and only if some ``b`` has
    ``s_i x_i'b >= 0`` for all i, and ``> 0`` for one [1]_. The program maximises ``sum z_i`` subject to
    ``z_i <= s_i x_i'b`` and ``0 <= z_i <= 1``: at its optimum ``z_i = 1`` exactly for the observations that can be
    separated at all, so that ``b`` is the direction in which the estimates run away [2]_.

    References
    ----------
    .. [1] Albert, A., Anderson, J. A. (1984), On the existence of maximum likelihood estimates in logistic regression
       models, Biometrika 71.
    .. [2] Konis, K. (2007), Linear programming algorithms for detecting separated data in binary logistic regression
       models, DPhil thesis, University of Oxford.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, hstack, identity

    values = matrix.to_numpy(dtype=float)
    scaled = values / np.abs(values).max(axis=0)
    signed, counts = np.unique(scaled * (2 * outcome - 1)[:, None], axis=0, return_counts=True)
    n, k = signed.shape
    solved = linprog(
        np.concatenate([np.zeros(k), -np.ones(n)]),
        A_ub=hstack([csr_matrix(-signed), identity(n)]),
        b_ub=np.zeros(n),
        bounds=[(-FURTHEST, FURTHEST)] * k + [(0.0, 1.0)] * n,
        method="highs",
    )
    direction, sure = solved.x[:k], solved.x[k:] > TOLERANCE
    if not sure.any():
        return Separation("none", (), 0)
    infinite = np.abs(direction) > TOLERANCE * np.abs(direction).max()
    names = tuple(str(name) for name in matrix.columns[infinite])
    return Separation("complete" if sure.all() else "quasi", names, int(counts[sure].sum()))


def is_certified_finite(matrix: NDArray[np.float64], pulls: NDArray[np.float64]) -> bool:
    """Whether a converged fit is itself the proof that there is no separation.

    Parameters
    ----------
    matrix : array, shape (n, k)
    pulls : array, shape (n,)
        What each observation puts on its row in the score at a stationary point (for a logit the weighted residual):
        positive for outcomes of 1, negative for 0.

    Returns
    -------
    bool
        True proves that estimates are finite; False proves nothing (then ask `detect_separation`).

    Notes
    -----
    By Stiemke's theorem of the alternative no direction separates if positive numbers ``l_i`` solve
    ``sum l_i s_i x_i = 0``. The absolute pulls solve it; they must be clearly positive beside what remains of the
    score.
    """
    scale = np.abs(matrix).max(axis=0)
    score = np.abs(pulls @ matrix / scale).max()
    return bool(np.abs(pulls).min() > max(1e-6, 1e3 * score))


def constant_levels(regressors: ModelMatrix, outcome: NDArray[np.float64]) -> dict[str, str]:
    """Levels in which every observation has the same outcome: the usual cause of separation.

    Parameters
    ----------
    regressors : ModelMatrix
    outcome : array of 0 and 1, shape (n,)

    Returns
    -------
    dict of str to str
        Term to its outcomes, as ``12 x 0``.
    """
    found = {}
    for covariate in regressors.categorical:
        dummies = regressors.matrix[regressors.columns_of(covariate)]
        rows = regressors.terms[regressors.terms["covariate"] == covariate]
        for term, is_reference in zip(rows["term"], rows["is_reference"], strict=True):
            inside = outcome[(1 - dummies.sum(axis=1) if is_reference else dummies[term]).to_numpy() > 0]
            if len(inside) and inside.min() == inside.max():
                found[str(term)] = f"{len(inside)} x {inside[0]:g}"
    return found


def refuse_separated(regressors: ModelMatrix, outcome: NDArray[np.float64]) -> None:
    """Refuse separated data, naming the levels that cause it, else the columns whose coefficients are infinite.

    Raises
    ------
    EstimationError
        ``estimate.separated``
    """
    verdict = detect_separation(regressors.matrix, outcome)
    if verdict.kind == "none":
        return
    shown = constant_levels(regressors, outcome)
    if not shown:
        columns = [name for name in verdict.columns if name != INTERCEPT] or list(verdict.columns)
        shown = {", ".join(columns): f"{verdict.n_separated} / {len(outcome)}"}
    values = {"kind": verdict.kind, "count": str(verdict.n_separated), "n": str(len(outcome))}
    raise EstimationError(Problem("estimate.separated", term, found, values) for term, found in shown.items())
