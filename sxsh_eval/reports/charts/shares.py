"""Shares in per cent as charts take them: numbers or bands from 0 to 100, with verdicts beside them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from sxsh_eval.parameters.quantity import Mark, Num, Range


def ends(value: Num | Range) -> tuple[float, float]:
    """Lower end, then upper end of a band in its own unit; twice the same for a number."""
    if isinstance(value, Num):
        return float(value.value), float(value.value)
    return float(value.low), float(value.high)


def check_share(value: Num | Range) -> Num | Range:
    """Refuse another unit than per cent, and ends outside 0 to 100 (ValueError)."""
    low, high = ends(value)
    if value.unit != "percent":
        raise ValueError(f"needs the unit percent, has {value.unit}")
    if not 0 <= low <= high <= 100:  # noqa: PLR2004  per cent of a whole
        raise ValueError(f"{low}..{high} is not inside 0..100 per cent")
    return value


def check_verdict(mark: Mark) -> Mark:
    """Refuse a mark of another scale (ValueError)."""
    if mark.scale != "verdict":
        raise ValueError(f"needs a mark of the scale verdict, has {mark.scale}")
    return mark


def contains(interval: Range | None, value: Num | Range) -> bool:
    """Whether a value lies inside its interval; without one it does."""
    if interval is None:
        return True
    low, high = ends(value)
    return interval.low <= low and high <= interval.high


ShareRange = Annotated[Range, AfterValidator(check_share)]
"""A band inside 0 to 100 per cent."""
Share = Annotated[Num | Range, Field(discriminator="kind"), AfterValidator(check_share)]
"""Per cent of a whole, 0 to 100: a number or a band."""
Verdict = Annotated[Mark, AfterValidator(check_verdict)]
