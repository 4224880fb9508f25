"""Which figure of the reports belongs to which result, and what the function that builds it needs beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sxsh_eval.estimates.result import Estimates
from sxsh_eval.reports.model import Figure, Report, Section
from sxsh_eval.shown import Shown

SECTIONS = "sxsh_eval.reports.sections."
NATURAL = "sxsh_eval.reports.shown.natural"


@dataclass(frozen=True)
class Recipe:
    """How a figure is made.

    Attributes
    ----------
    owner : str
        Class of the result it is a figure of.
    home, function : str
        Module and function; its annotations say what it needs.
    estimator : str
        Beginning of the method's name, where the owner is `Estimates`.
    chart : str
        Name in the registry of charts.
    """

    owner: str
    home: str
    function: str
    chart: str
    estimator: str = ""

    @property
    def make(self) -> Callable[..., Figure]:
        """The function itself."""
        made: Callable[..., Figure] = getattr(import_module(self.home), self.function)
        return made

    @property
    def needs(self) -> dict[str, Any]:
        """Types of the function's parameters by name."""
        hints = get_type_hints(self.make)
        return {name: hints[name] for name in signature(self.make).parameters}

    def fits(self, result: Shown) -> bool:
        """Whether this is a figure of a result, or of several such results."""
        of = result[0] if isinstance(result, tuple) and result else result
        if type(of).__name__ != self.owner:
            return False
        return not isinstance(of, Estimates) or of.method.estimator.startswith(self.estimator)


def recipe(owner: str, where: str, chart: str, estimator: str = "", home: str = SECTIONS) -> Recipe:
    """Recipe of ``module:function``."""
    module, function = where.split(":")
    return Recipe(owner, home + module, function, chart, estimator)


RECIPES: Mapping[str, Recipe] = {
    "timeline": recipe("Inputs", "activity:timeline", "timeline"),
    "targets_and_claims": recipe("Progress", "progress:chart", "target_claim"),
    "required_pace": recipe("Paces", "proposal:pace_chart", "pace"),
    "ladder": recipe("Estimates", "consistency:ladder", "ladder", "implied"),
    "adoption_funnel": recipe("Adoption", "adoption_figures:funnel_figure", "funnel"),
    "adoption_rates": recipe("Adoption", "adoption_groups:rates_figure", "intervals"),
    "adoption_areas": recipe("Adoption", "adoption_groups:areas_figure", "intervals"),
    "adoption_forest": recipe("Adoption", "adoption_figures:forest_figure", "forest"),
    "adoption_claims": recipe("Adoption", "adoption_claims:claims_figure", "claim_survey"),
    "adoption_diffusion": recipe("Spread", "spread:diffusion_figure", "diffusion"),
    "savings_events": recipe("Savings", "savings_figures:event_figure", "event_study"),
    "savings_specifications": recipe("Savings", "savings_figures:specifications_figure", "specifications"),
    "savings_sensitivity": recipe("Savings", "savings_figures:sensitivity_figure", "sensitivity"),
    "savings_decomposition": recipe("Savings", "savings_decomposition:decomposition_figure", "waterfall"),
    "savings_claim": recipe("Savings", "savings_tables:claim_figure", "claim_survey"),
    "national_groups": recipe("NationalSavings", "national_tables:group_figure", "specifications"),
    "country_coverage_map": recipe("ReportedFigures", "national.reported:coverage_map", "tile_map"),
    "country_caterpillar": recipe("Benchmark", "national.rate_figures:caterpillar_figure", "caterpillar"),
    "country_map": recipe("Benchmark", "national.rate_figures:map_figure", "tile_map"),
    "country_funnel": recipe("Benchmark", "national.rate_figures:funnel_figure", "control_funnel"),
    "country_merged_map": recipe("MergedProvinces", "national.merger:merged_map", "tile_map"),
    "programme_projection": recipe("Projection", "programme.scenario_figures:projection_figure", "projection"),
    "programme_scenarios": recipe(
        "Estimates", "programme.scenario_figures:scenario_figure", "scenarios", "programme_outlook"
    ),
    "programme_tornado": recipe("Estimates", "programme.drivers:tornado_blocks", "tornado", "tornado"),
    "abatement": recipe("Estimates", "programme_abatement:curve_figure", "abatement", "abatement"),
    "plan_power": recipe("PanelPower", "survey_plan.panel:power_figure", "power"),
    "events": recipe("AggregatedEffects", "natural:events_figure", "event_study", home="sxsh_eval.reports.shown."),
    "intervals": recipe("Estimates", "natural:intervals_figure", "intervals", home="sxsh_eval.reports.shown."),
}
"""Figures by name, the chief figure of each result first; a chapter's own builder wherever a chapter has one."""


def recipes_of(result: Shown) -> dict[str, Recipe]:
    """Figures of a result by name."""
    return {name: one for name, one in RECIPES.items() if one.fits(result)}


def made_already(result: Shown) -> dict[str, Figure]:
    """Figures that a section or report holds, by their names."""
    if isinstance(result, Section):
        own = {block.id: block for block in result.blocks if isinstance(block, Figure)}
        return own | {name: one for part in result.parts for name, one in made_already(part).items()}
    if isinstance(result, Report):
        return {name: one for section in result.sections for name, one in made_already(section).items()}
    return {}


def fill(one: Recipe, given: Sequence[Any]) -> tuple[dict[str, Any], list[str]]:
    """Arguments of a recipe found by type, and the names of those that nothing fits."""
    chosen: dict[str, Any] = {}
    missing: list[str] = []
    for name, wanted in one.needs.items():
        fitting = [value for value in given if accepts(wanted, value)]
        if fitting:
            chosen[name] = fitting[0]
        else:
            missing.append(f"{name}: {spoken(wanted)}")
    return chosen, missing


def accepts(wanted: Any, value: Any) -> bool:
    """Whether a value may stand where a type is wanted."""
    origin = get_origin(wanted)
    if origin in {Union, UnionType}:
        return any(accepts(one, value) for one in get_args(wanted) if one is not NoneType)
    if origin is Sequence or origin is tuple:
        inner = get_args(wanted)[0]
        return isinstance(value, tuple | list) and bool(value) and all(accepts(inner, one) for one in value)
    return isinstance(wanted, type) and isinstance(value, wanted)


def spoken(wanted: Any) -> str:
    """Name of a type for a message."""
    if get_args(wanted):
        return " | ".join(spoken(one) for one in get_args(wanted) if one is not NoneType)
    return str(getattr(wanted, "__name__", wanted))


def candidates(result: Shown) -> Iterator[Any]:
    """The result itself, several of it, and what it holds by name."""
    yield result
    if not isinstance(result, tuple):
        yield (result,)
    for attribute in result.shows:
        held = getattr(result, attribute)
        yield from held.values() if isinstance(held, Mapping) else (held,)
