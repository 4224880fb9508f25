"""From a panel of units and periods to person-periods: one row for each period in which a unit could still adopt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, listed, refuse
from sxsh_eval.shown import Shown

WHERE = "panel"


@dataclass(frozen=True, eq=False)
class PersonPeriods(Shown):
    """Rows at risk.

    Attributes
    ----------
    table : DataFrame
        Columns of unit and period under their own names, ``event`` (1 in the period of adoption, else 0) and the
        covariates as they stood `lag` periods before; in order of unit and period.
    checks : DataFrame
        What was left out, and who.
    """

    shows: ClassVar[tuple[str, ...]] = ("checks",)

    table: pd.DataFrame
    checks: pd.DataFrame

    def _facts(self) -> Mapping[str, Any]:
        return {"rows_all": len(self.table)}


def person_periods(
    panel: pd.DataFrame,
    *,
    unit: str = "unit",
    period: str = "period",
    adopted: str = "adopted",
    covariates: Sequence[str] = (),
    lag: int = 1,
) -> PersonPeriods:
    """Expand a panel to the periods in which each unit had not yet adopted.

    Parameters
    ----------
    panel : DataFrame
        One row per unit and period under observation.
    unit, period, adopted : str
        Columns; `adopted` holds the time of adoption, the same in all rows of a unit, missing for those that never did.
        Periods need not be years: an adoption counts for the first period of the panel at or after it.
    covariates : sequence of str
        Columns that may change over time.
    lag : int
        Periods by which covariates precede the outcome: 1 asks for the chance of adopting in the next period.

    Returns
    -------
    PersonPeriods

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.hazard_repeats``, ``estimate.hazard_adoption_unclear``,
        ``estimate.hazard_no_one_at_risk``, ``estimate.hazard_no_events``, ``estimate.hazard_names``.

    Notes
    -----
    A unit that enters late counts from its first period on (left truncation), one that leaves counts until it leaves
    (right censoring); both are harmless where entering and leaving say nothing of the chance to adopt [1]_. Those who
    had adopted before they could be seen at risk are left out, because nothing tells when they were at risk; the check
    ``adopted_before_first_observation`` names them.

    References
    ----------
    .. [1] Allison, P. D. (1982), Discrete-time methods for the analysis of event histories, Sociological Methodology
       13, 61-98.
    """
    rows = read_rows(panel, [unit, period, adopted], list(dict.fromkeys(covariates)))
    waves = np.unique(rows["period"])
    rows["wave"] = np.searchsorted(waves, rows["period"])
    rows["due"] = adoption_wave(rows["adopted"].to_numpy(), waves)
    names = [f"x {name}" for name in dict.fromkeys(covariates)]
    was = rows.groupby("unit", sort=False)[[*names, "wave"]].shift(lag)
    seen_before = rows["wave"] - was["wave"] == lag
    at_risk = (rows["due"] >= rows["wave"]) & seen_before
    event = rows["due"] == rows["wave"]
    known = was[names].notna().all(axis=1)
    kept = rows[at_risk & known]
    checks = as_checks(
        [*outside(rows, at_risk & event, lag), *unseen(rows, at_risk, known, event), *entries(rows, at_risk)]
    )
    if kept.empty:
        refuse("estimate.hazard_no_one_at_risk", WHERE, summary(checks))
    if not event[kept.index].any():
        refuse("estimate.hazard_no_events", WHERE, summary(checks), rows=len(kept))
    table = pd.DataFrame({unit: kept["unit"], period: kept["period"], "event": event[kept.index].astype(int)})
    if taken := sorted({unit, period, "event"} & set(covariates)):
        refuse("estimate.hazard_names", WHERE, listed(taken))
    for name in names:
        table[name.removeprefix("x ")] = was.loc[kept.index, name].astype(float)
    return PersonPeriods(table.reset_index(drop=True), checks)


def read_rows(panel: pd.DataFrame, names: list[str], covariates: list[str]) -> pd.DataFrame:
    """Columns under fixed names, in order of unit and period, after the checks that need no model."""
    missing = [name for name in [*names, *covariates] if name not in panel.columns]
    if missing:
        refuse("estimate.columns_missing", WHERE, listed(missing), known=listed([str(name) for name in panel.columns]))
    columns = {name: pd.to_numeric(panel[name], errors="coerce") for name in [*names[1:], *covariates]}
    words = [name for name, numbers in columns.items() if (numbers.isna() & panel[name].notna()).any()]
    if words:
        refuse("estimate.hazard_words", WHERE, listed(words))
    rows = pd.DataFrame(
        {"unit": panel[names[0]], "period": columns[names[1]], "adopted": columns[names[2]].astype(float)}
    )
    for name in covariates:
        rows[f"x {name}"] = columns[name].astype(float)
    bare = rows[["unit", "period"]].isna().any(axis=1)
    if bare.any():
        refuse("estimate.hazard_repeats", WHERE, f"NaN: {int(bare.sum())}")
    twice = rows[rows.duplicated(["unit", "period"])]
    if len(twice):
        named = [f"{who} ({when:g})" for who, when in zip(twice["unit"], twice["period"], strict=True)]
        refuse("estimate.hazard_repeats", WHERE, listed(named))
    spread = rows.groupby("unit")["adopted"].nunique(dropna=False)
    if (spread > 1).any():
        refuse("estimate.hazard_adoption_unclear", WHERE, listed(list(spread.index[spread > 1])))
    return rows.sort_values(["unit", "period"], kind="stable").reset_index(drop=True)


def adoption_wave(adopted: np.ndarray, waves: np.ndarray) -> np.ndarray:
    """Index of the first period at or after each adoption; -1 before the panel, its length after it or never."""
    step = float(np.median(np.diff(waves))) if waves.size > 1 else 1.0
    place = np.searchsorted(waves, np.where(np.isnan(adopted), np.inf, adopted))
    return np.where(adopted <= waves[0] - step, -1, place)


def outside(rows: pd.DataFrame, seen: pd.Series[bool], lag: int) -> list[dict[str, object]]:
    """Adopters never seen adopting: before they could be at risk, after their last row, or in a gap between."""
    adopters = rows[rows["adopted"].notna()].groupby("unit", sort=False)
    due, last = adopters["due"].first(), adopters["wave"].max()
    before = due < adopters["wave"].min() + lag
    after = due > last
    gap = ~before & ~after & ~due.index.isin(rows.loc[seen, "unit"])
    groups = {
        "adopted_before_first_observation": due.index[before],
        "adopted_after_last_observation": due.index[after],
        "adopted_in_gap": due.index[gap],
    }
    return [
        check(name, warns=len(lost) > 0, statistic=float(len(lost)), detail=listed(list(lost)))
        for name, lost in groups.items()
    ]


def unseen(
    rows: pd.DataFrame, at_risk: pd.Series[bool], known: pd.Series[bool], event: pd.Series[bool]
) -> list[dict[str, object]]:
    """Rows at risk that lack covariates, and how many adoptions are among them."""
    lost = at_risk & ~known
    units = list(dict.fromkeys(rows.loc[lost, "unit"]))
    detail = f"{int(lost.sum())} / {int(at_risk.sum())}; {int((lost & event).sum())}: {listed(units)}" if units else ""
    return [check("hazard_missing_covariates", warns=bool(units), statistic=float(lost.sum()), detail=detail)]


def entries(rows: pd.DataFrame, at_risk: pd.Series[bool]) -> list[dict[str, object]]:
    """Counts: units that enter after the panel began, leave before it ended, or skip periods."""
    waves = rows.groupby("unit", sort=False)["wave"].agg(["min", "max", "count"])
    late = int((waves["min"] > 0).sum())
    gone = int((waves["max"] < rows["wave"].max()).sum())
    holes = waves.index[waves["max"] - waves["min"] + 1 > waves["count"]]
    return [
        check("hazard_late_entry", statistic=float(late)),
        check("hazard_early_exit", statistic=float(gone)),
        check("hazard_gaps", warns=len(holes) > 0, statistic=float(len(holes)), detail=listed(list(holes))),
        check("hazard_rows_at_risk", statistic=float(at_risk.sum())),
    ]


def summary(checks: pd.DataFrame) -> str:
    """Counts of the checks that warn, for a message."""
    warned = checks[checks["verdict"] == "warning"]
    pairs = zip(warned["diagnostic"], warned["statistic"], strict=True)
    return listed([f"{name}: {count:g}" for name, count in pairs]) or "0"
