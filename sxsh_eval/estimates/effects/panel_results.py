"""Result of the panel estimators: rows under the table's contract, errors as the reference packages print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_regression import Fit
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

Path = Literal["moments", "exact"]
Errors = Literal["clustered", "iid", "robust"]
EFFECT_LABELS = Labels(unit="outcome_unit", evidence="caused")
FEW_CLUSTERS = 20


@dataclass(frozen=True, eq=False)
class PanelEffects(Shown):
    """Effects estimated from a panel.

    Attributes
    ----------
    table : Estimates
        One row per term, with `cov` and `checks`.
    path : {"moments", "exact"}
        Whether cohort moments sufficed, or every row was used by sparse least squares. Both give the same numbers.
    n_obs, n_units, n_clusters : int
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    path: Path
    n_obs: int
    n_units: int
    n_clusters: int

    def _facts(self) -> Mapping[str, Any]:
        return {"n_obs": self.n_obs, "n_units": self.n_units}

    @property
    def cov(self) -> pd.DataFrame:
        """Covariance of the estimates, labelled by term."""
        cov = self.table.cov
        return pd.DataFrame() if cov is None else cov

    @property
    def checks(self) -> pd.DataFrame:
        """What was tested, with which verdict."""
        return self.table.checks

    def row(self, term: str) -> dict[str, Any]:
        """Row of one term."""
        return self.table.row(term)


@dataclass(frozen=True, eq=False)
class Found:
    """Numbers on their way into a result.

    Attributes
    ----------
    terms : sequence of str
    estimates : array (K,)
        NaN where there is none.
    cov : array (K, K)
    n_obs : array (K,)
        Observations behind each.
    df : float
        Degrees of freedom of Student's t; infinite for normal intervals.
    reasons : dict
        Why a term has no interval.
    """

    terms: Sequence[str]
    estimates: Array
    cov: Array
    n_obs: Array
    df: float = np.inf
    reasons: dict[str, str] = field(default_factory=dict)


def result_of(
    found: Found, method: Method, labels: Labels | None, path: Path, sizes: tuple[int, int, int], checks: Any
) -> PanelEffects:
    """Rows, covariance and checks as a result.

    Parameters
    ----------
    found : Found
    method : Method
        With the level of the intervals.
    labels : Labels or None
    path : {"moments", "exact"}
    sizes : tuple of int
        Observations, units, clusters.
    checks : list of dict

    Returns
    -------
    PanelEffects
    """
    labels = labels or EFFECT_LABELS
    level = method.level or 0.95
    factor = student_quantile(0.5 + level / 2, found.df)
    errors = np.sqrt(np.maximum(np.diag(found.cov), 0))
    rows = []
    for term, value, error, count in zip(found.terms, found.estimates, errors, found.n_obs, strict=True):
        reason = found.reasons.get(term, "")
        if not reason and not (np.isfinite(value) and np.isfinite(error)):
            reason = "effect_not_identified"
        if reason:
            rows.append(labels.row(term, float(value), reason=reason, n_obs=float(count)))
            continue
        interval = (float(value - factor * error), float(value + factor * error))
        p_value = 2 * student_below(-float(abs(value) / error), found.df) if error > 0 else float("nan")
        rows.append(
            labels.row(
                term,
                float(value),
                interval=interval,
                std_error=float(error),
                p_value=p_value,
                n_obs=float(count),
            )
        )
    names = list(found.terms)
    frame = pd.DataFrame(found.cov, index=names, columns=names)
    table = as_estimates(rows, method).table
    made = as_checks([*checks, check("estimation_path", detail=path)])
    return PanelEffects(Estimates(table, method, frame, made), path, *sizes)


def student_quantile(share: float, df: float) -> float:
    """Quantile of Student's t, or of the normal where `df` is infinite."""
    # scipy.stats takes seconds to import
    from scipy.special import ndtri, stdtrit

    return float(ndtri(share) if np.isinf(df) else stdtrit(df, share))


def student_below(value: float, df: float) -> float:
    """Chance of a value below, of Student's t or the normal."""
    from scipy.special import ndtr, stdtr

    return float(ndtr(value) if np.isinf(df) else stdtr(df, value))


def corrected(fit: Fit, errors: Errors = "clustered") -> tuple[Array, float]:
    """Covariance with the small-sample factor of fixest, and the degrees of freedom of its t.

    Parameters
    ----------
    fit : Fit
    errors : {"clustered", "iid", "robust"}

    Returns
    -------
    cov : array (K, K)
    df : float

    Notes
    -----
    Clustered: ``G/(G-1) (n-1)/(n-k)`` where unit effects, nested in the clusters, count as one; t on ``G - 1``.
    Otherwise unit effects count in full: ``rss/(n-k)``, or ``n/(n-k)`` for errors robust to heteroskedasticity.
    """
    if errors == "clustered":
        factor = fit.n_clusters / max(fit.n_clusters - 1, 1) * (fit.n_obs - 1) / max(fit.n_obs - fit.rank - 1, 1)
        return fit.cov * factor, float(max(fit.n_clusters - 1, 1))
    left = max(fit.n_obs - fit.n_units - fit.rank, 1)
    if errors == "iid":
        return fit.bread * fit.rss / left, float(left)
    assert fit.robust is not None  # noqa: S101 - made where it is asked for
    return fit.robust * fit.n_obs / left, float(left)


def cluster_checks(count: int) -> list[dict[str, Any]]:
    """Warning of clusters too few for errors that hold in large numbers."""
    return [check("panel_few_clusters", warns=count < FEW_CLUSTERS, statistic=float(count), detail=str(count))]
