"""What a worker of a cluster does with one job: unpack, perform in a folder of its own, send the outputs back."""

from __future__ import annotations

import atexit
import logging
import os
import tempfile
import threading
import traceback
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.cluster.machine import differences, software
from sxsh_eval.runs.cluster.parcels import packed_folder, unpack
from sxsh_eval.runs.cluster.places import Places, mirrored, read_back, written
from sxsh_eval.runs.cluster.withdrawn import stopped_when_withdrawn
from sxsh_eval.runs.kernel import ONE_THREAD, VARIABLE, block_slow_import
from sxsh_eval.runs.planning.planned import Planned, perform
from sxsh_eval.runs.worker import Result

START = "start"
_ONE_JOB = threading.Lock()  # matplotlib and warning filters belong to the whole process


@dataclass(frozen=True)
class Order:
    """One job on its way to a worker.

    Attributes
    ----------
    planned : bytes
        The planned job, its paths by name.
    outputs_inside : str
        Where outputs lie below the project's root, as a posix path; empty when they lie elsewhere.
    topic : str
        Under which progress is told.
    software : mapping of str to str
        Versions that the worker must have.
    """

    planned: bytes
    outputs_inside: str
    topic: str
    software: Mapping[str, str]


@dataclass(frozen=True)
class Returned:
    """What came of a job on a worker.

    Attributes
    ----------
    result : bytes
        The result, its paths by name; empty when there is none.
    files : bytes
        Archive of the finished folder, or of that of a failed attempt; empty when there is none.
    root, outputs : str
        Folders in which the worker had the project, to be replaced in texts.
    differs : dict of str to (str, str)
        Versions wanted and found, when the worker refused the job for them.
    fault : str
        Traceback of an error that no analyst can see to.
    """

    result: bytes = b""
    files: bytes = b""
    root: str = ""
    outputs: str = ""
    differs: Mapping[str, tuple[str, str]] | None = None
    fault: str = ""


@cache
def prepare_process() -> None:
    """Make this process ready for jobs, once; without a warm process of its starter's it gets one of its own."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    block_slow_import()
    if VARIABLE not in os.environ:
        from sxsh_eval.runs.warm.process import warm_process

        stack = ExitStack()
        stack.enter_context(warm_process())
        atexit.register(stack.close)


def is_busy() -> bool:
    """Whether a job is going on in this process."""
    return _ONE_JOB.locked()


def carry_out(order: Order, *packs: bytes) -> Returned:
    """Carry out one job as a task of Dask; may be called twice for the same job without harm.

    Parameters
    ----------
    order : Order
    *packs : bytes
        Archives of the files that the job reads.

    Returns
    -------
    Returned
        Also of a failed job.
    """
    from distributed import get_worker

    worker = get_worker()
    if found := differences(order.software, software()):
        return Returned(differs=found)
    try:
        with _ONE_JOB, stopped_when_withdrawn(worker):
            prepare_process()
            return _carried_out(order, packs, worker)
    except KeyboardInterrupt:  # nobody waits for it any more
        pass
    except Exception as error:  # noqa: BLE001 (told to the runner, which knows what to say of it)
        return Returned(fault="".join(traceback.format_exception(error)))
    # What is left of the notebook's event loop would complain on the terminal of whoever pressed Ctrl-C.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    return Returned(fault="KeyboardInterrupt")


def _carried_out(order: Order, packs: tuple[bytes, ...], worker: Any) -> Returned:
    with tempfile.TemporaryDirectory(prefix="j-", dir=worker.local_directory, ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve()
        shape = Path("/p")
        outputs = shape / order.outputs_inside if order.outputs_inside else Path("/o")
        places = mirrored(Places(shape, outputs), folder)
        places.root.mkdir()
        for pack in packs:
            unpack(pack, folder)
        planned: Planned = read_back(order.planned, places)
        result = _performed(planned, order.topic, worker)
        files = packed_folder(result.folder) if result.files else b""
        return Returned(written(result, places), files, str(places.root), str(places.outputs))


def _performed(planned: Planned, topic: str, worker: Any) -> Result:
    job = planned.job

    def say(stage: str, done: int, total: int) -> None:
        worker.log_event(topic, [job.name, stage, done, total])

    say(START, 0, 0)
    try:
        return perform(planned, say)
    except ProblemsError as error:
        return Result(job.name, job.folder(), error.exit_code, str(error), outcome="failed")
