"""Headlines of the figures of the survey of all provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sxsh_eval.estimates.benchmark.rates import ProvinceRates
from sxsh_eval.parameters.quantity import Num, Phrase, Value, phrase
from sxsh_eval.reports.charts.benchmark_data import CaterpillarRow
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.figure_lines import excludes, told
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import count_cell

Said = Mapping[str, Value]


def answers(rates: ProvinceRates) -> Phrase:
    """How many answers the rates rest on."""
    return phrase("figure_line.survey_answers", n=count_cell(records(rates.whole.table)[0]))


def outside(rows: Sequence[CaterpillarRow], pooled: Estimate) -> int:
    """Provinces whose interval does not hold the overall rate."""
    middle = float(pooled.value.value)
    return sum(row.estimate is not None and excludes(row.estimate.interval, middle) for row in rows)


def extremes(rows: Sequence[CaterpillarRow]) -> list[tuple[Value, Value]]:
    """Provinces with the lowest and the highest rate, with intervals."""
    known = [(row.label, row.estimate) for row in rows if row.estimate is not None]
    if not known:
        return []
    ends = [end(known, key=lambda pair: pair[1].value.value) for end in (min, max)]
    return [(label, told(one.value, one.interval)) for label, one in ends]


def caterpillar_title(rows: Sequence[CaterpillarRow], pooled: Estimate, said: Said) -> Phrase:
    """How many provinces differ from the overall rate."""
    known = sum(row.estimate is not None for row in rows)
    level = told(pooled.value, pooled.interval)
    counts = {"n": Num(value=outside(rows, pooled), unit="province"), "all": Num(value=known, unit="count")}
    if not outside(rows, pooled):
        return phrase("figure.country_caterpillar.title.unclear", what=said["what"], pooled=level)
    return phrase("figure.country_caterpillar.title.some", what=said["what"], pooled=level, **counts)


def ends_of(values: Mapping[str, Value], names: Mapping[str, Value]) -> dict[str, Value] | None:
    """Lowest and highest number of a map with their provinces; None where no number is shown."""
    known = {slug: value for slug, value in values.items() if isinstance(value, Num)}
    if not known:
        return None
    least, most = (end(known, key=lambda slug: known[slug].value) for end in (min, max))
    return {"low": known[least], "high": known[most], "least": names[least], "most": names[most]}


def map_title(ends: dict[str, Value] | None, rows: Sequence[CaterpillarRow], pooled: Estimate, said: Said) -> Phrase:
    """From where to where the rates go, and how many provinces differ from the overall one."""
    what = said["what"]
    if ends is None:
        return phrase("figure.country_map.title.hidden", what=what)
    if not outside(rows, pooled):
        return phrase("figure.country_map.title.unclear", what=what, **ends)
    known = sum(row.estimate is not None for row in rows)
    counts = {"n": Num(value=outside(rows, pooled), unit="province"), "all": Num(value=known, unit="count")}
    return phrase("figure.country_map.title.some", what=what, **counts, **ends)


def funnel_title(beyond: int, rates: int, levels: Sequence[float]) -> Phrase:
    """How many lie outside the lower limits, and how many chance alone would put there."""
    limit = min(levels)
    return phrase(
        "figure.country_funnel.title",
        n=Num(value=beyond, unit="province"),
        all=Num(value=rates, unit="count"),
        limit=Num(value=round(100 * limit, 2), unit="percent"),
        chance=Num(value=round((1 - limit) * rates), unit="province"),
    )
