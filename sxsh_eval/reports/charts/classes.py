"""Classes of the colours of a map: limits at round numbers, and to which class a value belongs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

CLASSES = 5
SKEWED = 0.2
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def nice_edges(values: Sequence[float]) -> tuple[float, ...]:
    """Limits of at most five classes at round numbers, the same for all maps that share a scale.

    Parameters
    ----------
    values : sequence of float
        All values on these maps, at least one.

    Returns
    -------
    tuple of float
        Rising; the first is not above the smallest value and the last not below the largest. Classes are equally wide,
        unless half of the values would crowd into the lowest: then they hold about equally many.
    """
    low, high = min(values), max(values)
    if low == high:
        return (low, high)
    if median(values) < low + SKEWED * (high - low):
        return _crowded_edges(sorted(values))
    power = 10.0 ** math.floor(math.log10((high - low) / CLASSES))
    for step in (power * part for part in STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= CLASSES:
            return tuple(round(number * step, 10) for number in range(first, last + 1))
    return (low, high)


def _crowded_edges(ordered: list[float]) -> tuple[float, ...]:
    inner = {_two_digits(ordered[len(ordered) * part // CLASSES]) for part in range(1, CLASSES)}
    kept = sorted(edge for edge in inner if ordered[0] < edge < ordered[-1])
    return (ordered[0], *kept, ordered[-1])


def _two_digits(number: float) -> float:
    return float(f"{number:.1e}")


def class_of(value: float, edges: Sequence[float]) -> int:
    """Number of the class from 0; a value on a limit belongs to the upper class."""
    return min(sum(value >= edge for edge in edges[1:-1]), max(len(edges) - 2, 0))
