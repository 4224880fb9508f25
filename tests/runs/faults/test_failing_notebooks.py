"""Twelve real notebooks of which five fail: the others are finished, each failure is told, the log shows the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sxsh_eval.runs.record import read_record
from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import Start, published, staged

CELL = """
import os, sys, warnings
from sxsh_eval.errors import InputError, Problem
number = int(province.removeprefix("p-"))
if number == 1: raise KeyError("a column")
if number == 4: sys.exit(0)
if number == 5: os._exit(0)
if number == 8: raise InputError([Problem("report.missing", "x", "y")])
if number == 9: input()
if number == 10: warnings.warn("a doubt")
"""


@pytest.mark.notebook
@pytest.mark.skipif(os.name == "nt", reason="a runner for POSIX systems")
def test_five_of_twelve_notebooks_fail(start: Start, tmp_path: Path) -> None:
    names = [f"p-{number}" for number in range(12)]
    runner = start([[{"province": name} for name in names]], CELL, by="perform")
    assert runner.wait() == 3
    failed = {"p-1", "p-4", "p-5", "p-8", "p-9"}
    outcomes = runner.outcomes()
    assert {name for name, outcome in outcomes.items() if outcome == "failed"} == failed
    assert published(tmp_path).keys() == set(names) - failed
    codes = {line[0].split()[0]: line[2] for line in runner.told() if line[1] == "failed"}
    assert codes == {"p-1": 3, "p-4": 3, "p-5": 3, "p-8": 1, "p-9": 3}
    place = tmp_path / "outputs" / "latest" / "province_report"
    for name in failed:
        record = read_record(place / name / "2016-2020.failed")
        assert record.failure is not None
        assert record.failure.exit_code == codes[name]
    assert staged(tmp_path) == []
    assert leftovers(tmp_path / "outputs") == []
    logs = {path.name.split(".")[1]: path.read_text(encoding="utf-8") for path in (place.parent / "logs").iterdir()}
    assert logs.keys() == set(names)
    assert "KeyError: 'a column'" in logs["p-1"]
    assert "lỗi · failed" in logs["p-1"]
    assert "a doubt" in logs["p-10"]
    assert "bắt đầu · started: execute (new)" in logs["p-0"]
    assert "ô · cell 4/4" in logs["p-0"]
    assert "xong · done" in logs["p-0"]
