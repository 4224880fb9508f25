"""Small provinces in the synthetic panel: shrunk adoption rates are nearer the true ones than raw ones.

Measured over 100 registers, each with one survey of about 800 answers in 63 provinces (squared error of raw rates = 1):
shrunk counts 0.31, Fay-Herriot on the arcsine scale 0.32; 95 % intervals cover the true rates of 92.9 and 95.1 % of the
provinces (with the finite population correction in the effective numbers of answers; without it 90 and 93 %). Coverage
varies by 4 to 5 points between registers: the tests ask for 0.90 to 0.98 over 20 registers, less than half the error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.estimates.area_scales import Scale
from sxsh_eval.estimates.rate_shrinkage import shrink_rates
from sxsh_eval.estimates.small_areas import fay_herriot
from sxsh_eval.inputs.sample import sample_panel

PROVINCES = [f"place-{number:02d}" for number in range(63)]


def direct_rates(answers: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Weighted adoption rate of each province with the effective number of answers, sampled fraction included."""
    place = answers["province"]
    total = answers["weight"].groupby(place).sum()
    kish = total**2 / (answers["weight"] ** 2).groupby(place).sum()
    n = kish / (1 - place.value_counts() / register["province"].value_counts())
    rate = ((answers["weight"] * answers["is_adopting"]).groupby(place).sum() / total).clip(0, 1)
    table = pd.DataFrame({"rate": rate, "n": n, "cases": rate * n, "variance": np.nan})
    return table.reindex(PROVINCES)


def models(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    scale = Scale("arcsine", effective_n="n")
    return {
        "counts": shrink_rates(table, cases="cases", trials="n").table,
        "fay_herriot": fay_herriot(table, direct="rate", variance="variance", scale=scale).table,
    }


def survey(seed: int) -> tuple[pd.DataFrame, pd.Series[float]]:
    """Direct rates of one survey with the true ones."""
    panel = sample_panel(seed=seed, enterprises=5000, provinces=PROVINCES)
    rates = panel.truth.rates.query("indicator == 'is_adopting' and by == 'province'")
    return direct_rates(panel.survey, panel.register), rates.set_index("group")["rate"].reindex(PROVINCES)


def test_shrunk_province_rates_are_nearer_the_truth() -> None:
    ratio: dict[str, list[float]] = {"counts": [], "fay_herriot": []}
    covered: dict[str, list[float]] = {"counts": [], "fay_herriot": []}
    for seed in range(20):
        table, truth = survey(seed)
        for name, got in models(table).items():
            seen = got["raw"].notna()
            errors = (got[["raw", "shrunk"]].sub(truth, axis=0)[seen] ** 2).mean()
            ratio[name].append(errors["shrunk"] / errors["raw"])
            covered[name].append(truth.between(got["conf_low"], got["conf_high"]).mean())
    for name, ratios in ratio.items():
        assert np.mean(ratios) < 0.5
        assert 0.90 <= np.mean(covered[name]) <= 0.98


def test_a_province_without_answers_still_has_an_estimate() -> None:
    table, _ = survey(21)
    table.loc[PROVINCES[0]] = np.nan
    for got in models(table).values():
        row = got.loc[PROVINCES[0]]
        assert row["kind"] == "synthetic"
        assert 0 < row["conf_low"] < row["shrunk"] < row["conf_high"] < 1


def fingerprint() -> str:
    table, _ = survey(21)
    table = table.assign(third=["x", "y", "z"] * 21)
    scale = Scale("arcsine", effective_n="n")
    by_third = fay_herriot(table, direct="rate", variance="variance", covariates=["third"], scale=scale).table
    return "\n".join(got.to_csv(float_format="%.17g") for got in (*models(table).values(), by_third))
