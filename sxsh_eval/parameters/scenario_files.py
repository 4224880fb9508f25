"""Reading scenarios: one file each, holding what differs from the baseline; every problem of every file at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Any

from pydantic import Field

from sxsh_eval.errors import InputError, Problem, check_kind, nearest
from sxsh_eval.parameters.choices import Study
from sxsh_eval.parameters.entries import Status
from sxsh_eval.parameters.figures import ID
from sxsh_eval.parameters.prior_names import prior_problems
from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import Instrument, Offer, Prior, Scenario
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, KeyPath, label_of, read_yaml
from sxsh_eval.shown import Several

BASELINE = "baseline"
FOLDER = Path("parameters") / "scenarios"
MERGED = ("instruments", "capacity", "priors")
Year = Annotated[int, Field(ge=2019, le=2050)]


class ScenarioFile(Frozen):
    """What a file of ``parameters/scenarios`` may hold; what it leaves out is as in ``baseline.yml``.

    Attributes
    ----------
    title, basis, source, status
        As of `Scenario`; never taken from the baseline.
    first, last, ramp_years : int, optional
    instruments, capacity, priors : Mapping
        Added to those of the baseline, entry by entry; an entry of the same name replaces the baseline's whole entry.
    """

    title: Words
    basis: Words
    source: str = Field(pattern=ID)
    status: Status
    first: Year | None = None
    last: Year | None = None
    ramp_years: Annotated[int, Field(ge=1, le=10)] | None = None
    instruments: Mapping[Instrument, Offer] = Field(default_factory=dict)
    capacity: Mapping[Instrument, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    priors: Mapping[str, Prior] = Field(default_factory=dict)


def read_scenarios(study: Study, registry: Registry | None = None) -> Several[Scenario]:
    """Scenarios of a study.

    Parameters
    ----------
    study : Study
        Names them in ``programme.scenarios``.
    registry : Registry, optional
        By default that of the study.

    Returns
    -------
    tuple of Scenario
        Complete, in the order of the study.

    Raises
    ------
    InputError
        With every problem of the study's list and of the files it names.
    """
    check_kind(study, Study, "sx.read_study")
    check_kind(registry, (Registry, NoneType), "inputs.registry")
    folder = study.root / FOLDER
    names = study.programme.scenarios
    problems = list(list_problems(names, folder, Document("study.yml", None)))
    known = [name for name in dict.fromkeys(names) if scenario_path(folder, name).is_file()]
    registry = registry or read_registry(study.root / study.paths.registry)
    try:
        found = read_scenario_files(folder, registry, known)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return Several(found[name] for name in names)


def scenario_path(folder: Path, name: str) -> Path:
    """File of a scenario."""
    return folder / f"{name}.yml"


def list_problems(names: Iterable[str], folder: Path, document: Document) -> Iterator[Problem]:
    """Scenarios that a study names without there being a file, or twice."""
    known = sorted(path.stem for path in folder.glob("*.yml"))
    seen: set[str] = set()
    for at, name in enumerate(names):
        where = document.where(("programme", "scenarios", at))
        if name in seen:
            yield Problem("scenario.repeated", where, name)
        elif name not in known:
            values = {"folder": label_of(folder), "known": ", ".join(known) or "-"}
            yield Problem("scenario.no_file", where, name, values | {"nearest": nearest(name, known) or "-"})
        seen.add(name)


def read_scenario_files(folder: Path, registry: Registry, names: Iterable[str] | None = None) -> dict[str, Scenario]:
    """Scenarios of a folder by name.

    Parameters
    ----------
    folder : Path
        ``parameters/scenarios``; holds ``baseline.yml``.
    registry : Registry
        Sources, sectors, beliefs that scenarios may name.
    names : iterable of str, optional
        Which ones; by default all of the folder.

    Returns
    -------
    dict of str to Scenario

    Raises
    ------
    InputError
        With every problem of every file.
    """
    wanted = sorted(path.stem for path in folder.glob("*.yml")) if names is None else list(names)
    problems: list[Problem] = []
    found: dict[str, Scenario] = {}
    baseline: Mapping[str, Any] | None = None
    for name in dict.fromkeys((BASELINE, *wanted)):
        try:
            document = read_yaml(scenario_path(folder, name))
            validate(document, ScenarioFile)
            baseline = document.data if name == BASELINE else baseline
            if baseline is not None:
                found[name] = complete(name, document, baseline)
                problems += reference_problems(found[name], document, registry)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return {name: found[name] for name in wanted}


def complete(name: str, document: Document, baseline: Mapping[str, Any]) -> Scenario:
    """Scenario of a file whose entries are each right, filled up from the baseline.

    Raises
    ------
    InputError
        If what the file says does not go with what it takes from the baseline.
    """
    own: Mapping[str, Any] = document.data
    common = {key: value for key, value in baseline.items() if key not in {"title", "basis", "source", "status"}}
    merged = {key: {**common.get(key, {}), **own.get(key, {})} for key in MERGED}
    lines = {path: line for path, line in document.lines.items() if path}
    data = {**common, **own, **merged, "id": name}
    return validate(Document(document.label, data, {(): 1, **lines}), Scenario)


def reference_problems(scenario: Scenario, document: Document, registry: Registry) -> Iterator[Problem]:
    """Sources, sectors, beliefs of a file that the registry does not know."""
    own = document.data
    cited: list[tuple[str, str, KeyPath]] = [("sources", scenario.source, ("source",))]
    cited += [
        ("sources", prior.source, ("priors", name, "source"))
        for name, prior in scenario.priors.items()
        if name in own.get("priors", {})
    ]
    cited += [
        ("sectors", sector, ("instruments", name, "sectors", at))
        for name, offer in scenario.instruments.items()
        for at, sector in enumerate(offer.sectors)
        if name in own.get("instruments", {})
    ]
    for kind, key, path in cited:
        known = getattr(registry, kind)
        if key not in known:
            values = {"file": f"{kind}.yml", "nearest": nearest(key, known) or "-"}
            yield Problem("registry.unknown_reference", document.where(path), key, values)
    written = {name: prior for name, prior in scenario.priors.items() if name in own.get("priors", {})}
    yield from prior_problems(written, document, ("priors",))
