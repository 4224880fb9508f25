"""Kernels, clients and the warm process end in every unfriendly way."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sxsh_eval.runs.kernel import VARIABLE
from sxsh_eval.runs.warm import server
from sxsh_eval.runs.warm.client import NoWarmKernelError, fork_kernel
from sxsh_eval.runs.warm.process import WarmProcess, warm_process
from sxsh_eval.runs.warm.wire import close_all, listen, packed, receive_request, tell
from tests.runs.notebooks import write_notebook
from tests.runs.warm.looking import run_cells

pytestmark = pytest.mark.notebook
FEW = ["ipykernel.kernelapp"]
ROOT = Path(__file__).resolve().parents[3]


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> float:
    """Seconds until something has become true."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "not in time"
        time.sleep(0.01)
    return time.monotonic() - start


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "run.kernel_died"),
        ("import os\nos._exit(0)", "run.kernel_died"),
        ("import sys\nsys.exit(0)", "run.stopped_early"),
        ("input('?')", "run.cell_failed"),
        ("import time\ntime.sleep(60)", "run.timeout"),
        ("import ctypes\nctypes.string_at(0)", "run.kernel_died"),
    ],
)
def test_a_kernel_that_ends_badly_is_told_honestly_and_the_next_one_is_forked(
    tmp_path: Path, warm: WarmProcess, warned: list[str], cell: str, code: str
) -> None:
    seen = run_cells(tmp_path, cell, cell_seconds=1 if "sleep" in cell else 60)
    assert seen.failure is not None
    assert f"[{code}]" in seen.failure.message
    assert (seen.failure.exit_code, seen.failure.cell) == (3, 3)
    following = run_cells(tmp_path, "import os\nprint(os.getppid())")
    assert (following.failure, following.printed, warned) == (None, [warm.pid], [])


SLOW = "import os, time, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(300)"
CLIENT = """
import sys
from pathlib import Path
from sxsh_eval.runs.notebook import execute_notebook
execute_notebook(Path(sys.argv[1]), {}, Path(sys.argv[2]))
"""


