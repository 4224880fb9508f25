"""Nonlinear least squares that either converged, with errors to show for it, or says that it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sxsh_eval.estimates.derivatives import Model, derivative_of
from sxsh_eval.estimates.diagnosis import check_level, refuse
from sxsh_eval.estimates.minimum import Matrix, Minimum, Vector, minimise, spread_starts
from sxsh_eval.shown import Shown

Start = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class NonlinearFit(Shown):
    """A converged fit.

    Attributes
    ----------
    params : Series
        Estimates by name.
    cov : DataFrame
        Covariance of the estimates.
    minimum : Minimum
        Where and how well the search ended.
    fitted, residuals : ndarray, shape (n,)
        In the unit of `y`; residuals unweighted.
    rss, residual_sd : float
        Weighted sum of squared residuals; square root of it over `df`.
    df, n_obs : int
    level : float
        Coverage of the intervals.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    params: pd.Series[float]
    cov: pd.DataFrame
    minimum: Minimum
    fitted: Vector
    residuals: Vector
    rss: float
    residual_sd: float
    df: int
    n_obs: int
    level: float
    model: Model
    derivative: Callable[[Vector, Vector], Matrix]

    @cached_property
    def std_error(self) -> pd.Series[float]:
        """Standard errors by name."""
        return pd.Series(np.sqrt(np.diag(self.cov)), index=self.params.index)

    @cached_property
    def quantile(self) -> float:
        """Quantile of Student's t that makes the intervals."""
        from scipy.stats import t

        return float(t.ppf(0.5 + self.level / 2, self.df))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Parameters with standard error, t interval, t statistic and p value; one row each."""
        from scipy.stats import t

        half, ratio = self.quantile * self.std_error, self.params / self.std_error
        columns = {
            "estimate": self.params,
            "std_error": self.std_error,
            "conf_low": self.params - half,
            "conf_high": self.params + half,
            "t": ratio,
            "p_value": 2 * t.sf(np.abs(ratio), self.df),
        }
        return pd.DataFrame(columns, index=self.params.index)

    def predict(self, x: ArrayLike) -> pd.DataFrame:
        """Curve at new points, with pointwise t intervals of the curve (not of an observation).

        Parameters
        ----------
        x : array_like, shape (k,)

        Returns
        -------
        DataFrame
            Columns ``fit``, ``std_error``, ``conf_low``, ``conf_high``.
        """
        points, values = np.asarray(x, dtype=float), np.asarray(self.params, dtype=float)
        slope = self.derivative(points, values)
        fit = np.asarray(self.model(points, *values), dtype=float)
        error = np.sqrt(np.einsum("ij,jk,ik->i", slope, self.cov.to_numpy(), slope))
        half = self.quantile * error
        return pd.DataFrame({"fit": fit, "std_error": error, "conf_low": fit - half, "conf_high": fit + half})


def nonlinear_fit(
    model: Model,
    x: ArrayLike,
    y: ArrayLike,
    *,
    starts: Start | Sequence[Start],
    weights: ArrayLike | None = None,
    jacobian: Callable[..., Any] | None = None,
    level: float = 0.95,
) -> NonlinearFit:
    """Least-squares estimates of a nonlinear model.

    Parameters
    ----------
    model : callable
        ``model(x, *params)``, vectorised over `x`; numpy functions that take complex parameters make it most exact.
    x : array_like, shape (n, ...)
    y : array_like, shape (n,)
    starts : mapping or sequence of mappings
        Starting values by parameter name; every one is tried, then, if none converges, points spread around them.
    weights : array_like, shape (n,), optional
        Inverse variances up to a constant, all positive.
    jacobian : callable, optional
        ``jacobian(x, *params)``, shape (n, p). By default the complex step where the model allows it, else central
        differences.
    level : float
        Coverage of the t intervals, in (0, 1).

    Returns
    -------
    NonlinearFit

    Raises
    ------
    EstimationError
        ``estimate.fit_data``, ``estimate.fit_points``, ``estimate.fit_weights``, ``estimate.interval_level``:
        unusable input; ``estimate.fit_not_converged``: no start met the criterion, or one sank lower without meeting
        it; ``estimate.fit_singular``: the data do not tell the parameters apart.

    Notes
    -----
    Converged means a relative offset below 1e-5: the residuals' part in the tangent plane is that small against the
    part outside it, per degree of freedom [1]_. The covariance is ``s^2 (J'WJ)^-1`` [2]_.

    References
    ----------
    .. [1] Bates, D. M. & Watts, D. G. (1981), A relative offset orthogonality convergence criterion for nonlinear least
       squares, Technometrics 23, 179-183.
    .. [2] Seber, G. A. F. & Wild, C. J. (1989), Nonlinear Regression, Wiley, sections 2.1 and 5.1.
    """
    points, response = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    names, table = start_table(starts)
    check_level(level)
    root = root_weights(weights, response)
    check_data(points, response, len(names))
    derivative = derivative_of(model, jacobian, points, table)

    def residuals(values: Vector) -> Vector:
        return np.asarray(root * (np.asarray(model(points, *values), dtype=float) - response))

    def slopes(values: Vector) -> Matrix:
        return root[:, None] * derivative(points, values)

    best = minimise(residuals, slopes, table, scale=float(np.linalg.norm(root * response)), spread=spread_starts(table))
    fitted = np.asarray(model(points, *best.params), dtype=float)
    df = response.size - len(names)
    variance = best.objective / df
    return NonlinearFit(
        params=pd.Series(best.params, index=names),
        cov=pd.DataFrame(variance * best.inverse_information(names), index=names, columns=names),
        minimum=best,
        fitted=fitted,
        residuals=response - fitted,
        rss=best.objective,
        residual_sd=float(np.sqrt(variance)),
        df=df,
        n_obs=response.size,
        level=level,
        model=model,
        derivative=derivative,
    )


def start_table(starts: Start | Sequence[Start]) -> tuple[list[str], Matrix]:
    """Names of the parameters; starting values, shape (starts, parameters)."""
    several: Iterable[Start] = [starts] if isinstance(starts, Mapping) else starts
    frame = pd.DataFrame([dict(start) for start in several], dtype=float)
    if frame.empty or frame.isna().any(axis=None):
        raise ValueError("every start needs a value for every parameter")
    return [str(name) for name in frame.columns], frame.to_numpy()


def root_weights(weights: ArrayLike | None, response: Vector) -> Vector:
    """Square roots of the weights, ones by default."""
    if weights is None:
        return np.ones(response.size)
    given = np.asarray(weights, dtype=float)
    if given.shape != response.shape or not (np.isfinite(given) & (given > 0)).all():
        refuse("estimate.fit_weights", "weights", np.array2string(given[~(given > 0)][:5], precision=4))
    return np.asarray(np.sqrt(given))


def check_data(points: NDArray[np.float64], response: Vector, count: int) -> None:
    """Refuse values that are not finite, lengths that differ, and no more observations than parameters."""
    if points.shape[:1] != response.shape:
        refuse("estimate.fit_data", "x, y", f"{points.shape[:1]} / {response.shape}")
    holes = int((~np.isfinite(response)).sum() + (~np.isfinite(points)).sum())
    if holes:
        refuse("estimate.fit_data", "x, y", f"NaN / inf: {holes}")
    if response.size <= count:
        refuse("estimate.fit_points", "y", response.size, parameters=count)
