"""Section: what the survey costs, what budgets buy, what money does not cure."""

from __future__ import annotations

from dataclasses import asdict

from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan
from sxsh_eval.parameters.quantity import Num, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.common import head
from sxsh_eval.reports.sections.survey_plan.words import (
    count,
    fewest_of_plan,
    frame_source,
    money,
    percent,
    points,
)

GAP = 10.0
"""Percentage points by which those who do not answer are taken to differ, to show what that does."""
Rows = list[tuple[Value | None, ...]]


def cost_table(plan: SamplingPlan, inputs: Place, study: Study) -> Table:
    """Cost of the chosen sample by item."""
    rows: Rows = [
        (phrase(f"survey_plan.cost_part.{name}"), money(amount)) for name, amount in asdict(plan.cost).items() if amount
    ]
    rows.append((phrase("survey_plan.cost_part.total"), money(plan.cost.total)))
    return Table(
        id="plan_cost",
        title=phrase("table.plan_cost", mode=phrase(f"survey_plan.mode.{study.survey.mode}")),
        columns=(head("plan_part", share=2), head("plan_amount", align="right")),
        rows=tuple(rows),
        notes=(phrase("note.plan_assumed"),),
        source=frame_source(plan, inputs, study),
        fewest=fewest_of_plan(plan, plan.frame.total),
    )


def budgets_table(plan: SamplingPlan, inputs: Place, study: Study) -> Table:
    """What each budget buys, by way of asking."""
    rows: Rows = []
    saturated = plan.budgets.duplicated(["mode", "answers"]) & plan.budgets["answers"].notna()
    for one in plan.budgets[~saturated].to_dict("records"):
        mode = phrase("common.capital", text=phrase(f"survey_plan.mode.{one['mode']}"))
        if one["answers"] != one["answers"]:
            rows.append((money(one["budget_vnd"]), mode, phrase("survey_plan.too_little"), None, None, None))
            continue
        gain = Num(value=round(one["next_million"], 3), unit="percentage_point", digits=3)
        rows.append(
            (
                money(one["budget_vnd"]), mode, count(one["answers"]), count(one["to_ask"]), points(one["margin"]), gain
            )
        )  # fmt: skip
    return Table(
        id="plan_budgets",
        title=phrase("table.plan_budgets"),
        columns=(
            head("survey_budget", share=1.2, align="right"),
            head("plan_mode", share=1.5),
            *(head(f"plan_{one}", align="right") for one in ("answers", "asked", "margin", "million")),
        ),
        rows=tuple(rows),
        notes=(phrase("note.plan_million"), phrase("note.plan_assumed")),
        source=frame_source(plan, inputs, study),
        fewest=fewest_of_plan(plan, plan.frame.total),
    )


def bias_text(study: Study) -> Text:
    """What a margin does not hold: those who do not answer may differ."""
    survey = study.survey
    own = survey.response_of(survey.mode)
    told: dict[str, Value] = {
        "gap": points(GAP, 0), "direct": points(GAP * (1 - own)), "response": percent(100 * own)
    }  # fmt: skip
    others = [mode for mode in survey.modes if mode != survey.mode]
    if not others:
        return Text(phrase=phrase("survey_plan.bias_one", **told), style="warning")
    other = survey.response_of(others[0])
    told |= {
        "mode": phrase(f"survey_plan.mode.{survey.mode}"),
        "remote": points(GAP * (1 - other)),
        "other": percent(100 * other),
        "other_mode": phrase(f"survey_plan.mode.{others[0]}"),
    }
    return Text(phrase=phrase("survey_plan.bias", **told), style="warning")


def survey_cost_section(plan: SamplingPlan, inputs: Place, study: Study) -> Section:
    """What the survey costs, what budgets buy.

    Parameters
    ----------
    plan : SamplingPlan
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    blocks: tuple[Block, ...] = (
        cost_table(plan, inputs, study), budgets_table(plan, inputs, study), bias_text(study)
    )  # fmt: skip
    return Section(id="survey_cost", title=phrase("survey_plan.section.money"), blocks=blocks)
