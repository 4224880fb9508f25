"""Chapter on the survey of all provinces: shrunken rates, ranks with their intervals, limits of chance."""

from __future__ import annotations

from math import isnan

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.ranks import at_an_end
from sxsh_eval.estimates.benchmark.rates import ProvinceRates
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Num, Range, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import level_text, records
from sxsh_eval.reports.sections.common import (
    HIDDEN,
    bullet,
    cell,
    count_cell,
    fewest_of,
    head,
    hidden_note,
    paragraph,
    why,
    withheld,
)
from sxsh_eval.reports.sections.national.names import (
    first_day,
    in_order,
    indicator_name,
    main_rates,
    place,
    survey_source,
)
from sxsh_eval.reports.sections.national.rate_figures import caterpillar_figure, funnel_figure, map_figure

RANKED = ("rank_low", "rank_high", "chance_lowest", "chance_highest")
SURVEY_NEEDS = ("frame", "province", "design", "same_question")


def country_rates_section(benchmark: Benchmark | Refused | None, inputs: NationalInputs, study: Study) -> Section:
    """Rates of all provinces from the survey; without one, what it would take.

    Parameters
    ----------
    benchmark : Benchmark or Refused or None
        Released.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    title = phrase("country.section.rates")
    if isinstance(benchmark, Refused):
        return Section(id="rates", title=title, blocks=(withheld(benchmark.problems),))
    rates = main_rates(benchmark)
    if benchmark is None or rates is None:
        needs = (bullet(f"country.needs.{name}") for name in SURVEY_NEEDS)
        return Section(id="rates", title=title, blocks=(paragraph("country.no_survey"), *needs))
    blocks: list[Block] = [paragraph("country.rates"), country_table(benchmark, inputs, study)]
    if rates.shrunk is not None:
        blocks += [paragraph("country.shrunk"), caterpillar_figure(rates, benchmark, inputs, study)]
        blocks += [*two_models(rates), map_figure(rates, benchmark, inputs, study)]
    if rates.funnel is not None:
        blocks += [*funnel_words(rates), funnel_figure(rates, benchmark, inputs, study)]
    if rates.ranks is not None and len(rates.ranks):
        blocks += [paragraph("country.ranks", few=Num(value=at_an_end(len(rates.ranks)), unit="count"))]
        blocks.append(rates_table(rates, benchmark, inputs, study))
    for one in benchmark.rates.values():
        for problems in one.refusals.values():
            blocks.append(Text(phrase=phrase("country.part_missing", what=indicator_name(inputs, one.indicator),
                                             why=why(problems)), style="warning"))  # fmt: skip
    return Section(id="rates", title=title, blocks=tuple(blocks))


def country_table(benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Table:
    """Rates of the whole country, with how far provinces lie apart."""
    rows: list[tuple[Value | None, ...]] = []
    shown = []
    for one in benchmark.rates.values():
        row = records(one.whole.table)[0]
        shown.append(row)
        rows.append((indicator_name(inputs, one.indicator), count_cell(row), cell(row, "percent", 1), between(one)))
    return Table(
        id="country_rates",
        title=phrase("table.country_rates"),
        columns=(
            head("indicator", share=1.8),
            head("n", share=0.9, align="right"),
            head("surveyed_share", share=1.7, align="right"),
            head("province_span", share=1.6, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.country_rates", level=level_text(study)), *hidden_note(shown)),
        source=survey_source(benchmark, study),
        fewest=fewest_of(shown),
    )


def between(one: ProvinceRates) -> Value | None:
    """Lowest to highest shrunken rate of the provinces shown."""
    if one.shrunk is None:
        return None
    known = one.shrunk.table.loc[one.shrunk.table["kind"] == "shrunk", "shrunk"].dropna()
    if known.empty:
        return HIDDEN
    return Range(
        low=round(100 * float(known.min()), 1), high=round(100 * float(known.max()), 1), unit="percent", digits=1
    )


def two_models(rates: ProvinceRates) -> list[Block]:
    """How far apart the two models of small areas lie at most."""
    if rates.shrunk is None or rates.modelled is None:
        return []
    apart = (rates.shrunk.table["shrunk"] - rates.modelled.table["shrunk"]).abs().max()
    if isnan(apart):
        return []
    return [
        paragraph("country.two_models", most=Num(value=round(100 * float(apart), 1), unit="percentage_point", digits=1))
    ]


def funnel_words(rates: ProvinceRates) -> list[Block]:
    """Whether provinces spread more than chance, and how many lie outside the limits."""
    if rates.funnel is None:
        return []
    outside = rates.funnel.rates["beyond"]
    key = "funnel_spread" if rates.funnel.spread > 0 else "funnel_chance"
    return [
        paragraph(
            f"country.{key}",
            outside=Num(value=int((outside > 0).sum()), unit="province"),
            far=Num(value=int((outside == max(rates.funnel.levels)).sum()), unit="province"),
            all=Num(value=len(outside), unit="province"),
            times=Num(value=round(rates.funnel.dispersion, 1), unit="count", digits=1),
        )
    ]


def rates_table(rates: ProvinceRates, benchmark: Benchmark, inputs: NationalInputs, study: Study) -> Table:
    """Provinces from north to south: answers, raw and shrunken rate, interval of the rank, chance of being last."""
    day = first_day(study)
    table = rates.shrunk_table()
    shown = {str(row["province"]): row for row in records(table.table)} if table is not None else {}
    raw = {str(row["province"]): row for row in records(rates.direct.table)}
    rows: list[tuple[Value | None, ...]] = []
    for slug in in_order(inputs, list(shown), day):
        own = raw.get(slug)
        n: Value | None = Num(value=0, unit="count") if own is None else count_cell(own)
        first: Value | None = None if own is None else cell(own, "percent", 1)
        rows.append((place(inputs, slug, day), n, first, cell(shown[slug], "percent", 1), *rank_cells(rates, slug)))
    listed = [*shown.values(), *raw.values()]
    return Table(
        id="country_province_rates",
        title=phrase("table.country_province_rates", what=indicator_name(inputs, rates.indicator)),
        columns=(
            head("province_name", share=1.6),
            head("n", share=0.6, align="right"),
            head("raw_share", share=1.9, align="right"),
            head("shrunk_share", share=1.9, align="right"),
            head("rank_span", share=0.9, align="right"),
            head("chance_lowest", share=0.9, align="right"),
            head("chance_highest", share=0.9, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.country_province_rates", level=level_text(study)), *hidden_note(listed)),
        source=survey_source(benchmark, study),
        fewest=fewest_of(row for row in listed if row["n_obs"] > 0),
    )


def rank_cells(rates: ProvinceRates, slug: str) -> tuple[Value | None, ...]:
    """Interval of the rank with the chances of either end."""
    if rates.ranks is None or slug not in rates.ranks.index:
        return None, None, None
    low, high, last, first = (float(str(rates.ranks[name][slug])) for name in RANKED)
    return Range(low=int(low), high=int(high), unit="count"), chance(100 * last), chance(100 * first)


def chance(value: float) -> Num:
    """Chance in whole per cent; what is not impossible, or not certain, is not printed as if it were."""
    if value < 1:
        return Num(value=1, unit="percent", bound="at_most")
    return Num(value=min(99, round(value)), unit="percent")
