"""100,000 enterprises x 30 columns from a workbook: read, checked, imported; seconds by step, memory, a peer."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

from sxsh_eval.inputs.tables.examined import examine
from sxsh_eval.inputs.tables.files import read_cells
from sxsh_eval.inputs.tables.stored import read_stored
from sxsh_eval.runs.tables.checks import read_table_project, write_check
from sxsh_eval.runs.tables.imports import import_table

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 30
YEARS = 5
FAULTS = 200
LOOK_EVERY = 0.02


def table(rows: int, seed: int = 1) -> pd.DataFrame:
    """Enterprises over five years with 30 columns of the codebook and some planted faults."""
    rng = np.random.default_rng(seed)
    units = rows // YEARS
    unit = np.repeat(np.arange(units), YEARS)
    level = rng.lognormal(8, 1, units)[unit] * rng.normal(1, 0.05, rows)
    informed, aware = np.ones(rows, dtype=bool), np.repeat(rng.random(units) < 0.6, YEARS)  # noqa: PLR2004
    words = {True: "có", False: "không"}
    frame = pd.DataFrame(
        {
            "Mã doanh nghiệp": [f"E{each:07d}" for each in unit],
            "Mã số thuế": [f"{each:010d}" for each in 4_100_000_000 + unit],
            "Tên doanh nghiệp": [f"Công ty số {each}" for each in unit],
            "Năm": np.tile(np.arange(2014, 2014 + YEARS), units),
            "Tỉnh, thành phố": rng.choice(["Bình Định", "Phú Yên", "Hà Nội", "TP. Hồ Chí Minh"], units)[unit],
            "Huyện": "Quận 1",
            "Ngành": rng.choice(["10", "13", "16", "23"], units)[unit],
            "Quy mô": rng.choice(["nhỏ", "vừa", "lớn"], units)[unit],
            "Số lao động": rng.integers(5, 900, units)[unit],
            "Doanh thu (triệu đồng)": (level * 1.1).round(2),
            "Giá trị sản xuất": level.round(3),
            "Điện (kWh)": (level * 100).round(0),
            "Than (tấn)": (level / 30).round(4),
            "Dầu FO": (level / 90).round(4),
            "Dầu DO": (level / 80).round(4),
            "Khí hóa lỏng (LPG)": (level / 70).round(4),
            "adoption_year": np.nan,
            "is_informed": [words[bool(each)] for each in informed],
            "is_aware": [words[bool(each)] for each in aware],
        }
    )
    states = ("has_information", "has_training", "has_rapid_assessment", "has_detailed_assessment", "has_subsidy")
    for name in (*states, "is_adopting", "is_monitored", "has_dedicated_unit"):
        frame[name] = "không"
    for at in range(COLUMNS - frame.shape[1]):
        frame[f"Ghi chú thêm {at + 1}"] = (level * (at + 2)).round(3)
    frame.loc[rng.choice(rows, FAULTS, replace=False), "Điện (kWh)"] = -1
    return frame


@contextmanager
def most_memory() -> Iterator[list[float]]:
    """Peak megabytes of this process with its children."""
    own, done, peak = psutil.Process(), threading.Event(), [0.0]

    def look() -> None:
        while not done.wait(LOOK_EVERY):
            total = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak[0] = max(peak[0], total / 1e6)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def processor_seconds() -> float:
    """Processor time of this process with its children that have ended: what counts on a busy machine."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def timed(name: str, work: Callable[[], object], total: list[float] | None = None) -> float:
    """Seconds of one step, printed."""
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    print(f"   {name:<42} {taken:6.1f} s")
    if total is not None:
        total[0] += taken
    return taken


def steps(path: Path) -> None:
    """Each step on its own, to see where the time goes."""
    project = read_table_project()
    kept: dict[str, object] = {}

    def read() -> None:
        kept["cells"] = read_cells(path, project.codebooks, project.registry.units)

    def judge() -> None:
        cells = kept["cells"]
        kept["examined"] = examine(cells, project.codebooks["enterprises"], project.registry, rules=project.rules)  # type: ignore[arg-type]

    print("steps of the check:")
    timed("guard, child process, cells as text", read)
    timed("types, units, rules", judge)
    timed("page of problems, marked copy", lambda: write_check(kept["examined"], project.rules, path))  # type: ignore[arg-type]


def main() -> None:
    """Print seconds and megabytes of ours and of the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "parameters", folder / "parameters")
        os.chdir(folder)
        path = folder / "bang.xlsx"
        table(rows).to_excel(path, index=False, engine="xlsxwriter")
        print(f"{rows:,} rows x {COLUMNS} columns, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        steps(path)
        project = read_table_project()
        with most_memory() as peak:
            start, busy = time.perf_counter(), processor_seconds()
            done = import_table(project, path)
            ours, busy = time.perf_counter() - start, processor_seconds() - busy
        used = f"{len(read_stored(done.folder)):,} of {done.balance.read:,} rows used"
        print(f"checked and imported: {ours:.1f} s ({busy:.1f} s of processor time), {peak[0]:,.0f} MB; {used}")
        with most_memory() as peak:
            start, busy = time.perf_counter(), processor_seconds()
            pd.read_excel(path, engine="openpyxl", dtype="object")
            peer, busy = time.perf_counter() - start, processor_seconds() - busy
        print(f"pandas.read_excel with openpyxl, reading only: {peer:.1f} s ({busy:.1f} s), {peak[0]:,.0f} MB")
        print(f"ratio ours / peer: {ours / peer:.2f}")
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
