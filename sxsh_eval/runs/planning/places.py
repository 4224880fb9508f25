"""Where a notebook runs: provinces, or the country as a whole, with the data files that belong to each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.inputs.national_runs import NATIONAL_TABLES, NOTEBOOK, REPORT, SAVINGS_TABLES, find_national
from sxsh_eval.inputs.tables.named_files import is_synthetic, table_files
from sxsh_eval.parameters.choices import NATIONAL, TABLES, Study
from sxsh_eval.runs.notebook_parameters import declared_parameters
from sxsh_eval.runs.notebook_source import parameters_source, read_cells

COUNTRY = "Cả nước"
EITHER, NEWEST = "read_place", "newest_national"
"""Verbs that tell what a notebook reads: a province or the country, the newest national estimates."""
READS = {
    "read_scenarios": "scenarios/*.yml",
    "save_questionnaire": "codebook/survey.yml",
    "save_plan_of_work": "codebook/plan.yml",
}
"""Files of ``parameters`` that verbs read."""


def calls(notebook: Path, *verbs: str) -> bool:
    """Whether the code of a notebook calls one of these verbs."""
    try:
        source = "\n".join(cell.source for cell in read_cells(notebook) if cell.kind == "code")
    except InputError:  # the job itself says what is wrong with the notebook
        return False
    return re.search(rf"\b({'|'.join(verbs)})\(", source) is not None


def report_notebooks(folder: Path) -> list[str]:
    """Names of the notebooks that make reports: they take parameters; others (a form, notes) do not.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        Sorted, without ending. One that cannot be read is among them: its job says what is wrong.
    """
    return sorted(path.stem for path in folder.glob("*.ipynb") if _has_parameters(path))


def _has_parameters(notebook: Path) -> bool:
    try:
        return bool(parameters_source(read_cells(notebook)).strip())
    except InputError:
        return True


def takes_country(notebook: Path) -> bool:
    """Whether a notebook about a province may also be asked for the whole country."""
    return calls(notebook, EITHER)


def parameter_files(study: Study, notebook: Path) -> tuple[Path, ...]:
    """Files of ``parameters`` that a notebook reads beside study and registry."""
    patterns = [pattern for verb, pattern in READS.items() if calls(notebook, verb)]
    return tuple(path for pattern in patterns for path in sorted((study.root / "parameters").glob(pattern)))


def shows_national(study: Study, notebook: Path) -> bool:
    """Whether a notebook shows the newest national estimates: reports of provinces do, of the country only one."""
    if takes_country(notebook):
        return calls(notebook, NEWEST)
    return study.province != NATIONAL or notebook.stem == REPORT


def is_national(notebook: Path) -> bool:
    """Whether a notebook runs once for the country: it has parameters, a province is none of them."""
    try:
        names = declared_parameters(notebook)
    except InputError:  # the job itself says what is wrong with the notebook
        return False
    return "period" in names and "province" not in names


def national_inputs(study: Study, notebook: str = NOTEBOOK, provinces: Iterable[str] = ()) -> tuple[Path, ...]:
    """Files of tables, and letters of provinces, that a national notebook reads.

    Parameters
    ----------
    study : Study
    notebook : str
        Name of the notebook: that of the national effect reads enterprises with prices alone.
    provinces : iterable of str
        Slugs of all times.

    Returns
    -------
    tuple of Path
    """
    effect = notebook == NOTEBOOK
    kinds = () if study.data.synthetic else SAVINGS_TABLES if effect else NATIONAL_TABLES
    folder = study.root / study.paths.claims
    letters = () if effect else (path for slug in provinces for path in find_letters(folder, slug))
    return unique((*(file for kind in kinds for file in table_files(study, kind)), *letters))


def province_inputs(study: Study, outputs: Path | None) -> tuple[Path, ...]:
    """Files that the report of a province reads besides letter, registry and study: all of them, none of others.

    Parameters
    ----------
    study : Study
    outputs : Path or None
        Folder of all outputs; None leaves the national estimates out.

    Returns
    -------
    tuple of Path
        Parts of imported tables with the manifest beside them, other tables with what they are checked by; the
        national estimates that the report shows beside its own, when there are any.

    Raises
    ------
    InputError
        If a manifest is damaged.
    """
    kinds = () if study.data.synthetic else TABLES
    found = None if outputs is None else find_national(outputs, study.period, synthetic=is_synthetic(study, TABLES))
    files = (file for kind in kinds for file in table_files(study, kind, study.province))
    return unique((*files, *(() if found is None else (found,))))


def unique(files: Iterable[Path]) -> tuple[Path, ...]:
    """Each file once, in order."""
    return tuple(dict.fromkeys(files))
