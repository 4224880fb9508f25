"""Annex: the numbers of the report in the borders of the provinces since the merger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.concordance import PARTIAL
from sxsh_eval.estimates.benchmark.merged import COUNT, MergedProvinces
from sxsh_eval.estimates.result import CONFIDENTIAL
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Day, Listing, Num, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.benchmark_data import TileMapData
from sxsh_eval.reports.charts.tiles import province_tiles
from sxsh_eval.reports.figure_lines import based_on
from sxsh_eval.reports.model import Block, Figure, Section, Table
from sxsh_eval.reports.sections.adoption_figures import level_text, records
from sxsh_eval.reports.sections.common import HIDDEN, cell, fewest_of, head, hidden_note, paragraph
from sxsh_eval.reports.sections.national.names import (
    first_day,
    in_order,
    indicator_name,
    main_rates,
    place,
    population_name,
    survey_source,
)
from sxsh_eval.reports.sections.national.rate_figures import LIMITS, tiles_in_words
from sxsh_eval.reports.sections.national.rate_titles import answers, ends_of


def country_merger_section(
    merged: MergedProvinces | None, benchmark: Benchmark | Refused | None, inputs: NationalInputs, study: Study
) -> Section:
    """Former provinces by later one, establishments added up, rates weighted anew; empty where borders stayed.

    Parameters
    ----------
    merged : MergedProvinces or None
    benchmark : Benchmark or Refused or None
        Released; tells which survey the rates come from.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    title = phrase("country.section.merger")
    if merged is None:
        return Section(id="merger", title=title)
    old, new = len(inputs.provinces), len(merged.members)
    stayed = sum(len(slugs) == 1 for slugs in merged.members.values())
    blocks: list[Block] = [
        paragraph(
            "country.merger",
            old=Num(value=old, unit="province"),
            new=Num(value=new, unit="province"),
            day=Day(value=merged.day),
            stayed=Num(value=stayed, unit="province"),
        ),
        paragraph("country.merger_rules"),
    ]
    known = benchmark if isinstance(benchmark, Benchmark) else None
    if main_rates(known) is not None and known is not None:
        blocks.append(merged_map(merged, known, inputs, study))
    blocks.append(merged_table(merged, known, inputs, study))
    if len(merged.reported.table):
        blocks.append(reported_table(merged, inputs))
    return Section(id="merger", title=title, blocks=tuple(blocks), new_page=True)


def merged_rows(merged: MergedProvinces, benchmark: Benchmark | None) -> dict[str, dict[str, object]]:
    """Rates of the main indicator by later province."""
    rates = main_rates(benchmark)
    if rates is None:
        return {}
    return {str(row["province"]): dict(row) for row in records(merged.rates[rates.indicator].table)}


