"""Group-time effects brought together: overall, by time since the start, by cohort, by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import NAN, Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.aggregation_parts import Average, averaged, overall, selected
from sxsh_eval.estimates.effects.bootstrap import Multipliers
from sxsh_eval.estimates.effects.group_time import GroupTimeEffects
from sxsh_eval.estimates.effects.group_time_tables import (
    REFERENCE,
    REFERENCES,
    Bands,
    band_columns,
    effect_row,
)
from sxsh_eval.estimates.effects.influence import TINY, label_of, normal_quantile
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Estimates, Method
from sxsh_eval.shown import Shown

Floats = NDArray[np.float64]
Kind = Literal["simple", "dynamic", "group", "calendar"]
TERMS = {"dynamic": "event", "group": "cohort", "calendar": "time"}


@dataclass(frozen=True, eq=False)
class AggregatedEffects(Shown):
    """Effects brought together.

    Attributes
    ----------
    kind : {"simple", "dynamic", "group", "calendar"}
    estimates : Estimates
        Row ``overall``, then ``event:<e>``, ``cohort:<g>`` or ``time:<t>``, with covariance. ``n_obs`` counts the
        units of the cohorts compared, ``n_treated`` the treated ones behind the number, ``cohorts`` their cohorts.
    loadings : array, shape (n_cells + n_cohorts, n_rows)
        Weights of the influence functions `GroupTimeEffects.joint` in each row.
    at : array, shape (n_rows,)
        Event times, cohorts or periods; NaN for ``overall``.
    level : float
    effects : GroupTimeEffects
        What was averaged.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates",)

    kind: str
    estimates: Estimates
    loadings: Floats
    at: Floats
    level: float
    effects: GroupTimeEffects

    @property
    def influence(self) -> Floats:
        """Influence functions, shape (n_units, n_rows)."""
        return np.asarray(self.effects.joint @ self.loadings)

    @property
    def table(self) -> pd.DataFrame:
        """Rows of the estimates."""
        return self.estimates.table

    @property
    def cov(self) -> pd.DataFrame:
        """Covariance of the rows."""
        assert self.estimates.cov is not None  # noqa: S101 - made so
        return self.estimates.cov

    @property
    def checks(self) -> pd.DataFrame:
        """What was tested and what a reader has to know."""
        return self.estimates.checks


def aggregate_effects(  # noqa: PLR0913 - the options of R did
    effects: GroupTimeEffects,
    kind: Kind = "simple",
    *,
    min_event: float | None = None,
    max_event: float | None = None,
    balance_at: float | None = None,
    bootstrap: int | None = None,
    multipliers: Multipliers = "rademacher",
    rng: np.random.Generator | None = None,
    level: float | None = None,
    labels: Labels | None = None,
) -> AggregatedEffects:
    """Average group-time effects.

    Parameters
    ----------
    effects : GroupTimeEffects
    kind : {"simple", "dynamic", "group", "calendar"}
        All cells after the start, weighted by cohort size; by time since the start; by cohort (each the plain mean
        over its periods); by period.
    min_event, max_event : float, optional
        First and last time since the start that takes part (all kinds but calendar).
    balance_at : float, optional
        Dynamic only: keep the cohorts that are seen at least so long after their start, so that the composition is
        the same from 0 to there.
    bootstrap : int, optional
        Draws of the multiplier bootstrap, for simultaneous bands over the rows but ``overall``.
    multipliers : {"rademacher", "mammen"}
    rng : Generator, optional
        Of the draws; seeded with 0 by default.
    level : float, optional
        Coverage; that of the effects by default.
    labels : Labels, optional
        Those of the effects by default.

    Returns
    -------
    AggregatedEffects

    Raises
    ------
    EstimationError
        ``estimate.effects_choice``, ``estimate.effects_nothing_to_average``; the reasons of the cells where none has
        a number.

    Notes
    -----
    The overall of ``dynamic`` and ``calendar`` is the plain mean of their rows (of event times from 0 on), that of
    ``group`` the mean weighted by cohort size. Errors allow for the estimated cohort shares; those of the group overall
    are right, as in R did from 2025 on (versions up to 2.1.2 took the wrong cohorts there). Cells without a number take
    no part, and the check ``aggregate_missing`` names them.
    """
    level = effects.level if level is None else level
    check_level(level)
    if kind not in ("simple", *TERMS):
        refuse("estimate.effects_choice", "kind", kind, known=", ".join(["simple", *TERMS]))
    window = (-np.inf if min_event is None else min_event, np.inf if max_event is None else max_event)
    parts = selected(effects, kind, window, balance_at)
    rows = [averaged(effects, parts.cells[place], plain=kind == "group") for place in range(len(parts.at))]
    rows.insert(0, overall(effects, kind, parts, rows))
    bands = None if bootstrap is None else (bootstrap, multipliers, rng or np.random.default_rng(0))
    method = Method(f"aggregate_{kind}", f"{kind} mean of {effects.estimates.method.formula}", level, REFERENCES)
    names = ["overall"] + [f"{TERMS[kind]}:{label_of(value)}" for value in parts.at]
    table, cov = aggregate_table(effects, names, rows, labels or effects.labels, level, bands)
    checks = pd.concat([effects.checks, as_checks([missing_check(effects, kind, window)])], ignore_index=True)
    return AggregatedEffects(
        kind=kind,
        estimates=Estimates(table, method, cov, checks),
        loadings=np.column_stack([row.loading for row in rows]),
        at=np.array([NAN, *parts.at]),
        level=level,
        effects=effects,
    )


