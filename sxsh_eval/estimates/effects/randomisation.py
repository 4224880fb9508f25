"""Randomisation inference: how unusual a statistic is among all ways in which treatment could have been assigned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.assignments import WHERE, Assignment, Codes, Groups, read_groups
from sxsh_eval.estimates.effects.wild_statistics import edge
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

Array = NDArray[np.float64]
Statistic = Callable[[pd.DataFrame], float]
Alternative = Literal["two-sided", "greater", "less"]
TIE = 1e-9
LINEAR = 1e-6
REFERENCES = (
    "Fisher, R. A. (1935), The design of experiments, Oliver & Boyd",
    "Phipson, B. & Smyth, G. (2010), Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9, 39",
)


@dataclass(frozen=True)
class LinearEffect:
    """What turns the test into an interval for a constant effect, when the statistic is linear in the outcome.

    Attributes
    ----------
    outcome : str
    exposure : str
        Column of the treatment received (0 or 1, or a dose); a hypothesised effect times it is taken off the outcome.
    """

    outcome: str
    exposure: str


@dataclass(frozen=True, eq=False)
class Randomisation(Shown):
    """Result of randomisation inference.

    Attributes
    ----------
    table : Estimates
        Row ``statistic``, with an interval where a `LinearEffect` was given.
    p_value : float
    p_error : float
        Monte Carlo standard error of the p value; zero where every assignment was tried.
    exact : bool
    assignments : float
        Number of distinct assignments; infinite beyond 1e300.
    distribution : array of shape (n,)
        Statistics under the assignments tried, the actual one among them where all were; missing where it failed.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    p_value: float
    p_error: float
    exact: bool
    assignments: float
    distribution: Array

    def _facts(self) -> Mapping[str, Any]:
        return {"p_value": round(self.p_value, 4), "assignments": self.assignments, "exact": self.exact}

    @property
    def checks(self) -> pd.DataFrame:
        """Checks of the table."""
        return self.table.checks


