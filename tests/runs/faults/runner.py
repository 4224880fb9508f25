"""A runner in a process of its own: ``python -m tests.runs.faults.runner PLAN.json``, to be killed and interrupted."""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.jobs import Job, Used
from sxsh_eval.runs.local.executor import LocalExecutor
from sxsh_eval.runs.planning.planned import Planned, perform
from sxsh_eval.runs.session import run_plan
from sxsh_eval.runs.stopping import Stopped
from sxsh_eval.runs.worker import Result
from tests.runs.faults import pretended


class Printer:
    """A watch that prints what it is told as lines of JSON."""

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Print a stage."""
        say(name, stage, done, total)

    def result(self, result: Result) -> None:
        """Print a result."""
        say(result.name, result.outcome, result.exit_code, result.message)


def say(*words: object) -> None:
    """Print one line of JSON at once."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def planned(root: Path, outputs: Path, wish: dict[str, Any]) -> Planned:
    """Job of a wish: province, what to do, provinces whose jobs it uses."""
    job = Job(
        root=root,
        outputs=outputs,
        run="latest",
        notebook=root / "notebooks" / "province_report.ipynb",
        province=wish["province"],
        period="2016-2020",
        study=root / "parameters" / "study.yml",
        settings={"do": wish["do"]} if "do" in wish else {},
        formats=(),
        uses=tuple(
            Used(name, outputs / "latest" / "province_report" / name / "2016-2020", "0" * 64)
            for name in wish.get("uses", [])
        ),
    )
    return Planned(job, wish.get("action", "execute"), "new")


def main(file: Path) -> int:
    """Carry out the plan of a file."""
    plan = json.loads(file.read_text(encoding="utf-8"))
    root = file.parent
    outputs = Path(plan.get("outputs", root / "outputs"))
    if limit := plan.get("largest_file"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts with it ignored
    by = perform if plan["by"] == "perform" else getattr(pretended, plan["by"])
    stages = [[planned(root, outputs, wish) for wish in stage] for stage in plan["stages"]]
    try:
        with LocalExecutor(plan.get("processes", 2), by=by) as executor:
            results = run_plan(stages, executor, Printer())
    except Stopped as stop:
        say("message", stop.message(), 0, 0)
        return stop.exit_code
    except ProblemsError as error:
        say("refused", error.problems[0].code, error.exit_code, str(error))
        return error.exit_code
    return max(result.exit_code for result in results)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
