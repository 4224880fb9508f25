"""`advise` says what the verbs do: on a bare province, a letter, a survey, a short panel, everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import sxsh_eval as sx
from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.adoption import Adoption
from sxsh_eval.estimates.advising.analysis import Analysis
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.letters import ROOT
from tests.reports.shown_samples import facts, raw

CASES: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "advise.yml").read_text(encoding="utf-8"))
NONE = dict.fromkeys(TABLES)


def bare() -> tuple[Inputs, Study]:
    study = sx.read_study("", province="ha-giang", period="2016-2020")
    inputs = sx.read_place(study)
    assert isinstance(inputs, Inputs)
    return inputs, study


def with_tables(*names: str, last_years: int = 0) -> tuple[Inputs, Study]:
    inputs, study = facts()
    kept: dict[str, Any] = NONE | {name: getattr(inputs, name) for name in names}
    if last_years:
        panel = kept["enterprises"]
        kept["enterprises"] = panel[panel["year"] > study.period.last - last_years].reset_index(drop=True)
    return replace(inputs, **kept), study


MAKERS: dict[str, Callable[[], tuple[Inputs, Study]]] = {
    "bare": bare,
    "letter": with_tables,
    "survey": lambda: with_tables("survey"),
    "short_panel": lambda: with_tables("enterprises", last_years=2),
    "everything": facts,
}


@cache
def advised(case: str) -> dict[str, Analysis]:
    return {one.name: one for one in sx.advise(*MAKERS[case]())}


@pytest.mark.parametrize("case", CASES)
def test_known_verdicts(case: str) -> None:
    found = advised(case)
    for name, wanted in CASES[case].items():
        one = found[name]
        said = (
            (one.verdict, *one.obtain) if one.obtain else (one.verdict, *[problem.code for problem in one.problems][:1])
        )
        assert " ".join(said[: len(wanted.split())]) == wanted, name


def called(make: Callable[[], object]) -> Any:
    try:
        found = make()
    except EstimationError:
        return None
    return None if isinstance(found, Refused) else found


@pytest.mark.parametrize("case", MAKERS)
def test_advice_is_what_the_verbs_do(case: str) -> None:
    inputs, study = MAKERS[case]()
    if case == "everything":
        adoption, spread, savings = (raw()[name] for name in ("adoption", "spread", "savings"))
    else:
        adoption, spread, savings = (
            called(lambda verb=verb: verb(inputs, study))  # type: ignore[misc]
            for verb in (sx.estimate_adoption, sx.estimate_spread, sx.estimate_savings)
        )
    effect = savings if isinstance(savings, Savings) else None
    counts = adoption.weighting.kind if isinstance(adoption, Adoption) else None
    made = {
        "adoption": adoption,
        "population": counts,
        "areas": getattr(adoption, "areas", None),
        "determinants": getattr(adoption, "determinants", None),
        "spread": spread,
        "diffusion": getattr(spread, "choice", None),
        "hazard": getattr(spread, "hazard", None),
        "savings": effect,
        "bacon": getattr(effect, "bacon", None),
        "intensity": getattr(effect, "intensity", None),
        "decomposition": getattr(effect, "decomposition", None),
        "saved": getattr(effect, "saved", None),
        "savings_checks": sx.check_savings(effect, study),
        "costs": called(lambda: sx.estimate_province_costs(effect, inputs, study)),
        "metering": [one for one in sx.estimate_site_savings(inputs, study) or () if one.savings is not None] or None,
        "plan_tracking": called(lambda: sx.track_plan(inputs, study)),
        "survey_plan": called(lambda: sx.plan_survey(inputs, study)),
    }
    said = {name: advised(case)[name].verdict != "impossible" for name in made}
    assert said == {name: one is not None for name, one in made.items()}
    for one in () if effect is None else effect.advice:
        assert advised(case)[f"design.{one.name}"].verdict == one.verdict


@pytest.mark.parametrize("case", MAKERS)
def test_every_row_says_why_and_what_next(case: str) -> None:
    inputs, _ = MAKERS[case]()
    names = names_of(getattr(inputs, name) for name in TABLES)
    for one in advised(case).values():
        assert one.verb in sx.__all__
        assert one.verdict == "possible" or one.problems or one.reason
        assert set(one.obtain) <= {*TABLES, "letter"}
        assert {f"advise.analysis.{one.name}"} <= catalogue("vi").keys()
        assert not any(name in str(one.said) for name in names)


def test_advice_shows_itself_as_one_table() -> None:
    text = sx.advise(*bare())._repr_html_()
    assert text.count("<tr>") == len(advised("bare")) + 1
    assert "không làm được" in text
    assert "sxsh-eval template" in text


def test_a_study_is_found_where_none_is_given() -> None:
    inputs, _ = bare()
    assert [one.name for one in sx.advise(inputs)] == list(advised("bare"))


def test_words_for_every_analysis() -> None:
    for language in LANGUAGES:
        told = {key for key in catalogue(language) if key.startswith("advise.analysis.")}
        assert {f"advise.analysis.{name}" for name in advised("everything")} <= told
    assert Path(ROOT / "tests" / "cases" / "advise.yml").is_file()
