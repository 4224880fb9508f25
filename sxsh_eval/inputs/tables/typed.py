"""A table of text cells as typed columns of the codebook: heads, cells, units, provinces of their years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sxsh_eval.errors import TableProblem, nearest
from sxsh_eval.inputs.tables.amounts import AmountReader
from sxsh_eval.inputs.tables.cell_text import cleaned, error_cells, legacy_cells, looks_legacy
from sxsh_eval.inputs.tables.column_read import ColumnRead, Conversion
from sxsh_eval.inputs.tables.columns_of_text import read_flags, read_provinces_of_years, read_text
from sxsh_eval.inputs.tables.decimal_style import Style
from sxsh_eval.inputs.tables.form_exports import is_export, with_choices
from sxsh_eval.inputs.tables.heads import Head, HeadReader
from sxsh_eval.inputs.tables.size_class import size_classes
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.inputs.tables.unit_names import unit_index
from sxsh_eval.inputs.tables.units_of_columns import UnitTable
from sxsh_eval.parameters.codebook import Codebook, Column
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.table_rules import TableRules


@dataclass(frozen=True, eq=False)
class Typed:
    """A table whose cells were understood as far as they can be.

    Attributes
    ----------
    table : DataFrame
        Columns of the codebook, in the codebook's order; the index is the row of the file.
    faulty : dict of str to Series of bool
        Cells that could not be read.
    problems : list of TableProblem
    unknown : tuple of str
        Heads that nobody knows.
    conversions : tuple of Conversion
    maker : ProblemMaker
    """

    table: pd.DataFrame
    faulty: dict[str, pd.Series[bool]]
    problems: list[TableProblem]
    unknown: tuple[str, ...]
    conversions: tuple[Conversion, ...]
    maker: ProblemMaker


@dataclass
class Reader:
    """Reads the columns of one table."""

    codebook: Codebook
    registry: Registry
    rules: TableRules
    style: Style | None
    text: pd.DataFrame
    heads: dict[str, Head]
    unit_cells: Mapping[str, pd.Series[str]]
    maker: ProblemMaker
    problems: list[TableProblem] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    columns: dict[str, pd.Series] = field(default_factory=dict)
    faulty: dict[str, pd.Series[bool]] = field(default_factory=dict)

    def read_all(self) -> None:
        """All columns, years before the provinces that depend on them."""
        units = UnitTable(
            unit_index(self.registry.units),
            self.registry.units.units,
            self.registry.densities,
            self.maker,
            self.unit_cells,
        )
        amounts = AmountReader(units, self.maker, self.style, self.unit_cells)
        late = [name for name in self.heads if self.codebook.columns[name].allowed_from == "provinces"]
        for name in [*(name for name in self.heads if name not in late), *late]:
            self.take(name, self.read(name, amounts))

    def read(self, name: str, amounts: AmountReader) -> ColumnRead:
        """One column in its type."""
        column = self.codebook.columns[name]
        cells = self.text[name]
        broken = error_cells(cells)
        self.problems += self.maker.cells("table.error_cell", name, broken)
        cells = cells.mask(broken)
        if column.is_numeric:
            read = amounts.read(name, cells, column, self.heads[name])
            read.faulty = read.faulty | broken
            return read
        self.problems += self.maker.cells("table.legacy_font", name, legacy_cells(cells))
        if column.type == "flag":
            read = read_flags(name, cells, self.maker)
        elif column.allowed_from == "provinces":
            read = read_provinces_of_years(name, cells, self.years(), self.registry, self.maker)
        else:
            read = read_text(name, cells, column, self.registry, self.maker)
        read.faulty = read.faulty | broken
        return read

    def years(self) -> pd.Series:
        """Year of each row, NA where unknown."""
        unknown = pd.Series(pd.NA, index=self.text.index, dtype="Int64")
        return self.columns.get(self.codebook.period, unknown)

    def take(self, name: str, read: ColumnRead) -> None:
        """Keep what was read."""
        self.columns[name] = read.cells
        self.faulty[name] = read.faulty
        self.problems += read.problems
        self.conversions += read.conversions

    def derive(self) -> None:
        """Columns that others tell: enterprise from the tax code, sector from VSIC, computed size class."""
        for name, other, width in (("enterprise_id", "tax_code", 13), ("sector", "vsic", 2)):
            if name in self.codebook.columns and name not in self.columns and other in self.columns:
                self.columns[name] = self.columns[other].str[:width]
                self.faulty[name] = self.faulty[other]
                self.maker.heads[name] = self.maker.heads[other]
                self.maker.text[name] = self.maker.text[other]
                self.problems.append(
                    self.maker.whole("table.column_derived", name, name, {"other": self.maker.head(other)})
                )
        if "size_class_computed" in self.codebook.columns:
            table = pd.DataFrame(self.columns, index=self.text.index)
            self.columns["size_class_computed"] = size_classes(table, self.registry.size_decrees)
            self.faulty["size_class_computed"] = pd.Series(data=False, index=table.index)


def typed_table(
    frame: pd.DataFrame, codebook: Codebook, registry: Registry, rules: TableRules, style: Style | None
) -> Typed:
    """Typed columns of a table of text.

    Parameters
    ----------
    frame : DataFrame
        Text cells; the index is the row of the file.
    codebook : Codebook
    registry : Registry
    rules : TableRules
    style : {"vi", "en"}, optional

    Returns
    -------
    Typed
    """
    if is_export(map(str, frame.columns)):
        frame, style = with_choices(frame, codebook), style or "en"  # forms write decimals with a point
    heads = HeadReader(codebook, unit_index(registry.units)).read(frame.columns)
    maker = ProblemMaker(rules)
    text, used, unit_cells, problems, unknown = assigned(frame, heads, codebook, maker)
    maker.text = text
    reader = Reader(codebook, registry, rules, style, text.copy(), used, unit_cells, maker, problems)
    reader.read_all()
    reader.derive()
    names = [name for name in codebook.columns if name in reader.columns]
    table = pd.DataFrame({name: reader.columns[name] for name in names}, index=frame.index)
    return Typed(table, reader.faulty, reader.problems, unknown, tuple(reader.conversions), maker)


def is_left_blank(cells: pd.Series[str], column: Column) -> bool:
    """Whether nobody filled an optional column, as in a template: it counts as absent."""
    return not column.required and bool(cells.isna().all())


def assigned(
    frame: pd.DataFrame, heads: list[Head], codebook: Codebook, maker: ProblemMaker
) -> tuple[pd.DataFrame, dict[str, Head], dict[str, pd.Series[str]], list[TableProblem], tuple[str, ...]]:
    """Cleaned cells by column, heads by column, cells of units, problems of heads, heads nobody knows."""
    cells: dict[str, pd.Series[str]] = {}
    used: dict[str, Head] = {}
    units: dict[str, pd.Series[str]] = {}
    problems: list[TableProblem] = []
    unknown: list[str] = []
    for at, head in enumerate(heads):
        column = cleaned(frame.iloc[:, at])
        if head.of_tool:
            continue
        if head.unit_of:
            units[head.unit_of] = column
        elif not head.column:
            unknown.append(head.text)
        elif codebook.columns[head.column].computed or is_left_blank(column, codebook.columns[head.column]):
            continue
        elif head.column in used:
            values = {"first": used[head.column].text, "column": head.column}
            problems.append(maker.whole("table.column_twice", head.text, head.text, values))
        else:
            used[head.column] = head
            cells[head.column] = column
            maker.heads = {**maker.heads, head.column: head.text}
    problems += [
        maker.whole("table.unknown_column", text, text, {"nearest": nearest_head(text, codebook)}) for text in unknown
    ]
    problems += [maker.whole("table.legacy_font", text, text) for text in unknown if looks_legacy(text)]
    return pd.DataFrame(cells, index=frame.index), used, units, problems, tuple(unknown)


def nearest_head(text: str, codebook: Codebook) -> str:
    """Name, title or alias most like a head, as advice only."""
    forms = {
        form: name for name, column in codebook.columns.items() for form in (name, column.title.vi, *column.aliases)
    }
    close = nearest(text, forms)
    return f"{forms[close]} ({close})" if close else "-"
