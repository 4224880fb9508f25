"""Energy that adopting really saved in one province: effect, tests, quantities, the letter's claim beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.adoption import tried
from sxsh_eval.estimates.against import share_claimed
from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.decomposition_panel import estimate_decomposition
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.effects.advice import Advice, advise_designs
from sxsh_eval.estimates.effects.aggregation import AggregatedEffects, aggregate_effects
from sxsh_eval.estimates.effects.bacon import BaconDecomposition, goodman_bacon
from sxsh_eval.estimates.effects.event_study import event_study_from
from sxsh_eval.estimates.effects.group_time import GroupTimeEffects, group_time_effects
from sxsh_eval.estimates.effects.honest import HonestBounds, Restriction, honest_bounds
from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.estimates.effects.pretrend_power import PretrendPower, pretrend_power
from sxsh_eval.estimates.intensity import estimate_intensity
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.rounding import claim_interval
from sxsh_eval.estimates.saved import estimate_saved
from sxsh_eval.estimates.saved_claim import SavedAgainst, saved_against
from sxsh_eval.estimates.savings_panel import ROLES, EnergyPanel, WithEnterprises, energy_panel
from sxsh_eval.estimates.specifications import Row, Specification, specifications
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded, Shown

INDICATOR = "energy_saving_estimated"
COVARIATES = ("size_class", "sector")
WINDOW = 5  # years around adoption that are shown and tested
DRAWS = 999
RELATIVE = (0.5, 1.0, 1.5, 2.0)
SMOOTH = (0.0, 0.0025, 0.005, 0.01)  # change of slope from year to year, on the logarithm


@dataclass(frozen=True, eq=False)
class Refused(Shown):
    """No effect can be estimated from the enterprises given.

    Attributes
    ----------
    problems : tuple of Problem
        Why.
    synthetic : bool
    """

    problems: tuple[Problem, ...]
    synthetic: bool


@dataclass(frozen=True, eq=False)
class Savings(Guarded):
    """Energy saved by adopting in one province.

    Attributes
    ----------
    panel : EnergyPanel
    effects : GroupTimeEffects
        Default: not yet treated enterprises as controls, without covariates, on the log of energy per output.
    overall : dict
        Mean effect over all enterprises and years under treatment, on the log.
    events : AggregatedEffects
        Effect by years since adoption, with simultaneous bands.
    alternatives : tuple of Specification
        The same effect by other estimators, naive ones first.
    bounds : HonestBounds or None
        What remains of the mean effect when trends differ by up to a multiple of the largest difference before.
    smooth : HonestBounds or None
        The same when the slope of diverging trends changes by up to so much from year to year.
    power : PretrendPower or None
    bacon : BaconDecomposition or None
        Which comparisons a two-way regression would have made.
    advice : tuple of Advice
        Designs that the data allow, and what the others would take.
    intensity : Estimates or None
        Energy per output by sector and year.
    decomposition : Estimates or None
        Change of energy use over the period: activity, structure, intensity.
    saved : Estimates or None
        TOE, GJ, tCO2 over the years of the period.
    claim_id : str or None
    against : SavedAgainst or None
        The claimed percentage beside the caused one.
    refusals : dict
        Why a part is missing, by its name.
    synthetic : bool
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("events", "saved", "intensity", "decomposition")

    panel: EnergyPanel
    effects: GroupTimeEffects
    overall: Row
    events: AggregatedEffects
    alternatives: tuple[Specification, ...]
    bounds: HonestBounds | None
    smooth: HonestBounds | None
    power: PretrendPower | None
    bacon: BaconDecomposition | None
    advice: tuple[Advice, ...]
    intensity: Estimates | None
    decomposition: Estimates | None
    saved: Estimates | None
    claim_id: str | None
    against: SavedAgainst | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool

    def _facts(self) -> Mapping[str, Any]:
        return {"n_units": self.panel.design.n_units, "adopters": int((self.panel.design.cohort >= 0).sum())}


def estimate_savings(inputs: Inputs, study: Study, *, compared: bool = True) -> Savings | Refused | None:
    """Energy that adopting cleaner production saved.

    Parameters
    ----------
    inputs : Inputs
        With enterprises by year.
    study : Study
    compared : bool
        Whether the effect is estimated in other ways too; without, `Savings.alternatives` is empty. It takes half of
        the time and refuses nothing.

    Returns
    -------
    Savings or Refused or None
        None without a panel, `Refused` where the panel carries no effect at all. A part that the data do not allow is
        left out, with its refusal kept.

    Notes
    -----
    Default: effects by cohort and year after Callaway & Sant'Anna (2021) on the log of official TOE per output, with
    enterprises that have not adopted yet as controls and the year before adopting as base, averaged over all adopting
    enterprises and years. It holds if, without adopting, energy per output of adopters would have moved like that of
    the controls.
    """
    found = savings_of(inputs, study, inputs.province, compared=compared)
    if not isinstance(found, Savings):
        return found
    claim_id, against = claim_beside(inputs, found.saved)
    return replace(found, claim_id=claim_id, against=against)


