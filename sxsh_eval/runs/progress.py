"""How a plan comes along, for whoever waits: a bar and the jobs in hand on a terminal, else a line for each job."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.session import Watch
from sxsh_eval.runs.stopping import INTERRUPTED
from sxsh_eval.runs.worker import Result

if TYPE_CHECKING:
    from rich.console import Group

STAGES = {
    "start": "bắt đầu · starting",
    "again": "làm lại · once more",
    "notebook": "sổ tay · notebook",
    "render": "kết xuất · rendering",
}
OUTCOMES = {
    "done": "xong · done",
    "rendered": "kết xuất lại · rendered again",
    "skipped": "bỏ qua, không đổi · skipped, unchanged",
    "failed": "lỗi · failed",
    "not_run": "không chạy · not run",
}
MARKS = {"done": "✓", "rendered": "✓", "skipped": "–", "failed": "✕", "not_run": "○"}
SECONDS_BETWEEN_FORECASTS = 30
MINUTE, HOUR = 60, 3600


def spell(seconds: float) -> str:
    """Length of time for a reader: ``48 s``, ``3 min 20 s``, ``1 h 05 min``."""
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE:02d} s"
    return f"{whole // HOUR} h {whole % HOUR // MINUTE:02d} min"


class Tally:
    """Counts of a plan under way, with a forecast.

    Parameters
    ----------
    plan : sequence of Planned
    processes : int
        Jobs at a time.
    """

    def __init__(self, plan: Sequence[Planned], processes: int) -> None:
        self.to_do = sum(planned.action != "skip" for planned in plan)
        self.skipped = len(plan) - self.to_do
        self.counts: Counter[str] = Counter()
        self.running: dict[str, tuple[float, str]] = {}
        self._began, self._processes, self._spent = perf_counter(), max(1, processes), 0.0

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Note where a job stands."""
        since = self.running[name][0] if name in self.running else perf_counter()
        cells = f" {done}/{total}" if total else ""
        self.running[name] = (since, f"{STAGES.get(stage, stage)}{cells}")

    def result(self, result: Result) -> None:
        """Note that a job has ended."""
        self.running.pop(result.name, None)
        self.counts[result.outcome] += 1
        if result.outcome in {"done", "rendered", "failed"}:
            self._spent += result.seconds

    @property
    def ended(self) -> int:
        """Jobs with a result, without those that are skipped."""
        return self.counts.total() - self.counts["skipped"]

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self._began

    @property
    def left(self) -> float | None:
        """Forecast of the seconds left, from the mean time of finished jobs; None before the first one."""
        finished = self.counts["done"] + self.counts["rendered"] + self.counts["failed"]
        if not finished:
            return None
        mean, now = self._spent / finished, perf_counter()
        under_way = sum(max(mean - (now - since), 0.0) for since, _ in self.running.values())
        waiting = max(self.to_do - self.ended - len(self.running), 0)
        return (mean * waiting + under_way) / max(1, min(self._processes, waiting + len(self.running)))


class LinesWatch:
    """Plain lines for files and pipes: one when a job has ended, now and then with the time left.

    Parameters
    ----------
    tally : Tally
    """

    def __init__(self, tally: Tally) -> None:
        self._tally, self._forecast = tally, perf_counter()

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Note where a job stands."""
        self._tally.stage(name, stage, done, total)

    def result(self, result: Result) -> None:
        """Print how a job ended, unless nothing was to be done or somebody asked for an end."""
        self._tally.result(result)
        if result.outcome == "skipped" or result.exit_code > INTERRUPTED:
            return
        tally = self._tally
        line = f"[{tally.ended}/{tally.to_do}] {MARKS[result.outcome]} {result.name}: {OUTCOMES[result.outcome]}"
        if result.outcome != "not_run":
            line += f", {result.seconds:.1f} s"
        say(line + self._remaining())

    def _remaining(self) -> str:
        now, left = perf_counter(), self._tally.left
        if left is None or self._tally.ended == self._tally.to_do or now - self._forecast < SECONDS_BETWEEN_FORECASTS:
            return ""
        self._forecast = now
        return f"; còn khoảng {spell(left)} · about {spell(left)} left"


class ScreenWatch:
    """One bar for everything and a line for each job in hand; renews itself on a terminal.

    Parameters
    ----------
    tally : Tally
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.stage, self.result = tally.stage, tally.result

    def __rich__(self) -> Group:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        tally = self._tally
        counts = [f"{MARKS[name]} {tally.counts[name]}" for name in ("done", "failed", "not_run") if tally.counts[name]]
        left = "" if tally.left is None else f"còn · left {spell(tally.left)}"
        bar = Table.grid(padding=(0, 1))
        bar.add_row(
            ProgressBar(total=max(tally.to_do, 1), completed=tally.ended, width=30),
            Text(f"{tally.ended}/{tally.to_do}"),
            Text("  ".join(counts)),
            Text(spell(tally.elapsed)),
            Text(left),
        )
        lines = Table.grid(padding=(0, 2))
        for name, (since, text) in sorted(tally.running.items()):
            lines.add_row(Text(f"  {name}"), Text(text), Text(spell(perf_counter() - since)))
        return Group(bar, lines)


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 (the terminal is this module's purpose)


def _opening(tally: Tally, processes: int, note: str) -> list[str]:
    skipped = f"bỏ qua {tally.skipped} việc không đổi · {tally.skipped} unchanged, skipped; " if tally.skipped else ""
    at_once = f"; {processes} việc cùng lúc · at a time" if processes > 1 and tally.to_do > 1 else ""
    first = f"{skipped}cần làm {tally.to_do} việc · {tally.to_do} to do{at_once}"
    return [first[0].upper() + first[1:], *([note] if note else [])]


@contextmanager
def shown_progress(plan: Sequence[Planned], processes: int = 1, note: str = "") -> Iterator[Watch]:
    """Watch that shows how a plan comes along.

    Parameters
    ----------
    plan : sequence of Planned
        All jobs, those to be skipped too.
    processes : int
        Jobs at a time.
    note : str
        What limits their number; printed when there is something.
    """
    tally = Tally(plan, processes)
    for line in _opening(tally, processes, note):
        say(line)
    if not sys.stdout.isatty() or not tally.to_do:
        yield LinesWatch(tally)
        return
    from rich.live import Live

    watch = ScreenWatch(tally)
    with Live(get_renderable=watch.__rich__, refresh_per_second=4, transient=True):
        yield watch
