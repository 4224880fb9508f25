"""The analyst's command line: what it accepts and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main


def names(jobs: list[Any]) -> list[str]:
    return [job.name for job in jobs]


@pytest.mark.parametrize("spelling", ["binh-dinh", "Bình Định", "BINH DINH", "bình định"])
def test_a_province_may_be_spelt_as_people_spell_it(project: Path, planned: list[Any], spelling: str) -> None:
    assert main(["run", "--province", spelling, "--period", "2016–2020"]) == 0
    assert names(planned) == ["binh-dinh 2016-2020"]


def test_left_out_choices_mean_all_provinces_with_a_letter_and_all_periods(project: Path, planned: list[Any]) -> None:
    assert main(["run"]) == 0
    assert names(planned) == [f"binh-dinh {period}" for period in ("2009-2015", "2016-2020", "2009-2018")]
    job = planned[0]
    assert (job.root, job.outputs, job.run) == (project, project / "outputs", "latest")
    assert (job.languages, job.formats) == (("vi", "en"), ("html", "pdf", "docx", "xlsx"))
    relative = {job.relative(path) for path in job.inputs}
    assert relative >= {
        "parameters/study.yml",
        "parameters/registry/targets.yml",
        "data/claims/binh-dinh-2018.yml",
    }


def test_choices_reach_the_jobs(project: Path, planned: list[Any]) -> None:
    arguments = (
        "run --province binh-dinh --province binh-dinh --period 2016-2020 --language en --format xlsx --format html"
    )
    assert main([*arguments.split(), "--name", "trial-2", "--set", "level=0.90", "--outputs", "elsewhere"]) == 0
    (job,) = planned
    assert (job.run, job.languages, job.formats) == ("trial-2", ("en",), ("html", "xlsx"))
    assert job.outputs == project / "elsewhere"
    assert dict(job.settings) == {"level": "0.90"}


@pytest.mark.parametrize(
    ("arguments", "code", "nearest"),
    [
        (["--province", "binh-din"], "usage.unknown_province", "binh-dinh"),
        (["--province", "../../x"], "usage.unknown_province", ""),
        (["--period", "2016"], "usage.period_form", "2016-2020"),
        (["--period", "2020-2016"], "usage.period_reversed", ""),
        (["--set", "thresholds.activity_shortfal_ratio=3"], "usage.unknown_setting", "activity_shortfall_ratio"),
        (["--set", "level"], "usage.setting", ""),
        (["--set", "level=0.9", "--set", "level=0.8"], "usage.setting", ""),
        (["--set", "level=high"], "value.", ""),
        (["--name", "../../x"], "usage.slug", "x"),
        (["--name", "Thử nghiệm"], "usage.slug", "thu-nghiem"),
        (["--notebook", "provnce_report"], "usage.unknown_notebook", "province_report"),
        (["--notebook", "../notebooks/province_report"], "usage.unknown_notebook", ""),
        (["--language", "fr"], "usage.unknown_language", ""),
        (["--format", "xls"], "usage.unknown_format", "xlsx"),
        (["--provinc", "x"], "usage.unknown_option", "--province"),
        (["--province"], "usage.call", ""),
    ],
)
def test_a_wrong_call_is_one_clear_message_and_nothing_runs(
    project: Path, planned: list[Any], capsys: pytest.CaptureFixture[str], arguments: list[str], code: str, nearest: str
) -> None:
    assert main(["run", *arguments]) == 2
    said = capsys.readouterr().err
    assert f"[{code}" in said
    assert nearest in said
    assert "Traceback" not in said
    assert planned == []
    assert not (project / "outputs").exists()


def test_all_that_is_wrong_is_told_at_once(
    project: Path, planned: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [
        "--province",
        "xx",
        "--period",
        "2016",
        "--name",
        "A",
        "--format",
        "odt",
        "--notebook",
        "n",
        "--set",
        "a=1",
    ]
    assert main(["run", *wrong]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Có 6 vấn đề:")
    assert "6 problems:" in said


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rnder"]) == 2
    assert "render" in capsys.readouterr().err


def test_outside_a_project_the_study_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--study", str(tmp_path / "study.yml")]) == 1
    assert "[file.missing]" in capsys.readouterr().err


def test_a_damaged_parameter_file_is_a_data_error_with_its_line(
    project: Path, planned: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "parameters" / "study.yml").write_text("level: 0.95\nlevel: 0.9\n", encoding="utf-8")
    assert main(["run"]) == 1
    assert re.search(r"\[yaml\.duplicate_key\] parameters/study\.yml:2", capsys.readouterr().err)
    assert planned == []


def test_outputs_that_cannot_be_written_are_told_before_anything_runs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "outputs").write_text("a file stands here", encoding="utf-8")
    assert main(["run", "--period", "2016-2020"]) == 1
    assert "[output.unwritable]" in capsys.readouterr().err
