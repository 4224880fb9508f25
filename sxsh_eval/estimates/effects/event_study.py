"""Coefficients of an event study with their covariance, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.shown import Shown

Array = NDArray[np.float64]
WHERE = "event study"
ROUNDING = 1e-8  # of the largest eigenvalue: what a covariance printed with few digits may lack


@dataclass(frozen=True)
class EventStudy(Shown):
    """Coefficients of an event study in the order of time, the reference period (zero) left out.

    Attributes
    ----------
    beta : array of shape (pre + post,)
    sigma : array of shape (pre + post, pre + post)
    pre, post : int
        Numbers of periods before and after the reference period.
    weights : array of shape (post,)
        The effect in question is this combination of the coefficients after treatment.
    """

    shows: ClassVar[tuple[str, ...]] = ("coefficients",)

    beta: Array
    sigma: Array
    pre: int
    post: int
    weights: Array

    @property
    def coefficients(self) -> pd.DataFrame:
        """Columns ``period`` (before: negative, the reference period -1 left out), ``estimate``, ``std_error``."""
        periods = [*range(-self.pre - 1, -1), *range(self.post)]
        errors = np.sqrt(np.diag(self.sigma))
        return pd.DataFrame({"period": periods, "estimate": self.beta, "std_error": errors})

    def _facts(self) -> Mapping[str, Any]:
        return {"before": self.pre, "after": self.post}

    @property
    def contrast(self) -> Array:
        """Weights of all coefficients in the effect; shape (pre + post,)."""
        return np.concatenate([np.zeros(self.pre), self.weights])

    @property
    def effect(self) -> float:
        """Estimate under parallel trends."""
        return float(self.contrast @ self.beta)

    @property
    def std_error(self) -> float:
        """Its standard error."""
        return float(np.sqrt(self.contrast @ self.sigma @ self.contrast))

    @property
    def p_value(self) -> float:
        """Two-sided, of no effect under parallel trends."""
        from scipy.special import ndtr

        return float(2 * ndtr(-abs(self.effect / self.std_error)))

    def interval(self, level: float) -> tuple[float, float]:
        """Normal interval under parallel trends."""
        from scipy.special import ndtri

        reach = float(ndtri(0.5 + level / 2)) * self.std_error
        return self.effect - reach, self.effect + reach

    def steps(self) -> Array:
        """Rows that turn coefficients into changes from period to period; shape (pre + post, pre + post)."""
        with_zero = np.diff(np.eye(self.pre + self.post + 1), axis=0)
        return np.delete(with_zero, self.pre, axis=1)

    @property
    def times(self) -> Array:
        """Periods from the reference period; shape (pre + post,)."""
        return np.concatenate([np.arange(-self.pre, 0.0), np.arange(1.0, self.post + 1)])


def event_study(
    betahat: ArrayLike, sigma: ArrayLike, *, pre: int, post: int, weights: ArrayLike | None = None
) -> EventStudy:
    """Coefficients and covariance as an `EventStudy`, or the reason why they are none.

    Parameters
    ----------
    betahat : array of shape (pre + post,)
        In the order of time, without the reference period.
    sigma : array of shape (pre + post, pre + post)
    pre, post : int
    weights : array of shape (post,), optional
        The first period after treatment by default.

    Returns
    -------
    EventStudy

    Raises
    ------
    EstimationError
        ``estimate.event_study_no_pre``, ``estimate.event_study_no_post``, ``estimate.event_study_lengths``,
        ``estimate.event_study_not_finite``, ``estimate.event_study_covariance``, ``estimate.event_study_weights``.
    """
    if post < 1:
        refuse("estimate.event_study_no_post", WHERE, post)
    beta, cov = checked_coefficients(betahat, sigma, pre, post)
    share = np.zeros(post) if weights is None else np.asarray(weights, dtype=float)
    if weights is None:
        share[0] = 1.0
    if share.shape != (post,) or not np.isfinite(share).all() or not share.any():
        refuse("estimate.event_study_weights", WHERE, np.asarray(weights).tolist(), post=post)
    study = EventStudy(beta, cov, pre, post, share)
    if not study.std_error > 0:
        refuse("estimate.event_study_covariance", WHERE, "0")
    return study


def checked_coefficients(betahat: ArrayLike, sigma: ArrayLike, pre: int, post: int) -> tuple[Array, Array]:
    """Coefficients and covariance as arrays of the right shapes; refused as `event_study` says."""
    beta, cov = np.asarray(betahat, dtype=float), np.asarray(sigma, dtype=float)
    if pre < 1:
        refuse("estimate.event_study_no_pre", WHERE, pre)
    if post < 0 or beta.shape != (pre + post,) or cov.shape != (pre + post, pre + post):
        refuse("estimate.event_study_lengths", WHERE, f"{beta.shape}, {cov.shape}", pre=pre, post=post)
    if not (np.isfinite(beta).all() and np.isfinite(cov).all()):
        lacking = ~np.isfinite(beta) | ~np.isfinite(cov).all(axis=1)
        refuse("estimate.event_study_not_finite", WHERE, ", ".join(str(place) for place in np.flatnonzero(lacking) + 1))
    return beta, checked_covariance(cov)


def checked_covariance(cov: Array) -> Array:
    """Covariance made exactly symmetric; refused unless positive semidefinite with positive variances."""
    scale = float(np.abs(cov).max())
    both = (cov + cov.T) / 2
    least = float(np.linalg.eigvalsh(both).min())
    if np.abs(cov - cov.T).max() > ROUNDING * scale:
        refuse("estimate.event_study_covariance", WHERE, "sigma[i, j] != sigma[j, i]")
    if (np.diag(both) <= 0).any() or least < -ROUNDING * scale:
        refuse("estimate.event_study_covariance", WHERE, f"min diag {np.diag(both).min():.3g}, min eigen {least:.3g}")
    return both


def event_study_from(estimates: Estimates, *, reference: int = -1, weights: ArrayLike | None = None) -> EventStudy:
    """Event study of a table of effects by time since treatment.

    Parameters
    ----------
    estimates : Estimates
        Rows ``event:<e>`` among others, with the covariance of all rows. The reference period may be absent, or
        present as a zero without error.
    reference : int
        Time since treatment of the reference period.
    weights : array of shape (post,), optional

    Returns
    -------
    EventStudy

    Raises
    ------
    EstimationError
        ``estimate.event_study_varying_base``, ``estimate.event_study_gaps`` and those of `event_study`.
    """
    terms = estimates.table["term"].astype(str)
    places = np.flatnonzero(terms.str.startswith("event:"))
    times = np.array([float(terms.iloc[place].removeprefix("event:")) for place in places])
    if estimates.cov is None or not places.size:
        refuse("estimate.event_study_lengths", WHERE, f"event rows: {places.size}", pre="?", post="?")
    order = np.argsort(times, kind="stable")
    places, times = places[order], times[order]
    beta = estimates.table["estimate"].to_numpy(float)
    cov = estimates.cov.to_numpy(float)
    base = times == reference
    error = np.nan_to_num(np.diag(cov))[places[base]]
    if (np.abs(np.nan_to_num(beta[places[base]])) > 0).any() or (error > 0).any():
        refuse("estimate.event_study_varying_base", WHERE, f"event:{reference}", reference=reference)
    kept, when = places[~base], times[~base]
    pre, post = int((when < reference).sum()), int((when > reference).sum())
    expected = np.delete(np.arange(-pre, post + 1), pre) + reference
    if not np.array_equal(when, expected):
        refuse("estimate.event_study_gaps", WHERE, ", ".join(f"{one:g}" for one in when))
    return event_study(beta[kept], cov[np.ix_(kept, kept)], pre=pre, post=post, weights=weights)
