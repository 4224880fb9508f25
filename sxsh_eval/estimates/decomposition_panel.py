"""Decomposition of a total over units: activity, structure at each level, intensity, with what sampling does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.decomposition import (
    REFERENCES,
    Names,
    chosen_times,
    effects_of,
    refuse_zero_totals,
    residual_check,
    steps_of,
)
from sxsh_eval.estimates.decomposition_core import Floats, Ints, level_factors
from sxsh_eval.estimates.decomposition_spread import Cells, spread_of
from sxsh_eval.estimates.decomposition_tables import (
    Kind,
    effect_rows,
    scaled_effects,
)
from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.result import Estimates, Method, as_estimates


@dataclass(frozen=True)
class Levels:
    """What is decomposed.

    Attributes
    ----------
    value : str
        Column whose total is decomposed.
    activity : str
        Column whose total drives it.
    group : tuple of str
        Columns that nest, the outermost first: each is a structure factor.
    time : str
    through : tuple of str
        Columns between activity and value: energy, when emissions are the value.
    """

    value: str
    activity: str
    group: tuple[str, ...]
    time: str
    through: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Activity first, value last."""
        return (self.activity, *self.through, self.value)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors."""
        structure = ["structure", *(f"structure:{name}" for name in self.group[1:])]
        pairs = pairwise(self.columns)
        ratios = [f"{top}/{bottom}" for bottom, top in pairs] if self.through else ["intensity"]
        return ("activity", *structure, *ratios)


def estimate_decomposition(  # noqa: PLR0913 - the options of a decomposition
    table: pd.DataFrame,
    *,
    value: str,
    activity: str,
    group: Names,
    time: str,
    through: Sequence[str] = (),
    periods: Sequence[object] | None = None,
    kind: Kind = "additive",
    chained: bool = False,
    cluster: str | None = None,
    weights: str | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Estimates:
    """Decompose the change of a total over units into activity, structure, intensity.

    Parameters
    ----------
    table : DataFrame
        One row a unit and time.
    value, activity : str
        Columns of amounts, such as energy and output.
    group : str or sequence of str
        Columns that nest, the outermost first, such as sector, then adopters or not: the first gives the factor
        ``structure``, each further one ``structure:<column>``.
    time : str
    through : sequence of str
        Columns between activity and value; the factors are then the ratios ``<above>/<below>`` along the chain in
        place of ``intensity``.
    periods, kind, chained
        As in `lmdi`.
    cluster : str, optional
        Column of the units, when they are a sample: intervals by linearisation over them. Without it the table counts
        as a census, whose identity has no sampling error.
    weights : str, optional
        Column of weights.
    level : float
    labels : Labels, optional

    Returns
    -------
    Estimates
        As of `lmdi`; with `cluster` also intervals (Student's t on clusters less one) and `cov`.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.no_rows``, ``estimate.decomposition_periods``,
        ``estimate.decomposition_values``, ``estimate.decomposition_value_without_activity``,
        ``estimate.decomposition_one_cluster``, ``estimate.decomposition_zero_total``, ``estimate.interval_level``.

    Notes
    -----
    Standard errors are the infinitesimal jackknife: the covariance of the totals by group and time over units, carried
    through the decomposition by its derivatives. Rows that lack value or activity are left out of both, which changes
    the total if they are not the same units in all periods: the checks tell how many there are. The structure of
    adopters is a shift of output towards them, not an effect of adopting.
    """
    labels = labels or Labels(unit="unit", evidence="derived")
    check_level(level)
    nesting = (group,) if isinstance(group, str) else tuple(group)
    levels = Levels(value, activity, nesting, time, tuple(through))
    absent = [
        name for name in (*levels.columns, *nesting, time, cluster, weights) if name is not None and name not in table
    ]
    if absent:
        refuse("estimate.columns_missing", "decomposition", ", ".join(absent), known=", ".join(map(str, table.columns)))
    times = chosen_times(table[time], periods)
    cells, told = cells_of(table, levels, times, cluster, weights)
    factors = level_factors(list(cells.totals), cells.parents)
    effects = effects_of(factors, levels.names, cells.groups, times, chained=chained)
    if kind == "multiplicative":
        refuse_zero_totals(effects)
    scaled = scaled_effects(effects.additive, effects.ends, kind, chained=len(effects.spans) > 1)
    steps = steps_of(times, chained=chained)[0]
    cov, spread = None, None
    if cluster is not None:
        cov, spread = spread_of(cells, effects, (kind, steps), level)
    formula = f"{value} = sum({' * '.join(levels.names)}) over {' x '.join(nesting)}"
    method = Method(f"lmdi_{kind}", formula, level if cluster else None, REFERENCES)
    made = as_estimates(effect_rows(effects, scaled, kind, labels, spread), method)
    return Estimates(made.table, method, cov, as_checks([*told, residual_check(effects)]))


def cells_of(
    table: pd.DataFrame, levels: Levels, times: list[object], cluster: str | None, weights: str | None
) -> tuple[Cells, list[dict[str, Any]]]:
    """Totals by group and time, with what was left out."""
    inside = table[table[levels.time].isin(times)]
    amounts = inside[list(levels.columns)].to_numpy(dtype=np.float64, na_value=np.nan)
    weight = np.ones(len(inside)) if weights is None else inside[weights].to_numpy(dtype=np.float64, na_value=np.nan)
    complete = ~np.isnan(amounts).any(axis=1) & ~np.isnan(weight) & inside[list(levels.group)].notna().all(axis=1)
    rows, amounts = inside[complete], amounts[complete] * weight[complete][:, None]
    if not len(rows):
        refuse("estimate.no_rows", "decomposition", 0)
    if bare := [moment for moment in times if not (rows[levels.time] == moment).any()]:
        refuse("estimate.decomposition_periods", "periods", listed(bare), known=listed(sorted(set(rows[levels.time]))))
    wrong = [
        name for name, each in zip(levels.columns, amounts.T, strict=True) if (each < 0).any() or np.isinf(each).any()
    ]
    if wrong:
        refuse("estimate.decomposition_values", "decomposition", ", ".join(wrong))
    parents, names = group_codes(rows, levels.group)
    place = rows[levels.time].map({time: position for position, time in enumerate(times)}).to_numpy(dtype=np.int64)
    cell = parents[-1] * len(times) + place
    size = len(names) * len(times)
    sums = [np.bincount(cell, each, size).reshape(len(names), len(times)) for each in amounts.T]
    totals = np.stack(sums).astype(np.float64)
    refuse_orphans(totals, levels, names, times)
    used = pd.DataFrame(dict(enumerate(amounts.T))).assign(cell=cell)
    used["cluster"] = 0 if cluster is None else pd.factorize(rows[cluster], sort=True)[0]
    lost = len(inside) - len(rows)
    told = check("decomposition_missing_rows", warns=lost > 0, statistic=float(lost), detail=f"{lost} / {len(inside)}")
    firsts = np.unique(parents[-1], return_index=True)[1]
    return Cells(totals, [codes[firsts] for codes in parents], names, used), [told]


def group_codes(rows: pd.DataFrame, group: Sequence[str]) -> tuple[list[Ints], tuple[str, ...]]:
    """Number of each row's group at every level of nesting, names of the innermost ones."""
    label = rows[group[0]].astype("str")
    codes, names = pd.factorize(label, sort=True)
    parents = [codes.astype(np.int64)]
    for column in group[1:]:
        label = label + "|" + rows[column].astype("str")
        codes, names = pd.factorize(label, sort=True)
        parents.append(codes.astype(np.int64))
    return parents, tuple(map(str, names))


def refuse_orphans(totals: Floats, levels: Levels, names: Sequence[str], times: Sequence[object]) -> None:
    """Refuse groups that have a value without the activity it would be divided by."""
    for bottom, top, column in zip(totals, totals[1:], levels.columns, strict=False):
        where = np.argwhere((bottom == 0) & (top > 0))
        if len(where):
            found = listed([f"{names[group]} {times[time]}" for group, time in where])
            refuse("estimate.decomposition_value_without_activity", column, found)
