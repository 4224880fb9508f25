"""`advise`: which analyses the data allow, why not the others, what to obtain, which verb to call next."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType

from sxsh_eval.errors import check_kind
from sxsh_eval.estimates.advising.analysis import (
    NO_LETTER,
    Analysis,
    Tried,
    Unnamed,
    call,
    no_table,
    warned,
    whole,
)
from sxsh_eval.estimates.advising.province import province_analyses, years_of
from sxsh_eval.estimates.benchmark.benchmark import estimate_benchmark
from sxsh_eval.estimates.benchmark.reported import reported_figures
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.national_savings import estimate_national_savings
from sxsh_eval.estimates.programme.base import base_population
from sxsh_eval.estimates.programme.plan_tracking import track_plan
from sxsh_eval.estimates.survey_plan.plan import plan_survey
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL, TABLES
from sxsh_eval.parameters.study import Study, open_study
from sxsh_eval.shown import Several


def advise(inputs: Inputs | NationalInputs, study: Study | None = None) -> Several[Analysis]:
    """Which analyses the data allow, with the reason why others are not possible.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study, optional
        Without one the project's own choices, for its latest reporting period.

    Returns
    -------
    Several of Analysis
        Shows itself as a table: analysis, verdict, reason, what to obtain, verb to call next.

    Notes
    -----
    There are no rules here: every verb is called on the data, which takes seconds with large tables, and what it
    refuses or warns of is the reason. Reasons name no enterprise.
    """
    check_kind(inputs, (Inputs, NationalInputs), "sx.read_inputs")
    check_kind(study, (Study, NoneType), "sx.read_study")
    chosen = study or own_study(inputs)
    rows = province_analyses(inputs, chosen) if isinstance(inputs, Inputs) else country_analyses(inputs, chosen)
    names = Unnamed(names_of(getattr(inputs, name, None) for name in TABLES))
    return Several(names.free(one) for one in (*rows, *later(inputs, chosen)))


def own_study(inputs: Inputs | NationalInputs) -> Study:
    """Choices of the project for the place that the facts are of."""
    province = inputs.province if isinstance(inputs, Inputs) else NATIONAL
    opened = open_study()
    period = max(opened.choices.periods, key=lambda one: (one.last, one.first))
    return opened.study(province, f"{period.first}-{period.last}")


def country_analyses(inputs: NationalInputs, study: Study) -> Iterator[Analysis]:
    """Published figures, rates of the provinces, energy saved."""
    reported = reported_figures(inputs, study)
    yield whole("reported", "reported_figures", Tried(reported if reported.figures else None), NO_LETTER)
    rates = call(lambda: estimate_benchmark(inputs, study))
    found = rates.found if rates.found is not None and rates.found.rates else None
    lacking = no_table("survey", years_of(study))
    yield whole("benchmark", "estimate_benchmark", Tried(found, () if found else rates.problems), lacking)
    effect = call(lambda: estimate_national_savings(inputs, study))
    refused = [] if effect.found is None else [one for each in effect.found.refusals.values() for one in each]
    lacking = no_table("enterprises", years_of(study))
    yield whole("national_savings", "estimate_national_savings", effect, lacking, *refused)


def later(inputs: Inputs | NationalInputs, study: Study) -> Iterator[Analysis]:
    """The programme after 2020, its plan of work, the design of a survey."""
    base = call(lambda: base_population(inputs, study))
    lacking = no_table("enterprises", years_of(study))
    warnings = () if base.found is None else warned(base.found.known.checks)
    yield whole("programme", "base_population", base, lacking, *warnings)
    tracked = call(lambda: track_plan(inputs, study))
    yield whole("plan_tracking", "track_plan", tracked, no_table("plan", years_of(study)))
    planned = call(lambda: plan_survey(inputs, study))
    warnings = () if planned.found is None else warned(planned.found.estimates.checks)
    yield whole("survey_plan", "plan_survey", planned, lacking, *warnings)
