"""What the analyst sees in the terminal: progress while jobs run, then a box with the paths."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_eval.runs.worker import Result

if TYPE_CHECKING:
    from sxsh_eval.runs.official import WrittenLetter

STAGES = {
    "notebook": "sổ tay · notebook",
    "render": "kết xuất · rendering",
    "done": "xong · done",
    "failed": "lỗi · failed",
}
# Called with the job's name, the stage, cells done and cells in all.
Progress = Callable[[str, str, int, int], None]


def near(path: Path) -> str:
    """Path as short as it is from the working directory."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


@contextmanager
def shown_progress(names: Sequence[str]) -> Iterator[Progress]:
    """Callback that shows how jobs come along: bars on a terminal, else a line for each stage.

    Parameters
    ----------
    names : sequence of str
        Names of the jobs.
    """
    if not sys.stdout.isatty():
        yield _lines()
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.fields[job]}"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bars(*columns) as bars:
        tasks = {name: bars.add_task("đang đợi · waiting", job=name, total=None) for name in names}

        def tell(name: str, stage: str, done: int, total: int) -> None:
            """Move the bar of one job; the last tenth is rendering."""
            if stage == "notebook":
                bars.update(tasks[name], description=STAGES[stage], completed=done * 0.9, total=total)
            elif stage == "render":
                bars.update(tasks[name], description=STAGES[stage])
            else:
                bars.update(tasks[name], description=STAGES[stage], completed=1, total=1)

        yield tell


def _lines() -> Progress:
    last: dict[str, str] = {}

    def tell(name: str, stage: str, done: int, total: int) -> None:
        """Print a line when a job enters a stage."""
        del done, total
        if last.get(name) != stage:
            last[name] = stage
            print(f"{name}: {STAGES[stage]}", flush=True)  # noqa: T201 (the terminal is this module's purpose)

    return tell


def show_results(results: Sequence[Result], index: Path) -> None:
    """Print what failed and why, then a box with the paths and the number of warnings.

    Parameters
    ----------
    results : sequence of Result
    index : Path
        Page that lists everything.
    """
    for result in results:
        if result.message:
            print(f"\n{result.name}\n{result.message}\n", file=sys.stderr)  # noqa: T201
    lines = [_summary(result) for result in results]
    lines += ["", f"Trang mục lục · Index page: {near(index)}"]
    if not sys.stdout.isatty():
        print("\n".join(lines), flush=True)  # noqa: T201
        return
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    Console().print(Panel(Text("\n".join(lines), overflow="fold"), title="Kết quả · Results", expand=False))


def _summary(result: Result) -> str:
    mark = "✓" if result.exit_code == 0 else "✕"
    warnings = f"{result.warnings} cảnh báo · {'warning' if result.warnings == 1 else 'warnings'}"
    files = f"{len(result.files)} tệp · {'file' if len(result.files) == 1 else 'files'}"
    place = f"  {near(result.folder)}" if result.folder.exists() else ""
    return f"{mark} {result.name}  ({files}; {warnings})" + (f"\n{place}" if place else "")


def show_letter(written: WrittenLetter) -> None:
    """Say where the letter is, what it tells and what is still missing."""
    letter = written.letter
    lines = [
        f"Văn bản · Letter: {near(written.path)}",
        f"  {written.figures} số liệu · figures; {letter.notes} chú thích · comments",
        f"  ước lượng · estimates: {written.estimates or '-'}",
    ]
    if written.waiting:
        lines.append(f"  {written.waiting} số liệu chưa xác nhận, không dùng · figures not confirmed, left out")
    if letter.banner:
        lines.append(f"  {letter.banner} · synthetic data")
    lines.append(f"Còn phải bổ sung · Still to be filled in: {len(letter.blanks)}")
    lines += [f"  ☐ {blank.strip('[]')}" for blank in letter.blanks]
    print("\n".join(lines), flush=True)  # noqa: T201
