"""The adoption model: closed forms, a plain simulation beside it, and the traps.

Tolerances. Single precision over ten years of products: 1e-5 relative. Means and spreads of simulated paths: four
standard errors of the Monte Carlo, from the numbers of paths.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sxsh_eval.estimates.programme import project as module
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.values import OUTCOMES, Base, Projection
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Scenario
from tests.estimates.programme_bases import CENTRAL, NO_HAZARD, STILL, made_up_base, made_up_scenario
from tests.letters import registry, study

EXACT = 1e-5
YEARS = 11
known_registry = cache(registry)
known_study = cache(study)
NO_PROGRAMME = made_up_scenario("no_programme")
COMBINED: dict[str, Any] = {
    "training": {"reach": 20},
    "detailed_assessment": {"number": 30},
    "finance": {"budget": 900},
}


def project(base: Base, scenario: Scenario = NO_PROGRAMME, **options: Any) -> Projection:
    facts: Registry = known_registry()
    return project_programme(base, scenario, known_study(), facts, **options)


def median(found: Projection, outcome: str) -> npt.NDArray[np.float64]:
    return np.asarray(np.median(found.totals[outcome], axis=0))


def same(one: Projection, other: Projection) -> None:
    for grouping, parts in one.by.items():
        for name in OUTCOMES:
            np.testing.assert_array_equal(parts[name], other.by[grouping][name], err_msg=f"{grouping} {name}")


# ------------------------------------------------------------------------------------------ closed forms


def mixed(rate: float, reach: float, effect: float) -> float:
    """Chance where a part is reached."""
    return float((1 - reach) * -np.expm1(-rate) + reach * -np.expm1(-rate * np.exp(effect)))


def test_one_cell_follows_the_recursion() -> None:
    """Exit, adoption with peers and training, awareness, entry: the recursion of the docstring, in plain numbers."""
    given: dict[str, Any] = {"log_hazard": np.log(0.03), "peer": 1.5, "entry": 0.1, "exit": 0.05, "exit_ratio": 0.6}
    base = made_up_base(sectors=["10"], sizes=["small"], count=1000, paths=3, **given)
    found = project(base, made_up_scenario(training={"reach": 15}, ramp_years=3), chance=False)
    adopters, others, unaware, kept, first = 50.0, 950.0, 900.0, 0.0, 0.05
    for year in range(1, YEARS):
        share, total, part = adopters / (adopters + others), adopters + others, unaware / others
        adopters, others, kept = adopters * (1 - 0.03), others * (1 - 0.05), kept * (1 - 0.03) * CENTRAL["persistence"]
        reach = 0.15 * min(1, year / 3)
        new = others * mixed(0.03 * np.exp(1.5 * (share - first)), reach, CENTRAL["effect_training"])
        cost = reach * others * CENTRAL["unit_cost_training"]
        adopters, others, kept = adopters + new, others - new, kept + new
        unaware = part * others * (1 - mixed(0.05, reach, CENTRAL["awareness_effect_training"])) + 0.1 * total
        others += 0.1 * total
        for outcome, value in (
            ("adopters", adopters),
            ("establishments", adopters + others),
            ("aware", adopters + others - unaware),
            ("cost_programme_vnd", cost),
            ("cost_enterprise_vnd", new * CENTRAL["investment"]),
            ("energy_toe", kept * 100 * 0.10 * 0.9 * 1.03**year),
        ):
            np.testing.assert_allclose(found.totals[outcome][:, year], value, rtol=EXACT, err_msg=f"{outcome} {year}")


def test_savings_that_last_in_closed_form() -> None:
    """Constant hazard h, nobody leaves or enters, full persistence, no rebound: N0 (1 - (1-h)^t) adopters save."""
    given = STILL | {"persistence": 1.0, "rebound": 0.0, "output_growth": 0.0, "log_hazard": np.log(-np.log1p(-0.04))}
    found = project(made_up_base(count=200, paths=2, **given), chance=False)
    new = 6 * 200 * 0.95 * (1 - 0.96 ** np.arange(YEARS))
    np.testing.assert_allclose(found.totals["adopters"][0], 60 + new, rtol=EXACT)
    np.testing.assert_allclose(found.totals["energy_toe"][1], new * 100 * 0.10, rtol=EXACT)


def test_energy_in_its_units() -> None:
    """Per TOE saved: half of it electricity at 0.1543 TOE a MWh, of 3.6 GJ each; fuels at 41.868 GJ; grid by year."""
    found = project(made_up_base(paths=2, electricity_share=0.5, grid_trend=-0.02))
    toe, mwh = found.totals["energy_toe"][0, 1:], 0.5 / 0.1543
    ratio = {name: found.totals[name][0, 1:] / toe for name in OUTCOMES}
    np.testing.assert_allclose(ratio["energy_gj"], mwh * 3.6 + 0.5 * 41.868, rtol=EXACT)
    grid = np.array([0.7221, 0.6766, 0.6592, *(0.6592 * 0.98 ** np.arange(1, 8))])
    np.testing.assert_allclose(ratio["emissions_tco2"], mwh * grid + 0.5 * 3.9, rtol=EXACT)
    np.testing.assert_allclose(ratio["emissions_tco2_fixed"], mwh * 0.8041 + 0.5 * 3.9, rtol=EXACT)
    np.testing.assert_allclose(ratio["saving_vnd"], 1.2e7, rtol=EXACT)


def test_chance_of_a_target_is_that_of_the_prior() -> None:
    """log hazard ~ normal, nothing else uncertain: P(share in 2030 >= 20 %) = P(hazard >= the one that just does)."""
    paths, middle, spread = 4000, np.log(0.015), 0.5
    drawn = np.random.default_rng(3).normal(middle, spread, paths)
    found = project(made_up_base(count=1e6, paths=paths, log_hazard=drawn, **STILL))
    needed = -np.log((1 - 0.20) / (1 - 0.05)) / (YEARS - 1)
    expected = norm.sf((np.log(needed) - middle) / spread)
    chance = (found.share("adopters")[:, -1] >= 20).mean()
    np.testing.assert_allclose(chance, (np.exp(drawn) >= needed).mean(), atol=2 / paths)
    np.testing.assert_allclose(chance, expected, atol=4 * np.sqrt(expected * (1 - expected) / paths))


# ------------------------------------------------------------------------------- chance among establishments


def plain(rng: np.random.Generator, counts: npt.NDArray[np.int64], paths: int) -> pd.DataFrame:
    """The same model, cell by cell with numpy's binomial numbers; columns of the last year, one row a path."""
    shape = (*counts.shape, paths)
    total = np.broadcast_to(counts[..., None], shape)
    adopters = np.rint(0.2 * total).astype(int)
    others, unaware, first = total - adopters, (total - adopters).copy(), 0.2
    unaware = np.rint(0.75 * others).astype(int)
    for _ in range(YEARS - 1):
        before, share = adopters + others, adopters.sum(axis=2) / np.maximum((adopters + others).sum(axis=2), 1)
        adopters = adopters - rng.binomial(adopters, 0.06 * 0.7)
        known = others - unaware
        unaware, known = unaware - rng.binomial(unaware, 0.06), known - rng.binomial(known, 0.06)
        chance = -np.expm1(-0.05 * np.exp(2.0 * (share - first)))[:, :, None]
        new_unaware, new_known = (rng.binomial(each, np.broadcast_to(chance, shape)) for each in (unaware, known))
        adopters, unaware, known = adopters + new_unaware + new_known, unaware - new_unaware, known - new_known
        learning = rng.binomial(unaware, -np.expm1(-0.05))
        entered = rng.poisson(0.08 * before)
        unaware = unaware - learning + entered
        others = unaware + known + learning
    columns = {"establishments": adopters + others, "adopters": adopters, "aware": adopters + others - unaware}
    return pd.DataFrame({name: values.sum(axis=(0, 1, 2)) for name, values in columns.items()})


