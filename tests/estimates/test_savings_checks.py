"""Checks on the energy effect find nothing in a clean world and name what is wrong in another."""

from __future__ import annotations

import pytest

from sxsh_eval.estimates.savings import Refused, Savings, estimate_savings
from sxsh_eval.estimates.savings_checks import SavingsChecks, check_savings
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import PanelModel
from tests.estimates.test_savings import PERIOD, found, inputs
from tests.letters import study


def checked(savings: Savings) -> SavingsChecks:
    checks = check_savings(savings, study(PERIOD))
    assert checks is not None
    return checks


def test_a_clean_world_passes_its_placebos() -> None:
    checks = checked(found())
    assert checks.refusals == {}
    for row in (checks.start, checks.outcome):
        assert row is not None
        assert row["conf_low"] <= 0 <= row["conf_high"]


def test_adopters_are_larger_as_the_model_says() -> None:
    checks = checked(found())
    assert checks.balance is not None
    assert checks.worst == checks.balance.means["standardised_difference"].abs().max()
    assert checks.balance.means["standardised_difference"].to_dict()["size_class_large"] > 0.1


def test_a_trend_before_adopting_is_found() -> None:
    model = PanelModel(pretrend_percent=-6.0)
    panel = sample_panel(seed=5, enterprises=1500, provinces=["binh-dinh"], model=model)
    savings = estimate_savings(inputs(panel.enterprises), study(PERIOD))
    assert isinstance(savings, Savings)
    row = checked(savings).start
    assert row is not None
    assert not row["conf_low"] <= 0 <= row["conf_high"]
    assert savings.effects.pretest.p_value < 0.05


@pytest.mark.parametrize("nothing", [None, Refused((), synthetic=False)])
def test_without_an_effect_there_is_nothing_to_check(nothing: Refused | None) -> None:
    assert check_savings(nothing, study(PERIOD)) is None
