"""Figures of the survey of all provinces: caterpillar, map, funnel."""

from __future__ import annotations

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
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import level_text, numbers, records
from sxsh_eval.reports.sections.common import HIDDEN, NOTHING, fewest_of, hidden_note
from sxsh_eval.reports.sections.national.names import (
    first_day,
    in_order,
    indicator_name,
    place,
    population_name,
    survey_source,
)

POPULATION = "all_establishments"
PERCENT = 100.0


def about(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> dict[str, Value]:
    """What titles and subtitles say."""
    return {
        "what": indicator_name(inputs, rates.indicator),
        "population": population_name(inputs, POPULATION),
        "year": Num(value=benchmark.year or study.period.last, unit="year"),
        "level": level_text(study),
    }


def shrunk_rows(rates: ProvinceRates) -> dict[str, dict[Any, Any]]:
    """Shrunken rates of provinces with answers, by slug; hidden ones too."""
    table = rates.shrunk_table()
    if table is None or rates.shrunk is None:
        return {}
    kinds = rates.shrunk.table["kind"]
    return {str(row["province"]): dict(row) for row in records(table.table) if kinds[str(row["province"])] == "shrunk"}


def caterpillar_figure(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Figure:
    """Shrunken rates with intervals, the raw ones beside."""
    day, shown = first_day(study), shrunk_rows(rates)
    raw = {str(row["province"]): row for row in records(rates.direct.table)}
    rows = []
    for slug in in_order(inputs, inputs.provinces, day):
        label, own = place(inputs, slug, day), shown.get(slug)
        if own is None or is_hidden(own):
            rows.append(CaterpillarRow(label=label, missing=phrase("country.no_answers") if own is None else HIDDEN))
            continue
        first = raw.get(slug)
        beside = None if first is None else Estimate(**numbers(first, "percent", 1))
        rows.append(CaterpillarRow(label=label, estimate=Estimate(**numbers(own, "percent", 1)), raw=beside))
    pooled = Estimate(**numbers(records(rates.whole.table)[0], "percent", 1))
    level = round(100 * study.level, 2)
    data = CaterpillarData(rows=tuple(rows), pooled=pooled, pooled_label=phrase("national.country"), level=level)
    known = [row for row in rows if row.estimate is not None]
    return Figure(
        id="country_caterpillar",
        chart="caterpillar",
        data=data.model_dump(mode="json"),
        title=phrase("figure.country_caterpillar.title", **about(rates, benchmark, inputs, study)),
        subtitle=phrase("figure.country_caterpillar.subtitle", **about(rates, benchmark, inputs, study)),
        alt=phrase(
            "figure.country_caterpillar.alt",
            **about(rates, benchmark, inputs, study),
            n=Num(value=len(known), unit="province"),
            pooled=pooled.value,
        ),
        notes=hidden_note(shown.values()),
        source=survey_source(benchmark, study),
        fewest=fewest_of(row for row in [*shown.values(), *raw.values()] if row["n_obs"] > 0),
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
    return Figure(
        id="country_map",
        chart="tile_map",
        data=TileMapData(tiles=tiles, measure=phrase("country.measure.rate", **said)).model_dump(mode="json"),
        title=phrase("figure.country_map.title", **said),
        subtitle=phrase("figure.country_map.subtitle", **said),
        alt=phrase("figure.country_map.alt", **said),
        notes=hidden_note(shown.values()),
        source=survey_source(benchmark, study),
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
        outside += [label] if beyond else []
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
        title=phrase("figure.country_funnel.title", n=Num(value=len(outside), unit="province"),
                     all=Num(value=len(points), unit="count")),
        subtitle=phrase("figure.country_funnel.subtitle", **said),
        alt=phrase("figure.country_funnel.alt", names=names, pooled=pooled),
        notes=(phrase("note.country_funnel"), *hidden_note(records(rates.direct.table))),
        source=survey_source(benchmark, study),
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
