"""What a printed figure can stand for: the interval of values that round to it."""

from __future__ import annotations

import re

from sxsh_eval.inputs.claims import Claim

Interval = tuple[float, float]


def decimals_printed(text: str) -> int:
    """Decimals of a Vietnamese figure: ``0,5%`` has one, ``10 %`` and ``286.000.000`` none."""
    found = re.search(r"\d,(\d+)", text)
    return len(found.group(1)) if found else 0


def rounding_interval(value: float, as_printed: str) -> Interval:
    """Values that print as `as_printed` when rounded half up to its decimals, never below zero.

    Parameters
    ----------
    value : float
        The figure itself, in the unit in which it is printed.
    as_printed : str
        Its characters in the letter.

    Returns
    -------
    tuple of float
        ``(0.45, 0.55)`` for ``0,5%``. The letter may have rounded more coarsely (to fives or tens): then the
        interval is too narrow, which the report says.
    """
    half = 0.5 * 10.0 ** -decimals_printed(as_printed)
    return max(0.0, value - half), value + half


def claim_interval(claim: Claim) -> Interval | None:
    """Rounding interval of a percentage; None for counts, which are taken as they stand, and for bands."""
    if claim.value is None or claim.value.unit != "percent" or claim.value.bound != "exact":
        return None
    return rounding_interval(float(claim.value.value), claim.as_printed)


def divide(numerator: Interval, denominator: Interval) -> Interval:
    """Interval of the quotient of two positive intervals."""
    return numerator[0] / denominator[1], numerator[1] / denominator[0]


def multiply(left: Interval, right: Interval) -> Interval:
    """Interval of the product of two intervals that are not negative."""
    return left[0] * right[0], left[1] * right[1]
