"""The energy chapter: every part in both languages, refusals in words, numbers as estimated."""

from __future__ import annotations

import re

import pytest

from sxsh_eval.estimates.savings import estimate_savings
from sxsh_eval.estimates.savings_checks import check_savings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure, Section, Table, Text
from sxsh_eval.reports.sections.savings import savings_section
from tests.estimates.test_savings import PERIOD, found, inputs, sample
from tests.letters import claim, study

LANGUAGES = ("vi", "en")


def section() -> Section:
    given = inputs(sample().enterprises, a=claim("energy_saving_estimated", 10))
    choices = study(PERIOD)
    return savings_section(found(), given, choices, check_savings(found(), choices))


def texts(shown: Section, language: str) -> list[str]:
    words = Language(language)
    return [words.say(block.phrase) for block in shown.blocks if isinstance(block, Text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_cell_has_words(language: str) -> None:
    words, shown = Language(language), section()
    said = texts(shown, language)
    for block in shown.blocks:
        if isinstance(block, Table):
            said += [words.show(cell) for row in block.rows for cell in row if cell is not None]
            said += [words.say(note) for note in block.notes]
        if isinstance(block, Figure):
            said += [words.say(block.title), words.say(block.subtitle), words.say(block.alt)]
    assert all(text.strip() for text in said)
    assert not [text for text in said if re.search(r"[{}]|nan", text)]


def test_all_figures_and_tables_are_there() -> None:
    names = [block.id for block in section().blocks if isinstance(block, Figure | Table)]
    assert names == [
        "savings_claim", "savings_events", "savings_quantity", "savings_specifications",
        "savings_specifications_table", "savings_sensitivity", "savings_intensity", "savings_decomposition",
        "savings_advice",
    ]  # fmt: skip


def test_the_message_prints_the_estimate() -> None:
    value, low, high = percent_change(found().overall)
    message = texts(section(), "en")[1]
    assert f"{-value:.1f}" in message
    assert f"{-high:.1f}" in message
    assert f"{-low:.1f}" in message


def test_synthetic_data_are_named_first() -> None:
    assert "synthetic" in texts(section(), "en")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_panel_without_an_effect_says_why(language: str) -> None:
    nobody = inputs(sample().enterprises.assign(adoption_year=0))
    choices = study(PERIOD)
    shown = savings_section(estimate_savings(nobody, choices), nobody, choices)
    assert len(shown.blocks) == 1
    assert len(texts(shown, language)[0]) > 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_panel_the_needed_data_are_listed(language: str) -> None:
    nothing, choices = inputs(None), study(PERIOD)
    shown = savings_section(estimate_savings(nothing, choices), nothing, choices)
    assert len(texts(shown, language)) >= 5
    assert any(isinstance(block, Table) and block.id == "sample_savings" for block in shown.blocks)
