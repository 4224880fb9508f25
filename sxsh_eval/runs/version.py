"""Version of this package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def package_version() -> str:
    """Version from the project's own file in a clone, else from the installed distribution."""
    if PROJECT.is_file():
        with PROJECT.open("rb") as file:
            return str(tomllib.load(file)["project"]["version"])
    return metadata.version("sxsh-eval")
