"""What the analyst sees in the terminal at the end: what failed, then a box with counts or paths."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_eval.runs.job_log import log_file
from sxsh_eval.runs.progress import MARKS, OUTCOMES, say, spell
from sxsh_eval.runs.stopping import INTERRUPTED
from sxsh_eval.runs.worker import Result

if TYPE_CHECKING:
    from sxsh_eval.runs.letters.official import WrittenLetter

FEW = 12
"""Up to so many jobs each gets its line with the folder; more are counted."""
MOST_FAILED = 30


def near(path: Path | str) -> str:
    """Path as short as it is from the working directory; a URL as it is."""
    here = Path.cwd()
    if isinstance(path, str):
        return path
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def show_results(results: Sequence[Result], index: Path | str, seconds: float | None = None) -> None:
    """Print what failed and why, then a summary: each folder for a few jobs, counts for many.

    Parameters
    ----------
    results : sequence of Result
    index : Path or str
        Page that lists everything, or its URL.
    seconds : float, optional
        Time that everything took.
    """
    few = len(results) <= FEW
    for line in _complaints(results, whole=few):
        print(line, file=sys.stderr)  # noqa: T201
    ran = [result for result in results if result.outcome != "skipped"]
    lines = [_summary(result) for result in ran] if few else []
    if len(results) > len(lines):
        counts = Counter[str](result.outcome for result in results)
        lines += [f"{MARKS[name]} {counts[name]:>4}  {words}" for name, words in OUTCOMES.items() if counts[name]]
    if seconds is not None and len(results) > 1:
        lines.append(f"Tổng thời gian · Total time: {spell(seconds)}")
    lines += ["", f"Trang mục lục · Index page: {near(index)}"]
    if not sys.stdout.isatty():
        say("\n".join(lines))
        return
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    Console().print(Panel(Text("\n".join(lines), overflow="fold"), title="Kết quả · Results", expand=False))


def _complaints(results: Sequence[Result], *, whole: bool) -> list[str]:
    """What went wrong with each job and where its log is; of many jobs only the first problem of each failed one."""
    wrong = [result for result in results if result.outcome == "failed"]
    lines = []
    for result in wrong[: None if whole else MOST_FAILED]:
        lines.append(f"\n{MARKS['failed']} {result.name}")
        lines.append(result.message if whole else first_problem(result.message))
        if (log := log_file(result.folder)).exists():
            lines.append(f"   nhật ký · log: {near(log)}")
    if rest := len(wrong) - MOST_FAILED if not whole else 0:
        lines += ["", f"... còn {rest} việc lỗi nữa · {rest} more failed"] if rest > 0 else []
    held_up = [result for result in results if result.outcome == "not_run" and result.exit_code < INTERRUPTED]
    lines += [f"\n{result.message}" for result in held_up if whole]
    return [*lines, ""] if lines else []


def first_problem(message: str) -> str:
    """First problem of a message in both languages: code and place, then what was found and what to do.

    Parameters
    ----------
    message : str
        As `ProblemsError.message` makes it; anything else comes back with its first line alone.
    """
    lines = message.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("1. [")]
    if not starts:
        return f"   {lines[0]}" if lines else ""
    first, *others = starts
    shown = [f"   {lines[first].removeprefix('1. ')}", *lines[first + 1 : first + 2], *lines[first + 3 : first + 4]]
    return "\n".join([*shown, *(line for start in others for line in lines[start + 3 : start + 4])])


def _summary(result: Result) -> str:
    warnings = f"{result.warnings} cảnh báo · {'warning' if result.warnings == 1 else 'warnings'}"
    files = f"{len(result.files)} tệp · {'file' if len(result.files) == 1 else 'files'}"
    place = f"  {near(result.folder)}" if result.folder.exists() else ""
    return f"{MARKS[result.outcome]} {result.name}  ({files}; {warnings})" + (f"\n{place}" if place else "")


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
