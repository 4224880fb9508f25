"""What a laptop with Windows asks of the project, as far as it can be tried elsewhere."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.runs.checks import check_project
from sxsh_eval.runs.jobs import FAILED, LONGEST, RESERVED, WORK
from tests.letters import ROOT

LONGEST_PATH = 259
PLACES = ("sxsh_eval", "tests", "tools", "notebooks", "parameters", "data/claims", "docs", "benchmarks")
FILES = sorted(path for place in PLACES for path in (ROOT / place).rglob("*") if "__pycache__" not in path.parts)
SOURCES = [*(ROOT / "sxsh_eval").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), ROOT / "bootstrap.py"]
UNIX = ("fcntl", "grp", "pwd", "resource", "termios")
"""Modules that Python on Windows lacks; only `runs/warm` may need one, where there is fork."""
BARE = """
import importlib, os, pkgutil, signal, sys
def load():
    import sxsh_eval
    found = pkgutil.walk_packages(sxsh_eval.__path__, "sxsh_eval.")
    names = [each.name for each in found if not each.name.startswith("sxsh_eval.runs.warm.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return len(names)
load()  # libraries load as what they are, the project's own files once more as on Windows
for name in [name for name in sys.modules if name.startswith("sxsh_eval")]:
    del sys.modules[name]
for name in sys.argv[1].split():
    sys.modules[name] = None
for place, names in ((os, "fork killpg setsid getpgid waitid register_at_fork"), (signal, "SIGKILL SIGHUP SIGUSR1")):
    for name in names.split():
        delattr(place, name)
sys.platform = "win32"
print(load())
"""


def test_names_fit_every_file_system() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in FILES]
    assert [name for name in names if not re.fullmatch(r"[^<>:\"|?*\\\x00-\x1f]+[^<>:\"|?*\\\x00-\x1f. ]", name)] == []
    stems = {part.split(".")[0].lower() for name in names for part in name.split("/")}
    assert stems & RESERVED == set()
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) <= LONGEST_PATH - bootstrap.LONGEST_WINDOWS_PATH - 1


def test_the_longest_output_fits_a_path() -> None:
    """Outputs wait under the work folder while others take their place: the longest path that a run ever makes."""
    provinces = read_provinces(ROOT / "parameters" / "registry")
    province = max((each.slug for each in provinces), key=len)
    parts = (
        "outputs",
        WORK,
        "former",
        "r" * LONGEST,
        "n" * LONGEST,
        province,
        f"2016-2020{FAILED}",
        "official_letter.docx",
    )
    assert bootstrap.LONGEST_WINDOWS_PATH + 1 + len("/".join(parts)) <= LONGEST_PATH


MODES = {"r", "w", "a", "x", "rt", "wt"}


def calls_without_encoding(path: Path) -> list[str]:
    """Places where a text is opened, read or written without saying in which encoding."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or {"encoding", None} & {keyword.arg for keyword in node.keywords}:
            continue
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        modes = [arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)] or ["r"]
        opened = isinstance(node.func, ast.Name) and node.func.id == "open" and modes[0] in MODES
        if opened or (method == "read_text" and not node.args) or (method == "write_text" and len(node.args) == 1):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_text_is_read_or_written_in_the_encoding_of_the_machine() -> None:
    texts = [place for path in SOURCES for place in calls_without_encoding(path)]
    assert texts == []


def test_everything_loads_without_what_only_unix_has() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BARE, " ".join(UNIX)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 600


def test_files_saved_by_a_windows_editor_are_read(tmp_path: Path) -> None:
    """Lines ended by CRLF, a byte order mark in front: as Notepad leaves them."""
    for place in ("parameters", "data/claims"):
        shutil.copytree(ROOT / place, tmp_path / place)
    for path in [*tmp_path.rglob("*.yml")]:
        text = path.read_text(encoding="utf-8")
        path.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8"))
    assert "Không có vấn đề" in check_project(tmp_path / "parameters")


@pytest.mark.parametrize("encoding", ["cp1258", "cp437"])
def test_the_command_line_speaks_on_every_console(encoding: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "sxsh_eval", "run", "--province", "Hà Nộii", "--period", "2016-2020"]
    done = subprocess.run(
        [*command, "--outputs", str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "Hà Nội" in done.stderr.decode("utf-8")
