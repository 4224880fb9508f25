"""Survey designs: a table with its weights, strata, clusters and population sizes, checked before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.result import CHECKS
from sxsh_eval.estimates.survey.design_checks import DesignCheck, names_of
from sxsh_eval.estimates.survey.stages import Codes, Floats, LonelyPSU, Stage, column_codes, compress, crossed, first_of
from sxsh_eval.shown import Shown


class Adjustment(Protocol):
    """What calibration does to the variance of anything estimated with its weights."""

    def residuals(self, scores: Floats) -> Floats:
        """Weighted linearised scores, shape (rows, k), less what the calibration explains of them."""


@dataclass(frozen=True, eq=False)
class SurveyDesign(Shown):
    """A sample with the way it was drawn; made by `survey_design`.

    Attributes
    ----------
    data : DataFrame
        One row an observation; a shallow copy.
    weights : ndarray of float, shape (rows,)
        Population units that a row stands for.
    stages : tuple of Stage
        The first stage decides degrees of freedom; further ones are there only with population sizes.
    lonely_psu : {"refuse", "adjust", "average", "certainty"}
        How strata with one sampled unit enter variances.
    columns : dict
        Names of the design's columns by role.
    problems : tuple of Problem
        Warnings met when it was checked.
    adjustments : tuple of Adjustment
        Calibrations, in the order in which they were made.
    """

    data: pd.DataFrame
    weights: Floats
    stages: tuple[Stage, ...]
    lonely_psu: LonelyPSU
    columns: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def _facts(self) -> Mapping[str, Any]:
        return {
            "n_obs": len(self),
            "strata": len(self.stages[0].sampled),
            "clusters": len(self.stages[0].stratum),
            "df": self.df,
        }

    def __len__(self) -> int:
        return len(self.data)

    @property
    def df(self) -> int:
        """Degrees of freedom of variances: sampled first-stage units less strata, both with a positive weight."""
        first = self.stages[0]
        used = np.bincount(first.unit[self.weights > 0], minlength=len(first.stratum)) > 0
        return int(used.sum() - (np.bincount(first.stratum[used], minlength=len(first.sampled)) > 0).sum())

    @property
    def checks(self) -> pd.DataFrame:
        """Warnings as rows of diagnostics."""
        rows = [(p.code, float("nan"), float("nan"), float("nan"), "warning", p.found) for p in self.problems]
        return pd.DataFrame(rows, columns=list(CHECKS))

    def reweighted(self, weights: Floats, adjustment: Adjustment | None = None) -> SurveyDesign:
        """Same sample with other weights (calibrated ones, say), and what that does to variances."""
        added = () if adjustment is None else (adjustment,)
        return replace(self, weights=np.asarray(weights, dtype=float), adjustments=(*self.adjustments, *added))

    def __repr__(self) -> str:
        first = self.stages[0]
        return (
            f"SurveyDesign({len(self)} rows, {len(first.stratum)} first-stage units in {len(first.sampled)} strata, "
            f"{len(self.stages)} stage(s), df {self.df})"
        )


def survey_design(
    data: pd.DataFrame,
    *,
    weights: str | None = None,
    strata: str | Sequence[str] | None = None,
    clusters: str | Sequence[str] | None = None,
    fpc: str | Sequence[str] | None = None,
    nest: bool = False,
    lonely_psu: LonelyPSU = "refuse",
) -> SurveyDesign:
    """Survey design of a table, refused where errors could not be computed from it.

    Parameters
    ----------
    data : DataFrame
        One row an observation.
    weights : str, optional
        Column of sampling weights. Without it they follow from `fpc`; without both every row counts once (warned).
    strata : str or sequence of str, optional
        Column of first-stage strata; several columns are crossed.
    clusters : str or sequence of str, optional
        Columns of the sampled units, one a stage, the first stage first; without it every row is a unit.
    fpc : str or sequence of str, optional
        Columns of population units (or sampled fractions, all <= 1), one a stage, constant in each stratum. Without
        it the first stage counts as drawn with replacement (ultimate clusters); a later stage without it, as drawn
        from an endless population.
    nest : bool
        Whether cluster codes begin anew in every stratum.
    lonely_psu : {"refuse", "adjust", "average", "certainty"}
        A stratum with one sampled unit: refused, centred at zero, given the mean contribution of the other strata,
        or taken as no source of error; as in R's survey 4.1. Zero is the population mean of the scores of means and
        ratios; for totals "adjust" is very cautious.

    Returns
    -------
    SurveyDesign

    Raises
    ------
    EstimationError
        With every problem found.

    References
    ----------
    .. [1] Särndal, C.-E., Swensson, B., Wretman, J. (1992), Model Assisted Survey Sampling, chapters 4 and 5.
    .. [2] Lumley, T. (2010), Complex Surveys: A Guide to Analysis Using R, chapters 2 and 3.
    """
    columns = {
        "weights": names_of(weights),
        "strata": names_of(strata),
        "clusters": names_of(clusters),
        "fpc": names_of(fpc),
    }
    check = DesignCheck(data, columns)
    check.columns_given()
    check.stop()
    stages = build_stages(check, nest=nest)
    check.stop()
    check.lonely(stages, lonely_psu)
    values = design_weights(check, stages)
    check.stop()
    return SurveyDesign(data.copy(deep=False), values, stages, lonely_psu, columns, tuple(check.warnings))


def build_stages(check: DesignCheck, *, nest: bool) -> tuple[Stage, ...]:
    """Stages from the first down, as many as variances need."""
    data, names = check.data, check.columns
    strata = crossed(data, names["strata"])
    clusters = names["clusters"]
    units = first_units(check, strata, nest=nest) if clusters else np.arange(len(data))
    above = np.ones(len(data))
    stages: list[Stage] = []
    for depth in range(max(len(clusters), 1) if names["fpc"] else 1):
        if depth:
            strata = units
            codes, levels = column_codes(data[clusters[depth]])
            units, _ = compress(units * len(levels) + codes, (int(units.max()) + 1) * len(levels))
        stage, above = one_stage(check, strata, units, above, depth)
        stages.append(stage)
    return tuple(stages)


def first_units(check: DesignCheck, strata: Codes, *, nest: bool) -> Codes:
    """Codes of first-stage units; each lies in one stratum."""
    codes, levels = column_codes(check.data[check.columns["clusters"][0]])
    if nest:
        return compress(strata * len(levels) + codes, (int(strata.max()) + 1) * len(levels))[0]
    units, _ = compress(codes, len(levels))
    check.nested(strata, units)
    return units


def one_stage(check: DesignCheck, strata: Codes, units: Codes, above: Floats, depth: int) -> tuple[Stage, Floats]:
    """Stage at a depth, and the product of sampled fractions down to it for each row."""
    count = int(strata.max()) + 1
    stratum_of_unit = strata[first_of(units, int(units.max()) + 1)]
    sampled = np.bincount(stratum_of_unit, minlength=count).astype(float)
    row = first_of(strata, count)
    fraction = check.fractions(strata, sampled, row, depth)
    return Stage(units, stratum_of_unit, sampled, fraction, above[row]), above * fraction[strata]


def design_weights(check: DesignCheck, stages: tuple[Stage, ...]) -> Floats:
    """Weights as given, or the inverse of the sampled fractions, or one each."""
    if check.columns["weights"]:
        return check.weights()
    if not check.columns["fpc"]:
        check.warn("estimate.no_weights", "weights", f"{len(check.data)} rows without weights")
        return np.ones(len(check.data))
    chance = np.ones(len(check.data))
    for stage in stages:
        chance = chance * stage.fraction[stage.stratum[stage.unit]]
    if (chance <= 0).any():
        raise EstimationError([Problem("estimate.weights_unknown", "weights", "fpc leaves fractions of zero")])
    return 1 / chance
