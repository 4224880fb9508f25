"""The codebook of enterprises is well-formed; wrong codebooks are refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.codebook import read_codebook
from tests.letters import ROOT

PATH = ROOT / "parameters" / "codebook" / "enterprises.yml"


def refused(tmp_path: Path, change: dict[str, Any]) -> list[str]:
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    data["columns"] |= change.pop("columns", {})
    path = tmp_path / "codebook.yml"
    path.write_text(yaml.safe_dump(data | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_codebook(path)
    for problem in caught.value.problems:
        assert "{" not in problem.say("expected", "vi") + problem.say("action", "en")
    return [problem.code for problem in caught.value.problems]


def test_every_number_has_a_lower_limit_and_every_amount_a_unit() -> None:
    columns = read_codebook(PATH).columns
    numbers = {name: column for name, column in columns.items() if column.is_numeric}
    assert all(column.low is not None for column in numbers.values())
    assert all(column.unit or column.unit_column for column in numbers.values() if column.type == "number")
    assert {columns["electricity_kwh"].unit, columns["coal_tonne"].unit} == {"kwh", "tonne"}


def test_stages_come_in_an_order_in_which_each_follows_those_it_needs() -> None:
    reached: list[str] = []
    for stage in read_codebook(PATH).stages:
        assert set(stage.after) <= set(reached)
        reached.append(stage.state)
    assert reached[0] == "is_informed"
    assert reached[-1] == "is_monitored"


TITLE = {"vi": "x", "en": "x"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"columns": {"coal": {"title": TITLE, "type": "number", "unit": "tonne"}}}, "codebook.unit_suffix"),
        ({"columns": {"trained": {"title": TITLE, "type": "flag"}}}, "codebook.flag_name"),
        ({"columns": {"is_large": {"title": TITLE, "type": "text"}}}, "codebook.flag_name"),
        ({"columns": {"age": {"title": TITLE, "type": "number", "low": 2, "high": 1}}}, "value.reversed"),
        (
            {"columns": {"age": {"title": TITLE, "type": "number", "allowed_from": "sectors"}}},
            "codebook.codes_of_text",
        ),
        ({"columns": {"age": {"title": TITLE, "type": "numeric"}}}, "value.choice"),
        ({"unit": "firm"}, "codebook.unknown_column"),
        ({"stages": [{"state": "is_adopting", "after": ["is_ready"]}]}, "codebook.unknown_column"),
        ({"event_years": {"is_adopting": "start"}}, "codebook.unknown_column"),
        ({"columns": {"char": {"title": {"vi": "Than", "en": "x"}, "type": "text"}}}, "codebook.head_twice"),
        ({"columns": {"age": {"title": TITLE, "type": "number", "form": "vsic"}}}, "codebook.codes_of_text"),
        ({"ladder": "rung"}, "codebook.unknown_column"),
        ({"scale": "size"}, "codebook.unknown_column"),
        ({"totals": [{"total": "coal_tonne", "parts": ["a", "b"]}]}, "codebook.unknown_column"),
        ({"shares": [{"part": "a", "whole": "coal_tonne", "certain": True}]}, "codebook.unknown_column"),
        ({"colour": "red"}, "yaml.unknown_key"),
    ],
)
def test_wrong_codebooks_are_refused(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    assert refused(tmp_path, change) == [code]
