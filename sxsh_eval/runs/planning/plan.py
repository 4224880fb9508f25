"""From what the analyst asks for to a plan: stages of jobs, all checked before anything runs, and what each needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError, nearest
from sxsh_eval.parameters.choices import Study
from sxsh_eval.parameters.fleet import ALL, FLEET_FILE, Each, Fleet, Stage, read_fleets
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.settings import SET
from sxsh_eval.parameters.study import StudyFile, open_study
from sxsh_eval.runs.jobs import PROVINCE_REPORT, Job, check_slug
from sxsh_eval.runs.planning.choosing import chosen_part
from sxsh_eval.runs.planning.decisions import Elsewhere, decide
from sxsh_eval.runs.planning.files import Files
from sxsh_eval.runs.planning.fleet_jobs import Wanted, expand, needed, override_keys, settings_of
from sxsh_eval.runs.planning.job_making import NOTEBOOKS, JobMaker
from sxsh_eval.runs.planning.origins import FleetOrigins
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.planning.requests import Request, chosen_forms
from sxsh_eval.runs.planning.setting_checks import settings_problems

LATEST = "latest"


@dataclass(frozen=True)
class Plan:
    """Stages of planned jobs, in order.

    Attributes
    ----------
    outputs : Path
        Folder of all outputs.
    run : str
        Name of the run.
    stages : tuple of tuples of Planned
    """

    outputs: Path
    run: str
    stages: tuple[tuple[Planned, ...], ...]

    @property
    def jobs(self) -> tuple[Planned, ...]:
        """All planned jobs in order."""
        return tuple(job for stage in self.stages for job in stage)


def chosen_fleet(request: Request, file: StudyFile) -> Fleet:
    """Fleet that a request means.

    Raises
    ------
    InputError
        If ``fleet.yml`` has errors.
    UsageError
        If there is no fleet of the name.
    """
    return choose_fleet(request, file)[0]


def choose_fleet(request: Request, file: StudyFile) -> tuple[Fleet, FleetOrigins]:
    """Fleet that a request means, with where its choices stand; errors as of `chosen_fleet`."""
    says = bool(request.provinces or request.periods or request.notebook)
    fleets = read_fleets(file.root / "parameters") if request.fleet or not says else None
    known = {} if fleets is None else fleets.fleets
    given = frozenset(f"{SET} {key}" for key in request.settings)
    origins = FleetOrigins(request.origin, given, file.root / "parameters" / FLEET_FILE, request.fleet)
    if request.fleet and request.fleet not in known:
        values = {"known": ", ".join(known) or "-", "nearest": nearest(request.fleet, known) or "-"}
        raise UsageError([request.origin.located(Problem("usage.unknown_fleet", "--fleet", request.fleet, values))])
    if request.fleet:
        return known[request.fleet], origins
    if fleets is not None:
        return known[fleets.default], replace(origins, name=fleets.default)
    each = Each(province=request.provinces or None, period=request.periods or (ALL,))
    notebook = request.notebook.removesuffix(".ipynb") or PROVINCE_REPORT
    made = Fleet.model_construct(
        title=Words(vi=notebook, en=notebook), stages=(Stage.model_construct(notebook=notebook, each=each),)
    )
    return made, origins


def make_plan(request: Request, elsewhere: Elsewhere | None = None) -> Plan:
    """Stages of jobs with what is to be done for each, everything checked.

    Parameters
    ----------
    request : Request
    elsewhere : callable, optional
        Names of the files of a job folder that are kept at another place than the folder itself.

    Returns
    -------
    Plan
        At least one job; none twice.

    Raises
    ------
    InputError
        If the study, the fleets or the provinces have errors, or no province has a letter.
    UsageError
        With all that is unknown: province, period, setting, notebook, language, format, name.
    """
    file = open_study(request.study or "")
    fleet, origins = choose_fleet(request, file)
    found = expand(fleet, file, file.root / NOTEBOOKS, origins.located)
    found.note(settings_problems(fleet, file, request.settings, origins))
    found.note(_problems(lambda: chosen_forms(request.languages, request.formats)))
    run = request.name or request.fleet or LATEST
    found.note(_problems(lambda: check_slug(run, "--name")))
    chosen = chosen_part(request, file, found) if request.fleet else found.wanted
    keys, unknown = override_keys(fleet, {each.span for each in found.wanted}, file)
    found.note(origins.of_override(problem, key) for key, problem in unknown.items())
    if not found.wanted and not found.problems:
        raise InputError([Problem("run.no_letters", file.choices.paths.claims, "-")])
    wanted = needed(found.wanted, chosen)
    studies: dict[Wanted, Study] = {}
    settings = {each: settings_of(fleet, each, request.settings, keys) for each in wanted}
    for each in wanted:
        try:
            studies[each] = file.study(each.place, each.period, settings[each])
        except UsageError as error:
            at = [stage.label for stage in fleet.stages].index(each.label)
            found.note(origins.located(problem, at, keys.get(each.place, "")) for problem in error.problems)
    if found.problems:
        raise UsageError(found.problems)
    outputs = file.root / file.choices.paths.outputs if request.outputs is None else request.outputs.resolve()
    maker = JobMaker(request, fleet, file, outputs, run, Files(file, outputs))
    jobs = maker.jobs(studies, settings)
    forced = set(chosen) if request.force else set()
    return Plan(outputs, run, _staged(jobs, forced, elsewhere))


def _staged(
    jobs: Mapping[Wanted, Job], forced: set[Wanted], elsewhere: Elsewhere | None
) -> tuple[tuple[Planned, ...], ...]:
    stages: dict[str, list[Planned]] = {}
    for each, job in jobs.items():
        planned = decide(job, each.label, force=each in forced, elsewhere=elsewhere)
        stages.setdefault(each.label, []).append(planned)
    return tuple(tuple(stage) for stage in stages.values())


def _problems(check: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        check()
    except UsageError as error:
        return error.problems
    return ()
