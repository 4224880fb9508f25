"""Importing a table: checked rows become Parquet with a manifest, whole or not at all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.cells import Cells
from sxsh_eval.inputs.tables.corrections import apply_corrections, read_corrections
from sxsh_eval.inputs.tables.examined import Examined, examine
from sxsh_eval.inputs.tables.files import is_address, read_cells
from sxsh_eval.inputs.tables.stored import (
    AppliedCorrection,
    Manifest,
    StoredRows,
    StoredSource,
    read_manifest,
    read_stored,
)
from sxsh_eval.inputs.tables.study_tables import says_synthetic
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.yaml_files import label_of
from sxsh_eval.runs.planning.fingerprint import sha256
from sxsh_eval.runs.record import canonical_json
from sxsh_eval.runs.tables.checks import TableProject, output_stem
from sxsh_eval.runs.tables.parts import replace_manifest, with_source, write_parts
from sxsh_eval.runs.version import package_version

PRIVATE = Path("data/private")
SHOWN = 5


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    examined : Examined
    folder : Path
        Of the table.
    entry : StoredSource
        As the manifest has it.
    is_new : bool
        False when the same file had been imported before with the same codebook.
    log : Path, optional
        Correction log for the rows refused.
    """

    examined: Examined
    folder: Path
    entry: StoredSource
    is_new: bool
    log: Path | None = None

    @property
    def balance(self) -> Balance:
        """Rows read, and what became of them."""
        return Balance(**self.entry.rows.model_dump())


@dataclass(frozen=True)
class Corrected:
    """Cells after the correction log, with what it did."""

    cells: Cells
    applied: tuple[AppliedCorrection, ...] = ()
    dropped: dict[int, tuple[dict[str, str], str]] | None = None
    sha256: str = ""


def import_table(
    project: TableProject,
    source: str | Path,
    *,
    table: str | None = None,
    sheet: str | None = None,
    query: str | None = None,
    corrections: Path | None = None,
    year: int | None = None,
) -> Imported:
    """Store the rows of a table that pass its check.

    Parameters
    ----------
    project : TableProject
    source : str or Path
        File, or address of a database.
    table, sheet, query : str, optional
        As in `read_cells`.
    corrections : Path, optional
        Correction log, filled in.
    year : int, optional
        Year of all rows of a table without a column of years.

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        If the table as a whole cannot be used, a line of the log does not fit, or another file has the same rows.
        Nothing is then changed.
    """
    name = project.table_named(table)
    cells = read_cells(source, project.codebooks, project.registry.units, table=name, sheet=sheet, query=query)
    codebook = project.codebooks[cells.table]
    corrected = _corrected(with_year(cells, codebook, year), codebook, corrections)
    examined = examine(corrected.cells, codebook, project.registry, rules=project.rules)
    if not examined.is_usable or examined.table.empty:
        raise InputError(examined.errors or [Problem("table.no_rows", cells.where, "0")])
    folder = project.root / PRIVATE / cells.table
    manifest = read_manifest(folder) or Manifest(table=cells.table)
    entry = _entry(source, cells, codebook, corrected, examined)
    same = next((each for each in manifest.sources if each.state == entry.state), None)
    if same is not None:
        return Imported(examined, folder, same, is_new=False)
    _no_row_twice(folder, manifest, entry, examined)
    with _undone_on_error() as written:
        stored = _write(folder, manifest, entry, examined, corrected.dropped or {}, written)
    log = _write_log(project, source, examined)
    return Imported(examined, folder, stored, is_new=True, log=log)


def with_year(cells: Cells, codebook: Codebook, year: int | None) -> Cells:
    """Cells with a column of years, where the table has none and the year is told.

    Raises
    ------
    InputError
        If the table has years of its own.
    """
    if year is None:
        return cells
    from sxsh_eval.inputs.tables.heads import HeadReader

    known = {head.column for head in HeadReader(codebook, {}).read(cells.frame.columns)}
    if codebook.period in known:
        raise InputError([Problem("import.has_years", cells.where, str(year))])
    frame = cells.frame.assign(**{codebook.period: str(year)})
    frame[codebook.period] = frame[codebook.period].astype("str")
    return replace(cells, frame=frame)


