"""A job made twice: what a second execution leaves, without executing a notebook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.runs.publish import prepare_outputs, publish
from tests.runs.comparison.made_runs import make_job

FIRST = datetime(2026, 3, 1, 8, tzinfo=UTC)


def make_again(outputs: Path, rows: list[NumberRow] | None = None, *, hours: int = 1, **more: Any) -> Path:
    """Publish a job over the one that stands there, as begun some hours later; the job folder."""
    prepare_outputs(outputs)
    aside = outputs.parent / f"aside-{hours}"
    made = make_job(aside, "latest", rows, started=FIRST + timedelta(hours=hours), **more)
    folder = outputs / made.relative_to(aside)
    publish(outputs, made, folder)
    return folder
