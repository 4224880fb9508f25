"""Results show themselves: words for every public result, nothing before the gate, tidy tables, clean names."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sxsh_eval as sx
from sxsh_eval.errors import UsageError
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Method, as_estimates, estimate_row
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.entries import Target
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.reports.shown.card import key_of
from sxsh_eval.runs.tutorials.practice import Practice
from sxsh_eval.shown import Guarded, Several, Shown
from tests.public_results import returned, shown_kinds
from tests.reports.shown_samples import facts, raw, released

PLAIN: set[Any] = {float, Path, pd.DataFrame, np.ndarray, str, Target, Practice, Any}
"""What verbs may return beside results: numbers, files, tables of counts, targets, a folder, the form."""
TOLD_BY_THEMSELVES = {"Section"}


def test_every_public_result_shows_itself() -> None:
    silent = {
        (verb, kind.__name__)
        for verb, kinds in returned().items()
        for kind in kinds
        if not hasattr(kind, "_repr_html_") and kind not in PLAIN
    }
    assert silent == set()
    assert len(shown_kinds()) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_has_words(language: str) -> None:
    keys = {f"shown.what.{kind.told or kind.__name__}" for kind in shown_kinds()}
    assert keys - catalogue(language).keys() == {f"shown.what.{name}" for name in TOLD_BY_THEMSELVES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_steps_are_public_verbs(language: str) -> None:
    told = {key: str(text) for key, text in catalogue(language).items() if key.startswith(("shown.next.", "advise."))}
    named = {(key, verb) for key, text in told.items() for verb in re.findall(r"\bsx\.(\w+)", text)}
    assert {(key, verb) for key, verb in named if verb not in sx.__all__} == set()
    assert len(named) > 30


@pytest.mark.parametrize("kind", shown_kinds(), ids=lambda kind: kind.__name__)
def test_what_a_result_shows_exists(kind: type[Shown]) -> None:
    assert set(kind.shows) <= set(dir_of(kind))
    if issubclass(kind, Guarded):
        assert kind.gate in sx.__all__


def dir_of(kind: type) -> list[str]:
    fields = {name for home in kind.__mro__ for name in vars(home).get("__annotations__", {})}
    return [*fields, *(name for home in kind.__mro__ for name in vars(home))]


def results(parts: Any) -> list[Shown]:
    return [one for part in parts for one in (part if isinstance(part, tuple) else (part,)) if part is not None]


def test_nothing_shows_its_numbers_before_the_gate() -> None:
    inputs, _ = facts()
    names = names_of(getattr(inputs, name) for name in TABLES)
    share = raw()["adoption"].shares.row("is_adopting")["estimate"]
    closed = results(raw().values())
    assert {type(one).__name__ for one in closed} == {
        "Adoption", "Spread", "Savings", "SavingsChecks", "ProvinceCosts", "SiteSavings"
    }  # fmt: skip
    for one in closed:
        assert isinstance(one, Guarded)
        text = one._repr_html_() + repr(one)
        assert f"sx.{one.gate}" in text
        assert "<table>" not in text
        assert f"{share:.1f}".replace(".", ",") not in text
        assert not any(name in text for name in names)
        for call in (one.tidy, one.plot):
            with pytest.raises(UsageError) as refusal:
                call()
            assert [problem.code for problem in refusal.value.problems] == ["shown.not_released"]


def test_after_the_gate_numbers_show_and_hidden_ones_do_not() -> None:
    adoption = released().adoption
    assert isinstance(adoption, Guarded)
    text = adoption._repr_html_()
    row = adoption.shares.row("is_adopting")
    assert f"{row['estimate']:.1f} %".replace(".", ",") in text
    assert all(part in text for part in ("n = ", "khoảng tin cậy 95 %", "Điều tra mẫu"))
    hidden = adoption.tidy().query("reason == 'confidential'")
    assert len(hidden)
    assert hidden[list(NUMBERS)].isna().all(axis=None)
    assert "bị che để bảo mật" in text


def test_a_changed_copy_has_to_pass_anew() -> None:
    adoption: Any = released().adoption
    assert adoption.may_be_shown
    assert not replace(adoption, year=2019).may_be_shown


def test_a_start_without_enterprises_needs_no_gate() -> None:
    bare = sx.read_study("", province="ha-giang", period="2016-2020", settings={"programme.paths": 200})
    assert sx.base_population(sx.read_place(bare), bare).may_be_shown
    inputs, study = facts()
    settings = replace_paths(study)
    known = sx.base_population(inputs, settings)
    assert known.fewest is not None
    assert not known.may_be_shown
    assert sx.release_base(known, settings, inputs.registry).may_be_shown


def replace_paths(study: Any) -> Any:
    return study.model_copy(update={"programme": study.programme.model_copy(update={"paths": 200})})


def test_the_mark_of_the_gate_survives_storing() -> None:
    spread: Any = released().spread
    assert pickle.loads(pickle.dumps(replace(spread))).may_be_shown is False  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(spread)).may_be_shown is True  # noqa: S301 - our own bytes


def test_a_tidy_table_has_the_columns_of_the_contract() -> None:
    table = released().tidy()
    assert list(table.columns[:16]) == ["table", *KEYS, *NUMBERS, *WORDS]
    assert table["table"].str.startswith(("adoption.", "spread.", "savings.", "checks.", "costs.", "sites[")).all()
    claimed = sx.estimate_claimed(facts()[0])
    pd.testing.assert_frame_equal(claimed.tidy().drop(columns="table"), claimed.table, check_like=True)


def test_a_card_tells_unit_interval_evidence_and_the_next_step() -> None:
    rows = [
        estimate_row(("adoption", "", "", "2020", "all"), 12.34, unit="percent", evidence="surveyed",
                     source="made up", interval=(10.0, 15.0), n_obs=321),
        estimate_row(("adoption", "", "", "2020", "none"), 7.0, unit="percent", evidence="surveyed", source="made up",
                     reason="count_as_reported"),
    ]  # fmt: skip
    text = as_estimates(rows, Method("survey_mean", "", 0.9))._repr_html_()
    for part in (
        "12,3 %",
        "10,0–15,0",
        "n = 321",
        "khoảng tin cậy 90 %",
        "Điều tra mẫu",
        "số đếm như báo cáo",
        ".tidy()",
    ):
        assert part in text, part


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=30))
def test_no_text_of_the_data_becomes_markup(text: str) -> None:
    row = estimate_row(
        ("x", "", text, text, text), 1.0, unit=text, evidence="measured", source=text, reason=text or "-"
    )
    made = as_estimates([row, row | {"term": f"{text}2"}], Method("claimed", ""))
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]*)", made._repr_html_()))
    assert tags <= {"div", "p", "b", "small", "code", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li"}


def test_several_results_show_as_one_table_or_as_cards() -> None:
    advice = raw()["savings"].advice
    assert isinstance(advice, Several)
    text = advice._repr_html_()
    assert text.count("<tr>") == 1 + len(advice)
    assert "<table" in text
    assert released().sites._repr_html_().count("sxsh-card") == min(6, len(released().sites))  # type: ignore[union-attr, arg-type]
    assert advice == tuple(advice)


@pytest.mark.parametrize("one", ["inputs", "study", "adoption", "claimed", "section"])
def test_names_of_a_result_are_its_own(one: str) -> None:
    inputs, study = facts()
    made: dict[str, Any] = {
        "inputs": inputs,
        "study": study,
        "adoption": released().adoption,
        "claimed": sx.estimate_claimed(inputs),
        "section": sx.data_section(inputs, study),
    }
    names = dir(made[one])
    assert not [name for name in names if name.startswith(("_", "model_")) or name in {"shows", "told", "copy", "json"}]
    assert all(hasattr(made[one], name) for name in names)
    assert {"plot", "tidy"} <= set(names)


def test_keys_of_words_are_those_of_classes() -> None:
    kinds = {kind.told or kind.__name__ for kind in shown_kinds()}
    inside = {"Pooled", "NonlinearFit", "ProvinceRates", "Refused"}
    told = {key.removeprefix("shown.what.") for key in catalogue("vi") if key.startswith("shown.what.")}
    assert told - kinds <= inside
    assert key_of(released()) == "Released"
