"""A scheduler and its workers as processes of this machine, started by command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[3]
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


class Machines:
    """Processes of a small cluster, all of which end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(
        self, *arguments: str, package: Path = ROOT, log: str, settings: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(package)} | (settings or {}),
                stdout=file,
                stderr=file,
            )
        self.processes.append(process)
        return process

    def scheduler(self, **settings: str) -> subprocess.Popen[bytes]:
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"]
        process = self.start("scheduler", *place, log="scheduler.log", settings=settings)
        wait_for(self._answers)
        return process

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def worker(self, name: str, package: Path = ROOT, threads: int = 1) -> subprocess.Popen[bytes]:
        ways = ["--nthreads", str(threads), "--no-dashboard", "--death-timeout", "60", "--name", name]
        place = ["--host", "127.0.0.1", "--local-directory", str(self.folder / name)]
        return self.start("worker", self.address, *ways, *place, package=package, log=f"{name}.log")

    def stop(self) -> None:
        for process in self.processes:
            for each in family(process.pid):
                each.kill()
            process.wait()


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started, itself first so that it starts no others."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
