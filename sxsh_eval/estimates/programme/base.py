"""The population at the start of the programme: how many establishments, in which state, and how well that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.diagnosis import as_checks, check, listed, refuse
from sxsh_eval.estimates.programme.base_effects import (
    CHANCE_OF,
    effects_as_believed,
    reference_of,
    with_same_addition,
)
from sxsh_eval.estimates.programme.base_energy import energy_draws
from sxsh_eval.estimates.programme.base_frame import Frame, believed_all, frame_of, panel_of
from sxsh_eval.estimates.programme.base_known import known_row, known_table, replaced
from sxsh_eval.estimates.programme.base_past import hazard_of_past
from sxsh_eval.estimates.programme.base_rates import base_year, rates
from sxsh_eval.estimates.programme.base_scales import as_stated, parameter_of
from sxsh_eval.estimates.programme.data_draws import hazard_draws
from sxsh_eval.estimates.programme.prior_draws import Drawn, draw_prior, origin_of
from sxsh_eval.estimates.programme.values import PARAMETERS, Base
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import Prior
from sxsh_eval.parameters.study import Study


def base_population(inputs: Inputs | NationalInputs, study: Study, registry: Registry | None = None) -> Base:
    """Establishments of the base year with every parameter of the programme's model drawn.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
        Of a province, perhaps without letter or tables, or of the country.
    study : Study
        ``programme`` tells paths, level, horizon; ``seed`` decides all draws.
    registry : Registry, optional
        Beliefs; by default those of the inputs.

    Returns
    -------
    Base
        What data tell takes the place of beliefs parameter by parameter; ``known`` says which.

    Raises
    ------
    EstimationError
        ``estimate.programme_after_horizon`` if the base year is not before the horizon.

    Notes
    -----
    Sources in order of preference. Counts: `frame_of`. Adoption, awareness: survey (logit-normal with the design's
    standard error), letter (uniform from what the recorded activities support to the upper rounding end of the claim,
    because a claim without evidence is an upper bound), the panel's last year, belief. Chance to adopt: the panel's
    hazard model (`hazard_draws`), what the share of adopters says of the past (`hazard_of_past`), belief. Saving with
    energy: the panel (`energy_draws`), belief.
    """
    facts = registry or inputs.registry
    year = base_year(inputs, study)
    if year >= study.programme.horizon:
        refuse("estimate.programme_after_horizon", "programme.horizon", study.programme.horizon, year=year)
    frame = frame_of(inputs, study, facts, year)
    drawn = {"count_factor": frame.count_factor}
    told, rate_refusals = rates(inputs, frame)
    hazard, hazard_refusals = hazard_draws(panel_of(inputs, study), frame)
    energy, energy_refusals = energy_draws(inputs, frame)
    drawn |= told | hazard | energy
    left = {name: axis for name, axis in PARAMETERS.items() if name not in drawn}
    drawn |= believed_all(frame, left)
    past = None if "log_hazard" in hazard else hazard_of_past(frame, drawn["base_adoption"], drawn["log_hazard_size"])
    drawn |= {} if past is None else {"log_hazard": past}
    drawn |= effects_as_believed(drawn, facts)
    refusals = {"survey": rate_refusals, "hazard": hazard_refusals, "energy": energy_refusals}
    return assembled(frame, drawn, refusals, synthetic=inputs.synthetic)


def assembled(
    frame: Frame, drawn: Mapping[str, Drawn], refusals: Mapping[str, list[Problem]], *, synthetic: bool
) -> Base:
    """Base of all drawn parameters, in the order of `PARAMETERS`."""
    ordered = {name: drawn[name] for name in PARAMETERS}
    fewest = [each.fewest for one in ordered.values() for each in one.origins if each.fewest is not None]
    believed = [name for name, one in ordered.items() if all(each.evidence == "projected" for each in one.origins)]
    checks = [
        check(
            "programme_assumed",
            warns=bool(believed),
            statistic=float(len(believed)),
            detail=f"{len(believed)} / {len(PARAMETERS)}",
        )
    ]
    for part, problems in refusals.items():
        found = list(dict.fromkeys(f"{problem.code}: {problem.found}" for problem in problems))
        checks.append(check(f"programme_{part}_unused", warns=bool(found), detail=listed(found, limit=3)))
    return Base(
        cells=frame.cells,
        year=frame.year,
        draws={name: one.held for name, one in ordered.items()},
        known=known_table(frame, ordered, as_checks(checks)),
        synthetic=synthetic,
        fewest=min(fewest, default=None),
    )


def with_priors(base: Base, priors: Mapping[str, Prior], study: Study, registry: Registry | None = None) -> Base:
    """The same establishments with the beliefs of a scenario in place of what was put in.

    Parameters
    ----------
    base : Base
    priors : Mapping of str to Prior
        ``Scenario.priors``; names as in ``registry/priors.yml``. Those on the number or the sizes of establishments are
        not looked at: scenarios do not change what there is.
    study : Study
    registry : Registry, optional
        Its belief on the yearly chances is what believed effects refer to; by default that of the study.

    Returns
    -------
    Base
        Drawn with the same random numbers; the very same base where there is nothing to change. Effects that are not
        among `priors` keep their ratios, whatever chance the scenario believes in.
    """
    if not priors:
        return base
    facts = registry or read_registry(study.root / study.paths.registry)
    draws, table = dict(base.draws), base.known.table
    axes = {"provinces": base.places, "sectors": base.sectors, "sizes": base.sizes}
    for name in sorted(priors, key=CHANCE_OF.__contains__):  # effects last: they refer to the chances
        parameter, size = parameter_of(name)
        if parameter in {"", "count_factor"}:
            continue
        axis = PARAMETERS[parameter]
        values = draws[parameter].copy()
        for at, group in enumerate(axes.get(axis, ("",))):
            if size and size != group:
                continue
            own = "" if size or parameter.startswith("base_") else group
            new = draw_prior(parameter, priors[name], study, size=size, group=own)
            origin, stated = origin_of(priors[name]), as_stated(parameter, new)
            row = known_row(parameter, group, stated, origin, base.places, base.year, study)
            table = replaced(table, row)
            if parameter in CHANCE_OF:
                new = with_same_addition(new, draws[CHANCE_OF[parameter]], reference_of(parameter, facts))
            values[(slice(None), at) if axis else slice(None)] = new
        draws[parameter] = values
    return replace(base, draws=draws, known=replace(base.known, table=table))
