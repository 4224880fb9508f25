"""What is shown while a plan is carried out, and the summary at its end."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs import progress
from sxsh_eval.runs.console import first_problem, show_results
from sxsh_eval.runs.job_log import LARGEST, append_log, log_file
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.progress import ScreenWatch, Tally, shown_progress, spell
from sxsh_eval.runs.worker import Outcome, Result
from tests.runs.faults.runner import planned


@pytest.fixture
def plan(tmp_path: Path) -> list[Planned]:
    """126 jobs, of which the first 100 are to be skipped."""
    actions = ["skip"] * 100 + ["execute"] * 26
    wishes = [{"province": f"p-{number:03d}", "action": action} for number, action in enumerate(actions)]
    return [planned(tmp_path, tmp_path / "outputs", wish) for wish in wishes]


def result(one: Planned, outcome: Outcome = "done", seconds: float = 2.0, message: str = "", code: int = 0) -> Result:
    return Result(one.job.name, one.job.folder(), code, message, outcome=outcome, seconds=seconds)


VALUES = {"notebook": "x"}
MESSAGE = ProblemsError(
    [
        Problem("run.kernel_died", "n.ipynb, In [3]", "DeadKernelError", VALUES),
        Problem("run.timeout", "y", "z", VALUES),
    ]
).message()


def test_plain_lines_count_what_is_to_be_done(plan: list[Planned], capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(plan, 2, "chỉ còn 600 MB") as watch:
        for one in plan[:100]:
            watch.result(result(one, "skipped"))
        watch.stage(plan[100].job.name, "notebook", 1, 5)
        watch.result(result(plan[100], seconds=3.21))
        watch.result(result(plan[101], "failed", message=MESSAGE, code=3))
        watch.result(result(plan[102], "not_run", code=130))
    assert capsys.readouterr().out.splitlines() == [
        "Bỏ qua 100 việc không đổi · 100 unchanged, skipped; cần làm 26 việc · 26 to do; 2 việc cùng lúc · at a time",
        "chỉ còn 600 MB",
        "[1/26] ✓ p-100 2016-2020: xong · done, 3.2 s",
        "[2/26] ✕ p-101 2016-2020: lỗi · failed, 2.0 s",
    ]


def test_the_time_left_is_told_now_and_then(
    plan: list[Planned], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 1000.0
    monkeypatch.setattr(progress, "perf_counter", lambda: clock)
    with shown_progress(plan[100:], 2) as watch:
        for one in plan[100:110]:
            watch.stage(one.job.name, "start", 0, 0)
            clock += 10
            watch.result(result(one, seconds=10.0))
    told = [line for line in capsys.readouterr().out.splitlines() if "left" in line]
    assert [line.split("]")[0] for line in told] == ["[3/26", "[6/26", "[9/26"]
    assert told[0].endswith("còn khoảng 1 min 55 s · about 1 min 55 s left")  # 23 jobs of 10 s, two at a time


def test_the_forecast_counts_what_running_jobs_have_done(plan: list[Planned], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 0.0
    monkeypatch.setattr(progress, "perf_counter", lambda: clock)
    tally = Tally(plan[100:104], 2)
    assert tally.left is None
    tally.stage(plan[100].job.name, "start", 0, 0)
    tally.stage(plan[101].job.name, "start", 0, 0)
    clock = 8.0
    tally.result(result(plan[100], seconds=8.0))
    tally.stage(plan[102].job.name, "start", 0, 0)
    clock = 10.0
    assert tally.left == pytest.approx((8 + 6 + 0) / 2)  # one waits, one has 6 s to go, one is late already
    assert tally.elapsed == 10.0


def test_on_a_terminal_one_bar_and_a_line_for_each_running_job(plan: list[Planned]) -> None:
    from rich.console import Console

    tally = Tally(plan, 2)
    watch = ScreenWatch(tally)
    for one in plan[100:110]:
        watch.result(result(one))
    watch.result(result(plan[110], "failed"))
    watch.stage(plan[111].job.name, "notebook", 3, 12)
    watch.stage(plan[112].job.name, "render", 0, 0)
    screen = io.StringIO()
    Console(file=screen, width=110).print(watch)
    lines = screen.getvalue().splitlines()
    assert len(lines) == 3
    assert "11/26" in lines[0]
    assert "✓ 10  ✕ 1" in lines[0]
    assert "còn · left" in lines[0]
    assert " ".join(lines[1].split()) == "p-111 2016-2020 sổ tay · notebook 3/12 0 s"
    assert "kết xuất · rendering" in lines[2]


def test_the_screen_renews_itself_only_on_a_terminal(plan: list[Planned], monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "110")
    with shown_progress(plan, 2) as watch:
        watch.stage(plan[100].job.name, "notebook", 1, 5)
        watch.result(result(plan[100]))
    assert isinstance(watch, ScreenWatch)
    assert "1/26" in terminal.getvalue()
    assert len(terminal.getvalue().splitlines()) < 12


def test_many_jobs_are_counted_and_only_failed_ones_named(
    plan: list[Planned], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append_log(plan[101].job.folder(), "began")
    skipped: list[Outcome] = ["skipped"] * 100
    done: list[Outcome] = ["done"] * 23
    outcomes: list[Outcome] = [*skipped, "done", "failed", "not_run", *done]
    results = [
        result(one, outcome, message=MESSAGE if outcome != "done" else "", code=3 if outcome == "failed" else 0)
        for one, outcome in zip(plan, outcomes, strict=True)
    ]
    show_results(results, tmp_path / "outputs" / "index.html", 125.0)
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "✓   24  xong · done",
        "–  100  bỏ qua, không đổi · skipped, unchanged",
        "✕    1  lỗi · failed",
        "○    1  không chạy · not run",
        "Tổng thời gian · Total time: 2 min 05 s",
        "",
        f"Trang mục lục · Index page: {tmp_path / 'outputs' / 'index.html'}",
    ]
    assert "✕ p-101 2016-2020" in said.err
    assert "[run.kernel_died] n.ipynb, In [3]" in said.err
    assert "run.timeout" not in said.err
    assert said.err.count("DeadKernelError") == 1
    assert str(log_file(plan[101].job.folder())) in said.err
    assert "p-102" not in said.err


def test_of_very_many_failures_the_rest_is_counted(plan: list[Planned], capsys: pytest.CaptureFixture[str]) -> None:
    show_results([result(one, "failed", message=MESSAGE, code=3) for one in plan], Path("index.html"))
    said = capsys.readouterr().err
    assert said.count("[run.kernel_died]") == 30
    assert "96 more failed" in said


def test_the_first_problem_comes_with_the_remedy_in_both_languages() -> None:
    lines = first_problem(MESSAGE).splitlines()
    assert len(lines) == 4
    assert lines[0].strip() == "[run.kernel_died] n.ipynb, In [3]"
    assert lines[1].strip() == "thấy: DeadKernelError"
    assert lines[2].strip().startswith("cách sửa: ")
    assert lines[3].strip().startswith("what to do: ")
    assert first_problem("something else\nmore") == "   something else"
    assert first_problem("") == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")]
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert spell(seconds) == text


def test_a_log_grows_by_lines_with_their_time_and_begins_anew_when_large(plan: list[Planned]) -> None:
    folder = plan[0].job.folder()
    path = log_file(folder)
    assert path.relative_to(plan[0].job.outputs).as_posix() == "latest/logs/province_report.p-000.2016-2020.log"
    assert log_file(folder.with_name("2016-2020.failed")) == path
    append_log(folder, "Đắk Lắk\n" + "x" * 1000)
    append_log(folder, "\n".join(str(number) for number in range(500)))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("  Đắk Lắk")
    assert max(len(line) for line in lines) < 340
    assert len(lines) == 2 + 61
    path.write_bytes(b"x" * (LARGEST + 1))
    append_log(folder, "anew")
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


def test_a_log_that_cannot_be_written_stops_nothing(plan: list[Planned]) -> None:
    plan[0].job.outputs.write_text("in the way", encoding="utf-8")
    append_log(plan[0].job.folder(), "began")
