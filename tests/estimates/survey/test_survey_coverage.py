"""Coverage of the default 95 % interval over simulated surveys.

Each cell draws surveys anew from an endless population; clusters share a chance from a beta distribution with the
stated intraclass correlation. Tolerance: the true share lies in 93-97 % of 2,000 intervals (the simulation's own
standard error is 0.5 points). Measured, per cent:

===================================  =====  =====  =====
design                                0.02    0.1    0.5
===================================  =====  =====  =====
500 rows                              95.6   95.2   96.2
1,000 rows                            93.3   94.2   95.6
900 rows, 3 strata, weights 1:4:16    94.6   94.5   95.4
15 clusters of 20, icc 0.05           95.7   95.2   95.2
30 clusters of 20, icc 0.02           93.8   95.6   95.8
30 clusters of 20, icc 0.05           94.4   95.1   95.6
60 clusters of 15, icc 0.05           93.9   95.3   95.6
100 clusters of 10, icc 0.1           93.9   94.7   94.8
===================================  =====  =====  =====

Below some five effective cases on the rarer side no kind of interval keeps the level. Those cells are `MISSES`: kept
and asserted as they are, so that they are known (98.3 with 50 rows, 84.1 with weights 1:4:16 in 300 rows, 92.2 with
30 clusters of 20 at icc 0.1; all at 0.02).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.proportions import survey_proportions


@dataclass(frozen=True)
class Drawn:
    """How surveys are drawn: rows in all, rows of a cluster and their correlation, or three strata with weights."""

    rows: int
    cluster: int = 1
    icc: float = 0.0
    strata: bool = False


WEIGHTS, LEAN = np.array([1.0, 4.0, 16.0]), np.array([1.4, 1.2, 0.925])
DESIGNS = {
    "simple-500": Drawn(500),
    "simple-1000": Drawn(1000),
    "weights-900": Drawn(900, strata=True),
    "15x20-icc-0.05": Drawn(300, 20, 0.05),
    "30x20-icc-0.02": Drawn(600, 20, 0.02),
    "30x20-icc-0.05": Drawn(600, 20, 0.05),
    "60x15-icc-0.05": Drawn(900, 15, 0.05),
    "100x10-icc-0.1": Drawn(1000, 10, 0.1),
}
MISSES = {
    "simple-50": (Drawn(50), 97.0, 99.5),
    "weights-300": (Drawn(300, strata=True), 80.0, 88.0),
    "30x20-icc-0.1": (Drawn(600, 20, 0.1), 91.0, 93.5),
}


def draw(design: Drawn, share: float, surveys: int, rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Surveys one under another, and the true share."""
    count = surveys * design.rows
    data = pd.DataFrame({"survey": np.repeat(np.arange(surveys), design.rows), "w": 1.0, "h": 0})
    data["c"] = np.arange(count) // design.cluster
    chance = np.full(count, share)
    if design.icc:
        size = 1 / design.icc - 1
        chance = rng.beta(share * size, (1 - share) * size, size=count // design.cluster)[data["c"]]
    if design.strata:
        data["h"] = np.tile(np.repeat([0, 1, 2], design.rows // 3), surveys)
        data["w"], chance = WEIGHTS[data["h"]], share * LEAN[data["h"]]
        share = float((share * LEAN * WEIGHTS).sum() / WEIGHTS.sum())
    return data.assign(y=rng.random(count) < chance), share


def coverage(design: Drawn, share: float, surveys: int, seed: int) -> float:
    """Per cent of surveys whose default interval holds the true share; each survey is a domain with its own strata."""
    data, true = draw(design, share, surveys, np.random.default_rng(seed))
    clusters = "c" if design.cluster > 1 else None
    made = survey_design(data, weights="w", strata=["survey", "h"], clusters=clusters)
    table = survey_proportions(made, "y", by="survey").table
    assert table["conf_low"].notna().all()
    return 100 * float(((table["conf_low"] <= true) & (true <= table["conf_high"])).mean())


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("name", list(DESIGNS))
def test_the_default_keeps_its_level(name: str, share: float) -> None:
    assert 93 <= coverage(DESIGNS[name], share, 2000, 1419) <= 97


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MISSES))
def test_where_no_interval_keeps_its_level(name: str) -> None:
    design, low, high = MISSES[name]
    assert low <= coverage(design, 0.02, 2000, 1419) <= high


@pytest.mark.parametrize("name", ["simple-500", "30x20-icc-0.05"])
def test_the_default_is_near_its_level_in_few_surveys(name: str) -> None:
    assert 90 <= coverage(DESIGNS[name], 0.1, 200, 5) <= 99
