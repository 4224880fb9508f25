"""The country in the borders of the 34 provinces: an annex made of released numbers alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.concordance import concord, concord_counts, successors
from sxsh_eval.estimates.benchmark.reported import ReportedFigures, estimate_reported
from sxsh_eval.estimates.result import KEYS, Estimates
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

COUNT = "establishments"


@dataclass(frozen=True, eq=False)
class MergedProvinces(Shown):
    """Numbers in later borders.

    Attributes
    ----------
    day : date
        From which these borders hold.
    members : dict of str to tuple of str
        Former provinces by later one.
    counts : DataFrame or None
        ``province, establishments`` of the counts of the population.
    rates : dict of str to Estimates
        By indicator.
    reported : Estimates
        Figures that provinces reported, `term` the population: a claim on one former province is none on the later.
    """

    shows: ClassVar[tuple[str, ...]] = ("rates", "reported")

    day: dt.date
    members: dict[str, tuple[str, ...]]
    counts: pd.DataFrame | None
    rates: dict[str, Estimates]
    reported: Estimates

    def _facts(self) -> Mapping[str, Any]:
        return {"provinces": len(self.members), "day": f"{self.day:%d/%m/%Y}"}


def merge_provinces(
    benchmark: Benchmark | Refused | None, reported: ReportedFigures, inputs: NationalInputs, study: Study
) -> MergedProvinces | None:
    """Rates and counts of a report in the borders that came after its period.

    Parameters
    ----------
    benchmark : Benchmark or Refused or None
        Released: a merged rate with a hidden part is hidden, so the annex tells nothing that the report does not.
    reported : ReportedFigures
    inputs : NationalInputs
    study : Study

    Returns
    -------
    MergedProvinces or None
        None where borders have not changed since the first day of the period. Weights are counts of the population
        where there are any of every former province, else the survey has none and merged rates have a reason.
    """
    of = dt.date(study.period.first, 1, 1)
    day = max(province.valid_from for province in inputs.registry.provinces)
    if day <= of:
        return None
    members: dict[str, list[str]] = {}
    for slug, home in successors(inputs.registry, day, of=of).items():
        members.setdefault(home, []).append(slug)
    known = benchmark if isinstance(benchmark, Benchmark) else None
    own = counts_of(inputs, known.year if known is not None and known.year else study.period.last)
    denominators = {} if own is None else dict(zip(own["province"].astype(str), own[COUNT].astype(float), strict=True))
    rates = {} if known is None else known.rates
    borders: dict[str, Any] = {"of": of, "denominators": denominators}
    return MergedProvinces(
        day=day,
        members={home: tuple(sorted(slugs)) for home, slugs in sorted(members.items())},
        counts=None if own is None else concord_counts(own, inputs.registry, day, of=of, values=[COUNT]),
        rates={name: concord(one.direct, inputs.registry, day, **borders) for name, one in rates.items()},
        reported=concord(by_population(reported, inputs), inputs.registry, day, of=of),
    )


def counts_of(inputs: NationalInputs, year: int) -> pd.DataFrame | None:
    """Establishments of each province near a year."""
    near = inputs.population_near(year)
    if near is None or "province" not in near:
        return None
    return near[["province", COUNT]].groupby("province", as_index=False).sum()


def by_population(reported: ReportedFigures, inputs: NationalInputs) -> Estimates:
    """Reported figures of provinces whose keys name the population; of two on the same thing the first."""
    found = estimate_reported(reported)
    populations = {(one.province, one.key): one.population for one in reported.figures}
    pairs = zip(found.table["province"], found.table["term"], strict=True)
    table = found.table.assign(term=[populations[str(slug), str(key)] for slug, key in pairs])
    table = table[table["province"].isin(inputs.provinces)].drop_duplicates([*KEYS, "unit"])
    keys = table["term"].where(~table.duplicated(list(KEYS)), table["term"] + ":" + table["unit"])
    return Estimates(table.assign(term=keys).reset_index(drop=True), found.method)
