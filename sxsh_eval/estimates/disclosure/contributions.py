"""Who contributes how much to each cell of linked tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.estimates.disclosure.rules import Floats, Rules, primary_rules, protection
from sxsh_eval.estimates.disclosure.structure import Codes, Structure, flat_codes


@dataclass(frozen=True, eq=False)
class Contributions:
    """One measure over the cells of a structure.

    Attributes
    ----------
    measure : str
        Column that is summed; empty for counts of rows.
    structure : Structure
    atoms : ndarray, shape (atoms,)
    value, n, distance : ndarray, shape (cells,)
        Sum, contributors, distance that the bounds of a hidden cell must keep.
    rule : ndarray of str, shape (cells,)
        Primary rule that the cell breaks.
    """

    measure: str
    structure: Structure
    atoms: Floats
    value: Floats
    n: Floats
    distance: Floats
    rule: np.typing.NDArray[np.str_]


def level_codes(rows: pd.DataFrame, structure: Structure) -> dict[str, Codes]:
    """Level of every row in each column."""
    return {
        name: pd.Index(levels).get_indexer(pd.Index(rows[name].astype(str))).astype(np.int64)
        for name, levels in structure.levels.items()
    }


def contributions(rows: pd.DataFrame, structure: Structure, measure: str, unit: str, rules: Rules) -> Contributions:
    """Values, contributors, primary rules of all cells.

    Parameters
    ----------
    rows : DataFrame
        One row an answer, or an enterprise and year.
    structure : Structure
    measure : str
        Column of magnitudes that are not negative (missing: no contribution); empty counts rows.
    unit : str
        Column that says whose row it is.
    rules : Rules

    Returns
    -------
    Contributions
    """
    codes = level_codes(rows, structure)
    units = pd.factorize(rows[unit])[0].astype(np.int64)
    amounts = np.ones(len(rows)) if not measure else rows[measure].to_numpy(np.float64, na_value=np.nan)
    amounts = np.where(amounts > 0, amounts, 0.0)
    atoms = np.zeros(structure.atoms)
    for block in structure.blocks:
        place = flat_codes([codes[name] for name in block.columns], block.shape, len(rows))
        atoms[block.first : block.first + block.size] = np.bincount(place, amounts, block.size)
    keep = max(2, rules.dominance_n)
    parts = []
    for columns, _, size in structure.margins:
        place = flat_codes(
            [codes[name] for name in columns], [len(structure.levels[name]) for name in columns], len(rows)
        )
        parts.append(by_unit(place, units, amounts, size, keep))
    n, largest = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    value = np.asarray(structure.cells @ atoms, dtype=np.float64)
    sums = bool(measure)
    return Contributions(
        measure=measure,
        structure=structure,
        atoms=atoms,
        value=value,
        n=n,
        distance=protection(rules, value, largest, sums=sums),
        rule=primary_rules(rules, n, value, largest, sums=sums),
    )


def by_unit(place: Codes, units: Codes, amounts: Floats, cells: int, keep: int) -> tuple[Floats, Floats]:
    """Number of units that contribute to each cell, with the largest contributions."""
    used = amounts > 0
    width = int(units.max(initial=-1)) + 2  # rows that name no unit are -1: one unit together
    pairs, row_of = np.unique(place[used] * width + units[used] + 1, return_inverse=True)
    sums = np.bincount(row_of, amounts[used], len(pairs)).astype(np.float64)
    cell = pairs // width
    order = np.lexsort((-sums, cell))
    cell, sums = cell[order], sums[order]
    rank = np.arange(len(cell)) - np.searchsorted(cell, cell)
    largest = np.zeros((cells, keep))
    top = rank < keep
    largest[cell[top], rank[top]] = sums[top]
    return np.bincount(cell, minlength=cells).astype(np.float64), largest


def all_measures(
    rows: pd.DataFrame, structure: Structure, measures: Sequence[str], unit: str, rules: Rules
) -> list[Contributions]:
    """The same of several measures."""
    return [contributions(rows, structure, measure, unit, rules) for measure in measures]
