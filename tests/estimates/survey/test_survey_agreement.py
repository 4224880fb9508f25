"""Agreement with R survey 4.1.1 on the schools of the Academic Performance Index.

Tolerance: 1e-6 of the value, or half a unit of the last digit R printed where that is more (standard errors of shares
and design effects are printed with five digits). One exception: R finds the ends of its likelihood interval on a
spline through some ten points of the profile, by linear interpolation, which moves them by about 1e-5; ours are the
exact roots (checked to 1e-10 in test_intervals.py), so they are asked to agree to 2e-5.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, get_args

import pandas as pd
import pytest

from sxsh_eval.estimates.intervals import ProportionMethod
from sxsh_eval.estimates.survey.design import SurveyDesign, survey_design
from sxsh_eval.estimates.survey.means import survey_means, survey_ratios, survey_totals
from sxsh_eval.estimates.survey.proportions import survey_proportions
from tests.reference_data import reference_file, reference_values

R = reference_values("survey_api")
DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "ds": ("apistrat", {"weights": "pw", "strata": "stype", "fpc": "fpc"}),
    "dsn": ("apistrat", {"weights": "pw", "strata": "stype"}),
    "d1": ("apiclus1", {"weights": "pw", "clusters": "dnum", "fpc": "fpc"}),
    "d2": ("apiclus2", {"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]}),
}
names = pytest.mark.parametrize("name", list(DESIGNS))


@cache
def data_of(file: str) -> pd.DataFrame:
    return pd.read_csv(reference_file(f"survey/{file}.csv"))


def design_of(name: str) -> SurveyDesign:
    file, columns = DESIGNS[name]
    return survey_design(data_of(file), **columns)


def agrees(value: float, printed: str, relative: float = 1e-6) -> None:
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    half = 0.5001 * 10.0**exponent
    assert abs(value - float(printed)) <= max(half, relative * abs(float(printed))), (value, printed)


def agree(values: Any, printed: list[str], relative: float = 1e-6) -> None:
    for value, text in zip(values, printed, strict=True):
        agrees(float(value), text, relative)


@names
def test_means_with_errors_and_design_effects(name: str) -> None:
    result = survey_means(design_of(name), ["api00", "api99", "enroll"])
    for row in result.table.itertuples():
        agree((row.estimate, row.std_error, row.deff), R[name]["means"][row.variable])


@names
def test_shares_of_categories(name: str) -> None:
    table = survey_means(design_of(name), "sch.wide").table.set_index("category")
    for category, printed in R[name]["sch.wide"].items():
        agree(table.loc[category, ["estimate", "std_error"]], printed)


@names
def test_totals_and_ratios(name: str) -> None:
    total = survey_totals(design_of(name), "enroll").table.iloc[0]
    agree(total[["estimate", "std_error"]], R[name]["total enroll"])
    ratio = survey_ratios(design_of(name), "api.stu", "enroll").table.iloc[0]
    agree(ratio[["estimate", "std_error"]], R[name]["ratio api.stu/enroll"])


@names
def test_intervals_of_means(name: str) -> None:
    design = design_of(name)
    assert design.df == R[name]["df"]
    for df, key in (("normal", "api00 interval, normal"), ("domain", "api00 interval, t")):
        row = survey_means(design, "api00", df=df).table.iloc[0]  # type: ignore[arg-type]
        agree(row[["conf_low", "conf_high"]], R[name][key])


@names
@pytest.mark.parametrize("method", ["logit", "xlogit", "beta", "mean", "asin", "likelihood"])
def test_intervals_of_proportions(name: str, method: ProportionMethod) -> None:
    assert method in get_args(ProportionMethod)
    row = survey_proportions(design_of(name), "sch.wide", value="Yes", interval=method).table.iloc[0]
    relative = 2e-5 if method == "likelihood" else 1e-6
    agree(row[["conf_low", "conf_high"]], R[name]["intervals of sch.wide Yes"][method], relative)


def test_domains_by_a_column() -> None:
    table = survey_means(design_of("ds"), "api00", by="stype", df="normal").table.set_index("stype")
    for stype, printed in R["api00 by stype (ds), normal"].items():
        agree(table.loc[stype, ["estimate", "std_error", "conf_low", "conf_high"]], printed)


def test_a_domain_by_a_condition() -> None:
    design = design_of("d1")
    mask = (design.data["sch.wide"] == "Yes") & (design.data["comp.imp"] == "Yes")
    row = survey_means(design, "api00", domain=mask).table.iloc[0]
    agree(row[["estimate", "std_error"]], R["api00 of sch.wide Yes and comp.imp Yes (d1)"])


def test_counts_in_a_two_way_table() -> None:
    table = survey_totals(design_of("ds"), by=["stype", "sch.wide"]).table.set_index(["stype", "sch.wide"])
    for stype, printed in R["counts by stype and sch.wide (ds)"].items():
        agree(table.loc[stype, "estimate"], printed)
