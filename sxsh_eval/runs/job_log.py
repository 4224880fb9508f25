"""A log for each job beside its run: when it began, how long each cell took, what went wrong. No rows of data."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import perf_counter

from sxsh_eval.errors import SxshError
from sxsh_eval.runs.jobs import FAILED
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.record import RunRecord, read_record
from sxsh_eval.runs.stopping import INTERRUPTED
from sxsh_eval.runs.worker import Result

LOGS = "logs"
LARGEST = 200_000
LONGEST_LINE = 300
MOST_LINES = 60
STAGES = {
    "start": "bắt đầu · started",
    "again": "tiến trình phụ đã chết, làm lại · the worker died, once more",
    "render": "kết xuất · rendering",
    "done": "xong · done",
    "rendered": "đã kết xuất · rendered",
    "failed": "lỗi · failed",
    "not_run": "không chạy · not run",
}


def log_file(folder: Path) -> Path:
    """Log of the job with this folder, or with this folder of a failed attempt: ``logs`` beside the run's notebooks.

    It lies outside the job folder, which is replaced as a whole, so that it tells of every attempt.
    """
    *_, notebook, province, period = folder.parts
    return folder.parents[2] / LOGS / f"{notebook}.{province}.{period.removesuffix(FAILED)}.log"


def append_log(folder: Path, text: str) -> None:
    """Add lines with the time to the log of a job folder; a log that cannot be written stops nothing.

    Parameters
    ----------
    folder : Path
        Job folder.
    text : str
        Cut when very long.
    """
    path = log_file(folder)
    lines = [line[:LONGEST_LINE] for line in text.splitlines()]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES // 2], "...", *lines[-MOST_LINES // 2 :]]
    stamp = datetime.now().astimezone().isoformat(timespec="milliseconds")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.exists() and path.stat().st_size > LARGEST
        with path.open("w" if fresh else "a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write("".join(f"{stamp}  {line}\n" for line in lines))


class JobLogs:
    """Writes the logs of a plan's jobs as news of them comes in.

    Parameters
    ----------
    plan : list of Planned
    """

    def __init__(self, plan: list[Planned]) -> None:
        self._plan = {planned.job.name: planned for planned in plan}
        self._since: dict[str, float] = {}

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Note that a job enters a stage or finishes a cell."""
        planned, now = self._plan[name], perf_counter()
        if stage == "start":
            text = (
                f"{STAGES[stage]}: {planned.action} ({planned.reason}{': ' if planned.detail else ''}{planned.detail})"
            )
        elif stage == "notebook":
            kernel = " (cả khởi động nhân · with the kernel's start)" if done == 1 else ""
            text = f"ô · cell {done}/{total}: {now - self._since.get(name, now):.2f} s{kernel}"
        else:
            text = STAGES.get(stage, stage)
        self._since[name] = now
        append_log(planned.job.folder(), text)

    def result(self, result: Result) -> None:
        """Note how a job ended, with its warnings and the traceback of its failure."""
        never_begun = result.exit_code > INTERRUPTED and result.name not in self._since
        if result.outcome == "skipped" or never_begun:
            return
        lines = []
        if result.outcome == "done" or result.folder.name.endswith(FAILED):
            with suppress(SxshError):
                lines = _told(read_record(result.folder))
        lines += result.message.splitlines()
        lines.append(f"{STAGES[result.outcome]}: {result.seconds:.2f} s")
        append_log(self._plan[result.name].job.folder(), "\n".join(lines))


def _told(record: RunRecord) -> list[str]:
    warnings = [f"cảnh báo · warning: {' '.join(text.split())}" for text in record.warnings]
    trace = record.failure.traceback.splitlines() if record.failure else []
    return [*warnings, *trace]
