"""Synthetic enterprises as imported tables: the same files that an import leaves, marked as made up. Never a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_eval.inputs.panel import sample_tables
from sxsh_eval.inputs.sample_model import marked
from sxsh_eval.inputs.tables.stored import Manifest, StoredPart, StoredRows, StoredSource, read_manifest
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.runs.planning.fingerprint import sha256
from sxsh_eval.runs.record import canonical_json
from sxsh_eval.runs.tables.parts import replace_manifest, with_source, write_parts
from sxsh_eval.runs.version import package_version

if TYPE_CHECKING:
    import pandas as pd

PRICES = "energy_prices"
SOURCE = "synthetic"


def write_sample_tables(folder: Path, study: Study, provinces: Sequence[str]) -> dict[str, Path]:
    """Write the synthetic tables of provinces as an import of one file a province would.

    Parameters
    ----------
    folder : Path
        Holds a folder for each table, as ``data/private`` does; those of other provinces stay as they are.
    study : Study
        Its seed, number of enterprises and registry count, its province does not.
    provinces : sequence of str
        Slugs.

    Returns
    -------
    dict of str to Path
        Folder of each table of `TABLES`. Rows, manifests and parts say that they are synthetic, so reports do too.

    Raises
    ------
    InputError
        If a folder cannot be written or holds a damaged manifest.
    """
    registry = read_registry(study.root / study.paths.registry)
    manifests = {kind: read_manifest(folder / kind) for kind in TABLES}
    changed = {kind: each or Manifest(table=kind) for kind, each in manifests.items()}
    for slug in provinces:
        made = sample_tables(study.model_copy(update={"province": slug}), registry)
        for kind, table in made.items():
            source = SOURCE if kind == PRICES else f"{SOURCE}-{slug}"  # one table of prices serves all provinces
            entry = write_source(folder / kind, table, source)
            if entry.state not in {each.state for each in changed[kind].sources}:
                changed[kind] = with_source(changed[kind], entry)
    for kind, manifest in changed.items():
        if manifest != manifests[kind]:
            replace_manifest(folder / kind, manifests[kind], manifest)
    return {kind: folder / kind for kind in TABLES}


def write_source(folder: Path, table: pd.DataFrame, source: str) -> StoredSource:
    """Write the rows of a synthetic source; what the manifest is to say of it."""
    rows = marked(table).reset_index(drop=True)
    parts = write_parts(folder, rows.assign(source=source, source_row=rows.index.astype("int64")), source, [])
    return StoredSource(
        source=source,
        sha256=sha256(canonical_json(_hashes(parts)).encode()),
        codebook_sha256="",
        program=package_version(),
        imported=datetime.now(UTC),
        rows=StoredRows(read=len(rows), used=len(rows), refused=0, deduplicated=0),
        parts=parts,
        synthetic=True,
    )


def _hashes(parts: Sequence[StoredPart]) -> Mapping[str, str]:
    return {part.file: part.sha256 for part in parts}
