"""Which jobs of a plan may run at the same time: each waits for what it uses alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sxsh_eval.inputs.national_runs import NOTEBOOK
from sxsh_eval.runs.planning.planned import Planned


def waves(stages: Sequence[Sequence[Planned]]) -> tuple[tuple[Planned, ...], ...]:
    """Jobs of all stages, each as early as what it uses allows.

    Parameters
    ----------
    stages : sequence of sequence of Planned
        In the order of the fleet; a job uses jobs of earlier stages only.

    Returns
    -------
    tuple of tuple of Planned
        No job of a wave uses another of the same. What comes after a stage that makes national estimates also runs
        after it, for reports look for the newest of these by themselves. Inside a wave the fleet's order is kept.
    """
    places: dict[Path, int] = {}
    earliest, found = 0, dict[int, list[Planned]]()
    for stage in stages:
        for planned in stage:
            used = (places[each.folder] + 1 for each in planned.job.uses if each.folder in places)
            places[planned.job.folder()] = place = max(earliest, *used, 0)
            found.setdefault(place, []).append(planned)
        makers = [places[planned.job.folder()] for planned in stage if planned.job.notebook.stem == NOTEBOOK]
        earliest = max(earliest, *(place + 1 for place in makers), 0)
    return tuple(tuple(found[place]) for place in sorted(found))
