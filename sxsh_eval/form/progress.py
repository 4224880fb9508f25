"""A run as it comes along, as text of the page: bar, a line a job, forecast."""

from __future__ import annotations

from collections import Counter
from html import escape

from sxsh_eval.form.results import folded, table
from sxsh_eval.form.told import FINISHED, JobLine, Told
from sxsh_eval.form.widgets import file_link, note_html
from sxsh_eval.form.words import PROBLEMS, Speaker
from sxsh_eval.runs.following.values import Forecast, Seconds

MINUTE, HOUR = 60, 3600
QUIET = {*FINISHED, "waiting", "not_run"}
"""States of jobs of which nothing need be known while there are many."""
MOST_JOBS = 12
"""Jobs that are listed one by one."""
RESULTS = "sx-results"
"""Place of the page where results stand."""


def spell(speaker: Speaker, seconds: float) -> str:
    """Time as people say it."""
    if seconds < MINUTE:
        return speaker.text("form.run.seconds", n=speaker.language.number(round(seconds)))
    if seconds < HOUR:
        minutes, rest = divmod(round(seconds), MINUTE)
        return speaker.text("form.run.minutes", n=str(minutes), s=str(rest))
    hours, rest = divmod(round(seconds / MINUTE), MINUTE)
    return speaker.text("form.run.hours", n=str(hours), m=str(rest))


def forecast_html(speaker: Speaker, forecast: Forecast) -> str:
    """What would be done, why, how long it may take."""
    words, text = speaker.language.words, speaker.text
    heads = [text(f"form.run.column.{name}") for name in ("job", "action", "reason", "expected")]
    rows = [
        [
            speaker.job(job.name, job.folder),
            text(f"form.run.action.{job.action}"),
            words(job.reason),
            ("" if job.basis is None else words(job.basis)) if job.seconds is None else _expected(speaker, job.seconds),
        ]
        for job in forecast.jobs
    ]
    count = text("form.run.jobs", n=str(len(rows)), processes=str(forecast.processes))
    note = f"{count} {words(forecast.basis)}"
    shown = table(heads, rows[:MOST_JOBS])
    if len(rows) > MOST_JOBS:
        shown += folded(text("form.run.more_jobs", n=str(len(rows) - MOST_JOBS)), table(heads, rows[MOST_JOBS:]))
    return f'<div class="sx-plain"><p>{escape(note)}</p>{shown}</div>'


def expected_html(speaker: Speaker, forecast: Forecast) -> str:
    """How long all of it may take, in one announced line."""
    seconds, text = forecast.seconds, speaker.text
    whole = text("form.run.unknown_time") if seconds is None else _expected(speaker, seconds)
    told = escape(text("form.run.forecast", time=whole))
    link = f'<a href="#{RESULTS}">{escape(text("form.run.see_jobs"))}</a>'
    return f'<div class="sx-plain" role="status"><strong>{told}</strong> {link}</div>'


def _expected(speaker: Speaker, seconds: Seconds) -> str:
    usual = spell(speaker, seconds.usual)
    if seconds.slowest - seconds.fastest < 1:
        return usual
    ends = {"low": spell(speaker, seconds.fastest), "high": spell(speaker, seconds.slowest)}
    return speaker.text("form.run.usual", usual=usual, **ends)


def progress_html(speaker: Speaker, told: Told, *, stopping: bool) -> str:
    """Line and bar of a run under way; not announced at every step."""
    text = speaker.text
    percent = round(100 * told.part)
    parts = [text("form.run.stopping" if stopping else "form.run.running"), _steps(speaker, told), f"{percent} %"]
    if told.remaining is not None and not stopping:
        parts.append(text("form.run.remaining", time=spell(speaker, told.remaining)))
    parts.append(text("form.run.since", time=spell(speaker, told.elapsed)))
    label = escape(text("form.run.bar"))
    bar = f'<progress max="100" value="{percent}" aria-label="{label}">{percent} %</progress>' if told.jobs else ""
    return f"<p><strong>{escape(parts[0])}</strong> {escape(', '.join(filter(None, parts[1:])))}</p>{bar}"


def _steps(speaker: Speaker, told: Told) -> str:
    """How far: of one job its steps, of many the jobs."""
    if len(told.jobs) == 1:
        (line,) = told.jobs.values()
        return speaker.text("form.run.steps", done=str(line.done), n=str(line.total)) if line.total else ""
    return speaker.text("form.run.reports", done=str(len(told.finished)), n=str(len(told.jobs))) if told.jobs else ""


