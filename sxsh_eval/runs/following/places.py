"""Paths as events and links tell them."""

from __future__ import annotations

from pathlib import Path


def near_root(path: Path, root: Path) -> str:
    """Path relative to the root of the project, with slashes; as it is where it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
