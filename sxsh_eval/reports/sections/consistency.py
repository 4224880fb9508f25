"""Section: whether the letter's figures agree with each other, with the Strategy and with published counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import SEVERITIES, Finding
from sxsh_eval.estimates.consistency.rules import Consistency
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Phrase, Range, Value, as_name, as_years, phrase
from sxsh_eval.reports.charts.data import LadderData, Step
from sxsh_eval.reports.figure_lines import based_on, letter_figures, told
from sxsh_eval.reports.model import Figure, Section, Table
from sxsh_eval.reports.sections.common import (
    DERIVED,
    boxed,
    head,
    letter_source,
    paragraph,
    sections_of,
    titled,
    with_interval,
)

STEPS = ("enterprises_trained", "awareness", "rapid_assessments", "detailed_assessments", "adoption", "dedicated_unit")


def text_of(finding: Finding) -> Phrase:
    """Sentence of a finding."""
    return phrase(f"finding.{finding.code}.text", **finding.values)


def ask_of(finding: Finding) -> Phrase:
    """What to ask the province."""
    return phrase(f"finding.{finding.code}.ask", **finding.values)


def severity(name: str) -> Mark:
    """Severity as a mark."""
    return Mark.model_validate({"scale": "severity", "name": name})


def findings_table(consistency: Consistency, inputs: Inputs, names: tuple[str, ...], key: str) -> Table:
    """Findings of some severities: what, where, what to ask."""
    rows = tuple(
        (severity(found.severity), text_of(found), sections_of(found.places), ask_of(found))
        for found in consistency.findings
        if found.severity in names
    )
    return Table(
        id=f"findings_{key}",
        title=phrase(f"table.findings_{key}"),
        columns=(
            head("severity", share=1.1),
            head("finding", share=3.3),
            head("place", share=0.8),
            head("ask", share=2.3),
        ),
        rows=rows,
        source=phrase("source.rules", letter=letter_source(inputs.own_letter)),
    )


def implied_table(implied: Estimates, inputs: Inputs) -> Table:
    """The total the letter implies, and the counts its percentages would mean."""
    rows: list[tuple[Value | None, ...]] = []
    for row in implied.table.to_dict("records"):
        value = Num(value=round(row["estimate"]), unit=row["unit"])
        whole = whole_range(row, row["unit"])
        number = with_interval(value, (whole.low, whole.high), digits=0)
        what = as_name(inputs.registry.indicators[row["indicator"]].short)
        name = "implied.denominator" if row["term"] == "denominator" else "implied.count"
        rows.append((phrase(name, what=what), number, DERIVED, phrase(f"implied.note_{row['term']}")))
    return Table(
        id="implied",
        title=phrase("table.implied"),
        columns=(
            head("quantity", share=2),
            head("implied", share=1.6, align="right"),
            head("evidence", share=1.1),
            head("how", share=2.3),
        ),
        rows=tuple(rows),
        notes=(phrase("note.interval_is_rounding"), phrase("note.shared_denominator")),
        source=letter_source(inputs.own_letter),
    )


def ladder(implied: Estimates, inputs: Inputs) -> Figure:
    """Trained, aware, assessed, adopting: counted or implied."""
    steps = tuple(step for indicator in STEPS for step in step_of(implied, inputs, indicator))
    total = implied.table[implied.table["term"] == "denominator"].to_dict("records")
    data = LadderData(
        steps=steps,
        denominator=Num(value=round(total[0]["estimate"]), unit="enterprise") if total else None,
        denominator_interval=whole_range(total[0], "enterprise") if total else None,
    )
    return Figure(
        id="ladder",
        chart="ladder",
        data=data.model_dump(mode="json"),
        title=ladder_title(dict(zip(STEPS, steps, strict=True))),
        subtitle=phrase("figure.ladder.subtitle", period=as_years(inputs.own_letter.span)),
        alt=phrase("figure.ladder.alt", steps=Listing(items=tuple(step_in_words(step) for step in steps), long=True)),
        notes=(phrase("note.shared_denominator"),),
        source=based_on(
            letter_source(inputs.own_letter),
            letter_figures(sum(step.count is not None for step in steps)),
            "ladder",
        ),
    )


def ladder_title(steps: Mapping[str, Step]) -> Phrase:
    """How many units adopt by the letter, and how many it counts as assessed."""
    found = [steps[name].count for name in ("rapid_assessments", "detailed_assessments")]
    counts = [count for count in found if count is not None]
    assessed: dict[str, Value] = {"counted": counts[0]} if counts else {}
    adopting = steps["adoption"]
    if adopting.count is None:
        return phrase("figure.ladder.title.counted" if assessed else "figure.ladder.title.nothing", **assessed)
    implied = told(adopting.count, adopting.interval)
    names = ("implied", "alone") if adopting.basis == "implied" else ("both", "one")
    return phrase(f"figure.ladder.title.{names[0] if assessed else names[1]}", implied=implied, **assessed)


def whole_range(row: Mapping[Any, Any], unit: str) -> Range:
    """Interval in whole units: the whole numbers inside it."""
    return Range(low=-int(-row["conf_low"] // 1), high=int(row["conf_high"]), unit=unit)


def step_of(implied: Estimates, inputs: Inputs, indicator: str) -> list[Step]:
    """Step of one indicator: its count, the count its percentage implies, or that there is none."""
    label = titled(inputs.registry.indicators[indicator].short)
    claims = [
        claim
        for claim in inputs.claims.values()
        if claim.indicator == indicator
        and claim.kind in {"activity", "result"}
        and not (claim.repeats or claim.part_of)
    ]
    counted = [claim for claim in claims if claim.value and claim.value.unit != "percent"]
    if counted and counted[0].value:
        count = Num(value=sum(int(claim_number(claim)) for claim in counted), unit="unit")
        return [Step(label=label, count=count, basis="counted")]
    hit = implied.table[(implied.table["term"] == "count") & (implied.table["indicator"] == indicator)].to_dict(
        "records"
    )
    if hit:
        count = Num(value=round(hit[0]["estimate"]), unit="unit")
        return [Step(label=label, count=count, interval=whole_range(hit[0], "unit"), basis="implied")]
    return [Step(label=label, missing=phrase("common.no_figure"))]


def step_in_words(step: Step) -> Value:
    """Step read out."""
    if step.count is None:
        return phrase("figure.ladder.alt_missing", what=step.label, why=step.missing or phrase("common.no_figure"))
    basis = phrase(f"implied.basis_{step.basis}")
    value = told(step.count, step.interval)
    return phrase("figure.ladder.alt_step", what=step.label, value=value, basis=basis)


def consistency_section(consistency: Consistency, implied: Estimates, inputs: Inputs) -> Section:
    """Consistency of the claims.

    Parameters
    ----------
    consistency : Consistency
    implied : Estimates
        From `estimate_implied`.
    inputs : Inputs

    Returns
    -------
    Section
        Ladder, implied totals, findings by severity with what to ask the province, and the checks passed; empty
        without a letter.
    """
    if inputs.letter is None:
        return Section(id="consistency", title=phrase("section.consistency"))
    counts = {name: Num(value=consistency.counts[name], unit="count") for name in SEVERITIES}
    blocks = [
        boxed("consistency.message", **counts),
        paragraph("consistency.intro"),
        ladder(implied, inputs),
    ]
    if len(implied.table):
        blocks.append(implied_table(implied, inputs))
    groups = {"serious": ("high",), "explain": ("medium",), "minor": ("low",), "passed": ("passes",)}
    for key, names in groups.items():
        table = findings_table(consistency, inputs, names, key)
        if table.rows:
            blocks.append(table)
    return Section(id="consistency", title=phrase("section.consistency"), blocks=tuple(blocks))
