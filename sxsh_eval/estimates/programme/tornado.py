"""What drives a projected result: which uncertain parameters, and whether choice or nature decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri
from scipy.stats import norm, rankdata

from sxsh_eval.estimates.diagnosis import NAN, as_checks, check, listed, refuse
from sxsh_eval.estimates.programme.values import OUTCOMES, Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.study import Study

Doubles = npt.NDArray[np.float64]
SHARES = {"awareness": "aware", "adoption": "adopters"}
PERCENT = 100.0
DEGREE, BATCHES, FEWEST = 3, 20, 100
TAIL = 0.1
CORRELATED = 0.3
SOURCE = "projection"
REFERENCES = (
    "Saltelli, A. et al. (2008), Global Sensitivity Analysis: The Primer, Wiley, sections 1.2.5-1.2.6, 4.5",
    "Lewandowski, D. et al. (2007), Sample-based estimation of correlation ratio, ACM TOMACS 18(1)",
)


def outcome_values(projection: Projection, outcome: str, year: int | None = None) -> tuple[Doubles, str]:
    """Drawn values of an outcome in one year, with their unit.

    Parameters
    ----------
    projection : Projection
    outcome : str
        ``adoption`` or ``awareness`` (per cent of establishments), or one of `OUTCOMES`.
    year : int, optional
        The last one by default.

    Returns
    -------
    ndarray, str
        One value a path; unit.
    """
    at = projection.years.index(projection.years[-1] if year is None else year)
    if outcome in SHARES:
        return projection.share(SHARES[outcome])[:, at], "percent"
    return projection.totals[outcome][:, at], OUTCOMES[outcome]


def estimate_tornado(
    projection: Projection, study: Study, *, outcome: str = "adoption", year: int | None = None
) -> Estimates:
    """Uncertain parameters ordered by how much of a result's spread they explain.

    Parameters
    ----------
    projection : Projection
        With its `drivers`.
    study : Study
    outcome, year
        As of `outcome_values`.

    Returns
    -------
    Estimates
        Rows by driver from the strongest: ``share|<scenario>|<driver>`` (per cent of the variance), then
        ``low|...`` and ``high|...``, mean of the outcome in the lowest and in the highest tenth of the driver's draws
        (unit of the outcome). Row ``share|<scenario>|rest``: what no single driver explains: parameters acting
        together, chance of single establishments. Rows ``middle|<scenario>|all``, the median with the interval of the
        paths, and ``mean|<scenario>|all``, from which the ends depart. All other intervals are errors of finitely many
        paths.

    Raises
    ------
    EstimationError
        ``estimate.tornado_few_paths``, ``estimate.tornado_no_spread``.

    Notes
    -----
    The share is the first-order index ``S = Var(E[Y | X]) / Var(Y)``: the adjusted R2 of a regression of the outcome on
    a polynomial of the third degree in the normal scores of the driver. For a linear model with independent normal
    drivers it is the squared standardised regression coefficient, and the shares add up to one. Its error comes from
    the jackknife over batches of paths. Drivers that are drawn together share what they explain: sums above one are
    then possible, which a check tells.

    References
    ----------
    .. [1] Saltelli, A. et al. (2008), Global Sensitivity Analysis: The Primer, Wiley, sections 1.2.5-1.2.6, 4.5.
    .. [2] Lewandowski, D., Cooke, R. M., Tebbens, R. J. D. (2007), Sample-based estimation of correlation ratio with
       polynomial approximation, ACM Transactions on Modeling and Computer Simulation 18(1), article 3.
    """
    values, unit = outcome_values(projection, outcome, year)
    if len(values) < FEWEST:
        refuse("estimate.tornado_few_paths", projection.scenario.id, len(values), fewest=FEWEST)
    if np.ptp(values) == 0:
        refuse("estimate.tornado_no_spread", projection.scenario.id, f"{values[0]:g}")
    drivers = projection.drivers.loc[:, np.ptp(projection.drivers.to_numpy(np.float64), axis=0) > 0]
    scores = {str(name): normal_scores(drivers[name].to_numpy(np.float64)) for name in drivers}
    shares = {name: share_of(values, [own]) for name, own in scores.items()}
    order = sorted(shares, key=lambda name: -shares[name][0])
    rows = Rows(projection, study, outcome, year)
    table = [rows.middle(values, unit), rows.mean(values, unit)]
    for name in order:
        table += [rows.share(name, *shares[name]), *rows.tails(name, values, scores[name], unit)]
    together = share_of(values, list(scores.values()))
    together = (1 - together[0], together[1])
    table.append(rows.share("rest", *together))
    method = Method("tornado", "Var(E[Y | X]) / Var(Y)", study.programme.level, REFERENCES)
    return Estimates(as_estimates(table, method).table, method, checks=as_checks(correlation_checks(drivers, together)))


def normal_scores(drawn: Doubles) -> Doubles:
    """Ranks as quantiles of the normal law (Blom)."""
    return np.asarray(ndtri((rankdata(drawn) - 3 / 8) / (len(drawn) + 1 / 4)))


def explained(values: Doubles, scores: Doubles) -> float:
    """Adjusted R2 of the outcome on a polynomial of one driver's scores."""
    design = np.vander(scores, DEGREE + 1)
    residual = values - design @ np.linalg.lstsq(design, values)[0]
    total = values - values.mean()
    n = len(values)
    return float(1 - (residual @ residual) / (total @ total) * (n - 1) / (n - DEGREE - 1))


