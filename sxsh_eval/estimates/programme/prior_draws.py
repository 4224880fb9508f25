"""Parameters drawn from beliefs: one stream of random numbers a parameter, so that none moves the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.programme.base_scales import Numbers, as_held, prior_name
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Prior
from sxsh_eval.parameters.study import Study

TAIL = 0.95
"""`Prior.high` is this quantile, `Prior.low` its mirror."""


@dataclass(frozen=True)
class Origin:
    """Where drawn values come from.

    Attributes
    ----------
    evidence : str
        One of `sxsh_eval.estimates.result.EVIDENCE`.
    source : str
        Key of the registry's sources, a letter with its section, or a table.
    status : str
        ``verified`` or ``unverified`` of a belief; empty for data.
    reason : str
        What has to be known of the number.
    fewest : int or None
        Enterprises behind it, where it comes from enterprise data.
    """

    evidence: str
    source: str
    status: str = ""
    reason: str = ""
    fewest: int | None = None


@dataclass(frozen=True, eq=False)
class Drawn:
    """A parameter of the model on all paths.

    Attributes
    ----------
    held : ndarray, shape (paths,) or (paths, groups)
        Values as the model holds them.
    origins : tuple of Origin
        One a column; one for a parameter without groups.
    stated : ndarray, optional
        What readers are told in place of the values, for a parameter without groups.
    """

    held: Numbers
    origins: tuple[Origin, ...]
    stated: Numbers | None = None


def uniforms(study: Study, name: str) -> Numbers:
    """Random numbers of one parameter, shape (paths,): seed and name alone decide them, more paths continue them."""
    words = np.random.SeedSequence([study.seed, *f"base/{name}".encode()])
    return np.random.default_rng(words).random(study.programme.paths)


def quantile(prior: Prior, at: Numbers) -> Numbers:
    """Quantiles of a belief in its own unit.

    Parameters
    ----------
    prior : Prior
    at : ndarray
        Probabilities.

    Returns
    -------
    ndarray

    Notes
    -----
    Of the normal laws (of the value, its logarithm, or its log odds) each side of the median has its own standard
    deviation, so that ``low``, ``central``, ``high`` are the 5th, 50th, 95th percentiles however they lie.
    """
    from scipy.special import expit, logit, ndtri

    if prior.law == "fixed" or prior.low is None or prior.high is None:
        return np.full(np.shape(at), float(prior.central))
    if prior.law == "uniform":
        return np.asarray(prior.low + (prior.high - prior.low) * at)
    ends = np.array([prior.low, prior.central, prior.high], dtype=float)
    if prior.law == "lognormal":
        ends = np.log(ends)
    elif prior.law == "logitnormal":
        ends = logit(ends / 100)
    normal = ndtri(at)
    side = np.where(normal < 0, ends[1] - ends[0], ends[2] - ends[1])
    values = ends[1] + side * normal / ndtri(TAIL)
    if prior.law == "lognormal":
        return np.asarray(np.exp(values))
    return np.asarray(100 * expit(values)) if prior.law == "logitnormal" else np.asarray(values)


def origin_of(prior: Prior, reason: str = "") -> Origin:
    """A belief as the origin of a number."""
    return Origin("projected", prior.source, prior.status, reason or ("fixed_prior" if prior.law == "fixed" else ""))


def draw_prior(parameter: str, prior: Prior, study: Study, *, size: str = "", group: str = "") -> Numbers:
    """Values of one parameter from a belief.

    Parameters
    ----------
    parameter : str
        Key of `PARAMETERS`.
    prior : Prior
    study : Study
        Seed and number of paths.
    size : str
        Size class, for a parameter by size.
    group : str
        Province or sector, where each has its own value.

    Returns
    -------
    ndarray, shape (paths,)
        As the model holds them.
    """
    name = prior_name(parameter, size)
    stream = f"{name}|{group}" if group else name
    return as_held(parameter, quantile(prior, uniforms(study, stream)))


def belief(parameter: str, registry: Registry, study: Study, *, size: str = "", group: str = "") -> Drawn:
    """One column drawn from the registry's belief; parameters as of `draw_prior`."""
    prior = registry.priors[prior_name(parameter, size)]
    return Drawn(draw_prior(parameter, prior, study, size=size, group=group), (origin_of(prior),))


def side_by_side(columns: list[Drawn]) -> Drawn:
    """Columns of one parameter, in order."""
    return Drawn(np.column_stack([each.held for each in columns]), tuple(each.origins[0] for each in columns))
