"""Reported figures: what is taken, what is remarked on it by general rules, when percentages may be combined."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.estimates.benchmark import remarks as rules
from sxsh_eval.estimates.benchmark.remarks import REMARKS, remarks_on
from sxsh_eval.estimates.benchmark.reported import (
    Reported,
    ReportedFigures,
    estimate_reported,
    from_letter,
    from_registry,
    reported_figures,
)
from sxsh_eval.estimates.benchmark.weighed_claims import weigh_claims
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.published import PublishedResult
from sxsh_eval.reports.language import catalogue
from tests.letters import ROOT, claim, letter, registry, study

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "remarks.yml").read_text(encoding="utf-8"))
CHOICES = study("2016-2020", province="national")


def result(**given: Any) -> PublishedResult:
    """Published result from the short form of the cases."""
    unit, bound = given.get("unit", "percent"), given.get("bound", "exact")
    shape: dict[str, Any] = {"value": {"value": given.get("value"), "unit": unit, "bound": bound}}
    if "low" in given:
        shape = {"band": {"low": given["low"], "high": given["high"], "unit": unit}}
    return PublishedResult.model_validate(
        {
            "indicator": given["indicator"],
            "population": given["population"],
            "province": given.get("province"),
            "asked": given.get("asked"),
            "period": {"first": given["first"], "last": given["last"]},
            "source": "vna_ten_years",
            "status": "verified",
            **shape,
        }
    )


def made(key: str, **given: Any) -> Reported:
    return from_registry(key, result(**given))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_remarks(case: dict[str, Any]) -> None:
    one = made("one", **case["figure"])
    others = [made(f"other{at}", **given) for at, given in enumerate(case.get("others", []))]
    found = remarks_on(one, [one, *others], registry())
    assert set(case.get("says", [])) <= set(found)
    assert not set(case.get("not", [])) & set(found)


def test_every_remark_has_a_case_and_words() -> None:
    said = {name for case in CASES for name in case.get("says", [])}
    assert set(REMARKS) - said == {"other_programme", "unverified"}
    for code in ("vi", "en"):
        assert {f"country.remark.{name}" for name in REMARKS} <= catalogue(code).keys()


def test_no_province_or_source_is_named_in_the_rules() -> None:
    text = Path(str(rules.__file__)).read_text(encoding="utf-8")
    names = {province.slug for province in registry().provinces} | set(registry().sources)
    assert not {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}


def country(*letters: Any) -> NationalInputs:
    slugs = tuple(sorted(province.slug for province in registry().provinces if province.valid_on(letter({}).date)))
    return NationalInputs(registry(), None, slugs, letters=letters)


def test_published_results_of_the_period_are_there_without_any_table() -> None:
    found = reported_figures(country(), CHOICES)
    keys = {one.key for one in found.figures}
    assert {"country_2020_awareness", "binh_duong_2024_adoption"} <= keys
    assert "country_2015_energy_saving" not in keys
    assert "country_2015_energy_saving" in {one.key for one in found.all_years}
    energy = next(one for one in found.figures if one.key == "country_2020_energy_saving")
    assert "repeated_value" in remarks_on(energy, found.all_years, registry())
    assert len(found.silent) == 63 - len({one.province for one in found.figures if one.province})


def test_all_reported_figures_are_claims_with_an_interval_or_a_reason() -> None:
    made = estimate_reported(reported_figures(country(), CHOICES))
    table: Any = made.table.set_index("term")
    assert set(made.table["evidence"]) == {"claimed"}
    assert (table.loc["country_2020_adoption", ["conf_low", "conf_high"]] == [49.5, 50.5]).all()
    assert (table.loc["country_2020_energy_saving", ["conf_low", "conf_high"]]).tolist() == pytest.approx(
        [5.645, 5.655]
    )
    assert table.loc["country_2020_people_trained", "reason"] == "bound_as_reported"
    assert table.loc["country_2020_workshops", "reason"] == "count_as_reported"
    assert (table.loc["binh_duong_2024_saving", ["conf_low", "conf_high"]] == [5, 15]).all()


def test_figures_of_letters_stand_beside_them() -> None:
    own = letter({"adoption": claim("adoption", 7)}, province="lam-dong")
    found = reported_figures(country(own), CHOICES)
    [one] = found.of("lam-dong")
    assert (one.share, one.interval, one.letter) == (7, (6.5, 7.5), own)
    assert "lam-dong" not in found.silent


def percentages(*parts: dict[str, Any]) -> list[Reported]:
    base = {"indicator": "adoption", "population": "all_enterprises", "first": 2016, "last": 2018}
    return [made(f"r{at}", **(base | part)) for at, part in enumerate(parts)]


LAM_DONG, HA_NAM = {"province": "lam-dong", "value": 10}, {"province": "ha-nam", "value": 20}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([LAM_DONG], "weigh_one_province"),
        ([LAM_DONG, HA_NAM | {"population": "potential_establishments"}], "weigh_populations_differ"),
        ([LAM_DONG, {"province": "ca-mau", "value": 20}], "weigh_no_denominator"),
        ([LAM_DONG, HA_NAM | {"first": 2019, "last": 2020}], "weigh_years_apart"),
    ],
)
def test_percentages_that_cannot_be_combined_have_a_reason(parts: list[dict[str, Any]], reason: str) -> None:
    row = weigh_claims(percentages(*parts), registry()).row("weighed")
    assert row["estimate"] != row["estimate"]
    assert row["reason"] == reason
    assert f"reason.{reason}" in catalogue("vi")


def test_percentages_of_one_population_with_known_counts_are_combined() -> None:
    """7,299 and 4,625 enterprises are published for the two provinces."""
    row = weigh_claims(percentages(LAM_DONG, HA_NAM), registry()).row("weighed")
    assert row["estimate"] == pytest.approx((7299 * 10 + 4625 * 20) / (7299 + 4625))
    assert row["conf_high"] - row["conf_low"] == pytest.approx(1)  # rounding to whole per cent in all parts
    assert row["evidence"] == "derived"


def test_the_country_is_not_weighed_with_its_parts() -> None:
    assert weigh_claims(percentages({"value": 50}), registry()).table.empty


def test_a_pair_in_a_letter_gives_the_denominator() -> None:
    pair = {
        "count": claim("adoption", 10, unit="enterprise"),
        "share": claim("adoption", 0.5, paired_with="count"),
    }
    own = letter(pair, province="ca-mau")
    one = from_letter("share", own.claims["share"], own)
    from sxsh_eval.estimates.benchmark.weighed_claims import denominator

    assert denominator(one, registry()) == pytest.approx(2000)
    assert isinstance(ReportedFigures((one,), ()), ReportedFigures)
