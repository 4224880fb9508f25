"""Results do not depend on how Python happens to hash texts: two interpreters, each with a seed of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.letters import ROOT

SCRIPTS = sorted(path.stem for path in (ROOT / "tests" / "seeded").glob("[a-z]*.py"))
RUN = """
import contextlib, io, json, runpy, sys
printed = {}
for name in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        runpy.run_module(f"tests.seeded.{name}")
    printed[name] = shown.getvalue()
print(json.dumps(printed))
"""


def printed(seed: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", RUN, *SCRIPTS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_two_hash_seeds_one_result() -> None:
    first, second = printed("1"), printed("2")
    assert {name for name, text in first.items() if len(text) > 60} == set(SCRIPTS)
    assert [name for name in SCRIPTS if first[name] != second[name]] == []
