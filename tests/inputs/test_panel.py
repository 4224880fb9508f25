"""Inputs of a province with files of its own: read, checked, all problems at once, nothing changed on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.estimates.adoption import estimate_adoption
from sxsh_eval.inputs.panel import Inputs, read_inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from sxsh_eval.parameters.study import Study, read_study
from tests.letters import ROOT


@pytest.fixture(scope="module")
def sample() -> SamplePanel:
    return sample_panel(seed=5, enterprises=900, provinces=["binh-dinh"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    shutil.copytree(ROOT / "data" / "claims", tmp_path / "data" / "claims")
    (tmp_path / "data" / "private").mkdir()
    return tmp_path


def study_with(project: Path, **files: str) -> Study:
    settings = {f"data.{kind}": name for kind, name in files.items()}
    path = project / "parameters" / "study.yml"
    return read_study(path, province="binh-dinh", period="2016-2020", settings=settings)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_survey_from_a_file_gives_the_same_rates(project: Path, sample: SamplePanel, suffix: str) -> None:
    name = f"data/private/survey.{suffix}"
    if suffix == "csv":
        sample.survey.to_csv(project / name, index=False, encoding="utf-8-sig")
    else:
        sample.survey.to_excel(project / name, index=False)
    study = study_with(project, survey=name)
    read = read_inputs(study)
    got = estimate_adoption(read, study)
    expected = estimate_adoption(Inputs(read.registry, read.letter, survey=sample.survey), study)
    assert got is not None
    assert expected is not None
    pd.testing.assert_frame_equal(got.shares.table, expected.shares.table, rtol=1e-9)
    assert read.synthetic  # the rows say so themselves


def test_all_problems_of_both_files_at_once(project: Path, sample: SamplePanel) -> None:
    bad = sample.survey.assign(size_class="huge").drop(columns="is_adopting")
    bad.to_csv(project / "data/private/survey.csv", index=False)
    study = study_with(project, survey="data/private/survey.csv", enterprises="data/private/nothing.csv")
    with pytest.raises(InputError) as caught:
        read_inputs(study)
    codes = [problem.code for problem in caught.value.problems]
    assert "file.missing" in codes
    assert len(codes) >= 3
    assert "is_adopting" in str(caught.value)
    assert "huge" in str(caught.value)


def test_a_table_without_rows_of_the_province(project: Path, sample: SamplePanel) -> None:
    sample.survey.assign(province="phu-yen").to_csv(project / "data/private/survey.csv", index=False)
    with pytest.raises(InputError) as caught:
        read_inputs(study_with(project, survey="data/private/survey.csv"))
    assert [problem.code for problem in caught.value.problems] == ["table.no_rows_of_province"]


def test_each_problem_names_its_file(project: Path) -> None:
    """Several tables are read at once: without its file a column says little."""
    name = "data/private/counts.csv"
    (project / name).write_text(
        "province,year,sector,size_class,establishments\n"
        "binh-dinh,2018,10,small,100\nbinh-dinh,2018,10,small,120\nbinh-dinh,2018,10,tiny,-5\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_inputs(study_with(project, population=name))
    problems = caught.value.problems
    assert {problem.code for problem in problems} == {
        "table.unknown_code", "table.out_of_range", "table.duplicate_row"
    }  # fmt: skip
    assert all(problem.where.startswith(f"{name} · ") for problem in problems)
    repeated = next(problem for problem in problems if problem.code == "table.duplicate_row")
    assert "sector, year, size_class, province" in repeated.say("expected", "en")
