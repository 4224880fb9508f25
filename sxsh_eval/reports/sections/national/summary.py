"""First page of the national report: what is known of the country, what is not, and what would tell."""

from __future__ import annotations

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.remarks import SERIOUS, remarks_on
from sxsh_eval.estimates.benchmark.reported import ReportedFigures
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Num, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Text
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import CLAIMED, boxed, bullet, cell, paragraph
from sxsh_eval.reports.sections.national.names import figure_text, indicator_name
from sxsh_eval.reports.sections.national.pooled_savings import change
from sxsh_eval.reports.sections.summary_words import CAUSED, SURVEYED, basis

METHODS = ("reported", "remarks", "weighed", "shrinkage", "ranks", "limits", "pooling", "concordance", "disclosure")


def country_summary_section(
    reported: ReportedFigures, benchmark: Benchmark | Refused | None, inputs: NationalInputs, study: Study
) -> Section:
    """The country on one page.

    Parameters
    ----------
    reported : ReportedFigures
    benchmark : Benchmark or Refused or None
        Released.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    told = {one.province for one in reported.figures if one.province}
    letters = {letter.province for letter in inputs.letters}
    blocks: list[Block] = []
    if inputs.synthetic:
        blocks.append(Text(phrase=phrase("national.synthetic"), style="warning"))
    blocks.append(
        boxed(
            "country.key",
            period=as_years(study.period),
            letters=Num(value=len(letters), unit="province"),
            told=Num(value=len(told), unit="province"),
            all=Num(value=len(inputs.provinces), unit="province"),
        )
    )
    blocks += doubtful(reported, inputs)
    blocks += surveyed(benchmark, inputs)
    blocks += [paragraph("country.cannot"), *(bullet(f"country.cannot_{name}") for name in not_possible(benchmark))]
    blocks += [basis(*sources(reported, benchmark, letters)), paragraph("summary_next.country")]
    return Section(id="summary", alone=True, title=phrase("section.summary"), blocks=tuple(blocks))


def sources(reported: ReportedFigures, benchmark: Benchmark | Refused | None, letters: set[str]) -> list[Value]:
    """What the report rests on: published figures, letters, answers."""
    published = len({one.indicator for one in reported.of("")})
    found: list[Value] = [phrase("summary_basis.published", n=Num(value=published, unit="count"))]
    if letters:
        found.append(phrase("summary_basis.letters", n=Num(value=len(letters), unit="province"), grade=CLAIMED))
    if isinstance(benchmark, Benchmark) and benchmark.rates:
        n = Num(value=benchmark.n_obs, unit="count")
        found.append(phrase("summary_basis.answers", n=n, grade=SURVEYED))
    return found


def doubtful(reported: ReportedFigures, inputs: NationalInputs) -> list[Block]:
    """Published results of the country that general rules call doubtful."""
    found: list[Block] = []
    for one in reported.of(""):
        keys = [key for key in remarks_on(one, reported.all_years, inputs.registry) if key in SERIOUS]
        if keys and one.unit == "percent":
            found.append(
                bullet(
                    "country.doubtful",
                    what=indicator_name(inputs, one.indicator),
                    figure=figure_text(one),
                    remark=phrase(f"country.remark.{keys[0]}"),
                )
            )
    return [paragraph("country.doubtful_lead"), *found] if found else []


def surveyed(benchmark: Benchmark | Refused | None, inputs: NationalInputs) -> list[Block]:
    """Rates of the country and savings pooled, where there are any."""
    if not isinstance(benchmark, Benchmark):
        return []
    blocks: list[Block] = []
    for one in benchmark.rates.values():
        row = records(one.whole.table)[0]
        n = Num(value=benchmark.n_obs, unit="count")
        blocks.append(
            bullet(
                "country.surveyed",
                what=indicator_name(inputs, one.indicator),
                share=cell(row, "percent", 1),
                n=n,
                grade=SURVEYED,
            )
        )
    if benchmark.pooled is not None:
        n = Num(value=benchmark.pooled.count, unit="province")
        blocks.append(bullet("country.saved", change=change(benchmark.pooled, "pooled"), n=n, grade=CAUSED))
    return [paragraph("country.surveyed_lead"), *blocks] if blocks else []


def not_possible(benchmark: Benchmark | Refused | None) -> list[str]:
    """What cannot be said with what there is."""
    rates = isinstance(benchmark, Benchmark) and bool(benchmark.rates)
    pooled = isinstance(benchmark, Benchmark) and benchmark.pooled is not None
    return [*([] if rates else ["rates"]), "ranking", *([] if pooled else ["savings"]), "cause"]


def country_methods_section() -> Section:
    """How the numbers of the report were made, and what they cannot tell.

    Returns
    -------
    Section
    """
    lines = tuple(bullet(f"country.method.{name}") for name in METHODS)
    return Section(id="methods", title=phrase("section.methods"), blocks=lines)
