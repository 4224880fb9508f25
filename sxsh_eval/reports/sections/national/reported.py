"""Chapters on what was reported: the country's published results, who reported what, what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.benchmark.remarks import REMARKS, remarks_on
from sxsh_eval.estimates.benchmark.reported import Reported, ReportedFigures
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Listing, Num, Value, Verbatim, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.benchmark_data import TileMapData
from sxsh_eval.reports.charts.tiles import province_tiles
from sxsh_eval.reports.figure_lines import based_on
from sxsh_eval.reports.model import Block, Figure, Section, Table
from sxsh_eval.reports.sections.common import NOTHING, bullet, head, paragraph
from sxsh_eval.reports.sections.national.names import (
    figure_text,
    first_day,
    in_order,
    indicator_name,
    origin,
    place,
    population_name,
    sources_named,
)
from sxsh_eval.reports.sections.national.published_counts import counts_blocks

OUTCOMES = ("awareness", "adoption", "saving_per_product", "dedicated_unit")


def country_results_section(reported: ReportedFigures, inputs: NationalInputs, study: Study) -> Section:
    """What was published about the country, each figure with what speaks against comparing it.

    Parameters
    ----------
    reported : ReportedFigures
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    figures = reported.of("")
    blocks: list[Block] = [paragraph("country.results", period=as_years(study.period))]
    if not figures:
        blocks = [paragraph("country.no_results", period=as_years(study.period))]
    else:
        blocks += [figures_table("country_results", figures, reported, inputs, with_place=False)]
        blocks += remark_key(figures, reported, inputs)
    return Section(id="results", title=phrase("country.section.results"), blocks=tuple(blocks))


def country_provinces_section(reported: ReportedFigures, inputs: NationalInputs, study: Study) -> Section:
    """Which province reported what, all provinces, with every figure and its remarks.

    Parameters
    ----------
    reported : ReportedFigures
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    day = first_day(study)
    figures = [one for one in reported.figures if one.province]
    blocks: list[Block] = [coverage_text(reported, inputs)]
    if inputs.other_borders:
        blocks.append(paragraph("country.other_borders", n=Num(value=len(inputs.other_borders), unit="province")))
    blocks.append(coverage_map(reported, inputs, study))
    if figures:
        ordered = sorted(figures, key=lambda one: in_order(inputs, inputs.provinces, day).index(one.province)
                         if one.province in inputs.provinces else -1)  # fmt: skip
        blocks += [figures_table("country_provinces", ordered, reported, inputs, with_place=True, study=study)]
        blocks += remark_key(figures, reported, inputs)
    blocks += [coverage_table(reported, inputs, study), *counts_blocks(inputs, study)]
    return Section(id="provinces", title=phrase("country.section.provinces"), blocks=tuple(blocks))


def coverage_text(reported: ReportedFigures, inputs: NationalInputs) -> Block:
    """How many provinces are known, by letter and otherwise."""
    letters = {letter.province for letter in inputs.letters}
    told = {one.province for one in reported.figures if one.province}
    return paragraph(
        "country.coverage_waiting" if inputs.waiting else "country.coverage",
        all=Num(value=len(inputs.provinces), unit="province"),
        letters=Num(value=len(letters), unit="province"),
        told=Num(value=len(told), unit="province"),
        silent=Num(value=len(reported.silent), unit="province"),
        **({"waiting": Num(value=len(inputs.waiting), unit="province")} if inputs.waiting else {}),
    )


def reported_outcomes(reported: ReportedFigures, slug: str) -> dict[str, list[Reported]]:
    """Outcome figures of a province by indicator."""
    found: dict[str, list[Reported]] = {}
    for one in reported.of(slug):
        if one.indicator in OUTCOMES:
            found.setdefault(one.indicator, []).append(one)
    return found


def coverage_map(reported: ReportedFigures, inputs: NationalInputs, study: Study) -> Figure:
    """How many of the Strategy's outcomes each province has a figure on."""
    counts = {slug: len(reported_outcomes(reported, slug)) for slug in inputs.provinces}
    values: dict[str, Value] = {slug: Num(value=n, unit="count") for slug, n in counts.items() if n}
    tiles = province_tiles(inputs.registry.provinces, first_day(study), values, phrase("country.nothing_reported"))
    day = first_day(study)
    names = [phrase("common.with_value", what=place(inputs, slug, day), value=n) for slug, n in values.items()]
    data = TileMapData(tiles=tiles, unit="count", limits=(2, 3, 4), measure=phrase("country.measure.outcomes"))
    return Figure(
        id="country_coverage_map",
        chart="tile_map",
        data=data.model_dump(mode="json"),
        title=phrase("figure.country_coverage.title", n=Num(value=len(values), unit="province"),
                     all=Num(value=len(inputs.provinces), unit="count")),
        subtitle=phrase("figure.country_coverage.subtitle", period=as_years(study.period),
                        of=Num(value=len(OUTCOMES), unit="count")),
        alt=phrase("figure.country_coverage.alt", names=Listing(items=tuple(names)) if names else NOTHING),
        source=based_on(sources_named(reported.figures),
                        Num(value=len(inputs.provinces), unit="province"), "published"),
    )  # fmt: skip


