"""Balance of respondents against the frame: by hand, and in cases that have no number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey.nonresponse import nonresponse_balance

FRAME = pd.DataFrame(
    {
        "size": ["small"] * 6 + ["large"] * 4,
        "workers": [2.0, 4, 6, 8, 10, 12, 50, 60, 70, np.nan],
        "answered": [1, 0, 0, 1, 0, 1, 1, 1, 1, 1],
        "weight": [2.0] * 6 + [1.0] * 4,
    }
)


def test_by_hand() -> None:
    got = nonresponse_balance(FRAME, "answered", ["size", "workers"])
    table = got.table.set_index(["variable", "level"])
    large: dict[Any, Any] = table.xs(("size", "large")).to_dict()
    assert (large["frame"], large["respondents"]) == pytest.approx((0.4, 4 / 7))
    assert large["standardised"] == pytest.approx((4 / 7 - 0.4) / np.sqrt(0.4 * 0.6))
    assert (large["response_rate"], large["verdict"]) == (1.0, "unbalanced")
    workers = FRAME["workers"].dropna()
    those = FRAME.loc[FRAME["answered"] == 1, "workers"].dropna()
    expected = (those.mean() - workers.mean()) / workers.std(ddof=0)
    assert table.loc[("workers", ""), "standardised"] == pytest.approx(expected)
    assert (got.n_frame, got.n_respondents, got.response_rate, got.verdict) == (10, 7, 0.7, "unbalanced")


def test_weights_count() -> None:
    got = nonresponse_balance(FRAME, "answered", ["size"], weights="weight")
    assert got.response_rate == pytest.approx(10 / 16)
    assert got.table.loc[got.table["level"] == "large", "frame"].item() == pytest.approx(4 / 16)


def test_everyone_answered() -> None:
    got = nonresponse_balance(FRAME.assign(answered=True), "answered", ["size", "workers"])
    assert got.verdict == "balanced"
    assert (got.table["standardised"] == 0).all()


@pytest.mark.parametrize(("shift", "verdict"), [(0.05, "balanced"), (0.15, "slightly_off"), (0.4, "unbalanced")])
def test_verdict_words_follow_the_thresholds(shift: float, verdict: str) -> None:
    values = np.tile([-1.0, 1.0], 5000)
    keep = np.ones(10_000, dtype=bool)
    keep[np.flatnonzero(values < 0)[: int(10_000 * shift / (1 + shift))]] = False
    got = nonresponse_balance(pd.DataFrame({"x": values, "answered": keep}), "answered", ["x"])
    assert got.table["standardised"].item() == pytest.approx(shift, abs=0.001)
    assert got.verdict == verdict


def test_missing_values_are_a_level() -> None:
    frame = FRAME.assign(size=FRAME["size"].mask(FRAME.index == 0))
    got = nonresponse_balance(frame, "answered", ["size"])
    assert list(got.table["level"]) == ["large", "small", "NA"]
    assert got.table["frame"].sum() == pytest.approx(1)
    assert list(got.checks["diagnostic"]) == ["response_rate"] + ["nonresponse_balance"] * 3


def test_refusals_are_named() -> None:
    for frame, code in [
        (FRAME.assign(answered=0), "estimate.no_respondents"),
        (FRAME.assign(answered=[2] * 10), "estimate.response_flag"),
        (FRAME.drop(columns="size"), "estimate.no_such_column"),
        (FRAME.assign(workers=np.nan), "estimate.not_finite"),
    ]:
        with pytest.raises(EstimationError) as caught:
            nonresponse_balance(frame, "answered", ["size", "workers"])
        assert caught.value.problems[0].code == code
