"""Functions that do to a process what bad files do."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sxsh_eval.errors import InputError, Problem


def double(number: int) -> int:
    sys.stdout.write("a library that prints\n")
    return number * 2


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def sleep_with_child(note: str, seconds: float) -> None:
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    Path(note).write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    child.wait()


def fill(size: int) -> int:
    return len(bytearray(size))


def fill_slowly(size: int) -> int:
    held = []
    for _ in range(size // 2**20):
        held.append(b"x" * 2**20)
        time.sleep(0.001)
    return len(held)


def abort() -> None:
    os.abort()


def leave_file() -> str:
    with tempfile.NamedTemporaryFile(delete=False) as stream:
        stream.write(b"left")
    return stream.name


def leave_file_and_sleep(note: str) -> None:
    Path(note).write_text(leave_file(), encoding="utf-8")
    time.sleep(60)


def read_first_sheet(path: str) -> int:
    import python_calamine

    return len(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def refuse(path: str) -> None:
    raise InputError([Problem("file.empty", path, "0"), Problem("file.damaged", path, "-")])


def fail(path: str) -> None:
    raise ValueError(f"no such part in {path}")


def modules() -> list[str]:
    return sorted(sys.modules)
