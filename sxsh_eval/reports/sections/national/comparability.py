"""Chapter on what must not be compared or added up: targets, populations, denominators that differ."""

from __future__ import annotations

from sxsh_eval.estimates.benchmark.reported import ReportedFigures
from sxsh_eval.estimates.benchmark.weighed_claims import weigh_claims
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Listing, Mark, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import cell, head, paragraph, target_number
from sxsh_eval.reports.sections.national.names import first_day, indicator_name, place, population_name, sources_named


def country_comparability_section(reported: ReportedFigures, inputs: NationalInputs, study: Study) -> Section:
    """Targets of provinces beside the Strategy's, and why reported percentages are not added up.

    Parameters
    ----------
    reported : ReportedFigures
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    blocks: list[Block] = [paragraph("country.targets")]
    rows = differing_targets(inputs, study)
    if rows:
        blocks.append(targets_table(rows, inputs, study))
    else:
        blocks.append(paragraph("country.no_targets"))
    weighed = weigh_claims(reported.figures, inputs.registry)
    if len(weighed.table):
        blocks += [paragraph("country.weighed"), weighed_table(reported, inputs)]
    return Section(id="comparability", title=phrase("country.section.comparability"), blocks=tuple(blocks))


def differing_targets(inputs: NationalInputs, study: Study) -> list[tuple[Target, Target | None, tuple[str, ...]]]:
    """Targets that provinces set for a year of the period, the Strategy's beside each, and what differs."""
    registry = inputs.registry
    national = {
        (target.indicator, target.due): target for target in registry.strategy_targets(study.strategy.source).values()
    }
    found = []
    for target in registry.targets.values():
        if target.scope == "provincial" and study.period.first <= target.due <= study.period.last:
            beside = national.get((target.indicator, target.due))
            found.append((target, beside, differences(target, beside)))
    return found


def differences(target: Target, beside: Target | None) -> tuple[str, ...]:
    """In what a province's target differs from the Strategy's."""
    if beside is None:
        return ("no_counterpart",)
    found = []
    if (target.value, target.band) != (beside.value, beside.band):
        found.append("weaker" if target.threshold < beside.threshold else
                     "stronger" if target.threshold > beside.threshold else "other_form")  # fmt: skip
    if target.population != beside.population:
        found.append("population")
    return tuple(found) or ("same",)


def targets_table(
    rows: list[tuple[Target, Target | None, tuple[str, ...]]], inputs: NationalInputs, study: Study
) -> Table:
    """Province's targets beside the Strategy's."""
    day = first_day(study)
    cells: list[tuple[Value | None, ...]] = []
    for target, beside, kinds in rows:
        cells.append(
            (
                place(inputs, str(target.province), day),
                indicator_name(inputs, target.indicator),
                target_number(target),
                None if beside is None else target_number(beside),
                population_name(inputs, target.population),
                Listing(items=tuple(phrase(f"country.target.{kind}") for kind in kinds), long=True),
            )
        )
    sources = dict.fromkeys(target.source for target, _, _ in rows)
    titles = tuple(as_name(inputs.registry.sources[key].title) for key in sources)
    return Table(
        id="country_targets",
        title=phrase("table.country_targets"),
        columns=(
            head("province_name", share=1.1),
            head("indicator", share=1.5),
            head("own_target", share=0.9, align="right"),
            head("strategy_target", share=0.9, align="right"),
            head("population", share=1.9),
            head("difference", share=1.6),
        ),
        rows=tuple(cells),
        notes=(phrase("note.targets_denominators"),),
        source=phrase("common.plain", text=Listing(items=titles, long=True)),
    )


def weighed_table(reported: ReportedFigures, inputs: NationalInputs) -> Table:
    """One rate for each outcome from the provinces' own percentages, or why there is none."""
    found = weigh_claims(reported.figures, inputs.registry)
    cells: list[tuple[Value | None, ...]] = []
    for row in records(found.table):
        known = row["estimate"] == row["estimate"]
        result: Value = cell(row, "percent", 1) if known else phrase(f"reason.{row['reason']}")
        cells.append((indicator_name(inputs, str(row["indicator"])), result, Mark(scale="evidence", name="derived")))
    return Table(
        id="country_weighed",
        title=phrase("table.country_weighed"),
        columns=(head("indicator", share=1.6), head("weighed", share=3.0), head("evidence", share=1.1)),
        rows=tuple(cells),
        source=sources_named([one for one in reported.figures if one.province]),
    )
