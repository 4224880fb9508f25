"""Wild cluster bootstrap with the hypothesis imposed: p values and intervals for few clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, refuse
from sxsh_eval.estimates.effects.clustered_design import (
    FEW_TREATED,
    Array,
    ClusteredDesign,
    LinearModel,
    clustered_design,
)
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

Kind = Literal["rademacher", "webb"]
ENUMERATED = 12
TIE = 1e-9  # relative distance at which two statistics are the same
ROUNDING = 1e-24
FAR = 20  # doublings of the standard error: beyond a million of them nothing is rejected that was not before
WEBB = np.sqrt(np.array([1.5, 1.0, 0.5]))
REFERENCES = (
    "Cameron, A. C., Gelbach, J. & Miller, D. (2008), Bootstrap-based improvements, Rev. Econ. Stat. 90, 414-427",
    "Roodman, D., Nielsen, M., MacKinnon, J. & Webb, M. (2019), Fast and wild, Stata Journal 19, 4-60",
)


@dataclass(frozen=True, eq=False)
class WildBootstrap:
    """Result of the bootstrap.

    Attributes
    ----------
    table : Estimates
        One row, the coefficient with its clustered error, bootstrap p value and interval of all values that the
        bootstrap does not reject.
    statistic : float
        Student's statistic of the hypothesis.
    enumerated : bool
        Whether all sign patterns were used, so that nothing is random.
    draws : int
        Number of draws, or of sign patterns.
    """

    table: Estimates
    statistic: float
    enumerated: bool
    draws: int

    @property
    def p_value(self) -> float:
        """Of the hypothesis, two-sided and symmetric."""
        return float(self.table.table["p_value"].iloc[0])

    @property
    def interval(self) -> tuple[float, float]:
        """Values of the coefficient that are not rejected."""
        row = self.table.table.iloc[0]
        return float(row["conf_low"]), float(row["conf_high"])

    @property
    def checks(self) -> pd.DataFrame:
        """Checks of the table."""
        return self.table.checks

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


@dataclass(frozen=True, eq=False)
class DrawnStatistics:
    """Bootstrap statistics as functions of the hypothesised value.

    With ``d`` the estimate less the hypothesised value, the numerator of each draw is ``top0 + d top1`` and its
    variance ``low0 + 2 d low1 + d^2 low2``: after one pass every other value costs as many operations as draws.
    """

    estimate: float
    std_error: float
    top0: Array
    top1: Array
    low0: Array
    low1: Array
    low2: Array
    ties: bool

    def p_value(self, null: float) -> float:
        """Share of draws whose statistic is larger in size than the data's."""
        gap = self.estimate - null
        own = abs(gap) / self.std_error
        variance = np.maximum(self.low0 + 2 * gap * self.low1 + gap**2 * self.low2, 0)
        top = np.abs(self.top0 + gap * self.top1)
        bar = own * np.sqrt(variance)
        if self.ties:
            return float((top >= bar * (1 - TIE)).mean())
        return float((top > bar * (1 + TIE)).mean())


