"""A scenario held against the path without it, draw by draw: what is additional, and what it is divided by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import NAN, refuse
from sxsh_eval.estimates.finance import discount_factors
from sxsh_eval.estimates.programme.values import Projection

Doubles = npt.NDArray[np.float64]
PAID = {"programme": "cost_programme_vnd", "enterprise": "cost_enterprise_vnd"}


@dataclass(frozen=True, eq=False)
class Difference:
    """Additional amounts of a scenario by path and year.

    Attributes
    ----------
    projection, reference : Projection
        With the same years and the same draws, but for what a scenario believes otherwise.
    rate : float
        Real discount rate a year.
    later : int
        Years after the horizon in which the last year's savings go on, each with the part that persists: needs the
        driver ``persistence``.
    """

    projection: Projection
    reference: Projection
    rate: float
    later: int = 0

    def __post_init__(self) -> None:
        """Refuse paths that are not the same futures."""
        one, other = self.projection, self.reference
        if one.years != other.years or len(one.drivers) != len(other.drivers):
            refuse("estimate.programme_other_paths", one.scenario.id, other.scenario.id)
        believed = {*one.scenario.priors, *other.scenario.priors}
        same = [name for name in one.drivers if name in other.drivers and not of_beliefs(str(name), believed)]
        if not np.array_equal(one.drivers[same].to_numpy(), other.drivers[same].to_numpy()):
            refuse("estimate.programme_other_paths", one.scenario.id, other.scenario.id)

    @property
    def years(self) -> tuple[int, ...]:
        """Years counted: from the first projected one on."""
        projected = self.projection.years[1:]
        return (*projected, *range(projected[-1] + 1, projected[-1] + self.later + 1))

    @cached_property
    def discount(self) -> Doubles:
        """Weights that bring each counted year to the first one."""
        return discount_factors(self.rate, len(self.years))

    @cached_property
    def fading(self) -> Doubles:
        """Part of the last year's saving that is left in each later year: paths x years."""
        left = self.projection.drivers["persistence"].to_numpy(np.float64)
        return np.asarray(left[:, None] ** np.arange(1, self.later + 1))

    def flow(self, outcome: str) -> Doubles:
        """Additional amount by year; savings go on after the horizon, spending does not: paths x years."""
        parts = (one.totals[outcome] for one in (self.projection, self.reference))
        flow: Doubles = np.subtract(*parts)[:, 1:]
        if not self.later:
            return flow
        tail = np.zeros((len(flow), self.later)) if outcome in PAID.values() else flow[:, -1:] * self.fading
        return np.concatenate([flow, tail], axis=1)

    def paid(self, payers: list[str]) -> Doubles:
        """Additional spending of some payers by year."""
        return np.asarray(sum(self.flow(PAID[payer]) for payer in payers))

    @cached_property
    def begun(self) -> int:
        """Place of the first year in which anything is spent in some path; 0 where nothing is."""
        return int(np.argmax((self.paid(list(PAID)) != 0).any(axis=0)))

    @cached_property
    def adopters(self) -> Doubles:
        """Additional adopters at the horizon, by path."""
        parts = (one.totals["adopters"][:, -1] for one in (self.projection, self.reference))
        return np.asarray(np.subtract(*parts))


def of_beliefs(driver: str, believed: Collection[str]) -> bool:
    """Whether a scenario's own beliefs replace a driver (``investment`` is drawn from ``investment_small`` ...)."""
    return any(name == driver or name.startswith(f"{driver}_") for name in believed)


def ratio_of(top: Doubles, bottom: Doubles, level: float) -> dict[str, Any]:
    """Ratio of two drawn amounts as numbers of a row: median with the quantiles of the paths, or the reason why not.

    Parameters
    ----------
    top, bottom : ndarray
        One a path.
    level : float

    Returns
    -------
    dict
        ``estimate`` with ``interval`` or ``reason``: ``programme_nothing_additional`` where the median divisor is not
        positive; ``programme_additional_not_shown``, then the median alone, where more paths than the interval leaves
        out have a divisor that is not positive.

    Notes
    -----
    A path whose divisor is not positive counts as an infinite ratio: money was spent, nothing added. Where both are
    normal, quantiles of the ratio are the limits of Fieller's interval: P(top / bottom < r) = P(top - r
    bottom < 0) for positive divisors.
    """
    if np.median(bottom) <= 0:
        return {"estimate": NAN, "reason": "programme_nothing_additional"}
    tail = (1 - level) / 2
    ratios = np.divide(top, bottom, out=np.full_like(top, np.inf), where=bottom > 0)
    low, middle, high = (float(end) for end in np.quantile(ratios, (tail, 0.5, 1 - tail), method="inverted_cdf"))
    if np.isfinite(high):
        return {"estimate": middle, "interval": (low, high)}
    return {"estimate": middle, "reason": "programme_additional_not_shown"}


def payback_of(flows: Doubles, rate: float = 0.0) -> Doubles:
    """Years until flows, added up, are no longer negative, by path; infinite where they stay so.

    The same as `sxsh_eval.estimates.finance.payback` of each row.
    """
    sums = np.cumsum(flows * discount_factors(rate, flows.shape[1]), axis=1)
    behind = sums < 0
    last = flows.shape[1] - 1 - np.argmax(behind[:, ::-1], axis=1)
    paths = np.arange(len(flows))
    after = np.minimum(last + 1, flows.shape[1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = last - sums[paths, last] / (sums[paths, after] - sums[paths, last])
    found = np.where(last == flows.shape[1] - 1, np.inf, inside)
    return np.where(behind.any(axis=1), found, 0.0)
