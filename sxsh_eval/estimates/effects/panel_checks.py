"""What makes a panel design impossible, and what a reader has to know of one that is possible."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.effects.panel_columns import WHERE, Codes, Floats, PanelRows, coded, numbers

FEWEST = 3  # units on either side
SMALL_COHORT = 5
FEW_CLUSTERS = 20


@dataclass(frozen=True, eq=False)
class Cohorts:
    """First treated period of each unit (infinite for never), and which units can be used."""

    first: Floats
    kept: NDArray[np.bool_]
    checks: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[tuple[str, int, str]] = field(default_factory=list)


def refuse_no_panel(read: PanelRows) -> None:
    """Refuse a unit with two rows in one period, or a single period.

    Raises
    ------
    EstimationError
    """
    twice = np.zeros(read.rows.size, dtype=bool)
    twice[1:] = (np.diff(read.unit) == 0) & (np.diff(read.time) == 0)
    if twice.any():
        refuse("estimate.panel_repeats", WHERE, f"{int(twice.sum())}: {read.places(twice)}")
    if read.times.size < 2:  # noqa: PLR2004
        refuse("estimate.panel_one_period", WHERE, f"{read.times[0]:g}")


def checked_cohorts(read: PanelRows) -> Cohorts:
    """Cohorts from either column; units under treatment when first seen cannot be used.

    Raises
    ------
    EstimationError
    """
    first = cohort_column(read) if read.columns.cohort is not None else switched_on(read)
    late = np.isfinite(first) & (first > read.times[-1])
    begun = starts(read.unit)
    seen_before = read.times[read.time[begun]] < first if read.columns.treated else first > read.times[0]
    kept = np.asarray(seen_before, dtype=bool)
    out = [str(unit) for unit in read.units[~kept]]
    rows = int((~kept[read.unit]).sum())
    dropped = [("panel_treated_first", rows, listed(out))] if out else []
    checks = [
        check("panel_treated_first", warns=bool(out), statistic=float(len(out)), detail=listed(out)),
        check("panel_treated_after_end", statistic=float(late.sum()), detail=listed(list(read.units[late]))),
    ]
    return Cohorts(np.where(late, np.inf, first), kept, checks, dropped)


def starts(unit: Codes) -> Codes:
    """Place of the first row of each unit."""
    return np.flatnonzero(np.append(True, np.diff(unit) != 0))


def cohort_column(read: PanelRows) -> Floats:
    """First treated period of each unit from its column; infinite for never.

    Raises
    ------
    EstimationError
        Not numeric, not the same in all rows of a unit, or a zero among periods on both sides of it.
    """
    name = str(read.columns.cohort)
    values = numbers(read.data, name)[read.rows]
    zero = values == 0
    if zero.any() and read.times[0] < 0 <= read.times[-1]:
        refuse("estimate.panel_cohort_zero", name, read.places(zero))
    values = np.where(np.isnan(values) | zero, np.inf, values)
    first = values[starts(read.unit)]
    differs = values != first[read.unit]
    if differs.any():
        who = read.units[np.unique(read.unit[differs])]
        refuse("estimate.panel_cohort_varies", name, f"{who.size}: {listed(list(who))}")
    if np.isneginf(first).any():
        refuse("estimate.panel_not_finite", name, listed(list(read.units[np.isneginf(first)])))
    return first


def switched_on(read: PanelRows) -> Floats:
    """First period with treatment of each unit from a column of zeros and ones; infinite for never.

    Raises
    ------
    EstimationError
        Other values, gaps, or a treatment that is switched off again.
    """
    name = str(read.columns.treated)
    values = numbers(read.data, name)[read.rows]
    odd = ~np.isin(values, (0.0, 1.0))
    if odd.any():
        refuse("estimate.panel_treated_values", name, f"{int(odd.sum())}: {read.places(odd)}")
    off = np.zeros(values.size, dtype=bool)
    off[1:] = (np.diff(read.unit) == 0) & (np.diff(values) < 0)
    if off.any():
        refuse("estimate.panel_switches_off", name, f"{int(off.sum())}: {read.places(off)}")
    when = np.where(values == 1, read.times[read.time], np.inf)
    return np.minimum.reduceat(when, starts(read.unit))


def refuse_too_few(kept: PanelRows, cohort: Codes, cohorts: Floats) -> None:
    """Refuse a design without treated units, without anyone to compare them with, or with too few of either.

    Raises
    ------
    EstimationError
    """
    never = int((cohort < 0).sum())
    if cohorts.size == 0:
        refuse("estimate.panel_no_treated", WHERE, 0)
    if never == 0 and cohorts.size == 1:
        refuse("estimate.panel_no_controls", WHERE, f"{cohort.size} / {cohort.size}: {cohorts[0]:g}")
    treated, control = cohort.size - never, cohort.size - int((cohort == 0).sum())
    if min(treated, control) < FEWEST:
        refuse("estimate.panel_too_few_units", WHERE, f"{treated} / {control}", least=FEWEST)
    if np.ptp(kept.outcome) == 0:
        refuse("estimate.panel_constant_outcome", kept.columns.outcome, f"{kept.outcome[0]:g}")


def design_checks(kept: PanelRows, cohort: Codes, cohorts: Floats) -> list[dict[str, Any]]:
    """Counts and warnings of a possible design."""
    sizes = np.bincount(cohort[cohort >= 0], minlength=cohorts.size)
    small = [f"{label:g} ({size})" for label, size in zip(cohorts, sizes, strict=True) if size < SMALL_COHORT]
    steps = np.diff(kept.times)
    uneven = bool(np.ptp(steps) > 1e-9 * steps[0])
    odd = uneven or bool((kept.times != np.round(kept.times)).any())
    named = listed([f"{time:g}" for time in kept.times], 20)
    never = int((cohort < 0).sum())
    return [
        check("panel_units", statistic=float(cohort.size), detail=f"{kept.times.size} x {cohort.size}"),
        check("panel_never_treated", warns=never == 0, statistic=float(never)),
        check("panel_one_cohort", warns=cohorts.size == 1, statistic=float(cohorts.size), detail=f"{cohorts[0]:g}"),
        check("panel_small_cohorts", warns=bool(small), statistic=float(len(small)), detail=listed(small)),
        check("panel_times_uneven", warns=odd, statistic=float(odd), detail=named if odd else ""),
        patterns(kept),
    ]


def patterns(kept: PanelRows) -> dict[str, Any]:
    """Warning of an unbalanced panel: units not seen in all periods, and in how many patterns they come."""
    counts = np.bincount(kept.unit, minlength=kept.units.size)
    partial = counts < kept.times.size
    if not partial.any():
        return check("panel_unbalanced", statistic=0.0)
    seen = np.zeros((kept.units.size, kept.times.size), dtype=bool)
    seen[kept.unit, kept.time] = True
    kinds = np.unique(np.packbits(seen, axis=1), axis=0).shape[0]
    detail = f"{int(partial.sum())} / {kept.units.size}; {kinds}"
    return check("panel_unbalanced", warns=True, statistic=float(partial.sum()), df=float(kinds), detail=detail)


def checked_clusters(
    kept: PanelRows,
) -> tuple[tuple[Codes, NDArray[np.generic]] | None, list[dict[str, Any]]]:
    """Cluster of each unit with the sorted labels; None where units are the clusters.

    Raises
    ------
    EstimationError
        Missing clusters, or units that change theirs.
    """
    name = kept.columns.cluster
    if name is None:
        return None, [few_clusters(kept.units.size)]
    column = kept.column(name)
    if column.isna().any():
        refuse("estimate.panel_cluster_missing", name, kept.places(column.isna().to_numpy()))
    labels, codes = coded(column)
    if labels.size == codes.size > kept.units.size:
        return None, [check("panel_cluster_each_row", warns=True, statistic=float(labels.size), detail=name)]
    of_unit = codes[starts(kept.unit)]
    differs = codes != of_unit[kept.unit]
    if differs.any():
        who = kept.units[np.unique(kept.unit[differs])]
        refuse("estimate.panel_cluster_varies", name, f"{who.size}: {listed(list(who))}")
    return (of_unit, labels), [few_clusters(labels.size)]


def few_clusters(count: int) -> dict[str, Any]:
    """Warning of clusters too few for the large-sample errors."""
    return check("panel_few_clusters", warns=count < FEW_CLUSTERS, statistic=float(count), detail=str(count))