def wild_cluster_bootstrap(  # noqa: PLR0913 - a model and a bootstrap
    data: pd.DataFrame,
    model: LinearModel,
    term: str,
    *,
    null: float = 0.0,
    draws: int = 999,
    kind: Kind = "rademacher",
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> WildBootstrap:
    """Test of one coefficient that keeps its level with few clusters, with the interval it implies.

    Parameters
    ----------
    data : DataFrame
    model : LinearModel
        Outcome, regressors, fixed effects, clusters, weights.
    term : str
        Regressor to test.
    null : float
        Hypothesised value.
    draws : int
        Number of draws; with `kind` ``rademacher`` and up to 12 clusters all sign patterns are used instead.
    kind : {"rademacher", "webb"}
        Weights of the clusters: signs, or Webb's six points (for few clusters).
    rng : Generator, optional
        A fixed one by default, so that the same data give the same numbers.
    level : float
    labels : Labels, optional

    Returns
    -------
    WildBootstrap

    Raises
    ------
    EstimationError
        ``estimate.clusters_*``, ``estimate.columns_missing``, ``estimate.bootstrap_draws``,
        ``estimate.bootstrap_kind``, ``estimate.interval_level``.

    Notes
    -----
    The restricted bootstrap (WCR) with residuals under the hypothesis and statistics studentised by clustered errors
    (CRV1). All work is on sums within clusters. The p value is the share of draws larger than the data's statistic, as
    boottest has it; over all sign patterns, where the data themselves are among them, ties count, so it is at least two
    over the number of patterns.
    """
    check_level(level)
    if draws < 1:
        refuse("estimate.bootstrap_draws", "draws", draws)
    if kind not in ("rademacher", "webb"):
        refuse("estimate.bootstrap_kind", "kind", kind)
    design = clustered_design(data, model)
    place = design.place(term)
    every = kind == "rademacher" and design.count <= ENUMERATED
    signs = patterns(design.count) if every else drawn(design.count, draws, kind, rng or np.random.default_rng(0))
    found = statistics(design, place, signs, ties=every)
    ends = inverted(found, 1 - level)
    labels = labels or Labels("effect", unit="outcome", evidence="caused")
    open_ended = not np.isfinite(ends).all()
    row = labels.row(
        term,
        found.estimate,
        interval=ends,
        std_error=found.std_error,
        p_value=found.p_value(null),
        n_obs=float(len(design.y)),
    )
    row["reason"] = "bootstrap_open" if open_ended else ""
    method = Method("wild_cluster_bootstrap", "t*(v) = a'K v / |C v|", level, REFERENCES)
    table = Estimates(
        as_estimates([row], method).table, method, None, as_checks(checks(design, term, level, every=every))
    )
    size = 2 * signs.shape[1] if every else signs.shape[1]
    return WildBootstrap(table, (found.estimate - null) / found.std_error, every, size)


def patterns(count: int) -> Array:
    """All sign patterns of clusters, one of each pair that differ by all signs; shape (count, 2 ** (count - 1))."""
    number = np.arange(2 ** (count - 1))
    return np.asarray(1.0 - 2.0 * ((number >> np.arange(count)[:, None]) & 1))


def drawn(count: int, draws: int, kind: Kind, rng: np.random.Generator) -> Array:
    """Random weights of clusters with mean zero and variance one; shape (count, draws)."""
    points = np.concatenate([-WEBB, WEBB]) if kind == "webb" else np.array([-1.0, 1.0])
    return np.asarray(points[rng.integers(0, len(points), size=(draws, count))].T)


def statistics(design: ClusteredDesign, place: int, signs: Array, *, ties: bool) -> DrawnStatistics:
    """Bootstrap statistics from sums within clusters.

    Notes
    -----
    Residuals under a value at distance ``d`` from the estimate are ``e + d q`` with ``q = z a / a[place]``, where ``a``
    is the row of the inverse; so sums ``K = K0 + d K1`` of regressors times residuals. A draw ``v`` moves the
    coefficients by ``inverse K'v`` and has cluster scores ``v (K a) - H inverse K'v`` with ``H`` the sums of regressors
    times ``z a``.
    """
    row = design.inverse[place]
    lever = design.z @ row
    base = design.sums(design.z * design.residual[:, None])
    turned = design.sums(design.z * lever[:, None])
    scale = design.inverse[place, place]
    tops, scores = [], []
    for sums in (base, turned / scale):
        own = sums @ row
        tops.append(own @ signs)
        scores.append(own[:, None] * signs - turned @ (design.inverse @ (sums.T @ signs)))
    factor = design.factor()
    error = float(np.sqrt(factor * ((base @ row) ** 2).sum()))
    first, second = scores
    if not error > 0:
        refuse("estimate.clusters_no_degrees", design.names[place], "0")
    squares = (second**2).sum(axis=0)
    second[:, squares <= ROUNDING * squares.max()] = 0.0  # draws that only move the line: zero but for rounding
    return DrawnStatistics(
        float(design.beta[place]),
        error,
        tops[0],
        tops[1],
        factor * (first**2).sum(axis=0),
        factor * (first * second).sum(axis=0),
        factor * (second**2).sum(axis=0),
        ties,
    )


def inverted(found: DrawnStatistics, alpha: float) -> tuple[float, float]:
    """Ends of the values with a p value above `alpha` around the estimate; infinite where none is rejected."""
    return tuple(edge(found.p_value, found.estimate, side * found.std_error, alpha) for side in (-1, 1))  # type: ignore[return-value]


def edge(p_value: Callable[[float], float], start: float, step: float, alpha: float) -> float:
    """First value from `start` on in the direction of `step` that is rejected; infinite where there is none."""
    alpha *= 1 + TIE  # p values are fractions: 0.1 is not above 1 - 0.9
    inside = start
    for doubling in range(FAR):
        outside = start + step * 2.0**doubling
        if p_value(outside) <= alpha:
            break
        inside = outside
    else:
        return float(np.sign(step) * np.inf)
    while True:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            return float(inside)
        inside, outside = (inside, middle) if p_value(middle) <= alpha else (middle, outside)


def checks(design: ClusteredDesign, term: str, level: float, *, every: bool) -> list[dict[str, Any]]:
    """What limits the test: patterns too few to reject anything, few treated clusters."""
    least = 2.0 ** (1 - design.count)
    treated = design.treated.get(term, design.count)
    return [
        check("bootstrap_clusters", statistic=float(design.count)),
        check(
            "bootstrap_few_patterns",
            warns=every and least > (1 - level) * (1 + TIE),
            statistic=least,
            detail=f"{design.count}: p >= {least:.3g}",
        ),
        check("bootstrap_few_treated", warns=treated < FEW_TREATED, statistic=float(treated), detail=str(treated)),
    ]
