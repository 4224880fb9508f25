"""Where the choices of a run stand, so that a problem names the line of the file, or the option that goes before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.settings import related, setting_of
from sxsh_eval.parameters.yaml_files import SHOWN, Document, KeyPath, read_yaml

OPTIONS: Mapping[str, str] = {
    "--name": "name",
    "--fleet": "fleet",
    "--notebook": "notebook",
    "--province": "province",
    "--period": "period",
    "--language": "languages",
    "--format": "formats",
}
"""Options of ``run`` with the keys of a run file that say the same."""
SETTINGS = "settings"


@dataclass(frozen=True)
class Origin:
    """Part of a file that holds choices of a run.

    Attributes
    ----------
    document : Document, optional
        The file; None: everything stands on the command line.
    options : Mapping of str to tuple
        Where in it what the options say stands.
    settings : tuple of tuples
        Where in it settings stand; earlier ones go before later ones.
    typed : frozenset of str
        Options and ``--set`` keys that go before the file.
    """

    document: Document | None = None
    options: Mapping[str, KeyPath] = field(default_factory=dict)
    settings: tuple[KeyPath, ...] = ()
    typed: frozenset[str] = frozenset()

    def located(self, problem: Problem) -> Problem:
        """Problem at the place of the choice in the file, where it stands there."""
        if self.document is None:
            return problem
        key = setting_of(problem.where)
        if key is not None:
            path = None if self._is_typed(key) else self._setting(self.document, key, problem.where)
        elif problem.where in self.options and problem.where not in self.typed:
            path = _part(self.document, self.options[problem.where], problem.found)
        else:
            path = None
        return problem if path is None else replace(problem, where=self.document.where(path))

    def _is_typed(self, key: str) -> bool:
        names = [name for option in self.typed if (name := setting_of(option)) is not None]
        return any(not key or related(key, name) for name in names)

    def _setting(self, document: Document, key: str, where: str) -> KeyPath | None:
        """Place of the setting that a key of the choices comes from; of all settings where several may be meant."""
        for group in self.settings:
            given = value_in(document.data, group)
            names = [name for name in given if not key or related(key, name)] if isinstance(given, Mapping) else []
            if names:
                return (*group, names[0], *_position(where)) if key or len(names) == 1 else group
        return None


def _position(where: str) -> KeyPath:
    """Place in a list at which a setting is wrong."""
    number = where.partition("[")[2].partition("]")[0]
    return (int(number) - 1,) if number.isdecimal() else ()


def _part(document: Document, path: KeyPath, found: str) -> KeyPath | None:
    """Place of a choice, of one of several by what was found there; None where the file says nothing of it."""
    value = value_in(document.data, path)
    if not isinstance(value, list):
        return None if value is None else path
    places = [at for at, each in enumerate(value) if str(each)[:SHOWN] == found]
    return (*path, places[0]) if places else path


def value_in(data: Any, path: KeyPath) -> Any:
    """What stands at a key path; None where nothing does."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        else:
            data = data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None
    return data


def of_run_file(document: Document, typed: Iterable[str]) -> Origin:
    """Choices of a run file under those that were typed."""
    options: dict[str, KeyPath] = {option: (key,) for option, key in OPTIONS.items()}
    return Origin(document, options, ((SETTINGS,),), frozenset(typed))


@dataclass(frozen=True)
class FleetOrigins:
    """Where the choices of a fleet stand: in ``fleet.yml``, under those of the request.

    Attributes
    ----------
    request : Origin
        Of what is asked for.
    given : frozenset of str
        Settings of the request, as ``--set`` keys: they go before those of the fleet.
    path : Path
        ``fleet.yml``.
    name : str
        Of the fleet; empty when the request itself says what runs.
    """

    request: Origin
    given: frozenset[str]
    path: Path
    name: str

    @cached_property
    def _document(self) -> Document | None:
        """Read for messages alone: it has been read before, without errors."""
        try:
            return read_yaml(self.path) if self.name else None
        except InputError:
            return None

    def located(self, problem: Problem, stage: int | None = None, override: str = "") -> Problem:
        """Problem at its place.

        Parameters
        ----------
        problem : Problem
        stage : int, optional
            Position of the stage that it is about; None: the fleet.
        override : str
            Key of the province in ``overrides``.
        """
        if stage is None or not self.name or setting_of(problem.where) is not None:
            problem = self.request.located(problem)  # what a request says beside a fleet's name chooses a part of it
        if not problem.where.startswith("--") or self._document is None:
            return problem
        fleet: KeyPath = ("fleets", self.name)
        own: KeyPath = () if stage is None else (*fleet, "stages", stage)
        each: dict[str, KeyPath] = {"--province": (*own, "each", "province"), "--period": (*own, "each", "period")}
        options = {**each, "--notebook": (*own, "notebook")} if own else {}
        settings = [(*fleet, "overrides", override)] if override else []
        settings += [(*own, SETTINGS)] if own else []
        return Origin(self._document, options, (*settings, (*fleet, SETTINGS)), self.given).located(problem)

    def of_override(self, problem: Problem, key: str) -> Problem:
        """Problem of the name of a province in ``overrides``."""
        if self._document is None:
            return problem
        return replace(problem, where=self._document.where(("fleets", self.name, "overrides", key)))
