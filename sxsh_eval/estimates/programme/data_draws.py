"""The chance to adopt drawn from the hazard model that the panel's own years gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.adoption import SIZES, SUPPORT
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.hazard import Hazard
from sxsh_eval.estimates.programme.base_frame import INDUSTRY, Frame
from sxsh_eval.estimates.programme.base_scales import Numbers
from sxsh_eval.estimates.programme.data_places import place_effects
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, belief, side_by_side
from sxsh_eval.estimates.spread import at_risk_rows, fitted_hazard

LABELS = Labels(indicator="adoption", unit="percent", evidence="measured", source="enterprises")
SOURCE = "enterprises"
BASELINE_YEARS = 3
"""Last years of the panel whose mean baseline goes on."""
INSTRUMENT_OF: Mapping[str, str] = {
    **{name: name.removeprefix("has_") for name in SUPPORT},
    "has_subsidy": "finance",
}
"""Instruments of the model by the panel's column of support."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted hazard with its coefficients on every path.

    Attributes
    ----------
    hazard : Hazard
    rows : DataFrame
        Person-periods it was fitted to, with ``enterprise_id`` as numbers in the order of the panel's first rows.
    draws : DataFrame
        One column a coefficient, one row a path.
    """

    hazard: Hazard
    rows: pd.DataFrame
    draws: pd.DataFrame

    @property
    def events(self) -> int:
        """Adoptions seen."""
        return int(self.hazard.fitted.design.event.sum())

    def column(self, name: str) -> Numbers | None:
        """Draws of a coefficient; None where it was not estimated."""
        return self.draws[name].to_numpy(float) if name in self.draws else None


def hazard_draws(panel: pd.DataFrame | None, frame: Frame) -> tuple[dict[str, Drawn], list[Problem]]:
    """Parameters of adoption that the panel tells.

    Parameters
    ----------
    panel : DataFrame or None
        One row an enterprise and year.
    frame : Frame

    Returns
    -------
    tuple
        Those of ``log_hazard``, ``log_hazard_*``, ``effect_*`` that were estimated, and why none could be.

    Notes
    -----
    Coefficients are drawn from their normal law with the estimated covariance, together. The baseline is the mean of
    the last years' levels; what the support of the past adds among those who have not adopted yet stays in it, because
    it lasts. The model's hazard multiplies for the year in which an instrument reaches an establishment, the estimated
    one for all later years: the effect handed over has as many adoptions in one year as the lasting one has on average
    from its year to the horizon (`in_one_year`).
    """
    if panel is None or "adoption_year" not in panel:
        return {}, []
    try:
        rows, covariates = at_risk_rows(panel)
        hazard = fitted_hazard(rows, covariates, frame.study, LABELS)
    except EstimationError as refusal:
        return {}, list(refusal.problems)
    fit = Fit(hazard, rows, coefficient_draws(hazard, frame))
    sector, left = sector_effects(fit, panel, frame)
    found = {"log_hazard": level(fit, left), "log_hazard_size": size_effects(fit, panel, frame)}
    found |= {} if sector is None else {"log_hazard_sector": sector}
    found |= support_effects(fit, frame)
    if len(frame.places) > 1 and "province" in panel:
        found["log_hazard_province"] = place_effects(hazard, rows, panel, frame)
    return found, []


def coefficient_draws(hazard: Hazard, frame: Frame) -> pd.DataFrame:
    """Draws of all coefficients together, shape (paths, coefficients)."""
    fitted = hazard.fitted
    size = len(fitted.params)
    words = np.random.SeedSequence([frame.study.seed, *b"base/hazard"])
    normal = np.random.default_rng(words).standard_normal((frame.study.programme.paths, size))
    values, vectors = np.linalg.eigh(fitted.cov)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    return pd.DataFrame(fitted.params + normal @ root.T, columns=fitted.design.names)


def origin(fit: Fit, reason: str = "", evidence: str = "measured") -> Origin:
    """The panel as origin of a number."""
    return Origin(evidence, SOURCE, reason=reason, fewest=fit.events)


def level(fit: Fit, left: Numbers) -> Drawn:
    """Mean baseline of the last years with what past support adds among those at risk, and `left` of the sectors."""
    names = [name for name in fit.draws if name in fit.hazard.fitted.design.baseline]
    baseline = fit.draws[names[-BASELINE_YEARS:]].to_numpy().mean(axis=1)
    last = fit.rows[fit.rows["year"] == fit.rows["year"].max()]
    support = [name for name in SUPPORT if name in fit.draws]
    added = weighted_log_mean(last[support], fit.draws[support]) if support else 0.0
    return Drawn(np.asarray(baseline + added + left), (origin(fit, "baseline_of_last_years"),))


def weighted_log_mean(rows: pd.DataFrame, draws: pd.DataFrame) -> Numbers:
    """Logarithm of the mean over rows of ``exp(row b)``, for every draw of ``b``."""
    kinds = rows.groupby(list(rows.columns), sort=True).size()
    patterns = np.array([np.atleast_1d(key) for key in kinds.index], dtype=float)
    ratios = np.exp(draws.to_numpy() @ patterns.T)
    return np.asarray(np.log(ratios @ kinds.to_numpy(float) / kinds.sum()))


def size_effects(fit: Fit, panel: pd.DataFrame, frame: Frame) -> Drawn:
    """Log hazard ratios of size classes against the smallest of the panel; believed ones where it has none."""
    seen = [size for size in SIZES if "size_class" in panel and (panel["size_class"] == size).any()]
    columns = []
    for size in frame.sizes:
        drawn = fit.column(f"size_class={size}")
        if drawn is not None:
            columns.append(Drawn(drawn, (origin(fit),)))
        elif seen and size == seen[0]:
            zero = np.zeros(len(fit.draws))
            columns.append(Drawn(zero, (origin(fit, "reference_level"),)))
        else:
            columns.append(belief("log_hazard_size", frame.registry, frame.study, size=size))
    return side_by_side(columns)


def sector_effects(fit: Fit, panel: pd.DataFrame, frame: Frame) -> tuple[Drawn | None, Numbers]:
    """Log hazard ratios of sectors, and what belongs into the level where sectors are not told apart.

    Returns
    -------
    tuple
        Effects by sector against the panel's first, None for the country's industry as a whole, whose mean over the
        panel's sectors is the second part.
    """
    nothing = np.zeros(len(fit.draws))
    if "sector" not in panel:
        return None, nothing
    known = sorted(panel["sector"].unique())
    if frame.sectors == (INDUSTRY,):
        names = [name for code in known if (name := f"sector={code}") in fit.draws]
        return None, weighted_log_mean(fit.rows[names], fit.draws[names]) if names else nothing
    columns = []
    for code in frame.sectors:
        drawn = fit.column(f"sector={code}")
        if drawn is not None:
            columns.append(Drawn(drawn, (origin(fit),)))
        elif code == known[0]:
            columns.append(Drawn(nothing, (origin(fit, "reference_level"),)))
        else:
            columns.append(belief("log_hazard_sector", frame.registry, frame.study, group=code))
    return side_by_side(columns), nothing


def support_effects(fit: Fit, frame: Frame) -> dict[str, Drawn]:
    """Effects of the instruments that the panel knows, for the year in which they reach an establishment."""
    years = mean_years(frame)
    found = {}
    for column, instrument in INSTRUMENT_OF.items():
        drawn = fit.column(column)
        if drawn is not None:
            told = origin(fit, reason="lasting_effect_in_one_year")
            found[f"effect_{instrument}"] = Drawn(in_one_year(drawn, years), (told,))
    return found


def mean_years(frame: Frame) -> float:
    """Years from one with a programme to the horizon, both counted, on average."""
    return (frame.study.programme.horizon - frame.year + 1) / 2


def in_one_year(lasting: Numbers, years: float) -> Numbers:
    """Log hazard ratio of one year that brings as many more adoptions as a lasting one over some years.

    Parameters
    ----------
    lasting : ndarray
        Log hazard ratio of all years since support was received.
    years : float
        Number of years in which it lasts, at least 1.

    Returns
    -------
    ndarray
        ``log(1 + years (exp(lasting) - 1))``; a ratio below one is left as it is.

    Notes
    -----
    Exact for small hazards: the sum of the additional hazards is the same. It brings adoption forward, and overstates
    it where support already reaches most establishments.
    """
    return np.where(lasting > 0, np.log1p(years * np.expm1(np.maximum(lasting, 0))), lasting)
