"""The letter's percentage beside the survey's interval, with a verdict that follows a stated rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.rounding import Interval, claim_interval
from sxsh_eval.inputs.claims import Claim, Letter

Verdict = Literal["agrees", "claim_above", "claim_below", "other_population", "no_claim", "confidential"]


@dataclass(frozen=True)
class Comparison:
    """One indicator in letter and survey.

    Attributes
    ----------
    indicator, term : str
        In the registry; in the survey's estimates.
    claim_id : str or None
    claim, survey : tuple of float
        Rounding interval of the claim and confidence interval of the survey, per cent; the claim's is empty
        without a claim.
    estimate : float
        Per cent.
    verdict : str
    """

    indicator: str
    term: str
    claim_id: str | None
    claim: Interval | None
    estimate: float
    survey: Interval
    n_obs: int
    verdict: Verdict


def verdict_on(claim: Interval, survey: Interval) -> Verdict:
    """``agrees`` when the intervals meet, else on which side of the survey the claim lies."""
    if claim[0] > survey[1]:
        return "claim_above"
    return "claim_below" if claim[1] < survey[0] else "agrees"


def share_claimed(letter: Letter, indicator: str) -> tuple[str, Claim] | None:
    """First reported percentage of an indicator."""
    for key, claim in letter.claims.items():
        is_share = claim.value is not None and claim.value.unit == "percent"
        if claim.indicator == indicator and claim.kind == "result" and is_share and not claim.repeats:
            return key, claim
    return None


def compare_with_claims(
    estimates: Estimates, letter: Letter, terms: Mapping[str, str], *, population: str
) -> tuple[Comparison, ...]:
    """Hold reported percentages against survey estimates of the same thing.

    Parameters
    ----------
    estimates : Estimates
        Shares in per cent with confidence intervals; one row for each of the `terms`.
    letter : Letter
    terms : Mapping
        Term of the estimates by indicator of the registry.
    population : str
        Population the survey was drawn from; a claim on another one is not compared.

    Returns
    -------
    tuple of Comparison
        In the order of `terms`.

    Notes
    -----
    Two intervals that meet do not prove the claim; two that are apart contradict it. The claim's interval is that of
    its rounding, the survey's a confidence interval.
    """
    found = []
    for indicator, term in terms.items():
        row = estimates.row(term)
        survey = float(row["conf_low"]), float(row["conf_high"])
        known = share_claimed(letter, indicator)
        verdict: Verdict = "no_claim"
        interval = None
        if known is not None:
            value = claim_number(known[1])
            interval = claim_interval(known[1]) or (value, value)
            verdict = verdict_on(interval, survey) if known[1].population == population else "other_population"
        n_obs = int(row["n_obs"])
        key = known[0] if known else None
        found.append(Comparison(indicator, term, key, interval, float(row["estimate"]), survey, n_obs, verdict))
    return tuple(found)
