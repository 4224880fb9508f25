"""Diffusion curves against R, NIST and generalised linear models that are the same thing.

Tolerances. R's nls stops at a relative offset of 1e-5, so its estimates lie within about 1e-5 standard errors of the
minimum: asked are 3e-5 of a standard error, and six digits of the standard error. NIST is certified: 1e-6. Generalised
linear models are maximised to machine precision by both: 1e-7.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sxsh_eval.estimates.curves import CURVES
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.diffusion import Diffusion, estimate_diffusion
from sxsh_eval.estimates.diffusion_series import Columns, DiffusionModel
from tests.reference_data import reference_file, reference_values

COUNTS = Labels(indicator="sales", unit="unit", source="test")
ANSWERS = Columns("year", "share", "n")


def rows(found: Diffusion) -> pd.DataFrame:
    return found.parameters.table.set_index("term")


def vcr(form: str) -> Diffusion:
    values = json.loads(reference_file("reference_values.json").read_text(encoding="utf-8"))
    sales = values["bass_vcr"]["sales_1980_1989"]
    frame = pd.DataFrame({"time": range(1980, 1990), "value": sales})
    return estimate_diffusion(frame, DiffusionModel("bass", form), labels=COUNTS)  # type: ignore[arg-type]


def test_bass_density_agrees_with_nls() -> None:
    expected, found = reference_values("diffusion")["bass_vcr"]["density"], vcr("density")
    for name in ("saturation", "innovation", "imitation"):
        value, error = expected[name]
        assert found.params[name] == pytest.approx(value, abs=3e-5 * error)
        assert rows(found).loc[name, "std_error"] == pytest.approx(error, rel=3e-6)
    assert found.fitted.fit.objective == pytest.approx(expected["rss"], rel=1e-9)
    assert found.fitted.fit.objective <= expected["rss"] * (1 + 1e-9)


def test_bass_increments_agree_with_differences_of_the_distribution() -> None:
    expected, found = reference_values("diffusion")["bass_vcr"]["increment"], vcr("increment")
    for name in ("saturation", "innovation", "imitation"):
        assert found.params[name] == pytest.approx(expected[name], rel=1e-6)
    assert found.fitted.fit.objective == pytest.approx(expected["rss"], rel=1e-9)


def test_gompertz_agrees_with_nls() -> None:
    """R's curve plus residuals of R's size, at right angles to its tangents, has R's estimates and errors."""
    known = reference_values("diffusion")["gompertz_chicken"]
    (a, a_error), (b, b_error), (c, c_error) = known["A"], known["B"], known["C"]
    t = np.arange(1.0, known["n"] + 1)
    inner, outer = np.exp(-c * t), np.exp(-b * np.exp(-c * t))
    tangents = np.column_stack([outer, -a * inner * outer, a * b * t * inner * outer])
    noise = np.random.default_rng(4).normal(size=t.size)
    noise -= tangents @ np.linalg.lstsq(tangents, noise, rcond=None)[0]
    frame = pd.DataFrame({"time": t, "value": a * outer + noise * np.sqrt(known["rss"] / (noise @ noise))})
    found = estimate_diffusion(frame, DiffusionModel("gompertz"), labels=COUNTS)
    table = rows(found)
    for name, value, error in (("saturation", a, a_error), ("displacement", b, b_error), ("growth", c, c_error)):
        assert table.loc[name, "estimate"] == pytest.approx(value, rel=1e-6)
        assert table.loc[name, "std_error"] == pytest.approx(error, rel=1e-6)


def test_the_logistic_curve_of_nist() -> None:
    """Rat42 is ``b1 / (1 + exp(b2 - b3 x))``: saturation, growth b3, midpoint b2 / b3."""
    lines = reference_file("nist_strd/Rat42.dat").read_text(encoding="ascii").splitlines()
    data = np.array([line.split() for line in lines[60:] if line.strip()], dtype=float)
    frame = pd.DataFrame({"time": data[:, 1], "value": data[:, 0]})
    found = rows(estimate_diffusion(frame, labels=COUNTS))
    assert found.loc["saturation", "estimate"] == pytest.approx(72.462237576, rel=1e-6)
    assert found.loc["saturation", "std_error"] == pytest.approx(1.7340283401, rel=1e-6)
    assert found.loc["growth", "estimate"] == pytest.approx(0.067359200066, rel=1e-6)
    assert found.loc["growth", "std_error"] == pytest.approx(0.0034465663377, rel=1e-6)
    assert found.loc["midpoint", "estimate"] == pytest.approx(2.6180768402 / 0.067359200066, rel=1e-6)


