"""Weights that reproduce known counts: post-stratification, raking, linear calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.survey.adjustments import GroupAdjustment, regression_adjustment
from sxsh_eval.estimates.survey.design import Adjustment, SurveyDesign
from sxsh_eval.estimates.survey.design_checks import names_of
from sxsh_eval.estimates.survey.known_counts import SIZE, Counts, KnownCounts, known_counts, same_size
from sxsh_eval.estimates.survey.stages import Floats, compress

SMALL_CELL = 5
REACHED = 1e-8


def post_stratify(design: SurveyDesign, by: str | Sequence[str], counts: Counts) -> SurveyDesign:
    """Design whose weights add up to known counts in every post-stratum.

    Parameters
    ----------
    design : SurveyDesign
    by : str or sequence of str
        Columns whose combinations are the post-strata.
    counts : Series or mapping
        Population units by level of `by` (a Series with a MultiIndex, or tuples as keys, for several columns).

    Returns
    -------
    SurveyDesign
        Variances of whatever is estimated with it use deviations from post-stratum means.

    Raises
    ------
    EstimationError
        ``estimate.calibration_missing``, ``estimate.calibration_unknown_level``, ``estimate.calibration_empty_cell``
        or ``estimate.calibration_counts``.

    Notes
    -----
    Weights become ``w_i N_g / sum_g w``. Post-strata with fewer than 5 observations are told in `design.checks`.

    References
    ----------
    .. [1] Särndal, C.-E., Swensson, B., Wretman, J. (1992), Model Assisted Survey Sampling, section 7.6.
    """
    known = known_counts(design, names_of(by), counts)
    after = design.weights * (known.counts / known.sums(design.weights))[known.codes]
    return with_weights(design, after, GroupAdjustment(known.codes, design.weights, after), [known])


def rake(
    design: SurveyDesign,
    margins: Mapping[Any, Counts],
    *,
    max_iterations: int = 1000,
    tolerance: float = 1e-10,
) -> SurveyDesign:
    """Design whose weights add up to known counts on several margins at once.

    Parameters
    ----------
    design : SurveyDesign
    margins : mapping
        Column, or tuple of columns, to population units by level; all margins describe the same population.
    max_iterations : int
        Rounds over all margins.
    tolerance : float
        Largest relative difference from any known count at convergence.

    Returns
    -------
    SurveyDesign
        Variances use residuals of a regression on the margins, weighted by the weights before raking.

    Raises
    ------
    EstimationError
        As `post_stratify`; ``estimate.calibration_totals_differ`` if margins add up to different totals,
        ``estimate.calibration_not_converged`` if no weights meet all margins (combinations that were not sampled).

    References
    ----------
    .. [1] Deming, W. E., Stephan, F. F. (1940), Annals of Mathematical Statistics 11.
    .. [2] Deville, J.-C., Särndal, C.-E., Sautory, O. (1993), Generalized raking procedures in survey sampling,
       Journal of the American Statistical Association 88.
    """
    require_some(margins)
    known = [known_counts(design, names_of(by), counts) for by, counts in margins.items()]
    same_size(known)
    cell = np.zeros(len(design), dtype=np.int64)
    for margin in known:
        cell, _ = compress(cell * len(margin.counts) + margin.codes, (int(cell.max()) + 1) * len(margin.counts))
    start = np.bincount(cell, weights=design.weights).astype(float)
    codes = [group_of_cell(cell, margin) for margin in known]
    fitted = fit_margins(start, codes, known, max_iterations, tolerance)
    factor = np.divide(fitted, start, out=np.zeros_like(start), where=start != 0)
    after = design.weights * factor[cell]
    auxiliary = np.column_stack([dummies(margin) for margin in known])
    return with_weights(design, after, regression_adjustment(auxiliary, design.weights, after), known)


def require_some(known: Mapping[Any, object]) -> None:
    """Refuse to calibrate to nothing."""
    if not known:
        raise EstimationError([Problem("estimate.calibration_without_counts", "calibration", "0")])


def group_of_cell(cell: np.ndarray, margin: KnownCounts) -> np.ndarray:
    """Level of a margin that each crossed cell belongs to."""
    group = np.zeros(int(cell.max()) + 1, dtype=np.int64)
    group[cell] = margin.codes
    return group


def fit_margins(
    start: Floats, codes: Sequence[np.ndarray], known: Sequence[KnownCounts], max_iterations: int, tolerance: float
) -> Floats:
    """Iterative proportional fitting of cell totals, refused where it does not settle."""
    fitted = start.copy()
    for _ in range(max_iterations):
        for code, margin in zip(codes, known, strict=True):
            fitted *= (margin.counts / np.bincount(code, weights=fitted, minlength=len(margin.counts)))[code]
        off = [
            np.abs(np.bincount(code, weights=fitted, minlength=len(margin.counts)) / margin.counts - 1)
            for code, margin in zip(codes, known, strict=True)
        ]
        if max(float(part.max()) for part in off) <= tolerance:
            return fitted
    worst = int(np.argmax([part.max() for part in off]))
    level = int(off[worst].argmax())
    found = f"{known[worst].label(level)}: {off[worst][level]:.2%}"
    values = {"rounds": str(max_iterations)}
    raise EstimationError([Problem("estimate.calibration_not_converged", known[worst].name, found, values)])


def dummies(known: KnownCounts) -> Floats:
    """One column of 0 and 1 per level."""
    return np.asarray(known.codes[:, None] == np.arange(len(known.counts)), dtype=float)


def calibrate(design: SurveyDesign, totals: Mapping[str, float | Counts]) -> SurveyDesign:
    """Design whose weights reproduce known totals, nearest to the old weights in the chi-square distance.

    Parameters
    ----------
    design : SurveyDesign
    totals : mapping
        Numeric column to its population total; categorical column to population units by level; ``(Intercept)`` to
        the number of population units.

    Returns
    -------
    SurveyDesign
        Estimates with it are generalised regression estimates. Negative weights are told in `design.checks`.

    Raises
    ------
    EstimationError
        As `post_stratify`; ``estimate.calibration_totals_differ``; ``estimate.calibration_impossible`` if no weights
        reach the totals.

    Notes
    -----
    Weights become ``w_i (1 + x_i'l)`` with ``l = (sum w x x')^- (t_x - sum w x)``.

    References
    ----------
    .. [1] Deville, J.-C., Särndal, C.-E. (1992), Calibration estimators in survey sampling, Journal of the American
       Statistical Association 87.
    """
    require_some(totals)
    numeric = {name: float(total) for name, total in totals.items() if not isinstance(total, Mapping | pd.Series)}
    known = [
        known_counts(design, (name,), total) for name, total in totals.items() if isinstance(total, Mapping | pd.Series)
    ]
    same_size(known, numeric.get(SIZE))
    auxiliary = np.column_stack([numbers(design, name) for name in numeric] + [dummies(margin) for margin in known])
    target = np.concatenate([np.array(list(numeric.values())), *(margin.counts for margin in known)])
    after = linear_weights(auxiliary, design.weights, target)
    labels = [*numeric, *(margin.label(level) for margin in known for level in range(len(margin.counts)))]
    reached(after @ auxiliary, target, np.abs(after) @ np.abs(auxiliary), labels)
    return with_weights(design, after, regression_adjustment(auxiliary, design.weights, after), known)


def numbers(design: SurveyDesign, name: str) -> Floats:
    """Numeric auxiliary variable without gaps; ones for the number of units."""
    if name == SIZE:
        return np.ones(len(design))
    if name not in design.data.columns:
        raise EstimationError([Problem("estimate.no_such_column", "totals", name, {"nearest": "-"})])
    column = design.data[name]
    if not pd.api.types.is_numeric_dtype(column):
        raise EstimationError([Problem("estimate.not_numeric", name, str(column.dtype))])
    if column.isna().any():
        raise EstimationError([Problem("estimate.calibration_missing", name, f"{int(column.isna().sum())} NA")])
    return column.to_numpy(float)


def linear_weights(auxiliary: Floats, weights: Floats, target: Floats) -> Floats:
    """Weights of linear calibration; auxiliary variables may repeat each other."""
    scale = np.sqrt((weights[:, None] * auxiliary**2).sum(axis=0))
    scaled = auxiliary / np.where(scale > 0, scale, 1.0)
    gram = scaled.T @ (weights[:, None] * scaled)
    missing = (target - weights @ auxiliary) / np.where(scale > 0, scale, 1.0)
    multipliers = np.linalg.pinv(gram, rcond=1e-10, hermitian=True) @ missing
    return np.asarray(weights * (1 + scaled @ multipliers))


def reached(got: Floats, target: Floats, gross: Floats, labels: Sequence[str]) -> None:
    """Refuse weights that miss a total by more than rounding beside the sum of absolute values."""
    far = np.abs(got - target) > REACHED * np.maximum(np.abs(target), gross)
    if far.any():
        missed = zip(np.array(labels)[far], got[far], target[far], strict=True)
        raise EstimationError(
            Problem("estimate.calibration_impossible", str(label), f"{have:g} / {want:g}")
            for label, have, want in missed
        )


def with_weights(
    design: SurveyDesign, after: Floats, adjustment: Adjustment, known: Sequence[KnownCounts]
) -> SurveyDesign:
    """Calibrated design with its warnings: small cells and negative weights."""
    told = list(design.problems)
    for margin in known:
        sizes = np.bincount(margin.codes[design.weights > 0], minlength=len(margin.counts))
        if (small := sizes < SMALL_CELL).any():
            found = ", ".join(f"{margin.label(int(i))}: {sizes[i]}" for i in np.flatnonzero(small))
            values = {"least": str(SMALL_CELL)}
            told.append(Problem("estimate.calibration_small_cell", margin.name, found, values, "warning"))
    if (negative := after < 0).any():
        told.append(Problem("estimate.calibration_negative", "weights", f"{int(negative.sum())}", {}, "warning"))
    return replace(design.reweighted(after, adjustment), problems=tuple(told))
