"""Adoption and awareness in the base year: survey, else letter, else panel, else belief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.adoption import ADOPTING, About, design_of
from sxsh_eval.estimates.claimed import claim_number, claim_span, place_text
from sxsh_eval.estimates.programme.base_frame import NATION, Frame, panel_of
from sxsh_eval.estimates.programme.base_scales import Numbers
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, belief, side_by_side, uniforms
from sxsh_eval.estimates.response import weight_to_population
from sxsh_eval.estimates.rounding import claim_interval
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study

FEWEST_ANSWERS = 5
"""Answers of a province below which they say nothing of its rate."""
STATES: Mapping[str, tuple[str, str]] = {
    "base_adoption": ("adoption", ADOPTING),
    "base_awareness": ("awareness", "is_aware"),
}
"""Parameters with the indicator of letters and the column of tables that tell them."""


@dataclass(frozen=True)
class Sources:
    """What can tell the state of each province.

    Attributes
    ----------
    answers, counts, panel : DataFrame or None
        Survey of the period's latest year; counts of establishments; rows of the panel's last year.
    letters : Mapping of str to Letter
        By province.
    """

    answers: pd.DataFrame | None
    counts: pd.DataFrame | None
    panel: pd.DataFrame | None
    letters: Mapping[str, Letter]


def sources_of(inputs: Inputs | NationalInputs, study: Study) -> Sources:
    """Tables and letters, each where there is one."""
    sent = inputs.letters if isinstance(inputs, NationalInputs) else (inputs.letter,)
    letters = {letter.province: letter for letter in sent if letter is not None}
    answers, panel = inputs.survey_in(study.period), panel_of(inputs, study)
    if answers is not None and answers.empty:
        answers = None
    last = None if panel is None else panel[panel["year"] == panel["year"].max()]
    counts = None if answers is None else inputs.population_near(int(answers["year"].max()))
    return Sources(answers, counts, last, letters)


def base_year(inputs: Inputs | NationalInputs, study: Study) -> int:
    """Year whose end the drawn state is that of: of the survey, else letter, else panel, else the period's last."""
    found = sources_of(inputs, study)
    if found.answers is not None:
        return int(found.answers["year"].max())
    own = found.letters.get(inputs.province) if isinstance(inputs, Inputs) else None
    claims = [] if own is None else [claim_span(each).last for name in STATES if (each := claim_of(own, name))]
    if claims:
        return max(claims)
    return study.period.last if found.panel is None else int(found.panel["year"].max())


def rates(inputs: Inputs | NationalInputs, frame: Frame) -> tuple[dict[str, Drawn], list[Problem]]:
    """Both states of every province, and why a survey could not be used.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    frame : Frame

    Returns
    -------
    tuple
        ``base_adoption, base_awareness``, each of shape (paths, provinces) from 0 to 1; refusals.
    """
    found, refusals = sources_of(inputs, frame.study), list[Problem]()
    drawn = {
        name: side_by_side([place_rate(name, place, found, frame, refusals) for place in frame.places])
        for name in STATES
    }
    adopting, aware = drawn["base_adoption"], drawn["base_awareness"]
    knowing = np.maximum(aware.held, adopting.held)  # who applies it knows of it
    return {"base_adoption": adopting, "base_awareness": Drawn(knowing, aware.origins)}, refusals


def place_rate(name: str, place: str, found: Sources, frame: Frame, refusals: list[Problem]) -> Drawn:
    """State of one province from the best source that has it."""
    drawn = None
    try:
        drawn = from_survey(name, place, found, frame)
    except EstimationError as refusal:
        refusals += refusal.problems
    if drawn is None and place in found.letters:
        drawn = from_letter(name, place, found.letters[place], frame)
    if drawn is None:
        drawn = from_panel(name, place, found.panel, frame)
    return belief(name, frame.registry, frame.study) if drawn is None else drawn


def rows_of(table: pd.DataFrame | None, place: str, column: str) -> pd.DataFrame | None:
    """Rows of a place in which a state is known; None with too few."""
    if table is None or column not in table:
        return None
    here = table if place == NATION or "province" not in table else table[table["province"] == place]
    known = here[here[column].notna()]
    return known.reset_index(drop=True) if len(known) >= FEWEST_ANSWERS else None


