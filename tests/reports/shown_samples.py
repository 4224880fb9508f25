"""One small synthetic province with all its results, before and after the gate; made once."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import sxsh_eval as sx
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Several

COUNT = 150


@cache
def facts() -> tuple[Inputs, Study]:
    settings = {"data.synthetic": True, "data.synthetic_enterprises": COUNT}
    study = sx.read_study("", province="binh-dinh", period="2016-2020", settings=settings)
    return sx.read_inputs(study), study


@cache
def raw() -> dict[str, Any]:
    inputs, study = facts()
    savings = sx.estimate_savings(inputs, study)
    return {
        "adoption": sx.estimate_adoption(inputs, study),
        "spread": sx.estimate_spread(inputs, study),
        "savings": savings,
        "checks": sx.check_savings(savings, study),
        "costs": sx.estimate_province_costs(savings, inputs, study),
        "sites": sx.estimate_site_savings(inputs, study),
    }


@cache
def released() -> Released:
    """Released from copies: a gate marks the very results that it does not change."""
    inputs, study = facts()
    copies: dict[str, Any] = {name: one if isinstance(one, tuple) else copy(one) for name, one in raw().items()}
    return sx.release_estimates(inputs, study, **(copies | {"sites": Several(copy(one) for one in copies["sites"])}))
