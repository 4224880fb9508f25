"""Where a notebook runs: provinces, or the country as a whole, with the data files that belong to each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.national_runs import find_national
from sxsh_eval.inputs.tables.named_files import is_synthetic, table_files
from sxsh_eval.parameters.choices import TABLES, Study
from sxsh_eval.runs.notebook_parameters import declared_parameters

COUNTRY = "Cả nước"
NATIONAL_TABLES = ("enterprises", "energy_prices")


def is_national(notebook: Path) -> bool:
    """Whether a notebook runs once for the country: it has parameters, a province is none of them."""
    try:
        names = declared_parameters(notebook)
    except InputError:  # the job itself says what is wrong with the notebook
        return False
    return "period" in names and "province" not in names


def national_inputs(study: Study) -> tuple[Path, ...]:
    """Files of tables that the national notebook reads."""
    kinds = () if study.data.synthetic else NATIONAL_TABLES
    return unique(file for kind in kinds for file in table_files(study, kind))


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
