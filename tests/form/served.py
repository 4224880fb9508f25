"""A project with a form in a folder of a Vietnamese name, and its servers as real processes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import psutil

from tests.letters import ROOT

ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+\S*\?token=\w+")
ADMITTED = ("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def make_project(folder: Path, *cells: str) -> Path:
    """A project whose form is the given code cells; without any, a copy of the whole."""
    root = folder / "Sản xuất sạch hơn"
    shutil.copytree(ROOT / "parameters", root / "parameters")
    shutil.copytree(ROOT / "data" / "claims", root / "data" / "claims")
    (root / "outputs").mkdir()
    if not cells:
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        return root
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (root / "notebooks").mkdir()
    nbformat.write(notebook, root / "notebooks" / "start_here.ipynb")
    return root


@contextmanager
def served(root: Path, command: str, *arguments: str) -> Iterator[tuple[str, psutil.Process]]:
    """Address with token and process of a server, which is ended with all its children."""
    log = root.parent / f"{command}.txt"
    home = root.parent / "home"  # nobody's own settings of Jupyter
    places = {name: str(home) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "sxsh_eval", command, "--no-browser", *arguments],
            cwd=root,
            env={**os.environ, **places, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, log), psutil.Process(process.pid)
    finally:
        _end(process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        text = log.read_text(encoding="utf-8")
        if (found := ADDRESS.search(text)) and _answers(found[0]):
            return found[0]
        assert process.poll() is None, text
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _answers(address: str) -> bool:
    """Tell whether a connection is taken; JupyterLab writes its address a little earlier."""
    where = urlsplit(address)
    with suppress(OSError), socket.create_connection((str(where.hostname), where.port or 0), 5):
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    for child in children:
        if child.is_running():
            child.kill()
    psutil.wait_procs(children, 5)


def kernels(server: psutil.Process) -> list[psutil.Process]:
    """Kernels that a server has started and that live."""
    found = []
    for child in server.children(recursive=True):
        try:
            if "ipykernel_launcher" in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    """Wait until something is so."""
    for _ in range(int(seconds * 10)):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about")
