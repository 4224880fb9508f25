"""Several jobs at once: locks taken, processes shared out, an orderly end on Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.kernel import ONE_THREAD, block_slow_import
from sxsh_eval.runs.locks import all_locked
from sxsh_eval.runs.publish import locks_folder, prepare_outputs, recover
from sxsh_eval.runs.worker import Result, run_job

# Called with the job's name, the stage, cells done and cells in all.
Progress = Callable[[str, str, int, int], None]
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_CLEAR_UP = 20


def run_jobs(jobs: Sequence[Job], progress: Progress | None = None, processes: int | None = None) -> list[Result]:
    """Run jobs, several at a time, and publish each as it is finished.

    Parameters
    ----------
    jobs : sequence of Job
        With different job folders.
    progress : callable, optional
    processes : int, optional
        At most this many at a time; by default as many as there are processors.

    Returns
    -------
    list of Result
        In the order of `jobs`; failed ones among them.

    Raises
    ------
    InputError
        If the outputs folder cannot be written.
    UsageError
        If another run holds one of the job folders.
    """
    for outputs in {job.outputs for job in jobs}:
        prepare_outputs(outputs)
    folders = {job.folder(): job for job in jobs}
    with all_locked(locks_folder(jobs[0].outputs), [".".join(job.parts) for job in folders.values()]):
        for folder, job in folders.items():
            recover(job.outputs, folder)
            recover(job.outputs, failed_folder(folder))
        count = min(len(jobs), processes or os.cpu_count() or 1)
        if count == 1:
            return [_run_here(job, progress) for job in jobs]
        return _run_in_processes(jobs, progress, count)


def _run_here(job: Job, progress: Progress | None) -> Result:
    say = None if progress is None else (lambda stage, done, total: progress(job.name, stage, done, total))
    return _guarded(job, say)


def _guarded(job: Job, progress: Callable[[str, int, int], None] | None) -> Result:
    """Result of a job whose notebook or outputs the analyst has to see to; other jobs go on."""
    try:
        result = run_job(job, progress)
    except ProblemsError as error:
        result = Result(job.name, job.folder(), error.exit_code, str(error), outcome="failed")
    if progress is not None:
        progress("failed" if result.exit_code else "done", 0, 0)
    return result


class _Stop:
    """What a worker process knows of the wish to end it."""

    busy = False
    wanted = False
    messages: Any = None


def _on_terminate(signum: int, frame: object) -> None:
    del signum, frame
    _Stop.wanted = True
    if _Stop.busy:
        raise KeyboardInterrupt


def _follow_parent() -> None:
    """End this process in good order once the one that holds the locks is dead: another run may hold them by now."""
    if (parent := multiprocessing.parent_process()) is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    patience = time.monotonic() + SECONDS_TO_CLEAR_UP
    while _Stop.busy and time.monotonic() < patience:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(FAULT)


def _start_worker(messages: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _on_terminate)
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    block_slow_import()
    _Stop.messages = messages
    threading.Thread(target=_follow_parent, daemon=True).start()


def _work(job: Job) -> Result:
    _Stop.busy = True
    try:
        if _Stop.wanted:
            raise KeyboardInterrupt
        return _guarded(job, lambda *news: _Stop.messages.put((job.name, *news)))
    finally:
        _Stop.busy = False


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let new processes start without the terminal's Ctrl-C, which this process hands on in an orderly way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _run_in_processes(jobs: Sequence[Job], progress: Progress | None, count: int) -> list[Result]:
    context = multiprocessing.get_context("spawn")
    messages: Any = context.Queue()
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_start_worker, initargs=(messages,))
    try:
        with _interrupts_ignored():
            futures = [pool.submit(_work, job) for job in jobs]
        waiting: set[Future[Result]] = set(futures)
        while waiting:
            waiting = wait(waiting, timeout=SECONDS_BETWEEN_LOOKS).not_done
            _tell(messages, progress)
        pool.shutdown(wait=True)  # the last messages are on their way until their senders have ended
        _tell(messages, progress)
        return [_result(job, future) for job, future in zip(jobs, futures, strict=True)]
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        messages.close()
        messages.join_thread()


def _tell(messages: Any, progress: Progress | None) -> None:
    while True:
        try:
            news = messages.get_nowait()
        except queue.Empty:
            return
        if progress is not None:
            progress(*news)


def _result(job: Job, future: Future[Result]) -> Result:
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError) as error:
        problem = Problem("run.worker_died", job.name, type(error).__name__)
        return Result(job.name, job.folder(), FAULT, ProblemsError([problem]).message(), outcome="failed")
