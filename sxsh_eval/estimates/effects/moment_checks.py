"""What moments cannot carry, refused or said by the names that tables of rows have for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.effects.cell_design import label
from sxsh_eval.estimates.effects.cohort_moments import NEVER, CohortMoments, gathered
from sxsh_eval.estimates.effects.panel_results import cluster_checks

WHERE = "moments"
FEWEST = 3
SMALL_COHORT = 5


def checked_moments(moments: CohortMoments) -> tuple[CohortMoments, list[dict[str, Any]]]:
    """Moments without the units treated from the first time on; cohorts after the last time become never treated.

    Parameters
    ----------
    moments : CohortMoments

    Returns
    -------
    moments : CohortMoments
    checks : list of dict

    Raises
    ------
    EstimationError
        ``estimate.panel_*``, as in `panel_design`.
    """
    late = np.isfinite(moments.cohort) & (moments.cohort > moments.times[-1])
    early = moments.cohort <= moments.times[0]
    dropped = float(moments.units[early].sum())
    named = listed([label(cohort) for cohort in np.unique(moments.cohort[early])])
    checks = [check("panel_treated_first", warns=bool(early.any()), statistic=dropped, detail=named)]
    if late.any():
        moments = replace(moments, cohort=np.where(late, NEVER, moments.cohort))
    moments = gathered(moments.where(~early)) if early.any() or late.any() else moments
    refuse_impossible(moments)
    sizes = {cohort: float(moments.units[moments.cohort == cohort].sum()) for cohort in moments.cohorts}
    small = [f"{label(c)} ({n:g})" for c, n in sizes.items() if np.isfinite(c) and n < SMALL_COHORT]
    treated = sum(np.isfinite(list(sizes)))
    partial = float(moments.units[~moments.seen.all(axis=1)].sum())
    kinds = len(np.unique(moments.seen, axis=0))
    groups = len(np.unique(moments.group))
    return moments, [
        *checks,
        check("panel_units", statistic=float(moments.n_units), detail=f"{len(moments.times)} x {moments.n_units}"),
        check("panel_never_treated", warns=NEVER not in sizes, statistic=sizes.get(NEVER, 0.0)),
        check("panel_one_cohort", warns=treated == 1, statistic=float(treated), detail=label(moments.cohorts[0])),
        check("panel_small_cohorts", warns=bool(small), statistic=float(len(small)), detail=listed(small)),
        check(
            "panel_unbalanced", warns=partial > 0, statistic=partial, detail=f"{partial:g} / {moments.n_units}; {kinds}"
        ),
        *cluster_checks(groups if groups > 1 else moments.n_units),
    ]


def refuse_impossible(moments: CohortMoments) -> None:
    """Refuse moments without treated units, controls or two times, or of a constant outcome.

    Raises
    ------
    EstimationError
    """
    finite = np.isfinite(moments.cohort)
    if not finite.any():
        refuse("estimate.panel_no_treated", WHERE, 0)
    if len(moments.times) < 2:  # noqa: PLR2004
        refuse("estimate.panel_one_period", WHERE, listed([label(time) for time in moments.times]))
    if len(moments.cohorts) == 1:
        refuse(
            "estimate.panel_no_controls", WHERE, f"{moments.n_units} / {moments.n_units}: {label(moments.cohorts[0])}"
        )
    treated = float(moments.units[finite].sum())
    control = moments.n_units - float(moments.units[moments.cohort == moments.cohorts[0]].sum())
    if min(treated, control) < FEWEST:
        refuse("estimate.panel_too_few_units", WHERE, f"{treated:g} / {control:g}", least=FEWEST)
    means = moments.sums.mean[moments.seen]
    if np.ptp(means) == 0 and not np.diagonal(moments.sums.cross, axis1=1, axis2=2).any():
        refuse("estimate.panel_constant_outcome", WHERE, f"{means[0]:g}")
