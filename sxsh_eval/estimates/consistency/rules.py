"""All consistency rules, in the order a reader would ask, and the verb that applies them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.estimates.consistency import activity, evidence, money, periods, populations, proposals, sums
from sxsh_eval.estimates.consistency.finding import SEVERITIES, Case, Finding, by_severity
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

Rule = Callable[[Case], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    populations.share_without_count,
    activity.outcome_and_activity,
    evidence.saving_without_baseline,
    populations.differs_from_target,
    populations.national_indicator,
    populations.restated,
    proposals.below_earlier_target,
    proposals.equals_earlier_target,
    proposals.growth,
    proposals.overlaps_current,
    sums.totals_disagree,
    sums.implied_total,
    sums.total_against_counts,
    sums.parts_and_total,
    sums.repetition,
    evidence.same_value_two_indicators,
    activity.attendance_may_repeat,
    activity.result_after_activity,
    periods.plan_against_results,
    periods.result_beyond_document,
    periods.span_beyond_document,
    periods.undated,
    money.fewer_years_than_results,
    money.sources_change,
    money.size,
    evidence.number_form,
    evidence.recorded_gaps,
    evidence.recorded_contradictions,
)


@dataclass(frozen=True)
class Consistency(Shown):
    """Findings on one letter.

    Attributes
    ----------
    findings : tuple of Finding
        Most serious first.
    """

    shows: ClassVar[tuple[str, ...]] = ("overview",)

    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity, zero where there is none."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found.get(severity, 0) for severity in SEVERITIES}

    @property
    def overview(self) -> pd.DataFrame:
        """Columns ``severity``, ``code``, ``places``: one row a finding, in order."""
        rows = [(one.severity, one.code, len(one.places)) for one in self.findings]
        return pd.DataFrame(rows, columns=["severity", "code", "places"])

    def _facts(self) -> Mapping[str, Any]:
        return {f"findings.{severity}": count for severity, count in self.counts.items()}


def check_consistency(inputs: Inputs, study: Study) -> Consistency:
    """Hold a letter against itself, the Strategy's targets and published counts.

    Parameters
    ----------
    inputs : Inputs
    study : Study
        Its thresholds say from which size on a difference is reported.

    Returns
    -------
    Consistency
        One finding per rule and figure, passed checks included; none without a letter.
    """
    if inputs.letter is None:
        return Consistency(())
    case = Case(inputs.letter, inputs, study)
    return Consistency(tuple(by_severity(finding for rule in RULES for finding in rule(case))))