def savings_of(
    inputs: WithEnterprises, study: Study, province: str = "", *, compared: bool = True
) -> Savings | Refused | None:
    """Savings of the enterprises of a province, or of the country (no province), without any letter beside them."""
    try:
        panel = energy_panel(inputs, study)
        if panel is None:
            return None
        effects = default_effects(panel.design, study, province)
        overall = aggregate_effects(effects, "simple").estimates.row("overall")
        events = event_study_of(effects, study)
    except EstimationError as refusal:
        return Refused(refusal.problems, inputs.synthetic)
    others = other_ways(panel, overall, study) if compared else ()
    return with_tests(study, panel, effects, (overall, events), others, synthetic=inputs.synthetic)


def other_ways(panel: EnergyPanel, overall: Row, study: Study) -> tuple[Specification, ...]:
    """The effect estimated in other ways."""
    covariates = tuple(name for name in COVARIATES if name in panel.used and len(panel.used[name].unique()) > 1)
    return specifications(panel.used, panel.design, ROLES, covariates=covariates, default=overall, level=study.level)


def default_effects(design: PanelDesign, study: Study, province: str = "") -> GroupTimeEffects:
    """Default effects of a panel, labelled by the province (empty: the country)."""
    labels = Labels("energy_intensity", province, "", "log_points", "caused", "enterprises")
    return group_time_effects(design, control="not_yet", base="universal", level=study.level, labels=labels)


def event_study_of(effects: GroupTimeEffects, study: Study) -> AggregatedEffects:
    """Effects by years since adoption inside the window, with simultaneous bands."""
    rng = np.random.default_rng(study.seed)
    return aggregate_effects(effects, "dynamic", min_event=-WINDOW, max_event=WINDOW, bootstrap=DRAWS, rng=rng)


def with_tests(
    study: Study,
    panel: EnergyPanel,
    effects: GroupTimeEffects,
    averages: tuple[Row, AggregatedEffects],
    others: tuple[Specification, ...],
    *,
    synthetic: bool,
) -> Savings:
    """The same with everything that is built on the effect."""
    refusals: dict[str, tuple[Problem, ...]] = {}
    overall, events = averages
    years = panel.in_years(study.period.first, study.period.last)
    return Savings(
        panel=panel,
        effects=effects,
        overall=overall,
        events=events,
        alternatives=others,
        bounds=tried("bounds", refusals, lambda: bounds_of(events, study, "relative_magnitudes", RELATIVE)),
        smooth=tried("bounds", refusals, lambda: bounds_of(events, study, "smoothness", SMOOTH)),
        power=tried("power", refusals, lambda: power_of(events, study)),
        bacon=tried("bacon", refusals, lambda: goodman_bacon(panel.design)),
        advice=advise_designs(panel.design),
        intensity=tried("intensity", refusals, lambda: estimate_intensity(years, level=study.level)),
        decomposition=tried("decomposition", refusals, lambda: decomposition_of(years, study)),
        saved=tried("saved", refusals, lambda: estimate_saved(effects.estimates, years, level=study.level)),
        claim_id=None,
        against=None,
        refusals=refusals,
        synthetic=synthetic,
    )


def bounds_of(
    events: AggregatedEffects, study: Study, restriction: Restriction, values: tuple[float, ...]
) -> HonestBounds:
    """Bounds of the mean effect over the years since adoption."""
    given = event_study_from(events.estimates)
    weights = np.full(given.post, 1 / given.post)
    return honest_bounds(
        given.beta, given.sigma, pre=given.pre, post=given.post, restriction=restriction, values=values,
        weights=weights, level=study.level,
    )  # fmt: skip


def power_of(events: AggregatedEffects, study: Study) -> PretrendPower:
    """What the test of trends before adoption could have found."""
    given = event_study_from(events.estimates)
    return pretrend_power(given.beta, given.sigma, pre=given.pre, level=study.level)


def decomposition_of(rows: pd.DataFrame, study: Study) -> Estimates:
    """Change of energy use from the first to the last year, by sector and by who ever adopted."""
    ever = rows["adoption_year"].notna() & (rows["adoption_year"].fillna(0) <= study.period.last)
    table = rows.assign(ever_adopted=np.where(ever, "adopters", "others"))
    years = sorted({int(table["year"].min()), int(table["year"].max())})
    return estimate_decomposition(
        table, value="energy_toe", activity="output_mvnd", group=("sector", "ever_adopted"), time="year",
        periods=years, cluster="enterprise_id", level=study.level,
        labels=Labels("energy_use", "", "", "toe", "measured", "enterprises"),
    )  # fmt: skip


def claim_beside(inputs: Inputs, saved: Estimates | None) -> tuple[str | None, SavedAgainst | None]:
    """The letter's percentage beside the caused one."""
    known = None if inputs.letter is None else share_claimed(inputs.letter, INDICATOR)
    if known is None or saved is None:
        return (known[0] if known else None), None
    value = claim_number(known[1])
    return known[0], saved_against(saved, claim_interval(known[1]) or (value, value))
