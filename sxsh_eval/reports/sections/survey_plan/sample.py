"""Sections: whom to ask, how many answers it takes, how the sample is divided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan, design_of
from sxsh_eval.parameters.quantity import Listing, Phrase, Range, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import head, paragraph
from sxsh_eval.reports.sections.survey_plan.words import (
    count,
    fewest_of_plan,
    frame_source,
    group_name,
    level_value,
    money,
    percent,
    points,
    ratio,
    size_name,
)

Rows = list[tuple[Value | None, ...]]


def margin_note(study: Study) -> Phrase:
    """What a margin is."""
    return phrase("note.plan_margin", level=level_value(study))


def population_part(plan: SamplingPlan, inputs: Place, study: Study) -> Section:
    """Whom to ask."""
    frame = plan.frame
    values: dict[str, Value] = {"total": count(frame.total, "enterprise"), "year": count(frame.year, "year")}
    if frame.interval is not None:
        low, high = (round(end) for end in frame.interval)
        values["interval"] = Range(low=low, high=high, unit="count")
    wanted = {
        "population": ("year",), "enterprises": ("year",), "letter": ("total", "interval"),
        "province_count": ("total", "year"), "mean_count": ("total", "year"), "national_count": ("total", "year"),
    }[frame.basis]  # fmt: skip
    said = phrase(f"survey_plan.basis.{frame.basis}", **{name: values[name] for name in wanted})
    blocks: list[Block] = [Text(phrase=said, style="warning" if frame.is_assumed else "paragraph")]
    if frame.is_assumed:
        blocks.append(paragraph("survey_plan.establishments_not_enterprises"))
    own = plan.groups[plan.groups["by"] == "size_class"]
    own = own if len(own) else plan.groups
    rows: Rows = [
        (size_cell(one, plan, inputs, study), count(one["establishments"]), percent(100 * one["share"], 1))
        for one in own.to_dict("records")
    ]
    table = Table(
        id="plan_population",
        title=phrase("table.plan_population"),
        columns=(
            head("plan_group", share=2),
            head("plan_establishments", align="right"),
            head("plan_share", align="right"),
        ),
        rows=tuple(rows),
        source=frame_source(plan, inputs, study),
        fewest=fewest_of_plan(plan, int(own["establishments"].min())),
    )
    return Section(id="plan_population_part", title=phrase("survey_plan.section.population"), blocks=(*blocks, table))


def size_cell(one: Mapping[Any, Any], plan: SamplingPlan, inputs: Place, study: Study) -> Value:
    """Name of a row of groups."""
    if one["by"] == "all":
        return phrase("common.capital", text=size_name(str(plan.strata["size_class"].iloc[0])))
    return group_name(str(one["by"]), str(one["group"]), inputs.registry, study)


def sizes_part(plan: SamplingPlan, inputs: Place, study: Study) -> Section:
    """How many answers it takes."""
    survey, before = study.survey, min(100 * plan.rates.by_size[""], 98 - study.survey.change)
    used = {"year": count(plan.rates.year, "year")} if plan.rates.known == "survey" else {}
    blocks: list[Block] = [paragraph(f"survey_plan.rates.{plan.rates.known}", **used)]
    effect = design_of(study)
    if effect > 1:
        told = {
            "size": count(survey.cluster_size, "answer"),
            "correlation": ratio(survey.intraclass_correlation),
            "effect": count(1, "times").model_copy(update={"value": round(effect, 2)}),
        }
        blocks.append(paragraph("survey_plan.clusters", **told))
    else:
        blocks.append(paragraph("survey_plan.no_clusters"))
    possible = plan.change.n <= plan.frame.total * survey.response_of(survey.mode)
    blocks += [
        sizes_table(plan, inputs, study, effect),
        paragraph(
            "survey_plan.change" if possible else "survey_plan.change_all",
            change=points(survey.change, 0), before=percent(before), after=percent(before + survey.change),
            power=percent(100 * survey.power), answers=count(plan.change.n, "answer"),
        ),
    ]  # fmt: skip
    return Section(id="plan_sizes_part", title=phrase("survey_plan.section.sizes"), blocks=tuple(blocks))


def sizes_table(plan: SamplingPlan, inputs: Place, study: Study, effect: float) -> Table:
    """Answers and forms by wanted margin, expected rate."""
    shares = list(dict.fromkeys(plan.sizes["share_percent"]))
    columns: list[Column] = [head("plan_rate", share=1.3)]
    for share in shares:
        for name in ("plan_answers_at", "plan_asked_at"):
            column = head(name, align="right")
            columns.append(column.model_copy(update={"head": phrase(f"column.{name}", share=percent(share))}))
    rows: Rows = []
    most = plan.frame.total * study.survey.response_of(study.survey.mode)
    beyond, few = False, phrase("survey_plan.beyond")
    for margin, part in plan.sizes.groupby("margin", sort=True):
        pairs = [(one["answers"], one["to_ask"]) for one in part.to_dict("records")]
        beyond |= any(answers > most for answers, _ in pairs)
        shown = [(count(answers), count(forms) if answers <= most else few) for answers, forms in pairs]
        rows.append((points(float(str(margin)), 0), *(cell for pair in shown for cell in pair)))
    note = phrase(
        "note.plan_sizes", level=level_value(study), population=count(plan.frame.total), effect=ratio(effect),
        response=percent(100 * study.survey.response_of(study.survey.mode)),
    )  # fmt: skip
    return Table(
        id="plan_sizes", title=phrase("table.plan_sizes"), columns=tuple(columns), rows=tuple(rows),
        notes=(note, *((phrase("note.plan_beyond"),) if beyond else ())),
        source=frame_source(plan, inputs, study), fewest=fewest_of_plan(plan, plan.frame.total),
    )  # fmt: skip


def strata_part(plan: SamplingPlan, inputs: Place, study: Study) -> Section:
    """How the sample is divided."""
    survey, groups = study.survey, plan.groups
    told: dict[str, Value] = {
        "strata": count(len(plan.strata), "stratum"),
        "smallest": count(survey.smallest_stratum),
        "least": count(survey.minimum_per_stratum, "answer"),
    }
    if survey.census:
        told |= {
            "census": Listing(items=tuple(size_name(size) for size in survey.census)),
            "most": count(survey.census_most),
        }
    blocks: list[Block] = [paragraph(f"survey_plan.strata_made{'' if survey.census else '_no_census'}", **told)]
    named = groups[groups["by"].isin(["size_class", "sector"])]
    blocks.append(groups_table("plan_groups", named if len(named) else groups, plan, inputs, study))
    provinces = groups[groups["by"] == "province"]
    if len(provinces):
        blocks.append(paragraph("survey_plan.of_provinces", least=count(survey.minimum_per_province, "answer")))
        blocks.append(groups_table("plan_provinces", provinces, plan, inputs, study))
    blocks += [ways_table(plan, inputs, study), paragraph("survey_plan.quotas")]
    return Section(id="plan_strata_part", title=phrase("survey_plan.section.strata"), blocks=tuple(blocks))


def groups_table(name: str, groups: pd.DataFrame, plan: SamplingPlan, inputs: Place, study: Study) -> Table:
    """Population, sample, expected margin of groups of strata."""
    rows: Rows = [
        (
            size_cell(one, plan, inputs, study),
            *(count(one[column]) for column in ("establishments", "answers", "to_ask")),
            points(one["margin"]),
        )
        for one in groups.to_dict("records")
    ]
    return Table(
        id=name,
        title=phrase(f"table.{name}"),
        columns=(
            head("plan_group", share=2.4),
            *(head(f"plan_{one}", align="right") for one in ("establishments", "answers", "asked", "margin")),
        ),
        rows=tuple(rows),
        notes=(margin_note(study),),
        source=frame_source(plan, inputs, study),
        fewest=fewest_of_plan(plan, int(groups["establishments"].min())),
    )


def ways_table(plan: SamplingPlan, inputs: Place, study: Study) -> Table:
    """The same number of answers, divided in other ways."""
    rows: Rows = [
        (
            phrase(f"survey_plan.way.{one['way']}"), count(one["to_ask"]), points(one["margin"], 2),
            points(one["widest_margin"]), money(one["cost_vnd"]),
        )
        for one in plan.ways.to_dict("records")
    ]  # fmt: skip
    widest = "plan_widest_province" if len(plan.sampler.places[0]) > 1 else "plan_widest"
    return Table(
        id="plan_ways",
        title=phrase("table.plan_ways"),
        columns=(
            head("plan_way", share=1.6),
            *(head(one, align="right") for one in ("plan_asked", "plan_whole", widest, "plan_cost")),
        ),
        rows=tuple(rows),
        notes=(margin_note(study),),
        source=frame_source(plan, inputs, study),
        fewest=fewest_of_plan(plan, plan.frame.total),
    )


def survey_plan_section(plan: SamplingPlan, inputs: Place, study: Study) -> Section:
    """The sample: whom to ask, how many, how divided.

    Parameters
    ----------
    plan : SamplingPlan
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
        With the warning that a population is assumed where it is.
    """
    parts = tuple(make(plan, inputs, study) for make in (population_part, sizes_part, strata_part))
    return Section(id="survey_sample", title=phrase("survey_plan.section.sample"), parts=parts)
