"""Three periods, two languages, four formats: seconds in all, by stage, and against papermill with nbconvert."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERIODS = ("2009-2015", "2016-2020", "2009-2018")
ENVIRONMENT = os.environ | {"PYTHONUTF8": "1", "MPLBACKEND": "Agg"}


def seconds(command: list[str]) -> float:
    """Wall seconds of one command; its own messages are not shown."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - start


def ours(folder: Path) -> tuple[float, dict[str, float]]:
    """All three reports with all files; seconds, and by stage summed over the jobs."""
    outputs = str(folder / "outputs")
    taken = seconds([sys.executable, "-m", "sxsh_eval", "run", "--province", "binh-dinh", "--outputs", outputs])
    stages: dict[str, float] = {}
    for path in Path(outputs).rglob("run.json"):
        for name, value in json.loads(path.read_text(encoding="utf-8"))["seconds"].items():
            stages[name] = stages.get(name, 0.0) + value
    return taken, stages


def peer(folder: Path) -> float:
    """The same notebooks by the papermill command line, then HTML (one language, no PDF, Word or Excel)."""
    notebook = str(ROOT / "notebooks" / "province_report.ipynb")
    total = 0.0
    for period in PERIODS:
        target = str(folder / f"{period}.ipynb")
        study = str(ROOT / "parameters" / "study.yml")
        execute = [sys.executable, "-m", "papermill", notebook, target, "-r", "period", period, "-r", "study", study]
        total += seconds(execute)
        total += seconds([sys.executable, "-m", "nbconvert", "--to", "html", target])
    return total


def main() -> None:
    """Print the comparison."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own, stages = ours(folder)
        other = peer(folder)
    print(f"sxsh-eval run, 3 periods x 2 languages x 4 formats: {own:.1f} s on {os.cpu_count()} cores")
    for stage, value in sorted(stages.items(), key=lambda item: -item[1]):
        print(f"   {stage:<12} {value:6.1f} s, summed over the jobs, which run side by side")
    print(f"papermill + nbconvert, 3 periods, HTML in one language: {other:.1f} s")
    print(f"ratio ours / peer: {own / other:.2f}")


if __name__ == "__main__":
    main()
