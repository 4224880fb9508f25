"""Names of provinces, sources and figures as the chapters of the national report show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.rates import ProvinceRates
from sxsh_eval.estimates.benchmark.reported import Reported
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.sections.common import letter_source, synthetic_source, titled

Found = Benchmark | None
NATION = phrase("national.country")


def first_day(study: Study) -> dt.date:
    """Day whose borders the report uses."""
    return dt.date(study.period.first, 1, 1)


def province_on(inputs: NationalInputs, slug: str, day: dt.date) -> Province | None:
    """Province of a slug on a day."""
    return next((each for each in inputs.registry.provinces if each.slug == slug and each.valid_on(day)), None)


def place(inputs: NationalInputs, slug: str, day: dt.date) -> Value:
    """Name of a province on a day; of the country for an empty slug."""
    if not slug:
        return NATION
    found = province_on(inputs, slug, day)
    return Verbatim(text=slug) if found is None else as_name(found.name)


def in_order(inputs: NationalInputs, slugs: Iterable[str], day: dt.date) -> list[str]:
    """Provinces from north to south by the tiles of their day; names and codes of all times sort differently."""
    tiles = {slug: found.tile for slug in slugs if (found := province_on(inputs, slug, day)) is not None}
    return sorted(slugs, key=lambda slug: (tiles.get(slug, (99, 99)), slug))


def figure_text(one: Reported) -> Value:
    """Figure as reported, with the values that its print stands for."""
    if isinstance(one.figure, Num) and one.interval is not None:
        low, high = one.interval
        digits = decimals(one.figure) + 1
        ends = Range(low=round(low, digits), high=round(high, digits), unit="count", digits=digits)
        return phrase("common.with_interval", value=one.figure, interval=ends)
    return one.figure


def decimals(value: Num) -> int:
    """Decimals of a figure as printed."""
    return value.digits if value.digits is not None else len(f"{value.value:.10g}".partition(".")[2])


def indicator_name(inputs: NationalInputs, name: str) -> Phrase:
    """Short name of an indicator, with a capital."""
    return titled(inputs.registry.indicators[name].short)


def population_name(inputs: NationalInputs, name: str) -> Value:
    """Title of a population."""
    return as_name(inputs.registry.populations[name].title)


def origin(one: Reported, inputs: NationalInputs) -> Value:
    """Where a reported figure stands: number of the letter, or title of the publication."""
    if one.letter is not None:
        return phrase("country.letter", number=Verbatim(text=one.letter.number))
    source = inputs.registry.sources[one.source]
    return as_name(source.title)


def sources_named(figures: Iterable[Reported]) -> Phrase:
    """Source line of tables made of reported figures."""
    letters = {one.letter.number: letter_source(one.letter) for one in figures if one.letter is not None}
    parts: list[Value] = [phrase("source.published"), *letters.values()]
    return phrase("common.plain", text=Listing(items=tuple(parts), long=True))


def survey_source(benchmark: Benchmark, study: Study) -> Phrase:
    """Source: the survey of all provinces, or that it is made up."""
    if benchmark.synthetic:
        return synthetic_source(study)
    return phrase("source.survey", year=Num(value=benchmark.year or study.period.last, unit="year"))


def main_rates(benchmark: Found) -> ProvinceRates | None:
    """Rates of the indicator that the figures show: adoption, else the first there is."""
    if benchmark is None or not benchmark.rates:
        return None
    return benchmark.rates.get("adoption") or next(iter(benchmark.rates.values()))
