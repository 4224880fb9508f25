"""Amounts into the unit of the codebook, cell by cell: never between quantities, volumes to mass only by a density."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.column_read import ColumnRead, Conversion
from sxsh_eval.inputs.tables.decimal_style import NumbersRead, floats
from sxsh_eval.inputs.tables.heads import Head
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.inputs.tables.unit_names import UnitSeen, named_unit, seen_as, spelling
from sxsh_eval.parameters.codebook import Column
from sxsh_eval.parameters.measures import Density, MeasureUnit

LITRES_PER_M3 = 1000.0
EVIDENT = ("count", "share")
BASE_WORDS = {"money": "đồng", "electricity": "kWh", "mass": "tấn", "volume": "m3", "count": "người"}


@dataclass(frozen=True)
class UnitTable:
    """Units of the registry with the densities of fuels.

    Attributes
    ----------
    index : Mapping of str to UnitSeen
        By spelling.
    units : Mapping of str to MeasureUnit
    densities : Mapping of str to Density
    maker : ProblemMaker
    beside : container of str
        Columns whose units stand in a column of their own.
    """

    index: dict[str, UnitSeen]
    units: Mapping[str, MeasureUnit]
    densities: Mapping[str, Density]
    maker: ProblemMaker
    beside: Container[str] = ()

    def convert(
        self, name: str, column: Column, head: Head, numbers: NumbersRead, cell_units: pd.Series[str] | None
    ) -> ColumnRead:
        """Amounts of a column in its own unit.

        Parameters
        ----------
        name : str
        column : Column
            Has a unit.
        head : Head
            May name a unit for the whole column.
        numbers : NumbersRead
        cell_units : Series of str, optional
            Unit of each cell where the cell or a column beside it names one.

        Returns
        -------
        ColumnRead
            Cells whose unit is unknown, missing or of another quantity are faulty.
        """
        own = self.own_unit(column)
        beside = cell_units is not None and name in self.beside
        default = head.unit if head.unit_text else own if head.exact or not beside else None
        bare = numbers.text.notna() & (cell_units.isna() if cell_units is not None else True)
        problems = self.head_problems(name, column, head) if bare.any() and not beside else []
        index = numbers.text.index
        values = pd.Series(np.nan, index=index, dtype="float64")
        read = ColumnRead(values, pd.Series(data=False, index=index), problems)
        for unit, rows in self.groups(column, numbers, cell_units, default):
            if unit is None:
                self.refuse_unnamed(read, name, column, head, rows, cell_units)
                continue
            self.convert_rows(read, name, column, unit, numbers, rows, cell_units)
        return read

    def convert_rows(
        self,
        read: ColumnRead,
        name: str,
        column: Column,
        unit: UnitSeen,
        numbers: NumbersRead,
        rows: pd.Series[bool],
        cell_units: pd.Series[str] | None,
    ) -> None:
        """Rows of one unit, in place."""
        own = self.own_unit(column)
        found = self.factor(unit, own, column)
        if found is None:
            values = {"unit": own.label, "named": unit.label}
            shown = cell_units if cell_units is not None and cell_units[rows].notna().all() else None
            self.refuse(read, "table.unit_other_quantity", name, rows, shown, values)
            return
        factor, source, status = found
        read.cells.loc[rows] = floats(numbers.text[rows], factor)
        head = self.maker.heads.get(name, name)
        read.conversions.append(Conversion(name, head, unit.name, factor, source, status, int(rows.sum())))
        if unit.quantity != own.quantity:
            density = self.densities[str(column.fuel)]
            told = {"litres": f"{density.litres_per_tonne:.6g}", "source": density.source, "status": density.status}
            read.problems += self.maker.cells("table.density_used", name, rows, values=told)

    def own_unit(self, column: Column) -> UnitSeen:
        """Unit of the codebook's column."""
        return seen_as(str(column.unit), self.units[str(column.unit)])

    def head_problems(self, name: str, column: Column, head: Head) -> list[TableProblem]:
        """Heads without any unit: the codebook's is taken, which is told."""
        own = self.own_unit(column)
        named = head.exact or head.unit_text or own.quantity in EVIDENT
        words = {spelling(word) for word in head.text.replace(",", " ").split()}
        forms = {spelling(form) for form in (str(column.unit), *self.units[str(column.unit)].forms)}
        compact = spelling(head.text)
        if named or words & forms or any(form in compact for form in forms if len(form) > 2):  # noqa: PLR2004 - "t", "kg"
            return []
        return [self.maker.whole("table.unit_assumed", name, head.text, {"unit": own.label})]

    def groups(
        self, column: Column, numbers: NumbersRead, cell_units: pd.Series[str] | None, default: UnitSeen | None
    ) -> list[tuple[UnitSeen | None, pd.Series[bool]]]:
        """Rows with a number by their unit."""
        filled = numbers.text.notna()
        if cell_units is None or not cell_units.notna().any():
            return [(default, filled)] if filled.any() else []
        named = {text: self.named(text, column) for text in cell_units[filled].dropna().unique()}
        found: dict[UnitSeen | None, pd.Series[bool]] = {}
        for text, unit in named.items():
            rows = filled & cell_units.eq(text).fillna(value=False).astype("bool")
            found[unit] = found[unit] | rows if unit in found else rows
        bare = filled & cell_units.isna()
        if bare.any():
            found[default] = found[default] | bare if default in found else bare
        return list(found.items())

    def named(self, text: str, column: Column) -> UnitSeen | None:
        """Unit that a cell names; a multiplier alone counts in the plainest unit of the column's quantity."""
        base = BASE_WORDS.get(self.own_unit(column).quantity, "")
        return named_unit(text, self.index) or (named_unit(text + base, self.index) if base else None)

    def factor(self, unit: UnitSeen, own: UnitSeen, column: Column) -> tuple[float, str, str] | None:
        """Factor with its source from a unit to the column's own; None where there is none."""
        if unit.quantity == own.quantity:
            return clean(unit.factor / own.factor), unit.source, unit.status
        density = self.densities.get(column.fuel or "")
        if unit.quantity == "volume" and own.quantity == "mass" and density is not None:
            litres = unit.factor * LITRES_PER_M3
            return litres / density.litres_per_tonne / own.factor, density.source, density.status
        return None

    def refuse_unnamed(
        self,
        read: ColumnRead,
        name: str,
        column: Column,
        head: Head,
        rows: pd.Series[bool],
        cell_units: pd.Series[str] | None,
    ) -> None:
        """Rows whose unit nobody knows, or that have none, in place."""
        values = {"unit": self.own_unit(column).label}
        written = rows & cell_units.notna() if cell_units is not None else rows & False
        bare = rows & ~written
        self.refuse(read, "table.unknown_unit", name, written, cell_units, values)
        heads = pd.Series(head.unit_text, index=rows.index, dtype="str") if head.unit_text else None
        self.refuse(read, "table.unknown_unit" if head.unit_text else "table.unit_missing", name, bare, heads, values)

    def refuse(
        self,
        read: ColumnRead,
        code: str,
        name: str,
        rows: pd.Series[bool],
        shown: pd.Series[str] | None,
        values: Mapping[str, str],
    ) -> None:
        """Rows whose unit cannot be used, in place."""
        read.faulty |= rows
        read.problems += self.maker.cells(code, name, rows, shown=shown, values=values)


def clean(factor: float) -> float:
    """Factor without the last bits that a division leaves: powers of ten exactly."""
    power = round(math.log10(factor))
    return float(f"1e{power}") if math.isclose(factor, float(f"1e{power}"), rel_tol=1e-9) else factor
