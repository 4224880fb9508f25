"""Rows of a decomposition: steps from start to end, overall and by group, with intervals or the reason for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.decomposition_core import Floats, log_mean
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.result import Estimates

Kind = Literal["additive", "multiplicative"]
IDENTITY = "decomposition_identity"
ENDS = ("start", "end", "change")


@dataclass(frozen=True, eq=False)
class Effects:
    """A decomposition as numbers.

    Attributes
    ----------
    names : tuple of str
        Factors.
    groups : tuple of str
    spans : tuple of str
        Periods, the whole one first.
    ends : ndarray, shape (spans, groups, 2)
        Start and end of each span.
    additive : ndarray, shape (spans, factors, groups)
        Contributions to the change.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    spans: tuple[str, ...]
    ends: Floats
    additive: Floats


def logs_of(additive: Floats, values: Floats) -> Floats:
    """Logarithms of the multiplicative effects: contributions over the logarithmic mean of the totals of the span.

    Shapes (..., spans, factors, groups) and (..., spans, groups, 2).
    """
    totals = values.sum(axis=-2)
    return np.asarray(additive / log_mean(totals[..., 1], totals[..., 0])[..., None, None])


def scaled_effects(additive: Floats, values: Floats, kind: Kind, *, chained: bool) -> Floats:
    """Contributions, or logarithms of ratios; those of a chained whole are the sums of its steps."""
    if kind == "additive":
        return additive
    if not chained:
        return logs_of(additive, values)
    steps = logs_of(additive[..., 1:, :, :], values[..., 1:, :, :])
    return np.concatenate([steps.sum(axis=-3, keepdims=True), steps], axis=-3)


def statistics(values: Floats, effects: Floats) -> Floats:
    """All numbers in a row: start, end, change of each span, effects overall, effects by group of the first span.

    Effects are contributions, or their logarithms; change is on the same scale (the sum of the effects).
    """
    lead = effects.shape[:-3]
    totals, overall = values.sum(axis=-2), effects.sum(axis=-1)
    parts = [totals[..., 0], totals[..., 1], overall.sum(axis=-1), overall, effects[..., 0, :, :]]
    return np.concatenate([part.reshape(*lead, -1) for part in parts], axis=-1)


def keys_of(effects: Effects) -> list[tuple[str, str, str]]:
    """Term, span, group of each of the `statistics`."""
    keys = [(end, span, "") for end in ENDS for span in effects.spans]
    keys += [(name, span, "") for span in effects.spans for name in effects.names]
    return keys + [(name, effects.spans[0], group) for name in effects.names for group in effects.groups]


def kept_places(effects: Effects) -> list[int]:
    """Positions of the `statistics` that become rows: a single group is the whole."""
    several = len(effects.groups) > 1
    return [place for place, (_, _, group) in enumerate(keys_of(effects)) if several or not group]


def effect_rows(
    effects: Effects, scaled: Floats, kind: Kind, labels: Labels, spread: tuple[Floats, float, int] | None
) -> list[dict[str, Any]]:
    """Rows of `statistics`; `spread` holds standard errors, the quantile and the number of clusters."""
    numbers, keys = statistics(effects.ends, scaled), keys_of(effects)
    rows = []
    for place in kept_places(effects):
        term, span, group = keys[place]
        log = kind == "multiplicative" and term not in ("start", "end")
        about = replace(labels, sector=group) if group else labels
        rows.append(one_row(about, (term, span), float(numbers[place]), spread_at(spread, place), log=log))
    return rows


def spread_at(spread: tuple[Floats, float, int] | None, place: int) -> tuple[float, float, int] | None:
    """Standard error, quantile, clusters of one number."""
    return None if spread is None else (float(spread[0][place]), spread[1], spread[2])


def one_row(
    labels: Labels, keys: tuple[str, str], number: float, spread: tuple[float, float, int] | None, *, log: bool
) -> dict[str, Any]:
    """One number; ratios are exponentials of what was computed."""
    term, span = keys
    unit = "ratio" if log else labels.unit
    value = float(np.exp(number)) if log else number
    if spread is None:
        return labels.row(term, value, period=span, unit=unit, reason=IDENTITY)
    error, quantile, clusters = spread
    ends = np.array([number - quantile * error, number + quantile * error])
    low, high = np.exp(ends) if log else ends
    return labels.row(
        term,
        value,
        period=span,
        unit=unit,
        interval=(min(float(low), value), max(float(high), value)),
        std_error=value * error if log else error,
        n_obs=float(clusters),
    )


def waterfall(estimates: Estimates, *, period: str | None = None, factors: Sequence[str] | None = None) -> pd.DataFrame:
    """Steps of a decomposition from start to end, ready to draw.

    Parameters
    ----------
    estimates : Estimates
        Of an additive decomposition.
    period : str, optional
        Span; the first in the table, which is the whole one, by default.
    factors : sequence of str, optional
        Their order; that of the table by default.

    Returns
    -------
    DataFrame
        One row a step: ``term, kind`` ("level" for start and end, "step"), ``begin, finish`` (the bar's ends),
        ``value``, ``conf_low, conf_high`` of the value. Each step begins where the one before finished.

    Raises
    ------
    ValueError
        If the effects are ratios.
    """
    table = estimates.table
    span = period if period is not None else str(table["period"].iloc[0])
    own = table[(table["period"] == span) & (table["sector"] == table["sector"].iloc[0])].set_index("term")
    steps = list(factors) if factors is not None else [name for name in own.index if name not in ENDS]
    if (own.loc[steps, "unit"] == "ratio").any() and own.loc["start", "unit"] != "ratio":
        raise ValueError("a waterfall needs additive effects")
    begin = float(own.loc["start", "estimate"])
    rows: list[tuple[str, str, float, float]] = [("start", "level", 0.0, begin)]
    for name in steps:
        finish = begin + float(own.loc[name, "estimate"])
        rows.append((name, "step", begin, finish))
        begin = finish
    rows.append(("end", "level", 0.0, float(own.loc["end", "estimate"])))
    frame = pd.DataFrame(rows, columns=["term", "kind", "begin", "finish"])
    found = own.loc[frame["term"], ["estimate", "conf_low", "conf_high"]].reset_index(drop=True)
    return frame.assign(value=found["estimate"], conf_low=found["conf_low"], conf_high=found["conf_high"])
