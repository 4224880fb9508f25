"""Synthetic difference-in-differences: donors and periods weighted so that they move as the treated did before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level
from sxsh_eval.estimates.effects.cohort_starts import cohort_starts
from sxsh_eval.estimates.effects.donor_matrix import LEAST_BEFORE, DonorMatrix, donor_matrix
from sxsh_eval.estimates.effects.simplex import Array
from sxsh_eval.estimates.effects.synthetic_did_errors import (
    jackknife_covariance,
    placebo_covariance,
    placebo_effects,
)
from sxsh_eval.estimates.effects.synthetic_did_fit import CohortFit, Kind, Solver, fit_cohort, noise_of, summary
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

Errors = Literal["placebo", "jackknife"]
SEED = 1419  # of placebo draws where no generator is given
FORMULA = "(y1 - w' y0) after - (y1 - w' y0)' l before; w, l on the simplex"
CONCENTRATED = 0.5  # weight of a single donor that calls for a warning
REFERENCES = (
    (
        "Arkhangelsky, D., Athey, S., Hirshberg, D. A., Imbens, G. W. & Wager, S. (2021), Synthetic "
        "difference-in-differences, American Economic Review 111, 4088-4118"
    ),
    (
        "Clarke, D., Pailañir, D., Athey, S. & Imbens, G. (2024), On synthetic difference-in-differences and related "
        "estimation methods in Stata, Stata Journal 24, 557-598"
    ),
)


@dataclass(frozen=True, eq=False)
class SyntheticDid(Shown):
    """Effect of a treatment of one or several units.

    Attributes
    ----------
    effects : Estimates
        ``overall``, ``cohort:<g>``, ``event:<e>`` (periods since the start), with `cov`.
    unit_weights : DataFrame
        Donors by cohort.
    time_weights : DataFrame
        Periods by cohort; zero from the start on.
    placebos : DataFrame or None
        Effects of the placebo treatments, a column per term.
    """

    shows: ClassVar[tuple[str, ...]] = ("effects",)

    effects: Estimates
    unit_weights: pd.DataFrame
    time_weights: pd.DataFrame
    placebos: pd.DataFrame | None


@dataclass(frozen=True, eq=False)
class Inference:
    """Covariance and placebo effects, or the reason why there are none."""

    cov: Array | None
    reason: str = ""
    placebos: Array | None = None
    complete: bool = False


def synthetic_did(  # noqa: PLR0913 - the roles of a panel, and how to compare
    data: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    cohort: str | None = None,
    treated: str | None = None,
    method: Kind = "sdid",
    solver: Solver = "frank_wolfe",
    errors: Errors = "placebo",
    draws: int = 200,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> SyntheticDid:
    """Synthetic difference-in-differences, cohort by cohort against the never treated.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period; never treated units with gaps are left out, by name.
    outcome, unit, time : str
        Columns.
    cohort : str, optional
        Column of the first treated period; missing, 0 or infinity for the never treated.
    treated : str, optional
        Instead: column that is 1 in periods under treatment, else 0.
    method : {"sdid", "sc", "did"}
        Weights of units and periods; weights of units only, without a constant; equal weights of all.
    solver : {"frank_wolfe", "exact"}
        Weights as R's synthdid 0.0.9 finds them, or the exact minimum. They differ where the criterion is flat.
    errors : {"placebo", "jackknife"}
        Placebo needs more donors than treated units and equal variances; the jackknife two treated units a cohort.
    draws : int
        Placebo assignments; where there are no more than that (always with one treated unit) all are tried, once.
    rng : numpy Generator, optional
        For the draws; a fixed seed by default.
    level : float
        Coverage of the normal intervals.
    labels : Labels

    Returns
    -------
    SyntheticDid

    Raises
    ------
    EstimationError
        ``estimate.synthetic_*``.

    Notes
    -----
    Penalties as in the authors' software: ``(N1 T1)^(1/4)`` times the standard deviation of the donors' changes for
    units, a millionth of it for periods. Overall, cohorts count by treated units times periods. Placebo refits take the
    exact minimum whatever the solver.
    """
    check_level(level)
    starts = cohort_starts(data, unit, time, cohort, treated)
    matrix = donor_matrix(data, outcome, unit, time, starts, least_before=LEAST_BEFORE)
    donors = matrix.outcome[matrix.donors]
    places = sorted(set(matrix.first[~matrix.donors].tolist()))
    blocks = [matrix.outcome[matrix.first == place] for place in places]
    noise = [noise_of(donors, place) for place in places]
    fits = [
        fit_cohort(donors, block, place, noise=scale, kind=method, solver=solver)
        for block, place, scale in zip(blocks, places, noise, strict=True)
    ]
    rng = rng or np.random.default_rng(SEED)
    if errors == "jackknife":
        inference = by_jackknife(donors, blocks, fits)
    else:
        inference = by_placebo(donors, fits, noise, method, draws, rng)
    labels = labels or Labels(evidence="caused", unit="outcome")
    effects = effect_table(matrix, fits, inference, labels, Method(f"synthetic_{method}", FORMULA, level, REFERENCES))
    names = [str(matrix.times[place]) for place in places]
    label_of = pd.Index([label for label, free in zip(matrix.units, matrix.donors, strict=True) if free], name=unit)
    later = [np.append(fit.time_weights, np.zeros(len(matrix.times) - fit.start)) for fit in fits]
    terms = effects.table["term"].tolist()
    return SyntheticDid(
        effects=effects,
        unit_weights=pd.DataFrame(dict(zip(names, (fit.unit_weights for fit in fits), strict=True)), index=label_of),
        time_weights=pd.DataFrame(dict(zip(names, later, strict=True)), index=pd.Index(matrix.times, name=time)),
        placebos=None if inference.placebos is None else pd.DataFrame(inference.placebos, columns=terms),
    )


def by_placebo(
    donors: Array, fits: list[CohortFit], noise: list[float], kind: Kind, draws: int, rng: np.random.Generator
) -> Inference:
    """Inference from placebo treatments, or why there is none."""
    if donors.shape[0] <= sum(fit.size for fit in fits) + 1:
        return Inference(None, "synthetic_placebo_too_few_donors")
    effects, complete = placebo_effects(donors, fits, noise, kind, draws, rng)
    return Inference(placebo_covariance(effects), "", effects, complete)


def by_jackknife(donors: Array, blocks: list[Array], fits: list[CohortFit]) -> Inference:
    """Inference from leaving out units, or why there is none."""
    if min(fit.size for fit in fits) == 1:
        return Inference(None, "synthetic_jackknife_one_treated")
    return Inference(jackknife_covariance(donors, blocks, fits))


def effect_table(
    matrix: DonorMatrix, fits: list[CohortFit], inference: Inference, labels: Labels, method: Method
) -> Estimates:
    """Rows of all effects with normal intervals."""
    from scipy.stats import norm

    values = summary(fits)
    events = values.size - len(fits) - 1
    terms = ["overall", *(f"cohort:{matrix.times[fit.start]}" for fit in fits), *(f"event:{e}" for e in range(events))]
    behind = [sum(fit.size for fit in fits if fit.curve.size > event) for event in range(events)]
    counts = [sum(fit.size for fit in fits), *(fit.size for fit in fits), *behind]
    factor = float(norm.ppf(0.5 + (method.level or 0.95) / 2))
    errors = None if inference.cov is None else np.sqrt(np.diag(inference.cov))
    rows = []
    for place, (term, value) in enumerate(zip(terms, values, strict=True)):
        numbers: dict[str, Any] = {"n_obs": float(counts[place])}
        interval = None
        if errors is not None:
            error = float(errors[place])
            interval = (float(value) - factor * error, float(value) + factor * error)
            chance = float(2 * norm.sf(abs(value) / error)) if error > 0 else float("nan")
            numbers |= {"std_error": error, "p_value": chance}
        rows.append(labels.row(term, float(value), interval=interval, reason=inference.reason, **numbers))
    cov = None if inference.cov is None else pd.DataFrame(inference.cov, index=terms, columns=terms)
    return Estimates(as_estimates(rows, method).table, method, cov, as_checks(design_checks(matrix, fits, inference)))


def design_checks(matrix: DonorMatrix, fits: list[CohortFit], inference: Inference) -> list[dict[str, Any]]:
    """Concentration of the weights, fit before the start, and the placebo rank of the overall effect."""
    rows = [*matrix.checks]
    donors = [label for label, free in zip(matrix.units, matrix.donors, strict=True) if free]
    for fit in fits:
        start, largest = matrix.times[fit.start], int(fit.unit_weights.argmax())
        effective = float(1 / np.sum(fit.unit_weights**2))
        detail = f"{start}: {donors[largest]} {fit.unit_weights[largest]:.2f}"
        heavy = bool(fit.unit_weights[largest] > CONCENTRATED)
        rows.append(check("synthetic_concentrated", warns=heavy, statistic=effective, detail=detail))
        rows.append(check("synthetic_imbalance", statistic=fit.imbalance, detail=str(start)))
    if inference.placebos is not None:
        effects = inference.placebos[:, 0]
        above = int((np.abs(effects) >= abs(summary(fits)[0]) * (1 - 1e-9)).sum())
        chance = (1 + above) / (1 + effects.size)
        kind = "exact" if inference.complete else "draws"
        rows.append(
            check("synthetic_placebo_rank", p_value=chance, detail=f"{1 + above} / {1 + effects.size} ({kind})")
        )
    return rows
