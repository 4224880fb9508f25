"""The portal of a store: the usual page, with links that lead to the folders in which the store keeps files."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sxsh_eval.runs.portal import INDEX, job_folders, write_portal
from sxsh_eval.runs.publish import prepare_outputs
from sxsh_eval.runs.record import RECORD
from sxsh_eval.runs.stores.address import reported
from sxsh_eval.runs.stores.store import ObjectStore

DATA = ".json"


def write_store_portal(store: ObjectStore, write: Callable[[Path], Path] = write_portal) -> str:
    """Build the page of a store anew from the jobs in it.

    The caller has pulled the records. Data files (JSON) of jobs are fetched once; of the others the page needs to know
    only that they are there.

    Parameters
    ----------
    store : ObjectStore
    write : callable
        Writes the page, with whatever files it needs, into a folder of outputs.

    Returns
    -------
    str
        URL of the page.

    Raises
    ------
    InputError
        If the store cannot be read or written.
    """
    folders = [folder for folder in job_folders(store.outputs) if store.place(folder) in store.notes.notes]
    store.fetch(folders, (DATA,))
    with tempfile.TemporaryDirectory(prefix="sxsh-portal-") as temporary:
        outputs = Path(temporary).resolve()
        prepare_outputs(outputs)
        for folder in folders:
            _stand_in(store, folder, outputs / store.place(folder))
        page = write(outputs)
        links = {store.place(folder): store.notes.notes[store.place(folder)].folder for folder in folders}
        page.write_text(with_folders(page.read_text(encoding="utf-8"), links), encoding="utf-8")
        with reported(store.url):
            made = [path for path in outputs.iterdir() if path.is_file() and path.name != INDEX]
            for path in [*made, page]:
                store.fs.put_file(str(path), store.path(path.name))
    return f"{store.url}/{INDEX}"


def _stand_in(store: ObjectStore, folder: Path, place: Path) -> None:
    """Folder that looks like a job's to the page: data files, and empty ones in place of what is only linked."""
    place.mkdir(parents=True)
    shutil.copy(folder / RECORD, place / RECORD)
    for name in store.files(folder):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(DATA) and (folder / name).exists():
            shutil.copy(folder / name, path)
        else:
            path.touch()


def with_folders(page: str, folders: Mapping[str, str]) -> str:
    """Page whose addresses of job folders go on to the folder inside that holds the files.

    Parameters
    ----------
    page : str
    folders : mapping of str to str
        Folder of the files by place of the job (``run/notebook/province/period``).
    """
    if not folders:
        return page
    places = "|".join(re.escape(place) for place in sorted(folders, key=len, reverse=True))
    whole = re.compile(rf"(?<![\w./-])({places})(?=[/\"'&<])")
    return whole.sub(lambda match: f"{match[1]}/{folders[match[1]]}", page)
