"""What a synthetic control has to resemble besides, or instead of, the path of the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.donor_matrix import DonorMatrix
from sxsh_eval.estimates.effects.simplex import Array

Predictor = str | tuple[str, Sequence[Any]]


def predictor_name(predictor: Predictor) -> str:
    """Name under which a predictor's importance is given."""
    if isinstance(predictor, str):
        return predictor
    column, times = predictor
    return f"{column}:{min(times)}-{max(times)}"


def predictor_matrix(
    data: pd.DataFrame,
    unit: str,
    time: str,
    matrix: DonorMatrix,
    before: int,
    predictors: Sequence[Predictor],
    importance: Mapping[str, float] | None,
) -> Array:
    """Standardised means of the predictors before the treatment, times the root of their importance.

    Returns
    -------
    array, shape (units, predictors)

    Raises
    ------
    EstimationError
        Unknown columns, periods under treatment, units without any value, constant predictors, or importance that is
        negative, zero throughout or given to something else.
    """
    names = [predictor_name(predictor) for predictor in predictors]
    weights = importance_of(names, importance)
    early = set(matrix.times[:before])
    columns = []
    for predictor, name in zip(predictors, names, strict=True):
        column, times = (predictor, early) if isinstance(predictor, str) else (predictor[0], set(predictor[1]))
        if column not in data.columns:
            known = listed([str(label) for label in data.columns])
            refuse("estimate.columns_missing", "predictors", column, known=known)
        if not times <= early:
            late = listed(sorted(times - early))
            refuse("estimate.synthetic_predictor_late", name, late, last=matrix.times[before - 1])
        chosen = data[data[time].isin(times)].sort_values([unit, time], kind="stable")
        means = chosen.groupby(unit)[column].mean().reindex(list(matrix.units)).to_numpy(dtype=float)
        if not np.isfinite(means).all():
            gaps = [label for label, value in zip(matrix.units, means, strict=True) if not np.isfinite(value)]
            refuse("estimate.synthetic_predictor_gaps", name, listed(gaps))
        spread = float(means.std(ddof=1))
        if spread <= 1e-12 * float(np.abs(means).max()):
            refuse("estimate.constant_covariate", name, f"{means[0]:g}")
        columns.append(means / spread)
    done: Array = np.column_stack(columns) * np.sqrt(weights)
    return done


def importance_of(names: Sequence[str], importance: Mapping[str, float] | None) -> Array:
    """Weights of the predictors, adding up to their number."""
    if importance is None:
        return np.ones(len(names))
    values = np.array([float(importance.get(name, 0.0)) for name in names])
    strangers = sorted(set(importance) - set(names))
    if strangers or not np.isfinite(values).all() or (values < 0).any() or values.sum() <= 0:
        found = listed(strangers) or listed(list(values))
        refuse("estimate.synthetic_importance", "importance", found, known=listed(list(names)))
    done: Array = values / values.sum() * len(names)
    return done