def merged_map(merged: MergedProvinces, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Figure:
    """Merged rates on the squares of the later provinces."""
    rates = main_rates(benchmark)
    if rates is None:
        raise ValueError("there are no rates to show")
    rows = merged_rows(merged, benchmark)
    values: dict[str, Value] = {}
    for slug, row in rows.items():
        known = row["estimate"] == row["estimate"]
        reason = (
            HIDDEN if row["reason"] == CONFIDENTIAL else phrase(f"reason.{row['reason']}") if row["reason"] else HIDDEN
        )
        values[slug] = Num(value=round(float(str(row["estimate"]))), unit="percent") if known else reason
    tiles = province_tiles(inputs.registry.provinces, merged.day, values, phrase("country.no_answers"))
    what = indicator_name(inputs, rates.indicator)
    year = Num(value=benchmark.year or study.period.last, unit="year")
    members = Num(value=len(merged.members), unit="count")
    ends = ends_of(values, {slug: place(inputs, slug, merged.day) for slug in values})
    return Figure(
        id="country_merged_map",
        chart="tile_map",
        data=TileMapData(
            tiles=tiles, limits=LIMITS, measure=phrase("country.measure.merged", what=what, year=year)
        ).model_dump(mode="json"),
        title=phrase("figure.country_merged.title.hidden", what=what, n=members)
        if ends is None
        else phrase("figure.country_merged.title.range", what=what, **ends),
        subtitle=phrase("figure.country_merged.subtitle", year=year, n=members, level=level_text(study)),
        alt=phrase("figure.country_merged.alt", rows=tiles_in_words(values, inputs, merged.day)),
        notes=hidden_note(rows.values()),
        source=based_on(survey_source(benchmark, study), answers(rates), "merged"),
        fewest=fewest_of(rows.values()),
    )


def merged_table(merged: MergedProvinces, benchmark: Benchmark | None, inputs: NationalInputs, study: Study) -> Table:
    """Later provinces with their parts, establishments, raw rate."""
    rows = merged_rows(merged, benchmark)
    counts = {} if merged.counts is None else dict(zip(merged.counts["province"], merged.counts[COUNT], strict=True))
    made = benchmark is not None and bool(rows)
    columns = [head("later_province", share=1.2), head("former_provinces", share=2.4)]
    columns += [head("establishments", share=0.9, align="right")] if counts else []
    columns += [head("n", share=0.7, align="right"), head("merged_share", share=1.6, align="right")] if made else []
    cells: list[tuple[Value | None, ...]] = []
    for slug in in_order(inputs, merged.members, merged.day):
        parts = tuple(place(inputs, each, first_day(study)) for each in merged.members[slug])
        count = (Num(value=int(counts[slug]), unit="count") if slug in counts else None,) if counts else ()
        own = rate_cells(rows.get(slug)) if made else ()
        cells.append((place(inputs, slug, merged.day), Listing(items=parts), *count, *own))
    return Table(
        id="country_merged",
        title=phrase("table.country_merged", n=Num(value=len(merged.members), unit="count")),
        columns=tuple(columns),
        rows=tuple(cells),
        notes=(phrase("note.merged", level=level_text(study)), *hidden_note(rows.values())) if made else (),
        source=survey_source(benchmark, study) if made and benchmark is not None else phrase("source.merger"),
        fewest=fewest_of(rows.values()) if made else None,
    )


def rate_cells(row: dict[str, object] | None) -> tuple[Value | None, Value | None]:
    """Answers with the rate of a later province."""
    if row is None:
        return None, None
    if row["reason"] == CONFIDENTIAL:
        return HIDDEN, HIDDEN
    n = Num(value=int(float(str(row["n_obs"]))), unit="count") if row["n_obs"] == row["n_obs"] else None
    known = row["estimate"] == row["estimate"]
    return n, cell(row, "percent", 1) if known else phrase(f"reason.{row['reason']}")


def reported_table(merged: MergedProvinces, inputs: NationalInputs) -> Table:
    """Reported figures in the later borders: sums of counts, rates only where all parts have one."""
    rows: list[tuple[Value | None, ...]] = []
    table = merged.reported.table
    for slug in in_order(inputs, dict.fromkeys(table["province"].astype(str)), merged.day):
        for row in records(table[table["province"] == slug]):
            population = population_name(inputs, str(row["term"]).split(":")[0])
            name = indicator_name(inputs, str(row["indicator"]))
            years = Verbatim(text=str(row["period"]).replace("-", "–"))
            rows.append((place(inputs, slug, merged.day), name, population, years, merged_figure(row)))
    return Table(
        id="country_merged_reported",
        title=phrase("table.country_merged_reported"),
        columns=(
            head("later_province", share=1.2),
            head("indicator", share=1.7),
            head("population", share=1.9),
            head("years", share=0.9),
            head("reported_figure", share=2.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.merged_reported"),),
        source=phrase("source.published"),
    )


def merged_figure(row: Mapping[Any, Any]) -> Value:
    """Figure, or why there is none; a sum that lacks a part says so."""
    reason = phrase(f"reason.{row['reason']}") if row["reason"] == PARTIAL else None
    if row["estimate"] != row["estimate"]:
        return phrase(f"reason.{row['reason']}")
    value = cell(row, str(row["unit"]))
    return value if reason is None else phrase("country.partial", value=value, reason=reason)
