"""Tables, pre-test and checks of group-time effects."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.diagnosis import NAN, Labels, check, listed
from sxsh_eval.estimates.effects.bootstrap import Multipliers, multiplier_bootstrap, simultaneous_quantile
from sxsh_eval.estimates.effects.group_time_cells import Cell, PanelArrays
from sxsh_eval.estimates.effects.influence import (
    TINY,
    WaldTest,
    label_of,
    normal_p_value,
    normal_quantile,
    wald_test,
)
from sxsh_eval.estimates.effects.panel_design import NEVER
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Bands = tuple[int, Multipliers, np.random.Generator]
ENOUGH = 20  # clusters for each restriction, from which the chi-square test is near its size
REFERENCE = "effects_reference_period"
REFERENCES = (
    "Callaway & Sant'Anna (2021), Difference-in-differences with multiple time periods, J. Econometrics 225, 200-230",
    "Sant'Anna & Zhao (2020), Doubly robust difference-in-differences estimators, J. Econometrics 219, 101-122",
)


def refuse_cells(cells: pd.DataFrame) -> NoReturn:
    """Stop where no cell has a number, by the reasons of the cells.

    Parameters
    ----------
    cells : DataFrame
        ``reason`` of each.

    Raises
    ------
    EstimationError
        One problem a reason; found is of how many cells it is one.
    """
    counts = cells["reason"].value_counts().sort_index()
    told = [Problem(f"estimate.{reason}", "panel", f"{count}/{len(cells)}") for reason, count in counts.items()]
    raise EstimationError(told)


def cell_frame(panel: PanelArrays, cells: list[Cell], numbers: Floats, variance: Floats, spread: float) -> pd.DataFrame:
    """Cells by number, with their standard errors; the reference period is zero by definition."""
    places = np.array([(cell.cohort, cell.time, cell.base) for cell in cells])
    start, time = panel.cohorts[places[:, 0]], panel.times[places[:, 1]]
    reason = np.array([cell.reason for cell in cells], dtype=object)
    error = np.sqrt(variance)
    reason = np.where((reason == "") & ~(error > TINY * spread), "effects_no_variance", reason)
    estimate = np.where(reason == REFERENCE, 0.0, numbers[:, 0])
    return pd.DataFrame(
        {
            "cohort": start,
            "time": time,
            "base": panel.times[places[:, 2]],
            "event": time - start,
            "post": time >= start,
            "estimate": estimate,
            "std_error": np.where(reason == "", error, NAN),
            "n_treated": numbers[:, 1].astype(int),
            "n_control": numbers[:, 2].astype(int),
            "reason": reason.astype(str),
            "early": [panel.cohorts.size if cell.reason else cell.early for cell in cells],
        }
    )


def pretest_of(frame: pd.DataFrame, cov: Floats, clusters: int, anticipation: float) -> WaldTest:
    """Wald test that the effects before any can be expected are zero."""
    used = np.flatnonzero((frame["time"] < frame["cohort"] - anticipation) & (frame["reason"] == ""))
    return wald_test(frame["estimate"].to_numpy()[used], cov[np.ix_(used, used)], clusters)


def band_columns(
    estimate: Floats, error: Floats, joint: tuple[Floats, Codes | None], level: float, bands: Bands | None
) -> dict[str, Floats]:
    """Ends of the simultaneous bands; NaN without bootstrap. `joint` holds influence functions and clusters."""
    factor = NAN
    if bands is not None:
        draws, multipliers, rng = bands
        influence, cluster = joint
        drawn = multiplier_bootstrap(influence, draws=draws, rng=rng, cluster=cluster, multipliers=multipliers)
        factor = simultaneous_quantile(drawn, error, level)
    return {"simultaneous_low": estimate - factor * error, "simultaneous_high": estimate + factor * error}


def effects_table(
    frame: pd.DataFrame,
    joint: tuple[Floats, Codes | None],
    cov: Floats,
    labels: Labels,
    level: float,
    bands: Bands | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with intervals, and their covariance."""
    reach, rows = normal_quantile(level), []
    terms = [f"{label_of(g)}|{label_of(t)}" for g, t in zip(frame["cohort"], frame["time"], strict=True)]
    for term, cell in zip(terms, frame.to_dict("records"), strict=True):
        rows.append(effect_row(labels, term, cell, reach))
    table = pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, *WORDS])
    estimate, error = frame["estimate"].to_numpy(), frame["std_error"].to_numpy()
    beside = {"n_treated": frame["n_treated"], "n_control": frame["n_control"]}
    table = table.assign(**beside, **band_columns(estimate, error, joint, level, bands))
    cov = cov.copy()
    lost = ~frame["reason"].isin(["", REFERENCE]).to_numpy()
    cov[lost] = cov[:, lost] = NAN
    return table, pd.DataFrame(cov, index=terms, columns=terms)


def effect_row(labels: Labels, term: str, cell: dict[Any, Any], reach: float) -> dict[str, Any]:
    """One row: an interval and a p value, or the reason why there are none."""
    estimate, error, reason = float(cell["estimate"]), float(cell["std_error"]), str(cell["reason"])
    n_obs = float(cell.get("n_obs", cell["n_treated"] + cell.get("n_control", 0)))
    if reason:
        return labels.row(term, estimate, reason=reason, n_obs=n_obs)
    p_value = normal_p_value(estimate / error)
    interval = (estimate - reach * error, estimate + reach * error)
    return labels.row(term, estimate, interval=interval, std_error=error, p_value=p_value, n_obs=n_obs)


def effect_checks(
    frame: pd.DataFrame, trimmed: int, panel: PanelArrays, pretest: WaldTest, level: float
) -> list[dict[str, Any]]:
    """Cells without a number, controls left out, who stood in for the never treated, and the pre-test."""
    lost = frame[~frame["reason"].isin(["", REFERENCE])]
    named = [
        f"{label_of(g)}|{label_of(t)}: {why.removeprefix('effects_')}"
        for g, t, why in zip(lost["cohort"], lost["time"], lost["reason"], strict=True)
    ]
    stood_in = np.isfinite(panel.last)
    rows = [
        check("effects_missing", warns=bool(named), statistic=float(len(named)), detail=listed(named)),
        check("effects_trimmed", warns=trimmed > 0, statistic=float(trimmed), detail=str(trimmed)),
        check(
            "effects_last_cohort",
            warns=bool(stood_in),
            statistic=float((panel.cohort == NEVER).sum()) if stood_in else 0.0,
            detail=label_of(panel.last) if stood_in else "",
        ),
    ]
    if pretest.reason:
        return [*rows, check(pretest.reason, warns=True, statistic=float(pretest.df), detail=str(pretest.df))]
    detail = f"{pretest.statistic:.3f}, {pretest.df}, p {pretest.p_value:.4f}"
    numbers = {"statistic": pretest.statistic, "df": float(pretest.df), "p_value": pretest.p_value}
    few = pretest.clusters < ENOUGH * pretest.df
    rejects = (pretest.p_value_few if few else pretest.p_value) < 1 - level
    rows.append(check("effects_pretest", warns=rejects, detail=detail, **numbers))
    detail = f"{pretest.clusters} / {pretest.df}; p {pretest.p_value_few:.4f}" if few else ""
    rows.append(check("effects_pretest_few", warns=few, detail=detail, p_value=pretest.p_value_few))
    return rows
