"""Section: the province's proposed targets, each asked the same questions, and what could be promised instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sxsh_eval.estimates.programme.feasible import DEFENSIBLE
from sxsh_eval.estimates.programme.outlook import report_years
from sxsh_eval.estimates.programme.proposed_targets import CRITERIA, ProposedTarget, TargetTest
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import boxed, bullet, claim_value, head, letter_source, paragraph, titled
from sxsh_eval.reports.sections.programme.cells import (
    REASONS,
    by_key,
    cell,
    chance_of,
    projection_source,
    scenario_name,
    scenario_title,
    year,
)

Facts = Inputs | NationalInputs
FLAGGED = ("population", "ambition", "measurable", "own_number")
"""Criteria whose failure is told in a sentence of its own, because it must not be corrected silently."""


def proposed_targets_section(
    tested: Sequence[ProposedTarget],
    defensible: Estimates,
    projections: Sequence[Projection],
    base: Base,
    inputs: Facts,
    study: Study,
) -> Section:
    """Every proposed target with the answers to the same questions; beside it what could be promised.

    Parameters
    ----------
    tested : sequence of ProposedTarget
        As of `check_proposed_targets`.
    defensible : Estimates
        As of `propose_targets`.
    projections : sequence of Projection
    base : Base
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
        Without a letter, the values that could be promised alone.
    """
    blocks: list[Block] = []
    if tested and isinstance(inputs, Inputs) and inputs.letter is not None:
        failed = sum(any(test.answer == "fails" for test in one.tests) for one in tested)
        counts = {"count": Num(value=len(tested), unit="count"), "failed": Num(value=failed, unit="count")}
        blocks += [
            paragraph("programme.proposed", **counts),
            answer_table(tested, inputs),
            *(Text(phrase=flag, style="warning") for flag in flags(tested, inputs)),
            paragraph("programme.proposed_reasons"),
            *(
                reason_table(one, inputs, projections)
                for one in tested
                if any(test.answer != "passes" for test in one.tests)
            ),
        ]
    else:
        blocks.append(paragraph("programme.no_proposal"))
    blocks += [
        boxed("programme.defensible", chance=chance_of(study)),
        *alternatives(tested, defensible, projections, inputs, study),
    ]
    if projections and len(defensible.table):
        blocks += [milestone_table(name, defensible, projections, base, study) for name in DEFENSIBLE]
    blocks += [paragraph("programme.verification"), bullet("programme.verification_survey")]
    blocks += [bullet("programme.verification_register"), bullet("programme.verification_years")]
    title = phrase("section.programme_proposed" if tested else "section.programme_promised")
    return Section(id="programme_proposed", title=title, blocks=tuple(blocks))


def target_name(one: ProposedTarget, inputs: Facts) -> Phrase:
    """``nhận thức 90 %``: short title with the letter's own number."""
    short = as_name(inputs.registry.indicators[one.claim.indicator].short)
    return phrase("programme.target_name", what=short, value=claim_value(one.claim))


def answer_table(tested: Sequence[ProposedTarget], inputs: Inputs) -> Table:
    """Criteria in rows, targets in columns: passes, fails, open."""
    columns = (
        head("criterion", share=2.4),
        *(Column(head=target_name(one, inputs), align="center", share=1.2) for one in tested),
    )
    rows = tuple(
        (
            phrase(f"target_test.{criterion}.title"),
            *(phrase(f"target_test.answer.{one.test(criterion).answer}") for one in tested),
        )
        for criterion in CRITERIA
    )
    return Table(
        id="target_tests",
        title=phrase("table.target_tests"),
        columns=columns,
        rows=rows,
        notes=(phrase("note.target_tests"),),
        source=letter_source(inputs.own_letter),
    )


def said(test: TargetTest, projections: Sequence[Projection]) -> Phrase:
    """Why a target passes or fails, in a sentence."""
    values = dict(test.values)
    if isinstance(named := values.get("scenario"), Verbatim):
        values["scenario"] = scenario_name(projections, named.text)
    key = f"target_test.{test.criterion}.{test.reason}"
    known = catalogue("vi")
    if key in known:
        return phrase(key, **values)
    home = next(home for home in REASONS if f"{home}.{test.reason}" in known)
    return phrase("target_test.feasible.unknown", why=phrase(f"{home}.{test.reason}"))


