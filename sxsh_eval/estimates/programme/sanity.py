"""Results held against published cases: what lies outside their range is flagged with the case it disagrees with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import check
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.parameters.quantity import Range
from sxsh_eval.parameters.registry import Registry

PAYBACK, SAVING = "case_payback", "case_saving"
"""Assumptions of the registry that hold the plausible ranges."""
PERCENT = 100.0


def sanity_checks(simple: Mapping[str, Any], projection: Projection, registry: Registry) -> Iterator[dict[str, Any]]:
    """Checks of payback and saving against the cases.

    Parameters
    ----------
    simple : Mapping
        Row of the simple payback, years.
    projection : Projection
        With the drawn ``saving`` of adopters.
    registry : Registry

    Yields
    ------
    dict
        Row of checks ``case_payback``, ``case_saving``: a warning where the number lies outside the range; `detail`
        then names the nearest case with its own number.
    """
    cases = registry.cases
    paybacks = {key: (found, found) for key, case in cases.items() if (found := case.payback) is not None}
    yield from held_against(PAYBACK, float(simple["estimate"]), paybacks, registry)
    savings = {key: (case.saving.low, case.saving.high) for key, case in cases.items() if case.saving is not None}
    if "saving" in projection.drivers:
        middle = PERCENT * float(np.median(projection.drivers["saving"]))
        yield from held_against(SAVING, middle, savings, registry)


def held_against(
    name: str, found: float, known: Mapping[str, tuple[float, float]], registry: Registry
) -> Iterator[dict[str, Any]]:
    """One number beside its range; nothing where the number or the range is missing."""
    assumed = registry.assumptions.get(name)
    band: Range | None = None if assumed is None else assumed.band
    if band is None or not np.isfinite(found):
        return
    outside = not band.low <= found <= band.high
    nearest = min(known, key=lambda key: distance(found, known[key]), default="")
    ends = "-".join(dict.fromkeys(f"{end:.3g}" for end in known[nearest])) if nearest else ""
    detail = f"{nearest}: {ends}" if nearest else ""
    yield check(name, warns=outside, statistic=found, detail=detail)


def distance(found: float, ends: tuple[float, float]) -> float:
    """How far a number is from a range, in logarithms; 0 inside."""
    low, high = ends
    if low <= found <= high:
        return 0.0
    return float(min(abs(np.log(max(found, 1e-9) / end)) for end in ends))
