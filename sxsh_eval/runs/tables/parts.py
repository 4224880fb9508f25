"""Files of imported tables: parts named by their content, the manifest that makes them count, one a province."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from sxsh_eval.inputs.tables.stored import (
    COMMON,
    MANIFEST,
    Manifest,
    StoredPart,
    StoredSource,
    own_folder,
    own_manifest,
)
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.runs.planning.fingerprint import sha256
from sxsh_eval.runs.record import canonical_json

if TYPE_CHECKING:
    import pandas as pd


def write_parts(folder: Path, table: pd.DataFrame, source: str, written: list[Path]) -> tuple[StoredPart, ...]:
    """Write the rows of one source as Parquet, one file a province.

    Parameters
    ----------
    folder : Path
        Of the table.
    table : DataFrame
    source : str
        Name of the source: two sources never share a part.
    written : list of Path
        Files that were not there before are added to it.

    Returns
    -------
    tuple of StoredPart
        Named by source and content, so that rows that stayed the same stay in the same file.
    """
    key = hashlib.sha256(source.encode()).hexdigest()[:8]
    return tuple(_write_part(folder, within, rows, key, written) for within, rows in _by_province(table))


def _by_province(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows by subfolder; those of tables without provinces stay together."""
    if "province" not in table:
        yield "", table
        return
    for province, rows in table.groupby("province", sort=True):
        yield own_folder(str(province)), rows


def _write_part(folder: Path, within: str, rows: pd.DataFrame, key: str, written: list[Path]) -> StoredPart:
    buffer = io.BytesIO()
    rows.to_parquet(buffer, index=False, engine="pyarrow")
    content = buffer.getvalue()
    digest = sha256(content)
    path = folder / f"{within}part-{key}-{digest[:16]}.parquet"
    if not path.is_file():
        written.append(path)
    write_whole(path, lambda part: part.write_bytes(content))
    return StoredPart(file=f"{within}{path.name}", rows=len(rows), sha256=digest)


def with_source(manifest: Manifest, stored: StoredSource) -> Manifest:
    """Manifest with a source in place of its former import, which goes to the history."""
    replaced = tuple(each for each in manifest.sources if each.source == stored.source)
    kept = tuple(each for each in manifest.sources if each.source != stored.source)
    return Manifest(table=manifest.table, sources=(*kept, stored), history=(*manifest.history, *replaced))


def replace_manifest(folder: Path, old: Manifest | None, new: Manifest) -> None:
    """Make the parts of a manifest count, then remove those that no longer do.

    Parameters
    ----------
    folder : Path
        Of the table.
    old, new : Manifest

    Notes
    -----
    The manifests of provinces, and `COMMON` for those without parts, hold no more than the table's says; while they are
    absent, the table's is read. `COMMON` and those that change are therefore removed first and written last: a stop at
    any point leaves the old state or the new.
    """
    text, before, after = _text(new), _own_texts(old), _own_texts(new)
    for name in [COMMON, *(name for name, kept in before.items() if after.get(name) != kept)]:
        (folder / name).unlink(missing_ok=True)
    try:
        write_whole(folder / MANIFEST, lambda part: part.write_text(text, encoding="utf-8"))
    except BaseException:
        _write_own(folder, before)
        raise
    _write_own(folder, after)
    used = {name for source in new.sources for name in _files(source.parts, source.refused_file)}
    for source in () if old is None else old.sources:
        for name in _files(source.parts, source.refused_file) - used:
            (folder / name).unlink(missing_ok=True)
    for left in {folder / Path(name).parent for name in before.keys() - after.keys()} - {folder}:
        if left.is_dir() and not any(left.iterdir()):
            left.rmdir()


def _files(parts: tuple[StoredPart, ...], refused: str) -> set[str]:
    return {part.file for part in parts} | ({refused} if refused else set())


def _own_texts(manifest: Manifest | None) -> dict[str, str]:
    """Content of the manifests of provinces by path in the folder of the table, `COMMON` last."""
    if manifest is None:
        return {}
    folders = {part.file.split("/")[0] for source in manifest.sources for part in source.parts if "/" in part.file}
    names = sorted(folder.removeprefix("province=") for folder in folders)
    texts = {f"{own_folder(name)}{MANIFEST}": _text(own_manifest(manifest, name)) for name in names}
    return texts | {COMMON: _text(own_manifest(manifest, ""))}


def _write_own(folder: Path, texts: dict[str, str]) -> None:
    """Write the manifests of provinces that are not as they should be."""
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_whole(path, lambda part, text=text: part.write_text(text, encoding="utf-8"))  # type: ignore[misc]


def _text(manifest: BaseModel) -> str:
    return canonical_json(manifest.model_dump(mode="json")) + "\n"