def test_spread_is_that_of_plain_binomial_cells() -> None:
    """Cells of 5 to 60 establishments: means, standard deviations and correlation of all, within four errors.

    Entry is Poisson in the plain simulation and binomial in the model: its variance is 8 % smaller there, which is
    within the errors of this size.
    """
    counts, paths = np.array([[[60, 10, 5], [30, 20, 5]]]), 3000
    given: dict[str, Any] = {"log_hazard": np.log(0.05), "peer": 2.0, "base_adoption": 0.2, "base_awareness": 0.4}
    found = project(made_up_base(count=counts, paths=paths, **given))
    beside = plain(np.random.default_rng(8), counts, paths)
    drawn = pd.DataFrame({name: found.totals[name][:, -1] for name in map(str, beside)})
    for name in beside:
        spread = beside[name].std()
        np.testing.assert_allclose(drawn[name].mean(), beside[name].mean(), atol=4 * spread * np.sqrt(2 / paths))
        np.testing.assert_allclose(drawn[name].std(), spread, rtol=4 / np.sqrt(paths))
    shares = [frame["adopters"] / frame["establishments"] for frame in (drawn, beside)]
    np.testing.assert_allclose(shares[0].std(), shares[1].std(), rtol=4 / np.sqrt(paths))


def test_expectation_is_the_mean_of_chance() -> None:
    """Without peers the model is linear in establishments: paths without chance are the mean."""
    base = made_up_base(count=40, paths=3000, peer=0.0)
    drawn, expected = project(base), project(base, chance=False)
    for name in ("establishments", "adopters", "aware", "energy_toe"):
        values = drawn.totals[name][:, -1]
        np.testing.assert_allclose(
            values.mean(), expected.totals[name][0, -1], atol=4 * values.std() / np.sqrt(3000), err_msg=name
        )


