"""Tables that a study names: files that are checked when read, or folders of what was imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.examined import examine
from sxsh_eval.inputs.tables.files import read_cells
from sxsh_eval.inputs.tables.stored import read_stored, stored_balance
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.parameters.table_rules import read_table_rules

if TYPE_CHECKING:
    import pandas as pd

OF_IMPORT = ("source", "source_row")
"""Columns that an import adds."""


def study_table(
    study: Study, registry: Registry, kind: str, name: str, *, province: str | None = None
) -> tuple[pd.DataFrame, Balance]:
    """Rows of a table, with what became of all its rows.

    Parameters
    ----------
    study : Study
    registry : Registry
    kind : str
        Name of the codebook.
    name : str
        File or folder, relative to the project's root.
    province : str, optional
        Slug: an imported table is then read for this province only.

    Returns
    -------
    table : DataFrame
        Columns of the codebook, rows numbered from 0.
    balance : Balance
        Of the whole file, or of all files imported that have rows of the province.

    Raises
    ------
    InputError
        If a file has any error, or a folder is not as it was imported.
    """
    path = study.root / name
    if path.is_dir():
        table = read_stored(path, province)
        return table.drop(columns=[each for each in OF_IMPORT if each in table]), stored_balance(path, province)
    codebook = read_codebook(study.root / "parameters" / "codebook" / f"{kind}.yml")
    rules = read_table_rules(study.root / "parameters" / "table_rules.yml")
    cells = replace(read_cells(path, {kind: codebook}, registry.units, table=kind), label=name)
    examined = examine(cells, codebook, registry, rules=rules)
    errors = [problem for problem in examined.errors if problem.code != "table.many_refused"]  # any error stops here
    if errors:
        raise InputError(named(problem, name) for problem in errors)
    return examined.table.reset_index(drop=True), examined.balance


def named(problem: Problem, name: str) -> Problem:
    """Problem of a table with the name of its file in front."""
    return problem if name in problem.where else replace(problem, where=f"{name} · {problem.where}")


def says_synthetic(tables: Iterable[pd.DataFrame | None]) -> bool:
    """Whether rows of a table say that a program made them up."""
    return any(bool(each["is_synthetic"].any()) for each in tables if each is not None and "is_synthetic" in each)
