"""Every file of the project that a notebook's code opens is an input of its job: nothing it reads can change unseen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import read_study
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.tables.sample import write_sample_tables
from tests.letters import ROOT

pytestmark = pytest.mark.notebook
PERIOD = "2016-2020"
PROVINCES = ("lam-dong", "ha-nam", "ca-mau", "an-giang", "yen-bai", "kon-tum")
SMALL = {"programme.paths": "200", "survey.panel.repetitions": "50"}
STORED = {f"data.{kind}": f"data/private/{kind}" for kind in TABLES} | SMALL
OTHERS = ("ca-mau survey_design", "an-giang post_2020")
ESTIMATES = "outputs/latest/energy_savings/national/2016-2020/estimates.json"
WATCH = """
import json, sys
from pathlib import Path
from tests.notebook_cells import code_cells, run_cells
root, opened = Path(sys.argv[1]), set()
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and "w" not in str(arguments[1]):
        path = Path(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode())
        if path.is_absolute() and path.is_relative_to(root) and path.is_file():
            opened.add(path.relative_to(root).as_posix())
sys.addaudithook(note)
for name, parameters in json.loads(sys.argv[2]):
    code_cells(name)
    opened.clear()
    run_cells(name, **parameters)
    own = Path(parameters["output"]).relative_to(root).as_posix()
    print(json.dumps(sorted(name for name in opened if not name.startswith(own + "/"))))
    (Path(parameters["output"]) / "run.json").write_text('{"started": "2026-01-01"}', encoding="utf-8")
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the letter of one province, imported tables of others, a table as a file."""
    folder = tmp_path_factory.mktemp("project").resolve()
    for name in ("parameters", "notebooks", "data/claims"):
        shutil.copytree(ROOT / name, folder / name)
    study = read_study(
        folder / "parameters" / "study.yml",
        province=PROVINCES[0],
        period=PERIOD,
        settings={"data.synthetic_enterprises": 250},
    )
    write_sample_tables(folder / "data" / "private", study, PROVINCES)
    sample_panel(seed=5, enterprises=300, provinces=["binh-dinh"]).survey.to_csv(
        folder / "data/survey.csv", index=False
    )
    return folder


def job_of(root: Path, place: str, settings: Mapping[str, str]) -> Job:
    province, _, own = place.partition(" ")
    national = province == "national"
    notebook = own or ("energy_savings" if national else "province_report")
    [planned] = make_plan(
        Request(
            provinces=() if national and not own else (province,),
            periods=(PERIOD,),
            settings=settings,
            notebook=notebook,
            study=root / "parameters" / "study.yml",
        )
    ).jobs
    return planned.job


Case = tuple[Job, set[str]]


@pytest.fixture(scope="module")
def cases(root: Path) -> dict[str, Case]:
    """The country first, then provinces that show its estimates: each job as planned, with the files that it opened."""
    asked: dict[str, dict[str, str]] = {"national": STORED, "lam-dong": STORED}
    asked["binh-dinh"] = {"data.survey": "data/survey.csv"}
    asked |= dict.fromkeys(OTHERS, STORED)
    arguments = []
    for place, settings in asked.items():
        job = job_of(root, place, settings)
        output = job.folder() if place == "national" else root / "outputs" / ".work" / place.replace(" ", "-")
        output.mkdir(parents=True)
        arguments.append((job.notebook.stem, job.parameters(output)))
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(root), json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lists = [set(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]
    jobs = [job_of(root, place, settings) for place, settings in asked.items()]
    return dict(zip(asked, zip(jobs, lists, strict=True), strict=True))


def inputs_of(job: Job) -> set[str]:
    return {job.relative(path) for path in job.inputs}


@pytest.mark.parametrize("place", ["national", "lam-dong", "binh-dinh", *OTHERS])
def test_nothing_is_read_that_is_no_input(cases: dict[str, Case], place: str) -> None:
    job, read = cases[place]
    other_kind = {ESTIMATES} if place == "binh-dinh" else set()  # opened to see that it is synthetic, then left alone
    assert read - inputs_of(job) == other_kind
    assert "parameters/study.yml" in read


@pytest.mark.parametrize("place", ["national", "lam-dong", "binh-dinh"])
def test_every_table_that_is_an_input_is_read(cases: dict[str, Case], place: str) -> None:
    job, read = cases[place]
    assert {name for name in inputs_of(job) if name.startswith(("data/", "outputs/"))} <= read


@pytest.mark.parametrize("place", OTHERS)
def test_other_notebooks_read_what_is_theirs(cases: dict[str, Case], place: str) -> None:
    province, notebook = place.split()
    read = cases[place][1]
    assert [name for name in read if f"province={province}/" in name]
    assert (notebook == "post_2020") == ("parameters/scenarios/baseline.yml" in read)


def test_each_kind_of_file_is_among_them(cases: dict[str, Case]) -> None:
    letter, silent = cases["binh-dinh"][1], cases["lam-dong"][1]
    assert {"data/claims/binh-dinh-2018.yml", "data/survey.csv", "parameters/codebook/survey.yml"} <= letter
    assert ESTIMATES in silent
    assert [name for name in silent if "province=lam-dong/part-" in name]
    assert not [name for name in silent if "province=" in name and "province=lam-dong/" not in name]
