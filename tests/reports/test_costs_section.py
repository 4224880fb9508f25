"""The chapter on costs: every case speaks both languages, verdicts follow their rule, nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from sxsh_eval.estimates.province_costs import estimate_province_costs
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Value
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Section, Table, Text
from sxsh_eval.reports.sections.cost_cells import cell, scale_of
from sxsh_eval.reports.sections.costs import costs_section, worth
from tests.estimates.test_province_costs import BUDGET, PERIOD, given, sample, savings
from tests.letters import claim, study

MONEY = {"a": claim("budget", 286e6, **BUDGET)}
LETTER_ALONE: dict[str, Any] = {"costs": None, "enterprises": None, "energy_prices": None, "synthetic": False}
PROGRAMME = "payer == 'programme'"
CASES: dict[str, dict[str, Any]] = {
    "both payers": {},
    "programme alone": {"costs": lambda rows: rows.query(PROGRAMME)},
    "enterprises alone": {"costs": lambda rows: rows.query("payer == 'enterprise'")},
    "claimed beside a panel": {"costs": None, "claims": MONEY},
    "letter alone": LETTER_ALONE | {"claims": MONEY},
    "letter with adopters": LETTER_ALONE | {"claims": MONEY | {"n": claim("adoption", 60, unit="establishment")}},
    "nothing": LETTER_ALONE,
}


def inputs_of(name: str) -> Inputs:
    changes = dict(CASES[name])
    if callable(changes.get("costs")):
        changes["costs"] = changes["costs"](sample().costs)
    return given(**changes)


@cache
def section(name: str) -> Section:
    inputs, choices = inputs_of(name), study(PERIOD)
    base = savings() if inputs.enterprises is not None else None
    return costs_section(estimate_province_costs(base, inputs, choices), inputs, choices)


def values(part: Section) -> Iterator[Value]:
    yield part.title
    for block in part.blocks:
        if isinstance(block, Text):
            yield block.phrase
        if isinstance(block, Table):
            yield from (block.title, block.source, *block.notes, *(column.head for column in block.columns))
            yield from (value for row in block.rows for value in row if value is not None)


def keys(part: Section) -> list[str]:
    return [block.phrase.key for block in part.blocks if isinstance(block, Text)]


def said(part: Section, code: str = "vi") -> str:
    return "\n".join(Language(code).show(value) for value in values(part))


def table(part: Section, name: str) -> Table:
    return next(block for block in part.blocks if isinstance(block, Table) and block.id == name)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_case_is_said_in_both_languages(name: str, code: str) -> None:
    text = said(section(name), code)
    assert "nan" not in text.lower().split()
    assert "{" not in text


def test_the_message_names_both_payers_and_the_cost_of_a_toe() -> None:
    part = section("both payers")
    assert keys(part)[:2] == ["costs.synthetic", "costs.message"]
    text = said(part, "en")
    assert "Counting both, each TOE saved cost" in text
    assert "95% confidence interval" in text
    costs = table(part, "costs")
    assert [row[0].key for row in costs.rows if row[0] and row[0].kind == "phrase"] == [
        "costs.measure.total", "costs.measure.per_adopter", "costs.measure.per_energy_toe",
        "costs.measure.per_emissions_tco2_fixed", "costs.measure.per_energy_toe_discounted",
    ]  # fmt: skip
    assert len(table(part, "costs_returns").rows) == 8


def test_assumptions_are_called_so() -> None:
    text = said(section("both payers"))
    assert "Giả định: lãi suất chiết khấu thực 10 % một năm" in text
    assert "giá năm 2020" in text
    assert "kéo dài thêm 5 năm" in text
    assert "chưa đưa về giá năm 2020" in text


def test_one_payer_is_not_taken_for_both() -> None:
    part = section("programme alone")
    assert "costs.no_enterprise_costs" in keys(part)
    assert not any(isinstance(block, Table) and block.id == "costs_returns" for block in part.blocks)
    assert len(table(part, "costs").columns) == 3
    assert "costs.needs_costs" not in keys(part)


def test_a_letter_alone_is_quoted_and_asked_for_data() -> None:
    part = section("letter alone")
    assert "286,0 triệu đồng" in said(part)
    assert [key for key in keys(part) if "needs" in key] == [
        "costs.needs_costs", "costs.needs_prices", "costs.needs_panel",
    ]  # fmt: skip
    marks = {
        value.name for row in table(part, "costs").rows for value in row if value is not None and value.kind == "mark"
    }
    assert marks == {"claimed"}
    assert "costs.adopter_stated" in keys(section("letter with adopters"))
    assert keys(section("nothing"))[0] == "costs.missing"


@pytest.mark.parametrize(("low", "high", "verdict"), [(1, 3, "worth"), (-3, -1, "not_worth"), (-1, 3, "open")])
def test_verdict_by_rule(low: float, high: float, verdict: str) -> None:
    assert worth({"conf_low": low, "conf_high": high}) == verdict


def test_verdicts_of_worlds_that_pay_and_do_not() -> None:
    choices = study(PERIOD)

    def verdict(factor: float) -> str:
        costs = sample().costs.assign(amount_mvnd=lambda rows: factor * rows["amount_mvnd"])
        inputs = given(costs=costs)
        part = costs_section(estimate_province_costs(savings(), inputs, choices), inputs, choices)
        return next(key for key in keys(part) if key.startswith("costs.returns_"))

    assert verdict(0.01) == "costs.returns_worth"
    assert verdict(100) == "costs.returns_not_worth"


def test_savings_that_are_not_shown_give_no_cost_of_a_toe() -> None:
    effects = savings().effects
    assert effects.estimates.cov is not None
    wide = replace(effects.estimates, cov=effects.estimates.cov * 1e4)
    unsure = replace(savings(), effects=replace(effects, estimates=wide))
    choices, inputs = study(PERIOD), given()
    found = estimate_province_costs(unsure, inputs, choices)
    assert found is not None
    text = said(costs_section(found, inputs, choices), "en")
    assert "cannot be told from zero" in text
    assert "no upper limit" in text


def test_missing_prices_are_named() -> None:
    base, choices, inputs = savings(), study(PERIOD), given(energy_prices=None)
    bare = replace(base, panel=replace(base.panel, table=base.panel.table.drop(columns="energy_cost_vnd")))
    assert isinstance(bare, Savings)
    part = costs_section(estimate_province_costs(bare, inputs, choices), inputs, choices)
    assert "costs.no_prices" in keys(part)
    assert "costs.needs_prices" in keys(part)


def test_refusals_are_told() -> None:
    choices = study(PERIOD)
    index = choices.costs.model_copy(update={"price_index": {2020: 100.0}})
    choices = choices.model_copy(update={"costs": index})
    part = costs_section(estimate_province_costs(savings(), given(), choices), given(), choices)
    assert "Không nêu được chi phí theo giá của một năm" in said(part)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(2.5e9, "billion_vnd"), (-3e10, "billion_vnd"), (12e6, "million_vnd"), (950_000, "vnd"), (0, "vnd")],
)
def test_money_in_a_readable_unit(amount: float, unit: str) -> None:
    assert scale_of(amount)[0] == unit


def test_cells() -> None:
    row = {"estimate": 6.094e6, "conf_low": 5.06e6, "conf_high": 7.66e6, "unit": "vnd_per_toe", "reason": ""}
    shown = cell(row)
    assert shown is not None
    assert Language("vi").show(shown) == "6,09 triệu đồng (5,06–7,66)"
    bare = cell(row | {"conf_low": float("nan"), "conf_high": float("nan"), "reason": "costs_are_accounts"})
    assert bare is not None
    assert Language("en").show(bare) == "6.09 million dong (accounts)"
    assert cell(None) is None
    none = cell(row | {"estimate": float("nan"), "conf_low": float("nan"), "reason": "irr_not_unique"})
    assert none is not None
    assert Language("en").show(none) == "Flows change sign several times"