def test_two_halves_are_the_whole_in_expectation() -> None:
    """A cell as two sectors of half its establishments each: the same means; with peers, of nearly the same shares."""
    whole, halves = (
        project(made_up_base(sectors=names, count=count, paths=2000, peer=0.0))
        for names, count in ((["10"], 60), (["10", "11"], 30))
    )
    for name in OUTCOMES:
        one, two = whole.totals[name][:, -1], halves.totals[name][:, -1]
        error = np.sqrt((one.var() + two.var()) / 2000)
        np.testing.assert_allclose(one.mean(), two.mean(), atol=4 * error + EXACT * one.mean(), err_msg=name)


# ------------------------------------------------------------------------------------------------ traps


@pytest.mark.parametrize(
    "scenario",
    [
        made_up_scenario("zero_budget", training={"budget": 0}, finance={"budget": 0, "per": "nation"}),
        made_up_scenario("zero_reach", training={"reach": 0}, dedicated_officer={"number": 0}),
        made_up_scenario("too_late", training={"reach": 90}, first=2031, last=2040),
    ],
    ids=lambda scenario: scenario.id,
)
def test_nothing_offered_is_no_programme_bit_for_bit(scenario: Scenario) -> None:
    base = made_up_base(["ha-noi", "lao-cai"], uncertain=True)
    same(project(base, scenario), project(base))


def test_without_hazard_it_stays_at_the_base() -> None:
    """Whatever is offered: no new adopters, no saving; shares stay where nobody enters or leaves."""
    base = made_up_base(count=400, **NO_HAZARD, **STILL)
    found = project(base, made_up_scenario(**COMBINED))
    for outcome, share in (("adopters", 5), ("aware", 10)):
        np.testing.assert_allclose(found.share(outcome), share, atol=1e-9)
    for outcome in ("energy_toe", "energy_gj", "emissions_tco2", "cost_enterprise_vnd", "saving_vnd"):
        assert not found.totals[outcome].any()
    assert (median(found, "cost_programme_vnd")[1:] > 0).all()


def test_hazard_of_zero_with_exit_only_loses_adopters() -> None:
    found = project(made_up_base(count=400, **NO_HAZARD))
    assert (np.diff(found.totals["adopters"], axis=1) <= 0).all()


