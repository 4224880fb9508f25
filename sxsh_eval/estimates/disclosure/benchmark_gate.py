"""What may leave of the comparison of provinces: rates, ranks, points of the funnel, claims beside them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sxsh_eval.estimates.adoption import with_assessed
from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.rates import ProvinceRates
from sxsh_eval.estimates.disclosure.adoption_gate import unsaid, weighting
from sxsh_eval.estimates.disclosure.gate import Gate, yes_no
from sxsh_eval.estimates.disclosure.structure import LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern
from sxsh_eval.estimates.result import masked, masked_rows
from sxsh_eval.estimates.savings import Refused

PART = "benchmark"


def release_benchmark_part(benchmark: Benchmark, answers: pd.DataFrame | None, gate: Gate) -> Benchmark | Refused:
    """Comparison of provinces without the numbers that would tell on single establishments.

    Parameters
    ----------
    benchmark : Benchmark
        From `estimate_benchmark`.
    answers : DataFrame or None
        Answers of all provinces that it was made from.
    gate : Gate

    Returns
    -------
    Benchmark or Refused
        `Refused` where fewer answered in the whole country than a number may rest on.

    Notes
    -----
    A province's rate is hidden where few answers have the stage, or few have it not, or few there are at all, with
    others beside it so that no hidden number can be worked out from the whole. What is made of it is hidden with it.
    Savings pooled come from estimates that passed this gate before.
    """
    if answers is None:
        return replace(benchmark, refusals=gate.unnamed_parts(benchmark.refusals))
    if gate.few(benchmark.n_obs):
        return gate.refused(PART)
    rows = with_assessed(answers).reset_index(drop=True)
    terms = [one.term for one in benchmark.rates.values()]
    words = {term: yes_no(rows[term]) for term in terms}
    cells = pd.DataFrame({"province": rows["province"].astype("str"), **words, "row": rows.index})
    tables = [LinkedTable(f"benchmark.{term}", ("province", term)) for term in terms]
    pattern = gate.protect(PART, cells, tables, unit="row")
    hidden = {one.term: hidden_provinces(pattern, one.term, benchmark) for one in benchmark.rates.values()}
    return replace(
        benchmark,
        rates={name: release_rates(one, hidden[one.term], gate) for name, one in benchmark.rates.items()},
        weighting=None if benchmark.weighting is None else weighting(benchmark.weighting, pattern, gate),
        comparisons={
            slug: tuple(unsaid(one) if slug in hidden[one.term] else one for one in found)
            for slug, found in benchmark.comparisons.items()
        },
        refusals=gate.unnamed_parts(benchmark.refusals),
    )


def hidden_provinces(pattern: Pattern, term: str, benchmark: Benchmark) -> frozenset[str]:
    """Provinces whose rate would give away a hidden number."""
    found = next(one for one in benchmark.rates.values() if one.term == term)
    slugs = [str(slug) for slug in found.answers.index]
    cells: list[dict[str, str]] = [{term: "yes"}, {term: "no"}, {}]
    return frozenset(slug for slug in slugs if any(pattern.hides(province=slug, **cell) for cell in cells))


def release_rates(found: ProvinceRates, hidden: frozenset[str], gate: Gate) -> ProvinceRates:
    """Rates of one indicator without those of some provinces."""
    funnel = found.funnel
    return replace(
        found,
        direct=masked(found.direct, found.direct.table["province"].isin(hidden)),
        shrunk=None if found.shrunk is None else replace(found.shrunk, table=without(found.shrunk.table, hidden)),
        modelled=None
        if found.modelled is None
        else replace(found.modelled, table=without(found.modelled.table, hidden)),
        ranks=None if found.ranks is None else found.ranks[~found.ranks.index.isin(hidden)],
        funnel=None if funnel is None else replace(funnel, rates=funnel.rates[~funnel.rates.index.isin(hidden)]),
        answers=found.answers[~found.answers.index.isin(hidden)],
        refusals=gate.unnamed_parts(found.refusals),
    )


def without(table: pd.DataFrame, hidden: frozenset[str]) -> pd.DataFrame:
    """Small areas whose hidden rows have no numbers."""
    hide: pd.Series[bool] = pd.Series(table.index.isin(hidden), index=table.index)
    return masked_rows(table, hide) if hide.any() else table
