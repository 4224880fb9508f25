"""What one notebook does to its process, the next one does not see."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.runs.warm.process import WarmProcess
from tests.runs.warm.looking import run_cells

pytestmark = pytest.mark.notebook

POISON = """
import builtins, gc, json, locale, logging, os, random, signal, sys, threading, time, warnings
import matplotlib, numpy as np, pandas as pd, scipy.stats, sxsh_eval, sxsh_eval.reports.language
matplotlib.rcParams["figure.dpi"] = 7
matplotlib.use("svg")
os.environ["POISON"] = "1"
os.environ["SXSH_EVAL_WARM"] = "/nowhere"
os.chdir("/")
os.umask(0)
warnings.simplefilter("error")
warnings.resetwarnings()
sys.path.insert(0, "/poison")
sys.modules["json5"] = None
sys.setrecursionlimit(5000)
pd.options.display.max_rows = 3
pd.DataFrame.mean = lambda self: "poison"
np.sqrt = lambda x: -1
np.seterr(all="raise")
np.random.seed(1)
random.seed(1)
scipy.stats.norm.ppf = None
sxsh_eval.HOMES.clear()
sxsh_eval.WHERE.clear()
sxsh_eval.reports.language.catalogue = lambda code: {}
builtins.poisoned = 1
gc.disable()
logging.disable()
poison = 1
"""
LOOK = """
import gc, json, os, sys, warnings
import matplotlib, numpy as np, pandas as pd, scipy.stats, sxsh_eval
from sxsh_eval.reports.language import catalogue
print(json.dumps([
    matplotlib.rcParams["figure.dpi"], matplotlib.get_backend(), "POISON" in os.environ, os.path.basename(os.getcwd()),
    "/poison" in sys.path, sys.modules.get("json5", 0), sys.getrecursionlimit(), pd.options.display.max_rows,
    float(pd.DataFrame({"a": [1.0, 2.0]}).mean()["a"]), float(np.sqrt(4)), np.geterr()["divide"],
    scipy.stats.norm.ppf(0.5), len(sxsh_eval.HOMES) > 10, len(catalogue("vi")) > 10,
    hasattr(__import__("builtins"), "poisoned"), gc.isenabled(),
    "poison" in globals(), (os.umask(18), os.umask(18))[1], len(warnings.filters) > 3,
], default=str))
"""


def test_a_notebook_that_poisons_its_process_leaves_the_next_one_clean(tmp_path: Path, warm: WarmProcess) -> None:
    before = run_cells(tmp_path, LOOK)
    poisoned = run_cells(tmp_path, POISON)
    after = run_cells(tmp_path, LOOK)
    assert poisoned.failure is None
    expected, found = before.printed[0], after.printed[0]
    assert (expected[3], found[3]) == ("n0", "n2")
    assert found[:3] + found[4:] == expected[:3] + expected[4:]
    assert found[7:10] == [60, 1.5, 2.0]


def test_what_a_notebook_leaves_running_ends_with_it(tmp_path: Path, warm: WarmProcess) -> None:
    seen = run_cells(tmp_path, "import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)")
    assert seen.failure is None
    status = Path(f"/proc/{seen.printed[0]}/status")
    assert not status.exists() or "\nState:\tZ" in status.read_text(encoding="utf-8")
