"""Files of the tables that a study names, found without reading their rows."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.inputs.tables.stored import manifest_file, read_own
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.study import Study


def table_files(study: Study, kind: str, province: str | None = None) -> tuple[Path, ...]:
    """Files that are read for a table: itself with what it is checked by, or manifest and parts of an import.

    Parameters
    ----------
    study : Study
    kind : str
        Name of the codebook.
    province : str, optional
        Slug: of an imported table, only the parts of this province and the manifest beside them.

    Returns
    -------
    tuple of Path
        None for a table that the study does not name or that is not there.

    Raises
    ------
    InputError
        If a manifest is damaged.
    """
    name = getattr(study.data, kind)
    path = study.root / name
    if not name or not path.exists():
        return ()
    if path.is_file():
        parameters = study.root / "parameters"
        return (path, parameters / "codebook" / f"{kind}.yml", parameters / "table_rules.yml")
    manifest = read_own(path, province)
    if manifest is None:
        return ()
    parts = (path / part.file for source in manifest.sources for part in source.parts)
    return (manifest_file(path, province), *parts)


def is_synthetic(study: Study, kinds: tuple[str, ...]) -> bool:
    """Whether a study asks for synthetic data, or an imported table says of the province's rows that they are.

    Raises
    ------
    InputError
        If a manifest is damaged.
    """
    if study.data.synthetic:
        return True
    province = None if study.province == NATIONAL else study.province
    folders = [study.root / name for kind in kinds if (name := getattr(study.data, kind))]
    manifests = [read_own(folder, province) for folder in folders if folder.is_dir()]
    return any(source.synthetic for each in manifests if each is not None for source in each.sources)
