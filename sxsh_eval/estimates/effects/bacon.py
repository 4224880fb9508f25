"""Goodman-Bacon decomposition: which comparisons a two-way fixed effects coefficient is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, refuse
from sxsh_eval.estimates.effects.influence import label_of
from sxsh_eval.estimates.effects.panel_design import NEVER, PanelBlock, PanelDesign, design_from
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Estimates, Method
from sxsh_eval.shown import Shown

Floats = NDArray[np.float64]
TYPES = ("treated_vs_never", "earlier_vs_later", "later_vs_earlier")
FORBIDDEN = TYPES[2]
REFERENCES = (
    "Goodman-Bacon (2021), Difference-in-differences with variation in treatment timing, J. Econometrics 225, 254-277",
)


@dataclass(frozen=True, eq=False)
class BaconDecomposition(Shown):
    """A two-way fixed effects coefficient taken apart.

    Attributes
    ----------
    coefficient : float
        Of the treatment, with unit and period effects.
    comparisons : DataFrame
        ``type``, ``treated``, ``control`` (cohorts; ``never``), ``weight``, ``estimate``; weights add up to one and
        the weighted sum is the coefficient.
    estimates : Estimates
        The coefficient (``twfe``) and the mean of each type (``type:<type>``), with ``weight`` beside.
    forbidden : float
        Weight of later against earlier treated units, which takes changing effects for trends.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates", "comparisons")

    coefficient: float
    comparisons: pd.DataFrame
    estimates: Estimates
    forbidden: float

    def _facts(self) -> Mapping[str, Any]:
        return {"coefficient": round(self.coefficient, 4), "forbidden": round(self.forbidden, 3)}

    @property
    def table(self) -> pd.DataFrame:
        """Rows of the estimates."""
        return self.estimates.table

    @property
    def checks(self) -> pd.DataFrame:
        """What a reader has to know."""
        return self.estimates.checks


def goodman_bacon(  # noqa: PLR0913 - the roles of a panel's columns
    data: pd.DataFrame | PanelDesign,
    *,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    cohort: str | None = None,
    treated: str | None = None,
    weights: str | None = None,
    labels: Labels | None = None,
) -> BaconDecomposition:
    """Take a two-way fixed effects coefficient apart into comparisons of two cohorts.

    Parameters
    ----------
    data : DataFrame or PanelDesign
    outcome, unit, time, cohort, treated, weights
        As in `panel_design`. Weights must not change over time; covariates have no place here.
    labels : Labels, optional

    Returns
    -------
    BaconDecomposition

    Raises
    ------
    EstimationError
        As in `panel_design`; ``estimate.bacon_no_block``, ``estimate.bacon_weights``.

    Notes
    -----
    Units seen in all periods only [1]_. A diagnosis, not an estimate of an effect: there are no errors.

    References
    ----------
    .. [1] Goodman-Bacon, A. (2021), Difference-in-differences with variation in treatment timing, Journal of
       Econometrics 225, 254-277.
    """
    design = design_from(
        data, outcome=outcome, unit=unit, time=time, cohort=cohort, treated=treated, weights=weights
    )  # fmt: skip
    block = design.balanced_block()
    means, sizes, share = cohort_means(design, block)
    rows = pd.DataFrame(compared(means, sizes, share, [label_of(value) for value in design.cohorts]))
    rows["weight"] /= rows["weight"].sum()
    coefficient = within_coefficient(means, sizes, share)
    forbidden = float(rows.loc[rows["type"] == FORBIDDEN, "weight"].sum())
    labels = labels or Labels(unit="outcome", evidence="derived")
    table = type_rows(rows, coefficient, labels, len(block.outcome))
    left_out = design.n_units - len(block.outcome)
    checks = as_checks(
        [
            check("bacon_forbidden", warns=forbidden > 0, statistic=forbidden, detail=f"{100 * forbidden:.1f} %"),
            check("bacon_block", warns=left_out > 0, statistic=float(left_out), detail=str(left_out)),
        ]
    )
    checks = pd.concat([design.checks, checks], ignore_index=True)
    method = Method("goodman_bacon", "weights and 2x2 comparisons of a two-way coefficient", None, REFERENCES)
    return BaconDecomposition(coefficient, rows, Estimates(table, method, None, checks), forbidden)


