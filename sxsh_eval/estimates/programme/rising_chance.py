"""A chance that rises with a multiple: where it reaches a level, in few dear evaluations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

STEP = 4.0
SMALLEST = 2.0**-20
NEAR = 0.9
INSIDE = 0.05
WIDE, FINE, STEEP = 1.5, 1.005, 0.5


@dataclass(eq=False)
class RisingChance:
    """A chance that never falls as a multiple of something rises.

    Attributes
    ----------
    compute : callable
        Chance at a multiple; every call is dear.
    top : float
        Largest multiple.
    draws : int
        Number of draws that the chance is a part of.
    known : dict of float to float
        Chance by multiple, as far as tried.
    """

    compute: Callable[[float], float]
    top: float
    draws: int
    known: dict[float, float] = field(default_factory=dict)

    def at(self, multiple: float) -> float:
        """Chance at a multiple, computed once."""
        if multiple not in self.known:
            self.known[multiple] = self.compute(multiple)
        return self.known[multiple]

    def score(self, multiple: float) -> float:
        """Normal quantile of the chance, finite where all draws or none count."""
        least = 0.5 / self.draws
        return float(ndtri(np.clip(self.at(multiple), least, 1 - least)))

    def smallest(self, wanted: float, tolerance: float) -> float:
        """Smallest multiple with a chance of `wanted`, to a relative tolerance; infinite where none has it.

        Notes
        -----
        False position on the logarithm of the multiple against the normal quantile of the chance. Each guess is
        followed by one just beyond it, which mostly closes the bracket; where both do not halve it, bisection does.
        """
        if self.at(0.0) >= wanted:
            return 0.0
        if self.at(self.top) < wanted:
            return float("inf")
        below, above = self.bracket(wanted)
        while above > below * (1 + tolerance) and above > SMALLEST:
            before = above / below
            guess = self.between(below, above, wanted)
            below, above = self.narrowed(below, above, guess, wanted)
            beyond = guess * (1 + tolerance) ** (NEAR if below == guess else -NEAR)
            if below < beyond < above:
                below, above = self.narrowed(below, above, beyond, wanted)
            if above / below > np.sqrt(before):
                below, above = self.narrowed(below, above, float(np.sqrt(below * above)), wanted)
        return above

    def near(self, level: float) -> float:
        """About where the chance is `level`, from what is known with little more; infinite where it is nowhere."""
        if self.at(0.0) >= level:
            return 0.0
        if self.at(self.top) < level:
            return float("inf")
        below, above = self.bracket(level)
        while above > FINE * below and above > SMALLEST and self.crooked(below, above):
            below, above = self.narrowed(below, above, self.between(below, above, level), level)
        return self.between(below, above, level)

    def crooked(self, below: float, above: float) -> bool:
        """Whether two multiples are too far apart for a straight line between them."""
        return above > WIDE * below or self.score(above) - self.score(below) > STEEP

    def bracket(self, wanted: float) -> tuple[float, float]:
        """Two multiples, the lower one not enough, as near to each other as known."""
        above = min(1.0, self.top)
        while above < self.top and self.at(above) < wanted:
            above = min(STEP * above, self.top)
        below = above / STEP
        while self.at(below) >= wanted and below > SMALLEST:
            above, below = below, below / STEP
        above = min(multiple for multiple, chance in self.known.items() if chance >= wanted)
        lower = (multiple for multiple, chance in self.known.items() if 0 < multiple < above and chance < wanted)
        return max(lower, default=below), above

    def between(self, below: float, above: float, wanted: float) -> float:
        """Straight line between two multiples, well inside them."""
        low, high = self.score(below), self.score(above)
        part = (float(ndtri(wanted)) - low) / (high - low) if high > low else 0.5
        part = min(max(part, INSIDE), 1 - INSIDE)
        return float(below ** (1 - part) * above**part)

    def narrowed(self, below: float, above: float, tried: float, wanted: float) -> tuple[float, float]:
        """The bracket on the side of a multiple where the root is."""
        return (below, tried) if self.at(tried) >= wanted else (tried, above)
