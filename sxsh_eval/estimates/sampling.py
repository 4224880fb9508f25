"""How many enterprises one would have to ask: sample sizes for a share, a change of it, an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, sqrt
from statistics import NormalDist

from sxsh_eval.estimates.diagnosis import refuse


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


def normal_quantile(level: float) -> float:
    """Half width, in standard errors, of a normal interval with a coverage."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def design_effect(cluster_size: float, correlation: float) -> float:
    """Variance of a cluster sample over that of a simple random one of the same size.

    Parameters
    ----------
    cluster_size : float
        Answers from each cluster, on average.
    correlation : float
        Intraclass correlation of the answers.

    Returns
    -------
    float
        ``1 + (cluster_size - 1) correlation``.

    References
    ----------
    .. [1] Kish, L. (1965), Survey Sampling, section 5.4.
    """
    return 1 + (cluster_size - 1) * correlation


def answers_for_share(
    share: float, *, margin: float, population: int | None, level: float = 0.95, design: float = 1.0
) -> float:
    """Answers that give a share to within a margin, before rounding up.

    Parameters
    ----------
    share, margin, population, level, design
        As of `sample_for_share`.

    Returns
    -------
    float

    References
    ----------
    .. [1] Cochran, W. G. (1977), Sampling Techniques, 3rd ed., section 4.4.
    .. [2] Krejcie, R. V., Morgan, D. W. (1970), Determining sample size for research activities, Educational and
       Psychological Measurement 30, 607-610: the same formula.
    """
    simple = design * share * (1 - share) * (normal_quantile(level) / margin) ** 2
    return simple if population is None else simple / (1 + (simple - 1) / population)


def asked(n: int, response: float, population: int | None) -> SampleSize:
    """A number of answers with the questionnaires that it takes, never more than the population."""
    n = n if population is None else min(n, population)
    to_ask = ceil(round(n / response, 9))
    return SampleSize(n=n, n_to_ask=to_ask if population is None else min(to_ask, population))


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
    answers = answers_for_share(share, margin=margin, population=population, level=level, design=design)
    return asked(ceil(answers), response, population)


def margin_of_share(
    share: float, *, answers: int, population: int | None, level: float = 0.95, design: float = 1.0
) -> float:
    """Half width of the interval of a share: what `sample_for_share` turns round.

    Parameters
    ----------
    share, population, level, design
        As of `sample_for_share`.
    answers : int
        Positive.

    Returns
    -------
    float
        In shares.
    """
    variance = share * (1 - share) / answers * design
    if population is not None:
        variance *= max(population - answers, 0) / max(population - 1, 1)
    return normal_quantile(level) * sqrt(variance)


def sample_for_change(  # noqa: PLR0913 - what such a test rests on
    before: float,
    after: float,
    *,
    population: int | None = None,
    level: float = 0.95,
    power: float = 0.8,
    response: float = 1.0,
    design: float = 1.0,
    overlap: float = 0.0,
    correlation: float = 0.0,
) -> SampleSize:
    """Answers in each of two rounds that show a share to have changed.

    Parameters
    ----------
    before, after : float
        Shares, in (0, 1), not equal.
    population : int or None
        As of `sample_for_share`, the same in both rounds.
    level, power : float
        Of the two-sided test on the difference.
    response, design : float
        As of `sample_for_share`.
    overlap : float
        Part of the sample that answers in both rounds, from 0 to 1.
    correlation : float
        Of the two answers of an establishment that answers in both.

    Returns
    -------
    SampleSize
        Of each round.

    Raises
    ------
    EstimationError
        ``estimate.sample_change``: no change, or shares at an end.

    References
    ----------
    .. [1] Kish, L. (1965), Survey Sampling, section 12.4.
    .. [2] Fleiss, J. L. (1981), Statistical Methods for Rates and Proportions, 2nd ed., section 3.2.
    """
    if not 0 < before < 1 or not 0 < after < 1 or before == after:
        refuse("estimate.sample_change", "share", f"{before:g} - {after:g}")
    z = normal_quantile(level) + NormalDist().inv_cdf(power)
    variances = (before * (1 - before), after * (1 - after))
    spread = sum(variances) - 2 * overlap * correlation * sqrt(variances[0] * variances[1])
    simple = design * (z / (after - before)) ** 2 * spread
    finite = simple if population is None else simple / (1 + simple / population)
    return asked(ceil(finite), response, population)


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
    z = normal_quantile(level) + NormalDist().inv_cdf(power)
    n = ceil(2 * (z * spread / log(1 - percent / 100)) ** 2)
    return SampleSize(n=n, n_to_ask=ceil(n / response))
