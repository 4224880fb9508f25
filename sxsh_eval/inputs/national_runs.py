"""Where the estimates of a national run lie, for the reports of provinces that read them."""

from __future__ import annotations

import json
from pathlib import Path

from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.quantity import Span

NOTEBOOK = "energy_savings"
REPORT = "national_report"
"""Notebook of the country's report, which shows the estimates of `NOTEBOOK`."""
ESTIMATES = "estimates.json"
RECORD = "run.json"
STAGING = ".work"
NATIONAL_TABLES = ("enterprises", "survey", "population", "costs", "energy_prices")
"""Tables of all provinces."""
SAVINGS_TABLES = ("enterprises", "energy_prices")
"""Those from which the national effect is estimated."""


def outputs_of(output: str) -> Path | None:
    """Folder of all outputs to which a running notebook's output folder belongs; None for a folder of one's own."""
    parents = Path(output).absolute().parents if output else ()
    return next((folder.parent for folder in parents if folder.name == STAGING), None)


def find_national(outputs: Path, period: Span, *, synthetic: bool) -> Path | None:
    """Newest published file of national estimates for a period.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    period : Span
    synthetic : bool
        Whether the estimates must be, or must not be, of synthetic enterprises.

    Returns
    -------
    Path or None
        ``<run>/energy_savings/national/<period>/estimates.json`` of the run that was started last; of runs without a
        record, which come before all others, that of the last name. None without any.
    """
    place = f"{NOTEBOOK}/{NATIONAL}/{period.first}-{period.last}/{ESTIMATES}"
    found = [path for path in outputs.glob(f"*/{place}") if not path.relative_to(outputs).parts[0].startswith(".")]
    fitting = [path for path in found if of_kind(path, synthetic=synthetic)]
    if len(fitting) == 1:
        return fitting[0]  # no record has to tell which is newer
    return max(fitting, key=lambda path: (started(path.parent / RECORD), path.parts), default=None)


def of_kind(path: Path, *, synthetic: bool) -> bool:
    """Whether a file speaks of synthetic enterprises, as asked; a damaged one is kept, for its reader to refuse."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return bool(content["synthetic"]) == synthetic
    except (OSError, ValueError, KeyError, TypeError):
        return True


def started(record: Path) -> str:
    """When a run began, as text that sorts by time; empty when its record cannot tell."""
    try:
        return str(json.loads(record.read_text(encoding="utf-8"))["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
