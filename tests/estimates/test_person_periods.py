"""Person-periods by hand: who is at risk when, and what is said of those who are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.person_periods import PersonPeriods, person_periods

YEARS = range(2011, 2016)


def panel(**adopted: float | None) -> pd.DataFrame:
    """Units named by letter, all years, support equal to the year's last digit."""
    rows = [
        {"unit": unit, "period": year, "adopted": time, "support": year % 10}
        for unit, time in adopted.items()
        for year in YEARS
    ]
    return pd.DataFrame(rows).astype({"adopted": float})


def rows_of(found: PersonPeriods, unit: str) -> list[tuple[float, float]]:
    table = found.table[found.table["unit"] == unit]
    return list(zip(table["period"], table["event"], strict=True))


def told(found: PersonPeriods) -> dict[str, str]:
    return {problem.code.removeprefix("estimate."): problem.found for problem in warnings_of(found.checks)}


def test_each_unit_counts_until_it_adopts() -> None:
    found = person_periods(panel(a=2013, b=None), covariates=["support"])
    assert rows_of(found, "a") == [(2012, 0), (2013, 1)]
    assert rows_of(found, "b") == [(year, 0) for year in (2012, 2013, 2014, 2015)]
    assert told(found) == {}


def test_covariates_are_those_of_the_period_before() -> None:
    table = person_periods(panel(a=2013, b=None), covariates=["support"]).table
    np.testing.assert_array_equal(table["support"], (table["period"] - 1) % 10)
    same = person_periods(panel(a=2013, b=None), covariates=["support"], lag=0).table
    np.testing.assert_array_equal(same["support"], same["period"] % 10)


def test_without_lag_the_first_period_counts() -> None:
    found = person_periods(panel(a=2011, b=2010, c=2014), lag=0)
    assert rows_of(found, "a") == [(2011, 1)]
    assert rows_of(found, "b") == []
    assert told(found) == {"adopted_before_first_observation": "b"}


def test_with_lag_the_first_period_only_lends_its_covariates() -> None:
    found = person_periods(panel(a=2011, b=2012, c=2005), covariates=["support"])
    assert rows_of(found, "b") == [(2012, 1)]
    assert told(found) == {"adopted_before_first_observation": "a, c"}


def test_an_adoption_after_the_last_row_is_not_seen() -> None:
    data = panel(a=2013, b=2014, c=2017)
    data = data[~((data["unit"] == "b") & (data["period"] > 2013))]
    found = person_periods(data)
    assert rows_of(found, "b") == [(2012, 0), (2013, 0)]
    assert rows_of(found, "c") == [(year, 0) for year in (2012, 2013, 2014, 2015)]
    assert told(found) == {"adopted_after_last_observation": "b, c"}


def test_late_entry_and_early_exit_are_counted_not_refused() -> None:
    data = panel(a=2015, b=None, c=None)
    late = (data["unit"] == "a") & (data["period"] < 2013)
    gone = (data["unit"] == "b") & (data["period"] > 2012)
    found = person_periods(data[~(late | gone)])
    assert rows_of(found, "a") == [(2014, 0), (2015, 1)]
    assert rows_of(found, "b") == [(2012, 0)]
    counts = found.checks.set_index("diagnostic")["statistic"]
    assert (counts["hazard_late_entry"], counts["hazard_early_exit"]) == (1, 1)


def test_an_adoption_in_a_gap_is_told() -> None:
    data = panel(a=2013, b=2015)
    found = person_periods(data[~((data["unit"] == "a") & (data["period"] == 2013))])
    assert rows_of(found, "a") == [(2012, 0)]
    assert told(found) == {"adopted_in_gap": "a", "hazard_gaps": "a"}


def test_a_gap_also_hides_the_period_after_it_where_covariates_are_lagged() -> None:
    data = panel(a=2014, b=2015)
    data = data[~((data["unit"] == "a") & (data["period"] == 2013))]
    assert rows_of(person_periods(data), "a") == [(2012, 0)]
    assert rows_of(person_periods(data, lag=0), "a") == [(2011, 0), (2012, 0), (2014, 1)]


def test_waves_further_apart_take_the_adoptions_in_between() -> None:
    data = panel(a=2012, b=2014, c=None)
    found = person_periods(data[data["period"].isin([2011, 2013, 2015])])
    assert rows_of(found, "a") == [(2013, 1)]
    assert rows_of(found, "b") == [(2013, 0), (2015, 1)]
    assert told(found) == {}


def test_missing_covariates_are_counted_with_the_adoptions_they_cost() -> None:
    data = panel(a=2013, b=2015)
    data["support"] = data["support"].astype(float).mask((data["unit"] == "a") & (data["period"] == 2012))
    found = person_periods(data, covariates=["support"])
    assert rows_of(found, "a") == [(2012, 0)]
    assert told(found) == {"hazard_missing_covariates": "1 / 6; 1: a"}


def test_order_of_rows_does_not_matter() -> None:
    data = panel(a=2013, b=None, c=2012)
    mixed = person_periods(data.sample(frac=1, random_state=2), covariates=["support"])
    pd.testing.assert_frame_equal(person_periods(data, covariates=["support"]).table, mixed.table)


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        (panel(a=2013), {"unit": "firm"}, "columns_missing"),
        (panel(a=2013).assign(support="yes"), {"covariates": ["support"]}, "hazard_words"),
        (panel(a=2013).assign(adopted="2013?"), {}, "hazard_words"),
        (pd.concat([panel(a=2013), panel(a=2013)]), {}, "hazard_repeats"),
        (panel(a=2013).assign(period=np.nan), {}, "hazard_repeats"),
        (panel(a=2013).assign(adopted=[2013.0, 2013, 2013, 2014, 2014]), {}, "hazard_adoption_unclear"),
        (panel(a=2013).assign(adopted=[2013.0, 2013, np.nan, 2013, 2013]), {}, "hazard_adoption_unclear"),
        (panel(a=2005, b=2010), {}, "hazard_no_one_at_risk"),
        (panel(a=2013)[lambda data: data["period"] == 2013], {}, "hazard_no_one_at_risk"),
        (panel(a=None, b=2019), {}, "hazard_no_events"),
    ],
)
def test_refusals(data: pd.DataFrame, options: dict[str, Any], code: str) -> None:
    with pytest.raises(EstimationError) as caught:
        person_periods(data, **options)
    assert [problem.code for problem in caught.value.problems] == [f"estimate.{code}"]
    assert "what to do" in str(caught.value)


def test_covariates_may_have_any_name_but_those_of_the_table() -> None:
    data = panel(a=2013, b=None).assign(wave=lambda rows: rows["support"], due=lambda rows: -rows["support"])
    found = person_periods(data, covariates=["wave", "due"])
    np.testing.assert_array_equal(found.table["wave"], (found.table["period"] - 1) % 10)
    np.testing.assert_array_equal(found.table["due"], -((found.table["period"] - 1) % 10))
    assert rows_of(found, "a") == [(2012, 0), (2013, 1)]
    with pytest.raises(EstimationError) as raised:
        person_periods(data, covariates=["period", "wave"])
    assert raised.value.problems[0].code == "estimate.hazard_names"
