"""Energy that adopting saved in the whole country, its parts by kind of enterprise and by province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.adoption import tried
from sxsh_eval.estimates.effects.advice import Advice, advise_designs
from sxsh_eval.estimates.effects.aggregation import AggregatedEffects, aggregate_effects
from sxsh_eval.estimates.effects.group_time import GroupTimeEffects
from sxsh_eval.estimates.effects.honest import HonestBounds
from sxsh_eval.estimates.effects.pretrend_power import PretrendPower
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects
from sxsh_eval.estimates.national_clusters import clustered_effects
from sxsh_eval.estimates.national_parts import effects_by, province_effects, without_each
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saved import estimate_saved
from sxsh_eval.estimates.savings import (
    COVARIATES,
    Refused,
    bounds_of,
    decomposition_of,
    default_effects,
    event_study_of,
    power_of,
)
from sxsh_eval.estimates.savings_panel import ROLES, EnergyPanel, energy_panel
from sxsh_eval.estimates.specifications import Row, Specification, specifications
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.study import Study


@dataclass(frozen=True, eq=False)
class NationalSavings:
    """Energy saved by adopting in the whole country.

    Attributes
    ----------
    panel : EnergyPanel
    effects : GroupTimeEffects
        Default of `estimate_savings`, over all provinces.
    overall : dict
        Mean effect over all enterprises and years under treatment, on the log.
    events : AggregatedEffects
    alternatives : tuple of Specification
    clustered : Estimates or None
        Overall effect with errors by province: rows ``province_clusters``, ``wild_bootstrap``.
    by_size, by_sector : SubgroupEffects or None
    without_sector : Estimates or None
        Rows ``without:<sector>``.
    provinces : Estimates or None
        Terms ``raw`` and ``shrunk`` of each province.
    bounds : HonestBounds or None
    power : PretrendPower or None
    advice : tuple of Advice
    decomposition : Estimates or None
    saved : Estimates or None
        TOE, GJ, tCO2 over the years of the period: total, by year, province, sector.
    refusals : dict
        Why a part is missing, by its name.
    synthetic : bool
    """

    panel: EnergyPanel
    effects: GroupTimeEffects
    overall: Row
    events: AggregatedEffects
    alternatives: tuple[Specification, ...]
    clustered: Estimates | None
    by_size: SubgroupEffects | None
    by_sector: SubgroupEffects | None
    without_sector: Estimates | None
    provinces: Estimates | None
    bounds: HonestBounds | None
    power: PretrendPower | None
    advice: tuple[Advice, ...]
    decomposition: Estimates | None
    saved: Estimates | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool

    def _repr_html_(self) -> str:
        return self.events._repr_html_()


def estimate_national_savings(inputs: NationalInputs, study: Study) -> NationalSavings | Refused | None:
    """Energy that adopting cleaner production saved in the country.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study

    Returns
    -------
    NationalSavings or Refused or None
        None without a table of enterprises, `Refused` where it carries no effect at all. A part that the data do not
        allow is left out, with its refusal kept.

    Notes
    -----
    The same default as `estimate_savings`: enterprises of any province that have not adopted yet are the controls.
    """
    try:
        panel = energy_panel(inputs, study)
        if panel is None:
            return None
        effects = default_effects(panel.design, study)
        overall = aggregate_effects(effects, "simple").estimates.row("overall")
        events = event_study_of(effects, study)
    except EstimationError as refusal:
        return Refused(refusal.problems, inputs.synthetic)
    return with_parts(inputs, study, panel, effects, (overall, events))


def with_parts(
    inputs: NationalInputs,
    study: Study,
    panel: EnergyPanel,
    effects: GroupTimeEffects,
    found: tuple[Row, AggregatedEffects],
) -> NationalSavings:
    """The same with everything that is built on the effect."""
    refusals: dict[str, tuple[Problem, ...]] = {}
    used, (overall, events) = panel.used, found
    covariates = tuple(name for name in COVARIATES if name in used and used[name].nunique() > 1)
    years = panel.in_years(study.period.first, study.period.last)
    return NationalSavings(
        panel=panel,
        effects=effects,
        overall=overall,
        events=events,
        alternatives=specifications(
            used, panel.design, ROLES, covariates=covariates, default=overall, level=study.level
        ),
        clustered=tried("clustered", refusals, lambda: clustered_effects(used, study)),
        by_size=tried("by_size", refusals, lambda: effects_by(used, "size_class", study)),
        by_sector=tried("by_sector", refusals, lambda: effects_by(used, "sector", study)),
        without_sector=tried("without_sector", refusals, lambda: without_each(used, "sector", study)),
        provinces=tried("provinces", refusals, lambda: province_effects(used, study)[1]),
        bounds=tried("bounds", refusals, lambda: bounds_of(events, study)),
        power=tried("power", refusals, lambda: power_of(events, study)),
        advice=advise_designs(panel.design),
        decomposition=tried("decomposition", refusals, lambda: decomposition_of(years, study)),
        saved=tried("saved", refusals, lambda: estimate_saved(effects.estimates, years, level=study.level)),
        refusals=refusals,
        synthetic=inputs.synthetic,
    )


def specification_table(national: NationalSavings, level: float) -> Estimates:
    """Overall effects by every estimator as rows named for it; a refused one has its reason in place of a number."""
    rows = []
    for one in national.alternatives:
        row = one.row or {"estimate": float("nan"), "reason": one.refusals[0].code}
        whole = national.overall | dict.fromkeys(("std_error", "conf_low", "conf_high", "p_value"), float("nan")) | row
        rows.append(whole | {"term": one.name, "indicator": "energy_intensity", "province": "", "unit": "log_points"})
        rows[-1] |= {"evidence": "caused", "source": "enterprises", "sector": "", "period": ""}
    return as_estimates(rows, Method("specifications", "one effect by many estimators", level))


def overall_table(national: NationalSavings) -> Estimates:
    """Mean effect as a table of one row."""
    averaged = aggregate_effects(national.effects, "simple").estimates
    return Estimates(pd.DataFrame(averaged.table), averaged.method, None, averaged.checks)
