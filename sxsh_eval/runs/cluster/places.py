"""Names of files that mean the same on the machine that asks and on the one that works."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

ROOT, OUTPUTS, OUTSIDE = "root", "outputs", "outside"


@dataclass(frozen=True)
class Places:
    """Where a project lies on one machine.

    Attributes
    ----------
    root, outputs : Path
        Folder of the project, folder of all outputs; both absolute.
    outside : dict of str to Path
        Files elsewhere by their name; grows as names are given.
    """

    root: Path
    outputs: Path
    outside: dict[str, Path] = field(default_factory=dict)

    def name(self, path: Path) -> str:
        """Name of a path, the same on every machine and system."""
        for folder, word in ((self.root, ROOT), (self.outputs, OUTPUTS)):
            if path.is_relative_to(folder):
                return (PurePosixPath(word) / path.relative_to(folder).as_posix()).as_posix()
        parent = hashlib.sha256(os.fsencode(path.parent)).hexdigest()[:12]
        name = f"{OUTSIDE}/{parent}/{path.name}"
        self.outside[name] = path
        return name

    def path(self, name: str) -> Path:
        """Path of a name on this machine."""
        word, _, rest = name.partition("/")
        if word == OUTSIDE:
            return self.outside.get(name, self.root.parent / name)
        return {ROOT: self.root, OUTPUTS: self.outputs}[word] / rest


def mirrored(places: Places, folder: Path) -> Places:
    """Places of the same shape inside a folder: outputs under the root if they are so now, else beside it."""
    root = folder / ROOT
    if places.outputs.is_relative_to(places.root):
        return Places(root, root / places.outputs.relative_to(places.root))
    return Places(root, folder / OUTPUTS)


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, places: Places) -> None:
        super().__init__(file)
        self.places = places

    def persistent_id(self, value: Any) -> str | None:
        return self.places.name(value) if isinstance(value, Path) else None


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, places: Places) -> None:
        super().__init__(file)
        self.places = places

    def persistent_load(self, name: Any) -> Path:
        return self.places.path(name)


def written(value: Any, places: Places) -> bytes:
    """Bytes of a value in which every path stands by its name."""
    file = io.BytesIO()
    _Writer(file, places).dump(value)
    return file.getvalue()


def read_back(content: bytes, places: Places) -> Any:
    """Value of such bytes, with the paths of this machine; for bytes of one's own cluster only."""
    return _Reader(io.BytesIO(content), places).load()


def translated(text: str, words: Mapping[str, str]) -> str:
    """Text with other folders: the longest first, also where a path is written with escapes as in JSON.

    Parameters
    ----------
    text : str
    words : mapping of str to str
        New folder by old one, without a separator at the end.
    """
    for old, new in sorted(words.items(), key=lambda pair: -len(pair[0])):
        forms = {old: new, **{_escaped(old, times): _escaped(new, times) for times in (1, 2)}}
        for before, after in sorted(forms.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(before, after)
    return text


def _escaped(text: str, times: int) -> str:
    for _ in range(times):
        text = json.dumps(text, ensure_ascii=False)[1:-1]
    return text
