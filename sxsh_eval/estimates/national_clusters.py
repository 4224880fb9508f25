"""The national effect with errors that allow enterprises of one province to move together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.clustered_design import LinearModel
from sxsh_eval.estimates.effects.panel_design import panel_design
from sxsh_eval.estimates.effects.wild_bootstrap import wild_cluster_bootstrap
from sxsh_eval.estimates.national_parts import LABELS, first_seen, renamed
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.savings import default_effects
from sxsh_eval.estimates.savings_panel import ROLES
from sxsh_eval.parameters.study import Study

DRAWS = 999
EFFECT = "overall"


def clustered_effects(used: pd.DataFrame, study: Study) -> Estimates:
    """Overall effect with errors by province.

    Parameters
    ----------
    used : DataFrame
        Rows of the panel with ``province``.
    study : Study

    Returns
    -------
    Estimates
        Row ``province_clusters``: the default effect with its influence summed by province, Student's t on provinces
        less one. Row ``wild_bootstrap``: the regression with an effect for each cohort and year, whose mean over
        treated rows is tested by a wild bootstrap of provinces.

    Raises
    ------
    EstimationError
        As `group_time_effects` and `wild_cluster_bootstrap`.
    """
    rows = used.assign(home=first_seen(used, "province"))
    wild = wild_by_province(rows, study)
    found = [by_province(rows, study), renamed(wild.table.row(EFFECT), "wild_bootstrap")]
    made = as_estimates(found, Method("province_clusters", "errors summed by province", study.level))
    return Estimates(made.table, made.method, None, wild.checks if len(wild.checks) else as_checks([]))


def by_province(rows: pd.DataFrame, study: Study) -> dict[str, Any]:
    """Default effect with errors by province and an interval by Student's t."""
    from scipy.stats import t

    design = panel_design(rows, **ROLES, cluster="home")
    row = aggregate_effects(default_effects(design, study), "simple").estimates.row("overall")
    df = len(design.clusters) - 1
    estimate, error = float(row["estimate"]), float(row["std_error"])
    reach = float(t.ppf(0.5 + study.level / 2, df)) * error
    p_value = float(2 * t.sf(abs(estimate) / error, df))
    numbers: dict[str, Any] = {"std_error": error, "p_value": p_value, "n_obs": float(row["n_obs"])}
    return LABELS.row("province_clusters", estimate, interval=(estimate - reach, estimate + reach), **numbers)


def wild_by_province(rows: pd.DataFrame, study: Study) -> Any:
    """Wild bootstrap of the mean effect over treated rows."""
    columns, names = saturated(rows)
    model = LinearModel(ROLES["outcome"], names, (ROLES["unit"], ROLES["time"]), "home")
    rng = np.random.default_rng(study.seed)
    return wild_cluster_bootstrap(columns, model, EFFECT, draws=DRAWS, rng=rng, level=study.level, labels=LABELS)


def saturated(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    r"""Regressors with an effect for each cohort and treated year, the first of which is their mean.

    Notes
    -----
    With effects :math:`\tau_c` of cells :math:`c` and their shares :math:`w_c` of treated rows,
    :math:`\sum_c \tau_c D_c = \bar\tau \sum_c D_c + \sum_{c \ne r} \gamma_c (D_c - (w_c / w_r) D_r)` where
    :math:`\tau_c = \bar\tau + \gamma_c`, :math:`\sum w_c \gamma_c = 0`, for any cell :math:`r`: here the largest.
    """
    design = panel_design(rows, **ROLES)
    used = rows.iloc[design.rows]
    treated = design.treated
    cells = np.where(treated, design.cohort[design.unit] * design.n_times + design.time, -1)
    codes, counts = np.unique(cells[treated], return_counts=True)
    largest = int(np.argmax(counts))
    columns: dict[str, Any] = {EFFECT: treated.astype(float)}
    for place, code in enumerate(codes):
        if place != largest:
            share = counts[place] / counts[largest]
            columns[f"cell_{code}"] = (cells == code) - share * (cells == codes[largest])
    keep = used[[ROLES["outcome"], ROLES["unit"], ROLES["time"], "home"]].reset_index(drop=True)
    return pd.concat([keep, pd.DataFrame(columns)], axis=1), tuple(columns)
