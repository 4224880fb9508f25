"""A forked kernel is what a fresh interpreter would have become."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sxsh_eval.runs.kernel import VARIABLE
from sxsh_eval.runs.warm.process import WarmProcess
from sxsh_eval.runs.warm.sameness import threads
from tests.runs.notebooks import nbformat
from tests.runs.warm.looking import run_cells

pytestmark = pytest.mark.notebook

STATE = """
import atexit, gc, json, locale, os, resource, signal, sys, tempfile, threading, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
import seaborn, statsmodels.formula.api, sxsh_eval.reports.show
def named(value):
    return getattr(value, "__qualname__", None) or str(value)
state = {
    "environment": {k: v for k, v in os.environ.items() if k not in {"IPYTHONDIR", "_"}},
    "path": sys.path, "argv": [os.path.basename(a) for a in sys.argv[:2]], "executable": sys.executable,
    "prefix": sys.prefix, "flags": list(sys.flags), "cwd": os.path.basename(os.getcwd()),
    "max_columns": pd.get_option("display.max_columns"), "width": pd.get_option("display.width"),
    "rc": {k: str(v) for k, v in matplotlib.rcParams.items()}, "interactive": plt.isinteractive(),
    "filters": sorted({str(f[:1] + f[2:3] + f[4:]) + str(f[1] and f[1].pattern) for f in warnings.filters}),
    "signals": {s.name: named(signal.getsignal(s)) for s in signal.Signals},
    "mask": [int(s) for s in signal.pthread_sigmask(signal.SIG_BLOCK, ())],
    "limits": [resource.getrlimit(l) for l in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_CORE)],
    "umask": (os.umask(0o77), os.umask(0o22))[0],
    "gc": [gc.isenabled(), gc.get_threshold()], "locale": locale.setlocale(locale.LC_ALL),
    "leader": os.getpid() == os.getpgid(0) == os.getsid(0), "tempdir": tempfile.gettempdir(),
    "encodings": [sys.stdout.encoding, sys.getfilesystemencoding(), sys.stdin.encoding],
    "np": [np.geterr(), np.get_printoptions()["precision"]], "hash": hash("a"), "recursion": sys.getrecursionlimit(),
    "thread": threading.current_thread().name, "builtins": "get_ipython" in dir(__builtins__),
    "names": sorted(n for n in globals() if not n.startswith("_")), "main": __name__,
    "descriptors": len([f for f in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{f}")]) < 80,
}
print(json.dumps(state, default=str))
"""


def test_state_of_a_forked_kernel_is_that_of_an_ordinary_one(
    tmp_path: Path, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK", "Đắk Lắk")
    forked = run_cells(tmp_path / "a", STATE).printed[0]
    monkeypatch.delenv(VARIABLE)
    fresh = run_cells(tmp_path / "a", STATE).printed[0]
    assert forked["environment"]["MARK"] == "Đắk Lắk"
    fresh["cwd"] = forked["cwd"]
    assert {k: (v, fresh[k]) for k, v in forked.items() if v != fresh[k]} == {}
    assert warm.pid is not None


def test_kernels_come_from_the_warm_process_and_know_where_they_are(tmp_path: Path, warm: WarmProcess) -> None:
    seen = run_cells(tmp_path, "import os, sys\nprint(os.getppid())\nprint(int('pandas' in sys.modules))")
    assert (seen.failure, seen.printed) == (None, [warm.pid, 1])


FIGURE = "import matplotlib.pyplot as plt\nimport seaborn\nseaborn.lineplot(x=[1, 2, 3], y=[1, 3, 2])"


@pytest.mark.parametrize("first", ["", "%matplotlib inline\n"])
def test_every_picture_of_a_notebook_is_there(tmp_path: Path, warm: WarmProcess, first: str) -> None:
    shown = "fig, ax = plt.subplots()\nax.plot([1, 2])\nfig"
    seen = run_cells(tmp_path, first + FIGURE, "plt.hist([1, 1, 2])\nplt.show()", shown, "plt.boxplot([1, 2, 5]);")
    assert seen.failure is None
    assert seen.pictures == 5
    assert seen.warnings == ()


def test_random_numbers_differ_between_kernels(tmp_path: Path, warm: WarmProcess) -> None:
    look = "import random, numpy as np\nprint([random.random(), np.random.random(), np.random.default_rng().random()])"
    one, two = (run_cells(tmp_path, look).printed[0] for _ in range(2))
    assert all(a != b for a, b in zip(one, two, strict=True))


def test_the_warm_process_has_one_thread_even_with_pyarrow(tmp_path: Path, warm: WarmProcess) -> None:
    look = "import sys\nprint(int('pyarrow.lib' in sys.modules))\n"
    look += "import pyarrow as pa\nprint(pa.array([1, 2]).sum().as_py())"
    assert run_cells(tmp_path, look).printed == [1, 3]
    status = Path(f"/proc/{warm.pid}/status").read_text(encoding="utf-8")
    assert "\nThreads:\t1\n" in status
    assert threads() > 0


def test_libraries_with_threads_work_in_the_kernel(tmp_path: Path, warm: WarmProcess) -> None:
    work = """
    import concurrent.futures as cf, subprocess, numpy as np, pyarrow.csv, io, json
    a = np.random.default_rng(1).normal(size=(300, 300))
    print(float(np.abs(np.linalg.solve(a, a) - np.eye(300)).max()) < 1e-8)
    """.replace("print(", "print(int(").replace("1e-8)", "1e-8))")
    pools = """
    with cf.ThreadPoolExecutor(2) as pool:
        print(sum(pool.map(abs, range(5))))
    with cf.ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(abs, range(5))))
    print(int(subprocess.run(["echo", "7"], capture_output=True, check=True).stdout))
    print(pyarrow.csv.read_csv(io.BytesIO(b"x\\n" + b"1\\n" * 50000)).num_rows)
    await __import__("asyncio").sleep(0)
    """
    seen = run_cells(tmp_path, work, pools)
    assert (seen.failure, seen.printed) == (None, [1, 10, 10, 7, 50000])


ROOT = Path(__file__).resolve().parents[3]
SYNTHETIC = {"data.synthetic": True}


def quiet_copy(path: Path) -> Path:
    """The report's own notebook without what it shows."""
    node = nbformat.read(ROOT / "notebooks" / "province_report.ipynb", as_version=4)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.source += "\nNone"
    path.parent.mkdir()
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


def test_a_report_is_the_same_to_the_byte(tmp_path: Path, warm: WarmProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    from sxsh_eval.runs.notebook import execute_notebook

    notebook = quiet_copy(tmp_path / "notebooks" / "province_report.ipynb")
    study = str(ROOT / "parameters" / "study.yml")
    made = []
    for name in ("forked", "again", "ordinary"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "ordinary":
            monkeypatch.delenv(VARIABLE)
        parameters = {"study": study, "settings": SYNTHETIC, "output": str(folder)}
        assert execute_notebook(notebook, parameters, folder).failure is None
        made.append((folder / "report.json").read_bytes())
    assert json.loads(made[0])["sections"]
    assert made[0] == made[1] == made[2]
