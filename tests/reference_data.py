"""Where published data sets lie: outside the project, because their licences differ from ours."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.letters import ROOT

FOLDER = Path(os.environ.get("SXSH_REFERENCE", ROOT.parent / "shared" / "reference"))
NUMBERS = ROOT / "tests" / "reference"


def published(name: str) -> Path:
    """File of a published data set; the test is skipped where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"published data set {name} is absent; set SXSH_REFERENCE to its folder")
    return path


def expected(name: str) -> dict[str, Any]:
    """Reference numbers with their source."""
    numbers: dict[str, Any] = json.loads((NUMBERS / f"{name}.json").read_text(encoding="utf-8"))
    return numbers
