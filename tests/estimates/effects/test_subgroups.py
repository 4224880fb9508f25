"""Effects by kind of unit and by dose: against the parts estimated alone, known effects, and an interaction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.subgroups import dose_effects, heterogeneous_effects
from tests.estimates.effects.panels import ROLES, codes_of, warned, world


def kinds(seed: int = 1, more: float = 0.0, units: int = 400) -> pd.DataFrame:
    """Units of three sizes; large ones gain `more` on top."""
    data = world(np.random.default_rng(seed), units=units)
    data["size"] = np.array(["small", "middle", "large"])[data["id"] % 3]
    after = (data["g"] > 0) & (data["t"] >= data["g"])
    return data.assign(y=data["y"] + more * (after & (data["size"] == "large")))


def test_kinds_are_the_parts_alone() -> None:
    data = kinds(more=1.0)
    found = heterogeneous_effects(data, by="size", **ROLES, covariates=["x"])
    for name in ("small", "middle", "large"):
        part = group_time_effects(data[data["size"] == name], **ROLES, covariates=["x"])
        expected, row = aggregate_effects(part).estimates.row("overall"), found.estimates.row(f"group:{name}")
        for key in ("estimate", "std_error", "conf_low", "p_value"):
            assert row[key] == pytest.approx(expected[key], rel=1e-10)
    assert found.estimates.cov is not None
    np.testing.assert_allclose(np.sqrt(np.diag(found.estimates.cov)), found.table["std_error"], rtol=1e-10)
    assert found.table["term"].tolist()[-2:] == ["difference:middle", "difference:small"]
    assert found.estimates.row("difference:small")["estimate"] == pytest.approx(-1.0, abs=0.4)
    assert found.equality.df == 2
    assert "subgroups_equal" in warned(found.checks)


def test_equal_effects_are_seldom_called_different() -> None:
    p_values = [
        heterogeneous_effects(kinds(seed, units=240), by="size", **ROLES).equality.p_value for seed in range(25)
    ]
    assert np.mean(np.array(p_values) < 0.05) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 25)


def test_clusters_reach_across_kinds() -> None:
    data = kinds()
    found = heterogeneous_effects(data, by="size", **ROLES, cluster="cluster")
    assert found.estimates.cov is not None
    large, _, small = cov = found.estimates.cov.to_numpy()[:3, :3]
    assert large[2] != 0
    one = found.estimates.row("difference:small")["std_error"]
    assert one**2 == pytest.approx(small[2] + large[0] - 2 * large[2], rel=1e-10)
    np.testing.assert_array_equal(cov, cov.T)


def test_doses_share_their_controls() -> None:
    data = world(np.random.default_rng(4), units=500)
    dose = (data["id"] % 2 + 1) * (data["g"] > 0)
    data = data.assign(dose=dose, y=data["y"] + dose * ((data["g"] > 0) & (data["t"] >= data["g"])))
    found = dose_effects(data, dose="dose", **ROLES)
    one, two = (found.estimates.row(f"group:{name}") for name in (1, 2))
    assert two["estimate"] - one["estimate"] == pytest.approx(1, abs=0.3)
    part = data[(data["dose"] != 2)]
    assert one["estimate"] == aggregate_effects(group_time_effects(part, **ROLES)).estimates.row("overall")["estimate"]
    assert found.estimates.cov is not None
    assert found.estimates.cov.to_numpy()[0, 1] > 0
    binned = dose_effects(data.assign(dose=dose + data["id"] / 1e4), dose="dose", bins=[0, 1.5, 3], **ROLES)
    np.testing.assert_allclose(binned.table["estimate"], found.table["estimate"], atol=1e-12)


def test_a_kind_without_controls_has_a_reason() -> None:
    data = kinds()
    found = heterogeneous_effects(data[(data["size"] != "small") | (data["g"] > 0)], by="size", **ROLES)
    row = found.estimates.row("group:small")
    assert row["reason"] == "effects_no_never_treated"
    assert np.isnan(row["estimate"])
    assert "subgroups_missing" in warned(found.checks)
    assert found.equality.df == 1


def test_refusals() -> None:
    data = kinds()
    for by, code in (("t", "subgroups_vary"), ("id", "subgroups_too_many"), ("nothing", "columns_missing")):
        with pytest.raises(EstimationError) as refusal:
            heterogeneous_effects(data, by=by, **ROLES)
        assert codes_of(refusal) == [f"estimate.{code}"]
    with pytest.raises(EstimationError) as refusal:
        dose_effects(data[data["g"] > 0], dose="x", **ROLES)
    assert codes_of(refusal) == ["estimate.effects_no_never_treated"]
