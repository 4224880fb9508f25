"""Figures of the survey of all provinces: caterpillar, map, funnel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.rates import ProvinceRates
from sxsh_eval.estimates.result import is_hidden
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.benchmark_data import (
    CaterpillarData,
    CaterpillarRow,
    ControlFunnelData,
    ControlLimits,
    LimitPoint,
    ObservedRate,
    TileMapData,
)
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.tiles import province_tiles
from sxsh_eval.reports.figure_lines import based_on, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import level_text, numbers, read_out, records
from sxsh_eval.reports.sections.common import HIDDEN, NOTHING, fewest_of, hidden_note
from sxsh_eval.reports.sections.national.names import (
    first_day,
    in_order,
    indicator_name,
    place,
    population_name,
    survey_source,
)
from sxsh_eval.reports.sections.national.rate_titles import (
    answers,
    caterpillar_title,
    ends_of,
    extremes,
    funnel_title,
    map_title,
)

POPULATION = "all_establishments"
PERCENT = 100.0
LIMITS = (20.0, 30.0, 40.0, 50.0)
"""Limits of the classes of all maps of shares, so that one colour means the same on each."""


def about(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> dict[str, Value]:
    """What titles and subtitles say."""
    return {
        "what": indicator_name(inputs, rates.indicator),
        "population": population_name(inputs, POPULATION),
        "year": Num(value=benchmark.year or study.period.last, unit="year"),
        "level": level_text(study),
    }


def tiles_in_words(values: Mapping[str, Value], inputs: NationalInputs, day: dt.date) -> Listing:
    """Numbers of a map by province, from north to south."""
    return read_out([(place(inputs, slug, day), values[slug]) for slug in in_order(inputs, values, day)])


def shrunk_rows(rates: ProvinceRates) -> dict[str, dict[Any, Any]]:
    """Shrunken rates of provinces with answers, by slug; hidden ones too."""
    table = rates.shrunk_table()
    if table is None or rates.shrunk is None:
        return {}
    kinds = rates.shrunk.table["kind"]
    return {str(row["province"]): dict(row) for row in records(table.table) if kinds[str(row["province"])] == "shrunk"}


def overall(rates: ProvinceRates) -> Estimate:
    """Rate of the whole country."""
    return Estimate(**numbers(records(rates.whole.table)[0], "percent", 1))


def province_rows(rates: ProvinceRates, inputs: NationalInputs, study: Study) -> list[CaterpillarRow]:
    """Shrunken and raw rate of every province from north to south, or why there is none."""
    day, shown = first_day(study), shrunk_rows(rates)
    raw = {str(row["province"]): row for row in records(rates.direct.table)}
    rows: list[CaterpillarRow] = []
    for slug in in_order(inputs, inputs.provinces, day):
        label, own = place(inputs, slug, day), shown.get(slug)
        if own is None or is_hidden(own):
            rows.append(CaterpillarRow(label=label, missing=phrase("country.no_answers") if own is None else HIDDEN))
            continue
        first = raw.get(slug)
        beside = None if first is None else Estimate(**numbers(first, "percent", 1))
        rows.append(CaterpillarRow(label=label, estimate=Estimate(**numbers(own, "percent", 1)), raw=beside))
    return rows


def caterpillar_figure(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Figure:
    """Shrunken rates with intervals, the raw ones beside."""
    shown, rows, pooled = shrunk_rows(rates), province_rows(rates, inputs, study), overall(rates)
    level = round(100 * study.level, 2)
    data = CaterpillarData(rows=tuple(rows), pooled=pooled, pooled_label=phrase("national.country"), level=level)
    known, said = [row for row in rows if row.estimate is not None], about(rates, benchmark, inputs, study)
    return Figure(
        id="country_caterpillar",
        chart="caterpillar",
        data=data.model_dump(mode="json"),
        title=caterpillar_title(rows, pooled, said),
        subtitle=phrase("figure.country_caterpillar.subtitle", **said),
        alt=phrase(
            "figure.country_caterpillar.alt",
            **said,
            n=Num(value=len(known), unit="province"),
            pooled=told(pooled.value, pooled.interval),
            ends=read_out(extremes(rows)),
        ),
        notes=hidden_note(shown.values()),
        source=based_on(survey_source(benchmark, study), answers(rates), "shrunk"),
        fewest=fewest_of(row for row in [*shown.values(), *records(rates.direct.table)] if row["n_obs"] > 0),
    )


def map_figure(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Figure:
    """Shrunken rates on squares."""
    shown = shrunk_rows(rates)
    values: dict[str, Value] = {
        slug: HIDDEN if is_hidden(row) else Num(value=round(float(row["estimate"])), unit="percent")
        for slug, row in shown.items()
    }
    tiles = province_tiles(inputs.registry.provinces, first_day(study), values, phrase("country.no_answers"))
    said = about(rates, benchmark, inputs, study)
    ends = ends_of(values, {slug: place(inputs, slug, first_day(study)) for slug in values})
    return Figure(
        id="country_map",
        chart="tile_map",
        data=TileMapData(tiles=tiles, limits=LIMITS, measure=phrase("country.measure.rate", **said)).model_dump(
            mode="json"
        ),
        title=map_title(ends, province_rows(rates, inputs, study), overall(rates), said),
        subtitle=phrase("figure.country_map.subtitle", **said),
        alt=phrase("figure.country_map.alt", rows=tiles_in_words(values, inputs, first_day(study)), **said),
        notes=hidden_note(shown.values()),
        source=based_on(survey_source(benchmark, study), answers(rates), "shrunk"),
        fewest=fewest_of(row for row in shown.values() if row["n_obs"] > 0),
    )


def funnel_figure(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Figure:
    """Raw rates against effective answers with the limits of chance."""
    funnel = rates.funnel
    if funnel is None:
        raise ValueError("there is no funnel to show")
    day = first_day(study)
    points, outside = [], []
    for slug, row in funnel.rates.iterrows():
        beyond = round(PERCENT * float(row["beyond"]), 2) or None
        label = place(inputs, str(slug), day)
        value = Num(value=round(PERCENT * float(row["rate"]), 1), unit="percent", digits=1)
        outside += [phrase("common.with_value", what=label, value=value)] if beyond else []
        points.append(
            ObservedRate(
                label=label, n=round(float(row["n"]), 1), value=round(PERCENT * float(row["rate"]), 1), beyond=beyond
            )
        )
    said = about(rates, benchmark, inputs, study)
    pooled = Num(value=round(PERCENT * funnel.pooled, 1), unit="percent", digits=1)
    data = ControlFunnelData(
        rates=tuple(points),
        pooled=pooled,
        limits=tuple(control_limits(rates, level) for level in funnel.levels),
        observed=phrase("country.measure.effective"),
        measure=phrase("country.measure.raw", **said),
    )
    names: Listing | Phrase = Listing(items=tuple(outside)) if outside else NOTHING
    return Figure(
        id="country_funnel",
        chart="control_funnel",
        data=data.model_dump(mode="json"),
        title=funnel_title(len(outside), len(points), funnel.levels),
        subtitle=phrase("figure.country_funnel.subtitle", limits=Listing(items=tuple(
            Num(value=round(PERCENT * level, 2), unit="percent") for level in sorted(funnel.levels))), **said),
        alt=phrase("figure.country_funnel.alt", names=names, pooled=pooled),
        notes=(phrase("note.country_funnel"), *hidden_note(records(rates.direct.table))),
        source=based_on(survey_source(benchmark, study), answers(rates), "control"),
        fewest=fewest_of(records(rates.direct.table)),
    )  # fmt: skip


def control_limits(rates: ProvinceRates, level: float) -> ControlLimits:
    """Limits of one level as the chart takes them."""
    if rates.funnel is None:
        raise ValueError("there are no limits")
    curve = rates.funnel.curves[rates.funnel.curves["level"] == level]
    points = tuple(
        LimitPoint(n=float(row["n"]), low=PERCENT * float(row["low"]), high=PERCENT * float(row["high"]))
        for row in records(curve)
    )
    return ControlLimits(level=round(PERCENT * level, 2), points=points)
