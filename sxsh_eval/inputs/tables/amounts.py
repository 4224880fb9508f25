"""Columns of numbers: style, unit of each cell, conversion into the codebook's unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.column_read import ColumnRead
from sxsh_eval.inputs.tables.decimal_style import NumbersRead, Style, read_numbers
from sxsh_eval.inputs.tables.heads import Head
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.inputs.tables.units_of_columns import UnitTable
from sxsh_eval.parameters.codebook import Column

WITH_UNIT = re.compile(r"^(?P<number>[+-]?\d[\d.,\s\u00a0]*?(?:[eE][+-]?\d+)?)\s*(?P<unit>[^\W\d_].*|%)$", re.DOTALL)
NOT_OF_NUMBERS = r"[^\d.,\s\u00a0+\-eE]"


@dataclass(frozen=True, eq=False)
class AmountReader:
    """Reads columns of numbers of one table.

    Attributes
    ----------
    units : UnitTable
    maker : ProblemMaker
    style : {"vi", "en"}, optional
        What the analyst answered where a column cannot tell.
    unit_cells : Mapping of str to Series
        Cells of the columns of units, by the column whose units they are.
    """

    units: UnitTable
    maker: ProblemMaker
    style: Style | None
    unit_cells: Mapping[str, pd.Series[str]]

    def read(self, name: str, cells: pd.Series[str], column: Column, head: Head) -> ColumnRead:
        """One column of numbers.

        Parameters
        ----------
        name : str
        cells : Series of str
            Cleaned; errors of the spreadsheet taken out.
        column : Column
        head : Head

        Returns
        -------
        ColumnRead
            ``float64``, or ``Int64`` for years and counts.
        """
        bare, units = self.split_units(cells) if column.unit else (cells, None)
        minority = self.maker.rules.thresholds.minority_style
        whole = column.type != "number" or column.unit == "person"
        numbers = read_numbers(bare, minority=minority, style=self.style, whole=whole)
        if column.unit:
            own = self.units_beside(name, cells.index)
            read = self.units.convert(name, column, head, numbers, units if own is None else combined(units, own))
        else:
            read = ColumnRead(numbers.numbers, numbers.not_numbers)
        read = replace(read, problems=[*self.style_problems(name, numbers), *read.problems])
        read.faulty = read.faulty | numbers.not_numbers | numbers.mixed | numbers.unclear
        if column.type != "number":
            self.whole_numbers(name, read)
        read.cells = read.cells.mask(read.faulty)
        return read

    def split_units(self, cells: pd.Series[str]) -> tuple[pd.Series[str], pd.Series[str]]:
        """Numbers without the unit written behind them; these units, NaN elsewhere."""
        units: pd.Series[str] = pd.Series(None, index=cells.index, dtype="str")
        wordy = cells.str.contains(NOT_OF_NUMBERS, regex=True).fillna(value=False).astype("bool")
        matches = pd.Series([WITH_UNIT.match(text) for text in cells[wordy]], index=cells.index[wordy], dtype=object)
        kept = matches.dropna()
        if not len(kept):
            return cells, units
        bare = cells.copy()
        bare.loc[kept.index] = pd.Series([match["number"].strip() for match in kept], index=kept.index, dtype="str")
        units.loc[kept.index] = pd.Series([match["unit"].strip() for match in kept], index=kept.index, dtype="str")
        return bare, units

    def units_beside(self, name: str, index: pd.Index) -> pd.Series[str] | None:
        """Cells of the column of units, if the table has one."""
        cells = self.unit_cells.get(name)
        return None if cells is None else cells.reindex(index)

    def style_problems(self, name: str, numbers: NumbersRead) -> list[TableProblem]:
        """Cells that are no numbers, mixed styles, a style that nothing decides."""
        values = {"style": {"vi": "1.234,5", "en": "1,234.5", None: "-"}[numbers.style]}
        return [
            *self.maker.cells("table.not_number", name, numbers.not_numbers),
            *self.maker.cells("table.decimal_mixed", name, numbers.mixed, values=values),
            *self.maker.cells("table.decimal_unclear", name, numbers.unclear),
        ]

    def whole_numbers(self, name: str, read: ColumnRead) -> None:
        """Years or counts that are no whole numbers become problems; the column becomes ``Int64``, in place."""
        broken = (read.cells.notna() & (read.cells % 1 != 0)) | (read.cells.abs() >= 2**53)
        read.problems += self.maker.cells("table.not_number", name, broken)
        read.faulty = read.faulty | broken
        read.cells = read.cells.mask(read.faulty).astype("Int64")


def combined(inside: pd.Series[str] | None, beside: pd.Series[str]) -> pd.Series[str]:
    """Unit of each cell: the one written behind its number, else the one in the column of units."""
    return beside if inside is None else inside.where(inside.notna(), beside)
