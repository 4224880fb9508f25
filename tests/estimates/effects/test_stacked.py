"""Stacked difference-in-differences against regressions written out, R did, and known effects.

Tolerances. The same least squares by other arithmetic: 1e-9. R did's not-yet-treated effects in the first period are
differences of four means, as are ours: 1e-10.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.stacked import StackedEffects, stacked_effects
from tests.reference_data import reference_file

BEFORE, AFTER = 2, 2


def panel(seed: int = 0, *, units: int = 120, effect: bool = True) -> pd.DataFrame:
    """Cohorts 4, 6 and 8 of ten periods, half never treated; effects 1, 2 and 3 that grow with time since the start."""
    rng = np.random.default_rng(seed)
    cohort = rng.choice([4.0, 6.0, 8.0, np.nan], size=units, p=[0.1, 0.15, 0.25, 0.5])
    place, year = np.repeat(np.arange(units), 10), np.tile(np.arange(10), units)
    start = cohort[place]
    gain = np.where(year >= start, (start - 2) / 2 * (1 + 0.1 * (year - start)), 0.0) if effect else 0.0
    y = rng.normal(size=units)[place] * 3 + 0.2 * year + gain + rng.normal(size=place.size)
    return pd.DataFrame({"unit": place, "year": year, "cohort": start, "y": y, "town": place // 4})


def fit(data: pd.DataFrame, **options: Any) -> StackedEffects:
    kwargs: dict[str, Any] = {"before": BEFORE, "after": AFTER, "cohort": "cohort"} | options
    return stacked_effects(data, outcome="y", unit="unit", time="year", **kwargs)


def written_out(data: pd.DataFrame, cohorts: tuple[int, ...] = (4, 6)) -> pd.DataFrame:
    """Long table of stacks with the published weights."""
    parts = []
    for start in cohorts:
        clean = (data["cohort"] == start) | data["cohort"].isna() | (data["cohort"] > start + AFTER)
        part = data[data["year"].between(start - BEFORE, start + AFTER) & clean]
        parts.append(part.assign(stack=start, on=(part["cohort"] == start).astype(int), event=part["year"] - start))
    table = pd.concat(parts)
    first = table[table["event"] == 0]
    counts = pd.crosstab(first["stack"], first["on"])
    share = (counts[1] / counts[1].sum()) / (counts[0] / counts[0].sum())
    return table.assign(weight=np.where(table["on"] == 1, 1.0, table["stack"].map(share)))


@pytest.mark.parametrize("cluster", [None, "town"])
def test_weighted_stack_is_weighted_least_squares(cluster: str | None) -> None:
    data = panel()
    table = written_out(data)
    model = smf.wls("y ~ on * C(event, Treatment(-1))", table, weights=table["weight"])
    expected = model.fit(cov_type="cluster", cov_kwds={"groups": table[cluster or "unit"]})
    found = fit(data, cluster=cluster)
    for event in (-2, 0, 1, 2):
        row, name = found.effects.row(f"event:{event}"), f"on:C(event, Treatment(-1))[T.{event}]"
        assert row["estimate"] == pytest.approx(expected.params[name], rel=1e-9)
        assert row["std_error"] == pytest.approx(expected.bse[name], rel=1e-9)


def test_fixed_effects_stack_is_least_squares() -> None:
    data = panel(1, units=60)
    table = written_out(data, (4, 6))
    cells = pd.DataFrame({f"x{event}": table["on"] * (table["event"] == event) for event in (-2, 0, 1, 2)}).astype(
        float
    )
    who = pd.get_dummies(table["stack"] * 1000 + table["unit"], dtype=float)
    when = pd.get_dummies(table["stack"] * 100 + table["event"], dtype=float)
    fixed = np.column_stack([who, when])
    parts = np.column_stack([cells, table["y"]])
    inside = parts - fixed @ np.linalg.lstsq(fixed, parts, rcond=None)[0]
    x, y = inside[:, :-1], inside[:, -1]
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    scores = pd.DataFrame(x * (y - x @ beta)[:, None]).groupby(table["unit"].to_numpy()).sum().to_numpy()
    bread, groups, count = np.linalg.inv(x.T @ x), len(scores), len(y)
    factor = groups / (groups - 1) * (count - 1) / (count - 2 * 4 - 5)
    errors = np.sqrt(np.diag(factor * bread @ scores.T @ scores @ bread))
    found = fit(data, weighting="regression")
    for place, event in enumerate((-2, 0, 1, 2)):
        row = found.effects.row(f"event:{event}")
        assert row["estimate"] == pytest.approx(beta[place], rel=1e-8)
        assert row["std_error"] == pytest.approx(errors[place], rel=1e-8)


def test_known_effects_weighted_by_treated_units() -> None:
    """Truth: 1 and 2 (growing by a tenth a period) weighted by treated units; the third cohort has no full window."""
    data = panel(2, units=3000)
    found = fit(data)
    sizes = found.stacks.set_index("cohort")["treated"]
    assert found.stacks.set_index("cohort")["used"].to_dict() == {4: True, 6: True, 8: False}
    level = (1 * sizes[4] + 2 * sizes[6]) / (sizes[4] + sizes[6])
    row = found.effects.row("overall")
    assert row["conf_low"] < 1.1 * level < row["conf_high"]
    assert row["std_error"] < 0.1
    assert "estimate.stacked_cohorts_left_out" in {problem.code for problem in warnings_of(found.effects.checks)}
    assert abs(found.effects.row("event:-2")["estimate"]) < 3 * found.effects.row("event:-2")["std_error"]


def test_first_period_equals_r_did() -> None:
    """Window of one period: each cohort's effect is ATT(g, g) of not-yet-treated controls, averaged by its size."""
    data = pd.read_csv(reference_file("did/mpdta.csv"))
    printed = reference_file("r_outputs/did.out").read_text(encoding="utf-8")
    section = printed.split("### xformla ~1  control notyettreated  est dr")[1].split("###")[0]
    lines = re.findall(r"^\d+ +(\d{4}) (\d{4}) +(-?[\d.]+)", section, re.MULTILINE)
    values = {(int(cohort), int(year)): float(value) for cohort, year, value in lines}
    sizes = {2004: 20, 2006: 40, 2007: 131}
    expected = sum(values[g, g] * size for g, size in sizes.items()) / sum(sizes.values())
    names: dict[str, Any] = {"outcome": "lemp", "unit": "countyreal", "time": "year", "cohort": "first.treat"}
    found = stacked_effects(data, **names, before=1, after=0)
    assert found.effects.row("event:0")["estimate"] == pytest.approx(expected, abs=1e-10)


