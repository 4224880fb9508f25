"""Where a notebook runs: provinces, or the country as a whole, with the data files that belong to each."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.inputs.national_runs import find_national
from sxsh_eval.inputs.panel import TABLES
from sxsh_eval.inputs.tables.study_tables import files_of
from sxsh_eval.parameters.choices import NATIONAL, Choices, Study
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.runs.notebook_parameters import declared_parameters

COUNTRY = "Cả nước"


def chosen_places(
    asked: tuple[str, ...], notebook: Path, root: Path, choices: Choices
) -> tuple[tuple[str, ...], list[Problem]]:
    """Provinces to run for, or the country alone when the notebook takes no province; problems with what was asked.

    Raises
    ------
    InputError
        If provinces are needed, none is named and none has a letter.
    """
    values = {"notebook": notebook.stem}
    if is_national(notebook):
        named = [name for name in asked if name != NATIONAL]
        return (NATIONAL,), [Problem("usage.notebook_of_country", "--province", name, values) for name in named]
    if NATIONAL in asked:
        return (), [Problem("usage.notebook_of_province", "--province", NATIONAL, values)]
    return asked or provinces_with_letters(root, choices), []


def is_national(notebook: Path) -> bool:
    """Whether a notebook runs once for the country: it has parameters, a province is none of them."""
    try:
        names = declared_parameters(notebook)
    except InputError:  # the job itself says what is wrong with the notebook
        return False
    return "period" in names and "province" not in names


def provinces_with_letters(root: Path, choices: Choices) -> tuple[str, ...]:
    """Slugs of the provinces of which there is a letter.

    Raises
    ------
    InputError
        If there is none at all.
    """
    claims = root / choices.paths.claims
    slugs = dict.fromkeys(province.slug for province in read_provinces(root / choices.paths.registry))
    found = tuple(slug for slug in slugs if find_letters(claims, slug))
    if not found:
        raise InputError([Problem("run.no_letters", choices.paths.claims, "-")])
    return found


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
