"""What a notebook lets itself be told: its parameters cell, read and compared with the values at hand."""

from __future__ import annotations

import ast
import keyword
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError, nearest
from sxsh_eval.runs.notebook_source import parameters_source, read_cells

SCALARS = (str, int, float, bool, type(None))
ACCEPTED: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
    "None": (type(None),),
}


@dataclass(frozen=True)
class Declared:
    """One parameter as the notebook declares it.

    Attributes
    ----------
    name : str
    kinds : tuple of str
        Accepted types by name (``str``, ``int``, ...); empty accepts any.
    """

    name: str
    kinds: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Whether `value` has one of the declared types; a boolean is no number."""
        if not self.kinds:
            return True
        return any(type(value) in ACCEPTED[kind] for kind in self.kinds)


def declared_parameters(notebook: Path) -> dict[str, Declared]:
    """Parameters of the cell tagged ``parameters``, by name.

    The cell is parsed as Python: papermill's own reading by regular expression loses each line whose comment holds
    an equals sign.

    Parameters
    ----------
    notebook : Path

    Raises
    ------
    InputError
        If the notebook cannot be read or the cell is no valid Python.
    """
    try:
        body = ast.parse(parameters_source(read_cells(notebook))).body
    except SyntaxError as error:
        where = f"{notebook.name}, parameters: {error.lineno}"
        raise InputError([Problem("notebook.parameters_cell", where, error.msg)]) from error
    found = [one for statement in body if (one := _declared(statement)) is not None]
    return {one.name: one for one in found}


def _declared(statement: ast.stmt) -> Declared | None:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
            return Declared(name, _kinds(annotation))
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return Declared(name, _kind_of_default(value))
    return None


def _kinds(annotation: ast.expr) -> tuple[str, ...]:
    """Names of the types of ``str``, ``dict[str, int]`` or ``int | None``; nothing when one is not known."""
    parts = [part.split("[")[0].strip() for part in ast.unparse(annotation).strip("'\"").split("|")]
    return tuple(parts) if all(part in ACCEPTED for part in parts) else ()


def _kind_of_default(value: ast.expr) -> tuple[str, ...]:
    try:
        default = ast.literal_eval(value)
    except ValueError:
        return ()
    kind = type(default).__name__
    return (kind,) if kind in ACCEPTED else ()


def is_plain(value: object) -> bool:
    """Whether `value` is JSON through and through: exact types, finite numbers, text keys."""
    if isinstance(value, float) and not math.isfinite(value):
        return False
    if type(value) is list:
        return all(is_plain(item) for item in value)
    if type(value) is dict:
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    return type(value) in SCALARS


def check_parameters(notebook: Path, declared: Mapping[str, Declared], given: Mapping[str, object]) -> None:
    """Stop before anything runs when a value cannot be given to the notebook.

    Parameters
    ----------
    notebook : Path
    declared : mapping of str to Declared
        What the notebook takes.
    given : mapping of str to object
        What it shall get.

    Raises
    ------
    UsageError
        With one problem for each unknown name, wrong type or value that is not plain JSON.
    """
    problems = [
        problem for name, value in given.items() if (problem := _problem(notebook, declared, name, value)) is not None
    ]
    if problems:
        raise UsageError(problems)


def _problem(notebook: Path, declared: Mapping[str, Declared], name: str, value: object) -> Problem | None:
    if name not in declared or not name.isidentifier() or keyword.iskeyword(name):
        values = {"nearest": nearest(name, declared) or "-", "known": ", ".join(declared) or "-"}
        return Problem("usage.unknown_parameter", notebook.name, name, values)
    if not is_plain(value):
        found = f"{name} = {value!r:.200} ({type(value).__name__})"
        return Problem("usage.parameter_not_plain", notebook.name, found)
    if not declared[name].accepts(value):
        kinds = " | ".join(declared[name].kinds)
        found = f"{name} = {value!r:.200} ({type(value).__name__})"
        return Problem("usage.parameter_type", notebook.name, found, {"name": name, "type": kinds})
    return None
