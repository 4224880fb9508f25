"""The project's own parameters, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")
