"""Chance that each target is reached in each year of a scenario, with the first year in which it is high enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import NAN, as_checks, check
from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.programme.target_share import PERCENT, Doubles, target_values
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.study import Study

SINGLE = 1e-4
"""Percentage points that sums of numbers of single precision may be off."""
SOURCE = "projection"
FORMULA = "paths that reach the target / paths"
REFERENCES = (
    "Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212",
)


def reached(values: Doubles, target: Target) -> npt.NDArray[np.bool_]:
    """Whether the target is reached, by path and year; a value that does not exist does not reach it."""
    return np.asarray(np.nan_to_num(values, nan=-np.inf) >= target.threshold - SINGLE)


def estimate_attainment(
    projections: Sequence[Projection],
    targets: Mapping[str, Target],
    study: Study,
    *,
    known: Estimates | None = None,
) -> Estimates:
    """Probability of each target by scenario and year.

    Parameters
    ----------
    projections : sequence of Projection
        One a scenario.
    targets : Mapping of str to Target
        As of `attainment_targets`.
    study : Study
        With ``programme.chance``, the probability that a plan is to reach.
    known : Estimates, optional
        `Base.known`: tells how much of what went in is assumed, the split by size class among it.

    Returns
    -------
    Estimates
        Terms ``chance|<scenario>|<target>``, one row a projected year (`period`), in per cent, with Wilson's interval;
        ``first_year|<scenario>|<target>``: first year in which the chance is ``programme.chance`` or more. A target
        that cannot be judged has one row without number a scenario, with the reason of `target_values`.

    Notes
    -----
    The chance is the part of the drawn futures in which the target holds at the end of the year. Its interval is the
    error of drawing finitely many futures, nothing else: more draws make it as narrow as one likes. The uncertainty
    of the parameters is inside the chance itself. It holds on condition that the scenario is carried out as written,
    that the model's form is right, that the laws of the parameters, many of them assumptions, are right.

    References
    ----------
    .. [1] Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, Journal of the
       American Statistical Association 22, 209-212.
    """
    rows: list[dict[str, Any]] = []
    for projection in projections:
        for key, target in targets.items():
            rows += target_rows(projection, key, target, study, known)
    method = Method("attainment", FORMULA, study.programme.level, REFERENCES)
    return Estimates(as_estimates(rows, method).table, method, checks=as_checks(conditions(projections, known)))


def target_rows(
    projection: Projection, key: str, target: Target, study: Study, known: Estimates | None = None
) -> Iterator[dict[str, Any]]:
    """Rows of one target in one scenario."""
    name = f"{projection.scenario.id}|{key}"
    values, reason = target_values(projection, target, known)
    common: dict[str, Any] = {"evidence": "projected", "source": SOURCE}
    if values is None:
        keys = (target.indicator, study.province, "", str(target.due), f"chance|{name}")
        yield estimate_row(keys, NAN, unit="percent", reason=reason, **common)
        return
    successes = reached(values, target)[:, 1:].sum(axis=0)
    paths = len(values)
    low, high = binomial_interval(successes, paths, level=study.programme.level)
    chance, years = successes / paths, projection.years[1:]
    for at, year in enumerate(years):
        yield estimate_row(
            (target.indicator, study.province, "", str(year), f"chance|{name}"),
            PERCENT * chance[at],
            unit="percent",
            interval=(PERCENT * low[at], PERCENT * high[at]),
            std_error=PERCENT * float(np.sqrt(chance[at] * (1 - chance[at]) / paths)),
            **common,
        )
    keys = (target.indicator, study.province, "", f"{years[0]}-{years[-1]}", f"first_year|{name}")
    yield first_year_row(keys, years, (low, chance, high), study.programme.chance)


def first_year_row(
    keys: tuple[str, str, str, str, str],
    years: Sequence[int],
    chances: tuple[Doubles, Doubles, Doubles],
    wanted: float,
) -> dict[str, Any]:
    """First year whose chance is the wanted one, between those of the upper and of the lower end of the chances."""
    latest, found, earliest = (
        next((year for year, chance in zip(years, part, strict=True) if chance >= wanted), None) for part in chances
    )
    common: dict[str, Any] = {"unit": "year", "evidence": "projected", "source": SOURCE}
    if found is None:
        return estimate_row(keys, NAN, reason="attainment_not_by_horizon", **common)
    if latest is None or earliest is None:
        return estimate_row(keys, float(found), reason="attainment_year_open", **common)
    return estimate_row(keys, float(found), interval=(float(earliest), float(latest)), **common)


def conditions(projections: Sequence[Projection], known: Estimates | None) -> Iterator[dict[str, Any]]:
    """What the chances rest on: number of drawn futures, how many parameters are assumed."""
    for projection in projections:
        yield check("attainment_paths", statistic=len(projection.drivers), detail=projection.scenario.id)
    if known is not None and len(known.table):
        assumed, count = int((known.table["evidence"] == "projected").sum()), len(known.table)
        yield check("attainment_assumed", warns=assumed > 0, statistic=assumed, df=count, detail=f"{assumed}/{count}")
