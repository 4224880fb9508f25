"""Goodman-Bacon decomposition against least squares with dummies and against what it is made of.

Tolerance 1e-10: the same sums in another order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.effects.bacon import goodman_bacon
from tests.estimates.effects.panels import MPDTA, ROLES, codes_of, mpdta, warned, world


def two_way(data: pd.DataFrame, weights: pd.Series | None = None) -> float:
    on = pd.Series((data["g"] > 0) & (data["t"] >= data["g"]), dtype=float)
    columns = [on, pd.get_dummies(data["id"], dtype=float), pd.get_dummies(data["t"], dtype=float).iloc[:, 1:]]
    root = np.sqrt(np.ones(len(data)) if weights is None else weights.to_numpy())
    matrix = np.column_stack([np.asarray(column) for column in columns]) * root[:, None]
    return float(np.linalg.lstsq(matrix, data["y"].to_numpy() * root, rcond=None)[0][0])


def test_mpdta() -> None:
    found = goodman_bacon(mpdta(), **MPDTA)
    assert found.coefficient == pytest.approx(-0.03654893667, abs=1e-11)  # R fixest
    rows = found.comparisons
    assert rows["weight"].sum() == pytest.approx(1, abs=1e-12)
    assert (rows["weight"] * rows["estimate"]).sum() == pytest.approx(found.coefficient, abs=1e-12)


@pytest.mark.parametrize("never", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_sums_to_least_squares(*, never: bool, weighted: bool) -> None:
    data = world(np.random.default_rng(1), units=60)
    data = data if never else data[data["g"] > 0]
    found = goodman_bacon(data, **ROLES, weights="w" if weighted else None)
    expected = two_way(data, data["w"] if weighted else None)
    rows = found.comparisons
    assert found.coefficient == pytest.approx(expected, abs=1e-10)
    assert (rows["weight"] * rows["estimate"]).sum() == pytest.approx(expected, abs=1e-10)
    assert rows["weight"].sum() == pytest.approx(1, abs=1e-12)
    assert (rows["weight"] > 0).all()


def test_each_comparison_is_the_coefficient_on_its_own_part() -> None:
    data = world(np.random.default_rng(2), units=60)
    for row in goodman_bacon(data, **ROLES).comparisons.to_dict("records"):
        treated, control = float(row["treated"]), 0.0 if row["control"] == "never" else float(row["control"])
        part = data[data["g"].isin([treated, control])]
        if row["type"] == "earlier_vs_later":
            part = part[part["t"] < control]
        if row["type"] == "later_vs_earlier":
            part = part[part["t"] >= control]
            part = part.assign(g=part["g"].where(part["g"] == treated, 0))
        assert row["estimate"] == pytest.approx(two_way(part), abs=1e-10)


def test_forbidden_comparisons_are_weighed_and_named() -> None:
    data = world(np.random.default_rng(2), units=60, cohorts=(3, 4, 5))
    found = goodman_bacon(data, **ROLES)
    rows = found.comparisons
    assert found.forbidden == rows.loc[rows["type"] == "later_vs_earlier", "weight"].sum() > 0.2
    assert "bacon_forbidden" in warned(found.checks)
    one = goodman_bacon(world(np.random.default_rng(2), units=60, cohorts=(0, 3)), **ROLES)
    assert (one.forbidden, len(one.comparisons)) == (0, 1)
    assert found.table["reason"].unique().tolist() == ["bacon_description"]


def test_units_with_gaps_are_left_out() -> None:
    data = world(np.random.default_rng(2), units=60)
    gap = (data["id"] < 4) & (data["t"] == 2)
    found, expected = goodman_bacon(data[~gap], **ROLES), goodman_bacon(data[data["id"] > 3], **ROLES)
    assert found.coefficient == pytest.approx(expected.coefficient, abs=1e-12)
    assert "bacon_block" in warned(found.checks)


def test_refusals() -> None:
    data = world(np.random.default_rng(2), units=60)
    with pytest.raises(EstimationError) as refusal:
        goodman_bacon(data.assign(w=data["w"] + data["t"]), **ROLES, weights="w")
    assert codes_of(refusal) == ["estimate.bacon_weights"]
    with pytest.raises(EstimationError) as refusal:
        goodman_bacon(data[(data["t"] + data["id"]) % 6 != 0], **ROLES)
    assert codes_of(refusal) == ["estimate.bacon_no_block"]
