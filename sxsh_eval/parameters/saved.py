"""Results as files: JSON that is the same for the same content, written at once or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel


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
