"""Published numbers of units by province: what might serve as denominators, and for how few provinces it is known."""

from __future__ import annotations

from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.factors import Count
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Table
from sxsh_eval.reports.sections.common import head, paragraph
from sxsh_eval.reports.sections.national.names import first_day, in_order, place, population_name


def counts_blocks(inputs: NationalInputs, study: Study) -> list[Block]:
    """Published numbers of units of the period; nothing without any."""
    found = published_counts(inputs, study)
    if not found:
        return []
    places = {slug for slug, _ in found}
    words = paragraph(
        "country.counts",
        n=Num(value=len(places), unit="province"),
        all=Num(value=len(inputs.provinces), unit="province"),
    )
    return [words, counts_table(found, inputs, study)]


def published_counts(inputs: NationalInputs, study: Study) -> dict[tuple[str, str], list[Count]]:
    """Counts of the period by province with population, oldest first."""
    found: dict[tuple[str, str], list[Count]] = {}
    for count in sorted(inputs.registry.counts, key=lambda one: one.year):
        inside = study.period.first <= count.year <= study.period.last
        if count.province in inputs.provinces and inside:
            found.setdefault((str(count.province), count.population), []).append(count)
    return found


def counts_table(found: dict[tuple[str, str], list[Count]], inputs: NationalInputs, study: Study) -> Table:
    """One row a province with population: the number of each year."""
    day = first_day(study)
    order = in_order(inputs, {slug for slug, _ in found}, day)
    rows: list[tuple[Value | None, ...]] = []
    for slug, population in sorted(found, key=lambda pair: (order.index(pair[0]), pair[1])):
        counts = found[slug, population]
        sources = dict.fromkeys(one.source for one in counts)
        titles = Listing(items=tuple(as_name(inputs.registry.sources[key].title) for key in sources), long=True)
        values = Listing(items=tuple(of_year(one) for one in counts), long=True)
        seen = all(one.status == "verified" for one in counts)
        status = Mark(scale="status", name="verified" if seen else "unverified")
        rows.append((place(inputs, slug, day), population_name(inputs, population), values, titles, status))
    return Table(
        id="country_counts",
        title=phrase("table.country_counts"),
        columns=(
            head("province_name", share=1.2),
            head("population", share=1.8),
            head("count", share=1.5),
            head("source", share=2.2),
            head("status", share=1.3),
        ),
        rows=tuple(rows),
        notes=(phrase("note.unverified"),),
        source=phrase("source.registry"),
    )


def of_year(count: Count) -> Phrase:
    """``2017: 302``."""
    number = count.value.model_copy(update={"unit": "count"})
    return phrase("country.count_of", year=Num(value=count.year, unit="year"), n=number)
