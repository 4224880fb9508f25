"""A fleet against the papermill command line and against the bare computation; cold start, rerun, memory, growth.

``python -m benchmarks.fleet [throughput|cold|growth|cluster ...]``: ratios of medians, each measured in the same run.
"""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "province_report.ipynb"
STUDY = ROOT / "parameters" / "study.yml"
PERIOD = "2016-2020"
SYNTHETIC = {"data.synthetic": True}
SET = ["--set", "data.synthetic=true"]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ENVIRONMENT = os.environ | ONE_THREAD | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"}
CORES, TIMES = 2, 5
SIZES, WHOLE = (8, 32), 126


def provinces() -> list[str]:
    """Slugs of the 63 provinces of the period."""
    import datetime as dt

    from sxsh_eval.parameters.study import open_study

    day = dt.date(2016, 1, 1)
    return [province.slug for province in open_study(STUDY).provinces if province.valid_on(day)]


def call(command: list[str]) -> float:
    """Wall seconds of one command; its own messages are shown only when it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - start


def ours(outputs: Path, slugs: Iterable[str], *more: str, periods: tuple[str, ...] = (PERIOD,)) -> float:
    """The command line for these provinces, nothing rendered."""
    chosen = [word for slug in slugs for word in ("--province", slug)]
    spans = [word for period in periods for word in ("--period", period)]
    command = [sys.executable, "-m", "sxsh_eval", "run", *chosen, *spans, *SET, "--no-files", "--outputs", str(outputs)]
    return call([*command, *more])


def papermill(folder: Path, slug: str) -> float:
    """The same notebook by the papermill command line."""
    folder.mkdir(parents=True, exist_ok=True)
    parameters = {"province": slug, "period": PERIOD, "study": str(STUDY), "settings": SYNTHETIC, "output": str(folder)}
    command = [sys.executable, "-m", "papermill", str(NOTEBOOK), str(folder / "out.ipynb"), "--no-progress-bar"]
    return call([*command, "--cwd", str(NOTEBOOK.parent), "-y", json.dumps(parameters)])


def papermill_all(folder: Path, slugs: list[str]) -> float:
    """Papermill command lines, as many at a time as there are cores; wall seconds."""
    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda slug: papermill(folder / slug, slug), slugs))
    return time.perf_counter() - start


def cells() -> list[str]:
    """Sources of the notebook's code cells."""
    content = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]


def run_cell(source: str, names: dict[str, Any]) -> None:
    """One cell; what its last line shows in a notebook is made as well."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - our own notebook
    if isinstance(last, ast.Expr):
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - our own notebook
        getattr(shown, "_repr_html_", lambda: repr(shown))()


def compute(slug: str) -> None:
    """The notebook's cells as plain Python, with what their last lines show."""
    with tempfile.TemporaryDirectory() as output:
        given = {"province": slug, "period": PERIOD, "study": str(STUDY), "settings": SYNTHETIC, "output": output}
        names: dict[str, Any] = {}
        for source in cells():
            run_cell(source, names)
            if "province: str" in source:
                names.update(given)


def bare_all(slugs: list[str]) -> float:
    """One warm process a core, nothing but the computation; wall seconds."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=context) as pool:
        list(pool.map(compute, slugs[:CORES] * 2))
        start = time.perf_counter()
        list(pool.map(compute, slugs))
        return time.perf_counter() - start


class Memory:
    """Greatest memory of this process's descendants while something runs, shared pages counted once, in MB."""

    def __init__(self) -> None:
        self.greatest, self.processes, self._stop = 0.0, 0, threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.3):
            total, count = 0.0, 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_full_info().pss / 1e6
                    count += 1
                except psutil.Error:
                    continue
            if total > self.greatest:
                self.greatest, self.processes = total, count


def medians(times: int, **acts: Callable[[], float]) -> dict[str, float]:
    """Median seconds of each act, taken in turn so that the machine's moods hit all of them."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(times):
        for name, act in acts.items():
            taken[name].append(act())
    return {name: statistics.median(values) for name, values in taken.items()}


def throughput(folder: Path, times: int) -> None:
    """Eight reports: our runner, papermill two at a time, bare computation."""
    slugs = provinces()[: SIZES[0]]
    runs = iter(range(1000))
    found = medians(
        times,
        ours=lambda: ours(folder / f"ours{next(runs)}", slugs),
        papermill=lambda: papermill_all(folder / "papermill", slugs),
        bare=lambda: bare_all(slugs),
    )
    print(f"{len(slugs)} province reports, no rendering, {CORES} at a time (medians of {times})")
    print(f"   sxsh-eval run              {found['ours']:7.1f} s")
    print(f"   papermill command line     {found['papermill']:7.1f} s   {found['papermill'] / found['ours']:.2f}x ours")
    print(f"   bare, warm processes       {found['bare']:7.1f} s   ours is {found['ours'] / found['bare']:.2f}x of it")


def cold(folder: Path, times: int) -> None:
    """One report from a cold shell."""
    runs, slug = iter(range(1000)), provinces()[0]
    found = medians(
        times,
        ours=lambda: ours(folder / f"cold{next(runs)}", [slug]),
        papermill=lambda: papermill(folder / "cold", slug),
    )
    print(f"one report from a cold shell (medians of {times})")
    print(f"   sxsh-eval run {found['ours']:.2f} s, papermill {found['papermill']:.2f} s: ")
    print(f"   ratio {found['ours'] / found['papermill']:.2f}")


def growth(folder: Path, times: int) -> None:
    """From 8 to 126 reports; memory; then the unchanged rerun."""
    slugs, spans = provinces(), ("2009-2015", PERIOD)
    seconds: dict[int, float] = {}
    for size in SIZES:
        seconds[size] = ours(folder / f"size{size}", slugs[: size // 2], periods=spans)
    outputs = folder / f"size{WHOLE}"
    with Memory() as memory:
        seconds[WHOLE] = ours(outputs, slugs, periods=spans)
    print("reports, seconds, seconds a report:")
    for size, value in seconds.items():
        print(f"   {size:4d} {value:7.1f} {value / size:6.2f}")
    small, whole = SIZES[0], WHOLE
    print(f"   a further report costs {(seconds[whole] - seconds[small]) / (whole - small):.2f} s")
    print(f"memory at most {memory.greatest:.0f} MB in {memory.processes} processes (shared pages counted once)")
    again = statistics.median(ours(outputs, slugs, periods=spans) for _ in range(times))
    print(f"unchanged rerun of {WHOLE} reports: {again:.2f} s (median of {times})")


def cluster(folder: Path, times: int) -> None:
    """The same reports by our processes and by a Dask cluster of two workers."""
    slugs, runs = provinces()[: SIZES[0] * 2], iter(range(1000))
    found = medians(
        times,
        local=lambda: ours(folder / f"local{next(runs)}", slugs),
        dask=lambda: ours(folder / f"dask{next(runs)}", slugs, "--scheduler", "local:2"),
    )
    print(f"{len(slugs)} reports (medians of {times}): local {found['local']:.1f} s, Dask {found['dask']:.1f} s, ")
    print(f"   ratio {found['dask'] / found['local']:.2f}")


def main(names: list[str]) -> None:
    """Print the tables asked for, or all."""
    parts: dict[str, Callable[[Path, int], None]] = {
        "throughput": throughput,
        "cold": cold,
        "growth": growth,
        "cluster": cluster,
    }
    for name in names or parts:
        with tempfile.TemporaryDirectory() as folder:
            parts[name](Path(folder), 3 if name == "cluster" else TIMES)


if __name__ == "__main__":
    main(sys.argv[1:])
