"""Columns of a stored panel, and the optional packages that read them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

from sxsh_eval.estimates.diagnosis import refuse


@dataclass(frozen=True)
class StoredColumns:
    """Names of the columns of a stored panel; the same meaning as in `panel_design`."""

    outcome: str
    unit: str
    time: str
    cohort: str
    weights: str | None = None
    cluster: str | None = None

    @property
    def names(self) -> list[str]:
        """All of them, once each."""
        named = (self.outcome, self.unit, self.time, self.cohort, self.weights, self.cluster)
        return list(dict.fromkeys(name for name in named if name is not None))


def optional_package(name: str) -> ModuleType:
    """Import a package that the product does not require.

    Raises
    ------
    EstimationError
        ``estimate.package_missing``.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        refuse("estimate.package_missing", name, name, package=name)
