"""What must be the same on every machine of a cluster, so that the same job gives the same report."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from sxsh_eval.runs.planning.fingerprint import NUMERICAL, REPORTING, package_hash, versions

PACKAGE = "sxsh-eval"
SHOWN = 12


def software() -> dict[str, str]:
    """Versions by name: Python, the packages that make numbers or reports, and this package by its content."""
    found = {"python": platform.python_version(), PACKAGE: package_hash()[:SHOWN]}
    return found | versions((*NUMERICAL, *REPORTING))


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is wanted and what is found, by name, where the two are not the same."""
    return {name: (one, found.get(name, "-")) for name, one in wanted.items() if found.get(name, "-") != one}