def survey(seed: int = 3, *, n: int = 300, saturation: float = 1.0, midpoint: float = 2014.0) -> pd.DataFrame:
    rng, years = np.random.default_rng(seed), np.arange(2008, 2021)
    share = saturation / (1 + np.exp(-0.5 * (years - midpoint)))
    sizes = rng.integers(n // 2, 2 * n, size=years.size)
    return pd.DataFrame({"year": years, "share": rng.binomial(sizes, share) / sizes, "n": sizes})


@pytest.mark.parametrize(("curve", "link"), [("logistic", "Logit"), ("gompertz", "LogLog")])
def test_a_fixed_full_saturation_is_a_generalised_linear_model(curve: Any, link: str) -> None:
    frame = survey()
    found = estimate_diffusion(frame, DiffusionModel(curve, saturation=1.0), columns=ANSWERS)
    years = sm.add_constant(frame["year"] - 2014.0)
    family = sm.families.Binomial(link=getattr(sm.families.links, link)())
    counts = np.column_stack([frame["share"] * frame["n"], frame["n"] * (1 - frame["share"])])
    expected = sm.GLM(counts, years, family=family).fit(tol=1e-14)
    level, slope = expected.params
    assert found.params["growth"] == pytest.approx(slope, rel=1e-7)
    assert found.params["midpoint"] == pytest.approx(2014 - level / slope, rel=1e-9)
    ratio = max(1.0, expected.pearson_chi2 / expected.df_resid)
    assert rows(found).loc["growth", "std_error"] == pytest.approx(expected.bse.iloc[1] * np.sqrt(ratio), rel=1e-6)
    assert found.fitted.fit.objective == pytest.approx(expected.deviance, rel=1e-9)


def test_known_errors_weigh_and_their_excess_widens() -> None:
    frame = survey(saturation=0.6)
    frame["se"] = np.sqrt(frame["share"].clip(0.02) * (1 - frame["share"]) / frame["n"])
    columns = Columns("year", "share", std_error="se")
    plain = estimate_diffusion(frame, columns=columns)
    small = estimate_diffusion(frame.assign(se=frame["se"] / 10), columns=columns)
    np.testing.assert_allclose(plain.params, small.params, rtol=1e-6)
    assert small.fitted.dispersion > 20
    assert "spread_overdispersion" in warned(small)
    assert "spread_overdispersion" not in warned(plain)


def warned(found: Diffusion) -> set[str]:
    checks = found.parameters.checks
    return set(checks.loc[checks["verdict"] == "warning", "diagnostic"])


@pytest.mark.parametrize("curve", list(CURVES))
@pytest.mark.parametrize("form", ["cumulative", "density", "increment"])
def test_a_curve_without_noise_is_found_again(curve: Any, form: Any) -> None:
    shape = (0.02, 0.5) if curve == "bass" else (0.45, 2011.0)
    years = np.arange(2001.0, 2021)
    time = years - 2000 if curve == "bass" else years
    frame = pd.DataFrame({"time": years, "value": 5000 * CURVES[curve].share(form, time, 1.0, *shape)})
    found = estimate_diffusion(frame, DiffusionModel(curve, form), labels=COUNTS)
    np.testing.assert_allclose(found.params, [5000, *shape], rtol=1e-6)
    assert found.identified


def test_rows_in_any_order_and_any_unit_give_the_same() -> None:
    frame = survey(saturation=0.6)
    found = estimate_diffusion(frame, columns=ANSWERS)
    mixed = estimate_diffusion(frame.sample(frac=1, random_state=1), columns=ANSWERS)
    pd.testing.assert_frame_equal(found.parameters.table, mixed.parameters.table)
    percent = frame.assign(share=100 * frame["share"])
    other = estimate_diffusion(percent, columns=ANSWERS, labels=Labels(unit="percent"))
    scale = rows(other)[["estimate", "conf_low", "conf_high"]] / rows(found)[["estimate", "conf_low", "conf_high"]]
    np.testing.assert_allclose(scale.loc["saturation"], 100, rtol=1e-6)
    np.testing.assert_allclose(scale.drop(index="saturation"), 1, rtol=1e-6)


def test_the_clock_may_start_anywhere() -> None:
    frame = survey(saturation=0.6)
    later = frame.assign(year=frame["year"] + 1000)
    for curve in CURVES:
        one, two = (estimate_diffusion(data, DiffusionModel(curve), columns=ANSWERS) for data in (frame, later))  # type: ignore[arg-type]
        np.testing.assert_allclose(one.curve.table["estimate"], two.curve.table["estimate"], rtol=1e-6)
        assert one.params["saturation"] == pytest.approx(two.params["saturation"], rel=1e-6)


def test_the_band_holds_the_curve_and_stays_possible() -> None:
    table = estimate_diffusion(survey(saturation=0.97, midpoint=2011), columns=ANSWERS).curve.table
    assert (table["conf_low"] > 0).all()
    assert (table["conf_high"] <= 1).all()
    assert (np.diff(table["estimate"]) > 0).all()


def ends(row: Any) -> tuple[float, float]:
    return (row.low, row.high) if hasattr(row, "low") else (row["conf_low"], row["conf_high"])


@pytest.mark.slow
def test_intervals_cover() -> None:
    """150 surveys; three binomial standard errors around 95 %."""
    hits = np.zeros(3)
    for seed in range(150):
        found = estimate_diffusion(survey(seed, saturation=0.6, midpoint=2013), columns=ANSWERS)
        in_2015 = found.curve.table[found.curve.table["period"] == "2015"].iloc[0]
        intervals = [found.saturation, rows(found).loc["growth"], in_2015]
        for place, (row, truth) in enumerate(zip(intervals, (0.6, 0.5, 0.6 / (1 + np.exp(-1))), strict=True)):
            low, high = ends(row)
            hits[place] += low <= truth <= high
    np.testing.assert_allclose(hits / 150, 0.95, atol=0.054)
