"""Effects where there can be none: an invented start before the true one, or an outcome that cannot be moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, refuse
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.result import Estimates


def placebo_start(  # noqa: PLR0913 - the roles of a panel
    data: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    earlier: int = 2,
    level: float = 0.95,
    labels: Labels | None = None,
    **options: Any,
) -> Estimates:
    """Overall effect of a start that is moved back, from rows before the true start alone.

    Parameters
    ----------
    data : DataFrame
    outcome, unit, time, cohort : str
        Columns; a missing, zero or infinite cohort means never treated.
    earlier : int
        Periods by which the start is moved back.
    level : float
    labels : Labels, optional
    **options
        Of `group_time_effects`.

    Returns
    -------
    Estimates
        As `aggregate_effects` with ``kind="simple"``. An interval without zero means that something moved the treated
        before they were treated.

    Raises
    ------
    EstimationError
        ``estimate.placebo_earlier``; as `group_time_effects` where too little is left before the start.
    """
    if earlier < 1:
        refuse("estimate.placebo_earlier", "earlier", earlier)
    start = pd.to_numeric(data[cohort], errors="coerce").astype("float64").to_numpy(copy=True)
    start[~np.isfinite(start) | (start == 0)] = np.nan
    before = np.isnan(start) | (data[time].to_numpy() < start)
    rows = data[before].assign(**{cohort: start[before] - earlier})
    effects = group_time_effects(
        rows, outcome=outcome, unit=unit, time=time, cohort=cohort, level=level, labels=labels, **options
    )
    return aggregate_effects(effects, "simple").estimates
