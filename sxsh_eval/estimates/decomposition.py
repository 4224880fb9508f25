"""Index decomposition LMDI-I: how much activity, structure, intensity or any other factor moved a total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.decomposition_core import Floats, product, step_effects
from sxsh_eval.estimates.decomposition_tables import Effects, Kind, effect_rows, scaled_effects
from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, listed, refuse
from sxsh_eval.estimates.result import Estimates, Method, as_estimates

CLOSE = 1e-9  # of the value: how far a product of factors may be from it
REFERENCES = (
    "Ang, B. W. (2005), The LMDI approach to decomposition analysis: a practical guide, Energy Policy 33, 867-871",
    "Ang, B. W. (2015), LMDI decomposition approach: a guide for implementation, Energy Policy 86, 233-238",
    "Ang, B. W. & Liu, N. (2007), Handling zero values in the LMDI decomposition approach, Energy Policy 35, 238-246",
)
Names = str | Sequence[str]


def lmdi(  # noqa: PLR0913 - the options of a decomposition
    table: pd.DataFrame,
    *,
    factors: Sequence[str],
    group: Names,
    time: str,
    periods: Sequence[object] | None = None,
    kind: Kind = "additive",
    chained: bool = False,
    value: str | None = None,
    labels: Labels | None = None,
) -> Estimates:
    r"""Decompose the change of a sum over groups of products of factors.

    Parameters
    ----------
    table : DataFrame
        One row a group and time.
    factors : sequence of str
        Columns whose product is the value of a group; 0 where a group has none of it, missing where a factor has no
        meaning because another one is zero.
    group : str or sequence of str
        Columns that name the groups.
    time : str
    periods : sequence, optional
        Times between which the change is decomposed, in this order; all that occur, in theirs, by default.
    kind : {"additive", "multiplicative"}
        Differences that add up to the change, or ratios that multiply to it.
    chained : bool
        Whether the whole is put together from the steps between neighbouring periods, which are then rows too; else
        the first and the last period alone are compared.
    value : str, optional
        Column of the value, to check that it is the product.
    labels : Labels, optional
        `unit` is that of the value.

    Returns
    -------
    Estimates
        Terms ``start``, ``end``, ``change`` and one per factor, for the whole span (``period``) and each step; by group
        (``sector``) for the whole span. An identity on the numbers given has no sampling error: all rows carry the
        reason ``decomposition_identity``. With data on units that are a sample use `decompose`.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.decomposition_periods``, ``estimate.decomposition_repeated``,
        ``estimate.decomposition_unbalanced``, ``estimate.decomposition_values``,
        ``estimate.decomposition_not_identity``, ``estimate.decomposition_zero_total``.

    Notes
    -----
    Group :math:`i` contributes :math:`L(V_i^1, V_i^0) \log(x_{ki}^1 / x_{ki}^0)` through factor :math:`k`, with the
    logarithmic mean :math:`L`; ratios are :math:`D_k = \exp(\Delta V_k / L(V^1, V^0))`. Exact, reversible in time,
    consistent in aggregation for the additive form.
    """
    labels = labels or Labels(unit="unit", evidence="derived")
    groups = [group] if isinstance(group, str) else list(group)
    array, names, times = factor_array(table, list(factors), groups, time, periods)
    refuse_values(array, table, list(factors), value, (groups, time, times))
    effects = effects_of(array, tuple(factors), names, times, chained=chained)
    if kind == "multiplicative":
        refuse_zero_totals(effects)
    scaled = scaled_effects(effects.additive, effects.ends, kind, chained=len(effects.spans) > 1)
    formula = f"V = sum({' * '.join(factors)}) over {' x '.join(groups)}"
    result = as_estimates(
        effect_rows(effects, scaled, kind, labels, None), Method(f"lmdi_{kind}", formula, references=REFERENCES)
    )
    return Estimates(result.table, result.method, checks=as_checks([residual_check(effects)]))


def factor_array(
    table: pd.DataFrame, factors: list[str], groups: list[str], time: str, periods: Sequence[object] | None
) -> tuple[Floats, tuple[str, ...], list[object]]:
    """Factors as an array of shape (factors, groups, times), names of the groups, times."""
    absent = [name for name in (*factors, *groups, time) if name not in table]
    if absent:
        refuse("estimate.columns_missing", "lmdi", ", ".join(absent), known=", ".join(map(str, table.columns)))
    times = chosen_times(table[time], periods)
    rows = table[table[time].isin(times)]
    names = rows[groups].astype("str").agg("|".join, axis=1)
    if repeated := (rows[time].astype("str") + " " + names)[
        pd.DataFrame({"t": rows[time], "g": names}).duplicated()
    ].tolist():
        refuse("estimate.decomposition_repeated", "lmdi", listed(repeated))
    labels = sorted(set(names))
    wide = rows.assign(_group=names).set_index(["_group", time])[factors]
    grid = pd.MultiIndex.from_product([labels, times])
    if gaps := [f"{left} {right}" for left, right in grid if (left, right) not in wide.index]:
        refuse("estimate.decomposition_unbalanced", "lmdi", listed(gaps))
    cells = wide.reindex(grid).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.moveaxis(cells.reshape(len(labels), len(times), len(factors)), 2, 0), tuple(labels), times


def chosen_times(column: pd.Series[Any], periods: Sequence[object] | None) -> list[object]:
    """Times asked for, or all in their order; at least two different ones that occur."""
    known = sorted(set(column.dropna()))
    times: list[object] = list(known if periods is None else periods)
    if len(times) < 2 or len(set(times)) < len(times) or not set(times) <= set(known):  # noqa: PLR2004 - two ends
        refuse("estimate.decomposition_periods", "periods", listed(times) or "-", known=listed(known, 20) or "-")
    return times


def refuse_values(
    array: Floats,
    table: pd.DataFrame,
    factors: list[str],
    value: str | None,
    keys: tuple[list[str], str, list[object]],
) -> None:
    """Refuse factors below zero, without a meaning they should have, or whose product is not the value."""
    undefined = np.isnan(array).any(axis=0) & ~(array == 0).any(axis=0)
    wrong = [name for name, each in zip(factors, array, strict=True) if ((each < 0) | np.isinf(each)).any()]
    if undefined.any():
        wrong += [name for name, each in zip(factors, array, strict=True) if np.isnan(each[undefined]).any()]
    if wrong:
        refuse("estimate.decomposition_values", "lmdi", ", ".join(dict.fromkeys(wrong)))
    if value is not None:
        groups, time, times = keys
        given = factor_array(table, [value], groups, time, times)[0][0]
        made = product(np.moveaxis(array, 2, 0)).T
        far = np.abs(np.nan_to_num(given) - made) > CLOSE * np.maximum(np.abs(given), 1e-300)
        if far.any():
            refuse("estimate.decomposition_not_identity", value, int(far.sum()), formula=" * ".join(factors))


def effects_of(
    array: Floats, names: tuple[str, ...], groups: tuple[str, ...], times: Sequence[object], *, chained: bool
) -> Effects:
    """Contributions in the whole span, and in each step where chained."""
    steps, spans = steps_of(times, chained=chained)
    values = product(np.moveaxis(array, -1, 0))
    additive = step_effects(array, steps)
    ends = np.stack([values[[one, other]].T for one, other in steps])
    if chained and len(steps) > 1:
        additive = np.concatenate([additive.sum(axis=0, keepdims=True), additive])
        ends = np.concatenate([values[[0, -1]].T[None], ends])
    return Effects(names, groups, spans, ends, additive)


def steps_of(times: Sequence[object], *, chained: bool) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Pairs of positions to compare, and the names of the spans with the whole one first."""
    last = len(times) - 1
    steps = [(place, place + 1) for place in range(last)] if chained else [(0, last)]
    spans = [(0, last), *steps] if len(steps) > 1 else steps
    return steps, tuple(f"{times[one]}-{times[other]}" for one, other in spans)


def refuse_zero_totals(effects: Effects) -> None:
    """Refuse ratios of a total that is zero at an end."""
    totals = effects.ends.sum(axis=1)
    if (totals <= 0).any():
        spans = [span for span, ends in zip(effects.spans, totals, strict=True) if (ends <= 0).any()]
        refuse("estimate.decomposition_zero_total", "lmdi", listed(spans))


def residual_check(effects: Effects) -> dict[str, object]:
    """Largest difference between the sum of the contributions and the change, as a part of the larger end."""
    totals = effects.ends.sum(axis=1)
    gap = np.abs(effects.additive.sum(axis=(1, 2)) - (totals[:, 1] - totals[:, 0]))
    size = float((gap / np.maximum(totals.max(axis=1), 1e-300)).max())
    return check("decomposition_residual", warns=size > CLOSE, statistic=size, detail=f"{size:.2g}")