def _corrected(cells: Cells, codebook: Codebook, log: Path | None) -> Corrected:
    if log is None:
        return Corrected(cells)
    changed, applied, reasons = apply_corrections(cells, read_corrections(log), codebook, label_of(log))
    lost = {row: {str(name): str(cell) for name, cell in cells.frame.loc[row].dropna().items()} for row in reasons}
    dropped = {row: (lost[row], why) for row, why in reasons.items()}
    return Corrected(changed, tuple(applied), dropped, sha256(log.read_bytes()))


def _entry(
    source: str | Path, cells: Cells, codebook: Codebook, corrected: Corrected, examined: Examined
) -> StoredSource:
    """Record of an import, before its files are written."""
    balance, dropped = examined.balance, len(corrected.dropped or {})
    rows = StoredRows(
        read=balance.read + dropped,
        used=balance.used,
        refused=balance.refused + dropped,
        deduplicated=balance.deduplicated,
        aside=balance.aside,
    )
    content = cells.frame.to_csv().encode() if is_address(source) else Path(source).read_bytes()
    return StoredSource(
        source=cells.label if is_address(source) else Path(source).name,
        sheet=cells.sheet,
        sha256=sha256(content),
        corrections_sha256=corrected.sha256,
        codebook_sha256=sha256(canonical_json(codebook.model_dump(mode="json")).encode()),
        program=package_version(),
        imported=datetime.now(UTC),
        rows=rows,
        corrections=corrected.applied,
    )


def _no_row_twice(folder: Path, manifest: Manifest, entry: StoredSource, examined: Examined) -> None:
    """Refuse rows that another imported file has too: which are right only the analyst knows."""
    others = [each for each in manifest.sources if each.source != entry.source and each.parts]
    if not others:
        return
    keys = examined.codebook.keys
    mine = examined.table[keys].astype("str").agg(" ".join, axis=1)
    stored = read_stored(folder)[[*keys, "source"]]
    theirs = stored.loc[stored["source"] != entry.source]
    shared = theirs.loc[theirs[keys].astype("str").agg(" ".join, axis=1).isin(set(mine))]
    if len(shared):
        names = shared[keys].astype("str").agg(" ".join, axis=1)
        more = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
        values = {"files": ", ".join(sorted(set(shared["source"])))}
        raise InputError([Problem("import.rows_of_other_file", entry.source, ", ".join(names[:SHOWN]) + more, values)])


@contextmanager
def _undone_on_error() -> Iterator[list[Path]]:
    """List of files that are removed again when something fails."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
            if path.parent.name.startswith("province=") and not any(path.parent.iterdir()):
                path.parent.rmdir()
        raise


def _write(
    folder: Path,
    manifest: Manifest,
    entry: StoredSource,
    examined: Examined,
    dropped: dict[int, tuple[dict[str, str], str]],
    written: list[Path],
) -> StoredSource:
    """Write parts and list of refused rows under new names; the manifest, replaced last, makes them count."""
    from sxsh_eval.reports.workbooks.correction_log import write_refused

    rows = examined.table.assign(source=entry.source, source_row=examined.table.index.astype("int64"))
    parts = write_parts(folder, rows, entry.source, written)
    refused = ""
    if examined.refused or dropped:
        refused = f"refused-{hashlib.sha256(entry.source.encode()).hexdigest()[:8]}-{secrets.token_hex(4)}.xlsx"
        written.append(folder / refused)
        write_whole(folder / refused, lambda path: write_refused(path, examined, dropped))
    update = {"parts": parts, "refused_file": refused, "synthetic": says_synthetic([rows])}
    stored = entry.model_copy(update=update)
    replace_manifest(folder, manifest, with_source(manifest, stored))
    return stored


def _write_log(project: TableProject, source: str | Path, examined: Examined) -> Path | None:
    """Correction log beside the table, for the rows refused."""
    if not examined.refused:
        return None
    from sxsh_eval.reports.workbooks.correction_log import write_correction_log

    stem = output_stem(source, None)
    path = stem.with_name(f"{stem.name}.corrections.xlsx")
    number = 2
    while path.exists():
        path, number = stem.with_name(f"{stem.name}.corrections-{number}.xlsx"), number + 1
    write_whole(path, lambda partial: write_correction_log(partial, examined, project.rules))
    return path
