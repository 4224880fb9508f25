"""How many enterprises one would have to ask: sample sizes for a share and for an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from statistics import NormalDist


@dataclass(frozen=True)
class SampleSize:
    """A sample size with what it rests on.

    Attributes
    ----------
    n : int
        Answers needed.
    n_to_ask : int
        Questionnaires to send at the response rate.
    """

    n: int
    n_to_ask: int


def sample_for_share(
    share: float,
    *,
    margin: float,
    population: int | None,
    level: float = 0.95,
    response: float = 1.0,
    design: float = 1.0,
) -> SampleSize:
    """Answers needed to know a share to within a margin.

    Parameters
    ----------
    share : float
        Expected share, in (0, 1).
    margin : float
        Half width of the interval, in shares.
    population : int or None
        Units in the population, for the finite population correction.
    level : float
        Coverage of the interval.
    response : float
        Part of those asked who answer, in (0, 1].
    design : float
        Design effect of clusters and weights, relative to simple random sampling.

    Returns
    -------
    SampleSize

    References
    ----------
    .. [1] Cochran, W. G. (1977), Sampling Techniques, 3rd ed., sections 4.4 and 5.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    simple = share * (1 - share) * (z / margin) ** 2
    finite = simple if population is None else simple / (1 + (simple - 1) / population)
    n = ceil(finite * design)
    n = n if population is None else min(n, population)
    return SampleSize(n=n, n_to_ask=ceil(n / response) if population is None else min(ceil(n / response), population))


def sample_for_effect(
    percent: float, *, spread: float, level: float = 0.95, power: float = 0.8, response: float = 1.0
) -> SampleSize:
    """Adopters, and as many others, needed to see a fall of energy per unit of product.

    Parameters
    ----------
    percent : float
        Fall to be seen, per cent.
    spread : float
        Standard deviation, over enterprises, of the change of log intensity.
    level, power : float
        Of the two-sided test on the difference of mean changes.
    response : float
        Part of those asked who answer.

    Returns
    -------
    SampleSize
        Per group.

    Notes
    -----
    ``n = 2 (z_level + z_power)^2 spread^2 / log(1 - percent/100)^2`` for two equal groups.
    """
    normal = NormalDist()
    z = normal.inv_cdf(0.5 + level / 2) + normal.inv_cdf(power)
    n = ceil(2 * (z * spread / log(1 - percent / 100)) ** 2)
    return SampleSize(n=n, n_to_ask=ceil(n / response))
