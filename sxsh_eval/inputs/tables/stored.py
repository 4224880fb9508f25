"""Tables that were imported: validated Parquet in parts, and the manifest that says where each row came from."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.yaml_files import label_of

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"


class StoredRows(Frozen):
    """What became of the rows of one file."""

    read: int = Field(ge=0)
    used: int = Field(ge=0)
    refused: int = Field(ge=0)
    deduplicated: int = Field(ge=0)
    aside: int = Field(default=0, ge=0)


class StoredPart(Frozen):
    """One Parquet file, its path relative to the manifest."""

    file: str = Field(pattern=r"^(province=[a-z0-9-]+/)?part-[0-9a-f-]+\.parquet$")
    rows: int = Field(ge=1)
    sha256: str


class AppliedCorrection(Frozen):
    """A decision of an analyst that was carried out."""

    row: int
    column: str
    old: str
    new: str
    who: str
    why: str


class StoredSource(Frozen):
    """One import of one file.

    Attributes
    ----------
    source : str
        Name of the file, or address of the database without its password.
    sheet : str
    sha256 : str
        Of the file; of the cells for a database.
    corrections_sha256 : str
        Of the correction log; empty without one.
    codebook_sha256, program : str
        What it was checked with.
    imported : datetime
    rows : StoredRows
    refused_file : str
        List of the rows refused; empty without any.
    corrections : tuple of AppliedCorrection
    parts : tuple of StoredPart
    """

    source: str
    sheet: str = ""
    sha256: str
    corrections_sha256: str = ""
    codebook_sha256: str
    program: str
    imported: datetime
    rows: StoredRows
    refused_file: str = ""
    corrections: tuple[AppliedCorrection, ...] = ()
    parts: tuple[StoredPart, ...] = ()

    @property
    def state(self) -> tuple[str, ...]:
        """What decides the stored rows: the same state needs no import."""
        return self.source, self.sheet, self.sha256, self.corrections_sha256, self.codebook_sha256, self.program


class Manifest(Frozen):
    """All imports of a table: those in use, and those that were replaced."""

    table: str
    sources: tuple[StoredSource, ...] = ()
    history: tuple[StoredSource, ...] = ()


def read_manifest(folder: Path) -> Manifest | None:
    """Manifest of an imported table; None where there is none.

    Raises
    ------
    InputError
        If it is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        return Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise InputError([Problem("stored.damaged", label_of(path), str(error).splitlines()[0][:200])]) from None


def read_stored(folder: Path, province: str | None = None) -> pd.DataFrame:
    """Rows of an imported table.

    Parameters
    ----------
    folder : Path
        ``data/private/<table>``.
    province : str, optional
        Slug; the parts of other provinces are not opened.

    Returns
    -------
    DataFrame
        Columns in the types that the check gave them; rows of all files in the order of import.

    Raises
    ------
    InputError
        If there is no manifest, or a part is missing or was changed since.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    manifest = read_manifest(folder)
    if manifest is None:
        raise InputError([Problem("stored.no_manifest", label_of(folder), "-")])
    wanted = [
        part
        for source in manifest.sources
        for part in source.parts
        if province is None or "/" not in part.file or part.file.startswith(f"province={province}/")
    ]
    problems = [problem for part in wanted if (problem := _part_problem(folder, part)) is not None]
    if problems:
        raise InputError(problems)
    if not wanted:
        return pd.DataFrame()
    tables = [pq.ParquetFile(folder / part.file).read() for part in wanted]
    whole = pa.concat_tables(tables, promote_options="permissive")
    frame: pd.DataFrame = whole.to_pandas()
    return frame.reset_index(drop=True)


def _part_problem(folder: Path, part: StoredPart) -> Problem | None:
    path = folder / part.file
    if not path.is_file():
        return Problem("stored.part_missing", label_of(folder), part.file)
    if hashlib.sha256(path.read_bytes()).hexdigest() != part.sha256:
        return Problem("stored.part_changed", label_of(folder), part.file)
    return None


def stored_balance(folder: Path) -> Balance:
    """Rows of all files of an imported table, with what became of them.

    Raises
    ------
    InputError
        If the manifest is damaged.
    """
    manifest = read_manifest(folder)
    total = Balance(0, 0, 0, 0)
    for source in manifest.sources if manifest is not None else ():
        total += Balance(**source.rows.model_dump())
    return total
