"""The project in the working directory: where it lies, what it has chosen, its registry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import open_study


@dataclass(frozen=True)
class Project:
    """A project as its files say.

    Attributes
    ----------
    root : Path
        Folder that holds ``parameters/``.
    choices : Choices
    registry : Registry
    """

    root: Path
    choices: Choices
    registry: Registry

    @property
    def claims(self) -> Path:
        """Folder of the claims files."""
        return self.root / self.choices.paths.claims


def open_project(study: Path | None = None) -> Project:
    """Read the project of the working directory.

    Parameters
    ----------
    study : Path, optional
        Its study file; by default searched from the working directory upwards.

    Returns
    -------
    Project

    Raises
    ------
    InputError
        If its files are wrong.
    UsageError
        If there is none.
    """
    file = open_study(study or "")
    return Project(file.root, file.choices, read_registry(file.root / file.choices.paths.registry))