def cohort_means(design: PanelDesign, block: PanelBlock) -> tuple[Floats, Floats, Floats]:
    """Mean outcome by cohort and period (never treated last), sizes as shares, share of periods under treatment.

    Raises
    ------
    EstimationError
        If no cohort can be compared among the units seen in all periods, or weights change.
    """
    if np.ptp(block.weights, axis=1).any():
        refuse("estimate.bacon_weights", str(design.columns.weights), design.columns.weights)
    count = design.cohorts.size
    codes = np.where(block.cohort == NEVER, count, block.cohort)
    weight = block.weights[:, 0]
    sizes = np.bincount(codes, weights=weight, minlength=count + 1)
    if (sizes > 0).sum() < 2 or not sizes[:count].any():  # noqa: PLR2004
        refuse("estimate.bacon_no_block", "panel", len(codes))
    sums = np.array([np.bincount(codes, weights=weight * column, minlength=count + 1) for column in block.outcome.T])
    means = (sums / np.where(sizes > 0, sizes, 1)).T
    share = np.array([(design.times >= start).mean() for start in design.cohorts])
    return means, sizes / sizes.sum(), np.append(share, 0.0)


def compared(means: Floats, sizes: Floats, share: Floats, names: list[str]) -> Iterator[dict[str, object]]:
    """Every comparison of two cohorts, with its weight up to a common factor."""
    never, periods = len(names), means.shape[1]
    on = np.arange(periods) >= periods - np.round(share * periods)[:, None]
    for early in range(never):
        if not sizes[early]:
            continue
        if sizes[never]:
            gap = means[early] - means[never]
            value = gap[on[early]].mean() - gap[~on[early]].mean()
            weight = sizes[early] * sizes[never] * share[early] * (1 - share[early])
            yield row(TYPES[0], names[early], "never", weight, value)
        for late in range(early + 1, never):
            if not sizes[late]:
                continue
            both = sizes[early] * sizes[late] * (share[early] - share[late])
            gap = means[early] - means[late]
            before, between, after = ~on[early], on[early] & ~on[late], on[late]
            value = gap[between].mean() - gap[before].mean()
            yield row(TYPES[1], names[early], names[late], both * (1 - share[early]), value)
            value = gap[between].mean() - gap[after].mean()
            yield row(TYPES[2], names[late], names[early], both * share[late], value)


def row(kind: str, treated: str, control: str, weight: float, value: float) -> dict[str, object]:
    """One comparison."""
    return {"type": kind, "treated": treated, "control": control, "weight": weight, "estimate": value}


def within_coefficient(means: Floats, sizes: Floats, share: Floats) -> float:
    """Coefficient of the treatment with unit and period effects, from cohort means: exact without covariates."""
    periods = means.shape[1]
    on = (np.arange(periods) >= periods - np.round(share * periods)[:, None]).astype(float)
    left = on - on.mean(axis=1, keepdims=True)
    left -= sizes @ left
    return float(np.sum(sizes[:, None] * left * means) / np.sum(sizes[:, None] * left * on))


def type_rows(rows: pd.DataFrame, coefficient: float, labels: Labels, units: int) -> pd.DataFrame:
    """The coefficient and the weighted mean of each type; no intervals, since it is a description."""
    reason = "bacon_description"
    found = [labels.row("twfe", coefficient, reason=reason, n_obs=float(units))]
    weights = [1.0]
    for kind in TYPES:
        part = rows[rows["type"] == kind]
        if len(part):
            mean = float(np.average(part["estimate"], weights=part["weight"]))
            found.append(labels.row(f"type:{kind}", mean, reason=reason, n_obs=float(units)))
            weights.append(float(part["weight"].sum()))
    return pd.DataFrame(found, columns=[*KEYS, *NUMBERS, *WORDS]).assign(weight=weights)
