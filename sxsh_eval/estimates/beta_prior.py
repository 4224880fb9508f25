"""Beta law of rates over areas: fitted to counts, with what its uncertainty adds to the error of each area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaln, digamma

Array = npt.NDArray[np.float64]
LARGEST_STRENGTH = 1e7
NO_GAIN = 1e-6
LOWEST, HIGHEST = -17.0, 6.0
COARSE, FINE, MEANS = 60, 40, 15
WIDER = 1.3
NEGLIGIBLE = 14.0


@dataclass(frozen=True)
class BetaPrior:
    """Law of the rates over areas.

    Attributes
    ----------
    mean : float
        In (0, 1).
    correlation : float
        Between two units of one area, in [0, 1); zero where areas do not differ beyond chance.
    """

    mean: float
    correlation: float

    @property
    def strength(self) -> float:
        """Number of units the law is worth, ``a + b``; infinite where areas do not differ."""
        return (1 - self.correlation) / self.correlation if self.correlation > 0 else np.inf

    def shrunk(self, y: Array, n: Array) -> Array:
        """Posterior means."""
        weight = self.weight(n)
        return weight * np.divide(y, n, out=np.zeros_like(n), where=n > 0) + (1 - weight) * self.mean

    def weight(self, n: Array) -> Array:
        """Part of an area's own rate in its posterior mean."""
        return n * self.correlation / (n * self.correlation + 1 - self.correlation)


def prior_by_moments(y: Array, n: Array) -> BetaPrior:
    """Beta law whose variance equals the observed one less its sampling part.

    Parameters
    ----------
    y, n : array of shape (m,)
        Cases and trials, all trials positive.

    Returns
    -------
    BetaPrior

    References
    ----------
    .. [1] Kleinman, J. C. (1973), JASA 68, 46-54.
    """
    total, pooled = n.sum(), y.sum() / n.sum()
    squares = float(np.sum(n * (y / n - pooled) ** 2)) / (pooled * (1 - pooled))
    surplus = total - float(np.sum(n**2)) / total - (len(n) - 1)
    correlation = (squares - (len(n) - 1)) / surplus if surplus > 0 else 0.0
    correlation = float(np.clip(correlation, 0, 1 - 1e-9))
    weight = n / (1 + correlation * (n - 1))
    return BetaPrior(mean=float(np.sum(weight * y / n) / weight.sum()), correlation=correlation)


def loglik(mean: Array, strength: Array, y: Array, n: Array) -> Array:
    """Beta-binomial log-likelihood for each of k laws, shape (k,), without the binomial coefficients."""
    a, b = (mean * strength)[:, None], ((1 - mean) * strength)[:, None]
    return np.asarray(np.sum(betaln(y + a, n - y + b) - betaln(a, b), axis=1))


def binomial_loglik(mean: float, y: Array, n: Array) -> float:
    """Log-likelihood where areas do not differ."""
    return float(np.sum(y * np.log(mean) + (n - y) * np.log1p(-mean)))


def prior_by_likelihood(y: Array, n: Array) -> BetaPrior:
    """Beta law of the highest beta-binomial likelihood.

    Parameters
    ----------
    y, n : array of shape (m,)
        Cases and trials, all trials positive; neither no case at all nor cases only.

    Returns
    -------
    BetaPrior
        With correlation zero where no law of differing areas beats a common rate.
    """
    start = prior_by_moments(y, n)
    strength = min(max(start.strength, 0.1), 1e4)

    def loss(theta: Array) -> tuple[float, Array]:
        mean, total = 1 / (1 + np.exp(-theta[0])), np.exp(theta[1])
        a, b = mean * total, (1 - mean) * total
        common = digamma(total) - digamma(n + total)
        by_a = float(np.sum(digamma(y + a) - digamma(a) + common))
        by_b = float(np.sum(digamma(n - y + b) - digamma(b) + common))
        slope = np.array([(by_a - by_b) * total * mean * (1 - mean), by_a * a + by_b * b])
        return -float(loglik(np.array([mean]), np.array([total]), y, n)[0]), -slope

    found = minimize(
        loss,
        np.array([np.log(start.mean / (1 - start.mean)), np.log(strength)]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-30, 30), (np.log(1e-3), np.log(LARGEST_STRENGTH))],
        options={"gtol": 1e-7, "ftol": 1e-14, "maxiter": 200},
    )
    pooled = float(y.sum() / n.sum())
    if -found.fun <= binomial_loglik(pooled, y, n) + NO_GAIN:
        return BetaPrior(mean=pooled, correlation=0.0)
    return BetaPrior(mean=float(1 / (1 + np.exp(-found.x[0]))), correlation=float(1 / (1 + np.exp(found.x[1]))))


