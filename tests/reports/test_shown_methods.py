"""Cards say how to read about their method, and all that they tell to type can be typed."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

import sxsh_eval as sx
from sxsh_eval.estimates.advising.analysis import Analysis
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.reports.explaining.explain import Explanation, Explanations
from sxsh_eval.reports.explaining.methods import method_of, methods
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.shown import Several, Shown
from tests.public_results import shown_kinds
from tests.reports.shown_samples import facts, raw, released

READ = {"Study", "Inputs", "NationalInputs", "SamplePanel", "Numbers", "Report", "Analysis"}
"""What is read or assembled rather than estimated: their cards say how to see which methods there are."""
SHOWN_AS_TEXT = {Section}
CODE = re.compile("<code>([^<]*)</code>")


def calls(card: str) -> list[str]:
    return [unescape(code) for code in CODE.findall(card) if code.startswith("sx.explain")]


def answers(card: str) -> list[Any]:
    return [eval(call, {"sx": sx}) for call in calls(card)]  # noqa: S307 - our own words, checked to be this verb


@pytest.mark.parametrize(
    "kind", sorted(set(shown_kinds()) - {Estimates, *SHOWN_AS_TEXT}, key=str), ids=lambda it: it.__name__
)
def test_every_class_of_results_has_a_method(kind: type[Shown]) -> None:
    name = method_of([kind.__name__])
    assert (name in methods()) == (kind.__name__ not in READ)


def card_of(name: str) -> str:
    inputs, study = facts()
    made: dict[str, Callable[[], Any]] = {
        "released": released,
        "study": lambda: study,
        "inputs": lambda: inputs,
        "claimed": lambda: sx.estimate_claimed(inputs),
        "analyses": lambda: Several([Analysis("letter", "possible", "check_consistency")]),
        "scenarios": lambda: sx.read_scenarios(study),
        "report": lambda: Report.of_section(sx.data_section(inputs, study)),
    }
    closed = name.removeprefix("closed ")
    one = made[name]() if name in made else getattr(released(), name) if closed == name else raw()[closed]
    return str(one._repr_html_())


@pytest.mark.parametrize(
    ("name", "method"),
    {
        "adoption": "survey_proportion",
        "closed adoption": "survey_proportion",
        "spread": "diffusion",
        "savings": "savings_effect",
        "checks": "placebo_start",
        "costs": "costs",
        "sites": "baseline",
        "released": "p_percent",
        "claimed": "rounding",
        "scenarios": "projection",
    }.items(),
)
def test_a_card_names_its_method_in_both_languages(name: str, method: str) -> None:
    found = answers(card_of(name))
    assert all(isinstance(one, Explanation) for one in found)
    assert (found[0].name, found[0].language) == (method, "vi")
    assert (
        [one.name for one in found if one.language == "vi"] == [one.name for one in found if one.language == "en"] != []
    )


@pytest.mark.parametrize("name", ["study", "inputs", "analyses", "report"])
def test_what_was_read_leads_to_the_list(name: str) -> None:
    found = answers(card_of(name))
    assert [one.language for one in found] == ["vi", "en"]
    assert all(isinstance(one, Explanations) for one in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cards_tell_to_type_is_python(language: str) -> None:
    told = {key: str(text) for key, text in catalogue(language).items() if key.startswith(("shown.", "explain_list."))}
    codes = [(key, code) for key, text in told.items() for code in re.findall("`([^`]+)`", text)]
    assert len(codes) > 50
    for key, code in codes:
        if "{" not in code and not code.startswith("sxsh-eval "):
            plain = code.replace("…", "...").replace("[.chosen]", "[it.chosen]")
            ast.parse(f"it{plain}" if plain.startswith(".") else plain, key)
    assert 'sx.explain("' in told["explain_list.ask"]
