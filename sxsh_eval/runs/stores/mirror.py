"""What of a store is known to lie in its local copy."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.runs.jobs import WORK
from sxsh_eval.runs.planning.fingerprint import sha256
from sxsh_eval.runs.record import RECORD

NOTES = "store.json"


@dataclass(frozen=True)
class Note:
    """The state in which a local job folder and its place in the store were the same.

    Attributes
    ----------
    version : str
        Of the pointer.
    folder : str
        That the pointer names.
    record : str
        SHA-256 of the local record.
    """

    version: str
    folder: str
    record: str


class Notes:
    """Notes of a local copy by place, kept in a file beside its locks.

    Parameters
    ----------
    outputs : Path
        Folder of the local copy.
    """

    def __init__(self, outputs: Path) -> None:
        self.path = outputs / WORK / NOTES
        self.notes: dict[str, Note] = {}
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            self.notes = {place: Note(**note) for place, note in content.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self.notes = {}  # all is fetched again

    def keep(self, changes: dict[str, Note | None]) -> None:
        """Take notes up, or away where there is None."""
        self.notes = {place: note for place, note in (self.notes | changes).items() if note is not None}
        content = json.dumps({place: asdict(note) for place, note in self.notes.items()}, indent=1)
        write_whole(self.path, lambda part: part.write_text(content, encoding="utf-8"))


def record_hash(folder: Path) -> str:
    """SHA-256 of a local folder's record; empty when there is none."""
    try:
        return sha256((folder / RECORD).read_bytes())
    except OSError:
        return ""
