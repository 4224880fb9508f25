"""Differences of provinces in the chance to adopt: adoptions seen against those that the model expects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.estimates.hazard import Hazard
from sxsh_eval.estimates.programme.base_frame import Frame
from sxsh_eval.estimates.programme.base_scales import Numbers
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, quantile, uniforms

FEWEST_PLACES = 3
LIMITS = (-3.0, 9.0)
"""Logarithms of the gamma law's shape between which it is sought: standard deviations from over 4 to 0.01."""


def place_effects(hazard: Hazard, rows: pd.DataFrame, panel: pd.DataFrame, frame: Frame) -> Drawn:
    """Log hazard ratios of provinces against the mean one.

    Parameters
    ----------
    hazard : Hazard
        Fitted without provinces.
    rows : DataFrame
        Person-periods of `at_risk_rows`.
    panel : DataFrame
        With ``province``.
    frame : Frame

    Returns
    -------
    Drawn
        Shape (paths, provinces).

    Notes
    -----
    Adoptions of a province are Poisson around the expected ones times a ratio that is gamma distributed with mean 1
    over provinces. Its shape is the maximum of the marginal (negative binomial) likelihood; given it, the ratio of a
    province is again gamma, with shape ``a + seen`` and rate ``a + expected`` [1]_. A province without enterprises
    in the panel is drawn from the law of all.

    References
    ----------
    .. [1] Clayton, D. & Kaldor, J. (1987), Empirical Bayes estimates of age-standardized relative risks for use in
       disease mapping, Biometrics 43, 671-681.
    """
    from scipy.special import gammaincinv

    table = seen_and_expected(hazard, rows, panel).reindex(list(frame.places), fill_value=0.0)
    seen, expected = table["seen"].to_numpy(float), table["expected"].to_numpy(float)
    shape = gamma_shape(seen, expected, believed_shape(frame))
    columns, origins = [], []
    for place, cases, mean in zip(frame.places, seen, expected, strict=True):
        at = uniforms(frame.study, f"log_hazard_province|{place}")
        columns.append(np.log(np.maximum(gammaincinv(shape + cases, at), 1e-300) / (shape + mean)))
        reason = "shrunk_to_all" if mean > 0 else "not_in_panel"
        origins.append(Origin("measured", "enterprises", reason=reason, fewest=int(cases) or None))
    return Drawn(np.column_stack(columns), tuple(origins))


def seen_and_expected(hazard: Hazard, rows: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Adoptions by province, and those that the model expects there: ``seen, expected``."""
    coefficients = dict(zip(hazard.fitted.design.names, hazard.fitted.params, strict=True))
    silent = rows["year"].astype(float).isin(list(hazard.fitted.design.silent))
    kept = rows[~silent]
    log_rate = kept["year"].map(lambda year: coefficients[f"period:{float(year):.10g}"]).to_numpy(float)
    for name in hazard.model.covariates:
        log_rate = log_rate + coefficients[name] * kept[name].to_numpy(float)
    home = panel.drop_duplicates("enterprise_id")["province"].reset_index(drop=True)
    place = home.take(kept["enterprise_id"].to_numpy(np.int64)).to_numpy()
    table = pd.DataFrame({"province": place, "seen": kept["event"].to_numpy(float), "expected": np.exp(log_rate)})
    return table.groupby("province")[["seen", "expected"]].sum()


def believed_shape(frame: Frame) -> float:
    """Shape of the gamma law whose logarithm spreads like the registry's belief on provinces."""
    ends = quantile(frame.registry.priors["log_hazard_province"], np.array([0.16, 0.84]))
    spread = float(np.log(ends[1] / ends[0])) / 2
    return 1 / max(spread, 0.01) ** 2


def gamma_shape(seen: Numbers, expected: Numbers, believed: float) -> float:
    """Shape that makes the adoptions of all provinces most likely; the believed one for few provinces."""
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    known = expected > 0
    if known.sum() < FEWEST_PLACES:
        return believed
    cases, means = seen[known], expected[known]

    def loss(log_shape: float) -> float:
        a = np.exp(log_shape)
        likely = gammaln(a + cases) - gammaln(a) + a * np.log(a / (a + means)) + cases * np.log(means / (a + means))
        return -float(likely.sum())

    return float(np.exp(minimize_scalar(loss, bounds=LIMITS, method="bounded").x))