def aggregate_table(
    effects: GroupTimeEffects, names: list[str], rows: list[Average], labels: Labels, level: float, bands: Bands | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with intervals and bands, and their covariance."""
    loadings = np.column_stack([row.loading for row in rows])
    cov = loadings.T @ effects.joint_cov @ loadings
    error = np.sqrt(np.maximum(np.diag(cov), 0))
    spread = effects.design.spread
    reasons = effects.cells["reason"].to_numpy()
    fixed = np.array([bool((reasons[row.cells] == REFERENCE).all()) for row in rows])
    reason = np.where(fixed, REFERENCE, np.where(error > TINY * spread, "", "effects_no_variance"))
    error = np.where(reason == "", error, NAN)
    counted, reach, found = counts_of(effects, rows), normal_quantile(level), []
    for name, row, size, why, count in zip(names, rows, error, reason, counted, strict=True):
        cell = {"estimate": row.estimate, "std_error": size, "reason": why, **count}
        found.append(effect_row(labels, name, cell, reach))
    estimate = np.array([row.estimate for row in rows])
    asked = bands if len(rows) > 1 else None
    influence = effects.joint @ loadings[:, 1:] if asked else loadings
    columns = band_columns(estimate[1:], error[1:], (influence, effects.design.cluster), level, asked)
    beside: dict[str, Any] = {key: [count[key] for count in counted] for key in ("n_treated", "cohorts")}
    beside |= {key: [NAN, *ends] for key, ends in columns.items()}
    table = pd.DataFrame(found, columns=[*KEYS, *NUMBERS, *WORDS]).assign(**beside)
    return table, pd.DataFrame(cov, index=names, columns=names)


def counts_of(effects: GroupTimeEffects, rows: list[Average]) -> list[dict[str, Any]]:
    """Treated units behind each number, units of all cohorts that take part in it, and the cohorts treated."""
    start, treated, early = (effects.cells[name].to_numpy() for name in ("cohort", "n_treated", "early"))
    known, place = np.unique(start, return_inverse=True)
    first = effects.design.first_treated
    sizes = np.array([(first == cohort).sum() for cohort in known])
    never = first.size - int(sizes.sum())  # those that stand as never treated
    found = []
    for row in rows:
        largest = np.zeros(known.size, dtype=int)
        np.maximum.at(largest, place[row.cells], treated[row.cells])
        inside = np.bincount(place[row.cells], minlength=known.size) > 0
        compared = inside | (np.arange(known.size) >= early[row.cells].min())
        cohorts = listed([label_of(cohort) for cohort in known[inside]], 100)
        found.append({"n_treated": int(largest.sum()), "n_obs": never + int(sizes[compared].sum()), "cohorts": cohorts})
    return found


def missing_check(effects: GroupTimeEffects, kind: str, window: tuple[float, float]) -> dict[str, Any]:
    """Warning of cells after the start that have no number and so are not in the averages."""
    cells = effects.cells
    after = cells["post"] & cells["estimate"].isna()
    if kind != "calendar":
        after &= (cells["event"] >= window[0]) & (cells["event"] <= window[1])
    lost = cells[after]
    named = [f"{label_of(g)}|{label_of(t)}" for g, t in zip(lost["cohort"], lost["time"], strict=True)]
    return check("aggregate_missing", warns=bool(named), statistic=float(len(named)), detail=listed(named))
