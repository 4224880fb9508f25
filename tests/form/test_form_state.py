"""What is chosen in a form is what its file says, and what the command line does with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.cli import main
from sxsh_eval.errors import UsageError
from sxsh_eval.form.entries import show_entry
from sxsh_eval.form.fields import NEEDS, Field
from sxsh_eval.form.places import Offers, open_offers
from sxsh_eval.form.state import FORMATS, LANGUAGES, FormState
from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.leaves import value_at
from sxsh_eval.parameters.run_files import RunFile, read_run_file, write_run_file
from sxsh_eval.parameters.study import with_settings
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request, parse_settings
from tests.letters import ROOT

OFFERS = open_offers(ROOT / "parameters" / "study.yml")
FILES = ("", "data/private/a.xlsx", "data/private/bảng 2.csv")


def inside(field: Field) -> st.SearchStrategy[float]:
    """Numbers that a field allows, with few decimals."""
    ends = field.bounds
    low = ends.above if ends.least is None else ends.least
    high = ends.below if ends.most is None else ends.most
    low, high = 0 if low is None else low, 10**5 if high is None else high
    steps = 1 if field.kind in {"whole", "wholes"} else 1000
    first = round(low * steps) + (ends.above is not None)
    last = round(high * steps) - (ends.below is not None)
    return st.integers(first, last).map(lambda n: n if steps == 1 else n / steps)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """What may be entered into a field."""
    some = st.lists(st.sampled_from(field.options or sorted(OFFERS.scenarios)), unique=True)
    kinds: dict[str, st.SearchStrategy[Any]] = {"switch": st.booleans(), "file": st.sampled_from(FILES)}
    kinds |= {"choice": st.sampled_from(field.options or ("",)), "many": some, "names": some}
    if field.kind in kinds:
        return kinds[field.kind]
    number = inside(field)
    lists: dict[str, st.SearchStrategy[Any]] = {
        kind: st.lists(number, min_size=1, max_size=4) for kind in ("numbers", "wholes")
    }
    lists["table"] = st.dictionaries(st.integers(2000, 2030).map(str), number, max_size=3)
    return lists.get(field.kind, number | st.none() if field.optional else number)


ALL_VALUES = st.fixed_dictionaries({}, optional={field.key: values_of(field) for field in OFFERS.fields.values()})


def filled(data: st.DataObject) -> FormState:
    """A form with anything in it that it can express, entered as an analyst would."""
    state = FormState(OFFERS)
    fleets = OFFERS.fleets
    if data.draw(st.booleans()):
        state.make(notebook=data.draw(st.sampled_from([offer.name for offer in OFFERS.notebooks])))
        state.periods = data.draw(st.sampled_from([("2016-2020",), ("all",), ("2012-2014", "2009-2015")]))
        state.provinces = data.draw(st.sampled_from([("binh-dinh",), ("letters",), ("ha-noi", "dak-lak")]))
    elif fleets is not None:
        state.make(fleet=data.draw(st.sampled_from(sorted(fleets.fleets))))
    for key, value in data.draw(ALL_VALUES).items():
        field = OFFERS.fields[key]
        if field.kind in {"switch", "choice", "file", "many", "names"}:
            state.choose(key, value)
        else:
            percent = data.draw(st.booleans())
            state.enter(
                key,
                show_entry(field, value, data.draw(st.sampled_from(LANGUAGES)), as_percent=percent),
                percent=percent,
            )
    state.name = data.draw(st.sampled_from(["", "thu-2", "a_b"]))
    state.languages = tuple(data.draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True)))
    state.formats = tuple(data.draw(st.lists(st.sampled_from(FORMATS), min_size=1, unique=True)))
    return state


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_settings_are_read_back_from_the_saved_file(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = filled(data)
    assert not state.mistakes
    written = state.run_file()
    path = write_run_file(written, tmp_path_factory.mktemp("saved"), "x")
    assert read_run_file(path) == written
    again = FormState(OFFERS)
    again.load(read_run_file(path))
    chosen = (state.name, state.fleet, state.notebook, state.periods, state.languages, state.formats)
    assert (again.name, again.fleet, again.notebook, again.periods, again.languages, again.formats) == chosen
    assert again.settings == state.settings
    assert {key: again.value(key) for key in OFFERS.fields} == {key: state.value(key) for key in OFFERS.fields}


def choices_with(state: FormState) -> Choices:
    return with_settings(OFFERS.file.choices, OFFERS.file.document.data, state.settings)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_value_that_is_allowed_is_what_the_study_then_says(data: st.DataObject) -> None:
    alone = [each for each in OFFERS.fields.values() if not each.key.startswith(("data.", "disclosure.minimum_count."))]
    field = data.draw(st.sampled_from(alone))
    value = data.draw(values_of(field))
    state = FormState(OFFERS)
    state.choose(field.key, value)
    made = value_at(choices_with(state).model_dump(mode="json"), tuple(field.key.split(".")))
    assert made == value


@pytest.mark.parametrize("key", ["survey.size_cost_ratio.large", "survey.modes.remote.response_rate"])
def test_an_emptied_field_is_empty_and_goes_back_to_its_standard(key: str) -> None:
    field = OFFERS.fields[key]
    state = FormState(OFFERS)
    state.enter(key, "")
    assert (field.standard is not None, state.value(key), state.changed()) == (True, None, (key,))
    assert value_at(choices_with(state), tuple(key.split("."))) is None
    state.reset([key])
    assert value_at(choices_with(state), tuple(key.split("."))) == field.standard


def test_a_field_is_hidden_only_while_it_has_no_effect() -> None:
    for key, (other, wanted) in NEEDS.items():
        field = OFFERS.fields[other]
        on = wanted if wanted is not None else list(field.options[:1])
        off = {"switch": False, "choice": next((each for each in field.options if each != on), ""), "many": []}
        state = FormState(OFFERS)
        state.choose(other, off[field.kind])
        assert not state.matters(key)
        state.settings[key] = 1
        assert state.matters(key)
        state.reset([key])
        state.choose(other, on)
        assert (state.field_problems(), state.matters(key)) == ((), True)


def test_the_standard_value_is_no_setting() -> None:
    state = FormState(OFFERS)
    state.enter("thresholds.growth_multiple", "4,5")
    state.choose("disclosure.audience", "public")
    assert state.changed() == ("thresholds.growth_multiple", "disclosure.audience")
    state.enter("thresholds.growth_multiple", "3")
    state.reset(["disclosure.audience"])
    assert (state.changed(), state.settings) == ((), {})


def test_a_mistake_leaves_the_value_as_it_was_and_loses_nothing() -> None:
    state = FormState(OFFERS)
    state.enter("survey.margin", "4")
    state.enter("survey.margin", "bốn")
    assert state.value("survey.margin") == 4
    assert state.mistakes["survey.margin"].text == "bốn"
    assert [problem.code for problem in state.field_problems()] == ["form.not_number"]
    with pytest.raises(UsageError):
        state.plan()
    state.enter("survey.margin", "2")
    assert (state.field_problems(), state.value("survey.margin")) == ((), 2)


def test_a_fleets_own_settings_are_its_standard() -> None:
    state = FormState(OFFERS)
    state.make(fleet="demo")
    assert state.value("data.synthetic") is True
    state.choose("data.synthetic", value=False)
    assert state.run_file().settings == {"data.synthetic": False}
    state.choose("data.synthetic", value=True)
    assert state.run_file() == RunFile(fleet="demo")


def test_problems_of_choices_together_are_found() -> None:
    state = FormState(OFFERS)
    state.enter("disclosure.minimum_count.internal", "20")
    state.periods, state.provinces = ("2016-2014", "x"), ("binh-din",)
    state.name, state.formats = "Thử nghiệm", ()
    codes = {problem.code for problem in state.field_problems()}
    assert codes == {
        *("study.minimum_count", "usage.period_reversed", "usage.period_form", "usage.slug", "form.none_chosen")
    }
    state.periods = ("2016-2020",)
    assert "usage.unknown_province" in {problem.code for problem in state.field_problems()}


def test_a_hand_written_file_is_taken_whole() -> None:
    file = RunFile.model_validate(
        {
            "fleet": "letters",
            "notebook": "post_2020",
            "province": "binh-dinh",
            "settings": {"level": "0.9", "survey.shares": "5, 50", "nonsense.key": 1, "costs.price_year": "soon"},
        }
    )
    state = FormState(OFFERS)
    state.load(file)
    assert state.run_file() == file.model_copy(update={"settings": state.settings})
    assert state.settings == {"level": 0.9, "survey.shares": [5, 50], "nonsense.key": 1, "costs.price_year": "soon"}
    assert {problem.code for problem in state.field_problems()} == {"usage.unknown_setting", "value.not_integer"}


def test_form_file_and_options_are_one_job(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = FormState(open_offers())
    state.enter("thresholds.growth_multiple", "4,5")
    state.enter("costs.discount_rate", "8 %", percent=True)
    state.enter("survey.expected_percent.large", "40")
    state.choose("survey.census", ["large", "medium"])
    state.languages, state.name = ("vi",), "trial"
    path = write_run_file(state.run_file(), project, "trial")
    options = [
        *("thresholds.growth_multiple=4.5", "costs.discount_rate=0.08", "survey.expected_percent.large=40"),
        "survey.census=large, medium",
    ]
    typed = Request(
        provinces=("Bình Định",),
        periods=("2016-2020",),
        settings=parse_settings(options),
        languages=("vi",),
        name="trial",
    )
    (form,), (command,) = state.plan().jobs, make_plan(typed).jobs
    assert form.job.fingerprint == command.job.fingerprint
    assert replace(form.job, settings={}) == replace(command.job, settings={})
    assert main(["run", str(path), "--dry-run"]) == 0
    assert "binh-dinh 2016-2020" in capsys.readouterr().out
    state.reset(["costs.discount_rate"])
    assert state.plan().jobs[0].job.fingerprint != form.job.fingerprint


def test_provinces_are_found_without_diacritics() -> None:
    def found(text: str, year: int = 2016) -> list[str]:
        return [each.slug for each in OFFERS.provinces(year, text)]

    assert found("binh dinh") == ["binh-dinh"]
    assert found("BÌNH ĐỊNH") == ["binh-dinh"]
    assert found("dak") == ["dak-lak", "dak-nong"]
    assert found("binh dinh", 2026) != ["binh-dinh"]
    assert len(found("")) == 63
    assert found("atlantis") == []


def test_a_notebook_of_the_form_itself_makes_no_report() -> None:
    assert isinstance(OFFERS, Offers)
    assert (ROOT / "notebooks" / "start_here.ipynb").is_file()
    names = [offer.name for offer in OFFERS.notebooks]
    assert names[0] == "province_report"
    assert "start_here" not in names
    with pytest.raises(UsageError) as caught:
        make_plan(Request(notebook="start_here", study=OFFERS.file.path))
    assert [problem.code for problem in caught.value.problems] == ["usage.unknown_notebook"]
