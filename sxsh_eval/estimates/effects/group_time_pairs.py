"""Two groups, two periods: the effect on the treated, with each unit's influence on it, for many periods at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.effects.propensity import Propensity, fit_propensity

Floats = NDArray[np.float64]
Method2x2 = Literal["dr", "ipw", "regression"]
TRIM = 0.995  # controls with a fitted chance from here on are left out, as in R DRDID


@dataclass(frozen=True, eq=False)
class Pair:
    """Treated and controls of one comparison.

    Attributes
    ----------
    change_treated, change_control : arrays, shapes (m, n_treated), (m, n_control)
        Change of the outcome from the base period, for m periods.
    x_treated, x_control : arrays, shapes (n_treated, k), (n_control, k)
        Covariates with a column of ones; k = 1 without covariates.
    w_treated, w_control : arrays
        Positive weights.
    """

    change_treated: Floats
    change_control: Floats
    x_treated: Floats
    x_control: Floats
    w_treated: Floats
    w_control: Floats


@dataclass(frozen=True, eq=False)
class PairEffects:
    """Effects on the treated in m periods.

    Attributes
    ----------
    effect : array, shape (m,)
    treated, control : arrays, shapes (m, n_treated), (m, n_control)
        Influence of each unit, on the scale of the effect: their squares add up to its variance.
    reason : str
        Why there is no effect; the arrays are then empty.
    trimmed : int
        Controls left out because their chance of treatment is near one.
    coefficients : array or None
        Of the propensity, to start the next.
    """

    effect: Floats
    treated: Floats
    control: Floats
    reason: str = ""
    trimmed: int = 0
    coefficients: Floats | None = field(default=None)


def without(reason: str) -> PairEffects:
    """No effect, for a reason."""
    empty = np.empty((0, 0))
    return PairEffects(np.empty(0), empty, empty, reason)


def pair_effects(pair: Pair, method: Method2x2, start: Floats | None = None) -> PairEffects:
    """Effect on the treated with influence functions.

    Parameters
    ----------
    pair : Pair
    method : {"dr", "ipw", "regression"}
        Doubly robust [1]_, inverse-probability weights that add up to one, or outcome regression. All three are the
        plain difference of mean changes where there are no covariates.
    start : array, optional
        Where the propensity's coefficients may start.

    Returns
    -------
    PairEffects

    References
    ----------
    .. [1] Sant'Anna, P. H. C. & Zhao, J. (2020), Doubly robust difference-in-differences estimators, Journal of
       Econometrics 219, 101-122.
    """
    if pair.x_treated.shape[1] == 1:
        return mean_difference(pair)
    design = None if method == "ipw" else control_design(pair)
    if isinstance(design, str):
        return without(design)
    if method == "regression":
        return regression_effects(pair, design if design is not None else np.empty((0, 0)))
    fit = fit_propensity(pair.x_treated, pair.x_control, pair.w_treated, pair.w_control, start)
    if fit.reason:
        return without(fit.reason)
    return weighted_effects(pair, fit, design)


def mean_difference(pair: Pair) -> PairEffects:
    """Weighted mean change of the treated less that of the controls."""
    w_treated, w_control = pair.w_treated / pair.w_treated.sum(), pair.w_control / pair.w_control.sum()
    mean_treated, mean_control = pair.change_treated @ w_treated, pair.change_control @ w_control
    return PairEffects(
        mean_treated - mean_control,
        (pair.change_treated - mean_treated[:, None]) * w_treated,
        (mean_control[:, None] - pair.change_control) * w_control,
    )


def control_design(pair: Pair) -> Floats | str:
    """Inverse of the controls' cross-products, or why it does not exist."""
    if pair.x_control.shape[0] < pair.x_control.shape[1]:
        return "effects_few_controls"
    cross = (pair.x_control * pair.w_control[:, None]).T @ pair.x_control
    if 1 / np.linalg.cond(cross, 1) < np.finfo(float).eps:
        return "effects_few_controls"
    return np.asarray(np.linalg.inv(cross))


def fitted_changes(pair: Pair, inverse: Floats) -> tuple[Floats, Floats]:
    """Changes less those predicted by the controls' regression: of the treated, of the controls."""
    beta = (pair.change_control * pair.w_control) @ pair.x_control @ inverse
    return pair.change_treated - beta @ pair.x_treated.T, pair.change_control - beta @ pair.x_control.T


def regression_effects(pair: Pair, inverse: Floats) -> PairEffects:
    """Change of the treated less the one that controls with their covariates would have had."""
    left_treated, left_control = fitted_changes(pair, inverse)
    share = pair.w_treated / pair.w_treated.sum()
    effect = left_treated @ share
    leverage = (pair.x_control @ (inverse @ (share @ pair.x_treated))) * pair.w_control
    return PairEffects(effect, (left_treated - effect[:, None]) * share, -left_control * leverage)


def weighted_effects(pair: Pair, fit: Propensity, inverse: Floats | None) -> PairEffects:
    """Treated against controls weighted by their odds of treatment, of changes or of what a regression leaves."""
    left_treated, left_control = pair.change_treated, pair.change_control
    if inverse is not None:
        left_treated, left_control = fitted_changes(pair, inverse)
    kept = fit.control < TRIM
    odds = kept * pair.w_control * fit.control / (1 - fit.control)
    share_treated, share_control = pair.w_treated / pair.w_treated.sum(), odds / odds.sum()
    mean_treated, mean_control = left_treated @ share_treated, left_control @ share_control
    influence_treated = (left_treated - mean_treated[:, None]) * share_treated
    spread_control = (left_control - mean_control[:, None]) * share_control
    slopes = (spread_control @ pair.x_control) @ fit.inverse  # how the odds' coefficients move the controls' mean
    influence_treated -= (slopes @ pair.x_treated.T) * (pair.w_treated * (1 - fit.treated))
    influence_control = (slopes @ pair.x_control.T) * (pair.w_control * fit.control) - spread_control
    if inverse is not None:
        gap = share_treated @ pair.x_treated - share_control @ pair.x_control
        influence_control -= left_control * ((pair.x_control @ (inverse @ gap)) * pair.w_control)
    trimmed = int((~kept).sum())
    effect = mean_treated - mean_control
    return PairEffects(effect, influence_treated, influence_control, "", trimmed, fit.coefficients)