def share_of(values: Doubles, scores: Sequence[Doubles]) -> tuple[float, float]:
    """Sum of the shares that drivers explain, with its error."""

    def compute(rows: Any) -> float:
        return sum(explained(values[rows], own[rows]) for own in scores)

    return with_error(compute, len(values))


def with_error(compute: Callable[[Any], float], paths: int) -> tuple[float, float]:
    """A statistic of all paths with its standard error, by the jackknife over batches."""
    batch = np.arange(paths) % BATCHES
    left_out = np.array([compute(batch != at) for at in range(BATCHES)])
    spread = (BATCHES - 1) / BATCHES * np.sum((left_out - left_out.mean()) ** 2)
    return compute(slice(None)), float(np.sqrt(spread))


class Rows:
    """Rows of one outcome."""

    def __init__(self, projection: Projection, study: Study, outcome: str, year: int | None) -> None:
        self.scenario, self.level = projection.scenario.id, study.programme.level
        self.keys = (outcome, study.province, "", str(projection.years[-1] if year is None else year))
        self.quantile = float(norm.ppf(0.5 + self.level / 2))

    def row(self, term: str, estimate: float, unit: str, error: float = NAN, **rest: Any) -> dict[str, Any]:
        """One row; with an error, its interval."""
        known = {"interval": (estimate - self.quantile * error, estimate + self.quantile * error), "std_error": error}
        given = rest if np.isnan(error) else known
        return estimate_row((*self.keys, term), estimate, unit=unit, evidence="projected", source=SOURCE, **given)

    def share(self, name: str, part: float, error: float) -> dict[str, Any]:
        """Part of the variance, per cent; negative estimates of nothing are kept."""
        return self.row(f"share|{self.scenario}|{name}", PERCENT * part, "percent", PERCENT * error)

    def middle(self, values: Doubles, unit: str) -> dict[str, Any]:
        """Median of the outcome with the interval of the paths."""
        low, middle, high = np.quantile(values, ((1 - self.level) / 2, 0.5, (1 + self.level) / 2))
        interval = (float(low), float(high))
        return self.row(f"middle|{self.scenario}|all", float(middle), unit, interval=interval)

    def mean(self, values: Doubles, unit: str) -> dict[str, Any]:
        """Mean of the outcome, which the ends of a driver are to be held against."""
        error = float(values.std(ddof=1) / np.sqrt(len(values)))
        return self.row(f"mean|{self.scenario}|all", float(values.mean()), unit, error)

    def tails(self, name: str, values: Doubles, scores: Doubles, unit: str) -> Iterator[dict[str, Any]]:
        """Mean of the outcome where the driver is low, where it is high."""
        low, high = np.quantile(scores, (TAIL, 1 - TAIL))
        for end, paths in (("low", scores <= low), ("high", scores >= high)):
            part = values[paths]
            error = float(part.std(ddof=1) / np.sqrt(len(part)))
            yield self.row(f"{end}|{self.scenario}|{name}", float(part.mean()), unit, error)


def correlation_checks(drivers: pd.DataFrame, rest: tuple[float, float]) -> Iterator[dict[str, Any]]:
    """Whether drivers are drawn together, so that shares overlap."""
    yield check("tornado_paths", statistic=len(drivers))
    if drivers.shape[1] > 1:
        table = drivers.corr(method="spearman").to_numpy()
        pairs = np.argwhere(np.triu(np.abs(table), 1) > CORRELATED)
        named = [f"{drivers.columns[one]}-{drivers.columns[other]}" for one, other in pairs]
        warns = bool(named)
        yield check("tornado_correlated", warns=warns, statistic=len(named), detail=listed(named))
    yield check("tornado_rest", statistic=PERCENT * rest[0])