def start_client(place: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """A process that executes a slow notebook, and the number of its kernel's process."""
    notebook = write_notebook(place / "slow" / "slow.ipynb", SLOW)
    command = [sys.executable, "-c", CLIENT, str(notebook), str(place)]
    client = subprocess.Popen(command, env=os.environ | environment | {"PYTHONPATH": str(ROOT)}, cwd=place)
    noted = notebook.parent / "pid"
    wait_until(lambda: noted.is_file() and noted.read_text(encoding="utf-8") != "")
    return client, int(noted.read_text(encoding="utf-8"))


def test_a_kernel_is_gone_at_once_when_its_client_is_killed(tmp_path: Path, warm: WarmProcess) -> None:
    client, kernel = start_client(tmp_path, warm.environment())
    assert psutil.Process(kernel).ppid() == warm.pid
    client.kill()
    client.wait()
    assert wait_until(lambda: is_gone(kernel)) < 3


def test_when_the_warm_process_is_killed_its_kernel_dies_and_the_next_job_has_an_ordinary_one(
    tmp_path: Path, warned: list[str]
) -> None:
    with warm_process(preload=FEW) as process:
        assert process.pid is not None
        kill = f"import os, signal, time\nos.kill({process.pid}, signal.SIGKILL)\ntime.sleep(60)"
        seen = run_cells(tmp_path, kill)
        assert seen.failure is not None
        assert "[run.kernel_died]" in seen.failure.message
        assert warned == []
        following = run_cells(tmp_path, "import os\nprint(os.getppid())")
    assert (following.failure, following.printed) == (None, [os.getpid()])
    assert warned == ["ConnectionRefusedError"]
    assert VARIABLE not in os.environ


STARTER = """
import os, sys, time
from sxsh_eval.runs.warm.process import warm_process
with warm_process(preload=["ipykernel.kernelapp"]) as process:
    print(process.pid, process.socket, flush=True)
    time.sleep(300)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_warm_process_ends_when_its_starter_does(tmp_path: Path, number: int) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    starter = subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True, env=environment)
    assert starter.stdout is not None
    pid, path = starter.stdout.readline().split()
    starter.send_signal(number)
    starter.wait()
    starter.stdout.close()
    wait_until(lambda: is_gone(int(pid)))
    wait_until(lambda: not Path(path).exists())
    wait_until(lambda: not Path(path).parent.exists())


def test_the_warm_process_ends_when_nothing_was_asked_for_a_while(tmp_path: Path) -> None:
    with warm_process(preload=FEW, idle_seconds=0.0) as process:
        assert process.pid is not None
        wait_until(lambda: is_gone(int(process.pid or 0)))


def open_things(pid: int) -> tuple[int, int]:
    process = psutil.Process(pid)
    return process.num_fds(), len(process.children())


def test_forty_kernels_leave_nothing_behind(tmp_path: Path, warm: WarmProcess) -> None:
    assert warm.pid is not None
    process, own = psutil.Process(warm.pid), psutil.Process()
    run_cells(tmp_path, "1")
    before, files, memory = open_things(warm.pid), own.num_fds(), process.memory_info().rss
    for _ in range(40):
        assert run_cells(tmp_path, "1").failure is None
    wait_until(lambda: open_things(warm.pid or 0) == before)
    assert own.num_fds() <= files + 2
    assert process.memory_info().rss < memory * 1.05


def test_without_fork_there_is_an_ordinary_kernel_and_one_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sxsh_eval.runs.warm import provisioner

    provisioner.warn_once.cache_clear()
    monkeypatch.delattr(os, "fork")
    with warm_process() as process:
        assert process.environment() == {}
        monkeypatch.setenv(VARIABLE, str(tmp_path / "socket"))
        for _ in range(2):
            assert run_cells(tmp_path, "import os\nprint(os.getppid())").printed == [os.getpid()]
    assert [record.message.count("[run.ordinary_kernel]") for record in caplog.records] == [2]
    provisioner.warn_once.cache_clear()


def test_a_warm_process_that_does_not_answer_is_waited_for_once(
    tmp_path: Path, warned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sxsh_eval.runs.warm import client
    from sxsh_eval.runs.warm.wire import listen

    monkeypatch.setattr(client, "SECONDS_TO_ANSWER", 0.5)
    path = tmp_path / "silent"
    monkeypatch.setenv(VARIABLE, str(path))
    with listen(path):
        for _ in range(2):
            assert run_cells(tmp_path, "import os\nprint(os.getppid())").printed == [os.getpid()]
            monkeypatch.setattr(client, "SECONDS_TO_ANSWER", 1000.0)
    assert warned == ["TimeoutError", "TimeoutError"]
    assert path.stat().st_mode & 0o777 == 0o600
    client.SILENT.clear()


@pytest.mark.parametrize("wanted", [["/no/study.yml", "nowhere", "2016-2020"], ["a"], 1, [[], [], []]])
def test_a_rehearsal_that_fails_harms_nobody(tmp_path: Path, warm: WarmProcess, wanted: object) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(warm.socket))
        connection.sendall(packed({"rehearse": wanted}))
    assert run_cells(tmp_path, "import os\nprint(os.getppid())").printed == [warm.pid]


def test_a_file_that_vanishes_while_sources_are_looked_at_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def vanishing() -> None:
        raise FileNotFoundError

    with socket.socket(socket.AF_UNIX) as listener:
        own = server.Server(listener, (), {})
        monkeypatch.setattr(server, "threads", lambda: 1)
        monkeypatch.setattr(server, "source_stamp", vanishing)
        assert own._reason({}) == "request"
        own._selector.close()


@pytest.mark.parametrize("noise", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x00\x00\x00\x02{}", b"\xff\xff\xff\xff"])
def test_noise_on_the_socket_harms_nobody(tmp_path: Path, warm: WarmProcess, noise: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(warm.socket))
        connection.sendall(noise)
    assert run_cells(tmp_path, "import os\nprint(os.getppid())").printed == [warm.pid]


def test_a_refusal_that_comes_at_once_keeps_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send = socket.send_fds
    with listen(tmp_path / "socket") as listener:

        def send_to_a_quick_server(connection: socket.socket, data: list[bytes], streams: list[int]) -> int:
            sent = send(connection, data, streams)
            answering, _ = listener.accept()
            with answering:
                close_all(receive_request(answering)[1])
                tell(answering, refused="sources")
            return sent

        monkeypatch.setattr(socket, "send_fds", send_to_a_quick_server)
        with pytest.raises(NoWarmKernelError, match=r"^sources$"):
            asyncio.run(fork_kernel(str(tmp_path / "socket"), {}, [0, 1, 2]))
