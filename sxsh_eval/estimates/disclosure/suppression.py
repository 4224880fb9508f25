"""The pattern of hidden cells over all linked tables of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.estimates.disclosure.completion import complete
from sxsh_eval.estimates.disclosure.contributions import Contributions, all_measures
from sxsh_eval.estimates.disclosure.deviations import Flags
from sxsh_eval.estimates.disclosure.rules import COMPLEMENTARY, PUBLISHED, Rules
from sxsh_eval.estimates.disclosure.structure import Key, LinkedTable, key_of, levels_of, linear_structure


@dataclass(frozen=True, eq=False)
class Pattern:
    """Which cells of linked tables are hidden.

    Attributes
    ----------
    tables : tuple of LinkedTable
    rules : dict of Key to str
        Rule by hidden cell: a primary one, or ``complementary``.
    n : dict of Key to int
        Contributors of every cell.
    measures : tuple of Contributions
        What the last audit can be made with; never published.
    """

    tables: tuple[LinkedTable, ...]
    rules: dict[Key, str]
    n: dict[Key, int]
    measures: tuple[Contributions, ...]

    def hides(self, **levels: object) -> bool:
        """Whether a cell is hidden; one that no table has (a level without rows) is not."""
        return key_of(**levels) in self.rules

    def hidden(self) -> Flags:
        """Hidden cells in the order of the measures' structure."""
        return np.array([key in self.rules for key in self.measures[0].structure.keys], dtype=bool)

    def listed(self, table: LinkedTable) -> pd.DataFrame:
        """Hidden cells of one table: ``cell``, ``rule``; no values."""
        inside = [key for key in self.rules if {name for name, _ in key} in [set(each) for each in table.margins()]]
        rows = [
            (", ".join(f"{name}={level}" for name, level in key) or "total", self.rules[key]) for key in sorted(inside)
        ]
        return pd.DataFrame(rows, columns=["cell", "rule"])


def protect(
    rows: pd.DataFrame,
    tables: Sequence[LinkedTable],
    rules: Rules,
    *,
    unit: str,
    measures: Sequence[str] = ("",),
) -> Pattern:
    """Hide what would tell on single enterprises, and what else would give it away.

    Parameters
    ----------
    rows : DataFrame
        One row an answer, or an enterprise and year.
    tables : sequence of LinkedTable
        All that are published of these rows; in an order in which none takes back what those before it hide.
    rules : Rules
    unit : str
        Column that says whose row it is.
    measures : sequence of str
        Columns whose sums the cells show (as such, or in a share or ratio); empty text for the number of rows. A cell
        is hidden for all of them or for none.

    Returns
    -------
    Pattern

    Notes
    -----
    Cells with the same levels are one cell, in whichever tables they stand. Margins of sums that are hidden keep their
    true values in what is published. A further table at the end of `tables` never makes a hidden cell published.
    """
    hidden: dict[Key, str] = {}
    found: list[Contributions] = []
    levels = levels_of(rows, tables)
    for last in range(1, len(tables) + 1):
        structure = linear_structure(levels, tables[:last])
        found = all_measures(rows, structure, measures, unit, rules)
        for given in found:
            for key, rule in zip(structure.keys, given.rule, strict=True):
                if rule != PUBLISHED:
                    hidden.setdefault(key, str(rule))
        flags = np.array([key in hidden for key in structure.keys], dtype=bool)
        for key, is_hidden in zip(structure.keys, stable(found, flags), strict=True):
            if is_hidden:
                hidden.setdefault(key, COMPLEMENTARY)
    n = np.max([given.n for given in found], axis=0)
    counted = {key: int(count) for key, count in zip(found[0].structure.keys, n, strict=True)}
    return Pattern(tuple(tables), hidden, counted, tuple(found))


def stable(found: Sequence[Contributions], flags: Flags) -> Flags:
    """Hidden cells that are enough for every measure."""
    while True:
        before = int(flags.sum())
        for given in found:
            flags = complete(given, flags)
        if len(found) == 1 or int(flags.sum()) == before:
            return flags
