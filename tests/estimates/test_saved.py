"""From effects to quantities: by hand, against draws, against the known truth of the synthetic panel.

Tolerances. Arithmetic: 1e-12. Delta intervals of the log against quantiles of 200,000 draws: the draws' own error is
about 0.5 % of an interval's width, the log of a sum is not quite normal: 2 % of the width. The synthetic panel with its
true effects gives what was really saved up to rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import Labels, warnings_of
from sxsh_eval.estimates.effect_terms import log_effects, percent_effects
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saved import PanelColumns, estimate_saved
from sxsh_eval.estimates.saved_claim import saved_against
from sxsh_eval.inputs.energy_prices import energy_costs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.saving_quantities import saving_quantities
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT


def panel() -> pd.DataFrame:
    """Three adopters of 2012, 2013, 2013 and one that never does."""
    starts = {"A": 2012, "B": 2013, "C": 2013, "D": None}
    rows = [
        (unit, year, start, "x" if number < 2 else "y", "10" if number % 2 else "23", 100.0 * (number + 1))
        for number, (unit, start) in enumerate(starts.items())
        for year in range(2011, 2015)
    ]
    names = ["enterprise_id", "year", "adoption_year", "province", "sector", "energy_toe"]
    return pd.DataFrame(rows, columns=names).astype({"adoption_year": "Int64"})


def effect(terms: dict[str, float], errors: Any = 0.03, corr: float = 0.0) -> Estimates:
    size = len(terms)
    spread = np.broadcast_to(errors, size).astype(float)
    cov = np.outer(spread, spread) * (np.eye(size) + corr * (1 - np.eye(size)))
    labels = Labels(evidence="caused", unit="coefficient")
    rows = [
        labels.row(term, value, interval=(value - 1.96 * se, value + 1.96 * se), std_error=se)
        for (term, value), se in zip(terms.items(), spread, strict=True)
    ]
    made = as_estimates(rows, Method("did", "", 0.95))
    return Estimates(made.table, made.method, pd.DataFrame(cov))


def row(found: Estimates, term: str = "amount", name: str = "energy_toe", **keys: str) -> dict[str, Any]:
    table = found.table
    wanted = {"province": "", "sector": "", "period": "2012-2014", **keys}
    hit = table[(table["indicator"] == f"saved_{name}") & (table["term"] == term)]
    for key, value in wanted.items():
        hit = hit[hit[key] == value]
    assert len(hit) == 1
    return {str(key): value for key, value in hit.iloc[0].items()}


def test_one_coefficient_is_exact() -> None:
    b, se = np.log(0.9), 0.02
    found = estimate_saved((b, se), panel())
    observed = 3 * 100 + 2 * 200 + 2 * 300
    total = row(found)
    assert total["estimate"] == pytest.approx(observed / 0.9 - observed, rel=1e-12)
    ends = sorted(observed * np.exp(-(b + sign * 1.959963984540054 * se)) - observed for sign in (-1, 1))
    assert [total["conf_low"], total["conf_high"]] == pytest.approx(ends, rel=1e-12)
    assert total["std_error"] == pytest.approx(observed / 0.9 * se, rel=1e-12)
    percent = row(found, "percent")
    assert percent["estimate"] == pytest.approx(10, rel=1e-12)
    assert percent["conf_high"] == pytest.approx(100 * (1 - np.exp(b - 1.959963984540054 * se)), rel=1e-12)
    assert percent["std_error"] == pytest.approx(100 * 0.9 * se, rel=1e-12)
    assert total["n_obs"] == 7


def test_cells_add_up() -> None:
    found = estimate_saved((-0.1, 0.02), panel())
    total = row(found)["estimate"]
    for cells in (
        [{"period": str(year)} for year in (2012, 2013, 2014)],
        [{"province": name} for name in "xy"],
        [{"sector": name} for name in ("10", "23")],
    ):
        assert sum(row(found, **keys)["estimate"] for keys in cells) == pytest.approx(total, rel=1e-12)
    assert found.cov is not None
    amounts = found.table[found.table["term"] == "amount"].index[:-1]  # the last row is the refused money
    np.testing.assert_allclose(np.sqrt(np.diag(found.cov))[amounts], found.table["std_error"].iloc[amounts], rtol=1e-9)


@pytest.mark.parametrize(
    ("terms", "by_row"),
    [
        ({"event:-1": 0.5, "event:0": -0.05, "event:1": -0.1, "event:2": -0.2}, lambda g, t: -0.05 * 2 ** (t - g)),
        ({"cohort:2012": -0.2, "cohort:2013": -0.1}, lambda g, _: -0.2 if g == 2012 else -0.1),
        ({"time:2012": -0.1, "time:2013": -0.2, "time:2014": -0.3}, lambda _, t: -0.1 * (t - 2011)),
        ({f"{g}|{t}": -0.01 * (t - 2000) * (g - 2010) for g in (2012, 2013) for t in range(2011, 2015)}, None),
    ],
)
def test_terms_of_every_kind(terms: dict[str, float], by_row: Any) -> None:
    found = estimate_saved(effect(terms), panel())
    expected = 0.0
    table = panel().dropna()
    numbers = zip(table["adoption_year"].astype(int), table["year"], table["energy_toe"], strict=True)
    for start, year, amount in numbers:
        if year >= start:
            b = by_row(start, year) if by_row else terms[f"{start}|{year}"]
            expected += amount * (np.exp(-b) - 1)
    assert row(found)["estimate"] == pytest.approx(expected, rel=1e-12)


def test_intervals_agree_with_draws() -> None:
    given = effect({"event:0": -0.05, "event:1": -0.1, "event:2": -0.15}, [0.04, 0.05, 0.08], corr=0.6)
    found = estimate_saved(given, panel())
    assert given.cov is not None
    draws = np.random.default_rng(1).multivariate_normal([-0.05, -0.1, -0.15], given.cov, size=200_000)
    observed = np.array([100 + 200 + 300, 100 + 200 + 300, 100])
    saved = (np.exp(-draws) - 1) @ observed
    total = row(found)
    width = total["conf_high"] - total["conf_low"]
    np.testing.assert_allclose(
        [total["conf_low"], total["conf_high"]], np.quantile(saved, [0.025, 0.975]), atol=0.02 * width
    )
    parts = 100 * saved / (saved + observed.sum())
    percent = row(found, "percent")
    np.testing.assert_allclose(
        [percent["conf_low"], percent["conf_high"]], np.quantile(parts, [0.025, 0.975]), atol=0.3
    )
    assert total["conf_high"] - total["estimate"] > total["estimate"] - total["conf_low"]


def test_never_treated_in_all_spellings() -> None:
    base = row(estimate_saved((-0.1, 0.02), panel()))["estimate"]
    for mark in (0.0, np.inf, np.nan):
        other = panel()
        other["adoption_year"] = other["adoption_year"].astype("float64").fillna(mark)
        assert row(estimate_saved((-0.1, 0.02), other))["estimate"] == base


def test_weights_multiply() -> None:
    doubled = panel().assign(w=2.0)
    found = estimate_saved((-0.1, 0.02), doubled, columns=PanelColumns(weights="w"))
    assert row(found)["estimate"] == pytest.approx(2 * row(estimate_saved((-0.1, 0.02), panel()))["estimate"])


def test_what_is_not_known_is_said() -> None:
    holes = panel()
    holes.loc[5, "energy_toe"] = np.nan
    found = estimate_saved(effect({"event:0": -0.05, "event:1": -0.1}), holes)
    told = {problem.code: problem for problem in warnings_of(found.checks)}
    assert told["estimate.saved_no_effect_for"].found == "1 / 7: 2012|2014"
    assert "estimate.energy_no_prices" in told
    assert holes.loc[5, "enterprise_id"] == "B"
    complete = estimate_saved((-0.1, 0.02), holes)
    assert "estimate.saved_missing_quantity" not in {p.code for p in warnings_of(complete.checks)}  # before adoption
    holes.loc[6, "energy_toe"] = np.nan
    lost = warnings_of(estimate_saved((-0.1, 0.02), holes).checks)
    assert [p.found for p in lost if p.code == "estimate.saved_missing_quantity"] == ["energy_toe: 1 / 7"]
    money = found.table[found.table["unit"] == "vnd"].iloc[0]
    assert (np.isnan(money["estimate"]), money["reason"]) == (True, "energy_no_prices")


@pytest.mark.parametrize(
    ("given", "change", "code"),
    [
        (effect({"event:-2": 0.1}), {}, "saved_no_effect"),
        (effect({"nonsense": 0.1}), {}, "saved_no_effect"),
        (effect({"cohort:1990": 0.1}), {}, "saved_no_effect"),
        ((np.nan, 0.1), {}, "saved_effect_values"),
        ((-0.1, 0.1), {"adoption_year": 0}, "saved_no_adopters"),
        ((-0.1, 0.1), {"energy_toe": None}, "saved_no_quantity"),
    ],
)
def test_refusals(given: Any, change: dict[str, Any], code: str) -> None:
    table = panel().assign(**{name: value for name, value in change.items() if value is not None})
    table = table.drop(columns=[name for name, value in change.items() if value is None])
    with pytest.raises(EstimationError, match=f"estimate.{code}"):
        estimate_saved(given, table)


def test_several_coefficients_need_a_covariance() -> None:
    bare = effect({"event:0": -0.1, "event:1": -0.2})
    with pytest.raises(EstimationError, match="saved_no_covariance"):
        log_effects(Estimates(bare.table, bare.method))
    alone = log_effects(Estimates(bare.table.head(1), bare.method))
    assert alone.cov[0, 0] == pytest.approx(0.03**2)
    assert log_effects(bare, "event").keys == [(0,), (1,)]


def test_percent_is_not_symmetric() -> None:
    found = percent_effects(effect({"overall": -0.1}, 0.05))
    number = found.row("overall")
    assert number["estimate"] == pytest.approx(100 * (np.exp(-0.1) - 1), rel=1e-12)
    assert number["conf_low"] == pytest.approx(100 * (np.exp(-0.1 - 1.96 * 0.05) - 1), rel=1e-12)
    assert number["conf_high"] - number["estimate"] > number["estimate"] - number["conf_low"]
    wide = percent_effects(effect({"overall": -0.1}, 0.05), level=0.99).row("overall")
    assert wide["conf_low"] < number["conf_low"]


def test_claims_by_the_rule_of_adoption() -> None:
    table = panel()
    measured = {b: estimate_saved((b, 0.02), table) for b in (np.log(0.9), np.log(0.97), np.log(0.8), 0.0)}
    verdicts = [saved_against(found, (9.5, 10.5)) for found in measured.values()]
    assert [each.verdict for each in verdicts] == ["agrees", "claim_above", "claim_below", "claim_above"]
    assert [each.shows_saving for each in verdicts] == [True, False, True, False]
    assert verdicts[0].estimate == pytest.approx(10)


def test_the_synthetic_truth_is_found() -> None:
    """With the true effects as coefficients the savings are those that were built in."""
    made = sample_panel(seed=6, enterprises=400, provinces=["binh-dinh"])
    registry = read_registry(ROOT / "parameters" / "registry")
    prices = pd.DataFrame(
        {"column": ["electricity_kwh", "coal_tonne", "fuel_oil_tonne", "diesel_oil_tonne", "lpg_tonne"]}
    )
    prices["vnd_per_unit"] = [1_800.0, 3e6, 15e6, 18e6, 25e6]  # made up
    table = saving_quantities(made.enterprises, registry, fixed_year=2019, prices=prices).table
    truth = made.truth.savings
    names = truth["cohort"].astype(str) + "|" + (truth["cohort"] + truth["event_time"]).astype(str)
    terms = {str(name): float(value) for name, value in zip(names, truth["log_change"], strict=True)}
    found = estimate_saved(effect(terms, 0.0), table)
    rows = table[table["is_adopting"] & table["energy_toe"].notna()]
    keys = rows["adoption_year"].astype(str) + "|" + rows["year"].astype(str)
    expected = (rows["energy_toe"] * (np.exp(-keys.map(terms).astype(float)) - 1)).sum()
    span = f"{table.loc[table['is_adopting'], 'year'].min()}-2020"
    assert row(found, period=span)["estimate"] == pytest.approx(expected, rel=1e-9)
    for name in ("energy_gj", "emissions_tco2_fixed", "emissions_tco2", "energy_cost_vnd"):
        assert row(found, name=name, period=span)["estimate"] > 0
    part = row(found, "percent", period=span)["estimate"]
    assert 2 < part < 10
    assert part == pytest.approx(row(found, "percent", name="energy_gj", period=span)["estimate"], abs=0.5)


def test_prices() -> None:
    table = pd.DataFrame({"year": [2018, 2019], "electricity_kwh": [10.0, 20.0], "coal_tonne": [0.0, 1.0]})
    fixed = pd.DataFrame({"column": ["electricity_kwh", "coal_tonne"], "vnd_per_unit": [2.0, 5.0]})
    assert energy_costs(table, fixed).tolist() == [20, 45]
    moving = pd.DataFrame(
        {
            "column": ["electricity_kwh"] * 2 + ["coal_tonne"],
            "year": [2018, 2019, 2019],
            "vnd_per_unit": [1.0, 2.0, 5.0],
        }
    )
    assert energy_costs(table, moving).tolist() == [10, 45]
    for prices in (None, fixed.head(0), fixed.head(1), moving.head(2)):
        with pytest.raises(EstimationError, match="energy_no_prices"):
            energy_costs(table, prices)
