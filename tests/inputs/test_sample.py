"""The synthetic panel: reproducible, clean, and true to the effects it says it has.

Tolerances. Savings: 1e-9, because two panels of one seed differ by nothing else. Hazard: each of 20 coefficients within
3.5 standard errors of the truth (1 in 100 panels would miss by chance; the seed is fixed). Survey means: three standard
errors over 200 draws.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from sxsh_eval.errors import UsageError
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import CARRIERS, STATES, SUPPORT, PanelModel, SamplePanel, SurveyPlan
from sxsh_eval.inputs.sample_survey import draw_survey
from sxsh_eval.inputs.tables.cell_text import as_text
from sxsh_eval.inputs.tables.check import check_table
from sxsh_eval.parameters.registry_files import read_registry
from tests.inputs.tables.small_table import codebook as own_codebook
from tests.letters import ROOT

PLACES = [f"place-{number}" for number in range(8)]
TABLES = ("enterprises", "survey", "register", "population", "costs", "energy_prices", "metering", "plan")


def made(**options: Any) -> SamplePanel:
    return sample_panel(**{"seed": 5, "enterprises": 1500, "provinces": PLACES, **options})


def fingerprint() -> str:
    panel = made()
    parts = [getattr(panel, name).to_csv(index=False, float_format="%.17g") for name in TABLES]
    parts += [panel.truth.rates.to_csv(), panel.truth.savings.to_csv(), panel.truth.province_effects.to_csv()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def test_another_seed_gives_another_panel() -> None:
    assert not made(seed=6).enterprises.equals(made().enterprises)


def test_the_registry_gives_the_provinces_and_nothing_is_wrong_with_the_rows() -> None:
    panel = sample_panel(seed=1, enterprises=3000)
    registry = read_registry(ROOT / "parameters" / "registry")
    assert panel.enterprises["province"].nunique() == 63
    assert check_table(as_text(panel.enterprises), own_codebook(), registry).errors == ()


def test_the_columns_are_those_of_the_codebook() -> None:
    columns = own_codebook().columns
    assert {name for name, column in columns.items() if column.required} <= set(made().enterprises.columns)
    assert set(made().enterprises.columns) <= set(columns)


def test_five_thousand_enterprises_take_less_than_a_second() -> None:
    made(enterprises=100)
    start = time.perf_counter()
    made(enterprises=5000)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("name", TABLES)
def test_the_mark_travels(name: str) -> None:
    table = getattr(made(), name)
    assert table["is_synthetic"].all()
    assert table.attrs["synthetic"] is True
    assert made().synthetic is True


def test_enterprises_come_and_go() -> None:
    rows = made().enterprises.groupby("enterprise_id")["year"].agg(["min", "max", "size"])
    assert (rows["size"] == rows["max"] - rows["min"] + 1).all()
    assert 0.15 < (rows["min"] > 2010).mean() < 0.35
    assert 0.05 < (rows["max"] < 2020).mean() < 0.3


def test_cells_are_missing_as_often_as_said() -> None:
    cells = made(model=PanelModel(missing=0.1)).enterprises[[*CARRIERS, "output_mvnd", "employees_person"]]
    assert cells.isna().mean().to_numpy() == pytest.approx(0.1, abs=0.012)
    assert not made(model=PanelModel(missing=0.0)).enterprises.drop(columns="adoption_year").isna().any(axis=None)


def test_savings_are_exactly_those_of_the_truth() -> None:
    with_savings, without = made(), made(model=PanelModel(saving_percent=0.0))
    rows, plain = with_savings.enterprises, without.enterprises
    assert rows["adoption_year"].equals(plain["adoption_year"])
    percent = with_savings.truth.savings.set_index(["cohort", "event_time"])["percent_change"]
    cohort = rows["adoption_year"].fillna(3000).astype("int64")
    pairs = pd.MultiIndex.from_arrays([cohort, rows["year"] - cohort])
    expected = 1 + percent.reindex(pairs).fillna(0).to_numpy() / 100
    ratio = rows["electricity_kwh"] / plain["electricity_kwh"]
    seen = ratio.notna()
    assert ratio[seen].to_numpy() == pytest.approx(expected[seen], rel=1e-9)
    assert with_savings.truth.average_percent_change == pytest.approx(100 * (expected[rows["is_adopting"]] - 1).mean())


def test_savings_grow_with_time_and_fade_with_cohorts() -> None:
    table = made().truth.savings.pivot_table(index="cohort", columns="event_time", values="percent_change")
    assert not (table.diff(axis=1) >= 0).any(axis=None)
    assert not (table.diff() <= 0).any(axis=None)
    assert table.loc[2010, 10] == pytest.approx(-10, abs=0.02)


def log_intensity_change(panel: SamplePanel) -> pd.DataFrame:
    rows = panel.enterprises
    log = pd.Series(np.log(rows["electricity_kwh"] / rows["output_mvnd"]))
    change = log.groupby(rows["enterprise_id"]).diff()
    return rows.assign(change=change).dropna(subset=["change"])


def test_trends_are_parallel_without_savings_and_tails_are_heavy() -> None:
    rows = log_intensity_change(made(enterprises=6000, model=PanelModel(saving_percent=0.0)))
    ever = rows["adoption_year"].notna()
    gap = rows.loc[ever, "change"].mean() - rows.loc[~ever, "change"].mean()
    error = rows["change"].std() * np.sqrt(1 / ever.sum() + 1 / (~ever).sum())
    assert abs(gap) < 3 * error
    assert scipy.stats.kurtosis(rows["change"]) > 1


def test_a_pretrend_can_be_asked_for() -> None:
    rows = log_intensity_change(made(enterprises=6000, model=PanelModel(pretrend_percent=3.0)))
    before = rows["year"] < rows["adoption_year"].fillna(0)
    never = rows["adoption_year"].isna()
    assert rows.loc[before, "change"].mean() - rows.loc[never, "change"].mean() == pytest.approx(0.03, abs=0.01)


def test_the_hazard_can_be_found_again() -> None:
    import statsmodels.api as sm

    panel = made(enterprises=9000, seed=11)
    rows = panel.enterprises
    support = [f"has_{name}" for name in SUPPORT]
    lagged = rows.groupby("enterprise_id")[support].shift(1).fillna(value=False).astype(float)
    risk = rows["adoption_year"].isna() | (rows["year"] <= rows["adoption_year"].fillna(0))
    words = rows[["size_class", "sector", "province"]].apply(lambda column: column.name + "=" + column)
    dummies = [pd.get_dummies(words[name], dtype=float) for name in words]
    kept = pd.concat([dummies[0].drop(columns="size_class=micro"), *(part.iloc[:, 1:] for part in dummies[1:])], axis=1)
    x = pd.concat([lagged, kept, (rows["year"] - 2010).rename("trend")], axis=1).assign(const=1.0)[risk]
    y = (rows["year"] == rows["adoption_year"].fillna(0))[risk].astype(float)
    fit = sm.GLM(y, x, family=sm.families.Binomial(link=sm.families.links.CLogLog())).fit()
    known = pd.Series({name: panel.truth.hazard[name] for name in panel.truth.hazard if name in fit.params.index})
    assert len(known) == 5 + 3 + 11
    known["trend"] = panel.truth.baseline.diff().iloc[-1]
    z = (fit.params[known.index] - known) / fit.bse[known.index]
    assert z.abs().max() < 3.5
    assert fit.bse[support].max() < 0.25


def test_support_comes_before_what_it_leads_to() -> None:
    rows = made(enterprises=4000).enterprises
    for later, earlier in (("has_training", "has_information"), ("has_detailed_assessment", "has_rapid_assessment")):
        assert (rows[later] <= rows[earlier]).all()
    assert (rows["is_adopting"] <= rows["is_aware"]).all()
    assert rows.loc[rows["year"] == 2020, list(STATES)].mean().between(0.005, 0.95).all()


def test_true_rates_are_those_of_the_register() -> None:
    panel = made()
    large = panel.register[panel.register["size_class"] == "large"]
    row = panel.truth.rates.query("indicator == 'is_adopting' and by == 'size_class' and group == 'large'")
    assert row[["rate", "enterprises"]].to_numpy().tolist() == [[large["is_adopting"].mean(), len(large)]]
    assert panel.population["enterprises"].sum() == len(panel.register)
    assert len(panel.register) == (panel.enterprises["year"] == 2020).sum()


def test_the_survey_has_a_design() -> None:
    panel = made(enterprises=4000)
    survey = panel.survey
    assert survey["enterprise_id"].is_unique
    assert len(survey) == panel.register["has_answered"].sum() < panel.register["is_sampled"].sum()
    assert not survey[["cluster", "stratum"]].drop_duplicates()["cluster"].duplicated().any()
    by_stratum = survey.groupby("stratum")
    assert (by_stratum["cluster"].nunique() >= 2).all()
    assert (by_stratum["stratum_clusters"].min() == by_stratum["stratum_clusters"].max()).all()
    assert (by_stratum["cluster"].nunique() <= by_stratum["stratum_clusters"].first()).all()
    assert survey["weight"].max() > 2 * survey["weight"].min()
    assert (survey["weight"] >= survey["design_weight"]).all()
    assert survey["has_dedicated_unit"].isna().any()


def weighted_shares(plan: SurveyPlan, draws: int) -> tuple[np.ndarray[Any, Any], float]:
    register = made(enterprises=3000).register.drop(columns=["stratum", "cluster", "stratum_clusters"])
    shares = []
    for seed in range(draws):
        drawn = draw_survey(register, plan, np.random.default_rng(seed))
        answers = drawn[drawn["has_answered"]]
        shares.append(np.average(answers["is_adopting"], weights=answers["weight"]))
    return np.array(shares), float(register["is_adopting"].mean())


def test_weights_undo_the_design() -> None:
    shares, truth = weighted_shares(SurveyPlan(), 200)
    assert abs(shares.mean() - truth) < 3 * shares.std() / np.sqrt(200)


def test_biased_answers_bias_the_survey() -> None:
    shares, truth = weighted_shares(SurveyPlan(response_adopting=1.5), 20)
    assert shares.mean() > truth + 0.05


def test_one_small_province_works() -> None:
    panel = made(enterprises=50, provinces=["alone"])
    assert panel.survey.groupby("stratum")["cluster"].nunique().min() >= 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"enterprises": 3}, "usage.sample_size"),
        ({"provinces": []}, "usage.sample_provinces"),
        ({"provinces": ["a", "a"]}, "usage.sample_provinces"),
        ({"years": (2020, 2010)}, "usage.sample_years"),
    ],
)
def test_impossible_panels_are_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(**options)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert "{" not in str(caught.value)
