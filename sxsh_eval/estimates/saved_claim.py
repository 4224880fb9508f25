"""A claimed percentage of saving beside the measured one."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.estimates.against import Verdict, verdict_on
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.rounding import Interval


@dataclass(frozen=True)
class SavedAgainst:
    """A claimed percentage beside the measured one.

    Attributes
    ----------
    claim, measured : tuple of float
        Rounding interval of the claim, confidence interval of the saving; per cent.
    estimate : float
    verdict : {"agrees", "claim_above", "claim_below"}
        ``agrees`` when the two intervals meet, which does not prove the claim.
    shows_saving : bool
        Whether the whole interval lies above zero.
    """

    claim: Interval
    measured: Interval
    estimate: float
    verdict: Verdict
    shows_saving: bool


def saved_against(saved: Estimates, claim: float | Interval, *, indicator: str = "saved_energy_toe") -> SavedAgainst:
    """Hold a claimed percentage against the measured saving, by the rule of the adoption verdict.

    Parameters
    ----------
    saved : Estimates
        As of `estimate_saved`.
    claim : float or tuple of float
        Per cent, or the interval of values that print as the claim (9.5 to 10.5 for "10 %").
    indicator : str

    Returns
    -------
    SavedAgainst
    """
    table = saved.table[(saved.table["indicator"] == indicator) & (saved.table["term"] == "percent")]
    row = table.iloc[0]
    measured = float(row["conf_low"]), float(row["conf_high"])
    ends = claim if isinstance(claim, tuple) else (float(claim), float(claim))
    return SavedAgainst(ends, measured, float(row["estimate"]), verdict_on(ends, measured), measured[0] > 0)
