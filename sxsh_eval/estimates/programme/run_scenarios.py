"""All scenarios of a study from the same draws, and everything that is asked of each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.programme.abatement import abatement_curve
from sxsh_eval.estimates.programme.allocation import Plan, best_plan
from sxsh_eval.estimates.programme.base import with_priors
from sxsh_eval.estimates.programme.choice import estimate_choice_against_nature
from sxsh_eval.estimates.programme.money import required_scale
from sxsh_eval.estimates.programme.plan_of_work import delivered
from sxsh_eval.estimates.programme.population_price import enterprise_totals, estimate_population_price
from sxsh_eval.estimates.programme.programme_costs import estimate_programme_costs
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.target_share import SHARES
from sxsh_eval.estimates.programme.tornado import estimate_tornado
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Scenario
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Several

MILLION = 1e6
SEARCH_PATHS, FEWER_PATHS, MANY_CELLS = 500, 200, 1000
"""Draws that the search for a multiple uses, fewer for many cells; its interval tells the error of so few."""
SMALL = ("medium_large_enterprises", "sme_enterprises")
"""Populations that are taken for each other."""


def project_scenarios(
    base: Base, scenarios: Sequence[Scenario], study: Study, registry: Registry
) -> Several[Projection]:
    """Drawn futures of every scenario, from the same draws.

    Parameters
    ----------
    base : Base
    scenarios : sequence of Scenario
    study : Study
    registry : Registry

    Returns
    -------
    tuple of Projection
        In the order of the scenarios.
    """
    return Several(
        project_programme(believing(base, scenario, study, registry), scenario, study, registry)
        for scenario in scenarios
    )


def believing(base: Base, scenario: Scenario, study: Study, registry: Registry) -> Base:
    """The base with a scenario's own beliefs; the very same where it has none."""
    return with_priors(base, scenario.priors, study, registry)


def thinned(base: Base) -> Base:
    """The same with the first of its draws: a search projects dozens of times."""
    paths = SEARCH_PATHS if len(base.cells) < MANY_CELLS else FEWER_PATHS
    if base.paths <= paths:
        return base
    return replace(base, draws={name: drawn[:paths] for name, drawn in base.draws.items()})


def required_scales(
    base: Base,
    projections: Sequence[Projection],
    targets: Mapping[str, Target],
    study: Study,
    registry: Registry,
) -> Several[Estimates]:
    """How many times each scenario each target takes, for targets that are shares of all establishments.

    Parameters
    ----------
    base : Base
    projections : sequence of Projection
        Those that offer nothing are left out: no multiple of nothing is anything.
    targets : Mapping of str to Target
    study : Study
    registry : Registry

    Returns
    -------
    tuple of Estimates
        As of `required_scale` with the first draws of `thinned`, by target, then scenario.
        Of targets that ask the same, the one that is due last.
    """
    last: dict[tuple[str, str, float], str] = {}
    for key, target in targets.items():
        if target.indicator in SHARES and target.population == "all_establishments":
            same = (target.indicator, target.population, target.threshold)
            if same not in last or target.due > targets[last[same]].due:
                last[same] = key
    offering = [one.scenario for one in projections if len(delivered(one))]
    few = {one.id: thinned(believing(base, one, study, registry)) for one in offering}
    return Several(
        required_scale(
            few[scenario.id], scenario, targets[key], study, registry, project=project_programme, target_id=key
        )
        for key in last.values()
        for scenario in offering
    )


def scenario_costs(projections: Sequence[Projection], study: Study, registry: Registry) -> Several[Estimates]:
    """Costs of what each scenario adds to the first, as of `estimate_programme_costs`, where it offers anything."""
    first = projections[0]
    return Several(
        estimate_programme_costs(one, first, study, registry=registry)
        for one in projections
        if one is not first and len(delivered(one))
    )


def result_drivers(projections: Sequence[Projection], study: Study) -> tuple[Estimates | None, Estimates | None]:
    """What drives adoption in the scenario that brings most, and choice against nature.

    Parameters
    ----------
    projections : sequence of Projection
    study : Study

    Returns
    -------
    tuple of Estimates or None
        As of `estimate_tornado`, `estimate_choice_against_nature`; None where the draws do not carry it.
    """
    best = max(projections, key=lambda one: float(one.interval(one.share("adopters")[:, -1])[0]))
    drivers = carried(lambda: estimate_tornado(best, study))
    return drivers, carried(lambda: estimate_choice_against_nature(projections, study))


def carried(estimate: Callable[[], Estimates]) -> Estimates | None:
    """An estimate, or None where the draws do not carry it."""
    try:
        return estimate()
    except EstimationError:
        return None


def price_of_populations(
    targets: Mapping[str, Target], inputs: Inputs | NationalInputs, study: Study
) -> Estimates | None:
    """Price of taking one population for the other, for the last target set for either of `SMALL`; None without one.

    Totals of the country are those of the year that the projections start from, nearest to the end of the Strategy.
    """
    found = [target for target in targets.values() if target.population in SMALL]
    if not found:
        return None
    last = max(found, key=lambda target: target.due)
    return estimate_population_price(last, enterprise_totals(inputs, study), inputs.registry)


def allocate_money(base: Base, projections: Sequence[Projection], study: Study, registry: Registry) -> Plan:
    """Where the money of the broadest scenario would do most.

    Parameters
    ----------
    base : Base
    projections : sequence of Projection
    study : Study
    registry : Registry

    Returns
    -------
    Plan
        As of `best_plan`: most energy saved for what the scenario with most instruments costs (median), with the
        first draws of `thinned`.
    """
    broadest = max(projections, key=lambda one: len(one.scenario.instruments))
    spent = float(broadest.interval(broadest.totals["cost_programme_vnd"].sum(axis=1))[0]) / MILLION
    few = thinned(believing(base, broadest.scenario, study, registry))
    return best_plan(few, broadest.scenario, spent, study)


def options_curve(base: Base, plan: Plan, study: Study, registry: Registry) -> Estimates:
    """Marginal abatement cost curve of the plan's scenario, as of `abatement_curve`, with the draws of `thinned`."""
    return abatement_curve(thinned(believing(base, plan.scenario, study, registry)), plan.scenario, study, registry)
