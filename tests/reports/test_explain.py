"""Every method has its words in both languages, is found as people and programs call it, and shows itself."""

from __future__ import annotations

import ast
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sxsh_eval as sx
from sxsh_eval.errors import UsageError
from sxsh_eval.estimates.result import Method, as_estimates
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.explaining.explain import Explanation, Explanations
from sxsh_eval.reports.explaining.methods import method_of, methods, methods_by_word
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.letters import ROOT

PARTS = ("title", "what", "reading")
FEWEST, MOST = 40, 90
BOOKKEEPING = ("read_", "save_", "newest_", "joined")
ADVISING = {"advise"}
"""Verbs of ``estimates`` that estimate nothing."""


def explained(what: object, language: str = "vi") -> Explanation:
    found = sx.explain(what, language=language)
    assert isinstance(found, Explanation)
    return found


def estimators() -> set[str]:
    """Beginnings of all names of estimators that the source gives."""
    found = set()
    for path in (ROOT / "sxsh_eval" / "estimates").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Method":
                named = [node.args[0]] if node.args else [it.value for it in node.keywords if it.arg == "estimator"]
                for name in named:
                    first = next(ast.iter_child_nodes(name)) if isinstance(name, ast.JoinedStr) else name
                    found |= {str(first.value)} if isinstance(first, ast.Constant) else set()
    return found


def test_every_verb_that_estimates_is_explained() -> None:
    estimating = {
        verb
        for verb, home in sx.WHERE.items()
        if home.startswith(("sxsh_eval.estimates.", "sxsh_eval.inputs.units")) and not verb.startswith(BOOKKEEPING)
    }
    named = {verb for entry in methods().values() for verb in entry.verbs}
    assert named == estimating - ADVISING


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_method_has_its_words(code: str) -> None:
    entries = catalogue(code)
    assert {key for key in entries if key.startswith("explain.")} == {
        f"explain.{name}.{part}" for name in methods() for part in PARTS
    }
    lengths = {key: len(str(text).split()) for key, text in entries.items() if key.startswith("explain.")}
    paragraphs = {key: length for key, length in lengths.items() if not key.endswith(".title")}
    assert {key: length for key, length in paragraphs.items() if not FEWEST <= length <= MOST} == {}
    assert {f"explain_theme.{entry.theme}" for entry in methods().values()} <= entries.keys()


def test_no_word_means_two_methods() -> None:
    words = [word for entry in methods().values() for word in entry.words()]
    assert len(set(words)) == len(words)


def test_every_estimator_leads_to_its_method() -> None:
    names = estimators() - {"synthetic_"}  # goes on with sdid, did or sc
    assert len(names) > 50
    assert {name for name in names if not method_of([name])} == set()
    assert [method_of([f"synthetic_{kind}"]) for kind in ("sdid", "did", "sc")] == [
        "synthetic_did",
        "synthetic_did",
        "synthetic_control",
    ]


@settings(deadline=None)
@given(st.sampled_from(sorted(methods_by_word())), st.data())
def test_case_diacritics_and_punctuation_do_not_matter(word: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([it, it.upper()])) for it in word]
    spelt = "".join(letters).replace("-", data.draw(st.sampled_from([" ", "-", "_", "’ "])))
    assert explained(spelt).name == methods_by_word()[fold(word)]


def test_vietnamese_may_be_typed_in_any_form() -> None:
    name = "Hiệu ứng cố định hai chiều"
    for form in ("NFC", "NFD"):
        assert explained(unicodedata.normalize(form, name)).name == "two_way"
    assert explained("hieu ung co dinh hai chieu").name == explained("TWFE").name == "two_way"


def test_what_is_given_may_be_a_verb_a_class_or_a_result() -> None:
    assert explained("HonestDiD").name == explained(sx.honest_bounds).name == explained("sx.honest_bounds").name
    assert explained(sx.binomial_interval).name == "wilson"
    assert explained(as_estimates([], Method("honest_smoothness", "-"))).name == "honest"
    assert explained(as_estimates([], Method("savings_ashrae14", "-"))).name == "baseline"
    assert explained(sx.LinearModel).name == "two_way"


def test_results_of_one_class_lead_to_their_own_methods() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame([(unit, time) for unit in range(24) for time in range(6)], columns=["unit", "time"])
    table["cohort"] = table["unit"].map(lambda unit: 3 + unit % 2 if unit < 12 else None)
    table["y"] = rng.normal(size=len(table))
    design = sx.panel_design(table, outcome="y", unit="unit", time="time", cohort="cohort")
    results = {
        "panel_design": sx.advise_designs(design),
        "naive": sx.before_after(design),
        "callaway_santanna": sx.group_time_effects(design),
        "imputation": sx.imputation_effects(design),
        "sun_abraham": sx.sun_abraham(design),
        "goodman_bacon": sx.goodman_bacon(design),
    }
    assert {name: explained(result).name for name, result in results.items()} == {name: name for name in results}


def test_terms_of_the_glossary_are_found_too() -> None:
    for word in ("SEC", "tấn dầu tương đương", "khoang tin cay", "TOE"):
        found = explained(word)
        assert len(found.paragraphs) == 1
        assert not found.verbs
    assert explained("sec", "en").title == "Specific energy consumption (SEC)"


def test_the_reference_comes_with_the_verb() -> None:
    text = str(explained("wilson"))
    assert "Wilson, E. B. (1927)" in text
    assert "sx.binomial_interval" in text
    assert explained("norms").reference.startswith("Thông tư")
    assert explained("norms", "en").reference.startswith("Circulars")
    assert explained("wilson", "en").paragraphs != explained("wilson").paragraphs


@pytest.mark.parametrize(("what", "near"), [("wilsn", "wilson"), ("goodman bakon", "goodman-bacon")])
def test_unknown_names_get_the_nearest(what: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        sx.explain(what)
    assert caught.value.exit_code == 2
    (problem,) = caught.value.problems
    assert problem.say("action", "en").startswith(f"correct the name; the nearest is: {near};")


@pytest.mark.parametrize("what", [3.5, object(), "", "zzzzzz"])
def test_what_cannot_be_explained_is_said(what: object) -> None:
    with pytest.raises(UsageError, match="unknown_explanation"):
        sx.explain(what)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown_language"):
        sx.explain("wilson", language="fr")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_list_holds_everything(code: str) -> None:
    everything = sx.explain(language=code)
    assert isinstance(everything, Explanations)
    page, text = everything._repr_html_(), str(everything)
    assert [entry.name for _, entries in everything.themes for entry in entries] == list(methods())
    assert all(entry.title in text for _, entries in everything.themes for entry in entries)
    assert page.count("<tr>") == 1 + len(everything.themes) + len(methods())


def test_nothing_shown_is_taken_for_markup() -> None:
    shown = Explanation("x", "<b>", ("<i>", "&"), "<a>", ("<u>",), "vi")._repr_html_()
    assert not any(tag in shown for tag in ("<i>", "<a>", "<u>"))
    assert "&lt;b&gt;" in shown
