"""A cluster, and projects in miniature, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.planned import Planned
from tests.runs.cluster.machines import Machines
from tests.runs.notebooks import write_notebook

pytest.importorskip("distributed")
MakePlanned = Callable[..., Planned]


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers."""
    machines = Machines(tmp_path_factory.mktemp("machines"))
    try:
        machines.scheduler()
        for name in ("first", "second"):
            machines.worker(name)
        yield machines
    finally:
        machines.stop()


@pytest.fixture
def make_planned(tmp_path: Path) -> MakePlanned:
    """A job to be executed, of a notebook with the given cells in a project of its own."""

    def make(*cells: str, period: str = "2016-2020", name: str = "province_report", **changes: object) -> Planned:
        notebook = write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", *cells)
        study = tmp_path / "parameters" / "study.yml"
        study.parent.mkdir(exist_ok=True)
        study.write_text("level: 0.95\n", encoding="utf-8")
        fields: dict[str, object] = {
            "root": tmp_path,
            "outputs": tmp_path / "outputs",
            "run": "latest",
            "notebook": notebook,
            "province": "binh-dinh",
            "period": period,
            "study": study,
            "formats": (),
            "inputs": (study,),
        }
        return Planned(Job(**(fields | changes)), "execute", "new")  # type: ignore[arg-type]

    return make