def problems_line(speaker: Speaker, count: int) -> str:
    """How many choices have to be mended, and where they are listed."""
    told = escape(speaker.text("form.run.mend", n=str(count)))
    link = f'<a href="#{PROBLEMS}">{escape(speaker.text("form.run.see_problems"))}</a>'
    return f'<div class="sx-problem">✖ {told} {link}</div>'


def outcome_html(speaker: Speaker, told: Told, *, stopped: bool, earlier: bool = False) -> str:
    """How a run ended, in one announced line that leads to the results.

    Parameters
    ----------
    speaker : Speaker
    told : Told
    stopped : bool
        Whether it was told to stop.
    earlier : bool
        Whether the choices have changed since it was started.
    """
    text, wrong = speaker.text, told.went_wrong
    before = f"{escape(text('form.run.earlier'))} " if earlier else ""
    done, n, time = str(len(told.finished)), str(len(told.jobs)), spell(speaker, told.elapsed)
    link = f' <a href="#{RESULTS}">{escape(text("form.run.see_results"))}</a>'
    if not wrong and told.exit_code == 0:
        good = text("form.run.finished", n=done, time=time)
        return f'<div class="sx-good" role="status">✔ {before}{escape(good)}{link}</div>'
    if stopped:
        key = "form.run.stopped" if told.jobs else "form.run.stopped_early"
        plain = text(key, done=done, n=n, time=time)
        return f'<div class="sx-changed" role="status">■ {before}{escape(plain)}</div>'
    head = text("form.run.failed", n=str(len(wrong)), done=done) if told.jobs else text("form.run.not_started")
    return f'<div class="sx-problem">✖ {before}{escape(head)}{link}</div>'


def jobs_html(speaker: Speaker, told: Told) -> str:
    """A line for each job; of many for those under way or gone wrong, the others counted."""
    if not told.jobs:
        return ""
    text, lines = speaker.text, list(told.jobs.values())
    heads = [text(f"form.run.column.{name}") for name in ("job", "state", "cells", "time", "expected")]
    if len(lines) > MOST_JOBS:
        lines = [line for line in lines if line.state not in QUIET][:MOST_JOBS]
    counts = Counter(line.state for line in told.jobs.values()) - Counter(line.state for line in lines)
    others = "; ".join(f"{text(f'form.run.state.{state}')}: {count}" for state, count in counts.items())
    listed = table(heads, [_job(speaker, line) for line in lines]) if lines else ""
    return listed + (note_html(text("form.run.others", states=others)) if others else "")


def _job(speaker: Speaker, line: JobLine) -> list[str]:
    cells = f"{line.done}/{line.total}" if line.total else "–"
    took = spell(speaker, line.seconds) if line.is_over and line.seconds else "–"
    expected = "–" if line.plan.seconds is None else spell(speaker, line.plan.seconds.usual)
    name, state = speaker.job(line.plan.name, line.plan.folder), speaker.text(f"form.run.state.{line.state}")
    return [name, state, cells, took, expected]


def reasons_html(speaker: Speaker, told: Told) -> str:
    """Why jobs failed, announced; empty where none did."""
    if told.problems:
        return speaker.problems_html(told.problems)
    messages: dict[str, list[str]] = {}
    for line in told.went_wrong:
        if line.message:
            messages.setdefault(line.message, []).append(speaker.job(line.plan.name, line.plan.folder))
    if not messages and told.message:
        messages = {told.message: []}
    code = speaker.language.code
    details = "".join(
        f"<p><strong>{escape('; '.join(names))}</strong></p><pre>{escape(half(message, code))}</pre>"
        for message, names in messages.items()
    )
    log, root = speaker.text("form.results.log"), speaker.offers.root
    links = "".join(f"<p>{file_link(line.log, log, root)}</p>" for line in told.went_wrong if line.log)
    return f'<div class="sx-problem" role="alert">{details}{links}</div>' if details else ""


def half(message: str, code: str) -> str:
    """One language of a message that holds all its problems in Vietnamese, then all in English."""
    vi, blank, en = message.partition("\n\n")
    if not blank or not vi.startswith("Có "):
        return message
    return vi if code == "vi" else en
