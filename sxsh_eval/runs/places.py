"""Where a notebook runs: provinces, or the country as a whole, with the data files that belong to each."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.national_runs import find_national
from sxsh_eval.inputs.panel import TABLES
from sxsh_eval.inputs.tables.study_tables import files_of
from sxsh_eval.parameters.choices import Study
from sxsh_eval.runs.notebook_parameters import declared_parameters

COUNTRY = "Cả nước"


def is_national(notebook: Path) -> bool:
    """Whether a notebook runs once for the country: it has parameters, a province is none of them."""
    try:
        names = declared_parameters(notebook)
    except InputError:  # the job itself says what is wrong with the notebook
        return False
    return "period" in names and "province" not in names


def table_files(study: Study, kinds: tuple[str, ...]) -> tuple[Path, ...]:
    """Files of the tables that the study names and that are there."""
    names = [] if study.data.synthetic else [getattr(study.data, kind) for kind in kinds]
    return tuple(file for name in names if name for file in files_of(study.root / name))


def national_inputs(study: Study) -> tuple[Path, ...]:
    """Tables that the national notebook reads."""
    return table_files(study, ("enterprises", "energy_prices"))


def province_inputs(study: Study, outputs: Path) -> tuple[Path, ...]:
    """Tables of the province, and the national estimates that its report shows beside its own, when there are any."""
    found = find_national(outputs, study.period, synthetic=study.data.synthetic)
    return (*table_files(study, TABLES), *(() if found is None else (found,)))
