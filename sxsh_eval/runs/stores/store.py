"""Outputs in an object store, with a local copy that planning and jobs work on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.national_runs import ESTIMATES
from sxsh_eval.runs.jobs import FAILED, failed_folder
from sxsh_eval.runs.planning.fingerprint import sha256
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.portal import job_folders
from sxsh_eval.runs.publish import discard, prepare_outputs, publish, staging
from sxsh_eval.runs.record import RECORD, RunRecord, read_record, write_record
from sxsh_eval.runs.stores.address import file_system, mirror_folder, reported
from sxsh_eval.runs.stores.layout import Stored, abandoned, arranged, folder_name, pointer, read_pointer
from sxsh_eval.runs.stores.mirror import Note, Notes, record_hash

AT_ONCE = 16
UNFINISHED = dt.timedelta(days=1)


class ObjectStore:
    """Job folders at a URL.

    Jobs are planned and run in `outputs`, a folder of this machine. `pull` brings the records of all finished jobs
    into it, `fetch` the other files of some, `push` puts a finished job folder into the store.

    Parameters
    ----------
    url : str
        Of any file system that fsspec knows, such as ``s3://bucket/prefix``.
    root : Path
        Folder of the project.

    Raises
    ------
    InputError
        If the local copy cannot be written.
    UsageError
        If the kind of URL is unknown or its package is not installed.
    """

    def __init__(self, url: str, root: Path) -> None:
        self.url = url.strip().rstrip("/")
        self.fs, self.base = file_system(self.url)
        self.outputs = mirror_folder(root, self.url).resolve()
        prepare_outputs(self.outputs)
        self.notes = Notes(self.outputs)
        self.jobs: dict[str, Stored] = {}

    def place(self, folder: Path) -> str:
        """Place of a local job folder in the store."""
        return folder.relative_to(self.outputs).as_posix()

    def path(self, *parts: str) -> str:
        """Path of an object in the file system."""
        return "/".join((self.base, *parts))

    def pull(self) -> list[Path]:
        """Bring the local copy to the state of the store: records, national estimates, what is here and still the same.

        A folder that was finished here but did not reach the store is put there now, unless the store has changed.

        Returns
        -------
        list of Path
            Job folders of the store, failed attempts among them.

        Raises
        ------
        InputError
            If the store cannot be read.
        """
        with reported(self.url):
            self.jobs = arranged(self._objects())
            pointed = {place: stored for place, stored in self.jobs.items() if stored.version}
            for folder in job_folders(self.outputs):
                self._pushed_late_or_dropped(folder, pointed)
            late = [place for place, stored in pointed.items() if not self._is_same(place, stored)]
            contents = self.fs.cat([self.path(place, RECORD) for place in late]) if late else {}
            by_place = {place: contents[self.path(place, RECORD)] for place in late}
        notes = {place: self._take(place, content, pointed[place]) for place, content in by_place.items()}
        if notes:
            self.notes.keep(notes)
        folders = [self.outputs / place for place in sorted(pointed) if place in self.notes.notes]
        self.fetch(folders, (ESTIMATES,))
        return folders

    def _objects(self) -> dict[str, Any]:
        found = self.fs.find(self.base, detail=True)
        skip = len(self.base.lstrip("/")) + 1
        return {name.lstrip("/")[skip:]: info for name, info in found.items()}

    def _is_same(self, place: str, stored: Stored) -> bool:
        note = self.notes.notes.get(place)
        here = record_hash(self.outputs / place)
        return note is not None and (note.version, note.record) == (stored.version, here)

    def _pushed_late_or_dropped(self, folder: Path, pointed: dict[str, Stored]) -> None:
        """See to a local folder that the store does not have as it is."""
        place = self.place(folder)
        note, stored = self.notes.notes.get(place), pointed.get(place)
        if note is not None and record_hash(folder) == note.record:
            if stored is None:
                discard(self.outputs, folder)
                self.notes.keep({place: None})
            return
        if (note.version if note else "") == (stored.version if stored else ""):
            self._push(folder)
            pointed[place] = self.jobs[place]

    def _take(self, place: str, content: bytes, stored: Stored) -> Note | None:
        """Write a record of the store into the local copy, in place of whatever stands there."""
        folder = self.outputs / place
        read = read_pointer(content)
        if read is None:  # a damaged pointer is no finished job
            discard(self.outputs, folder)
            return None
        with staging(self.outputs) as ready:
            write_record(read[0], ready)
            publish(self.outputs, ready, folder)
        return Note(stored.version, read[1], record_hash(folder))

    def files(self, folder: Path) -> frozenset[str]:
        """Names of the files that the store has of a job folder, besides the record; known since `pull`."""
        place = self.place(folder)
        note, stored = self.notes.notes.get(place), self.jobs.get(place)
        names = stored.folders.get(note.folder, {}) if note and stored else {}
        return frozenset(names) - {RECORD}

    def prepare(self, planned: Planned) -> None:
        """Bring the files here that carrying out a job needs: those of the jobs it uses, or its own to render again.

        Raises
        ------
        InputError
            If the store cannot be read, or a file is not the one of the record.
        """
        job = planned.job
        own = [job.folder()] if planned.action == "render" else []
        self.fetch([folder for folder in (*own, *(used.folder for used in job.uses)) if (folder / RECORD).exists()])

    def fetch(self, folders: Iterable[Path], endings: tuple[str, ...] = ("",)) -> None:
        """Bring files of job folders that are not here yet.

        Parameters
        ----------
        folders : iterable of Path
            Local job folders whose records are here.
        endings : tuple of str
            Of the files that are wanted; by default all.

        Raises
        ------
        InputError
            If the store cannot be read, or a file is not the one of the record.
        """
        wanted: dict[str, tuple[Path, str]] = {}
        for folder in folders:
            note = self.notes.notes.get(self.place(folder))
            for name, digest in read_record(folder).files.items() if note else ():
                if note and name.endswith(endings) and not (folder / name).exists():
                    wanted[self.path(self.place(folder), note.folder, name)] = (folder / name, digest)
        if not wanted:
            return
        with reported(self.url), ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda item: self._fetch(item[0], *item[1]), wanted.items()))

    def _fetch(self, remote: str, path: Path, digest: str) -> None:
        content = self.fs.cat_file(remote)
        if (found := sha256(content)) != digest:
            raise InputError([Problem("store.damaged", f"{self.url} · {remote}", found[:12], {"wanted": digest[:12]})])
        part = path.with_name(f"{path.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)

    def push(self, folder: Path) -> None:
        """Put a finished local job folder into the store: the files first, the object that names them last.

        Until the last step the former outputs stand; a failed attempt is taken away by the next success.

        Parameters
        ----------
        folder : Path
            Whole local job folder.

        Raises
        ------
        InputError
            If the store cannot be written; the former outputs stand then, and the next `pull` tries once more.
        """
        with reported(self.url):
            self._push(folder)
            if not folder.name.endswith(FAILED):
                self.remove(failed_folder(folder))

    def _push(self, folder: Path) -> None:
        place, record = self.place(folder), read_record(folder)
        note = self.notes.notes.get(place)
        self._complete(folder, record)
        name = folder_name(record)
        names = [RECORD, *record.files]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda each: self.fs.put_file(str(folder / each), self.path(place, name, each)), names))
        self.fs.pipe_file(self.path(place, RECORD), pointer(record, name))
        stored = arranged({f"{place}/{key}": info for key, info in self._beside(place).items()})[place]
        self.notes.keep({place: Note(stored.version, name, record_hash(folder))})
        self._sweep(place, stored, name, [note.folder] if note else [])

    def _complete(self, folder: Path, record: RunRecord) -> None:
        """See to it that all files of a folder are here: it may be one that was only rendered once more."""
        missing = [name for name in record.files if not (folder / name).exists()]
        if missing:
            found = ", ".join(missing)[:200]
            raise InputError([Problem("store.incomplete", str(folder), found)])

    def _beside(self, place: str) -> dict[str, Any]:
        start = len(self.path(place).lstrip("/")) + 1
        found = self.fs.find(self.path(place), detail=True)
        return {name.lstrip("/")[start:]: info for name, info in found.items()}

    def _sweep(self, place: str, stored: Stored, keep: str, replaced: list[str]) -> None:
        for gone in abandoned(stored, keep, replaced, dt.datetime.now(dt.UTC) - UNFINISHED):
            self.fs.rm([self.path(place, gone, each) for each in stored.folders.pop(gone)])
        self.jobs[place] = stored

    def remove(self, folder: Path) -> None:
        """Take a job out of the store, its record first; nothing happens when it is not there.

        Parameters
        ----------
        folder : Path
            Local job folder; need not exist.

        Raises
        ------
        InputError
            If the store cannot be written.
        """
        place = self.place(folder)
        if place not in self.notes.notes and place not in self.jobs:
            return
        with reported(self.url):
            names = self._beside(place)
            for group in ([RECORD] if RECORD in names else [], [name for name in names if name != RECORD]):
                if group:
                    self.fs.rm([self.path(place, name) for name in group])
        self.jobs.pop(place, None)
        self.notes.keep({place: None})
