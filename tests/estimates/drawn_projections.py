"""Projections of invented draws, without the model: what is tested is what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.programme.values import OUTCOMES, Projection
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.scenarios import Scenario

WORDS = Words(vi="kịch bản thử", en="a trial")


def scenario(name: str = "trial", **changes: Any) -> Scenario:
    given: dict[str, Any] = {"title": WORDS, "basis": WORDS, "source": "evaluators_assumption", "status": "unverified"}
    return Scenario(id=name, **(given | {"first": 2021, "last": 2030} | changes))


def projection(
    totals: Mapping[str, Any],
    *,
    years: tuple[int, ...] = tuple(range(2020, 2031)),
    drivers: Mapping[str, Any] | None = None,
    sizes: Mapping[Any, Mapping[str, Any]] | None = None,
    name: str = "trial",
) -> Projection:
    """Totals are paths x years (or what broadcasts to it); `sizes` by size class and outcome."""
    shape = np.broadcast_shapes(*(np.shape(values) for values in totals.values()), (1, len(years)))
    drawn = {
        outcome: np.broadcast_to(np.asarray(totals.get(outcome, 0.0), np.float32), shape)[:, None, :]
        for outcome in OUTCOMES
    }
    by: dict[str, Any] = {"province": drawn, "sector": drawn, "size_class": drawn}
    groups: dict[str, tuple[str, ...]] = {"province": ("x",), "sector": ("industry",), "size_class": ("small",)}
    if sizes:
        groups["size_class"] = tuple(sizes)
        by["size_class"] = {
            outcome: np.stack(
                [np.broadcast_to(np.asarray(part.get(outcome, 0.0), np.float32), shape) for part in sizes.values()], 1
            )
            for outcome in OUTCOMES
        }
    columns = {key: np.asarray(values, float) for key, values in (drivers or {}).items()}
    table = pd.DataFrame(columns, index=pd.RangeIndex(shape[0]))
    offered = pd.DataFrame(columns=["instrument", "year", "number", "cost_vnd", "capped"])
    return Projection(scenario(name), years, groups, by, offered, table)
