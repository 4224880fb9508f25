"""The table of enterprises: reading a clean file, checking rows against the codebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from sxsh_eval.errors import InputError, Problem, nearest
from sxsh_eval.inputs.enterprise_rules import event_problems, stage_problems
from sxsh_eval.inputs.table_cells import converted, rows_named
from sxsh_eval.parameters.codebook import Codebook, Column, read_codebook
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import find_study
from sxsh_eval.parameters.yaml_files import label_of

SUFFIXES = (".csv", ".xlsx")


def own_codebook() -> Codebook:
    """Codebook of the project's table of enterprises."""
    return read_codebook(find_study().parent / "codebook" / "enterprises.yml")


def read_enterprises(path: Path, codebook: Codebook | None = None) -> pd.DataFrame:
    """Read a table of enterprises.

    Parameters
    ----------
    path : Path
        UTF-8 ``.csv`` with commas or semicolons, or the first sheet of an ``.xlsx``; column names in the first row,
        as in the codebook.
    codebook : Codebook, optional
        By default the project's own.

    Returns
    -------
    DataFrame
        Columns in the file's order: codes as text (leading zeros kept), numbers, flags with missing values allowed;
        columns unknown to the codebook stay text.

    Raises
    ------
    InputError
        If the file cannot be read or cells cannot be understood; lists all columns concerned.
    """
    codebook = codebook or own_codebook()
    label = label_of(path)
    raw = raw_table(path, label)
    problems: list[Problem] = []
    columns = {}
    for name in raw.columns:
        column = codebook.columns.get(name)
        columns[name] = raw[name] if column is None else converted(raw[name], column, label, problems)
    if problems:
        raise InputError(problems)
    return pd.DataFrame(columns)


def raw_table(path: Path, label: str) -> pd.DataFrame:
    """Cells as text, empty ones missing."""
    if path.suffix.lower() not in SUFFIXES:
        raise InputError([Problem("table.format", label, path.suffix or "-", {"known": ", ".join(SUFFIXES)})])
    if not path.is_file():
        raise InputError([Problem("file.missing", label, "-")])
    try:
        if path.suffix.lower() == ".xlsx":
            return pd.read_excel(path, dtype="str", engine="openpyxl", keep_default_na=False, na_values=[""])
        with path.open(encoding="utf-8-sig") as stream:
            head = stream.readline()
        separator = ";" if head.count(";") > head.count(",") else ","
        return pd.read_csv(
            path, sep=separator, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""]
        )
    except Exception as error:  # noqa: BLE001 - a damaged workbook raises anything
        raise InputError([Problem("table.unreadable", label, f"{type(error).__name__}: {error}"[:200])]) from None


def check_enterprises(frame: pd.DataFrame, codebook: Codebook, *, registry: Registry | None = None) -> list[Problem]:
    """Compare a table with its codebook.

    Parameters
    ----------
    frame : DataFrame
        One row an enterprise and year.
    codebook : Codebook
    registry : Registry, optional
        Lists provinces and sectors; without it their codes are not judged.

    Returns
    -------
    list of Problem
        Everything found, errors and warnings; one problem a column and kind, with the first rows concerned. Empty for
        a clean table.
    """
    frame = frame.reset_index(drop=True)
    problems = [*column_problems(frame, codebook)]
    present = {name: column for name, column in codebook.columns.items() if name in frame.columns}
    for name, column in present.items():
        problems += cell_problems(frame, name, column, codebook)
    if registry is not None:
        problems += registry_problems(frame, present, registry, codebook)
    if present.keys() >= set(codebook.keys):
        problems += duplicate_problems(frame, codebook)
        problems += stage_problems(frame, codebook)
        problems += event_problems(frame, codebook)
    return problems


def column_problems(frame: pd.DataFrame, codebook: Codebook) -> Iterator[Problem]:
    """Columns that are absent, columns that nobody knows."""
    names = [str(name) for name in frame.columns]
    unknown = [name for name in names if name not in codebook.columns]
    for name, column in codebook.columns.items():
        if column.required and name not in names:
            values = {"nearest": nearest(name, unknown) or "-", "title": f"{column.title.vi} / {column.title.en}"}
            yield Problem("table.missing_column", name, "-", values)
    for name in unknown:
        values = {"nearest": nearest(name, codebook.columns) or "-"}
        yield Problem("table.unknown_column", name, name, values, severity="warning")
    if not len(frame):
        yield Problem("table.no_rows", "-", "0")