reach = st.floats(0, 100)


@settings(max_examples=12, deadline=None)
@given(
    training=reach,
    number=st.floats(0, 2000),
    budget=st.floats(0, 5000),
    count=st.integers(0, 300),
    base=st.floats(0, 1),
    seed=st.integers(0, 1000),
)
def test_stocks_hold_each_other(
    training: float, number: float, budget: float, count: int, base: float, seed: int
) -> None:
    scenario = made_up_scenario(
        training={"reach": training}, detailed_assessment={"number": number}, finance={"budget": budget}
    )
    found = project(
        made_up_base(count=count, paths=20, seed=seed, uncertain=True, base_adoption=base, base_awareness=0.3), scenario
    )
    for parts in found.by.values():
        assert (parts["adopters"] >= 0).all()
        assert (parts["adopters"] <= parts["aware"]).all()
        assert (parts["aware"] <= parts["establishments"]).all()
        assert all(np.isfinite(parts[name]).all() and (parts[name] >= 0).all() for name in OUTCOMES)


@settings(max_examples=15, deadline=None)
@given(one=reach, other=reach, instrument=st.sampled_from(["training", "finance", "norms_inspection"]))
def test_more_reach_never_lowers_adoption(one: float, other: float, instrument: str) -> None:
    """Path by path where nobody leaves; where some do, in the means without chance."""
    amounts: list[dict[str, Any]] = [{instrument: {"reach": value}} for value in sorted((one, other))]
    low, high = (made_up_scenario(**amount) for amount in amounts)
    helpful: dict[str, Any] = {name: value for name, value in CENTRAL.items() if name.startswith("effect_")}
    base = made_up_base(uncertain=True, **helpful, **STILL | {"peer": 1.0})
    less, more = (project(base, each).totals["adopters"] for each in (low, high))
    switched = 1 + 0.01 * less.max()  # binomial quantiles may be one off where the way of computing changes
    assert (more >= less - switched).all()
    assert more.mean() >= less.mean()
    base = made_up_base(uncertain=True, **helpful)
    less, more = (project(base, each, chance=False).totals["adopters"] for each in (low, high))
    assert (more >= less * (1 - EXACT)).all()


# ----------------------------------------------------------------- seeds, blocks, threads, provinces alone


