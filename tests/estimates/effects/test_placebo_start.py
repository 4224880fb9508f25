"""A start moved back finds nothing where trends were alike, and the divergence where they were not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.effects.placebo_start import placebo_start
from tests.estimates.effects.test_naive import panel

ROLES: dict[str, Any] = {"outcome": "y", "unit": "unit", "time": "time", "cohort": "cohort"}


def test_nothing_is_found_before_the_true_start() -> None:
    row = placebo_start(panel(units=200), **ROLES).row("overall")
    assert row["conf_low"] <= 0 <= row["conf_high"]


def test_the_effect_itself_is_out_of_sight() -> None:
    far = placebo_start(panel(units=200, effect=-5.0), **ROLES).row("overall")
    near = placebo_start(panel(units=200, effect=0.0), **ROLES).row("overall")
    assert far["estimate"] == pytest.approx(near["estimate"], abs=1e-12)


def test_an_earlier_divergence_is_found() -> None:
    table = panel(units=200)
    early = table["cohort"].notna() & table["time"].isin([2012, 2013])
    row = placebo_start(table.assign(y=table["y"] - 0.3 * early), **ROLES).row("overall")
    assert row["conf_high"] < 0
    assert row["estimate"] == pytest.approx(-0.3, abs=0.05)


@pytest.mark.parametrize("never", [np.nan, 0.0, np.inf])
def test_never_treated_may_be_missing_zero_or_infinite(never: float) -> None:
    table = panel()
    other = table.assign(cohort=table["cohort"].fillna(never))
    pd.testing.assert_frame_equal(placebo_start(other, **ROLES).table, placebo_start(table, **ROLES).table)


def test_a_start_must_be_moved_back() -> None:
    with pytest.raises(EstimationError) as raised:
        placebo_start(panel(), **ROLES, earlier=0)
    assert raised.value.problems[0].code == "estimate.placebo_earlier"