def cell_problems(frame: pd.DataFrame, name: str, column: Column, codebook: Codebook) -> Iterator[Problem]:
    """Cells that are empty, of another kind, unknown or out of range."""
    cells = frame[name]
    empty = cells.isna() | (cells == "" if pd.api.types.is_string_dtype(cells) else False)
    if empty.any() and not column.may_be_empty:
        yield Problem("table.empty_cell", name, rows_named(frame, empty, codebook))
    is_flag = pd.api.types.is_bool_dtype(cells)
    if column.is_numeric and (is_flag or not pd.api.types.is_numeric_dtype(cells)):
        yield Problem("table.not_number", name, str(cells.dtype))
        return
    if column.type == "flag" and not is_flag:
        yield Problem("table.not_flag", name, str(cells.dtype))
        return
    if column.allowed is not None:
        yield from code_problems(
            frame, name, ~empty & ~cells.isin(list(column.allowed)), list(column.allowed), codebook
        )
    for limit, sign, outside in (
        (column.low, "≥", cells < column.low if column.low is not None else None),
        (column.high, "≤", cells > column.high if column.high is not None else None),
    ):
        if outside is not None and outside.fillna(value=False).any():
            rows = rows_named(frame, outside.fillna(value=False).astype(bool), codebook)
            yield Problem("table.out_of_range", name, rows, {"limit": f"{sign} {limit:g}"})


def code_problems(
    frame: pd.DataFrame, name: str, wrong: pd.Series[bool], known: list[str], codebook: Codebook
) -> Iterator[Problem]:
    """One problem for every unknown code of a column."""
    for code in sorted({str(code) for code in frame.loc[wrong, name]}):
        rows = rows_named(frame, wrong & (frame[name].astype("str") == code), codebook)
        shown = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")  # noqa: PLR2004 - a line's worth
        values = {"known": shown, "nearest": nearest(code, known) or "-", "rows": rows}
        yield Problem("table.unknown_code", name, code, values)


def registry_problems(
    frame: pd.DataFrame, present: Mapping[str, Column], registry: Registry, codebook: Codebook
) -> Iterator[Problem]:
    """Codes that the registry does not list; provinces that did not exist in the row's year."""
    for name, column in present.items():
        cells = frame[name].astype("str")
        if column.allowed_from == "sectors":
            known = sorted(registry.sectors)
            yield from code_problems(frame, name, frame[name].notna() & ~cells.isin(known), known, codebook)
        if column.allowed_from == "provinces":
            known = sorted({province.slug for province in registry.provinces})
            unknown = frame[name].notna() & ~cells.isin(known)
            yield from code_problems(frame, name, unknown, known, codebook)
            if codebook.period in present and pd.api.types.is_integer_dtype(frame[codebook.period]):
                yield from dated_problems(frame, name, frame[name].notna() & ~unknown, registry, codebook)


def dated_problems(
    frame: pd.DataFrame, name: str, judged: pd.Series[bool], registry: Registry, codebook: Codebook
) -> Iterator[Problem]:
    """Provinces named in years in which they did not exist."""
    pairs = frame.loc[judged, [name, codebook.period]].dropna().drop_duplicates().sort_values([name, codebook.period])
    for slug, year in pairs.itertuples(index=False):
        ends = (dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
        periods = [province for province in registry.provinces if province.slug == slug]
        if not any(province.valid_on(day) for province in periods for day in ends):
            yield Problem("table.province_of_other_years", name, str(slug), {"year": str(year)})


def duplicate_problems(frame: pd.DataFrame, codebook: Codebook) -> Iterator[Problem]:
    """Rows that name the same enterprise and year."""
    repeated = frame.duplicated(codebook.keys, keep="first")
    if repeated.any():
        rows = rows_named(frame, repeated, codebook)
        keys = ", ".join(codebook.keys)
        yield Problem("table.duplicate_row", keys, rows, {"keys": keys})
