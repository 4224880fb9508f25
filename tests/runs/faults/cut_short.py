"""Publishing cut short at every point at which it asks the system for something: ``... cut_short OUTPUTS``.

For each number n a child process publishes a new folder over an old one and stops dead, as in a power cut, just before
its n-th request; prints one line of JSON with the numbers tried. Forks from a process with a single thread.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sxsh_eval.runs.locks import all_locked
from sxsh_eval.runs.publish import discard, locks_folder, prepare_outputs, publish, staging
from sxsh_eval.runs.record import RECORD

CUT, WHOLE = 9, 0
FILES = ("notebook.ipynb", "report.json", "run.json")
PLACES = ("latest", "province_report", "binh-dinh", "2016-2020")
REQUESTS: list[tuple[Any, str]] = [
    (os, name) for name in ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir", "open", "scandir", "lstat")
]


def fill(folder: Path, text: str) -> None:
    """Put three files with a text into a folder; the record tells by it which execution they are of."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        record = {"status": "failed" if text == "failed" else "done", "started": text}
        content = json.dumps(record) if name == RECORD else f"{text} {name}"
        (folder / name).write_text(content, encoding="utf-8")


def publish_anew(outputs: Path) -> None:
    """What a runner does: lock, stage, publish, take the failed attempt away."""
    folder = outputs.joinpath(*PLACES)
    with all_locked(locks_folder(outputs), [".".join(PLACES)]), staging(outputs) as ready:
        fill(ready, "new")
        publish(outputs, ready, folder)
        discard(outputs, folder.with_name("2016-2020.failed"))


def cut_before(number: int) -> None:
    """Let this process stop dead before its request of that number."""
    count = 0

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        def request(*arguments: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os._exit(CUT)
            return original(*arguments, **more)

        return request

    for module, name in REQUESTS:
        setattr(module, name, watched(getattr(module, name)))


def main(place: Path) -> None:
    """Try every point; each try has outputs of its own under `place`."""
    for number in range(1, 1000):
        outputs = place / f"{number:03d}"
        prepare_outputs(outputs)
        fill(outputs.joinpath(*PLACES), "old")
        fill(outputs.joinpath(".work", "earlier", *PLACES), "older")
        fill(outputs.joinpath(*PLACES).with_name("2016-2020.failed"), "failed")
        child = os.fork()
        if child == 0:
            cut_before(number)
            publish_anew(outputs)
            os._exit(WHOLE)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == WHOLE:
            shutil.rmtree(outputs)
            sys.stdout.write(json.dumps(number - 1))
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
