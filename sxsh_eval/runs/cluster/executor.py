"""Jobs carried out by the workers of a Dask cluster."""

from __future__ import annotations

import math
import queue
import secrets
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

from sxsh_eval.errors import InputError, Problem, ProblemsError
from sxsh_eval.runs.attempt import failed
from sxsh_eval.runs.cluster.arrival import arrived
from sxsh_eval.runs.cluster.connection import SECONDS_FOR_WORKERS, connected, parse_scheduler
from sxsh_eval.runs.cluster.remote import START, is_busy
from sxsh_eval.runs.cluster.shipping import Shipping
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.planning.planned import Planned, Progress
from sxsh_eval.runs.worker import Result

ATTEMPTS = 3
AHEAD = 2  # jobs a worker has at hand, the running one among them
KILLED = "KilledWorker"
STARTS_OF_A_KILLER = 2  # Dask also blames jobs that only waited at workers that were lost
SECONDS_TO_STOP = 15
SECONDS_TO_GATHER = 300
SECONDS_BETWEEN_COUNTS = 2
SECONDS_BETWEEN_LOOKS = 0.2


class ClusterExecutor:
    """Carries out planned jobs on a Dask cluster; a context manager.

    Workers need this package and no storage in common: the files that a job reads travel to them, its outputs come
    back and are published here. A job whose worker is lost moves to another one; after as many lost workers as the
    scheduler allows (``distributed.scheduler.allowed-failures``) it counts as failed.

    Parameters
    ----------
    scheduler : str
        ``local:N`` for N workers of this machine, or the address of a scheduler such as ``tcp://host:8786``.
    seconds_for_workers : float
        How long to wait for a first worker, in seconds.

    Raises
    ------
    UsageError
        If the text is neither.
    """

    def __init__(self, scheduler: str, seconds_for_workers: float = SECONDS_FOR_WORKERS) -> None:
        self.scheduler = parse_scheduler(scheduler)
        self.seconds_for_workers = seconds_for_workers
        self.client: Any = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Connect, and compare the workers' software with this process's.

        Raises
        ------
        UsageError
            If Dask is missing, the scheduler does not answer, there is no worker, or any of them differs.
        """
        self.client = self._stack.enter_context(connected(self.scheduler, self.seconds_for_workers))
        return self

    def __exit__(self, *exception: object) -> None:
        """Leave the cluster; workers that were started here end."""
        self.client = None
        self._stack.close()

    @property
    def processes(self) -> int:
        """Jobs at a time: the workers there are now."""
        return max(1, len(self.client.nthreads()))

    def run(self, jobs: Sequence[Planned], progress: Progress | None = None) -> Iterator[Result]:
        """Carry out jobs that do not depend on each other; each is published when it comes back.

        Parameters
        ----------
        jobs : sequence of Planned
            None of them to be skipped; the caller holds the locks of their folders.
        progress : callable, optional

        Yields
        ------
        Result
            As they come; one a job.
        """
        topic = f"sxsh-{secrets.token_hex(8)}"
        news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.client.subscribe_topic(topic, lambda event: news.put(tuple(event[1])))
        round_ = _Round(self.client, Shipping(self.client, jobs, topic), news)
        try:
            yield from round_.results(progress)
        finally:
            round_.cancel()
            if self.client.status == "running":
                self.client.unsubscribe_topic(topic)


@dataclass(frozen=True)
class _Sent:
    """A job at the cluster: its task, which Dask forgets when nobody holds it, its position, how often it was sent."""

    future: Any
    position: int
    attempt: int


class _Round:
    """Jobs of one call: waiting, at the cluster, coming back."""

    def __init__(self, client: Any, shipping: Shipping, news: queue.SimpleQueue[Any]) -> None:
        self.client, self.shipping, self.news = client, shipping, news
        self.waiting = deque((position, 0) for position in range(len(shipping.jobs)))
        self.sent: dict[str, _Sent] = {}
        self.started: Counter[str] = Counter()
        self.window, self.looked = 0, -math.inf

    def results(self, progress: Progress | None) -> Iterator[Result]:
        """Results as they come, with progress told in between; both in the caller's thread."""
        tell = progress or (lambda *_: None)
        while self.waiting or self.sent:
            results = [*self._top_up(), *self._look(tell)]
            for result in results:
                tell(result.name, "failed" if result.exit_code else "done", 0, 0)
                yield result

    def _look(self, tell: Progress) -> list[Result]:
        """Wait a moment for news; results, if that is what came."""
        try:
            item = self.news.get(timeout=SECONDS_BETWEEN_LOOKS)
        except queue.Empty:
            return [] if self._connected() else self._give_up()
        if isinstance(item, tuple):
            name, stage, *_ = item
            self.started[name] += stage == START
            tell(*(item if stage != START else (name, "notebook", 0, 0)))
            return []
        sent = self.sent.pop(item.key, None)
        return [] if sent is None else self._results_of(sent)

    def _connected(self) -> bool:
        return bool(self.client.status == "running")

    def _give_up(self) -> list[Result]:
        """Results of all jobs that are still open: the scheduler is gone."""
        positions = [sent.position for sent in self.sent.values()] + [position for position, _ in self.waiting]
        self.sent.clear()
        self.waiting.clear()
        return [self._failed(position, self._lost(position)) for position in positions]

    def _top_up(self) -> list[Result]:
        """Send jobs, but no more than the workers can have at hand; results of those that cannot be sent."""
        if not self.waiting or not self._connected():
            return []
        if time.monotonic() - self.looked > SECONDS_BETWEEN_COUNTS:
            self.window = AHEAD * max(1, len(self.client.nthreads()))
            self.looked = time.monotonic()
        results = []
        while self.waiting and len(self.sent) < self.window:
            position, attempt = self.waiting.popleft()
            try:
                future = self.shipping.submit(position, attempt)
            except InputError as error:
                results.append(self._failed(position, error.problems, error.exit_code))
                continue
            self.sent[future.key] = _Sent(future, position, attempt)
            future.add_done_callback(self.news.put)
        return results

    def _results_of(self, sent: _Sent) -> list[Result]:
        """Result of a job whose task has ended; none when it is to be sent once more."""
        planned = self.shipping.jobs[sent.position]
        if sent.future.status == "error":
            error = sent.future.exception()
            if type(error).__name__ != KILLED:
                found = f"{type(error).__name__}: {str(error)[:500]}"
                return [self._failed(sent.position, [Problem("cluster.fault", planned.job.name, found)])]
            if self.started[planned.job.name] >= STARTS_OF_A_KILLER or sent.attempt + 1 >= ATTEMPTS:
                return [self._failed(sent.position, [Problem("run.worker_died", planned.job.name, KILLED)])]
        if sent.future.status == "finished":
            try:
                returned = sent.future.result(timeout=SECONDS_TO_GATHER)
            except (CancelledError, TimeoutError, OSError):  # lost on the way; OSError: the scheduler is gone
                pass
            else:
                self.shipping.done(sent.position)
                return [arrived(planned, returned)]
        if sent.attempt + 1 < ATTEMPTS and self._connected():
            self.waiting.appendleft((sent.position, sent.attempt + 1))
            return []
        return [self._failed(sent.position, self._lost(sent.position))]

    def _lost(self, position: int) -> list[Problem]:
        return [Problem("cluster.lost", self.shipping.jobs[position].job.name, str(self.client.status))]

    def _failed(self, position: int, problems: Sequence[Problem], exit_code: int = FAULT) -> Result:
        self.shipping.done(position)
        return failed(self.shipping.jobs[position].job, ProblemsError(problems), exit_code)

    def cancel(self) -> None:
        """Take back what is at the cluster, and wait a while until the workers have ended it."""
        if not self.sent or not self._connected():
            return
        self.client.cancel([sent.future for sent in self.sent.values()], force=True)
        self.sent.clear()
        until = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < until and any(self.client.run(is_busy, on_error="ignore").values()):
            time.sleep(SECONDS_BETWEEN_LOOKS)