def reason_table(one: ProposedTarget, inputs: Inputs, projections: Sequence[Projection]) -> Table:
    """The answers to one target with their reasons."""
    rows = tuple(
        (
            phrase(f"target_test.{test.criterion}.title"),
            phrase(f"target_test.answer.{test.answer}"),
            said(test, projections),
        )
        for test in one.tests
        if test.answer != "passes"
    )
    return Table(
        id=f"target_test_{one.claim_id}",
        title=phrase(
            "table.target_test",
            what=titled(inputs.registry.indicators[one.claim.indicator].title),
            value=claim_value(one.claim),
            population=as_name(inputs.registry.populations[one.claim.population].title),
        ),
        columns=(head("criterion", share=1.5), head("answer", share=0.7), head("programme_why", share=4.0)),
        rows=rows,
        source=letter_source(inputs.own_letter),
    )


def flags(tested: Sequence[ProposedTarget], inputs: Inputs) -> list[Phrase]:
    """What must be asked of the province rather than corrected: another population, below an older target, no sense."""
    found = []
    for one in tested:
        for test in one.tests:
            key = f"target_test.flag.{test.criterion}_{test.reason}"
            if test.criterion in FLAGGED and test.answer == "fails" and key in catalogue("vi"):
                values = {f"{name}_value" if name == "target" else name: value for name, value in test.values.items()}
                found.append(phrase(key, **values, target=target_name(one, inputs)))
    return found


def alternatives(
    tested: Sequence[ProposedTarget],
    defensible: Estimates,
    projections: Sequence[Projection],
    inputs: Facts,
    study: Study,
) -> list[Block]:
    """What each proposed target could become, by the rule of its kind; the letter's text stays beside it."""
    blocks: list[Block] = []
    for one in tested:
        indicator = inputs.registry.indicators[one.claim.indicator]
        due = one.claim.period.last if one.claim.period else study.programme.horizon
        values: dict[str, Value] = {
            "target": target_name(one, inputs),
            "population": as_name(inputs.registry.populations[indicator.population].title),
            "due": year(due),
        }
        kind = kind_of(one, inputs)
        if kind == "share":
            values |= best_value(one.claim.indicator, due, defensible, projections)
        blocks.append(bullet(f"programme.alternative.{kind}", **values))
    return blocks


def best_value(indicator: str, due: int, defensible: Estimates, projections: Sequence[Projection]) -> dict[str, Value]:
    """Highest value that a scenario reaches with the chance asked for, and which one."""
    last = str(min(due, projections[0].years[-1]))
    rows = by_key(defensible)
    found = {one.scenario.id: float(rows[indicator, last, one.scenario.id]["estimate"]) for one in projections}
    best = max(found, key=lambda name: found[name])
    return {
        "value": Num(value=round(found[best]), unit="percent"),
        "scenario": scenario_name(projections, best),
    }


def kind_of(one: ProposedTarget, inputs: Facts) -> str:
    """Rule by which an alternative is made."""
    indicator = inputs.registry.indicators[one.claim.indicator]
    if indicator.measured_over != "units":
        return "yes_or_no"
    if one.claim.indicator in DEFENSIBLE:
        return "share"
    if indicator.needs_baseline:
        return "change"
    return "other_population" if one.test("population").answer == "fails" else "measure_first"


def milestone_table(
    indicator: str, defensible: Estimates, projections: Sequence[Projection], base: Base, study: Study
) -> Table:
    """Value that each scenario reaches with the chance asked for, every year."""
    rows, first = by_key(defensible), min(one.scenario.first for one in projections)
    years = [at for at in projections[0].years[1:] if at >= first]
    shown = tuple(
        (scenario_title(one), *(plain(rows.get((indicator, str(at), one.scenario.id))) for at in years))
        for one in projections
    )
    return Table(
        id=f"defensible_{indicator}",
        title=phrase(
            f"table.defensible_{indicator}", chance=chance_of(study), year=year(report_years(projections[0])[-1])
        ),
        columns=(
            head("scenario", share=3.0),
            *(Column(head=phrase("column.one_year", year=year(at)), align="right", share=0.8) for at in years),
        ),
        rows=shown,
        notes=(phrase("note.defensible", chance=chance_of(study)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def plain(row: Mapping[str, object] | None) -> Value:
    """A whole per cent without its sign: the title says it."""
    if row is None:
        return cell(None)
    return Num(value=round(float(str(row["estimate"]))), unit="count")
