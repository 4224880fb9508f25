"""Where published data for agreement tests lie; tests skip, saying so, where they are absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.letters import ROOT

FOLDER = Path(os.environ.get("SXSH_REFERENCE", ROOT.parent / "shared" / "reference"))


def reference_file(name: str) -> Path:
    """Path of a published data file; skips the test where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"reference data absent: {name}")
    return path


def reference_values(name: str) -> dict[str, Any]:
    """Published values kept with the tests, with their source."""
    path = Path(__file__).parent / "reference" / f"{name}.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values
