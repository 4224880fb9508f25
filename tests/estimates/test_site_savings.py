"""Savings of metered sites: known savings are found, what cannot be said is refused by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.site_savings import SiteSavings, cv_limit, estimate_site_savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample_metering import SITES, draw_metering
from tests.letters import letter, registry, study

PERIOD = "2009-2018"


def readings(seed: int = 5) -> pd.DataFrame:
    return draw_metering("binh-dinh", 2020, np.random.default_rng(seed))


def found(table: pd.DataFrame, period: str = PERIOD) -> dict[str, SiteSavings]:
    sites = estimate_site_savings(Inputs(registry(), letter({}), metering=table), study(period))
    assert sites is not None
    return {site.site: site for site in sites}


def codes(site: SiteSavings) -> list[str]:
    return [problem.code for problem in site.refusals]


def test_without_readings_there_is_nothing() -> None:
    assert estimate_site_savings(Inputs(registry(), letter({})), study(PERIOD)) is None


def test_known_savings_are_inside_their_intervals() -> None:
    held, errors = [], []
    for seed in range(60):
        row = found(readings(seed).query("enterprise_id == 'M01'"))["M01"].row("avoided_percent")
        truth = 100 * SITES["M01"].saved
        held.append(row["conf_low"] <= truth <= row["conf_high"])
        errors.append(row["estimate"] - truth)
    assert 0.87 <= np.mean(held) <= 1
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(60)


def test_the_three_made_up_sites() -> None:
    sites = found(readings())
    assert {name: site.verdict for name, site in sites.items()} == {
        "M01": "saved", "M02": "unclear", "M03": "refused",
    }  # fmt: skip
    assert codes(sites["M03"]) == ["estimate.baseline_too_few"]
    assert (len(sites["M01"].before), len(sites["M01"].after)) == (24, 24)
    assert sites["M01"].drivers == ("output_mvnd", "cdd")


def test_only_months_of_the_period_count() -> None:
    later = found(readings(), "2016-2020")["M01"]
    assert len(later.after) == 12
    assert later.after[0] == pd.Period("2016-01", freq="M")
    assert len(later.before) == 24
    assert codes(found(readings(), "2017-2020")["M01"]) == ["estimate.site_no_months"]


def test_more_energy_after_the_measures_is_called_so() -> None:
    table = readings()
    table["energy_kwh"] = table["energy_kwh"].where(~table["is_reporting"], 1.4 * table["energy_kwh"])
    assert found(table)["M01"].verdict == "rose"


def test_a_baseline_over_the_limit_gives_no_conclusion() -> None:
    table, rng = readings(), np.random.default_rng(1)
    site = found(table.assign(energy_kwh=1e5 * rng.lognormal(sigma=0.8, size=len(table))))["M01"]
    assert site.verdict == "poor_baseline"
    assert site.baseline is not None
    assert site.baseline.metrics.cv_rmse > site.cv_limit


@pytest.mark.parametrize(("months", "limit"), [(11, 20), (12, 25), (60, 25), (61, 30)])
def test_limit_follows_the_length_of_reporting(months: int, limit: float) -> None:
    assert cv_limit(months) == limit


def as_file(table: pd.DataFrame) -> pd.DataFrame:
    """Types as read from a file."""
    kinds = {"year": "Int64", "month": "Int64", "is_reporting": "boolean"}
    return table.astype(kinds).sample(frac=1, random_state=1)


def test_types_and_order_of_a_file_change_nothing() -> None:
    own, file = (found(table)["M01"].row("avoided") for table in (readings(), as_file(readings())))
    assert file["estimate"] == pytest.approx(own["estimate"], rel=1e-12)


def test_months_of_installation_are_on_neither_side() -> None:
    table = as_file(readings())
    table.loc[(table["year"] == 2015) & (table["month"] <= 3), "is_reporting"] = pd.NA
    site = found(table)["M01"]
    assert (len(site.before), len(site.after)) == (24, 21)


BAD: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "one calendar month lost": (
        lambda rows: rows.assign(energy_kwh=rows["energy_kwh"].mask(rows["month"] == 5)),
        "estimate.baseline_cycle",
    ),
    "constant energy": (lambda rows: rows.assign(energy_kwh=1000.0), "estimate.baseline_constant"),
    "before comes after": (
        lambda rows: rows.assign(is_reporting=rows["is_reporting"] & ((rows["year"] != 2016) | (rows["month"] != 4))),
        "estimate.site_order",
    ),
    "nothing after": (lambda rows: rows.assign(is_reporting=False), "estimate.site_no_months"),
    "nothing before": (lambda rows: rows.assign(is_reporting=True), "estimate.no_rows"),
    "no reading at all": (lambda rows: rows.assign(energy_kwh=np.nan), "estimate.no_rows"),
}


@pytest.mark.parametrize("name", BAD)
def test_readings_that_carry_nothing_are_refused_by_name(name: str) -> None:
    change, code = BAD[name]
    site = found(change(readings()))["M01"]
    assert codes(site) == [code]
    assert site.verdict == "refused"


def test_a_driver_left_out_is_told() -> None:
    table = readings().assign(hdd=lambda rows: np.where(rows["is_reporting"], rows["month"], 0.0))
    site = found(table)["M01"]
    assert site.drivers == ("output_mvnd", "cdd")
    told = {problem.code: problem.found for problem in site.further_warnings}
    assert told["estimate.site_driver_left_out"] == "hdd"
    assert "estimate.site_driver_left_out" not in {
        problem.code for problem in found(readings().assign(hdd=0.0))["M01"].warnings
    }
