"""Axes across rows hold what they must, with round numbers."""

from __future__ import annotations

from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.reports.charts.scales import (
    APART,
    NOTHING,
    effect_scale,
    point_scale,
    ratio_scale,
    ratios_between,
    share_scale,
)

effects = st.lists(st.floats(-90, 90), min_size=1, max_size=12)
halves = st.lists(st.floats(0, 90), min_size=12, max_size=12)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_shares_begin_at_0_and_fit(values: list[float]) -> None:
    scale = share_scale(values)
    assert scale.low == 0
    assert max(values) <= scale.high <= 100
    assert 2 <= len(scale.ticks) <= 8
    assert set(scale.ticks) <= {round(tick, 6) for tick in scale.ticks}


@given(st.integers(1, 99))
def test_noise_does_not_lengthen_the_axis(share: int) -> None:
    assert share_scale([share + 1e-13]).ticks == share_scale([share]).ticks
    assert share_scale([share + 1e-13]).high == pytest.approx(share_scale([share]).high)


def test_small_shares_use_the_whole_width() -> None:
    assert share_scale([3.1, 8.8]).high == 10
    assert share_scale([0.2]).high == 1
    assert share_scale([]) == point_scale([]) == NOTHING


@given(st.lists(st.floats(-100, 100), min_size=1))
def test_points_fit_with_0(values: list[float]) -> None:
    scale = point_scale(values)
    assert scale.low <= min([0, *values])
    assert max([0, *values]) <= scale.high
    assert 0 in scale.ticks


@given(effects, halves)
def test_every_effect_is_on_the_axis(values: list[float], wide: list[float]) -> None:
    scale = effect_scale(values, [(one - half, one + half) for one, half in zip(values, wide, strict=False)])
    assert scale.low < 0 < scale.high
    assert all(scale.holds(one) for one in values)
    assert all(scale.holds(tick) for tick in scale.ticks)


def test_only_far_longer_whiskers_are_cut() -> None:
    same = [(-4.0, 6.0)] * 9
    assert effect_scale([1.0] * 10, [*same, (-5.0, 7.0)]).holds(7)
    cut = effect_scale([1.0] * 10, [*same, (-5.0, 60.0)])
    assert not cut.holds(60)
    assert cut.holds(6)
    assert effect_scale([1.0] * 10, [*same, (-5.0, 11.0)]).holds(11)


def test_ratios_are_symmetrical_and_open_to_0() -> None:
    scale = ratio_scale([0.5, 2.0], [(0.25, 1.0), (1.0, 4.0)], 70)
    assert scale.part(1) == pytest.approx(0.5)
    assert log(scale.high) == pytest.approx(-log(scale.low))
    assert scale.holds(0.25)
    open_below = ratio_scale([2.0], [(0.0, 4.0)], 70)
    assert open_below.low > 0
    assert open_below.part(0) == 0


@pytest.mark.parametrize(
    ("ends", "ticks"),
    [
        ((0.5, 30), (0.5, 1, 2, 5, 10, 20)),
        ((0.001, 1e6), (0.01, 1, 100, 1e4, 1e6)),
        ((0.6, 1.5), (0.6, 0.8, 1.0)),
    ],
)
def test_ratios_have_few_round_numbers(ends: tuple[float, float], ticks: tuple[float, ...]) -> None:
    scale = ratios_between(*ends, 60)
    assert scale.ticks == pytest.approx(ticks)
    places = [60 * scale.part(tick) for tick in scale.ticks]
    assert all(right - left >= APART - 1e-9 for left, right in pairwise(places))
