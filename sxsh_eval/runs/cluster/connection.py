"""A cluster to work with: one that runs already, or workers of this machine; checked before anything is sent."""

from __future__ import annotations

import importlib
import logging
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.runs.cluster.arrival import differing
from sxsh_eval.runs.cluster.machine import differences, software
from sxsh_eval.runs.kernel import block_slow_import

LOCAL = re.compile(r"local:(?P<workers>[1-9][0-9]{0,2})")
ADDRESS = re.compile(r"[a-z0-9+]+://[^\s/]+/?")
MODULE = "sxsh_eval.runs.cluster.machine"
SECONDS_TO_CONNECT = 15
SECONDS_FOR_WORKERS = 60
LARGE = "1GiB"


@dataclass(frozen=True)
class Scheduler:
    """Where the scheduler is.

    Attributes
    ----------
    address : str
        Of one that runs already; empty for workers of this machine.
    workers : int
        Number of workers to start on this machine; 0 for a cluster that runs already.
    """

    address: str = ""
    workers: int = 0


def parse_scheduler(text: str) -> Scheduler:
    """Scheduler from ``local:N`` or an address such as ``tcp://host:8786``.

    Raises
    ------
    UsageError
        If the text is neither.
    """
    text = text.strip()
    if match := LOCAL.fullmatch(text):
        return Scheduler(workers=int(match["workers"]))
    if ADDRESS.fullmatch(text):
        return Scheduler(address=text.rstrip("/"))
    raise UsageError([Problem("usage.scheduler", "--scheduler", text[:120])])


def cluster_package() -> ModuleType:
    """The package `distributed`, which is no part of the ordinary installation.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise UsageError([Problem("cluster.package", "--scheduler", str(error)[:200])]) from error


@contextmanager
def connected(scheduler: Scheduler, seconds_for_workers: float = SECONDS_FOR_WORKERS) -> Iterator[Any]:
    """Client of a cluster whose workers have the same software as this process; closed at the end.

    Parameters
    ----------
    scheduler : Scheduler
    seconds_for_workers : float
        How long to wait for the first worker, in seconds.

    Yields
    ------
    distributed.Client

    Raises
    ------
    UsageError
        If the scheduler does not answer, there is no worker, or any of them differs: all of them are listed.
    """
    distributed = cluster_package()
    block_slow_import()
    import dask

    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE}))
        stack.enter_context(_quiet())
        address: Any = scheduler.address
        if scheduler.workers:
            address = stack.enter_context(_own_workers(distributed, scheduler.workers))
        try:
            client = stack.enter_context(
                distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False, name="sxsh-eval")
            )
        except (OSError, ValueError) as error:
            found = f"{type(error).__name__}: {str(error)[:300]}"
            raise UsageError([Problem("cluster.unreachable", scheduler.address, found)]) from error
        check_workers(client, scheduler.address or f"local:{scheduler.workers}", seconds_for_workers)
        yield client


@contextmanager
def _own_workers(distributed: ModuleType, count: int) -> Iterator[Any]:
    """Workers of this machine, deaf to the terminal's Ctrl-C, which this process hands on in an orderly way."""
    with _interrupts_ignored():
        cluster = distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
    with cluster:
        yield cluster


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask tells of lost connections from the terminal: the results say it."""
    logger = logging.getLogger("distributed")
    former, logger.level = logger.level, logging.CRITICAL
    try:
        yield
    finally:
        logger.setLevel(former)


def check_workers(client: Any, place: str, seconds: float = SECONDS_FOR_WORKERS) -> None:
    """Compare the workers' software with this process's.

    Parameters
    ----------
    client : distributed.Client
    place : str
        How the user named the cluster.
    seconds : float
        How long to wait for a first worker.

    Raises
    ------
    UsageError
        With everything that differs on every worker.
    """
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise UsageError([Problem("cluster.no_workers", place, "0", {"seconds": f"{seconds:g}"})]) from error
    wanted, problems = software(), []
    for address, threads in sorted(client.nthreads().items()):
        if threads != 1:
            problems.append(Problem("cluster.threads", address, str(threads)))
    for address, found in sorted(client.run(software, on_error="return").items()):
        if isinstance(found, Mapping):
            problems += [differing(address, *pair, name) for name, pair in differences(wanted, found).items()]
        else:
            problems.append(Problem("cluster.no_package", address, f"{type(found).__name__}: {str(found)[:200]}"))
    if problems:
        raise UsageError(problems)
