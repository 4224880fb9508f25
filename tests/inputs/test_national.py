"""Enterprises of all provinces, and where the estimates of a national run are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.national import SYNTHETIC_A_PROVINCE, read_national
from sxsh_eval.inputs.national_runs import find_national, outputs_of
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import Study, read_study
from tests.letters import study

PERIOD = Span(first=2016, last=2020)


def national(**settings: object) -> Study:
    return study("2016-2020", province="national", **settings)


def test_a_national_study_has_no_province() -> None:
    assert national().province == "national"


def test_the_synthetic_panel_has_every_province_of_the_time() -> None:
    inputs = read_national(national(**{"data.synthetic": True}))
    assert inputs.synthetic
    assert inputs.enterprises is not None
    assert len(inputs.provinces) == 63
    assert set(inputs.enterprises["province"]) == set(inputs.provinces)
    assert inputs.enterprises["enterprise_id"].nunique() == 63 * SYNTHETIC_A_PROVINCE


def test_without_a_table_there_are_no_enterprises() -> None:
    inputs = read_national(national())
    assert inputs.enterprises is None
    assert not inputs.synthetic


def test_the_table_of_the_study_keeps_all_its_provinces(project: Path) -> None:
    table = sample_panel(seed=3, enterprises=60, provinces=["binh-dinh", "lao-cai"]).enterprises
    table.drop(columns="is_synthetic").to_csv(project / "data" / "all.csv", index=False)
    options = {"province": "national", "period": "2016-2020", "settings": {"data.enterprises": "data/all.csv"}}
    inputs = read_national(read_study(project / "parameters" / "study.yml", **options))  # type: ignore[arg-type]
    assert inputs.enterprises is not None
    assert set(inputs.enterprises["province"]) == {"binh-dinh", "lao-cai"}
    assert not inputs.synthetic


def test_a_wrong_table_is_refused(project: Path) -> None:
    table = sample_panel(seed=3, enterprises=60, provinces=["binh-dinh"]).enterprises
    table.assign(province="atlantis").to_csv(project / "data" / "all.csv", index=False)
    options = {"province": "national", "period": "2016-2020", "settings": {"data.enterprises": "data/all.csv"}}
    with pytest.raises(InputError) as raised:
        read_national(read_study(project / "parameters" / "study.yml", **options))  # type: ignore[arg-type]
    assert "table.unknown_code" in {problem.code for problem in raised.value.problems}


def write_run(outputs: Path, run: str, started: str, *, synthetic: bool = False, period: str = "2016-2020") -> Path:
    folder = outputs / run / "energy_savings" / "national" / period
    folder.mkdir(parents=True)
    (folder / "estimates.json").write_text(json.dumps({"synthetic": synthetic}), encoding="utf-8")
    if started:
        (folder / "run.json").write_text(json.dumps({"started": started}), encoding="utf-8")
    return folder / "estimates.json"


def test_the_newest_run_is_found_by_its_start_not_its_name(tmp_path: Path) -> None:
    write_run(tmp_path, "zz", "2026-01-01T00:00:00Z")
    newest = write_run(tmp_path, "aa", "2026-02-01T00:00:00Z")
    write_run(tmp_path, "no-record", "")
    assert find_national(tmp_path, PERIOD, synthetic=False) == newest


def test_only_published_runs_of_the_same_kind_and_period_count(tmp_path: Path) -> None:
    assert find_national(tmp_path, PERIOD, synthetic=False) is None
    assert find_national(tmp_path / "absent", PERIOD, synthetic=False) is None
    made_up = write_run(tmp_path, "made-up", "2026-03-01T00:00:00Z", synthetic=True)
    write_run(tmp_path, "other", "2026-03-01T00:00:00Z", period="2009-2015")
    write_run(tmp_path, "failed", "2026-03-01T00:00:00Z", period="2016-2020.failed")
    write_run(tmp_path, ".work", "2026-03-01T00:00:00Z")
    assert find_national(tmp_path, PERIOD, synthetic=False) is None
    assert find_national(tmp_path, PERIOD, synthetic=True) == made_up


def test_a_running_notebook_tells_where_outputs_are_kept(tmp_path: Path) -> None:
    assert outputs_of(str(tmp_path / ".work" / "staging" / "host.1.2.ab")) == tmp_path
    assert outputs_of(str(tmp_path / "mine")) is None
    assert outputs_of("") is None
