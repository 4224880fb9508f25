"""Time from earlier records: nearest ones alone, no number without a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.runs.following.forecast import forecast, forecast_of, makespan
from sxsh_eval.runs.following.values import Seconds
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.planning.shown import plan_text
from tests.runs.comparison.made_runs import make_job
from tests.runs.finished_jobs import finish
from tests.runs.following.two_runs import FIRST, make_again

TIMES = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=20)
WANTED = Request(provinces=("gia-lai", "ha-noi"), periods=("2016-2020",), settings={"level": 0.9})


def timed(outputs: Path, run: str, notebook: float, settings: dict[str, Any] | None = None, **more: Any) -> None:
    province = more.get("province", "binh-dinh")
    parameters = {"province": province, "period": "2016-2020", "study": "-", "settings": settings or {}}
    seconds = {"notebook": notebook, "render": 2.0} if more.pop("rendered", True) else {"notebook": notebook}
    make_job(outputs, run, [], parameters=parameters, seconds=seconds, **more)


def test_without_records_there_is_no_number_but_a_reason(project: Path) -> None:
    found = forecast(WANTED, 2)
    assert found.seconds is None
    assert [job.seconds for job in found.jobs] == [None, None]
    assert "2 việc chưa có lần chạy trước" in found.basis.vi
    assert found.jobs[0].basis is not None
    assert "chưa ước được" in found.jobs[0].basis.vi
    assert found.jobs[0].reason.vi == "chưa có kết quả"
    assert found.jobs[0].folder == "outputs/latest/province_report/gia-lai/2016-2020"


def test_the_nearest_records_alone_count(project: Path) -> None:
    outputs = project / "outputs"
    timed(outputs, "a", 60)
    timed(outputs, "a", 10, {"level": 0.9}, province="gia-lai")
    timed(outputs, "b", 20, {"level": 0.9}, province="gia-lai")
    timed(outputs, "c", 90, province="gia-lai")
    timed(outputs, "d", 5, {"level": 0.9}, province="gia-lai", rendered=False)
    timed(outputs, "e", 6, {"level": 0.9}, province="gia-lai", status="failed")
    (outputs / "f" / "province_report" / "gia-lai" / "2016-2020").mkdir(parents=True)
    (outputs / "f" / "province_report" / "gia-lai" / "2016-2020" / "run.json").write_text("{", encoding="utf-8")
    near, far = forecast(WANTED, 1).jobs
    assert near.seconds == Seconds(17, 12, 22, 2)
    assert near.basis is not None
    assert near.basis.vi == (
        "khoảng 17 giây (nhanh nhất 12 giây, chậm nhất 22 giây), theo 2 lần chạy trước "
        "(cùng tỉnh, giai đoạn và lựa chọn)"
    )
    assert far.seconds == Seconds(42, 12, 92, 4)
    other = forecast(Request(provinces=("gia-lai",), periods=("2016-2020",), settings={"level": 0.8}), 1).jobs[0]
    assert other.seconds == Seconds(22, 12, 92, 3)
    assert other.basis is not None
    assert "other choices" in other.basis.en


def test_the_version_before_the_last_counts_too(project: Path) -> None:
    outputs = project / "outputs"
    parameters = {"province": "gia-lai", "period": "2016-2020", "study": "-", "settings": {"level": 0.9}}
    more: dict[str, Any] = {"province": "gia-lai", "parameters": parameters}
    make_job(outputs, "latest", [], started=FIRST, seconds={"notebook": 30.0, "render": 1.0}, **more)
    make_again(outputs, [], seconds={"notebook": 40.0, "render": 1.0}, **more)
    assert forecast(WANTED, 1).jobs[0].seconds == Seconds(36, 31, 41, 2)


def test_what_has_not_changed_takes_no_time(project: Path) -> None:
    for planned in make_plan(WANTED).jobs:
        finish(Planned(planned.job, "execute", "new"))
    found = forecast(WANTED, 2)
    assert found.seconds == Seconds(0, 0, 0, 0)
    assert found.basis.vi == "Không có gì phải làm."


def test_the_sum_takes_processes_into_account(project: Path) -> None:
    timed(project / "outputs", "a", 60)
    plan = make_plan(WANTED)
    assert forecast_of(plan, 1).seconds == Seconds(124, 124, 124, 1)
    whole = forecast_of(plan, 2)
    assert whole.seconds == Seconds(62, 62, 62, 1)
    assert whole.basis.vi.startswith("Cả đợt khoảng 1 phút 2 giây với 2 việc cùng lúc")
    text = plan_text(plan, whole)
    assert text.splitlines()[-1] == f"{whole.basis.vi} · {whole.basis.en}"
    assert text.count("chưa có kết quả · no result yet; ~1 min 02 s (n = 1)") == 2


@pytest.mark.parametrize(
    ("times", "processes", "expected"),
    [([3, 3, 4], 2, 7), ([4, 3, 3], 2, 6), ([5], 4, 5), ([], 2, 0), ([1, 2, 3], 1, 6), ([2, 2, 2], 9, 2)],
)
def test_known_makespans(times: list[float], processes: int, expected: float) -> None:
    assert makespan(times, processes) == expected


@given(TIMES, st.integers(1, 8))
def test_makespan_lies_between_the_bounds_of_list_scheduling(times: list[float], processes: int) -> None:
    least = max(sum(times) / processes, *times)
    assert least <= makespan(times, processes) <= sum(times)
    assert makespan(times, processes) <= sum(times) / processes + (1 - 1 / processes) * max(times) + 1e-9
