"""``python -m sxsh_eval.runs.warm``: the warm process."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

from sxsh_eval.runs.warm.preload import first_modules, preload, settle
from sxsh_eval.runs.warm.sameness import source_stamp
from sxsh_eval.runs.warm.server import Server
from sxsh_eval.runs.warm.wire import listen


def main() -> None:
    """Listen, import, then fork kernels until the starter has ended or nothing was asked for a while."""
    parser = argparse.ArgumentParser(prog="python -m sxsh_eval.runs.warm")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--socket", type=Path, help="path of the socket to make")
    place.add_argument("--listener", type=int, help="descriptor of a listening socket")
    parser.add_argument("--starter", type=int, help="process whose end ends this one")
    parser.add_argument("--idle-seconds", type=float, default=600.0)
    parser.add_argument("--preload", help="modules to import, by commas; by default all that reports need")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = listen(given.socket) if given.socket else socket.socket(fileno=given.listener)
    path = Path(listener.getsockname())
    try:
        _serve(listener, given)
    finally:
        listener.close()
        path.unlink(missing_ok=True)
        if given.listener is not None:  # then the folder was made for this process
            shutil.rmtree(path.parent, ignore_errors=True)


def _serve(listener: socket.socket, given: argparse.Namespace) -> None:
    if given.starter is not None and given.starter != os.getppid():
        return
    started_with, stamp = settle(), source_stamp()
    preload(first_modules() if given.preload is None else given.preload.split(","))
    Server(listener, stamp, started_with, given.starter, given.idle_seconds).serve()


if __name__ == "__main__":
    main()
