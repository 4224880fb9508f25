"""Chapter that pools the provinces' own savings: the mean, how far provinces differ, what the next one would show."""

from __future__ import annotations

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.pooling import Pooled
from sxsh_eval.estimates.national_store import NationalEstimates
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Verbatim, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import level_text
from sxsh_eval.reports.sections.common import head, paragraph, why, with_range
from sxsh_eval.reports.sections.national_savings import p_text

CAUSED = Mark(scale="evidence", name="caused")
TERMS = ("pooled", "pooled_wald", "pooled_dl", "pooled_fixed", "next_province")


def country_savings_section(
    benchmark: Benchmark | Refused | None, savings: NationalEstimates | None, study: Study
) -> Section:
    """Savings of provinces pooled; without them, what they take.

    Parameters
    ----------
    benchmark : Benchmark or Refused or None
        Released.
    savings : NationalEstimates or None
        From which the provinces' effects were read.
    study : Study

    Returns
    -------
    Section
    """
    title = phrase("country.section.savings")
    pooled = benchmark.pooled if isinstance(benchmark, Benchmark) else None
    blocks: list[Block]
    if savings is None:
        blocks = [paragraph("country.no_savings")]
    elif pooled is None:
        problems = benchmark.refusals.get("pooled", ()) if isinstance(benchmark, Benchmark) else ()
        blocks = [Text(phrase=phrase("country.savings_not_pooled", why=why(problems)), style="warning")]
    else:
        blocks = [words(pooled, savings), *ahead(pooled), *heterogeneity(pooled), pooled_table(pooled, savings, study)]
    return Section(id="savings", title=title, blocks=tuple(blocks))


def change(pooled: Pooled, term: str) -> Phrase | Num:
    """Row of the pooled effect as a change in per cent."""
    return with_range(percent_change(pooled.table.row(term)), "percent_change", 1)


def words(pooled: Pooled, savings: NationalEstimates) -> Text:
    """The pooled effect in a sentence."""
    return paragraph(
        "country.pooled",
        n=Num(value=pooled.count, unit="province"),
        run=Verbatim(text=savings.run),
        change=change(pooled, "pooled"),
    )


def ahead(pooled: Pooled) -> list[Block]:
    """What a further province should expect, where provinces differ."""
    return [paragraph("country.pooled_ahead", ahead=change(pooled, "next_province"))] if pooled.tau2 > 0 else []


def heterogeneity(pooled: Pooled) -> list[Block]:
    """Whether provinces differ more than chance."""
    alpha = 0.05
    key = "differ" if pooled.p_value < alpha else "alike"
    i2 = Num(value=round(pooled.i2), unit="percent")
    tau = Num(value=round(pooled.tau2**0.5, 3), unit="count", digits=3)
    return [paragraph(f"country.pooled_{key}", p=p_text(pooled.p_value), i2=i2, tau=tau)]


def pooled_table(pooled: Pooled, savings: NationalEstimates, study: Study) -> Table:
    """Pooled effects by estimator, and the interval of a further province."""
    source = "source.national_run_synthetic" if savings.stored.synthetic else "source.national_run"
    fewest = pooled.table.table["n_obs"].min()
    return Table(
        id="country_pooled",
        title=phrase("table.country_pooled"),
        columns=(
            head("how_pooled", share=3.2),
            head("change_percent", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple((phrase(f"country.pooling.{term}"), change(pooled, term), CAUSED) for term in TERMS),
        notes=(phrase("note.country_pooled", level=level_text(study)),),
        source=phrase(source, run=Verbatim(text=savings.run), period=as_years(study.period)),
        fewest=int(fewest),
    )
