"""Kernel provisioner of Jupyter: kernels from the warm process where there is one, else ordinary ones.

A kernel specification or the environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME=sxsh-eval-warm`` chooses it;
``SXSH_EVAL_WARM`` names the socket of the warm process. Papermill, nbclient and JupyterLab need no change.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from sxsh_eval.errors import LABELS, Problem
from sxsh_eval.runs.kernel import VARIABLE
from sxsh_eval.runs.warm.client import ForkedKernel, NoWarmKernelError, fork_kernel, request_of

LOG = logging.getLogger("sxsh_eval.warm")
SECONDS_TO_END = 2.0


@cache
def warn_once(reason: str) -> None:
    """Say once in this process that kernels are ordinary ones.

    Parameters
    ----------
    reason : str
        One word or two.
    """
    problem = Problem("run.ordinary_kernel", VARIABLE, reason, severity="warning")
    LOG.warning("%s · %s", *(" ".join(problem.lines(language)) for language in LABELS))


def can_fork() -> bool:
    """Whether this system can have a warm process: Linux with process descriptors."""
    return sys.platform == "linux" and hasattr(os, "fork") and hasattr(os, "pidfd_open")


class WarmProvisioner(LocalProvisioner):
    """Kernels forked from the warm process."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start an ordinary one with one warning.

        Parameters
        ----------
        cmd : list of str
            Command line of an ordinary kernel.
        **kwargs
            As for `subprocess.Popen`.
        """
        path = os.environ.get(VARIABLE)
        if path is None:
            return await super().launch_kernel(cmd, **kwargs)
        try:
            kernel = await _forked(path, cmd, kwargs)
        except NoWarmKernelError as error:
            warn_once(str(error))
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = kernel
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 (the signature of the base class)
        """End the kernel at once; a forked one has ended when this returns."""
        await super().kill(restart)
        if isinstance(self.process, ForkedKernel):
            limit = time.monotonic() + SECONDS_TO_END
            while self.process.poll() is None and time.monotonic() < limit:  # noqa: ASYNC110 (a process, no event)
                await asyncio.sleep(0.002)


async def _forked(path: str, command: list[str], options: dict[str, Any]) -> ForkedKernel:
    """Kernel for the options of `subprocess.Popen` that Jupyter gives."""
    if not can_fork():
        raise NoWarmKernelError(sys.platform)
    if options.get("independent"):
        raise NoWarmKernelError("independent")
    environment = dict(os.environ if options.get("env") is None else options["env"])
    environment = {name: str(value) for name, value in environment.items() if name != VARIABLE}
    environment["JPY_PARENT_PID"] = str(os.getpid())
    request = request_of(command, environment, options.get("cwd"))
    with Path(os.devnull).open("r+b") as nothing:  # noqa: ASYNC230 (nothing to wait for)
        streams = [nothing.fileno(), *(_descriptor(options.get(name), nothing) for name in ("stdout", "stderr"))]
        return await fork_kernel(path, request, streams)


def _descriptor(given: IO[bytes] | int | None, nothing: IO[bytes]) -> int:
    match given:
        case None:
            return 1
        case subprocess.DEVNULL:
            return nothing.fileno()
        case int() if given < 0:
            raise NoWarmKernelError("pipe")
        case int():
            return given
        case _:
            return given.fileno()
