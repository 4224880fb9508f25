"""What the sections on a planned survey say in the same way: places, groups, margins, sources."""

from __future__ import annotations

from sxsh_eval.estimates.survey_plan.frame import Frame, Place
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.sections.common import enterprises_source, province_name, synthetic_source

MILLION = 1_000_000
PERCENT = 100.0


def place_value(inputs: Place) -> Value:
    """Name of the province, or the country."""
    return province_name(inputs) if isinstance(inputs, Inputs) else phrase("survey_plan.country")


def level_value(study: Study) -> Num:
    """Coverage of intervals."""
    return percent(PERCENT * study.level)


def percent(value: float, digits: int = 0) -> Num:
    """Per cent."""
    return Num(value=round(value, digits), unit="percent", digits=digits)


def points(value: float, digits: int = 1) -> Num:
    """Percentage points."""
    return Num(value=round(value, digits), unit="percentage_point", digits=digits)


def count(value: float, unit: str = "count") -> Num:
    """Whole number."""
    return Num(value=round(value), unit=unit)


def money(vnd: float) -> Num:
    """Amount in million VND."""
    return Num(value=round(vnd / MILLION), unit="million_vnd")


def ratio(value: float, digits: int = 2) -> Num:
    """Number without a unit."""
    return Num(value=round(value, digits), unit="ratio")


def size_name(size: str) -> Phrase:
    """Name of a size class."""
    return phrase(f"survey_plan.size.{size}")


def group_name(by: str, group: str, registry: Registry, study: Study) -> Value:
    """Name of a size class, sector or province, with a capital."""
    if by == "size_class":
        return phrase("common.capital", text=size_name(group))
    if by == "sector" and group in registry.sectors:
        return phrase("common.capital", text=as_name(registry.sectors[group].title))
    if by == "sector":
        return phrase("common.capital", text=phrase(f"survey_plan.sector.{group}"))
    named = {one.slug: one for one in registry.provinces if one.valid_from.year <= study.period.last}
    return as_name(named[group].name) if group in named else Verbatim(text=group)


def rests_on_enterprises(plan: SamplingPlan) -> bool:
    """Whether numbers of the plan come from answers or a table of enterprises, real or made up."""
    return plan.synthetic or plan.frame.basis == "enterprises" or plan.rates.known == "survey"


def fewest_of_plan(plan: SamplingPlan, *establishments: int) -> int | None:
    """Enterprises or answers behind the weakest number of a table; None where it rests on none."""
    if not rests_on_enterprises(plan):
        return None
    known = [*establishments, *([plan.rates.fewest] if plan.rates.fewest is not None else [])]
    return min(known) if known else plan.frame.total


def frame_source(plan: SamplingPlan, inputs: Place, study: Study) -> Phrase:
    """Where the numbers of establishments are from."""
    frame: Frame = plan.frame
    if plan.synthetic:
        return synthetic_source(study)
    if frame.basis == "enterprises":
        return enterprises_source(frame.year, study, synthetic=False)
    if frame.basis == "population":
        return phrase("source.plan_frame", year=count(frame.year, "year"))
    if frame.basis == "letter":
        return phrase("source.plan_letter", number=Verbatim(text=frame.source))
    return phrase("source.plan_counts", title=as_name(inputs.registry.sources[frame.source].title))
