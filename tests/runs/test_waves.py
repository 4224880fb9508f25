"""Jobs wait for what they use, and for nothing else but national estimates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.runs.jobs import Job, Used
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.planning.waves import waves

ROOT = Path("/nowhere").absolute()


def planned(notebook: str, place: str = "national", uses: tuple[Planned, ...] = ()) -> Planned:
    job = Job(ROOT, ROOT / "outputs", "latest", ROOT / f"{notebook}.ipynb", place, "2016-2020", ROOT / "study.yml")
    used = tuple(Used(each.job.notebook.stem, each.job.folder(), "") for each in uses)
    return Planned(replace(job, uses=used), "execute", "new", stage=notebook)


def test_stages_that_use_nothing_run_side_by_side() -> None:
    jobs = [planned("province_report", "binh-dinh"), planned("post_2020", "binh-dinh"), planned("national_report")]
    assert waves([[job] for job in jobs]) == (tuple(jobs),)


def test_a_job_runs_after_those_it_uses_alone() -> None:
    first, other = planned("prices", "ha-noi"), planned("post_2020", "ha-noi")
    second = planned("summary", "ha-noi", (first,))
    third = planned("end", "ha-noi", (second,))
    assert waves([[first], [second], [third], [other]]) == ((first, other), (second,), (third,))


def test_what_comes_after_national_estimates_waits_for_them() -> None:
    early, effect, late = planned("survey_design"), planned("energy_savings"), planned("province_report", "ha-noi")
    assert waves([[early], [effect], [late]]) == ((early, effect), (late,))


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=6))
def test_every_job_once_and_after_what_it_uses(shape: list[list[int]]) -> None:
    stages: list[list[Planned]] = []
    for at, stage in enumerate(shape):
        before = [each for earlier in stages for each in earlier]
        stages.append(
            [
                planned(f"n{at}", f"p{number}", tuple(before[pick : pick + 2]))
                for number, pick in enumerate(dict.fromkeys(stage))
            ]
        )
    found = waves(stages)
    flat = [each for wave in found for each in wave]
    assert sorted(map(id, flat)) == sorted(id(each) for stage in stages for each in stage)
    place = {each.job.folder(): at for at, wave in enumerate(found) for each in wave}
    assert all(place[used.folder] < place[each.job.folder()] for each in flat for used in each.job.uses)
