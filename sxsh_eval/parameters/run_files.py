"""Choices of one run as a file in ``parameters/runs``: what the form saves and the command line takes unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field

from sxsh_eval.parameters.choices import Format, Language
from sxsh_eval.parameters.figures import NAME
from sxsh_eval.parameters.fleet import Named, Settings, as_many
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml

FOLDER = Path("parameters") / "runs"
HEAD = (
    "# yaml-language-server: $schema=../schemas/run.schema.json\n"
    "# Chạy lại: sxsh-eval run {place} / Run it again by this command.\n"
)
SomeNames = Annotated[tuple[Named, ...], BeforeValidator(as_many)]


class RunFile(Frozen):
    """What is asked of one run; what is left out is as the fleet or ``study.yml`` says.

    Attributes
    ----------
    name : str
        Of the run, the folder in ``outputs``; empty: the fleet's, else ``latest``.
    fleet : str
        Of ``fleet.yml``; the other choices then name a part of it.
    notebook : str
        Name in ``notebooks``, without ending; empty: the province report.
    province, period : tuple of str
        As in ``fleet.yml``; one may stand without a list.
    settings : dict
        Choices that differ from ``study.yml``, by dotted key.
    languages, formats : tuple of str
    """

    name: str = Field(default="", pattern=f"^$|{NAME}")
    fleet: str = Field(default="", pattern=f"^$|{NAME}")
    notebook: str = Field(default="", pattern=f"^$|{NAME}")
    province: SomeNames = ()
    period: SomeNames = ()
    settings: Settings = Field(default_factory=dict)
    languages: tuple[Language, ...] = ()
    formats: tuple[Format, ...] = ()


def read_run_file(path: Path) -> RunFile:
    """Choices of a run.

    Parameters
    ----------
    path : Path

    Returns
    -------
    RunFile

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return validate(read_yaml(path), RunFile)


def write_run_file(choices: RunFile, root: Path, name: str, folder: Path = FOLDER) -> Path:
    """Save choices of a run as ``parameters/runs/<name>.yml``, whole or not at all.

    Parameters
    ----------
    choices : RunFile
    root : Path
        Folder of the project.
    name : str
        Of the file, without ending.
    folder : Path
        Relative to the root.

    Returns
    -------
    Path
        Reading it gives the same choices.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    path = root / folder / f"{name}.yml"
    data = choices.model_dump(mode="json", exclude_defaults=True)
    body = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110) if data else "{}\n"
    text = HEAD.format(place=f"{folder.as_posix()}/{name}.yml") + body
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
    return path