def randomisation_inference(  # noqa: PLR0913 - a test and an interval
    data: pd.DataFrame,
    assignment: Assignment,
    statistic: Statistic,
    *,
    alternative: Alternative = "two-sided",
    effect: LinearEffect | None = None,
    draws: int = 999,
    most_exact: int = 5000,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Randomisation:
    """Test of no effect on anyone, from exchanging cohorts between groups.

    Parameters
    ----------
    data : DataFrame
    assignment : Assignment
    statistic : callable
        From a table like `data`, with cohorts exchanged, to a number. It must take treatment from the cohort column; no
        column that depends on the actual cohorts is changed.
    alternative : {"two-sided", "greater", "less"}
    effect : LinearEffect, optional
        Gives an interval of the constant effects that are not rejected (two-sided).
    draws : int
        Random assignments, where there are too many to try all.
    most_exact : int
        All are tried up to this number.
    rng : Generator, optional
        A fixed one by default, so that the same data give the same numbers.
    level : float
        Coverage of the interval.
    labels : Labels, optional

    Returns
    -------
    Randomisation

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.randomisation_*``, ``estimate.interval_level``.

    Notes
    -----
    With all assignments the p value is the share whose statistic is at least as extreme as the actual one; with draws
    it is ``(1 + b) / (1 + draws)``, which keeps the level at any number of draws. Assignments for which the statistic
    cannot be computed count as extreme, and a check tells how many. The test is exact if assignments were equally
    likely within strata, which a programme that chose its participants does not guarantee.
    """
    check_level(level)
    if alternative not in ("two-sided", "greater", "less"):
        refuse("estimate.randomisation_alternative", WHERE, alternative)
    if draws < 1:
        refuse("estimate.bootstrap_draws", WHERE, draws)
    groups = read_groups(data, assignment)
    number = groups.count()
    exact = number <= most_exact
    source = groups.all() if exact else repeated(groups, draws, rng or np.random.default_rng(0))
    actual = trial(data, assignment, groups, groups.cohort, statistic)
    if not np.isfinite(actual):
        refuse("estimate.randomisation_statistic", WHERE, actual)
    codes = list(source)
    values = np.array([trial(data, assignment, groups, one, statistic) for one in codes])
    p_value, p_error = tail(values, actual, alternative, exact=exact)
    interval, reason = None, "randomisation_no_interval"
    if effect is not None:
        exposed = Exposed(data, assignment, groups, statistic, effect, actual)
        interval = exposed.interval(values, codes, 1 - level, exact=exact)
        reason = "" if np.isfinite(interval).all() else "bootstrap_open"
    labels = labels or Labels("effect", unit="outcome", evidence="caused")
    numbers: dict[str, Any] = {"p_value": p_value, "n_obs": float(len(groups.cohort))}
    row = labels.row("statistic", actual, interval=interval, reason=reason, **numbers)
    method = Method("randomisation", "#{|T*| >= |T|} / #" if exact else "(1 + b) / (1 + B)", level, REFERENCES)
    found = checks(values, number, p_value, p_error, level)
    table = Estimates(as_estimates([row], method).table, method, None, as_checks(found))
    return Randomisation(table, p_value, p_error, exact, number, values)


def repeated(groups: Groups, draws: int, rng: np.random.Generator) -> Iterator[Codes]:
    """Random assignments."""
    return (groups.drawn(rng) for _ in range(draws))


def trial(data: pd.DataFrame, assignment: Assignment, groups: Groups, codes: Codes, statistic: Statistic) -> float:
    """Statistic under one assignment; missing where it cannot be computed."""
    column = groups.cohorts.take(codes[groups.rows]).set_axis(data.index)
    try:
        return float(statistic(data.assign(**{assignment.cohort: column})))
    except (EstimationError, ZeroDivisionError, np.linalg.LinAlgError):
        return float("nan")


def tail(values: Array, actual: float, alternative: Alternative, *, exact: bool) -> tuple[float, float]:
    """Tail probability and its Monte Carlo standard error."""
    margin = TIE * abs(actual)
    if alternative == "two-sided":
        extreme = np.abs(values) >= abs(actual) - margin
    elif alternative == "greater":
        extreme = values >= actual - margin
    else:
        extreme = values <= actual + margin
    extreme |= ~np.isfinite(values)
    count = int(extreme.sum())
    if exact:
        return count / len(values), 0.0
    p_value = (1 + count) / (1 + len(values))
    return p_value, math.sqrt(p_value * (1 - p_value) / len(values))


@dataclass(frozen=True, eq=False)
class Exposed:
    """Statistics of the outcome less a hypothesised effect, from two passes over the assignments."""

    data: pd.DataFrame
    assignment: Assignment
    groups: Groups
    statistic: Statistic
    effect: LinearEffect
    actual: float

    def interval(self, values: Array, codes: list[Codes], alpha: float, *, exact: bool) -> tuple[float, float]:
        """Constant effects that are not rejected."""
        missing = [name for name in (self.effect.outcome, self.effect.exposure) if name not in self.data.columns]
        if missing:
            refuse("estimate.columns_missing", WHERE, listed(missing), known=listed(list(self.data.columns)))
        unit = self.of(self.data[self.effect.exposure], self.groups.cohort)
        rest = self.of(self.data[self.effect.outcome] - self.data[self.effect.exposure], self.groups.cohort)
        if not abs(self.actual - unit - rest) <= LINEAR * (abs(self.actual) + abs(unit)) or abs(unit) <= LINEAR:
            refuse("estimate.randomisation_not_linear", WHERE, f"{rest:g} / {self.actual - unit:g}")
        slopes = np.array([self.of(self.data[self.effect.exposure], one) for one in codes])

        def p_value(null: float) -> float:
            return tail(values - null * slopes, self.actual - null * unit, "two-sided", exact=exact)[0]

        centre = self.actual / unit
        step = max(float(np.nanstd(values)) / abs(unit), abs(centre) * 1e-6, np.finfo(float).tiny)
        return edge(p_value, centre, -step, alpha), edge(p_value, centre, step, alpha)

    def of(self, outcome: pd.Series, codes: Codes) -> float:
        """Statistic of another outcome under an assignment."""
        return trial(
            self.data.assign(**{self.effect.outcome: outcome.astype(float)}),
            self.assignment,
            self.groups,
            codes,
            self.statistic,
        )


def checks(values: Array, number: float, p_value: float, p_error: float, level: float) -> list[dict[str, Any]]:
    """How many assignments there are, failed, and how sure the p value is."""
    failed = int((~np.isfinite(values)).sum())
    alpha = 1 - level
    near = p_error > 0 and abs(p_value - alpha) < 2 * p_error
    return [
        check("randomisation_few", warns=1 / number > alpha * (1 + TIE), statistic=number, detail=f"{number:g}"),
        check("randomisation_failed", warns=failed > 0, statistic=float(failed), detail=f"{failed} / {len(values)}"),
        check("randomisation_unsure", warns=near, statistic=p_error, detail=f"{p_value:.4f} ± {p_error:.4f}"),
    ]