@dataclass(frozen=True)
class Nodes:
    """Laws with the weights they have after seeing the counts, weights summing to one."""

    mean: Array
    strength: Array
    weight: Array


def nodes_between(low: float, high: float, size: int, y: Array, n: Array) -> tuple[Array, Nodes]:
    """Laws whose correlation has a logit between two values.

    Gauss-Legendre over that logit; Gauss-Hermite over the logit of the mean, around its weighted estimate.
    """
    points, masses = np.polynomial.legendre.leggauss(size)
    logit_correlation = low + (high - low) * (points + 1) / 2
    strength = np.exp(-logit_correlation)
    precision = n * (strength[:, None] + 1) / (strength[:, None] + n)
    centre = np.clip((precision * (y / n)).sum(axis=1) / precision.sum(axis=1), 1e-12, 1 - 1e-12)
    error = WIDER / np.sqrt(precision.sum(axis=1) * centre * (1 - centre))
    offsets, offset_masses = np.polynomial.hermite_e.hermegauss(MEANS)
    logit_mean = np.log(centre / (1 - centre))[:, None] + error[:, None] * offsets
    mean = np.clip(1 / (1 + np.exp(-logit_mean)), 1e-12, 1 - 1e-12)
    each = np.repeat(strength, MEANS)
    height = loglik(mean.ravel(), each, y, n).reshape(mean.shape) + np.log(mean * (1 - mean))
    height = height + np.log(masses * error * strength / (1 + strength) ** 2)[:, None]
    height = height + np.log(offset_masses) + offsets**2 / 2
    weight = np.exp(height - height.max())
    return logit_correlation, Nodes(mean=mean.ravel(), strength=each, weight=(weight / weight.sum()).ravel())


def uncertain_prior(y: Array, n: Array) -> Nodes:
    """Laws that the counts leave possible.

    Parameters
    ----------
    y, n : array of shape (m,)
        Cases and trials, all trials positive.

    Returns
    -------
    Nodes

    Notes
    -----
    Before the counts, the mean and the correlation ``1 / (M + 1)``, ``M = a + b``, are uniform on (0, 1): flat on the
    variance between areas, as in [1]_. The integral is numerical, without random draws.

    References
    ----------
    .. [1] Morris, C. N. (1983), Parametric empirical Bayes inference, JASA 78, 47-55.
    """
    logits, coarse = nodes_between(LOWEST, HIGHEST, COARSE, y, n)
    by_logit = coarse.weight.reshape(COARSE, MEANS).sum(axis=1)
    kept = np.flatnonzero(by_logit > by_logit.max() * np.exp(-NEGLIGIBLE))
    low = float(logits[kept[0] - 1]) if kept[0] > 0 else LOWEST
    high = float(logits[kept[-1] + 1]) if kept[-1] < COARSE - 1 else HIGHEST
    return nodes_between(low, high, FINE, y, n)[1]


def expected_squared_error(point: Array, y: Array, n: Array, nodes: Nodes) -> Array:
    """Mean squared error of `point` for each area, over the laws that the counts leave possible.

    Parameters
    ----------
    point, y, n : array of shape (m,)
        Point estimates, cases, trials (zero allowed).
    nodes : Nodes

    Returns
    -------
    array of shape (m,)
    """
    strength = nodes.strength[:, None]
    mean = (y + strength * nodes.mean[:, None]) / (n + strength)
    spread = mean * (1 - mean) / (n + strength + 1)
    return np.asarray(nodes.weight @ (spread + (mean - point) ** 2))
