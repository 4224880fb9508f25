"""One notebook: bare computation, forked kernel, ordinary kernel, papermill's command line; seconds and memory."""

from __future__ import annotations

import argparse
import ast
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "province_report.ipynb"
STUDY = ROOT / "parameters" / "study.yml"
PARAMETERS: dict[str, Any] = {
    "province": "binh-dinh",
    "period": "2016-2020",
    "study": str(STUDY),
    "settings": {"data.synthetic": True},
}
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def run_cells(folder: str) -> None:
    """The cells of the notebook as plain code, with what their last lines would show."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    for number, cell in enumerate(one for one in cells if one["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - as above
            if hasattr(shown, "_repr_html_"):
                shown._repr_html_()
        if number == 0:
            names |= PARAMETERS | {"output": folder}


def bare_process() -> None:
    """Run the cells each time a folder is named on standard input; print seconds."""
    os.chdir(NOTEBOOK.parent)
    for line in sys.stdin:
        start = time.perf_counter()
        run_cells(line.strip())
        print(time.perf_counter() - start, flush=True)


def seconds(act: Callable[[str], object]) -> float:
    """Wall seconds of `act` in a folder of its own, which must hold a report afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        act(folder)
        taken = time.perf_counter() - start
        if not Path(folder, "report.json").is_file():
            raise RuntimeError("no report")
    return taken


def papermill(folder: str) -> None:
    """The command line, with the same parameters."""
    parameters = json.dumps(PARAMETERS | {"output": folder})
    command = [sys.executable, "-m", "papermill", str(NOTEBOOK), f"{folder}/n.ipynb", "--cwd", str(NOTEBOOK.parent)]
    subprocess.run([*command, "-y", parameters], env=ENVIRONMENT, check=True, capture_output=True)


def execute(folder: str) -> None:
    """Our own way; the kernel is forked where there is a warm process."""
    from sxsh_eval.runs.notebook import execute_notebook

    failure = execute_notebook(NOTEBOOK, PARAMETERS | {"output": folder}, Path(folder)).failure
    if failure is not None:
        raise RuntimeError(failure.message)


def from_shell(folder: str) -> None:
    """A new Python that starts the warm process, then imports and executes one notebook."""
    code = "import sys; from benchmarks.warm import one; one(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, folder], env=ENVIRONMENT, cwd=ROOT, check=True)


def one(folder: str) -> None:
    """One notebook in a warm process of its own."""
    from sxsh_eval.runs.warm.process import warm_process

    with warm_process():
        execute(folder)


def memory(pid: int) -> str:
    """Proportional and private megabytes of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return f"{found['Pss']:.0f} MB proportional, {found['Private_Dirty']:.0f} MB private"


def processor_seconds(processes: list[int]) -> float:
    """Processor time of processes and of their ended children so far, in seconds; steadier than wall time."""
    import psutil

    return sum(sum(psutil.Process(process).cpu_times()[:4]) for process in processes)


def main() -> None:
    """Print medians and ratios to the bare computation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    command = [sys.executable, "-c", "from benchmarks.warm import bare_process; bare_process()"]
    bare = subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def in_bare(folder: str) -> None:
        assert bare.stdin is not None  # noqa: S101 - opened above
        assert bare.stdout is not None  # noqa: S101 - opened above
        print(folder, file=bare.stdin, flush=True)
        bare.stdout.readline()

    from sxsh_eval.runs.kernel import VARIABLE
    from sxsh_eval.runs.warm.process import warm_process

    taken: dict[str, list[tuple[float, float]]] = {}

    def measure(name: str, act: Callable[[str], object]) -> None:
        processes = [bare.pid, os.getpid(), warm.pid or 0]
        before = processor_seconds(processes)
        wall = seconds(act)
        time.sleep(0.5)  # until the warm process has taken leave of its kernel
        taken.setdefault(name, []).append((wall, processor_seconds(processes) - before))

    with warm_process() as warm:
        warm.rehearse(STUDY, str(PARAMETERS["province"]), str(PARAMETERS["period"]))
        seconds(in_bare)
        seconds(execute)
        for _ in range(times):
            measure("bare", in_bare)
            measure("forked kernel", execute)
            path = os.environ.pop(VARIABLE)
            measure("ordinary kernel", execute)
            measure("one from a shell", from_shell)
            measure("papermill", papermill)
            os.environ[VARIABLE] = path
        print(f"warm process: {memory(warm.pid or 0)}; this process: {memory(os.getpid())}")
    bare.kill()
    print("                      wall  x bare    processor  x bare")
    middle = {name: [statistics.median(one) for one in zip(*values, strict=True)] for name, values in taken.items()}
    for name, values in middle.items():
        ratios = [value / bare_value for value, bare_value in zip(values, middle["bare"], strict=True)]
        print(f"{name:<18} {values[0]:6.2f} s  {ratios[0]:5.2f}     {values[1]:6.2f} s  {ratios[1]:5.2f}")
    print(f"one from a shell / papermill, wall: {middle['one from a shell'][0] / middle['papermill'][0]:.2f}")


if __name__ == "__main__":
    main()
