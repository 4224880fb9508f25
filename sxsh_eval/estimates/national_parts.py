"""Parts of the national effect: kinds of enterprises, each sector left out, each province on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.area_result import AreaLabels, SmallAreas
from sxsh_eval.estimates.diagnosis import Labels, as_checks, check
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.panel_design import panel_design
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects, heterogeneous_effects
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.savings import default_effects
from sxsh_eval.estimates.savings_panel import ROLES
from sxsh_eval.estimates.small_areas import fay_herriot
from sxsh_eval.parameters.study import Study

LABELS = Labels("energy_intensity", "", "", "log_points", "caused", "enterprises")
FEWEST = 10  # adopters beyond one for each year of adopting: a province with fewer has no effect that could be trusted
AREAS = AreaLabels("energy_intensity", "log_points", "caused", "enterprises")


def first_seen(used: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Each enterprise's value in its first year: what it was before it adopted, the same in all its rows."""
    ordered = used.sort_values(ROLES["time"], kind="stable")
    return ordered.groupby(ROLES["unit"], sort=False)[column].transform("first").reindex(used.index)


def effects_by(used: pd.DataFrame, column: str, study: Study) -> SubgroupEffects:
    """Effect in each kind of enterprise against controls of its own kind, with a test that all are equal."""
    rows = used.assign(**{column: first_seen(used, column)})
    options: dict[str, Any] = {"control": "not_yet", "base": "universal"}
    return heterogeneous_effects(rows, by=column, level=study.level, labels=LABELS, **ROLES, **options)


def overall_effect(rows: pd.DataFrame, study: Study) -> dict[str, Any]:
    """Row of the default effect in some of the rows, with the numbers of adopters and of their cohorts.

    Raises
    ------
    EstimationError
        As `panel_design` and `group_time_effects`; ``estimate.specification_empty`` without an error.
    """
    design = panel_design(rows, **ROLES)
    row = aggregate_effects(default_effects(design, study), "simple").estimates.row("overall")
    own = design.cohort[design.cohort >= 0]
    return row | {"adopters": len(own), "cohorts": len(set(own.tolist()))}


def without_each(used: pd.DataFrame, column: str, study: Study) -> Estimates:
    """Effect with each level of a column left out in turn: rows ``without:<level>``.

    Raises
    ------
    EstimationError
        If the effect exists without none of them.
    """
    kinds = first_seen(used, column)
    rows: list[dict[str, Any]] = []
    lost: list[str] = []
    refusals: list[Problem] = []
    for level in sorted(set(kinds.dropna())):
        try:
            found = overall_effect(used[kinds != level], study)
        except EstimationError as refusal:
            lost.append(f"{level}: {refusal.problems[0].code}")
            refusals += refusal.problems
            continue
        rows.append(renamed(found, f"without:{level}"))
    if not rows:
        raise EstimationError(refusals)
    made = as_estimates(rows, Method("leave_one_out", "default effect without one level", study.level))
    told = check("left_out_missing", warns=bool(lost), statistic=float(len(lost)), detail="; ".join(lost))
    return Estimates(made.table, made.method, None, as_checks([told]))


def renamed(row: dict[str, Any], term: str) -> dict[str, Any]:
    """Row of the contract under another term, with the columns of the contract alone."""
    numbers: dict[str, Any] = {name: float(row[name]) for name in ("std_error", "p_value", "n_obs")}
    ends = (float(row["conf_low"]), float(row["conf_high"]))
    known = bool(np.isfinite(ends).all())
    return LABELS.row(
        term,
        float(row["estimate"]),
        interval=ends if known else None,
        reason="" if known else str(row["reason"]),
        **numbers,
    )


def province_effects(used: pd.DataFrame, study: Study) -> tuple[SmallAreas, Estimates]:
    """Effect of each province against its own controls, raw, with the one shrunken to the provinces' common law.

    Parameters
    ----------
    used : DataFrame
        Rows of the panel with ``province``.
    study : Study

    Returns
    -------
    SmallAreas
        By slug, on the logarithm; a province without an effect of its own has the common mean, as ``synthetic``.
    Estimates
        The same as terms ``raw`` and ``shrunk`` of each province with its adopters in ``n_treated``; the checks name
        the provinces that have no effect of their own.

    Raises
    ------
    EstimationError
        ``estimate.area_too_few`` and those of `fay_herriot`.

    Notes
    -----
    Fay-Herriot with variances that are smoothed over provinces, as is usual where each is itself an estimate. The error
    of a province sees no spread in a cohort of one adopter and too little in small ones, so its square is first taken
    times ``n / (n - G)`` with `n` adopters in `G` cohorts; of these, times `n`, the mean over provinces (weighted by
    ``n - G``) is divided by each province's `n`. In synthetic countries whose provinces do not differ, the test that
    they do rejects at 5 % in 0 to 20 of 100 cases so (50 to 85 with the squares as they are). Provinces with ``n - G``
    under `FEWEST` take no part.
    """
    home = first_seen(used, "province")
    found: dict[str, dict[str, float]] = {}
    lost: list[str] = []
    for slug in sorted(set(home.dropna())):
        found[slug], why = one_province(used[home == slug], study)
        lost += [f"{slug}: {why}"] if why else []
    frame = smoothed(pd.DataFrame.from_dict(found, orient="index"))
    areas = fay_herriot(frame, direct="direct", variance="variance", level=study.level)
    areas = replace(areas, table=areas.table.assign(n_obs=frame["n"]))
    table = areas.estimates(AREAS)
    told = check("province_no_effect", warns=bool(lost), statistic=float(len(lost)), detail="; ".join(lost))
    checks = pd.concat([table.checks, as_checks([told])], ignore_index=True)
    treated = table.table["province"].map(frame["adopters"]).astype(int)
    return areas, Estimates(table.table.assign(n_treated=treated), table.method, None, checks)


def one_province(rows: pd.DataFrame, study: Study) -> tuple[dict[str, float], str]:
    """Effect, variance and sizes of one province; why there is no effect, if there is none."""
    try:
        row = overall_effect(rows, study)
    except EstimationError as refusal:
        nothing = {"direct": np.nan, "variance": np.nan, "n": np.nan, "adopters": 0.0, "degrees": 0.0}
        return nothing, refusal.problems[0].code
    adopters, degrees = row["adopters"], row["adopters"] - row["cohorts"]
    sizes = {"n": float(row["n_obs"]), "adopters": float(adopters), "degrees": float(degrees)}
    variance = float(row["std_error"]) ** 2
    if degrees < FEWEST or not variance > 0:
        why = f"{adopters} - {row['cohorts']} < {FEWEST}" if degrees < FEWEST else str(row["reason"])
        return {"direct": np.nan, "variance": np.nan, **sizes}, why
    return {"direct": float(row["estimate"]), "variance": variance, **sizes}, ""


def smoothed(provinces: pd.DataFrame) -> pd.DataFrame:
    """Provinces with variances corrected for small cohorts, then in inverse proportion to their adopters."""
    known = provinces[provinces["variance"].notna()]
    if known.empty:
        return provinces
    n, degrees = known["adopters"], known["degrees"]
    of_one = float((known["variance"] * n / degrees * n * degrees).sum() / degrees.sum())
    return provinces.assign(variance=(of_one / provinces["adopters"]).where(provinces["variance"].notna()))
