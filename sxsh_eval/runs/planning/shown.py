"""A plan as text: what would be done for each job, why, how long it may take."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sxsh_eval.parameters.quantity import Listing, Value, Verbatim, phrase
from sxsh_eval.reports.language import catalogue
from sxsh_eval.runs.following.words import both, joined
from sxsh_eval.runs.planning.plan import Plan
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.progress import spell

if TYPE_CHECKING:
    from sxsh_eval.runs.following.values import Forecast, Seconds

ACTIONS = ("execute", "render", "skip")


def reason_of(planned: Planned) -> Value:
    """Why, with what has changed."""
    reason, parts = phrase(f"following.reason.{planned.reason}"), parts_of(planned)
    return (
        phrase("following.because", reason=reason, detail=Listing(items=tuple(parts), long=True)) if parts else reason
    )


def parts_of(planned: Planned) -> list[Value]:
    """What has changed: parts of a fingerprint in words, files by name."""
    names, known = [name for name in planned.detail.split(", ") if name], catalogue("vi")
    keys = {name: f"following.part.{name}" for name in names}
    return [phrase(key) if key in known else Verbatim(text=name) for name, key in keys.items()]


def reason_text(planned: Planned) -> str:
    """Why, in both languages; what has changed stands once."""
    reason = joined(both(phrase(f"following.reason.{planned.reason}")))
    parts = ", ".join(joined(both(part)) for part in parts_of(planned))
    return f"{reason}: {parts}" if parts else reason


def action_text(action: str) -> str:
    """What is done, in both languages."""
    return joined(both(phrase(f"following.action.{action}")))


def time_text(seconds: Seconds | None) -> str:
    """Usual time, fastest and slowest, number of records; nothing where there is no record or nothing to do."""
    if seconds is None or not seconds.records:
        return ""
    span = "" if seconds.records == 1 else f"{spell(seconds.fastest)} – {spell(seconds.slowest)}, "
    return f"; ~{spell(seconds.usual)} ({span}n = {seconds.records})"


def plan_text(plan: Plan, forecast: Forecast | None = None) -> str:
    """Stages in order, a line a job with its expected time where records tell it, sums at the end.

    Parameters
    ----------
    plan : Plan
    forecast : Forecast, optional
        Of the same plan.

    Returns
    -------
    str
    """
    lines = []
    times = {} if forecast is None else {job.name: time_text(job.seconds) for job in forecast.jobs}
    for number, stage in enumerate(plan.stages, start=1):
        lines.append(f"{number}. {stage[0].stage}")
        width = max(len(planned.job.name) for planned in stage)
        for planned in stage:
            action = action_text(planned.action)
            time = times.get(planned.job.name, "")
            lines.append(f"   {planned.job.name:<{width}}  {action:<18}  {reason_text(planned)}{time}")
    counts: Counter[str] = Counter(planned.action for planned in plan.jobs)
    sums = ", ".join(f"{action_text(action)} {counts[action]}" for action in ACTIONS)
    whole = [] if forecast is None else [joined(forecast.basis)]
    return "\n".join([*lines, "", f"{len(plan.jobs)} báo cáo · reports: {sums}", *whole])