def figures_table(
    name: str,
    figures: Sequence[Reported],
    reported: ReportedFigures,
    inputs: NationalInputs,
    *,
    with_place: bool,
    study: Study | None = None,
) -> Table:
    """Figures with whom they count, their years, their source, the letters of their remarks."""
    rows: list[tuple[Value | None, ...]] = []
    keys = remark_letters(figures, reported, inputs)
    for one in figures:
        marks = [keys[key] for key in remarks_on(one, reported.all_years, inputs.registry)]
        where = (place(inputs, one.province, first_day(study)),) if with_place and study is not None else ()
        rows.append(
            (
                *where,
                indicator_name(inputs, one.indicator),
                figure_text(one),
                population_name(inputs, one.population),
                as_years(one.years),
                origin(one, inputs),
                Verbatim(text=", ".join(marks)) if marks else None,
            )
        )
    first = (head("province_name", share=1.1),) if with_place else ()
    return Table(
        id=name,
        title=phrase(f"table.{name}"),
        columns=(
            *first,
            head("indicator", share=1.7),
            head("reported_figure", share=1.5),
            head("population", share=1.6),
            head("years", share=1.0),
            head("source", share=1.7),
            head("remarks", share=1.0, align="center"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.reported_as_printed"),),
        source=sources_named(figures),
    )


def remark_letters(figures: Sequence[Reported], reported: ReportedFigures, inputs: NationalInputs) -> dict[str, str]:
    """Letter of each remark that occurs."""
    found = {key for one in figures for key in remarks_on(one, reported.all_years, inputs.registry)}
    return {key: chr(ord("a") + at) for at, key in enumerate(key for key in REMARKS if key in found)}


def remark_key(figures: Sequence[Reported], reported: ReportedFigures, inputs: NationalInputs) -> list[Block]:
    """What the letters of the remarks mean."""
    letters = remark_letters(figures, reported, inputs)
    if not letters:
        return []
    lines = [
        bullet("country.remark_line", letter=Verbatim(text=letter), text=phrase(f"country.remark.{key}"))
        for key, letter in letters.items()
    ]
    return [paragraph("country.remarks"), *lines]


def coverage_table(reported: ReportedFigures, inputs: NationalInputs, study: Study) -> Table:
    """All provinces: letter, the Strategy's outcomes as reported, how many other figures."""
    day = first_day(study)
    letters = {letter.province: letter for letter in inputs.letters}
    rows: list[tuple[Value | None, ...]] = []
    for slug in in_order(inputs, inputs.provinces, day):
        found = reported_outcomes(reported, slug)
        letter = letters.get(slug)
        number: Value = phrase("country.no_letter") if letter is None else Verbatim(text=letter.number)
        if slug in inputs.waiting:
            number = phrase("country.waiting")
        others = sum(one.indicator not in OUTCOMES for one in reported.of(slug))
        cells = [outcome_cell(found.get(name, [])) for name in OUTCOMES]
        own = sum(target.scope == "provincial" for target in inputs.registry.targets_for(slug).values())
        counts = (Num(value=n, unit="count") if n else None for n in (others, own))
        rows.append((place(inputs, slug, day), number, *cells, *counts))
    return Table(
        id="country_coverage",
        title=phrase("table.country_coverage"),
        columns=(
            head("province_name", share=1.5),
            head("letter_number", share=1.3),
            *(head(f"outcome_{name}", share=1.1, align="right") for name in OUTCOMES),
            head("other_figures", share=0.8, align="right"),
            head("own_targets", share=0.8, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.coverage"),),
        source=sources_named(reported.figures),
    )


def outcome_cell(figures: Sequence[Reported]) -> Value | None:
    """Figures on one outcome, each once; nothing without any."""
    values = tuple(dict.fromkeys(one.figure for one in figures))
    return None if not values else values[0] if len(values) == 1 else Listing(items=values, long=True)
