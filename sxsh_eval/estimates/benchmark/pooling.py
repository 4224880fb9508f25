"""Random-effects pooling of one effect over provinces: the mean, how far provinces differ, what the next would show."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.shown import Shown

Floats = npt.NDArray[np.float64]
FEWEST = 3
METHODS = {"paule_mandel": "iterated", "dersimonian_laird": "chi2"}
TERMS = ("pooled", "pooled_wald", "pooled_dl", "pooled_fixed", "next_province")
REFERENCES = (
    "DerSimonian, R., Laird, N. (1986), Controlled Clinical Trials 7, 177-188",
    "Paule, R. C., Mandel, J. (1982), J. Res. NBS 87, 377-385",
    "Hartung, J., Knapp, G. (2001), Statistics in Medicine 20, 3875-3889",
    "Higgins, J. P. T., Thompson, S. G., Spiegelhalter, D. J. (2009), JRSS A 172, 137-159",
)


@dataclass(frozen=True, eq=False)
class Pooled(Shown):
    """Effects of provinces drawn together.

    Attributes
    ----------
    table : Estimates
        Terms ``pooled`` (Paule-Mandel, Hartung-Knapp interval, never narrower than the normal one), ``pooled_wald``
        (the same with a normal interval), ``pooled_dl`` (DerSimonian-Laird, normal), ``pooled_fixed``,
        ``next_province`` (prediction interval).
    tau2, i2, q, p_value : float
        Variance between provinces (Paule-Mandel), share of the spread that is not chance (%, from Cochran's Q), Q with
        its p value.
    count : int
        Provinces.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    tau2: float
    i2: float
    q: float
    p_value: float
    count: int

    def _facts(self) -> Mapping[str, Any]:
        return {"provinces": self.count, "i2": round(self.i2, 3)}


def pool_effects(
    effects: pd.DataFrame,
    *,
    indicator: str,
    unit: str,
    evidence: str,
    source: str,
    period: str = "",
    level: float = 0.95,
) -> Pooled:
    """Pool effects with known variances over areas.

    Parameters
    ----------
    effects : DataFrame
        One row an area: ``effect``, ``variance``, and ``n``, the units behind it.
    indicator, unit, evidence, source, period : str
        Words of the rows.
    level : float

    Returns
    -------
    Pooled

    Raises
    ------
    EstimationError
        ``estimate.pool_too_few`` with fewer than three areas, ``estimate.pool_variance`` if a variance is not positive.

    Notes
    -----
    By statsmodels `combine_effects`. Hartung-Knapp's variance is the normal one times
    ``max(1, sum(w (y - mu)^2) / (k - 1))``, with a t law on ``k - 1``: without the bound it can be narrower than
    chance allows when areas happen to agree. The prediction interval is ``mu +- t(k - 2) sqrt(tau^2 + var(mu))``.
    """
    y, variance = effects["effect"].to_numpy(float), effects["variance"].to_numpy(float)
    if len(y) < FEWEST:
        refuse("estimate.pool_too_few", "effects", len(y), needed=FEWEST)
    if not (np.isfinite(variance) & (variance > 0) & np.isfinite(y)).all():
        refuse("estimate.pool_variance", "variance", int((~(variance > 0)).sum()))
    parts = {name: combined(y, variance, method, level) for name, method in METHODS.items()}
    main, k = parts["paule_mandel"], len(y)
    rows = pooled_rows(y, variance, main, level) | {"pooled_dl": normal(parts["dersimonian_laird"], level)}
    rows["pooled_fixed"] = fixed(y, variance, level)
    n = float(effects["n"].sum()) if "n" in effects else float(k)
    made = [
        estimate_row((indicator, "", "", period, term), rows[term][0], unit=unit, evidence=evidence, source=source,
                     interval=rows[term][1:3], std_error=rows[term][3], n_obs=n)
        for term in TERMS
    ]  # fmt: skip
    words = Method("random_effects", "y_i = mu + v_i + e_i; tau^2 by Paule-Mandel", level, REFERENCES)
    weights = 1 / variance
    q = float(weights @ (y - weights @ y / weights.sum()) ** 2)
    i2 = max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0
    return Pooled(as_estimates(made, words), main["tau2"], i2, q, float(stats.chi2.sf(q, k - 1)), k)


def combined(y: Floats, variance: Floats, method: str, level: float) -> dict[str, float]:
    """Mean, its variance and tau squared by statsmodels."""
    from statsmodels.stats.meta_analysis import combine_effects

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its iteration warns where tau squared is 0, which is an answer
        found: Any = combine_effects(y, variance, method_re=method, use_t=False, alpha=1 - level)
    tau2 = max(0.0, float(found.tau2))
    weights = 1 / (variance + tau2)
    return {"mean": float(weights @ y / weights.sum()), "variance": float(1 / weights.sum()), "tau2": tau2}


def normal(part: dict[str, float], level: float) -> tuple[float, float, float, float]:
    """Mean with its normal interval."""
    error = float(np.sqrt(part["variance"]))
    half = float(stats.norm.ppf(0.5 + level / 2)) * error
    return part["mean"], part["mean"] - half, part["mean"] + half, error


def fixed(y: Floats, variance: Floats, level: float) -> tuple[float, float, float, float]:
    """Mean as if all areas had one effect."""
    weights = 1 / variance
    return normal({"mean": float(weights @ y / weights.sum()), "variance": float(1 / weights.sum())}, level)


def pooled_rows(
    y: Floats, variance: Floats, part: dict[str, float], level: float
) -> dict[str, tuple[float, float, float, float]]:
    """Paule-Mandel's mean with intervals after Hartung and Knapp, the normal law, and for a further area."""
    k, weights, mean = len(y), 1 / (variance + part["tau2"]), part["mean"]
    scale = max(1.0, float(weights @ (y - mean) ** 2) / (k - 1))
    error = float(np.sqrt(part["variance"] * scale))
    half = float(stats.t.ppf(0.5 + level / 2, k - 1)) * error
    ahead = float(np.sqrt(part["tau2"] + part["variance"]))
    reach = float(stats.t.ppf(0.5 + level / 2, k - 2)) * ahead
    return {
        "pooled": (mean, mean - half, mean + half, error),
        "pooled_wald": normal(part, level),
        "next_province": (mean, mean - reach, mean + reach, ahead),
    }
