"""Numbers of a planned survey, for comparing plans."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.estimates.numbers import NUMBERS_FILE, table_numbers
from sxsh_eval.estimates.survey_plan.plan import SamplingPlan
from sxsh_eval.estimates.survey_plan.power import PanelPower
from sxsh_eval.parameters.saved import save_json
from sxsh_eval.parameters.study import Study


def save_survey_numbers(plan: SamplingPlan, power: PanelPower, study: Study, output: str) -> Path | None:
    """Write ``numbers.json`` into a folder, at once or not at all.

    Parameters
    ----------
    plan : SamplingPlan
        As of `plan_survey`.
    power : PanelPower
        As of `estimate_power`.
    study : Study
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    tables = {"survey_plan": plan.estimates, "panel_power": power.estimates}
    return save_json(table_numbers(tables, study, synthetic=plan.synthetic), output, NUMBERS_FILE)
