"""Recognising a full disk, in whatever wrapping the system's refusal arrives."""

from __future__ import annotations

import errno
import re

from sxsh_eval.errors import Problem

NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
TOLD = re.compile(rf"\[Errno ({'|'.join(str(number) for number in sorted(NO_ROOM))})\]|\[WinError 112\]")
"""How an OSError prints that says so."""


def is_full(error: BaseException | None) -> bool:
    """Whether an exception, or one that led to it, is the system saying that there is no room."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False


def no_room(error: BaseException, where: str) -> Problem | None:
    """Problem of a full disk, or None when `error` is about something else.

    Parameters
    ----------
    error : exception
        Also one that a full disk led to.
    where : str
        What was to be written.
    """
    return Problem("output.disk_full", where, str(error)[:200]) if is_full(error) else None
