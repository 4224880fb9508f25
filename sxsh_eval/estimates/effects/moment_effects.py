"""Group-time effects from cohort moments, without covariates: Callaway & Sant'Anna's with all aggregations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.cell_design import label
from sxsh_eval.estimates.effects.cell_fit import with_controls
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_pairs import Base, Control, PairEffects, comparisons_of, pair_effects
from sxsh_eval.estimates.effects.moment_scores import score_covariance
from sxsh_eval.estimates.effects.moment_shares import Averages, Kind, average_effects
from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.estimates.effects.panel_results import Found, PanelEffects, result_of
from sxsh_eval.estimates.effects.panel_source import PanelSource, panel_source
from sxsh_eval.estimates.result import Method
from sxsh_eval.shown import Shown

REFERENCE = (
    "Callaway, B. & Sant'Anna, P. H. C. (2021), Difference-in-differences with multiple time periods, Journal of "
    "Econometrics 225, 200-230"
)


@dataclass(frozen=True, eq=False)
class MomentEffects(Shown):
    """Effects by cohort and time.

    Attributes
    ----------
    effects : PanelEffects
        Terms ``<cohort>|<time>``; `checks` hold the Wald test of the times before treatment.
    moments : CohortMoments
        They were made of.
    pairs : PairEffects
        Comparisons with scores.
    labels : Labels or None
    """

    shows: ClassVar[tuple[str, ...]] = ("effects",)

    effects: PanelEffects
    moments: CohortMoments
    pairs: PairEffects
    labels: Labels | None

    @property
    def table(self) -> Any:
        """Estimates by cohort and time."""
        return self.effects.table

    def aggregate(self, kind: Kind = "simple", level: float = 0.95) -> PanelEffects:
        """Average effect, with errors that include those of the cohorts' shares.

        Parameters
        ----------
        kind : {"simple", "dynamic", "group", "calendar"}
            Over all treated cohorts and times; by time since treatment; by cohort; by time.
        level : float
            Coverage of the intervals.

        Returns
        -------
        PanelEffects
            Term ``overall``, and ``event:<e>``, ``cohort:<g>`` or ``time:<t>``.
        """
        check_level(level)
        base = self.moments.without_groups()
        parts: Averages = average_effects(self.pairs, base, kind)
        cov = score_covariance(parts.scores, base, clusters_of(self.moments))
        fixed = np.asarray(parts.scores.rows.any(axis=(0, 2)))
        reasons = {term: "effect_reference_period" for term, moves in zip(parts.terms, fixed, strict=True) if not moves}
        found = Found(parts.terms, parts.estimates, cov, parts.treated, reasons=reasons)
        method = Method(f"group_time_{kind}", "sum(share x ATT(g,t)) / sum(share)", level, (REFERENCE,))
        of = self.effects
        return result_of(found, method, self.labels, "moments", (of.n_obs, of.n_units, of.n_clusters), [])


def moment_effects(
    data: CohortMoments | PanelDesign,
    *,
    control: Control = "never",
    base: Base = "varying",
    anticipation: float = 0,
    level: float = 0.95,
    labels: Labels | None = None,
) -> MomentEffects:
    """Effects of each cohort at each time from cohort moments alone.

    Parameters
    ----------
    data : CohortMoments or PanelDesign
        Groups of moments are clusters. A design must have no covariates and weights that stay.
    control : {"never", "not_yet"}
        Never treated units, or all that are not treated yet.
    base : {"varying", "universal"}
        Before treatment: change since the time before, or since the last time before treatment.
    anticipation : float
        How long before treatment effects may start.
    level : float
        Coverage of the intervals.
    labels : Labels, optional

    Returns
    -------
    MomentEffects

    Raises
    ------
    EstimationError
        ``estimate.moments_no_never``, ``estimate.moments_not_enough`` and the ``estimate.panel_*`` of the design.

    Notes
    -----
    Estimates and analytic errors are those of R's did for balanced panels, with normal intervals; from unbalanced
    ones the units observed at both times of a comparison are used. Without never treated units the last cohort is
    the control of the others, up to its treatment.

    References
    ----------
    .. [1] Callaway, B. & Sant'Anna, P. H. C. (2021), Journal of Econometrics 225, 200-230.
    """
    check_level(level)
    source = panel_source(data, exact=False)
    if source.moments is None:
        refuse("estimate.moments_not_enough", "moments", listed(source.names) or "weights")
    source = controlled(source, control, anticipation)
    moments = source.moments
    assert moments is not None  # noqa: S101 - refused above
    whole, clustered = moments.without_groups(), clusters_of(moments)
    finite = whole.cohorts[np.isfinite(whole.cohorts)]
    pairs = pair_effects(whole, comparisons_of(finite, whole.times, control, base, anticipation))
    cov = score_covariance(pairs.scores, whole, clustered)
    terms = [f"{label(one.cohort)}|{label(one.time)}" for one in pairs.comparisons]
    same = {
        term: "effect_reference_period"
        for term, one in zip(terms, pairs.comparisons, strict=True)
        if one.time == one.before
    }
    found = Found(terms, pairs.estimates, cov, pairs.treated, reasons=same)
    method = Method("group_time_effects", f"{control} treated controls, {base} base", level, (REFERENCE,))
    count = whole.n_units if clustered is None else len(np.unique(moments.group))
    checks = [*source.checks, pretest(pairs, cov), lacking(terms, pairs)]
    effects = result_of(found, method, labels, "moments", (whole.n_obs, whole.n_units, count), checks)
    return MomentEffects(effects, moments, pairs, labels)


def clusters_of(moments: CohortMoments) -> CohortMoments | None:
    """Moments by cluster where there are several."""
    return moments if len(np.unique(moments.group)) > 1 else None


def controlled(source: PanelSource, control: Control, anticipation: float) -> PanelSource:
    """Panel in which someone serves as control.

    Raises
    ------
    EstimationError
    """
    if np.isinf(source.cohorts[-1]):
        return source
    if control == "never":
        refuse("estimate.moments_no_never", "moments", listed([label(cohort) for cohort in source.cohorts]))
    source = with_controls(source)
    if not anticipation or source.moments is None:
        return source
    last = source.times[-1] - anticipation
    keep = source.times <= last
    return replace(source, times=source.times[keep], moments=source.moments.at_times(keep))


def pretest(pairs: PairEffects, cov: Array) -> dict[str, Any]:
    """Wald test that all effects before treatment are zero."""
    from scipy.special import chdtrc

    before = [one.time < one.cohort and one.time != one.before for one in pairs.comparisons]
    chosen = np.array(before, dtype=bool) & ~np.isnan(pairs.estimates)
    count = int(chosen.sum())
    part = cov[np.ix_(chosen, chosen)]
    if not count or np.linalg.matrix_rank(part, hermitian=True) < count:
        return check("moments_no_pretest", warns=True, detail=str(count))
    statistic = float(pairs.estimates[chosen] @ np.linalg.solve(part, pairs.estimates[chosen]))
    return check("pretrend_wald", statistic=statistic, df=float(count), p_value=float(chdtrc(count, statistic)))


def lacking(terms: list[str], pairs: PairEffects) -> dict[str, Any]:
    """Warning of comparisons without units on one side."""
    lost = [term for term, value in zip(terms, pairs.estimates, strict=True) if np.isnan(value)]
    return check("effects_not_identified", warns=bool(lost), statistic=float(len(lost)), detail=listed(lost))