def from_survey(name: str, place: str, found: Sources, frame: Frame) -> Drawn | None:
    """Logit-normal around the design-based share with its standard error.

    Raises
    ------
    EstimationError
        If the design is impossible.
    """
    column = STATES[name][1]
    rows = rows_of(found.answers, place, column)
    if rows is None:
        return None
    counts = found.counts
    if counts is not None and place != NATION and "province" in counts:
        counts = counts[counts["province"] == place]
    usable = counts is not None and len(counts) > 0 and place != NATION
    design = weight_to_population(design_of(rows), counts if usable else None).design
    about = About({"indicator": STATES[name][0]}, "survey", frame.study.level)
    row = about.shares(design, column).table.iloc[0]
    yes = int(rows[column].astype(bool).sum())
    source = f"survey:{int(rows['year'].max())}"
    origin = Origin("surveyed", source, fewest=yes or len(rows))
    share, error = float(row["estimate"]) / 100, float(row["std_error"]) / 100
    drawn = around(share, error, (yes, len(rows)), uniforms(frame.study, f"{name}|{place}"))
    return Drawn(drawn, (origin,))


def around(share: float, error: float, cases: tuple[int, int], at: Numbers) -> Numbers:
    """Quantiles of a share known with an error.

    Parameters
    ----------
    share, error : float
        Estimate with its standard error, parts of one.
    cases : tuple of int
        Yes answers, all answers: used where the share is 0 or 1 or has no error (Jeffreys' beta law).
    at : ndarray
        Probabilities.

    Returns
    -------
    ndarray
    """
    from scipy.special import betaincinv, expit, logit, ndtri

    if 0 < share < 1 and error > 0:
        return np.asarray(expit(logit(share) + error / (share * (1 - share)) * ndtri(at)))
    yes, answers = cases
    return np.asarray(betaincinv(yes + 0.5, answers - yes + 0.5, at))


def from_panel(name: str, place: str, panel: pd.DataFrame | None, frame: Frame) -> Drawn | None:
    """Share of the enterprises seen in the panel's last year, which nobody has drawn as a sample."""
    column = STATES[name][1]
    rows = rows_of(panel, place, column)
    if rows is None:
        return None
    yes = int(rows[column].astype(bool).sum())
    values = around(float("nan"), 0.0, (yes, len(rows)), uniforms(frame.study, f"{name}|{place}"))
    source = f"enterprises:{int(rows['year'].max())}"
    return Drawn(values, (Origin("measured", source, reason="not_sampled", fewest=yes or len(rows)),))


def claim_of(letter: Letter, name: str) -> Claim | None:
    """Result of a letter that tells a state, in per cent."""
    for claim in letter.claims.values():
        told = claim.indicator == STATES[name][0] and claim.kind == "result" and not claim.repeats
        if told and claim.value is not None and claim.value.unit == "percent":
            return claim
    return None


def from_letter(name: str, place: str, letter: Letter, frame: Frame) -> Drawn | None:
    """Uniform from what the recorded activities support to the upper end of what the claim rounds from."""
    claim = claim_of(letter, name)
    if claim is None:
        return None
    value = claim_number(claim)
    high = (claim_interval(claim) or (value, value))[1] / 100
    low = np.minimum(supported(letter, name, frame.registry) / frame.counted(place), high)
    drawn = low + (high - low) * uniforms(frame.study, f"{name}|{place}")
    origin = Origin("claimed", place_text(letter, claim), reason="claim_is_upper_bound")
    return Drawn(np.asarray(drawn), (origin,))


def supported(letter: Letter, name: str, registry: Registry) -> float:
    """Most units that one kind of recorded activity reached, of those that explain the state; 0 without any."""
    explaining = registry.indicators[STATES[name][0]].explained_by
    recorded = [
        claim_number(claim)
        for claim in letter.claims.values()
        if claim.indicator in explaining and claim.kind == "activity" and not claim.repeats and claim.value is not None
    ]
    return max(recorded, default=0.0)
