"""Which designs a panel allows, why not the others, and what data would make them possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.parameters.quantity import Num, phrase
from sxsh_eval.shown import Several, Shown

Verdict = Literal["possible", "weak", "impossible"]
DesignName = Literal[
    "before_after", "with_and_without", "never_treated", "not_yet_treated", "event_study", "sensitivity",
    "with_covariates", "synthetic_control",
]  # fmt: skip
FEW_UNITS, FEW_CONTROLS, MANY_PERIODS = 20, 30, 8


@dataclass(frozen=True)
class Advice(Shown):
    """One design on these data.

    Attributes
    ----------
    name : str
    verdict : {"possible", "weak", "impossible"}
        Weak: an estimate comes out, but rests on little, or on an assumption that nothing here can test.
    reason : str
        Key of the reason, of the form ``<what>`` in ``design.reason.<what>``.
    count : float
        The number that decided; NaN where none did.
    """

    name: DesignName
    verdict: Verdict
    reason: str
    count: float = float("nan")

    def _facts(self) -> Mapping[str, Any]:
        reason = phrase(f"design.reason.{self.reason}", count=Num(value=self.count, unit="count", digits=0))
        return {"design": phrase(f"design.{self.name}"), "verdict": self.verdict, "reason": reason}


def advise_designs(design: PanelDesign) -> Several[Advice]:
    """Verdict on every design for estimating the effect of a treatment that starts at different times.

    Parameters
    ----------
    design : PanelDesign

    Returns
    -------
    tuple of Advice
    """
    first = design.first_treated
    treated, never = int(np.isfinite(first).sum()), int((~np.isfinite(first)).sum())
    later = int((np.isfinite(first) & (first > design.times[min(1, design.n_times - 1)])).sum())
    before = leads(design)
    return Several(
        (
            Advice("before_after", "weak", "naive_time", treated),
            Advice("with_and_without", "weak", "naive_selection", never),
            controls("never_treated", never),
            controls("not_yet_treated", never + later),
            trends("event_study", before),
            trends("sensitivity", before),
            covariates(design),
            synthetic(before, treated, never),
        )
    )


def leads(design: PanelDesign) -> int:
    """Most periods before the start that any treated unit is seen in."""
    first = design.first_treated[design.unit]
    rows = np.isfinite(first) & (design.times[design.time] < first)
    return int(np.bincount(design.unit[rows], minlength=1).max()) if rows.any() else 0


def controls(name: DesignName, count: int) -> Advice:
    """Verdict by the number of units to compare with."""
    if count == 0:
        return Advice(name, "impossible", "no_controls", count)
    return Advice(name, "possible" if count >= FEW_CONTROLS else "weak", "controls", count)


def trends(name: DesignName, before: int) -> Advice:
    """Verdict by the periods seen before the start: one alone shows no trend."""
    return Advice(name, "possible", "leads", before) if before > 1 else Advice(name, "impossible", "no_leads", before)


def covariates(design: PanelDesign) -> Advice:
    """Verdict on allowing for covariates by cohort."""
    smallest = int(design.cohort_sizes[:-1].min()) if design.cohorts.size else 0
    verdict: Verdict = "possible" if smallest >= FEW_UNITS else "weak"
    return Advice("with_covariates", verdict, "smallest_cohort", smallest)


def synthetic(before: int, treated: int, never: int) -> Advice:
    """Verdict on one treated place against a weighted mean of the others."""
    if never == 0:
        return Advice("synthetic_control", "impossible", "no_controls", never)
    if before < MANY_PERIODS:
        return Advice("synthetic_control", "impossible", "few_leads", before)
    return Advice("synthetic_control", "possible" if treated < FEW_UNITS else "weak", "treated", treated)
