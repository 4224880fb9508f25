"""All rules of tables in the order in which people read their findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules import identity, limits, magnitude, repeated, series, stages, sums
from sxsh_eval.inputs.tables.rules.judged import Judged, Rule

RULES: tuple[Rule, ...] = (
    limits.empty_cells,
    limits.limits,
    limits.percentages,
    limits.years,
    identity.tax_codes,
    identity.vsic_codes,
    repeated.conflicting_rows,
    stages.stages,
    stages.ladder,
    stages.events,
    sums.totals,
    sums.shares,
    sums.size_classes,
    magnitude.factors_from_sector,
    magnitude.factors_from_own_years,
    series.large_changes,
    series.copied_values,
    series.copied_rows,
    series.round_numbers,
)


OF_UNITS = (
    stages.stages,
    stages.events,
    magnitude.factors_from_own_years,
    series.large_changes,
    series.copied_values,
    series.copied_rows,
    series.round_numbers,
)
"""Rules that follow a unit over its rows: rows that name none are no matter of theirs."""


def apply_rules(judged: Judged) -> Iterator[TableProblem]:
    """What all rules find."""
    named = of_named_units(judged)
    for rule in RULES:
        own = named if rule in OF_UNITS else judged
        if len(own.table):
            yield from rule(own)


def of_named_units(judged: Judged) -> Judged:
    """The same table without rows whose unit is not known."""
    if not judged.has(judged.codebook.unit):
        return judged
    known = judged.table[judged.codebook.unit].notna()
    if known.all():
        return judged
    faulty = {name: cells[known] for name, cells in judged.faulty.items()}
    return replace(judged, table=judged.table[known], faulty=faulty)
