"""Choice against nature: how much of a result's spread lies between scenarios, how much in what nobody chooses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.programme.tornado import FEWEST, PERCENT, REFERENCES, Doubles, Rows, outcome_values, with_error
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.parameters.study import Study


def estimate_choice_against_nature(
    projections: Sequence[Projection], study: Study, *, outcome: str = "adoption", year: int | None = None
) -> Estimates:
    """How much of a result's spread is choice between scenarios, how much uncertainty that no choice removes.

    Parameters
    ----------
    projections : sequence of Projection
        At least two scenarios with the same draws.
    study : Study
    outcome, year
        As of `outcome_values`.

    Returns
    -------
    Estimates
        Terms ``share|choice``, ``share|nature``, ``share|together`` (per cent of the variance over all scenarios and
        paths, each scenario counting the same), with errors of finitely many paths.

    Raises
    ------
    EstimationError
        ``estimate.tornado_one_scenario``, ``estimate.tornado_few_paths``, ``estimate.tornado_no_spread``.

    Notes
    -----
    Two-way analysis of variance of paths against scenarios, without repetition: the variance of the scenarios' means,
    that of the paths' means, the rest. The share of choice depends on which scenarios are put side by side.
    """
    if len(projections) < 2:  # noqa: PLR2004 - one is no choice
        refuse("estimate.tornado_one_scenario", outcome, len(projections))
    values = np.stack([outcome_values(one, outcome, year)[0] for one in projections], axis=1)
    if len(values) < FEWEST:
        refuse("estimate.tornado_few_paths", outcome, len(values), fewest=FEWEST)
    if np.ptp(values) == 0:
        refuse("estimate.tornado_no_spread", outcome, f"{values[0, 0]:g}")
    rows = Rows(projections[0], study, outcome, year)
    parts = {
        name: with_error(partial(part_of, values, at), len(values))
        for at, name in enumerate(("choice", "nature", "together"))
    }
    table = [
        rows.row(f"share|{name}", PERCENT * part, "percent", PERCENT * error) for name, (part, error) in parts.items()
    ]
    method = Method("choice_against_nature", "Var(E[Y | scenario]) / Var(Y)", study.programme.level, REFERENCES[:1])
    return Estimates(as_estimates(table, method).table, method)


def variance_parts(values: Doubles) -> tuple[float, float, float]:
    """Shares of the variance: between columns, between rows, both together."""
    total = values.var()
    columns, rows = values.mean(axis=0).var(), values.mean(axis=1).var()
    return float(columns / total), float(rows / total), float(1 - (columns + rows) / total)


def part_of(values: Doubles, which: int, rows: Any) -> float:
    """One of `variance_parts` of some paths."""
    return variance_parts(values[rows])[which]
