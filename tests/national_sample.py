"""A small synthetic country for tests: a few provinces, known effects."""

from __future__ import annotations

from functools import cache

from sxsh_eval.estimates.national_savings import NationalSavings, estimate_national_savings
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from sxsh_eval.parameters.study import Study
from tests.letters import registry, study

PROVINCES = ("an-giang", "bac-giang", "binh-dinh", "dong-thap", "gia-lai", "ha-nam", "kon-tum", "lao-cai", "yen-bai")


@cache
def sample() -> SamplePanel:
    return sample_panel(seed=7, enterprises=2700, provinces=list(PROVINCES))


def choices() -> Study:
    return study("2016-2020", province="national", **{"data.synthetic": True})


def country(table: object = sample) -> NationalInputs:
    rows = sample().enterprises if table is sample else table
    return NationalInputs(registry(), rows, PROVINCES, synthetic=True)  # type: ignore[arg-type]


@cache
def found() -> NationalSavings:
    result = estimate_national_savings(country(), choices())
    assert isinstance(result, NationalSavings)
    return result
