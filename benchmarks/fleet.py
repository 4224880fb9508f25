"""A fleet against the papermill command line and against the bare computation; cold start, rerun, memory, growth.

``python -m benchmarks.fleet [letters|synthetic|cold|growth|cluster ...]``: ratios of medians measured in the same run.
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
Where = tuple[str, str]
"""Province and period of one report."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ENVIRONMENT = os.environ | ONE_THREAD | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "MPLBACKEND": "Agg"}
CORES, TIMES, FEW_TIMES = 2, 5, 3
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


def ours(outputs: Path, jobs: Iterable[Where], *more: str, synthetic: bool = True) -> float:
    """The command line for these reports, nothing rendered; provinces and periods are combined."""
    places = dict.fromkeys(slug for slug, _ in jobs)
    spans = dict.fromkeys(period for _, period in jobs)
    chosen = [word for slug in places for word in ("--province", slug)]
    chosen += [word for period in spans for word in ("--period", period)]
    chosen += ["--set", "data.synthetic=true"] if synthetic else []
    command = [sys.executable, "-m", "sxsh_eval", "run", *chosen, "--no-files", "--outputs", str(outputs)]
    return call([*command, *more])


def given(job: Where, output: Path | str, *, synthetic: bool) -> dict[str, Any]:
    """Parameters of the notebook for one report."""
    slug, period = job
    settings = SYNTHETIC if synthetic else {}
    return {"province": slug, "period": period, "study": str(STUDY), "settings": settings, "output": str(output)}


def papermill(folder: Path, job: Where, *, synthetic: bool) -> float:
    """The same notebook by the papermill command line."""
    own = folder / "-".join(job)
    own.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "papermill", str(NOTEBOOK), str(own / "out.ipynb"), "--no-progress-bar"]
    return call([*command, "--cwd", str(NOTEBOOK.parent), "-y", json.dumps(given(job, own, synthetic=synthetic))])


def papermill_all(folder: Path, jobs: list[Where], *, synthetic: bool) -> float:
    """Papermill command lines, as many at a time as there are cores; wall seconds."""
    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda job: papermill(folder, job, synthetic=synthetic), jobs))
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


def compute(job: Where, synthetic: bool) -> None:  # noqa: FBT001 - called by a pool
    """The notebook's cells as plain Python."""
    with tempfile.TemporaryDirectory() as output:
        names: dict[str, Any] = {}
        for source in cells():
            run_cell(source, names)
            if "province: str" in source:
                names.update(given(job, output, synthetic=synthetic))


def bare_all(jobs: list[Where], *, synthetic: bool) -> float:
    """One warm process a core, nothing but the computation; wall seconds."""
    kinds = [synthetic] * len(jobs)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=context) as pool:
        list(pool.map(compute, jobs[:CORES] * 2, kinds))
        start = time.perf_counter()
        list(pool.map(compute, jobs, kinds))
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


def throughput(folder: Path, jobs: list[Where], times: int, *, synthetic: bool) -> None:
    """Reports by our runner, by papermill two at a time, and by bare computation."""
    runs = iter(range(1000))
    found = medians(
        times,
        ours=lambda: ours(folder / f"ours{next(runs)}", jobs, synthetic=synthetic),
        papermill=lambda: papermill_all(folder / "papermill", jobs, synthetic=synthetic),
        bare=lambda: bare_all(jobs, synthetic=synthetic),
    )
    kind = "with synthetic enterprises" if synthetic else "on the letter alone"
    print(f"{len(jobs)} province reports {kind}, no rendering, {CORES} at a time (medians of {times})")
    print(f"   sxsh-eval run              {found['ours']:7.1f} s")
    print(f"   papermill command line     {found['papermill']:7.1f} s   {found['papermill'] / found['ours']:.2f}x ours")
    print(f"   bare, warm processes       {found['bare']:7.1f} s   ours is {found['ours'] / found['bare']:.2f}x of it")


def letters(folder: Path) -> None:
    """Reports on the real letter, for many periods."""
    periods = [f"{first}-{last}" for last in range(2015, 2019) for first in (2010, 2012)]
    throughput(folder, [("binh-dinh", period) for period in periods], TIMES, synthetic=False)


def synthetic(folder: Path) -> None:
    """Reports on made-up enterprises."""
    throughput(folder, [(slug, PERIOD) for slug in provinces()[:8]], FEW_TIMES, synthetic=True)


def cold(folder: Path) -> None:
    """One report from a cold shell, of both kinds."""
    runs, job = iter(range(1000)), ("binh-dinh", PERIOD)
    for made_up, times in ((False, TIMES), (True, FEW_TIMES)):
        found = medians(
            times,
            ours=lambda kind=made_up: ours(folder / f"cold{next(runs)}", [job], synthetic=kind),  # type: ignore[misc]
            papermill=lambda kind=made_up: papermill(folder / "cold", job, synthetic=kind),  # type: ignore[misc]
        )
        print(f"one report from a cold shell, synthetic={made_up} (medians of {times})")
        print(f"   sxsh-eval run {found['ours']:.2f} s, papermill {found['papermill']:.2f} s: ", end="")
        print(f"ratio {found['ours'] / found['papermill']:.2f}")


def growth(folder: Path) -> None:
    """From 8 to 126 reports; memory; then the unchanged rerun."""
    slugs, spans = provinces(), ("2009-2015", PERIOD)
    seconds: dict[int, float] = {}
    with Memory() as memory:
        for size in (*SIZES, WHOLE):
            outputs = folder / f"size{size}"
            jobs = [(slug, span) for slug in slugs[: size // 2] for span in spans]
            seconds[size] = ours(outputs, jobs)
    print("reports, seconds, seconds a report:")
    for size, value in seconds.items():
        print(f"   {size:4d} {value:7.1f} {value / size:6.2f}")
    small, middle = SIZES
    first = (seconds[middle] - seconds[small]) / (middle - small)
    second = (seconds[WHOLE] - seconds[middle]) / (WHOLE - middle)
    print(f"   a further report costs {first:.2f} s up to {middle}, {second:.2f} s from there to {WHOLE}")
    print(f"memory at most {memory.greatest:.0f} MB in {memory.processes} processes (shared pages counted once)")
    again = statistics.median(ours(outputs, jobs) for _ in range(TIMES))
    print(f"unchanged rerun of {WHOLE} reports: {again:.2f} s (median of {TIMES})")


def cluster(folder: Path) -> None:
    """The same reports by our processes and by a Dask cluster of two workers."""
    jobs, runs = [(slug, PERIOD) for slug in provinces()[:8]], iter(range(1000))
    found = medians(
        FEW_TIMES,
        local=lambda: ours(folder / f"local{next(runs)}", jobs),
        dask=lambda: ours(folder / f"dask{next(runs)}", jobs, "--scheduler", "local:2"),
    )
    print(
        f"{len(jobs)} reports (medians of {FEW_TIMES}): local {found['local']:.1f} s, Dask {found['dask']:.1f} s, ",
        end="",
    )
    print(f"ratio {found['dask'] / found['local']:.2f}")


def main(names: list[str]) -> None:
    """Print the tables asked for, or all."""
    parts: dict[str, Callable[[Path], None]] = {
        "letters": letters,
        "synthetic": synthetic,
        "cold": cold,
        "growth": growth,
        "cluster": cluster,
    }
    for name in names or parts:
        with tempfile.TemporaryDirectory() as folder:
            parts[name](Path(folder))
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
