"""Simulated power: the project's own estimator, equal to the analytic power where there is one."""

from __future__ import annotations

import numpy as np
import pytest

from sxsh_eval.estimates.effects.cohort_moments import moments_from_matrix
from sxsh_eval.estimates.effects.moment_effects import moment_effects
from sxsh_eval.estimates.sampling import sample_for_effect
from sxsh_eval.estimates.survey_plan.panel_power import (
    PanelCase,
    analytic_power,
    mean_effect,
    noise,
    simulate_panel,
)

SEED = 20090907
TWO_YEARS = PanelCase(enterprises=400, years=2, adopters=0.5, spread=0.3)


def test_the_fast_way_is_the_estimator() -> None:
    case = PanelCase(enterprises=120, years=5, adopters=0.4, spread=0.3, correlation=0.1, cluster_size=10)
    outcome = noise(case, np.random.default_rng(SEED))
    for places in (None, case.places()):
        moments = moments_from_matrix(outcome, case.cohorts(), np.arange(1.0, 6), groups=places)
        table = moment_effects(moments, control="not_yet", base="universal").aggregate("simple").table.row("overall")
        row = (table["estimate"], table["std_error"])
        assert mean_effect(moments) == pytest.approx(row, rel=1e-12)


def test_a_constant_effect_shifts_the_estimate_alone() -> None:
    case = PanelCase(enterprises=90, years=5, adopters=0.5, spread=0.3)
    outcome, cohort, times = noise(case, np.random.default_rng(1)), case.cohorts(), np.arange(1.0, 6)
    effect = -0.08
    treated = outcome + effect * (times[None, :] >= cohort[:, None])
    without, error = mean_effect(moments_from_matrix(outcome, cohort, times))
    with_effect, same = mean_effect(moments_from_matrix(treated, cohort, times))
    assert with_effect == pytest.approx(without + effect, abs=1e-12)
    assert same == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("percent", [0.0, 5.0, 8.0, 12.0])
def test_two_years_have_the_analytic_power(percent: float) -> None:
    draws = simulate_panel(TWO_YEARS, repetitions=1500, rng=np.random.default_rng(SEED))
    expected = analytic_power(TWO_YEARS, percent)
    allowed = 3 * np.sqrt(expected * (1 - expected) / 1500)
    assert draws.power(percent)[0] == pytest.approx(expected, abs=allowed)


def test_the_formula_for_an_effect_has_its_power() -> None:
    groups = sample_for_effect(8, spread=0.3, power=0.8).n
    case = PanelCase(enterprises=2 * groups, years=2, adopters=0.5, spread=0.3)
    assert analytic_power(case, 8) == pytest.approx(0.8, abs=0.005)
    draws = simulate_panel(case, repetitions=1500, rng=np.random.default_rng(SEED))
    power, error = draws.power(8)
    assert power == pytest.approx(0.8, abs=3 * error)
    fall, low, high = draws.detectable(0.8)
    assert low <= 8 <= high
    assert low < fall < high


def test_errors_of_the_estimator_are_those_of_the_simulation() -> None:
    case = PanelCase(enterprises=300, years=4, adopters=0.3, spread=0.3)
    draws = simulate_panel(case, repetitions=1000, rng=np.random.default_rng(SEED))
    assert draws.std_errors.mean() == pytest.approx(draws.errors.std(), rel=0.08)
    assert draws.errors.mean() == pytest.approx(0, abs=4 * draws.errors.std() / np.sqrt(1000))


def test_more_of_anything_that_helps_helps() -> None:
    def fall(**changes: float) -> float:
        terms = {"enterprises": 200, "years": 4, "adopters": 0.3, "spread": 0.3} | changes
        case = PanelCase(**terms)  # type: ignore[arg-type]
        return simulate_panel(case, repetitions=400, rng=np.random.default_rng(2)).detectable(0.8)[0]

    planned = fall()
    assert fall(enterprises=800) < planned < fall(enterprises=80)
    assert fall(adopters=0.5) < planned < fall(adopters=0.05)
    assert fall(spread=0.2) < planned < fall(spread=0.5)
    assert fall(correlation=0.2, cluster_size=20, by_place=True) > planned


def test_a_larger_spread_is_the_same_panels_stretched() -> None:
    draws = simulate_panel(TWO_YEARS, repetitions=60, rng=np.random.default_rng(SEED))
    wide = PanelCase(enterprises=400, years=2, adopters=0.5, spread=0.6)
    direct = simulate_panel(wide, repetitions=60, rng=np.random.default_rng(SEED))
    stretched = draws.scaled(2)
    assert stretched.case == wide
    assert stretched.errors == pytest.approx(direct.errors)
    assert stretched.std_errors == pytest.approx(direct.std_errors)


def test_cohorts_are_spread_over_years_and_places() -> None:
    case = PanelCase(enterprises=200, years=4, adopters=0.3, spread=0.3, correlation=0.1, cluster_size=20)
    cohorts = case.cohorts()
    starts, counts = np.unique(cohorts[np.isfinite(cohorts)], return_counts=True)
    assert starts.tolist() == [2, 3, 4]
    assert counts.tolist() == [20, 20, 20]
    assert {int(np.isfinite(cohorts[case.places() == place]).sum()) for place in range(10)} == {6}
    whole = PanelCase(**{**case.__dict__, "by_place": True}).cohorts()
    assert {len(set(whole[case.places() == place])) for place in range(10)} == {1}
    assert np.isfinite(whole).sum() == 60


def test_few_places_do_not_pass_for_power() -> None:
    case = PanelCase(enterprises=100, years=4, adopters=0.3, spread=0.3, correlation=0.05, cluster_size=20)
    draws = simulate_panel(case, repetitions=400, rng=np.random.default_rng(SEED))
    assert draws.false_alarms > 0.08  # five places: clustered errors are too small
    assert draws.power(0)[0] == pytest.approx(0.05, abs=0.01)
    fresh = simulate_panel(case, repetitions=400, rng=np.random.default_rng(SEED + 1))
    alarms = np.abs(fresh.errors) > draws.critical * fresh.std_errors
    assert alarms.mean() == pytest.approx(0.05, abs=0.05)
    free = simulate_panel(TWO_YEARS, repetitions=60, rng=np.random.default_rng(SEED))
    assert free.critical == pytest.approx(1.959964)
