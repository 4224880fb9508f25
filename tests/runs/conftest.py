"""A project in miniature for tests of runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_eval.runs.jobs import Job
from tests.runs.notebooks import write_notebook

MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(tmp_path: Path) -> MakeJob:
    """Job of a notebook with the given cells; nothing is rendered unless asked for."""

    def make(*cells: str, period: str = "2016-2020", formats: tuple[str, ...] = ()) -> Job:
        notebook = write_notebook(tmp_path / "notebooks" / "province_report.ipynb", *cells)
        study = tmp_path / "parameters" / "study.yml"
        study.parent.mkdir(exist_ok=True)
        study.write_text("level: 0.95\n", encoding="utf-8")
        return Job(
            root=tmp_path,
            outputs=tmp_path / "outputs",
            run="latest",
            notebook=notebook,
            province="binh-dinh",
            period=period,
            study=study,
            formats=formats,
            inputs=(study,),
        )

    return make
