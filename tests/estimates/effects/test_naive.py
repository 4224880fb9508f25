"""Naive comparisons by hand, and how far they lie from the effect where time or selection is at work."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.effects.naive import before_after, with_and_without
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design


def panel(units: int = 60, effect: float = -0.1, trend: float = -0.05, gap: float = 0.5, seed: int = 1) -> pd.DataFrame:
    """Half of the units start in 2014 with the given effect; they were different before by `gap`."""
    rng = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_product([range(units), range(2010, 2018)], names=["unit", "time"]).to_frame(index=False)
    starts = rows["unit"] % 2 == 0
    rows["cohort"] = np.where(starts, 2014.0, np.nan)
    done = starts & (rows["time"] >= 2014)
    noise = rng.normal(0, 0.02, len(rows))
    return rows.assign(y=gap * starts + trend * (rows["time"] - 2010) + effect * done + noise)


def design(table: pd.DataFrame) -> PanelDesign:
    return panel_design(table, outcome="y", unit="unit", time="time", cohort="cohort")


def test_before_and_after_holds_the_trend_of_all() -> None:
    table = panel()
    row = before_after(design(table)).row("overall")
    treated = table[table["cohort"].notna()]
    after, before = (
        treated[side].groupby("unit")["y"].mean() for side in (treated["time"] >= 2014, treated["time"] < 2014)
    )
    change = after - before
    assert row["estimate"] == pytest.approx(change.mean())
    assert row["std_error"] == pytest.approx(change.std() / np.sqrt(len(change)))
    assert row["n_obs"] == 30
    assert row["conf_high"] < -0.1  # the trend of -0.05 a year counts as effect


def test_with_and_without_is_a_regression_on_periods_clustered_by_unit() -> None:
    table = panel()
    row = with_and_without(design(table)).row("overall")
    data = table.assign(done=((table["time"] >= table["cohort"]) & table["cohort"].notna()).astype(float))
    fit = smf.ols("y ~ done + C(time)", data).fit(
        cov_type="cluster", cov_kwds={"groups": data["unit"], "use_correction": False}
    )
    assert row["estimate"] == pytest.approx(fit.params["done"], rel=1e-9)
    assert row["std_error"] == pytest.approx(fit.bse["done"] * np.sqrt(60 / 59), rel=1e-9)
    assert row["estimate"] > 0.2  # those who start were 0.5 above before


def test_units_seen_on_one_side_only_do_not_count() -> None:
    table = panel()
    gone = table[~((table["unit"] == 0) & (table["time"] >= 2014))]
    assert before_after(design(gone)).row("overall")["n_obs"] == 29


def test_too_few_units_are_refused_by_name() -> None:
    table = panel()
    few = table[~((table["unit"] % 2 == 0) & (table["time"] < 2014) & (table["unit"] > 2))]
    with pytest.raises(EstimationError) as raised:
        before_after(design(few))
    assert raised.value.problems[0].code == "estimate.naive_too_few"
