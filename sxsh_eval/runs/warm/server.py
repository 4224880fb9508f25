"""The warm process: one thread that forks a kernel for each request and looks after it."""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sxsh_eval.runs.warm.become import become_kernel
from sxsh_eval.runs.warm.rehearsal import rehearsal
from sxsh_eval.runs.warm.sameness import Stamp, difference, source_stamp, threads
from sxsh_eval.runs.warm.wire import REHEARSE, close_all, receive_request, tell

SECONDS_FOR_REQUEST = 5.0
SECONDS_BETWEEN_LOOKS = 5.0


@dataclass(frozen=True)
class Kernel:
    """A forked kernel: its process, a descriptor of it and the connection to its client."""

    pid: int
    descriptor: int
    connection: socket.socket


@dataclass
class Server:
    """Loop of the warm process.

    Attributes
    ----------
    listener : socket
        Bound and listening.
    stamp : Stamp
        Sources as they were before anything was imported.
    started_with : mapping of str to str
        Environment of the start.
    starter : int, optional
        Process whose end ends this one.
    idle_seconds : float
        Ends after this time without a kernel.
    """

    listener: socket.socket
    stamp: Stamp
    started_with: Mapping[str, str]
    starter: int | None = None
    idle_seconds: float = 600.0
    _kernels: dict[int, Kernel] = field(default_factory=dict)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _used: float = field(default_factory=time.monotonic)
    _steps: Iterator[str] | None = None
    _ended: bool = False

    def serve(self) -> None:
        """Answer requests until the starter has ended or nothing was asked for a while."""
        self._watch(self.listener, self._accept)
        if self.starter is not None:
            self._watch(os.pidfd_open(self.starter), self._stop)
        try:
            while not self._ended:
                events = self._selector.select(
                    0 if self._steps is not None else min(SECONDS_BETWEEN_LOOKS, self.idle_seconds)
                )
                for key, _ in events:
                    key.data()
                if not events:
                    self._idle()
        finally:
            for kernel in self._kernels.values():
                _kill_group(kernel.pid)

    def _idle(self) -> None:
        """Rehearse one step further, or end after a long time of nothing."""
        if self._steps is not None and next(self._steps, None) is None:
            self._steps = None
        elif not self._kernels and time.monotonic() - self._used > self.idle_seconds:
            self._ended = True

    def _watch(self, what: socket.socket | int, act: Callable[[], None]) -> None:
        self._selector.register(what, selectors.EVENT_READ, act)

    def _stop(self) -> None:
        self._ended = True

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(SECONDS_FOR_REQUEST)
        self._used = time.monotonic()
        try:
            request, streams = receive_request(connection)
        except (OSError, ValueError):
            connection.close()
            return
        if REHEARSE in request:
            self._steps = rehearsal(request[REHEARSE])
            connection.close()
            return
        reason = self._reason(request) or self._fork(request, streams, connection)
        if reason is not None:
            tell(connection, refused=reason)
            connection.close()
        close_all(streams)

    def _reason(self, request: dict[str, Any]) -> str | None:
        """Why no kernel is forked for this request; None when one is."""
        if threads() != 1:
            return "threads"
        try:
            if source_stamp() != self.stamp:
                return "sources"
            return difference(request, self.started_with)
        except (KeyError, TypeError, ValueError, OSError):
            return "request"

    def _fork(self, request: dict[str, Any], streams: list[int], connection: socket.socket) -> str | None:
        """Fork a kernel; the reason when the system does not allow it."""
        gc.freeze()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            return "fork"
        if pid == 0:
            try:
                self._close_in_child()
                become_kernel(request, streams, connection, parent)
            finally:
                os._exit(1)  # a child never comes back into this loop
        kernel = Kernel(pid, os.pidfd_open(pid), connection)
        self._kernels[pid] = kernel
        self._watch(kernel.descriptor, partial(self._reap, kernel))
        self._watch(connection, partial(self._client_moved, kernel))
        tell(connection, started=pid)
        return None

    def _close_in_child(self) -> None:
        """Close what belongs to the warm process and to its other kernels."""
        watched = [key.fileobj for key in self._selector.get_map().values()]
        self._selector.close()
        for one in watched:
            if isinstance(one, socket.socket):
                one.close()
            elif isinstance(one, int):
                os.close(one)

    def _client_moved(self, kernel: Kernel) -> None:
        """A client says nothing after its request, so it has gone: its kernel goes too."""
        if kernel.pid not in self._kernels:
            return
        self._selector.unregister(kernel.connection)
        kernel.connection.close()
        _kill_group(kernel.pid)

    def _reap(self, kernel: Kernel) -> None:
        """Take the exit status, after whatever the kernel left running in its group has been ended."""
        os.waitid(os.P_PID, kernel.pid, os.WEXITED | os.WNOWAIT)
        _kill_group(kernel.pid)
        _, status = os.waitpid(kernel.pid, 0)
        self._selector.unregister(kernel.descriptor)
        os.close(kernel.descriptor)
        del self._kernels[kernel.pid]
        if kernel.connection.fileno() >= 0:
            self._selector.unregister(kernel.connection)
            tell(kernel.connection, ended=os.waitstatus_to_exitcode(status))
            kernel.connection.close()
        self._used = time.monotonic()


def _kill_group(pid: int) -> None:
    """End a child that was not waited for yet with all that it started; it may not lead its group yet."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)
