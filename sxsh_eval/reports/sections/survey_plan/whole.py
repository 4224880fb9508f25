"""Sections: the plan in short, the way of questionnaire and answers, methods with assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan, named_budget
from sxsh_eval.estimates.survey_plan.power import PanelPower
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph
from sxsh_eval.reports.sections.summary_words import PROJECTED, basis
from sxsh_eval.reports.sections.survey_plan.panel import reach_phrases
from sxsh_eval.reports.sections.survey_plan.words import (
    count,
    frame_source,
    level_value,
    money,
    percent,
    points,
    ratio,
    rests_on_enterprises,
    size_name,
)

FIELD = ("form", "definitions", "refusals", "back", "weights", "panel", "private")
METHODS = ("size", "change", "allocation", "precision", "power", "cost")
LIMITS = ("frame", "response", "noise", "prices")
ASSUMED = Mark(scale="status", name="unverified")


def message(plan: SamplingPlan, study: Study) -> Text:
    """The plan in one sentence."""
    survey = study.survey
    told: dict[str, Value] = {
        "margin": points(plan.margin),
        "answers": count(plan.answers, "answer"),
        "cost": money(plan.cost.total),
        "mode": phrase(f"survey_plan.mode.{survey.mode}"),
    }
    if plan.reached:
        return boxed("survey_plan.message.reached", level=level_value(study), asked=count(plan.to_ask), **told)
    response = percent(100 * survey.response_of(survey.mode))
    return boxed("survey_plan.message.not_reached", wanted=points(survey.margin), response=response, **told)


def letter_bullets(plan: SamplingPlan, inputs: Place, study: Study) -> Iterator[Text]:
    """What the letter's money would buy; why its rate is not planned with."""
    if not isinstance(inputs, Inputs):
        return
    budget = named_budget(inputs)
    if budget is not None:
        hit = plan.budgets[(plan.budgets["budget_vnd"] == budget) & (plan.budgets["mode"] == study.survey.mode)].iloc[0]
        if hit["answers"] == hit["answers"]:
            bought = {"answers": count(hit["answers"], "answer"), "margin": points(float(hit["margin"]))}
            yield bullet("survey_plan.letter_budget", budget=money(budget), **bought)
        else:
            yield bullet("survey_plan.letter_budget_short", budget=money(budget))
    claimed = [one for one in inputs.claims.values() if one.indicator == "adoption" and one.kind == "result"]
    if claimed and plan.rates.known == "half":
        share = Num(value=claim_number(claimed[0]), unit="percent")
        yield bullet("survey_plan.claim_is_no_ground", share=share)


def survey_summary_section(plan: SamplingPlan, power: PanelPower, inputs: Place, study: Study) -> Section:
    """The plan in short.

    Parameters
    ----------
    plan : SamplingPlan
    power : PanelPower
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    blocks: list[Block] = [message(plan, study), *letter_bullets(plan, inputs, study)]
    blocks += [Text(phrase=one, style="bullet") for one in reach_phrases(power, study)]
    blocks.append(basis(phrase("summary_basis.plan", frame=frame_source(plan, inputs, study), grade=PROJECTED)))
    blocks.append(paragraph("summary_next.plan"))
    return Section(id="survey_summary", alone=True, title=phrase("survey_plan.section.summary"), blocks=tuple(blocks))


def survey_field_section(study: Study) -> Section:
    """How questionnaire and answers travel.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Section
    """
    del study  # the same for all
    bullets = tuple(bullet(f"survey_plan.field.{name}") for name in FIELD)
    return Section(id="survey_field", title=phrase("survey_plan.section.fieldwork"), blocks=bullets)


def assumptions(study: Study) -> Iterator[tuple[Phrase, Value]]:
    """What is assumed of response, costs, likeness."""
    survey = study.survey
    yield phrase("survey_plan.assumption.correlation"), ratio(survey.intraclass_correlation)
    yield phrase("survey_plan.assumption.panel_correlation"), ratio(survey.panel.intraclass_correlation)
    for mode, prices in survey.modes.items():
        name = phrase(f"survey_plan.mode.{mode}")
        yield phrase("survey_plan.assumption.response", mode=name), percent(100 * survey.response_of(mode))
        for item in ("fixed", "cluster", "asked", "answer"):
            amount = float(getattr(prices, f"{item}_mvnd"))
            if amount:
                price = Num(value=amount, unit="million_vnd")
                yield phrase(f"survey_plan.assumption.{item}", mode=name), price
    for size, times in survey.size_cost_ratio.items():
        yield phrase("survey_plan.assumption.ratio", size=size_name(size)), Num(value=times, unit="times")


def assumptions_table(study: Study) -> Table:
    """All assumptions with their status."""
    return Table(
        id="plan_assumptions",
        title=phrase("table.plan_assumptions"),
        columns=(head("plan_assumption", share=2.4), head("value", align="right"), head("status", share=1.2)),
        rows=tuple((name, value, ASSUMED) for name, value in assumptions(study)),
        notes=(phrase("note.plan_assumed"),),
        source=phrase("source.plan_prices"),
    )


def survey_methods_section(plan: SamplingPlan, study: Study) -> Section:
    """Methods, assumptions, limits.

    Parameters
    ----------
    plan : SamplingPlan
    study : Study

    Returns
    -------
    Section
    """
    how = Section(
        id="plan_how",
        title=phrase("section.how"),
        blocks=tuple(bullet(f"survey_plan.method.{name}") for name in METHODS),
    )
    limits = [bullet(f"survey_plan.limit.{name}") for name in LIMITS]
    if rests_on_enterprises(plan):
        limits.append(bullet("methods.disclosure"))
    table = assumptions_table(study)
    given = Section(id="plan_given", title=phrase("section.limits"), blocks=(*limits, table))
    return Section(id="survey_methods", title=phrase("survey_plan.section.methods"), parts=(how, given))
