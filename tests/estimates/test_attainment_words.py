"""Every reason, check, driver, term and unit of attainment, money, tornado, population and costs has words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sxsh_eval.errors import Problem, problem_catalogue
from sxsh_eval.estimates.programme.money import GROWN, MONEY
from sxsh_eval.estimates.programme.values import PARAMETERS
from sxsh_eval.reports.comparison.labels import TERM_HOMES, first_known, reason_words
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from tests.letters import ROOT

FOLDER = ROOT / "sxsh_eval" / "estimates" / "programme"
FILES = (
    "attainment",
    "choice",
    "differences",
    "money",
    "population_price",
    "programme_costs",
    "sanity",
    "scaling",
    "target_share",
    "tornado",
)
FAMILIES = r"(?:attainment|scale|programme|population|tornado|case)_[a-z_]+"
NO_CODES = {
    "attainment_paths",
    "scale_paths",
    "programme_costs_paths",
    "programme_costs",
    "tornado_paths",
    "tornado_rest",
    "population_price",
}
"""Checks that never warn; names of methods."""
WARNINGS = {
    "attainment_assumed",
    "case_payback",
    "case_saving",
    "tornado_correlated",
    "programme_persistence_unknown",
    "programme_other_paths",
    "tornado_few_paths",
    "tornado_no_spread",
    "tornado_one_scenario",
}
TERMS = {
    "attainment": ("chance", "first_year"),
    "money": ("multiple", "chance_none", "chance_planned", "chance_full", "pace", "more_adopters", "more_aware"),
    "tornado": ("share", "low", "high", "middle", "mean"),
    "population_price": ("population", "needed", "staff", "times"),
    "programme_costs": (
        "total",
        "present_value",
        "per_adopter",
        "npv",
        "payback",
        "payback_discounted",
        "payback_simple",
    ),
}


def source(name: str) -> str:
    return Path(FOLDER / f"{name}.py").read_text(encoding="utf-8")


def codes() -> set[str]:
    text = "\n".join(source(name) for name in FILES)
    return set(re.findall(rf'"(?:estimate\.)?({FAMILIES})"', text)) - NO_CODES


def test_every_code_is_explained() -> None:
    assert len(codes()) > 25
    assert {f"estimate.{code}" for code in codes()} <= problem_catalogue().keys()
    for code in codes():
        problem = Problem(f"estimate.{code}", "x", "7", {"fewest": "100"})
        for language in LANGUAGES:
            assert "{" not in problem.say("expected", language) + problem.say("action", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_fits_a_cell(language: str) -> None:
    for code in codes() - WARNINGS:
        words = reason_words(code)
        assert words is not None
        said = Language(language).show(words)
        assert said != code
        assert len(said) < 90


def test_drivers_units_and_terms_have_words() -> None:
    known = catalogue("vi")
    assert {f"driver.{name}" for name in (*PARAMETERS, "rest", "all", "choice", "nature", "together")} <= known.keys()
    text = "\n".join(source(name) for name in FILES)
    assert {f"unit.{unit}" for unit in re.findall(r'unit="([a-z_]+)"', text)} <= known.keys()
    for name, terms in TERMS.items():
        for term in terms:
            assert f'"{term}' in source(name) or f"{term}|" in source(name), term
            assert first_known(TERM_HOMES, term) is not None, term
    for term in ("multiple", "present_value", *MONEY):
        assert first_known(TERM_HOMES, f"{term}{GROWN}") is not None, term
