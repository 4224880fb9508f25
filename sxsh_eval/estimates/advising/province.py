"""Every chapter of a province's report, tried on its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import Adoption, estimate_adoption
from sxsh_eval.estimates.advising.analysis import NO_LETTER, Analysis, Tried, call, no_table, part, warned, whole
from sxsh_eval.estimates.consistency.rules import check_consistency
from sxsh_eval.estimates.disclosure.release import Released, release_estimates
from sxsh_eval.estimates.pace import estimate_pace
from sxsh_eval.estimates.progress import estimate_progress
from sxsh_eval.estimates.province_costs import estimate_province_costs
from sxsh_eval.estimates.savings import Refused, Savings, estimate_savings
from sxsh_eval.estimates.savings_checks import check_savings
from sxsh_eval.estimates.site_savings import estimate_site_savings
from sxsh_eval.estimates.spread import estimate_spread
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, phrase
from sxsh_eval.parameters.study import Study

SAVINGS_PARTS = {
    "bounds": "honest_bounds",
    "bacon": "goodman_bacon",
    "intensity": "estimate_intensity",
    "decomposition": "estimate_decomposition",
    "saved": "estimate_saved",
}
"""Parts of `Savings` with the verb that makes each."""


def years_of(study: Study) -> str:
    """Period as messages write it."""
    return f"{study.period.first}–{study.period.last}"


def province_analyses(inputs: Inputs, study: Study) -> Iterator[Analysis]:
    """Analyses of a province in the order of its report."""
    yield from of_letter(inputs, study)
    savings = partial(estimate_savings, compared=False)
    verbs: tuple[Callable[[Inputs, Study], object], ...] = (estimate_adoption, estimate_spread, savings)
    surveyed, spread, effect = (call(partial(verb, inputs, study)) for verb in verbs)
    costs = call(lambda: estimate_province_costs(effect.found, inputs, study))
    shown = release_estimates(
        inputs, study, adoption=surveyed.found, spread=spread.found, savings=effect.found, costs=costs.found
    )
    yield from of_survey(surveyed, shown, study)
    yield from of_spread(spread, shown, study)
    yield from of_savings(effect, shown, study)
    yield from of_money(costs, shown, study)
    yield of_sites(inputs, study)


def of_letter(inputs: Inputs, study: Study) -> Iterator[Analysis]:
    """Checks of the letter, progress, pace of the proposal."""
    silent = inputs.letter is None
    waiting = (Problem("advise.unconfirmed", "data/claims", str(inputs.unconfirmed)),) if inputs.unconfirmed else ()
    findings = Tried(None if silent else check_consistency(inputs, study))
    yield whole("letter", "check_consistency", findings, NO_LETTER, *waiting)
    judged = [one for one in estimate_progress(inputs, study).judgements if one.verdict != "cannot_be_judged"]
    problems = () if silent or judged else (Problem("advise.nothing_judged", "progress", "0"),)
    yield whole("progress", "estimate_progress", Tried(judged or None, problems), NO_LETTER, *waiting)
    paces = estimate_pace(inputs, study).paces
    problems = () if silent or paces else (Problem("advise.no_pace", "proposal", "0"),)
    yield whole("pace", "estimate_pace", Tried(paces or None, problems), NO_LETTER, *waiting)


def kept_back(part_: object) -> tuple[Problem, ...]:
    """Why a part may not leave, if it may not."""
    return part_.problems if isinstance(part_, Refused) else ()


def of_survey(tried: Tried, shown: Released, study: Study) -> Iterator[Analysis]:
    """Adoption, with its weights, counts, areas, determinants."""
    lacking = no_table("survey", years_of(study))
    found = tried.found if isinstance(tried.found, Adoption) else None
    warnings = () if found is None else (*warned(found.shares.checks), *kept_back(shown.adoption))
    rates = whole("adoption", "estimate_adoption", tried, lacking, *warnings)
    yield rates
    if found is None:
        yield from (part(name, verb, rates, ()) for name, verb in SURVEY_PARTS)
        return
    drawn = found.design.problems
    yield Analysis("weights", "weak" if drawn else "possible", "survey_design", drawn)
    yield counts_known(found, study)
    small = (
        () if found.areas is not None else found.refusals.get("areas", (Problem("advise.few_areas", "survey", "-"),))
    )
    yield part("areas", "shrink_rates", rates, small)
    yield part("determinants", "estimate_determinants", rates, found.refusals.get("determinants", ()))


SURVEY_PARTS = (
    ("weights", "survey_design"),
    ("population", "rake"),
    ("areas", "shrink_rates"),
    ("determinants", "estimate_determinants"),
)


def counts_known(found: Adoption, study: Study) -> Analysis:
    """Whether the answers could be brought to known counts."""
    verb = "post_stratify" if found.weighting.kind == "post_stratified" else "rake"
    if found.weighting.kind is None and not found.weighting.refusals:
        return whole("population", verb, Tried(None), no_table("population", years_of(study)))
    return whole("population", verb, Tried(found.weighting.kind, found.weighting.refusals), NO_LETTER)


def of_spread(tried: Tried, shown: Released, study: Study) -> Iterator[Analysis]:
    """Spread of adoption, its curve, the chance of adopting."""
    lacking = no_table("enterprises", years_of(study))
    spread = whole("spread", "estimate_spread", tried, lacking, *kept_back(shown.spread))
    yield spread
    refusals = {} if tried.found is None else tried.found.refusals
    yield part("diffusion", "compare_diffusion", spread, refusals.get("diffusion", ()))
    yield part("hazard", "discrete_hazard", spread, refusals.get("hazard", ()))


def of_savings(tried: Tried, shown: Released, study: Study) -> Iterator[Analysis]:
    """Energy saved: the effect, each design, what is built on it, its checks."""
    lacking = no_table("enterprises", years_of(study))
    found = tried.found if isinstance(tried.found, Savings) else None
    warnings = () if found is None else (*warned(found.events.checks), *kept_back(shown.savings))
    effect = whole("savings", "estimate_savings", tried, lacking, *warnings)
    yield effect
    for one in () if found is None else found.advice:
        reason = phrase(f"design.reason.{one.reason}", count=Num(value=one.count, unit="count", digits=0))
        yield Analysis(f"design.{one.name}", one.verdict, "advise_designs", reason=reason)
    refusals = {} if found is None else found.refusals
    for name, verb in SAVINGS_PARTS.items():
        yield part(name, verb, effect, refusals.get(name, ()))
    if (checked := check_savings(found, study)) is None:
        yield part("savings_checks", "check_savings", effect, ())
        return
    told = tuple(one for problems in checked.refusals.values() for one in problems)
    yield whole("savings_checks", "check_savings", Tried(checked, told), lacking)


def of_money(tried: Tried, shown: Released, study: Study) -> Iterator[Analysis]:
    """Costs, and what came back for them."""
    costs = whole(
        "costs", "estimate_province_costs", tried, no_table("costs", years_of(study)), *kept_back(shown.costs)
    )
    yield costs
    found = tried.found
    missing = [] if found is None else [one for problems in found.refusals.values() for one in problems]
    if found is not None and found.outlook is None and not missing:
        missing = [no_table("enterprises", years_of(study))]
    yield part("returns", "estimate_costs", costs, missing)


def of_sites(inputs: Inputs, study: Study) -> Analysis:
    """Savings of metered sites."""
    sites = estimate_site_savings(inputs, study)
    refused = [one for site in sites or () if site.savings is None for one in site.refusals]
    warnings = [one for site in sites or () for one in site.warnings]
    usable = [site for site in sites or () if site.savings is not None]
    lacking = no_table("metering", years_of(study))
    if not usable:
        return whole("metering", "estimate_site_savings", Tried(None, tuple(refused)), lacking)
    return whole("metering", "estimate_site_savings", Tried(usable), lacking, *refused, *warnings)
