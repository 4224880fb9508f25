"""A notebook without a province: one job for the country, its folder, its line on the index page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.runs.planning.places import is_national
from tests.letters import ROOT
from tests.runs.notebooks import PARAMETERS, write_notebook


@pytest.fixture
def country(project: Path) -> Path:
    """The project with a tiny national notebook beside the provinces' one."""
    path = write_notebook(project / "notebooks" / "energy_savings.ipynb")
    text = path.read_text(encoding="utf-8")
    first = json.dumps(PARAMETERS.splitlines(keepends=True)[0])[1:-1]
    assert first in text
    path.write_text(text.replace(first, ""), encoding="utf-8")
    return project


def test_a_notebook_without_a_province_is_national(country: Path) -> None:
    assert is_national(country / "notebooks" / "energy_savings.ipynb")
    assert not is_national(country / "notebooks" / "province_report.ipynb")
    assert not is_national(country / "notebooks" / "absent.ipynb")
    assert is_national(ROOT / "notebooks" / "energy_savings.ipynb")
    assert not is_national(ROOT / "notebooks" / "province_report.ipynb")


def test_it_runs_once_a_period_without_provinces(country: Path, planned: list[Any]) -> None:
    assert main(["run", "--notebook", "energy_savings"]) == 0
    assert [job.name for job in planned] == [
        f"national {span} · energy_savings" for span in ("2009-2015", "2016-2020", "2009-2018")
    ]
    job = planned[1]
    assert job.folder() == country / "outputs" / "latest" / "energy_savings" / "national" / "2016-2020"
    assert "province" not in job.parameters(country)
    assert job.province_name == "Cả nước"
    assert not [path for path in job.inputs if "claims" in path.parts]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--notebook", "energy_savings", "--province", "binh-dinh"], "usage.notebook_of_country"),
        (["--province", "national"], "usage.notebook_of_province"),
    ],
)
def test_provinces_and_the_country_are_not_mixed_up(
    country: Path, planned: list[Any], capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    assert main(["run", *arguments]) == 2
    assert planned == []
    assert code in capsys.readouterr().err


def test_a_notebook_that_reads_any_place_runs_for_the_country_too(country: Path, planned: list[Any]) -> None:
    write_notebook(country / "notebooks" / "survey_design.ipynb", "inputs = sx.read_place(choices)", save=False)
    arguments = ["run", "--notebook", "survey_design", "--period", "2016-2020"]
    assert main([*arguments, "--province", "national", "--province", "binh-dinh"]) == 0
    assert [job.province for job in planned] == ["national", "binh-dinh"]
    assert [job.parameters(country)["province"] for job in planned] == ["national", "binh-dinh"]
    letters = [{path.name for path in job.inputs if "claims" in path.parts} for job in planned]
    assert letters == [{"binh-dinh-2018.yml"}] * 2


def test_only_a_notebook_that_reads_scenarios_depends_on_them(country: Path, planned: list[Any]) -> None:
    folder = country / "parameters" / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / "more.yml").write_text("title: {vi: a, en: a}\n", encoding="utf-8")
    write_notebook(country / "notebooks" / "post_2020.ipynb", "scenarios = sx.read_scenarios(choices)", save=False)
    for notebook in ("post_2020", "province_report"):
        assert main(["run", "--notebook", notebook, "--period", "2016-2020", "--province", "binh-dinh"]) == 0
    assert [folder / "more.yml" in job.inputs for job in planned] == [True, False]


def test_files_that_decide_the_numbers_are_inputs(country: Path, planned: list[Any]) -> None:
    (country / "data" / "all.csv").write_text("enterprise_id\n", encoding="utf-8")
    arguments = [
        "run",
        "--notebook",
        "energy_savings",
        "--period",
        "2016-2020",
        "--set",
        "data.enterprises=data/all.csv",
    ]
    assert main(arguments) == 0
    assert country / "data" / "all.csv" in planned[0].inputs


def test_the_national_estimates_are_an_input_of_a_province(country: Path, planned: list[Any]) -> None:
    folder = country / "outputs" / "earlier" / "energy_savings" / "national" / "2016-2020"
    folder.mkdir(parents=True)
    (folder / "estimates.json").write_text('{"synthetic": false}', encoding="utf-8")
    assert main(["run", "--province", "binh-dinh"]) == 0
    with_it = [job.period for job in planned if folder / "estimates.json" in job.inputs]
    assert with_it == ["2016-2020"]


@pytest.mark.notebook
def test_the_national_report_comes_out_whole(tmp_path: Path) -> None:
    """That the same data give the same bytes is `test_national_store`'s business."""
    command = [sys.executable, "-m", "sxsh_eval", "run", "--notebook", "energy_savings", "--period", "2016-2020"]
    command += ["--set", "data.synthetic_enterprises=300", "--set", "data.synthetic=true"]
    command += ["--outputs", str(tmp_path), "--format", "html"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    folder = tmp_path / "latest" / "energy_savings" / "national" / "2016-2020"
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    files = ("estimates.json", "numbers.json", "report.json", "report.vi.html", "report.en.html")
    assert set(files) <= set(record["files"])
    assert "province" not in record["parameters"]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Cả nước" in index
    assert "latest/energy_savings/national/2016-2020/report.vi.html" in index
