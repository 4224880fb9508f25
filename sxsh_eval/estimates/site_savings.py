"""Energy saved at single metered sites of a province, each against its own baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.diagnosis import Labels, listed, refuse, warnings_of
from sxsh_eval.estimates.verification.baseline import Baseline, fit_baseline
from sxsh_eval.estimates.verification.savings import Savings, verified_savings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded, Several

DRIVERS = ("output_mvnd", "hdd", "cdd")
CV_LIMITS = ((12, 20.0), (61, 25.0))  # months of reporting below which the limit holds, per cent: ASHRAE Guideline 14
CV_LONG = 30.0
SAID_IN_VERDICT = ("estimate.baseline_cv_rmse", "estimate.savings_small")

Verdict = Literal["saved", "rose", "unclear", "poor_baseline", "refused"]


@dataclass(frozen=True, eq=False)
class SiteSavings(Guarded):
    """Savings of one site, or why there are none to state.

    Attributes
    ----------
    site : str
        Code in the table of meter readings.
    before, after : PeriodIndex
        Months with a reading before the measures, and after them inside the study's period; those used, where there
        is a result.
    drivers : tuple of str
        Columns that the baseline follows.
    cv_limit : float
        CV(RMSE) in per cent that the baseline may have for this length of reporting.
    baseline : Baseline or None
    savings : Savings or None
        In kWh, with intervals of the study's level.
    refusals : tuple of Problem
        Why there is no result; empty where there is one.
    warnings : tuple of Problem
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("savings",)

    site: str
    before: pd.PeriodIndex
    after: pd.PeriodIndex
    drivers: tuple[str, ...] = ()
    cv_limit: float = CV_LONG
    baseline: Baseline | None = None
    savings: Savings | None = None
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def _facts(self) -> Mapping[str, Any]:
        return {"before": len(self.before), "after": len(self.after)}

    @property
    def verdict(self) -> Verdict:
        """What may be said, by rule: nothing of a poor baseline, nor of savings that chance could make."""
        if self.savings is None:
            return "refused"
        codes = {problem.code for problem in self.warnings}
        if "estimate.baseline_cv_rmse" in codes:
            return "poor_baseline"
        row = self.row("avoided")
        if "estimate.savings_small" in codes or row["conf_low"] <= 0 <= row["conf_high"]:
            return "unclear"
        return "saved" if row["estimate"] > 0 else "rose"

    @property
    def further_warnings(self) -> tuple[Problem, ...]:
        """Warnings that the verdict does not tell already."""
        return tuple(problem for problem in self.warnings if problem.code not in SAID_IN_VERDICT)

    def row(self, term: str) -> dict[str, Any]:
        """Row ``avoided``, ``avoided_percent``, ``baseline`` or ``metered`` of the result."""
        if self.savings is None:
            raise ValueError("there are no savings to show")
        return self.savings.totals.row(term)


def estimate_site_savings(inputs: Inputs, study: Study) -> Several[SiteSavings] | None:
    """Savings of every metered site inside the study's period.

    Parameters
    ----------
    inputs : Inputs
        With meter readings, columns as in the codebook ``metering``.
    study : Study

    Returns
    -------
    Several of SiteSavings or None
        In order of the sites' codes; None without meter readings.

    Notes
    -----
    Whole-site energy (IPMVP option C): a baseline of the months before the measures on output and degree-days, then
    what it would have used under the conditions since, less what was metered. Months of the baseline may lie before the
    study's period. A driver enters where the site has it on both sides and it varies before the measures.
    """
    if inputs.metering is None:
        return None
    source = "synthetic" if inputs.synthetic else study.data.metering
    sites = inputs.metering.groupby("enterprise_id", sort=True)
    return Several(one_site(str(name), rows, study, source) for name, rows in sites)


def one_site(site: str, rows: pd.DataFrame, study: Study, source: str) -> SiteSavings:
    """Result of one site, its refusals instead where the readings carry none."""
    before, after = sides(rows, study.period)
    try:
        refuse_misplaced(site, rows, after, study.period)
        drivers, left = chosen_drivers(before, after)
        limit = cv_limit(len(metered(after)))
        labels = Labels("avoided_energy", province=study.province, unit="kwh", evidence="measured", source=source)
        baseline = fit_baseline(
            before,
            energy="energy_kwh",
            period="period",
            drivers=drivers,
            cv_limit=limit,
            level=study.level,
            labels=labels,
        )
        savings = verified_savings(baseline, after, labels=labels)
    except EstimationError as error:
        return SiteSavings(site, metered(before), metered(after), refusals=error.problems)
    return SiteSavings(
        site,
        baseline.readings.periods,
        pd.PeriodIndex(savings.by_period.index),
        drivers,
        limit,
        baseline,
        savings,
        warnings=tuple(warned(site, baseline, savings, left)),
    )


def sides(rows: pd.DataFrame, period: Span) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Readings before the measures, and after them inside the period; months of installation are on neither side."""
    months = rows["year"].astype(str) + "-" + rows["month"].astype(str).str.zfill(2)
    rows = rows.assign(period=pd.PeriodIndex(months, freq="M")).sort_values("period")
    flags = rows["is_reporting"].astype("boolean")
    since = flags.fillna(value=False).astype(bool) & rows["year"].between(period.first, period.last).astype(bool)
    return rows[(~flags).fillna(value=False).astype(bool)], rows[since]


def metered(rows: pd.DataFrame) -> pd.PeriodIndex:
    """Months with a reading."""
    return pd.PeriodIndex(rows.loc[rows["energy_kwh"].notna(), "period"])


def refuse_misplaced(site: str, rows: pd.DataFrame, after: pd.DataFrame, period: Span) -> None:
    """Refuse a site without months after its measures in the period, or with months before that come later.

    Raises
    ------
    EstimationError
        ``estimate.site_no_months``, ``estimate.site_order``.
    """
    flags, order = rows["is_reporting"].astype("boolean"), rows["year"] * 12 + rows["month"]
    if after.empty:
        refuse("estimate.site_no_months", site, f"{period.first}-{period.last}")
    late = rows[(~flags).fillna(value=False).astype(bool) & (order > order[flags.fillna(value=False)].min())]
    if len(late):
        names = [f"{year}-{month:02d}" for year, month in zip(late["year"], late["month"], strict=True)]
        refuse("estimate.site_order", site, listed(names))


def chosen_drivers(before: pd.DataFrame, after: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Drivers that can enter the baseline; those left out although they vary."""
    given = [name for name in DRIVERS if name in before]
    used = [name for name in given if is_varying(before[name]) and after[name].notna().any()]
    varies = [name for name in given if is_varying(pd.concat([before[name], after[name]]))]
    return tuple(used), tuple(name for name in varies if name not in used)


def is_varying(values: pd.Series[float]) -> bool:
    """Whether known values differ."""
    return bool(values.max() > values.min())


def cv_limit(months: int) -> float:
    """CV(RMSE) in per cent that a baseline may have, by months of reporting."""
    return next((limit for below, limit in CV_LIMITS if months < below), CV_LONG)


def warned(site: str, baseline: Baseline, savings: Savings, left: tuple[str, ...]) -> Iterator[Problem]:
    """Warnings on both sides, each once."""
    if left:
        yield Problem("estimate.site_driver_left_out", site, listed(left), severity="warning")
    found = warnings_of(baseline.coefficients.checks, site) + warnings_of(savings.totals.checks, site)
    yield from {(problem.code, problem.found): problem for problem in found}.values()
