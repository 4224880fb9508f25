"""What a province's letter to the Ministry is written from: its claims file, the findings on it, a run's report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.estimates.consistency.rules import check_consistency
from sxsh_eval.inputs.confirmed import usable_letter, waiting_claims
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.official.facts import Facts, Form, empty_letter
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.jobs import FAILED

NOTEBOOK = "province_report"
USUAL_RUN = "latest"


def letter_facts(study: Study, year: int | None = None, form: Form | None = None) -> Facts:
    """Facts of a province's letter, without a run's report.

    Parameters
    ----------
    study : Study
        Names the province; enterprise data are not read.
    year : int, optional
        Of the claims file; by default the latest letter is taken.
    form : Form, optional

    Returns
    -------
    Facts
        With the confirmed figures only. Without a claims file, every figure is missing.

    Raises
    ------
    InputError
        With every problem of registry and claims files, or when none of the figures is confirmed.
    """
    registry = read_registry(study.root / study.paths.registry)
    paths = find_letters(study.root / study.paths.claims, study.province)
    beginning = f"{study.province}-{year or ''}"
    letters = [read_letter(path, registry) for path in paths if path.stem.startswith(beginning)]
    if letters:
        whole = max(letters, key=lambda letter: letter.date)
        inputs = Inputs(registry, usable_letter(whole), waiting=len(waiting_claims(whole)))
        findings = check_consistency(inputs, study).findings
        province = registry.province(whole.province, whole.date)
        return Facts(inputs, province, findings, form=form or Form())
    last = year or study.period.last
    names = [one for one in registry.provinces if one.slug == study.province and one.valid_from.year <= last]
    province = max(names, key=lambda one: one.valid_from)
    return Facts(Inputs(registry, empty_letter(province, last)), province, form=form or Form())


def with_report(facts: Facts, report: Report, run: str) -> Facts:
    """Facts together with the estimates of a run."""
    return replace(facts, report=report, run=run)


def runs_with(outputs: Path, province: str) -> dict[str, list[Path]]:
    """Job folders with a report of a province, by run."""
    found: dict[str, list[Path]] = {}
    for file in sorted(outputs.glob(f"*/{NOTEBOOK}/{province}/*/{REPORT}")):
        if not file.parent.name.endswith(FAILED):
            found.setdefault(file.relative_to(outputs).parts[0], []).append(file.parent)
    return found


def report_folder(outputs: Path, province: str, year: int, run: str = "") -> Path | None:
    """Job folder whose estimates a letter tells.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    province : str
        Slug.
    year : int
        The letter's.
    run : str
        Empty takes the usual run, when it has a report.

    Returns
    -------
    Path or None
        Of the shortest period with that year.

    Raises
    ------
    UsageError
        If the run is named and has no report of this province with this year.
    """
    runs = runs_with(outputs, province)
    fitting = {folder: _years(folder) for folder in runs.get(run or USUAL_RUN, [])}
    folders = [folder for folder, (first, last) in fitting.items() if first <= year <= last]
    if folders:
        return min(folders, key=lambda folder: fitting[folder][1] - fitting[folder][0])
    if run:
        known = [name for name, places in runs.items() if any(_holds(place, year) for place in places)]
        values = {"known": ", ".join(known) or "-", "nearest": nearest(run, known) or "-"}
        raise UsageError([Problem("usage.run_without_report", "--run", run, values)])
    return None


def _years(folder: Path) -> tuple[int, int]:
    first, _, last = folder.name.partition("-")
    return int(first), int(last)


def _holds(folder: Path, year: int) -> bool:
    first, last = _years(folder)
    return first <= year <= last
