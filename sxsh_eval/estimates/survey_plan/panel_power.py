"""Power of a panel that is to show a fall of energy per unit of product, by simulation with the project's estimator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.cohort_moments import NEVER, CohortMoments, moments_from_matrix
from sxsh_eval.estimates.effects.moment_effects import clusters_of
from sxsh_eval.estimates.effects.moment_pairs import comparisons_of, pair_effects
from sxsh_eval.estimates.effects.moment_scores import score_covariance
from sxsh_eval.estimates.effects.moment_shares import average_effects
from sxsh_eval.estimates.sampling import normal_quantile

Array = npt.NDArray[np.float64]
PERCENT = 100.0


@dataclass(frozen=True)
class PanelCase:
    """A panel of enterprises, some of which adopt.

    Attributes
    ----------
    enterprises, years : int
        All are observed in all years.
    adopters : float
        Part that adopts, in equal numbers from the second year on.
    spread : float
        Standard deviation of the change of log intensity between two years.
    correlation : float
        Part of the variance of a year's noise that enterprises of one place share.
    cluster_size : int
        Enterprises of a place.
    by_place : bool
        Whether whole places adopt at once; else adopters are spread over all places, and what their place shares
        cancels against the others there.
    """

    enterprises: int
    years: int
    adopters: float
    spread: float
    correlation: float = 0.0
    cluster_size: int = 1
    by_place: bool = False

    @property
    def adopting(self) -> int:
        """Enterprises that adopt: at least one, at most all but one."""
        return min(max(round(self.adopters * self.enterprises), 1), self.enterprises - 1)

    def cohorts(self) -> Array:
        """First year of adopting of each enterprise, infinity for those that never do; spread over places."""
        first = np.full(self.enterprises, NEVER)
        if self.by_place:
            number = self.places()
            adopting = min(max(round(self.adopters * (number[-1] + 1)), 1), max(int(number[-1]), 1))
            return np.where(number < adopting, 2.0 + number % (self.years - 1), NEVER)
        chosen = np.linspace(0, self.enterprises - 1, self.adopting).round().astype(int)
        first[chosen] = 2 + np.arange(self.adopting) % (self.years - 1)
        return first

    def places(self) -> npt.NDArray[np.int64]:
        """Place of each enterprise."""
        return np.arange(self.enterprises) // self.cluster_size


@dataclass(frozen=True, eq=False)
class PanelDraws:
    """Estimates of simulated panels in which adopting saves nothing.

    Attributes
    ----------
    case : PanelCase
    errors : array (R,)
        Estimated mean effect on the log.
    std_errors : array (R,)
        As the estimator gives them.
    level : float
        Of the two-sided test.
    """

    case: PanelCase
    errors: Array
    std_errors: Array
    level: float

    @property
    def false_alarms(self) -> float:
        """Part of these panels, in which nothing is saved, that show an effect against the normal critical value."""
        return float((np.abs(self.errors) > normal_quantile(self.level) * self.std_errors).mean())

    @property
    def critical(self) -> float:
        """Critical value of the test.

        The normal one, unless places share noise: errors clustered by few places are too small, so the value is then
        the one that keeps the level among these panels, as a bootstrap over places would.
        """
        normal = normal_quantile(self.level)
        if self.case.correlation == 0:
            return normal
        return max(normal, float(np.quantile(np.abs(self.errors) / self.std_errors, self.level)))

    def power(self, percent: float) -> tuple[float, float]:
        """Part of the panels that show a fall, with its Monte Carlo standard error.

        Parameters
        ----------
        percent : float
            True fall of energy per unit of product.

        Returns
        -------
        tuple of float
            From 0 to 1.

        Notes
        -----
        The estimator is linear in the outcome with weights that sum to one over cohorts and years after adopting, and
        its error does not change when all of a cohort move alike: so the estimates of a world with a constant effect
        are those of a world without, plus the effect.
        """
        effect = np.log(1 - percent / PERCENT)
        seen = np.abs(self.errors + effect) > self.critical * self.std_errors
        part = float(seen.mean())
        return part, sqrt(part * (1 - part) / len(seen))

    def scaled(self, factor: float) -> PanelDraws:
        """The same panels with so many times the spread, to which estimates and errors are proportional."""
        case = replace(self.case, spread=factor * self.case.spread)
        return PanelDraws(case, factor * self.errors, factor * self.std_errors, self.level)

    def detectable(self, power: float) -> tuple[float, float, float]:
        """Smallest fall that is seen with a probability, with its Monte Carlo interval, per cent.

        Parameters
        ----------
        power : float

        Returns
        -------
        tuple of float
            Fall; ends of the 95 % interval that so many panels leave open.
        """
        needed = np.sort(self.critical * self.std_errors + self.errors)
        half = 1.96 * sqrt(power * (1 - power) / len(needed))
        ends = np.quantile(needed, [power, max(power - half, 0), min(power + half, 1)])
        value, low, high = (PERCENT * (1 - np.exp(-max(end, 0.0))) for end in ends)
        return float(value), float(low), float(high)


def simulate_panel(case: PanelCase, *, repetitions: int, rng: np.random.Generator, level: float = 0.95) -> PanelDraws:
    r"""Estimate the effect of nothing many times.

    Parameters
    ----------
    case : PanelCase
    repetitions : int
        Simulated panels.
    rng : Generator
    level : float
        Of the two-sided test.

    Returns
    -------
    PanelDraws

    Notes
    -----
    Log intensity of enterprise :math:`i` of place :math:`c` in year :math:`t` is :math:`a_i + b_t + u_{ct} + e_{it}`
    with independent normal noise, :math:`2 (\sigma_u^2 + \sigma_e^2)` the squared spread,
    :math:`\sigma_u^2 / (\sigma_u^2 + \sigma_e^2)` the correlation; :math:`a_i` and :math:`b_t` cancel and are left out.
    The estimator is that of the savings chapter: effects by cohort and year after Callaway & Sant'Anna with not yet
    treated controls, averaged over all enterprises and years under treatment, its errors clustered by place where
    places share noise.
    """
    cohort, times = case.cohorts(), np.arange(1.0, case.years + 1)
    place = case.places() if case.correlation > 0 else None
    found = np.empty((2, repetitions))
    for number in range(repetitions):
        moments = moments_from_matrix(noise(case, rng), cohort, times, groups=place)
        found[:, number] = mean_effect(moments)
    return PanelDraws(case, found[0], found[1], level)


def noise(case: PanelCase, rng: np.random.Generator) -> Array:
    """Noise of all enterprises and years."""
    deviation = case.spread / sqrt(2)
    own = deviation * sqrt(1 - case.correlation) * rng.standard_normal((case.enterprises, case.years))
    if case.correlation == 0:
        return own
    places = case.places()
    shared = deviation * sqrt(case.correlation) * rng.standard_normal((int(places[-1]) + 1, case.years))
    return np.asarray(own + shared[places])


def mean_effect(moments: CohortMoments) -> tuple[float, float]:
    """Mean effect with its standard error: ``moment_effects(...).aggregate("simple")`` without its tables.

    Parameters
    ----------
    moments : CohortMoments
        With never treated units; groups are clusters.

    Returns
    -------
    tuple of float
    """
    whole, clustered = moments.without_groups(), clusters_of(moments)
    finite = whole.cohorts[np.isfinite(whole.cohorts)]
    pairs = pair_effects(whole, comparisons_of(finite, whole.times, "not_yet", "universal", 0))
    average = average_effects(pairs, whole, "simple")
    cov = score_covariance(average.scores, whole, clustered)
    return float(average.estimates[0]), sqrt(max(float(cov[0, 0]), 0.0))


def analytic_power(case: PanelCase, percent: float, level: float = 0.95) -> float:
    """Power of two years, adopters against others, with known variance.

    Parameters
    ----------
    case : PanelCase
        Its years are taken as two, without shared noise.
    percent : float
        True fall.
    level : float

    Returns
    -------
    float
        From 0 to 1.
    """
    error = case.spread * sqrt(1 / case.adopting + 1 / (case.enterprises - case.adopting))
    away, z = abs(float(np.log(1 - percent / PERCENT))) / error, normal_quantile(level)
    return NormalDist().cdf(away - z) + NormalDist().cdf(-away - z)
