"""Tables that were imported: validated Parquet in parts, and the manifest that says where each row came from."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field, ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.yaml_files import label_of

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
COMMON = "common.json"
"""Manifest for provinces without parts of their own."""
Model = TypeVar("Model", bound=Frozen)


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
    synthetic : bool
        Whether its rows say that a program made them up.
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
    synthetic: bool = False

    @property
    def state(self) -> tuple[str, ...]:
        """What decides the stored rows: the same state needs no import."""
        return self.source, self.sheet, self.sha256, self.corrections_sha256, self.codebook_sha256, self.program


class Manifest(Frozen):
    """All imports of a table: those in use, and those that were replaced."""

    table: str
    sources: tuple[StoredSource, ...] = ()
    history: tuple[StoredSource, ...] = ()


class OwnSource(Frozen):
    """What a province's rows need to be known of one import: its rows, the parts that hold theirs."""

    source: str
    rows: StoredRows
    parts: tuple[StoredPart, ...]
    synthetic: bool = False


class OwnManifest(Frozen):
    """Imports with rows of one province, beside its parts: it changes only when they do."""

    table: str
    sources: tuple[OwnSource, ...]


def own_manifest(manifest: Manifest, province: str | None) -> OwnManifest:
    """What concerns one province in a manifest: parts of its own, parts of tables without provinces.

    Parameters
    ----------
    manifest : Manifest
    province : str or None
        Slug; None keeps all parts.
    """
    sources = []
    for each in manifest.sources:
        parts = tuple(part for part in each.parts if concerns(part, province))
        if parts or province is None:
            sources.append(OwnSource(source=each.source, rows=each.rows, parts=parts, synthetic=each.synthetic))
    return OwnManifest(table=manifest.table, sources=tuple(sources))


def concerns(part: StoredPart, province: str | None) -> bool:
    """Whether a part may hold rows of a province."""
    return province is None or "/" not in part.file or part.file.startswith(own_folder(province))


def own_folder(province: str) -> str:
    """Folder of a province's parts inside that of the table."""
    return f"province={province}/"


def manifest_file(folder: Path, province: str | None = None) -> Path:
    """File that says which parts to read: the province's own, else that of rows without provinces, else the table's."""
    own = [] if province is None else [folder / own_folder(province) / MANIFEST, folder / COMMON]
    return next((path for path in own if path.is_file()), folder / MANIFEST)


def read_own(folder: Path, province: str | None = None) -> OwnManifest | None:
    """Imports with rows of a province, of all provinces when none is named; None where nothing was imported.

    Raises
    ------
    InputError
        If the manifest is damaged.
    """
    path = manifest_file(folder, province)
    if path == folder / MANIFEST:
        manifest = read_manifest(folder)
        return None if manifest is None else own_manifest(manifest, province)
    return _validated(path, OwnManifest)


def read_manifest(folder: Path) -> Manifest | None:
    """Manifest of an imported table; None where there is none.

    Raises
    ------
    InputError
        If it is damaged.
    """
    path = folder / MANIFEST
    return _validated(path, Manifest) if path.is_file() else None


def _validated(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise InputError([Problem("stored.damaged", label_of(path), str(error).splitlines()[0][:200])]) from None


def read_stored(folder: Path, province: str | None = None) -> pd.DataFrame:
    """Rows of an imported table.

    Parameters
    ----------
    folder : Path
        ``data/private/<table>``.
    province : str, optional
        Slug; no file of other provinces is opened.

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

    manifest = read_own(folder, province)
    if manifest is None:
        raise InputError([Problem("stored.no_manifest", label_of(folder), "-")])
    wanted = [part for source in manifest.sources for part in source.parts]
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


def stored_balance(folder: Path, province: str | None = None) -> Balance:
    """Rows of all imported files that hold rows of a province (of any when none is named), with what became of them.

    Raises
    ------
    InputError
        If the manifest is damaged.
    """
    manifest = read_own(folder, province)
    total = Balance(0, 0, 0, 0)
    for source in manifest.sources if manifest is not None else ():
        total += Balance(**source.rows.model_dump())
    return total
