"""Designs of the api samples, as R's survey documents them."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.estimates.survey.design import SurveyDesign, survey_design
from tests.reference_data import reference_file

ARGUMENTS = {
    "strat": {"strata": "stype", "weights": "pw", "fpc": "fpc"},
    "clus1": {"clusters": "dnum", "weights": "pw", "fpc": "fpc"},
    "clus2": {"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]},
}


def api_data(name: str) -> pd.DataFrame:
    """Sample with the outcome `wide` of 0 and 1."""
    data = pd.read_csv(reference_file(f"survey/api{name}.csv"))
    return data.assign(wide=(data["sch.wide"] == "Yes").astype(float))


def api_design(name: str) -> SurveyDesign:
    return survey_design(api_data(name), **ARGUMENTS[name])  # type: ignore[arg-type]