def test_seeds_blocks_and_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal seeds, equal numbers, whatever is computed together; other seeds, other numbers."""
    base = made_up_base([f"p{place:02d}" for place in range(7)], paths=600, uncertain=True)
    scenario = made_up_scenario(**COMBINED)
    first = project(base, scenario, threads=1)
    same(first, project(base, scenario, threads=2))
    other = known_study().model_copy(update={"seed": 1})
    assert (
        project_programme(base, scenario, other, known_registry()).totals["adopters"] != first.totals["adopters"]
    ).any()
    monkeypatch.setattr(module, "CELLS", 2 * 6 * 256)
    apart = project(base, scenario)
    for grouping, parts in first.by.items():
        for name in OUTCOMES:
            np.testing.assert_allclose(apart.by[grouping][name], parts[name], rtol=EXACT)
    np.testing.assert_array_equal(apart.by["sector"]["adopters"], first.by["sector"]["adopters"])


def cut(base: Base, places: list[str], paths: int | None = None) -> Base:
    """The same draws for some provinces, some paths."""
    keep = [base.places.index(place) for place in places]
    wide = {name for name, values in base.draws.items() if values.shape[1:] == (len(base.places),)}
    draws = {name: (values[:, keep] if name in wide else values)[:paths] for name, values in base.draws.items()}
    return Base(base.cells[base.cells["province"].isin(places)], base.year, draws, base.known)


def test_a_province_draws_the_same_alone() -> None:
    """63 provinces together are the sum of each alone, bit for bit."""
    names = [f"p{place:02d}" for place in range(63)]
    base = made_up_base(names, count=np.arange(6).reshape(2, 3) * 7 + 3, paths=20, uncertain=True)
    scenario = made_up_scenario(training={"reach": 10}, rapid_assessment={"number": 9})
    together = project(base, scenario)
    alone = [project(cut(base, [name]), scenario) for name in names]
    for outcome in OUTCOMES:
        joined = np.concatenate([each.by["province"][outcome] for each in alone], axis=1)
        np.testing.assert_array_equal(together.by["province"][outcome], joined)
        total = sum(each.totals[outcome] for each in alone)
        np.testing.assert_allclose(together.totals[outcome], total, rtol=EXACT)


def test_fewer_paths_are_the_first_of_more() -> None:
    base = made_up_base(paths=400, uncertain=True)
    few = project(cut(base, ["lao-cai"], 130))
    np.testing.assert_array_equal(few.totals["adopters"], project(base).totals["adopters"][:130])


def test_groups_add_up() -> None:
    found = project(made_up_base(["ha-noi", "lao-cai"], uncertain=True), made_up_scenario(**COMBINED))
    for outcome in OUTCOMES:
        for grouping in ("sector", "size_class"):
            summed = found.by[grouping][outcome].sum(axis=1, dtype=float)
            np.testing.assert_allclose(summed, found.totals[outcome], rtol=EXACT, err_msg=f"{grouping} {outcome}")
    assert found.groups == {
        "province": ("ha-noi", "lao-cai"),
        "sector": ("10", "23"),
        "size_class": ("small", "medium", "large"),
    }
    assert found.years == tuple(range(2020, 2031))


def test_small_provinces_have_wider_bands() -> None:
    """Nothing is uncertain but chance: the standard deviation of a share falls with the root of the establishments."""
    spread = {
        count: project(made_up_base(count=count, paths=1000, **STILL)).share("adopters")[:, -1].std()
        for count in (5, 500)
    }
    np.testing.assert_allclose(spread[5] / spread[500], 10, rtol=0.12)


def test_counts_are_whole_and_kept() -> None:
    """Fractions of a central count round so that the province's total is right to one establishment."""
    found = project(made_up_base(count=3.37, paths=300))
    start = found.totals["establishments"][:, 0]
    assert set(start) <= {20.0, 21.0}
    np.testing.assert_allclose(start.mean(), 6 * 3.37, atol=4 * 0.5 / np.sqrt(300))


def test_base_adopters_are_where_hazards_are_higher() -> None:
    """Shares by size: -log(1 - share) in proportion to the hazards, and the province's share as given."""
    sizes = np.log([1.0, 2.0, 6.0])
    base = made_up_base(count=1e6, paths=3, base_adoption=0.3, log_hazard_size=np.tile(sizes, (3, 1)))
    found = project(base)
    np.testing.assert_allclose(found.share("adopters")[:, 0], 30, atol=1e-4)
    by_size = -np.log1p(-found.share("adopters", "size_class")[0, :, 0] / 100)
    np.testing.assert_allclose(by_size / by_size[0], [1, 2, 6], rtol=1e-4)
    for share in (0.0, 0.9995, 1.0):
        start = project(replace_draws(base, base_adoption=share)).share("adopters")[:, 0]
        np.testing.assert_allclose(start, 100 * share, atol=1e-4)


def replace_draws(base: Base, **given: float) -> Base:
    changed = {name: np.full_like(base.draws[name], value) for name, value in given.items()}
    return Base(base.cells, base.year, dict(base.draws) | changed, base.known)


def test_drivers_are_what_varies() -> None:
    found = project(made_up_base(uncertain=True, saving=0.1))
    assert {"log_hazard", "base_adoption", "investment"} <= set(found.drivers)
    assert not {"saving", "entry"} & set(found.drivers)
    assert len(found.drivers) == 200


def test_a_base_without_its_parameters_is_a_fault() -> None:
    base = made_up_base()
    broken = dict(base.draws) | {"saving": np.ones((200, 2)), "peer": np.full(200, np.nan)}
    del broken["entry"]
    with pytest.raises(ValueError, match=r"'peer', 'entry', 'saving'"):
        project(Base(base.cells, base.year, broken, base.known))
