"""The band for 2030 holds the truth in simulated worlds; the table over 500 worlds is in `benchmarks/README.md`."""

from __future__ import annotations

import pytest

from benchmarks.programme_coverage import CASES, one_world, summary

WORLDS = 30


@pytest.mark.slow
def test_bands_cover() -> None:
    """Three binomial standard errors around 90 % for all provinces together, 0.06 for the mean of eight provinces."""
    found = summary(WORLDS, ["all counted", "the same, parameters without uncertainty (wrong)"], say=lambda _: None)
    honest, bare = found.iloc[0], found.iloc[1]
    assert honest["covers, all"] >= 0.9 - 3 * (0.9 * 0.1 / WORLDS) ** 0.5
    assert abs(honest["covers, each"] - 0.9) < 0.06
    assert bare["covers, all"] < 0.7


def test_a_world_is_the_same_again() -> None:
    case = CASES["half followed, share from a survey of 150"]
    assert one_world(3, case) == one_world(3, case)
