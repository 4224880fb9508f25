"""Results as files, written at once or not at all; JSON that is the same for the same content."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

from sxsh_eval.errors import InputError, Problem


def write_json(content: BaseModel, folder: Path, name: str) -> Path:
    """Write a model into a folder, which is made if absent.

    Parameters
    ----------
    content : BaseModel
    folder : Path
    name : str
        Of the file.

    Returns
    -------
    Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    part = folder / f"{name}.part"
    part.write_text(text + "\n", encoding="utf-8", newline="\n")
    return part.replace(folder / name)


def save_json(content: BaseModel, output: str, name: str) -> Path | None:
    """Write a model into a notebook's output folder, at once or not at all.

    Parameters
    ----------
    content : BaseModel
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).
    name : str
        Of the file.

    Returns
    -------
    Path or None
        The file.
    """
    return write_json(content, Path(output), name) if output else None


def _put_in_place(partial: Path, path: Path) -> None:
    """Give a written file its name; Windows does not let it take that of a file which is open."""
    try:
        partial.replace(path)
    except PermissionError as error:
        raise InputError([Problem("output.file_in_use", str(path), error.strerror or str(error))]) from error


def write_whole(path: Path, write: Callable[[Path], object], *, refusal: str = "output.unwritable") -> None:
    """Write a file under another name in its folder, then give it its own: whole or not at all.

    Parameters
    ----------
    path : Path
    write : callable
        Writes to the path it is given.
    refusal : str
        Code of the problem when the system refuses.

    Raises
    ------
    InputError
        If the folder cannot be written, or the file is open in another program.
    """
    # The ending stays: writers choose their format by it.
    partial = path.with_name(f".{secrets.token_hex(4)}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(partial)
        _put_in_place(partial, path)
    except OSError as error:
        raise InputError([Problem(refusal, str(path), error.strerror or str(error))]) from error
    finally:
        partial.unlink(missing_ok=True)
