"""Asking the warm process for a kernel, and the kernel as its client sees it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from sxsh_eval.runs.kernel import PACKAGE
from sxsh_eval.runs.warm.wire import packed

SECONDS_TO_ANSWER = 60.0
UNKNOWN_EXIT = -9
SILENT: set[str] = set()
"""Sockets on which nobody answered in time; they are not waited for again."""


class NoWarmKernelError(Exception):
    """The warm process is not there or refuses; the message is a short reason."""


class ForkedKernel:
    """A kernel that the warm process forked, with the methods of a `subprocess.Popen` that Jupyter uses.

    Parameters
    ----------
    connection : socket
        To the warm process, which tells on it how the kernel ends. Closing it ends the kernel.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self.pid = 0
        self.ready = False
        self.returncode: int | None = None
        self._connection = connection
        self._news = b""

    def note(self, data: bytes) -> None:
        """Take in what came on the connection; nothing means that the warm process has ended."""
        if not data:
            self._end(UNKNOWN_EXIT)
        *lines, self._news = (self._news + data).split(b"\n")
        for line in lines:
            news = json.loads(line)
            if "refused" in news:
                raise NoWarmKernelError(str(news["refused"]))
            self.pid = news.get("started", self.pid)
            self.ready = self.ready or "ready" in news
            if "ended" in news:
                self._end(news["ended"])

    def _end(self, code: int) -> None:
        if self.returncode is None:
            self.returncode = code
        self._connection.close()

    def poll(self) -> int | None:
        """Exit code; None while the kernel lives."""
        while self.returncode is None:
            try:
                self.note(self._connection.recv(4096))
            except BlockingIOError:
                break
            except OSError:
                self._end(UNKNOWN_EXIT)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Exit code, once the kernel has ended."""
        limit = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > limit:
                raise TimeoutError
            time.sleep(0.005)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel process."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


def request_of(command: list[str], environment: dict[str, str], cwd: str | None) -> dict[str, Any]:
    """What a kernel of this process would be like."""
    from sxsh_eval.runs.warm.sameness import limits

    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    umask = next(int(line.split()[1], 8) for line in status if line.startswith("Umask:"))
    return {
        "command": command,
        "environment": environment,
        "cwd": str(Path(cwd or ".").resolve()),
        "package": str(PACKAGE),
        "limits": limits(),
        "umask": umask,
    }


async def fork_kernel(path: str, request: dict[str, Any], streams: list[int]) -> ForkedKernel:
    """Have a kernel forked and wait until it listens.

    Parameters
    ----------
    path : str
        Socket of the warm process.
    request : dict
        From `request_of`.
    streams : list of int
        Descriptors of the kernel's standard input, output and error.

    Raises
    ------
    NoWarmKernelError
        If there is no warm process, it refuses, or the kernel ended before it listened.
    """
    if path in SILENT:
        raise NoWarmKernelError("TimeoutError")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            return await _fork_kernel(connection, path, request, streams)
    except (OSError, TimeoutError) as error:
        connection.close()
        if isinstance(error, TimeoutError):
            SILENT.add(path)
        raise NoWarmKernelError(type(error).__name__) from error
    except BaseException:
        connection.close()
        raise


async def _fork_kernel(
    connection: socket.socket, path: str, request: dict[str, Any], streams: list[int]
) -> ForkedKernel:
    loop, data = asyncio.get_running_loop(), packed(request)
    connection.connect(path)
    connection.setblocking(False)
    sent = socket.send_fds(connection, [data], streams)
    if sent < len(data):  # even sending nothing fails once a refused connection is closed, and its reason is lost
        await loop.sock_sendall(connection, data[sent:])
    kernel = ForkedKernel(connection)
    while not kernel.ready:
        kernel.note(await loop.sock_recv(connection, 4096))
        if kernel.returncode is not None:
            raise NoWarmKernelError(f"exit {kernel.returncode}")
    return kernel
