"""Synthetic provinces: each a world of its own, the same whoever else is made, with effects that are known."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.inputs.sample import registry_slugs
from sxsh_eval.inputs.sample_model import PanelModel, SamplePanel
from sxsh_eval.inputs.sample_provinces import SIZE_LIMITS, draw_profile, province_panel, relative_size
from sxsh_eval.parameters.choices import TABLES
from tests.letters import registry

SEED, MEAN = 20090907, 600


@cache
def made(slug: str, seed: int = SEED) -> SamplePanel:
    return province_panel(seed, slug, MEAN, registry().counts)


def test_the_same_province_is_the_same_again() -> None:
    again = province_panel(SEED, "lam-dong", MEAN, registry().counts)
    assert again.enterprises.equals(made("lam-dong").enterprises)
    assert again.survey.equals(made("lam-dong").survey)
    assert not made("lam-dong", 1).enterprises.equals(made("lam-dong").enterprises)


def test_no_province_is_another_one_under_a_new_name() -> None:
    a, b = made("lam-dong"), made("ha-nam")
    count = min(len(a.enterprises), len(b.enterprises))
    numbers = [panel.enterprises["output_mvnd"].to_numpy()[:count] for panel in (a, b)]
    assert not np.isclose(numbers[0], numbers[1]).any()
    assert set(a.enterprises["enterprise_id"]).isdisjoint(b.enterprises["enterprise_id"])


def test_provinces_differ_in_adoption_size_and_sectors() -> None:
    slugs = registry_slugs(2016)[::6]
    registers = [made(slug).register for slug in slugs]
    adopting = [float(register["is_adopting"].mean()) for register in registers]
    assert max(adopting) > 1.8 * min(adopting)
    counts = [draw_profile(SEED, slug, MEAN, registry().counts).enterprises for slug in slugs]
    assert max(counts) > 1.5 * min(counts)
    assert len({register["sector"].mode()[0] for register in registers}) >= 4


def test_effects_are_those_that_every_panel_has() -> None:
    truth, usual = made("ca-mau").truth, PanelModel()
    assert truth.model.saving_percent == usual.saving_percent
    assert truth.hazard["has_training"] == usual.support["training"]
    assert truth.savings["percent_change"].min() == pytest.approx(-usual.saving_percent, rel=0.01)


@pytest.mark.parametrize("name", [*TABLES, "register"])
def test_the_mark_travels(name: str) -> None:
    assert getattr(made("ca-mau"), {"survey": "asked", "population": "counts"}.get(name, name))["is_synthetic"].all()


@given(seed=st.integers(0, 2**63), slug=st.sampled_from(["an-giang", "ha-noi", "kon-tum", "yen-bai"]))
@settings(max_examples=60, deadline=None)
def test_profiles_keep_their_limits(seed: int, slug: str) -> None:
    profile = draw_profile(seed, slug, MEAN)
    assert SIZE_LIMITS[0] * MEAN <= profile.enterprises <= SIZE_LIMITS[1] * MEAN
    for values in (profile.size_shares, profile.sector_shares):
        assert min(values) >= 0
        assert sum(values) == pytest.approx(1)


def test_published_counts_decide_where_they_are_known() -> None:
    """All enterprises of 2017: 7,299 in Lâm Đồng, 4,625 in Hà Nam."""
    counts = [each for each in registry().counts if (each.population, each.year) == ("all_enterprises", 2017)]
    assert relative_size(counts, "lam-dong") == pytest.approx(7299 / 5962)  # the mean of the two
    assert relative_size(counts, "ca-mau") is None
    found = {draw_profile(seed, "lam-dong", 1000, counts).enterprises for seed in (1, 2)}
    assert found == {round(1000 * (7299 / 5962) ** 0.5)}
