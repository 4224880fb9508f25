"""Ranks of areas with their uncertainty: what a league table leaves out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.estimates.area_result import SmallAreas

DRAWS = 10_000
MOST_AT_AN_END = 10
COLUMNS = ("rank", "rank_low", "rank_high", "chance_lowest", "chance_highest")
REFERENCES = ("Goldstein, H., Spiegelhalter, D. J. (1996), JRSS A 159, 385-443",)


def at_an_end(areas: int) -> int:
    """How many count as lowest or highest: ten, or a third of few areas."""
    return max(1, min(MOST_AT_AN_END, areas // 3))


def rank_rates(areas: SmallAreas, *, seed: int, level: float = 0.95, draws: int = DRAWS) -> pd.DataFrame:
    """Distribution of each area's rank under its shrunk rate.

    Parameters
    ----------
    areas : SmallAreas
        Rates in [0, 1]; areas without data of their own are left out.
    seed : int
    level : float
        Coverage of the rank intervals.
    draws : int

    Returns
    -------
    DataFrame
        By area: ``rank`` (mean, 1 is the highest rate) with ``rank_low``, ``rank_high``; ``chance_lowest`` and
        ``chance_highest``, the chance of being among the ten lowest or highest (a third of fewer than 30 areas).

    Notes
    -----
    Each rate is drawn from the beta law that has its mean and standard error, areas on their own; ties, which have no
    chance, are not looked at.
    """
    known = areas.table[areas.table["kind"] == "shrunk"]
    mean, error = known["shrunk"].to_numpy(float), known["std_error"].to_numpy(float)
    strength = np.maximum(mean * (1 - mean) / error**2 - 1, 1e-6)
    rng = np.random.default_rng(seed)
    drawn = rng.beta(mean * strength, (1 - mean) * strength, size=(draws, len(known)))
    ranks = 1 + np.argsort(np.argsort(-drawn, axis=1), axis=1)
    ends = np.quantile(ranks, [0.5 - level / 2, 0.5 + level / 2], axis=0, method="inverted_cdf")
    few = at_an_end(len(known))
    columns = {
        "rank": ranks.mean(axis=0),
        "rank_low": ends[0],
        "rank_high": ends[1],
        "chance_lowest": (ranks > len(known) - few).mean(axis=0),
        "chance_highest": (ranks <= few).mean(axis=0),
    }
    return pd.DataFrame(columns, index=known.index, columns=list(COLUMNS))
