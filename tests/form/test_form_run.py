"""Running from the form: what is asked of the run, how it is followed, stopped, and what is shown at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sxsh_eval.errors import Problem
from sxsh_eval.form.page import Form
from sxsh_eval.form.progress import half
from sxsh_eval.form.told import COMPUTING, Told
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.run_files import RunFile
from sxsh_eval.runs.following.followed import FollowedRun
from sxsh_eval.runs.following.values import Event, JobPlan, Seconds
from tests.form.forms import FOLDER, JOB, PLAN, FakeRun, control, fake_run, make_form, page_text, press

PATIENCE = 60


def until(true: Callable[[], bool]) -> None:
    """Wait for a thread of the form."""
    for _ in range(PATIENCE * 20):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def is_over(form: Form) -> Callable[[], bool]:
    under_way = ("Đang chạy:", "Đang dừng:", "Đang đọc kết quả")
    return lambda: not form.desk.running and not any(words in page_text(form) for words in under_way)


def test_the_run_is_asked_for_what_the_form_says(project: Path) -> None:
    kind = fake_run(PLAN)
    form = make_form(run=kind)
    form.desk.state.enter("thresholds.growth_multiple", "4,5")
    control(form, "Chạy lại cả khi không").value = True
    control(form, "PDF").value = False
    press(form, "Chạy")
    until(is_over(form))
    (run,) = kind.made
    settings = {"thresholds.growth_multiple": 4.5}
    wanted = RunFile(
        province=("binh-dinh",), period=("2016-2020",), settings=settings, formats=("html", "docx", "xlsx")
    )
    assert (run.choices, run.root, run.force) == (wanted, project, True)
    assert not run.file.exists()
    assert list((project / "parameters" / "runs").iterdir()) == [project / "parameters" / "runs" / "example.yml"]


def test_one_run_at_a_time_and_it_can_be_stopped(project: Path) -> None:
    kind = fake_run(PLAN, Event("stage", job=JOB, stage="notebook", done=3, total=6), lasts=True)
    form = make_form(run=kind)
    assert control(form, "Dừng").disabled
    press(form, "Chạy")
    assert control(form, "Chạy").disabled
    form.run.start()
    assert len(kind.made) == 1
    assert "đang tính" in page_text(form)
    assert "3/6" in page_text(form)
    assert f'value="{round(100 * COMPUTING / 2)}"' in page_text(form)
    control(form, "Ngôn ngữ / Language").value = "en"
    assert "computing" in page_text(form)
    control(form, "Ngôn ngữ / Language").value = "vi"
    press(form, "Dừng")
    until(is_over(form))
    assert kind.made[0].stopped == 1
    assert not control(form, "Chạy").disabled
    assert control(form, "Dừng").disabled
    assert "Đang chạy" not in page_text(form)


def test_a_failed_job_says_why_in_one_language(project: Path) -> None:
    message = "Có 1 vấn đề:\n1. [x] a\n   thấy: <b>\n\n1 problem:\n1. [x] a\n   found: <b>"
    failure = Event("result", job=JOB, outcome="failed", seconds=2, folder=FOLDER, message=message)
    form = make_form(run=fake_run(PLAN, failure))
    press(form, "Chạy")
    until(is_over(form))
    assert "thấy: &lt;b&gt;" in page_text(form)
    assert "found:" not in page_text(form)
    control(form, "Ngôn ngữ / Language").value = "en"
    assert "found: &lt;b&gt;" in page_text(form)


def test_a_run_that_another_one_holds_up_says_so_and_may_be_tried_again(project: Path) -> None:
    problem = Problem("output.locked", "latest.province_report.binh-dinh.2016-2020", "123", {"folder": "outputs"})
    form = make_form(run=fake_run(PLAN, Event("problems", problems=(problem,))))
    press(form, "Chạy")
    until(is_over(form))
    assert 'role="alert"' in page_text(form)
    assert "thấy một lần chạy khác (123)" in page_text(form)
    assert "--name" not in page_text(form)
    assert not control(form, "Chạy").disabled


def test_a_job_goes_from_waiting_to_done() -> None:
    told = Told()
    told.take(PLAN)
    assert (told.jobs[JOB].state, told.part) == ("waiting", 0)
    parts = []
    for event in (
        Event("stage", job=JOB, stage="start"),
        Event("stage", job=JOB, stage="notebook", done=1, total=4),
        Event("stage", job=JOB, stage="notebook", done=4, total=4),
        Event("stage", job=JOB, stage="render"),
        Event("result", job=JOB, outcome="done", seconds=3, folder=FOLDER),
        Event("end", exit_code=0),
    ):
        told.take(event)
        parts.append(told.part)
    assert parts == sorted(parts)
    assert (parts[-1], told.exit_code, told.finished[0].seconds) == (1, 0, 3)


def test_messages_are_halved_only_where_they_have_two_languages() -> None:
    assert half("Traceback\n\nValueError", "en") == "Traceback\n\nValueError"
    assert half("Có 1 vấn đề:\na\n\n1 problem:\nb", "vi") == "Có 1 vấn đề:\na"


def test_the_bar_says_what_would_run_and_forgets_answers_to_other_choices(project: Path) -> None:
    form = make_form(run=fake_run(PLAN, Event("result", job=JOB, outcome="done", seconds=2, folder=FOLDER)))
    assert " · Bình Định · 2016-2020 · Tiếng Việt, Tiếng Anh · " in page_text(form)
    press(form, "Kiểm tra")
    assert "Các lựa chọn hợp lệ" in page_text(form)
    control(form, "Giai đoạn").value = ("2009-2015",)
    assert "Các lựa chọn hợp lệ" not in page_text(form)
    assert "Bình Định · 2009-2015" in page_text(form)
    press(form, "Chạy")
    until(is_over(form))
    assert "✔ Xong 1 báo cáo" in page_text(form)
    control(form, "Giai đoạn").value = ("2016-2020",)
    assert "✔ Lần chạy vừa rồi: Xong 1 báo cáo" in page_text(form)


def test_of_many_jobs_only_those_that_matter_are_listed(project: Path) -> None:
    names = [f"job {number}" for number in range(40)]
    reason = Words(vi="chưa có", en="none yet")
    plan = Event("plan", jobs=tuple(JobPlan(name, "execute", reason) for name in names))
    told = [Event("result", job=name, outcome="done", seconds=1) for name in names[:9]]
    told.append(Event("stage", job=names[9], stage="notebook", done=1, total=2))
    form = make_form(run=fake_run(plan, *told, lasts=True))
    press(form, "Chạy")
    text = page_text(form)
    assert "xong 9 trên 40 báo cáo" in text
    assert "Các báo cáo khác: xong: 9; chờ: 30." in text
    assert ("job 9<" in text, "job 8<" in text) == (True, False)
    press(form, "Dừng")
    until(is_over(form))
    assert "Đã dừng sau" in page_text(form)
    assert "số báo cáo đã xong: 9 trên 40" in page_text(form)


def test_the_time_that_is_left_follows_earlier_runs_else_what_is_done() -> None:
    usual = Seconds(usual=60, fastest=50, slowest=70, records=3)
    told = Told()
    told.take(Event("plan", jobs=(replace(PLAN.jobs[0], seconds=usual),)))
    assert told.remaining == 60
    told.take(Event("stage", job=JOB, stage="notebook", done=2, total=4))
    assert told.remaining == pytest.approx(60 * (1 - COMPUTING / 2))
    unknown = Told()
    unknown.take(PLAN)
    assert unknown.remaining is None
    unknown.take(Event("stage", job=JOB, stage="render"))
    unknown.ended = unknown.started + 20
    assert unknown.remaining == pytest.approx(20 * (1 - COMPUTING) / COMPUTING)


def test_runs_of_tests_are_runs() -> None:
    names = {"start", "stop", "wait"}
    assert names <= set(dir(FakeRun)) & set(dir(FollowedRun))
