"""What an analyst mistypes in a notebook is answered by what is right, in both languages."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import sxsh_eval as sx
from sxsh_eval.errors import NoSuchNameError, NoSuchRowError, Problem, ProblemsError, UsageError
from sxsh_eval.estimates.result import Method, as_estimates, estimate_row
from sxsh_eval.inputs.place import read_place
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.shown.drawn import easiest
from sxsh_eval.shown import Shown


def study(**given: Any) -> Study:
    return sx.read_study("", **({"province": "ha-giang", "period": "2016-2020"} | given))


def numbers() -> Any:
    rows = [
        estimate_row(("adoption", "", "", year, "all"), 1.0, unit="percent", evidence="surveyed", source="made up",
                     reason="count_as_reported")
        for year in ("2019", "2020")
    ]  # fmt: skip
    return as_estimates([*rows, rows[0] | {"term": "some"}], Method("claimed", ""))


NAMES: dict[str, tuple[Callable[[], Any], str]] = {
    "verb": (lambda: sx.estimate_adoptoin, "gần nhất: estimate_adoption"),
    "choice": (lambda: study().provnce, "gần nhất: province"),  # type: ignore[attr-defined]
    "choice inside": (lambda: study().thresholds.growth_multipel, "gần nhất: growth_multiple"),  # type: ignore[attr-defined]
    "facts": (lambda: read_place(study()).surve, "gần nhất: survey"),  # type: ignore[union-attr]
    "value": (lambda: Span(first=2016, last=2020).frist, "gần nhất: first"),  # type: ignore[attr-defined]
    "nothing like it": (lambda: numbers().zzzz, "gần nhất: -"),
}


@pytest.mark.parametrize("mistake", NAMES)
def test_a_mistyped_name_is_answered_by_the_nearest(mistake: str) -> None:
    call, said = NAMES[mistake]
    with pytest.raises(AttributeError) as refusal:
        call()
    assert type(refusal.value) is NoSuchNameError
    assert said in str(refusal.value)
    assert "the nearest is: " in str(refusal.value)
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)  # noqa: S301 - our own bytes


def test_arguments_in_the_wrong_order_are_recognised() -> None:
    chosen = study()
    with pytest.raises(AttributeError, match="tên này thuộc về Inputs, NationalInputs") as refusal:
        sx.estimate_adoption(chosen, read_place(chosen))  # type: ignore[arg-type]
    assert "in the right order" in str(refusal.value)


def test_a_property_that_fails_says_its_own_reason() -> None:
    class Faulty(Shown):
        @property
        def told_by(self) -> str:
            return self._never  # type: ignore[attr-defined, no-any-return]

    with pytest.raises(AttributeError, match="_never"):
        Faulty().told_by  # noqa: B018


def test_results_can_be_copied_and_asked_for_what_libraries_look_for() -> None:
    for one in (study(), numbers(), Span(first=2016, last=2020)):
        assert copy.deepcopy(one) == one or not isinstance(one, Span)
        assert not hasattr(one, "_repr_latex_")
        assert not hasattr(one, "nothing")
        assert getattr(one, "refusals", None) is None


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"period": 2016}, ["usage.period_form"]),
        ({"period": None, "province": None}, ["usage.period_form", "usage.unknown_province"]),
        ({"settings": {"level": 95}}, ["value.range"]),
        ({"settings": {"levl": 0.9}, "province": "ha-gian"}, ["usage.unknown_setting", "usage.unknown_province"]),
    ],
)
def test_wrong_choices_are_told_together(given: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(UsageError) as refusal:
        study(**given)
    assert [problem.code for problem in refusal.value.problems] == codes
    assert ("write 0.95 for 95 %" in str(refusal.value)) == (codes == ["value.range"])


def test_what_holds_much_is_shown_in_one_line() -> None:
    chosen = study(province="binh-dinh")
    inputs = sx.read_inputs(chosen)
    for one in (chosen, inputs, inputs.letter, inputs.registry, sx.data_section(inputs, chosen)):
        for text in (repr(one), str(one)):
            assert text.startswith(f"<{type(one).__name__}: ")
            assert len(text) < 400
    assert all(len(text) < 400 for text in map(repr, sx.read_scenarios(chosen)))


def test_a_choice_is_changed_by_reading_anew() -> None:
    with pytest.raises(UsageError, match=r"usage\.frozen_study"):
        study().level = 0.9  # type: ignore[misc]
    assert study(settings={"level": 0.9}).level == 0.9


@pytest.mark.parametrize("verb", [sx.read_inputs, sx.read_national, read_place, sx.advise])
def test_a_name_is_not_taken_for_choices(verb: Callable[[Any], Any]) -> None:
    with pytest.raises(UsageError, match=r"thấy: str: ha-giang") as refusal:
        verb("ha-giang")
    assert [problem.code for problem in refusal.value.problems] == ["usage.wrong_object"]


@pytest.mark.parametrize(("term", "said"), [("som", "gần nhất: some"), ("all", "indicator"), ("zzzz", "gần nhất: -")])
def test_a_row_that_is_not_there_is_answered_by_the_nearest(term: str, said: str) -> None:
    with pytest.raises(KeyError) as refusal:
        numbers().row(term)
    assert isinstance(refusal.value, NoSuchRowError)
    assert said in str(refusal.value)
    assert "all, some" in str(refusal.value)
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)  # noqa: S301 - our own bytes
    assert numbers().row("some")["period"] == "2019"


def design() -> Any:
    table = pd.DataFrame({"is_adopting": [0, 1, 1, 0, 1, 0], "stratum": list("aaabbb"), "weight": [1.0] * 6})
    return sx.survey_design(table, strata="stratum", weights="weight")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: sx.binomial_interval(12, 80, level=95), "estimate.interval_level"),
        (lambda: sx.binomial_interval(12, 80, method="wilsn"), "estimate.area_choice"),  # type: ignore[arg-type]
        (lambda: sx.binomial_interval(80, 12), "estimate.interval_counts"),
        (lambda: sx.proportion_interval(0.1, 0.01, n_obs=50, df=40, level=95), "estimate.interval_level"),
        (lambda: sx.proportion_interval(0.1, 0.01, n_obs=50, df=40, method="logt"), "estimate.area_choice"),  # type: ignore[arg-type]
        (lambda: sx.survey_proportions(design(), "is_adopting", level=95), "estimate.interval_level"),
        (lambda: sx.survey_means(design(), "is_adopting", level=95), "estimate.interval_level"),
        (lambda: sx.survey_totals(design(), "is_adopting", level=0), "estimate.interval_level"),
        (lambda: sx.survey_ratios(design(), "is_adopting", "weight", level=1), "estimate.interval_level"),
        (lambda: sx.survey_proportions(design(), "is_adoptin"), "estimate.no_such_column"),
        (lambda: sx.survey_means(design().data, "is_adopting"), "usage.wrong_object"),
        (lambda: sx.read_scenarios(study(), ["proposal"]), "usage.wrong_object"),  # type: ignore[arg-type]
        (lambda: sx.save_report(study(), "x"), "usage.wrong_object"),  # type: ignore[arg-type]
        (lambda: sx.read_numbers("nowhere"), "numbers.missing"),
        (lambda: sx.read_report("nowhere"), "report.missing"),
        (lambda: numbers().plot(language="fr"), "usage.unknown_language"),
        (lambda: numbers().plot("intervls"), "shown.no_figure"),
    ],
)
def test_a_wrong_argument_is_named(call: Callable[[], Any], code: str) -> None:
    with pytest.raises(ProblemsError) as refusal:
        call()
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_of_several_figures_the_one_that_needs_least_is_asked_for() -> None:
    more, less = (
        Problem("shown.figure_needs", name, name) for name in ("inputs: Inputs, study: Study", "study: Study")
    )
    other = Problem("shown.nothing_to_draw", "funnel", "-")
    assert easiest([more, less]) == [less]
    assert easiest([more, other, less]) == [more, other, less]
