"""Errors of synthetic difference-in-differences: placebo treatments of donors, or the jackknife."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from sxsh_eval.estimates.effects.simplex import Array
from sxsh_eval.estimates.effects.synthetic_did_fit import CohortFit, Kind, fit_cohort, refit, summary


def assignments(
    donors: int, sizes: list[int], draws: int, rng: np.random.Generator
) -> tuple[Iterator[list[Array]], bool]:
    """Donors that stand for the treated of each cohort, and whether these are all possible assignments."""
    if len(sizes) == 1 and comb(donors, sizes[0]) <= max(draws, donors):
        return ([np.array(chosen)] for chosen in combinations(range(donors), sizes[0])), True
    cuts = np.cumsum(sizes)

    def drawn() -> Iterator[list[Array]]:
        for _ in range(draws):
            yield np.split(rng.permutation(donors)[: cuts[-1]], cuts[:-1])

    return drawn(), False


def placebo_effects(
    donors: Array, fits: list[CohortFit], noise: list[float], kind: Kind, draws: int, rng: np.random.Generator
) -> tuple[Array, bool]:
    """Effects, as in `summary`, of treatments that did not happen, and whether all of them were tried."""
    sets, complete = assignments(donors.shape[0], [fit.size for fit in fits], draws, rng)
    rows = []
    for chosen in sets:
        rest = np.setdiff1d(np.arange(donors.shape[0]), np.concatenate(chosen))
        placebo = [
            fit_cohort(donors[rest], donors[rows_of], fit.start, noise=scale, kind=kind)
            for rows_of, fit, scale in zip(chosen, fits, noise, strict=True)
        ]
        rows.append(summary(placebo))
    return np.array(rows), complete


def placebo_covariance(effects: Array) -> Array:
    """Covariance of the placebo effects around their mean."""
    centred = effects - effects.mean(axis=0)
    done: Array = centred.T @ centred / effects.shape[0]
    return done


def jackknife_covariance(donors: Array, treated: list[Array], fits: list[CohortFit]) -> Array:
    """Covariance from leaving out one unit at a time, weights kept.

    Notes
    -----
    Algorithm 3 of Arkhangelsky et al. (2021); every cohort needs two treated units at least.
    """
    count = donors.shape[0]
    every = np.ones(count, dtype=bool)
    rows = []
    for place in range(count):
        keep = every.copy()
        keep[place] = False
        rows.append(summary([refit(fit, donors, units, keep) for fit, units in zip(fits, treated, strict=True)]))
    for cohort, units in enumerate(treated):
        for place in range(units.shape[0]):
            fewer = [np.delete(units, place, axis=0) if other == cohort else kept for other, kept in enumerate(treated)]
            rows.append(summary([refit(fit, donors, kept, every) for fit, kept in zip(fits, fewer, strict=True)]))
    left = np.array(rows)
    centred = left - left.mean(axis=0)
    done: Array = (len(rows) - 1) / len(rows) * centred.T @ centred
    return done
