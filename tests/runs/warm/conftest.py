"""One warm process for all tests of this folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sxsh_eval.runs.kernel import VARIABLE
from sxsh_eval.runs.warm.process import WarmProcess, warm_process

ROOT = Path(__file__).resolve().parents[3]

# Kernels are forked on Linux alone, and some modules that the tests import exist only there.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


@pytest.fixture(scope="session")
def running() -> Iterator[WarmProcess]:
    """The warm process; nothing uses it unless told to."""
    with warm_process() as process:
        del os.environ[VARIABLE]
        process.rehearse(ROOT / "parameters" / "study.yml", "binh-dinh", "2016-2020")
        _wait_until_quiet(psutil.Process(process.pid))
        yield process


def _wait_until_quiet(process: psutil.Process) -> None:
    """Wait until a process has stopped working."""
    used = -1.0
    while process.cpu_times().user > used or used < 1:
        used = process.cpu_times().user
        time.sleep(0.5)


@pytest.fixture
def warm(running: WarmProcess, monkeypatch: pytest.MonkeyPatch) -> WarmProcess:
    """The warm process, from which kernels of this test are forked."""
    monkeypatch.setenv(VARIABLE, str(running.socket))
    return running


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reasons for which kernels were ordinary ones."""
    reasons: list[str] = []
    monkeypatch.setattr("sxsh_eval.runs.warm.provisioner.warn_once", reasons.append)
    return reasons
