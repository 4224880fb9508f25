"""Distance to target: what a figure says about a target, and what it cannot say."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from sxsh_eval.estimates.claimed import claim_number, claim_span, period_text, place_text
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import Interval, claim_interval
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

Verdict = Literal["met", "met_as_claimed", "missed", "on_course", "off_course", "cannot_be_judged"]
Reason = Literal[
    "reached",
    "below_when_due",
    "below_even_later",
    "reached_later_only",
    "ahead_of_path",
    "behind_path",
    "within_rounding",
    "no_figure",
    "national_indicator",
    "other_population",
]


@dataclass(frozen=True)
class Judgement:
    """One target and what the figures say about it.

    Attributes
    ----------
    target_id : str
    target : Target
    claim_id : str or None
        The figure it was judged by; None when there is none.
    in_period : bool
        Whether that figure belongs to the report's period.
    path : float or None
        Value on the straight line between targets at the figure's date, per cent; only before the target is due.
    verdict, reason : str
        Keys of the catalogues.
    """

    target_id: str
    target: Target
    claim_id: str | None
    in_period: bool
    path: float | None
    verdict: Verdict
    reason: Reason


@dataclass(frozen=True)
class Progress(Shown):
    """Judgements on all targets of a period, with the distances as estimates.

    Attributes
    ----------
    judgements : tuple of Judgement
        By indicator as in the registry, then by year due.
    estimates : Estimates
        Term ``distance_<due>``: figure minus threshold, in percentage points, with its rounding interval.
    """

    shows: ClassVar[tuple[str, ...]] = ("overview", "estimates")

    judgements: tuple[Judgement, ...]
    estimates: Estimates

    @property
    def overview(self) -> pd.DataFrame:
        """Columns ``target``, ``verdict``, ``reason``: one row a target."""
        rows = [(one.target_id, one.verdict, one.reason) for one in self.judgements]
        return pd.DataFrame(rows, columns=["target", "verdict", "reason"])

    def _facts(self) -> Mapping[str, Any]:
        return {f"verdict.{name}": n for name, n in Counter(one.verdict for one in self.judgements).items()}


def decimal_year(day: dt.date) -> float:
    """2018-04-24 as 2018.31: years and the part of the year that has passed at the end of the day."""
    length = dt.date(day.year + 1, 1, 1).toordinal() - dt.date(day.year, 1, 1).toordinal()
    return day.year + day.timetuple().tm_yday / length


def claim_date(claim: Claim, letter_date: dt.date) -> float:
    """Date a level refers to: never later than the letter that states it."""
    return decimal_year(claim.as_of or min(letter_date, dt.date(claim_span(claim).last, 12, 31)))


def due_date(target: Target) -> float:
    """Targets are due at the end of their year."""
    return target.due + 1.0


def relevant_targets(inputs: Inputs, study: Study) -> dict[str, Target]:
    """The Strategy's targets, and the province's own, that are due in the period or run at its end."""
    last, first = study.period.last, study.period.first
    national = inputs.registry.strategy_targets(study.strategy.source)
    own = inputs.registry.targets_for(inputs.province)
    found = {
        key: target
        for key, target in {**national, **own}.items()
        if target.scope != "proposal" and (first <= target.due <= last or target.since <= last <= target.due)
    }
    order = list(inputs.registry.indicators)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[1].indicator), item[1].due)))


def figure_for(inputs: Inputs, target: Target) -> str | None:
    """Id of the reported percentage for a target's indicator, or None."""
    for key, claim in inputs.claims.items():
        unit = claim.value.unit if claim.value else ""
        if claim.indicator == target.indicator and claim.kind == "result" and unit == "percent" and not claim.repeats:
            return key
    return None


