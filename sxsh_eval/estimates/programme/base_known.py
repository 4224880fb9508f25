"""What was put into the model, as numbers under the contract: median, interval, unit, evidence, source, reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.programme.base_frame import NATION, Frame
from sxsh_eval.estimates.programme.base_scales import Numbers, as_stated, prior_name
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin
from sxsh_eval.estimates.programme.values import PARAMETERS
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Estimates, Method, estimate_row
from sxsh_eval.parameters.prior_names import PRIOR_UNITS
from sxsh_eval.parameters.study import Study

INDICATOR = "programme_base"
BESIDE = ("status", "fewest")
"""Columns beside those of the contract: status of a belief, enterprises behind a number (missing without any)."""


def known_table(frame: Frame, drawn: Mapping[str, Drawn], checks: pd.DataFrame) -> Estimates:
    """All parameters of a base, with the counts and the split by size.

    Parameters
    ----------
    frame : Frame
    drawn : Mapping of str to Drawn
    checks : DataFrame

    Returns
    -------
    Estimates
        Rows are named like the beliefs of ``registry/priors.yml`` and stated in their units; a parameter of provinces
        or sectors has a row for each. ``establishments`` are counts by province.
    """
    groups = {"provinces": frame.places, "sectors": frame.sectors, "sizes": frame.sizes}
    rows = count_rows(frame)
    for name, one in drawn.items():
        axis = PARAMETERS[name]
        for at, group in enumerate(groups.get(axis, ("",))):
            stated = as_stated(name, one.held[:, at] if axis else one.held) if one.stated is None else one.stated
            rows.append(known_row(name, group, stated, one.origins[at], frame.places, frame.year, frame.study))
    method = Method("programme_base", "quantiles of the drawn values", frame.study.programme.level)
    return Estimates(pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, *WORDS, *BESIDE]), method, checks=checks)


def known_row(
    parameter: str,
    group: str,
    stated: Numbers,
    origin: Origin,
    places: tuple[str, ...],
    year: int,
    study: Study,
) -> dict[str, Any]:
    """Row of one parameter of one group (province, sector or size class; empty for none), in the unit people state."""
    axis = PARAMETERS[parameter]
    term = prior_name(parameter, group if axis == "sizes" else "")
    place = group if axis == "provinces" else places[0] if len(places) == 1 else ""
    keys = (place, group if axis == "sectors" else "", term)
    return row_of(keys, stated, PRIOR_UNITS[term], origin, year, study)


def row_of(
    keys: tuple[str, str, str],
    stated: Numbers,
    unit: str,
    origin: Origin,
    year: int,
    study: Study,
) -> dict[str, Any]:
    """Row of drawn values; `keys` are place, sector, term."""
    place, sector, term = keys
    tail = (1 - study.programme.level) / 2
    low, middle, high = (float(each) for each in np.quantile(stated, (tail, 0.5, 1 - tail)))
    varies = high > low
    row = estimate_row(
        (INDICATOR, "" if place == NATION else place, sector, str(year), term),
        middle,
        unit=unit,
        evidence=origin.evidence,
        source=origin.source,
        interval=(low, high) if varies else None,
        reason=origin.reason if varies or origin.reason else "fixed_prior",
    )
    return row | {"status": origin.status, "fewest": float("nan") if origin.fewest is None else float(origin.fewest)}


def count_rows(frame: Frame) -> list[dict[str, Any]]:
    """Establishments by province, and their split by size, which is not drawn."""
    rows = []
    for at, place in enumerate(frame.places):
        origin, keys = frame.count_factor.origins[at], (place, "", "establishments")
        rows.append(row_of(keys, frame.counted(place), "establishment", origin, frame.year, frame.study))
    counts = frame.cells.groupby("size_class")["establishments"].sum()
    one = frame.places[0] if len(frame.places) == 1 else ""
    for size in frame.sizes:
        share = np.array([100 * float(counts[size]) / float(counts.sum())])
        rows.append(row_of((one, "", f"size_share_{size}"), share, "percent", frame.split, frame.year, frame.study))
    return rows


def replaced(table: pd.DataFrame, row: dict[str, Any]) -> pd.DataFrame:
    """Table with one row in place of the one with the same keys."""
    same = pd.Series(data=True, index=table.index)
    for key in KEYS:
        same &= table[key] == row[key]
    rows = [row if hit else dict(old) for hit, (_, old) in zip(same, table.iterrows(), strict=True)]
    return pd.DataFrame(rows, columns=table.columns)
