"""Primary rules: which cells would tell on single enterprises, and how far a reader must be kept from each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from sxsh_eval.parameters.choices import Disclosure

Floats = npt.NDArray[np.float64]
COUNT, P_PERCENT, DOMINANCE, COMPLEMENTARY, PUBLISHED = "count", "p_percent", "dominance", "complementary", ""


@dataclass(frozen=True)
class Rules:
    """Rules of one audience.

    Attributes
    ----------
    minimum_count : int
        Fewest contributors of a published cell.
    p_percent : float
        How near, in per cent, nobody may come to a contribution or to a hidden cell.
    dominance_n : int
        How many of the largest contributions are added up.
    dominance_share : float
        Part of the total that they may hold at most.
    hide_zeros : bool
        Whether cells without contributors are hidden too.

    References
    ----------
    Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley, sections 4.2.2 (rules) and 4.2.3 (protection).
    """

    minimum_count: int
    p_percent: float = 10.0
    dominance_n: int = 2
    dominance_share: float = 0.9
    hide_zeros: bool = False

    @classmethod
    def of(cls, choices: Disclosure) -> Self:
        """Rules of the audience that a study names."""
        least = getattr(choices.minimum_count, choices.audience)
        dominance = choices.dominance
        return cls(int(least), choices.p_percent, dominance.n, dominance.share, choices.hide_zeros)


def primary_rules(rules: Rules, n: Floats, value: Floats, largest: Floats, *, sums: bool) -> npt.NDArray[np.str_]:
    """First rule that each cell breaks, empty where it breaks none.

    Parameters
    ----------
    rules : Rules
    n : ndarray, shape (cells,)
        Contributors.
    value : ndarray, shape (cells,)
        Sum of contributions, not negative.
    largest : ndarray, shape (cells, k)
        Largest contributions, largest first, zeros where there are fewer; ``k >= max(2, dominance_n)``.
    sums : bool
        Whether values are sums of magnitudes; for counts only the number of contributors matters.

    Returns
    -------
    ndarray of str

    Notes
    -----
    A cell is hidden when ``0 < n < minimum_count``; for sums also when what is left without the two largest
    contributions, ``X - x1 - x2``, is below ``p/100 x1`` (the second could work out the first to within p per cent), or
    when the ``dominance_n`` largest hold more than ``dominance_share`` of ``X``.
    """
    found = np.full(len(n), PUBLISHED, dtype="U13")
    if sums:
        top = largest[:, : rules.dominance_n].sum(axis=1)
        found[(value > 0) & (top > rules.dominance_share * value)] = DOMINANCE
        rest = value - largest[:, 0] - largest[:, 1]
        found[(value > 0) & (rest < rules.p_percent / 100 * largest[:, 0])] = P_PERCENT
    few = (n < rules.minimum_count) & ((n > 0) | rules.hide_zeros)
    found[few] = COUNT
    return found


def protection(rules: Rules, value: Floats, largest: Floats, *, sums: bool) -> Floats:
    """Distance from each cell's value, in its unit, that the bounds a reader can work out must have on either side.

    Notes
    -----
    At least ``p`` per cent of the value; one unit for counts; for sums what the p % rule and the dominance rule ask:
    ``p/100 x1 - (X - x1 - x2)`` and ``(x1 + ... + xn) / share - X``.
    """
    least = rules.p_percent / 100 * value
    if not sums:
        return np.maximum(least, 1.0)
    by_p = rules.p_percent / 100 * largest[:, 0] - (value - largest[:, 0] - largest[:, 1])
    by_n = largest[:, : rules.dominance_n].sum(axis=1) / rules.dominance_share - value
    return np.asarray(np.maximum(np.maximum(least, by_p), np.maximum(by_n, 0.0)))