def path_value(inputs: Inputs, target: Target, date: float) -> float | None:
    """Value at `date` on the straight line from the preceding national target (or zero at the start) to this one."""
    earlier = [
        other
        for other in inputs.registry.targets.values()
        if (other.indicator, other.source) == (target.indicator, target.source) and other.due < target.due
    ]
    start = max(earlier, key=lambda other: other.due, default=None)
    x0, y0 = (due_date(start), start.threshold) if start else (float(target.since), 0.0)
    if not x0 <= date < due_date(target):
        return None
    return y0 + (target.threshold - y0) * (date - x0) / (due_date(target) - x0)


def judge(inputs: Inputs, study: Study, target_id: str, target: Target) -> Judgement:
    """Verdict on one target; a claimed figure never gives an unqualified ``met``."""
    key = figure_for(inputs, target)
    indicator = inputs.registry.indicators[target.indicator]
    if indicator.measured_over != "units":
        return Judgement(
            target_id, target, key, in_period(inputs, study, key), None, "cannot_be_judged", "national_indicator"
        )
    if key is None:
        return Judgement(target_id, target, None, False, None, "cannot_be_judged", "no_figure")
    claim = inputs.claims[key]
    inside = in_period(inputs, study, key)
    date = claim_date(claim, inputs.own_letter.date)
    path = path_value(inputs, target, date)
    if claim.population != target.population:
        return Judgement(target_id, target, key, inside, path, "cannot_be_judged", "other_population")
    value = claim_number(claim)
    verdict, reason = compare(claim_interval(claim) or (value, value), target.threshold, path)
    if reason in {"below_when_due", "reached"} and date > due_date(target) + 1 / 12:
        verdict, reason = late(verdict, cumulative=indicator.cumulative)
    return Judgement(target_id, target, key, inside, path, verdict, reason)


def compare(interval: Interval, threshold: float, path: float | None) -> tuple[Verdict, Reason]:
    """Verdict from an interval of claimed values, the target's threshold and, before it is due, the path to it."""
    low, high = interval
    line = threshold if path is None else path
    if low < line <= high:
        return "cannot_be_judged", "within_rounding"
    if path is None:
        return ("met_as_claimed", "reached") if low >= line else ("missed", "below_when_due")
    return ("on_course", "ahead_of_path") if low >= line else ("off_course", "behind_path")


def late(verdict: Verdict, *, cumulative: bool) -> tuple[Verdict, Reason]:
    """A figure from after the target's date: it can show that the target was missed, not that it was met in time."""
    if verdict == "missed" and cumulative:
        return "missed", "below_even_later"
    return "cannot_be_judged", "reached_later_only"


def in_period(inputs: Inputs, study: Study, key: str | None) -> bool:
    """Whether a figure's date lies in the report's period (its label may run beyond)."""
    if key is None:
        return False
    year = int(claim_date(inputs.claims[key], inputs.own_letter.date))
    return study.period.first <= year <= study.period.last


def estimate_progress(inputs: Inputs, study: Study) -> Progress:
    """Judge every national target of the study's period by the province's figures.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Progress

    Notes
    -----
    A target is due on 31 December of its year. Before that, a figure is held against the straight line from the
    preceding national target to this one. A band is met from its lower end on. A figure for another population, a
    national indicator used for one province, or a difference smaller than the rounding cannot be judged.
    """
    judgements = tuple(judge(inputs, study, key, target) for key, target in relevant_targets(inputs, study).items())
    rows = []
    for judged in judgements:
        if judged.claim_id is None or judged.reason in {"national_indicator", "other_population"}:
            continue
        claim = inputs.claims[judged.claim_id]
        value, threshold = claim_number(claim), judged.target.threshold
        low, high = claim_interval(claim) or (value, value)
        rows.append(
            estimate_row(
                (
                    claim.indicator,
                    inputs.province,
                    "",
                    period_text(study.period),
                    f"distance_{judged.target.due}",
                ),
                value - threshold,
                unit="percentage_point",
                evidence="claimed",
                source=place_text(inputs.own_letter, claim),
                interval=(low - threshold, high - threshold),
            )
        )
    return Progress(judgements, as_estimates(rows, Method("distance", "claimed value - target (lower end of a band)")))
