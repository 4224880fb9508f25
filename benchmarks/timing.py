"""How benchmarks take time."""

from __future__ import annotations

import time
from collections.abc import Callable


def best_of(times: int, act: Callable[[], object]) -> float:
    """Least wall seconds of several runs, after one that warms up."""
    act()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)