def test_order_of_rows_and_names_of_never_treated_do_not_matter() -> None:
    data = panel(3)
    expected = fit(data).effects.table
    pd.testing.assert_frame_equal(fit(data.sample(frac=1, random_state=1)).effects.table, expected)
    for never in (0.0, np.inf):
        pd.testing.assert_frame_equal(fit(data.fillna({"cohort": never})).effects.table, expected)


def test_refusals() -> None:
    data = panel()
    with pytest.raises(EstimationError, match="stacked_window"):
        fit(data, before=8)
    with pytest.raises(EstimationError, match="stacked_window"):
        fit(data, before=0)
    with pytest.raises(EstimationError, match="stacked_clusters"):
        fit(data.assign(town=data["year"]), cluster="town")
    with pytest.raises(EstimationError, match="too_few_clusters"):
        fit(data.assign(town=1), cluster="town")
    with pytest.raises(EstimationError, match="columns_missing"):
        fit(data, cluster="village")
    with pytest.raises(EstimationError, match="synthetic_cohort_or_treated"):
        fit(data, treated="y")


@pytest.mark.slow
def test_intervals_cover() -> None:
    """150 worlds without effect: 95 % less or more three binomial errors."""
    hits = 0
    for seed in range(150):
        row = fit(panel(seed, effect=False)).effects.row("overall")
        hits += row["conf_low"] < 0 < row["conf_high"]
    assert hits / 150 == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 150))
