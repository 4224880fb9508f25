"""Jobs carried out without a kernel: what a finished job leaves, for tests of planning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sxsh_eval.reports.render.files import file_name
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.planning.plan import Plan
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.provenance import Stopwatch, make_record
from sxsh_eval.runs.record import read_record, write_record


def carry_out(plan: Plan) -> list[str]:
    """Finish every job that is to be executed or rendered; their names."""
    done = [planned for planned in plan.jobs if planned.action != "skip"]
    for planned in done:
        finish(planned)
    return [planned.job.name for planned in done]


def finish(planned: Planned) -> Path:
    """What one finished job leaves in its folder."""
    job, folder = planned.job, planned.job.folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text("{}", encoding="utf-8")
    (folder / "notebook.ipynb").write_text("{}", encoding="utf-8")
    languages, formats = job.languages, job.formats
    if planned.action == "render":
        former = read_record(folder)
        languages, formats = _both(former.languages, languages), _both(former.formats, formats)
    for name in (file_name(language, form) for language in job.languages for form in job.formats):
        (folder / name).write_text("x", encoding="utf-8")
    full = replace(job, languages=languages, formats=formats)
    write_record(make_record(full, Stopwatch(), folder, (), None), folder)
    return folder


def _both(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
