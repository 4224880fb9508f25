"""A process with everything it has started, whoever its parent is by now."""

from __future__ import annotations

import os
from contextlib import suppress

MARK = "SXSH_EVAL_FOLLOWED"
"""Environment variable by which the processes of one run are known; they inherit it."""
SECONDS_TO_DIE = 3.0
ROUNDS = 5


def members(mark: str, pid: int | None = None) -> list[int]:
    """Living processes of a run, without this one.

    Parameters
    ----------
    mark : str
        Value of the environment variable; empty for none.
    pid : int, optional
        The run's first process: what it has started counts too, with or without the mark.

    Returns
    -------
    list of int
    """
    import psutil

    found: set[int] = set()
    if pid is not None:
        with suppress(psutil.Error):
            first = psutil.Process(pid)
            found |= {pid, *(one.pid for one in first.children(recursive=True))}
    for process in psutil.process_iter() if mark else ():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == mark:
                found.add(process.pid)
    return sorted(number for number in found if number != os.getpid() and _lives(number))


def _lives(pid: int) -> bool:
    import psutil

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def kill_members(mark: str, pid: int | None = None) -> None:
    """Kill all processes of a run but this one; parameters as of `members`.

    Goes round until none is left, for a process may start another before its turn comes.
    """
    import psutil

    for _ in range(ROUNDS):
        left = []
        for number in members(mark, pid):
            with suppress(psutil.Error):
                left.append(psutil.Process(number))
        if not left:
            return
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=SECONDS_TO_DIE)
