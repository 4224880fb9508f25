"""Where a rising chance reaches a level: against known inverses, with few evaluations, at its ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sxsh_eval.estimates.programme.rising_chance import RisingChance

DRAWS = 2000


def curve(middle: float, spread: float, top: float = 1e6) -> RisingChance:
    """Part of so many quantiles of a lognormal law below the multiple: steps, as a Monte Carlo chance has them."""
    needed = np.exp(np.log(middle) + spread * norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS))
    return RisingChance(lambda multiple: float(np.mean(needed <= multiple)), top, DRAWS)


@given(st.floats(0.01, 1000), st.floats(0.05, 3), st.floats(0.02, 0.98))
def test_the_root_is_that_of_the_law(middle: float, spread: float, wanted: float) -> None:
    rising = curve(middle, spread)
    exact = float(np.exp(np.log(middle) + spread * norm.ppf(wanted)))
    tried = len(rising.known)
    found = rising.smallest(wanted, 0.01)
    step = float(np.exp(spread / norm.pdf(norm.ppf(wanted)) / DRAWS))  # between two draws
    assert exact / 1.011 / step < found < exact * 1.011 * step
    assert len(rising.known) - tried < 26
    about = rising.near(wanted)
    assert found / 1.02 <= about <= found


@given(st.floats(0.1, 100), st.floats(0.1, 2))
def test_ends_near_the_root_are_about_right(middle: float, spread: float) -> None:
    rising = curve(middle, spread)
    rising.smallest(0.8, 0.01)
    before = len(rising.known)
    for level in (0.785, 0.815):
        exact = float(np.exp(np.log(middle) + spread * norm.ppf(level)))
        assert rising.near(level) == pytest.approx(exact, rel=0.03 * max(spread, 0.5))
    assert len(rising.known) - before <= 10


def test_few_evaluations_where_it_matters() -> None:
    rising = curve(40, 1.0)
    rising.smallest(0.8, 0.01)
    assert len(rising.known) <= 13


def test_ends() -> None:
    assert curve(1, 1, top=2).smallest(0.99, 0.01) == np.inf
    assert curve(1, 1, top=2).near(0.99) == np.inf
    always = RisingChance(lambda _: 1.0, 10, DRAWS)
    assert always.smallest(0.8, 0.01) == always.near(0.8) == 0
    at_once = RisingChance(lambda multiple: float(multiple > 0), 10, DRAWS)
    assert 0 < at_once.smallest(0.8, 0.01) < 1e-4
    jump = RisingChance(lambda multiple: float(multiple >= 3), 10, DRAWS)
    assert 3 <= jump.smallest(0.8, 0.01) <= 3.03
