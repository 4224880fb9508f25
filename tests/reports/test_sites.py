"""The part on metered sites: both languages, numbers as estimated, refusals in words, nothing without readings."""

from __future__ import annotations

import re

import pytest

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.estimates.site_savings import estimate_site_savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Block, Table, Text
from sxsh_eval.reports.sections.common import needed
from sxsh_eval.reports.sections.savings import savings_section
from sxsh_eval.reports.sections.sites import site_blocks
from tests.estimates.test_site_savings import PERIOD, found, readings
from tests.letters import letter, registry, study


def given(*, synthetic: bool = True) -> Inputs:
    return Inputs(registry(), letter({}), metering=readings(), synthetic=synthetic)


def said(blocks: list[Block], code: str) -> list[str]:
    words, lines = Language(code), []
    for block in blocks:
        if isinstance(block, Text):
            lines.append(words.say(block.phrase))
        if isinstance(block, Table):
            lines += [words.say(each) for each in (block.title, block.source, *block.notes)]
            lines += [words.say(column.head) for column in block.columns]
            lines += [words.show(cell) for row in block.rows for cell in row if cell is not None]
    return lines


def blocks(*, synthetic: bool = True) -> list[Block]:
    inputs, choices = given(synthetic=synthetic), study(PERIOD)
    return site_blocks(estimate_site_savings(inputs, choices), inputs, choices)


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_sentence_has_words(code: str) -> None:
    lines = said(blocks(), code)
    assert all(line.strip() for line in lines)
    assert not [line for line in lines if re.search(r"[{}]|\bnan\b", line)]


def test_numbers_are_those_estimated_and_refusals_say_why() -> None:
    tables = {block.id: block for block in blocks() if isinstance(block, Table)}
    rows = {Language("en").show(row[0]): row for row in tables["site_savings"].rows if row[0] is not None}
    own = found(readings())["M01"].row("avoided_percent")
    share, verdict = rows["M01"][1], rows["M03"][3]
    assert share is not None
    assert verdict is not None
    numbers = f"{own['estimate']:.1f}% ({own['conf_low']:.1f}–{own['conf_high']:.1f})"
    assert Language("en").show(share) == numbers
    assert rows["M03"][1] is None
    assert "ít nhất 12 kỳ đo trước cải tiến" in Language("vi").show(verdict)


def test_made_up_readings_are_called_so() -> None:
    assert any("made up" in line for line in said(blocks(), "en"))
    assert not any("made up" in line for line in said(blocks(synthetic=False), "en"))


def test_the_chapter_ends_with_the_sites_even_without_a_panel() -> None:
    inputs, choices = given(), study(PERIOD)
    sites = estimate_site_savings(inputs, choices)
    for savings in (None, Refused((), synthetic=True)):
        with_sites = savings_section(savings, inputs, choices, sites=sites).blocks
        without = savings_section(savings, inputs, choices).blocks
        assert with_sites[: len(without)] == without
        assert list(with_sites[len(without) :]) == blocks()
    assert site_blocks(None, inputs, choices) == []


def test_columns_of_data_have_their_names_in_explanations() -> None:
    problem = Problem("estimate.savings_beyond_range", "M01", "output_mvnd [1; 2]: 2016-05; cdd [3; 4]: 2016-01")
    said = needed((problem,))
    assert "sản lượng (triệu đồng) [1; 2]: 2016-05; độ-ngày làm mát [3; 4]" in Language("vi").show(said)
    assert "output (million VND) [1; 2]: 2016-05; cooling degree days [3; 4]" in Language("en").show(said)
