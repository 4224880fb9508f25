"""The chapter on allocation: every case speaks both languages, every number has an interval or a reason."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import pytest

from sxsh_eval.estimates.programme.abatement import abatement_curve
from sxsh_eval.estimates.programme.allocation import Plan, best_plan, cheapest_plan
from sxsh_eval.estimates.programme.allocation_limits import Kind, Limits
from sxsh_eval.estimates.programme.allocation_table import Goal, Measure
from sxsh_eval.inputs.place import read_place
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import Language, catalogue
from sxsh_eval.reports.model import Figure, Section, Table, Text
from sxsh_eval.reports.sections.programme_allocation import allocation_section
from tests.estimates.programme_bases import made_up_base, made_up_scenario
from tests.letters import ROOT

TWO: Any = {"training": {"reach": 10}, "rapid_assessment": {"reach": 5}, "dedicated_officer": {"reach": 5}}
TIGHT: Any = {"training": 2.0, "rapid_assessment": 1.0, "dedicated_officer": 50.0}
PLACES = ("gia-lai", "lao-cai")


def study() -> Study:
    return read_study(ROOT / "parameters" / "study.yml", province="lao-cai", period="2016-2020")


@cache
def plan_of(name: str) -> Plan:
    one = made_up_base(("lao-cai",), sectors=("industry",), sizes=("small",), uncertain=True, paths=60)
    two = made_up_base(PLACES, sectors=("10", "industry"), sizes=("small", "large"), uncertain=True, paths=60)
    free, tight = made_up_scenario(**TWO), made_up_scenario(**TWO, capacity=TIGHT)
    floors = Limits(least_spending={"gia-lai": 300.0}, least_reach={"lao-cai": 20.0}, capacity=TIGHT)
    return {
        "cheapest": lambda: cheapest_plan(one, free, Goal("adoption_share", 22.0), study()),
        "cheapest energy": lambda: cheapest_plan(two, free, Goal("energy_toe", 500.0), study()),
        "cheapest adopters": lambda: cheapest_plan(two, free, Goal("adopters", 300.0), study(), limits=floors),
        "impossible": lambda: cheapest_plan(two, tight, Goal("adoption_share", 95.0), study(), limits=floors),
        "best": lambda: best_plan(one, free, 500.0, study()),
        "best with floors": lambda: best_plan(two, tight, 600.0, study(), measure="adopters", limits=floors),
        "floors too dear": lambda: best_plan(two, tight, 10.0, study(), limits=floors),
        "nothing offered": lambda: best_plan(one, made_up_scenario(), 100.0, study()),
    }[name]()


NAMES = (
    "cheapest",
    "cheapest energy",
    "cheapest adopters",
    "impossible",
    "best",
    "best with floors",
    "floors too dear",
    "nothing offered",
)


@cache
def section_of(name: str) -> Section:
    plan = plan_of(name)
    base = made_up_base(("lao-cai",), sectors=("10", "industry"), sizes=("small",), uncertain=True, paths=60)
    inputs = read_place(study())
    curve = abatement_curve(base, plan.scenario, study(), inputs.registry)
    return allocation_section(plan, curve, inputs, study())


def sentences(section: Section, language: Language) -> list[str]:
    found = [language.show(section.title)]
    for block in section.blocks:
        if isinstance(block, Text):
            found.append(language.show(block.phrase))
        elif isinstance(block, Table):
            found.append(language.show(block.title))
            found += [language.show(cell) for row in block.rows for cell in row if cell is not None]
            found += [language.show(note) for note in (*block.notes, block.source)]
            found += [language.show(column.head) for column in block.columns]
        elif isinstance(block, Figure):
            found += [language.show(each) for each in (block.title, block.subtitle, block.alt, *block.notes)]
    return found + [text for part in section.parts for text in sentences(part, language)]


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_case_can_be_said(name: str, code: str) -> None:
    texts = sentences(section_of(name), Language(code))
    assert all(texts)
    assert not [text for text in texts if "{" in text or "nan" in text.split()]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_curve_can_be_drawn(code: str) -> None:
    figures = [block for block in section_of("cheapest").parts[0].blocks if isinstance(block, Figure)]
    assert len(figures) == 1
    draw(figures[0], Language(code))


def test_words_for_all_that_can_bind() -> None:
    known = catalogue("vi")
    measures = ("cost", *get_args(Measure))
    kinds = [kind for kind in get_args(Kind) if kind != "goal"]
    wanted = {f"allocation.price.{kind}_{measure}" for kind in kinds for measure in measures}
    wanted |= {f"allocation.price.goal_{measure}" for measure in get_args(Measure)}
    states = ("lifted", "stays")
    wanted |= {f"allocation.obstacle.{state}_{kind}" for kind in (*kinds, "all") for state in states}
    wanted |= {f"allocation.obstacle.floors_{state}_{kind}" for kind in kinds for state in states}
    wanted |= {f"allocation.instrument.{name}" for name in INSTRUMENTS}
    wanted |= {f"allocation.goal.{measure}" for measure in get_args(Measure)}
    assert wanted - known.keys() == set()


@pytest.mark.parametrize("name", NAMES)
def test_reasons_have_words(name: str) -> None:
    plan = plan_of(name)
    reasons = {*plan.estimates.table["reason"], *plan.prices.table["reason"]} - {""}
    assert {f"allocation.reason.{reason}" for reason in reasons} <= catalogue("en").keys()


def test_what_is_not_reached_is_said_with_what_stands_in_the_way() -> None:
    texts = " ".join(sentences(section_of("impossible"), Language("en")))
    assert "is not reached by 2030" in texts
    assert "Even without any limit" in texts or "Without any limit" in texts
    assert "would cost" not in texts, "no price of a goal that is not reached"


def test_prices_are_said_for_limits_that_bind() -> None:
    texts = sentences(section_of("best with floors"), Language("en"))
    assert any("One more billion dong would bring" in text for text in texts)
