"""Synthetic control: one treated unit against the mixture of donors that was most like it before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed
from sxsh_eval.estimates.effects import placebo
from sxsh_eval.estimates.effects.donor_matrix import LEAST_BEFORE, DonorMatrix, donor_matrix
from sxsh_eval.estimates.effects.placebo import PlaceboSet, Statistic
from sxsh_eval.estimates.effects.simplex import Array, simplex_least_squares
from sxsh_eval.estimates.effects.synthetic_predictors import Predictor, predictor_matrix
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

FAR = 0.25  # distance to the hull, in the donors' standard deviations, from which the fit is called poor
TIE = 1e-12  # ridge that chooses the most even among equally good weights, relative to the variance
REFERENCES = (
    (
        "Abadie, A., Diamond, A. & Hainmueller, J. (2010), Synthetic control methods for comparative case studies, "
        "Journal of the American Statistical Association 105, 493-505"
    ),
    "Firpo, S. & Possebom, V. (2018), Synthetic control method: inference, Journal of Causal Inference 6(2)",
)


@dataclass(frozen=True, eq=False)
class SyntheticControl(Shown):
    """Effect of a treatment of one unit.

    Attributes
    ----------
    effects : Estimates
        ``overall`` (mean after the start), ``time:<t>`` for every period after it.
    weights : Series
        By donor, largest first.
    path : DataFrame
        ``observed``, ``synthetic``, ``gap``, ``treated`` by period.
    fit : float
        Root mean squared prediction error before the treatment, in units of the outcome.
    placebos : DataFrame
        ``unit``, ``fit``, ``rmspe_ratio``, ``mean_ratio``, ``effect``; the treated unit in the first row.
    left_out : Series
        Mean effect without each donor that carries weight.
    """

    shows: ClassVar[tuple[str, ...]] = ("effects",)

    effects: Estimates
    weights: pd.Series[Any]
    path: pd.DataFrame
    fit: float
    placebos: pd.DataFrame
    left_out: pd.Series[Any]

    def _facts(self) -> Mapping[str, Any]:
        return {"donors": int((self.weights > 0).sum())}


def synthetic_control(  # noqa: PLR0913 - the roles of a panel, and how to compare
    data: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    treated_unit: Hashable,
    treated_from: Any,
    predictors: Sequence[Predictor] = (),
    importance: Mapping[str, float] | None = None,
    statistic: Statistic = "rmspe_ratio",
    level: float = 0.95,
    labels: Labels | None = None,
) -> SyntheticControl:
    """Synthetic control with exact weights and exact placebo inference.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period; all other units are donors.
    outcome, unit, time : str
        Columns.
    treated_unit : hashable
        Label in the column `unit`.
    treated_from : number or date
        First period under treatment.
    predictors : sequence of str or (str, sequence of periods)
        What the mixture has to resemble: means before the treatment, or over the named periods, each divided by its
        standard deviation among units. By default the outcome in every period before the treatment.
    importance : mapping, optional
        Weight of each predictor by its name, ``<column>`` or ``<column>:<first>-<last period>``; all alike by default.
    statistic : {"rmspe_ratio", "mean_ratio"}
        What is ranked for the overall effect: the ratio of the root mean squared gap after and before the start, or of
        the absolute mean gap after to the root mean squared gap before.
    level : float
        Coverage; with fewer than ``1 / (1 - level) - 1`` donors no interval is bounded, and the reason says so.
    labels : Labels

    Returns
    -------
    SyntheticControl

    Raises
    ------
    EstimationError
        ``estimate.synthetic_*``.

    Notes
    -----
    Weights are the exact minimum over the simplex, with equal weights among the equally good. There is no search over
    the importance of predictors: its criterion has many local minima, and results of such searches differ by the
    optimiser. Inference treats assignment as random among all units: the p value is the treated unit's rank, the
    interval holds the constant effects that the ranks do not reject (one period's effects in the rows of periods).
    """
    check_level(level)
    matrix = donor_matrix(data, outcome, unit, time, {treated_unit: treated_from}, least_before=LEAST_BEFORE)
    treated, before = int(np.flatnonzero(~matrix.donors)[0]), int(matrix.first.min())
    scale = max(float(matrix.outcome[:, :before].std(axis=0).mean()), np.finfo(float).tiny)
    features = matrix.outcome[:, :before] / scale
    if predictors:
        features = predictor_matrix(data, unit, time, matrix, before, predictors, importance)
    weigh = weigher(features)
    gaps = placebo.placebo_gaps(matrix.outcome, treated, before, weigh)
    others = np.flatnonzero(matrix.donors)
    fitted = simplex_least_squares(features[others].T, features[treated], ridge=TIE * features.shape[1])
    weights = np.zeros(len(matrix.units))
    weights[others] = fitted.weights
    left = placebo.leave_one_out(matrix.outcome, treated, before, weigh, weights)
    labels = labels or Labels(evidence="caused", unit="outcome")
    checks = [*matrix.checks, *fit_checks(matrix, treated, before, gaps), *rank_checks(gaps, statistic)]
    checks.append(check("synthetic_not_unique", warns=not fitted.unique, detail=str(int((weights > 0).sum()))))
    return SyntheticControl(
        effects=effect_table(matrix, gaps, labels, level, statistic, checks),
        weights=by_size(matrix, weights[others], others),
        path=path_of(matrix, gaps, treated),
        fit=float(gaps.fit[0]),
        placebos=placebo_table(matrix, gaps, treated),
        left_out=pd.Series({matrix.units[row]: value for row, value in left.items()}, name="effect", dtype=float),
    )


def weigher(features: Array) -> Callable[[int, Array], Array]:
    """Function that imitates one row of the features by other rows."""

    def weigh(target: int, donors: Array) -> Array:
        ridge = TIE * features.shape[1]
        return simplex_least_squares(features[donors].T, features[target], ridge=ridge).weights

    return weigh


def by_size(matrix: DonorMatrix, weights: Array, rows: Any) -> pd.Series[Any]:
    """Weights by donor, largest first, ties by label."""
    order = np.argsort(-weights, kind="stable")
    return pd.Series(weights[order], index=[matrix.units[rows[place]] for place in order], name="weight")


def path_of(matrix: DonorMatrix, gaps: PlaceboSet, treated: int) -> pd.DataFrame:
    """Observed and synthetic outcome of the treated unit by period."""
    observed, gap = matrix.outcome[treated], gaps.gaps[0]
    under = np.arange(len(matrix.times)) >= gaps.before
    columns = {"observed": observed, "synthetic": observed - gap, "gap": gap, "treated": under}
    return pd.DataFrame(columns, index=pd.Index(matrix.times, name="time"))


def placebo_table(matrix: DonorMatrix, gaps: PlaceboSet, treated: int) -> pd.DataFrame:
    """Fit, statistics and effect of the treated unit (first) and of all placebos."""
    units = [matrix.units[treated], *(label for row, label in enumerate(matrix.units) if row != treated)]
    ratios = {kind: gaps.statistics(kind) for kind in ("rmspe_ratio", "mean_ratio")}
    return pd.DataFrame({"unit": units, "fit": gaps.fit, **ratios, "effect": gaps.after.mean(axis=1)})


def fit_checks(matrix: DonorMatrix, treated: int, before: int, gaps: PlaceboSet) -> list[dict[str, Any]]:
    """Distance of the treated unit to the hull of the donors, and the periods in which it lies beyond all of them."""
    early = matrix.outcome[:, :before]
    donors = np.delete(early, treated, axis=0)
    beyond = (early[treated] > donors.max(axis=0)) | (early[treated] < donors.min(axis=0))
    spread = float(donors.std(axis=0, ddof=1).mean())
    share = float(gaps.fit[0]) / spread if spread > 0 else float("inf")
    named = listed([str(matrix.times[place]) for place in np.flatnonzero(beyond)])
    detail = f"{float(gaps.fit[0]):.4g} ({share:.2g} SD){': ' + named if named else ''}"
    outside = bool(beyond.any()) or share > FAR
    return [check("synthetic_outside_hull", warns=outside, statistic=float(gaps.fit[0]), df=share, detail=detail)]


def rank_checks(gaps: PlaceboSet, chosen: Statistic) -> list[dict[str, Any]]:
    """Ranks of both statistics; the one chosen for the interval is named first."""
    kinds: tuple[Statistic, Statistic] = ("rmspe_ratio", "mean_ratio")
    rows = []
    for kind in sorted(kinds, key=lambda name: name != chosen):
        values = gaps.statistics(kind)
        rank = int((values >= values[0]).sum())
        p_value = placebo.rank_p_value(values)
        detail = f"{rank} / {values.size}"
        rows.append(check(f"synthetic_{kind}", statistic=float(values[0]), p_value=p_value, detail=detail))
    return rows


def effect_table(
    matrix: DonorMatrix,
    gaps: PlaceboSet,
    labels: Labels,
    level: float,
    statistic: Statistic,
    checks: list[dict[str, Any]],
) -> Estimates:
    """Mean effect and effects by period."""
    interval, reason = placebo.constant_effect_interval(gaps, level, statistic)
    p_value = placebo.rank_p_value(gaps.statistics(statistic))
    count = float(gaps.gaps.shape[0])
    mean = float(gaps.after[0].mean())
    rows = [labels.row("overall", mean, interval=interval, reason=reason, p_value=p_value, n_obs=count)]
    tried = zip(placebo.period_intervals(gaps, level), placebo.period_p_values(gaps), strict=True)
    for place, (bounds, chance) in enumerate(tried):
        when = str(matrix.times[gaps.before + place])
        why = "" if bounds else "synthetic_too_few_donors_for_level"
        value = float(gaps.after[0, place])
        rows.append(labels.row(f"time:{when}", value, interval=bounds, reason=why, p_value=chance, n_obs=count))
    method = Method("synthetic_control", "y1 - sum(w y0), w on the simplex; placebo ranks", level, REFERENCES)
    return Estimates(as_estimates(rows, method).table, method, None, as_checks(checks))
