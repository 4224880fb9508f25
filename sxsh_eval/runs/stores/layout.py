"""How job folders lie in an object store, which knows no renaming: files under a drawn name, one object that names it.

``<run>/<notebook>/<province>/<period>/run.json`` is the record of a job together with the name of the folder beside it
that holds its files. It is written last, in one step, so that a reader sees the former outputs or the new ones.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sxsh_eval.runs.portal import DEPTH
from sxsh_eval.runs.record import RECORD, RunRecord, canonical_json

FOLDER = "folder"
LOCKS = ".locks"


@dataclass
class Stored:
    """A job's place in the store.

    Attributes
    ----------
    version : str
        Changes whenever the pointer is written; empty when there is none.
    folders : dict of str to dict of str to datetime or None
        Files of each folder beside the pointer, with the time of writing where the store tells it.
    """

    version: str = ""
    folders: dict[str, dict[str, dt.datetime | None]] = field(default_factory=dict)


def folder_name(record: RunRecord) -> str:
    """New name for the folder of a job's files."""
    return f"{record.fingerprint[:12]}-{secrets.token_hex(4)}"


def pointer(record: RunRecord, folder: str) -> bytes:
    """Content of the object that makes a folder the job's outputs."""
    return canonical_json(record.model_dump(mode="json") | {FOLDER: folder}).encode()


def read_pointer(content: bytes) -> tuple[RunRecord, str] | None:
    """Record and folder of a pointer; None when it is damaged."""
    try:
        data = json.loads(content)
        folder = data.pop(FOLDER)
        return RunRecord.model_validate_json(json.dumps(data)), str(folder)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return None


def arranged(objects: Mapping[str, Mapping[str, Any]]) -> dict[str, Stored]:
    """Jobs by place, from the names of all objects relative to the store's address.

    Parameters
    ----------
    objects : mapping of str to mapping
        What the store tells of each object.
    """
    found: dict[str, Stored] = {}
    for name, info in objects.items():
        parts = name.split("/")
        if len(parts) <= DEPTH or name.startswith("."):
            continue
        stored = found.setdefault("/".join(parts[:DEPTH]), Stored())
        if len(parts) > DEPTH + 1:
            stored.folders.setdefault(parts[DEPTH], {})["/".join(parts[DEPTH + 1 :])] = written_at(info)
        elif parts[DEPTH] == RECORD:
            stored.version = version_of(info)
    return {place: stored for place, stored in found.items() if stored.version or stored.folders}


def version_of(info: Mapping[str, Any]) -> str:
    """Text that changes when an object is written anew."""
    marks = (info.get(key) for key in ("ETag", "etag", "md5Hash", "content_md5", "generation"))
    mark = next((str(mark) for mark in marks if mark), "")
    return f"{mark or written_at(info)} {info.get('size')}"


def written_at(info: Mapping[str, Any]) -> dt.datetime | None:
    """When an object was written, with time zone; None when the store does not tell."""
    moments = (info.get(key) for key in ("LastModified", "last_modified", "updated", "mtime", "created"))
    moment = next((moment for moment in moments if moment is not None), None)
    if isinstance(moment, int | float):
        return dt.datetime.fromtimestamp(moment, dt.UTC)
    if isinstance(moment, str):
        try:
            moment = dt.datetime.fromisoformat(moment)
        except ValueError:
            return None
    if not isinstance(moment, dt.datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def abandoned(stored: Stored, keep: str, replaced: Iterable[str], before: dt.datetime) -> list[str]:
    """Folders beside a pointer that nobody reads: the one just replaced, and unfinished ones of long ago.

    Parameters
    ----------
    stored : Stored
    keep : str
        The folder that the pointer names.
    replaced : iterable of str
    before : datetime
        A folder all of whose files were written earlier is given up.
    """
    gone = set(replaced)
    for name, files in stored.folders.items():
        times = list(files.values())
        if all(time is not None and time < before for time in times):
            gone.add(name)
    return sorted(gone & stored.folders.keys() - {keep})
