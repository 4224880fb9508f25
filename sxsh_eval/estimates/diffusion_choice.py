"""Which curve: in-sample and out-of-sample evidence side by side, and a choice only where both give the same one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.curves import CurveName
from sxsh_eval.estimates.diagnosis import NAN, Labels
from sxsh_eval.estimates.diffusion import Diffusion, estimate_diffusion
from sxsh_eval.estimates.diffusion_fit import best_fit
from sxsh_eval.estimates.diffusion_series import FEWEST, Columns, DiffusionModel
from sxsh_eval.estimates.misfit import Misfit
from sxsh_eval.shown import Shown

CLEAR = 2.0  # difference of AICc below which the data support both (Burnham & Anderson 2002, section 2.6)
Verdict = Literal["chosen", "one_fits", "none_fits", "too_few_points", "too_close", "not_tested", "disagree"]
HEADS = [
    "curve",
    "parameters",
    "deviance",
    "aicc",
    "delta",
    "weight",
    "holdout_rmse",
    "saturation",
    "identified",
    "reason",
]


@dataclass(frozen=True, eq=False)
class DiffusionChoice(Shown):
    """Curves compared on one series.

    Attributes
    ----------
    table : DataFrame
        One row per curve: parameters, deviance, AICc with its difference to the best and Akaike weight, root mean
        squared error of the last points left out, saturation, whether it is identified, reason where it did not fit.
    chosen : str or None
        The curve, only with the verdict ``chosen``.
    verdict : str
        ``chosen``; or why none was: ``one_fits``, ``none_fits``, ``too_few_points`` (AICc does not exist),
        ``too_close`` (AICc within 2), ``not_tested`` (nothing could be left out), ``disagree`` (what fits best
        does not predict best). Words: problem ``estimate.curve_choice_<verdict>``.
    fits : dict of str to Diffusion
        Those that converged.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    chosen: str | None
    verdict: Verdict
    fits: dict[str, Diffusion]

    def _facts(self) -> Mapping[str, Any]:
        return {"verdict": self.verdict, "chosen": self.chosen or "–"}


def compare_diffusion(
    series: pd.DataFrame,
    model: DiffusionModel | None = None,
    *,
    curves: Sequence[CurveName] = ("logistic", "gompertz", "bass"),
    columns: Columns | None = None,
    labels: Labels | None = None,
    holdout: int = 2,
) -> DiffusionChoice:
    """Curves against each other on the same values.

    Parameters
    ----------
    series, columns, labels
        As in `estimate_diffusion`.
    model : DiffusionModel
        Form, saturation and origin for all curves; its own curve is ignored.
    curves : sequence of str
    holdout : int
        Last points that a second fit does without and has to predict.

    Returns
    -------
    DiffusionChoice

    Raises
    ------
    EstimationError
        If the series itself is refused; a curve that does not fit is a row with its reason.

    Notes
    -----
    ``AICc = -2 log L + 2 K + 2 K (K + 1) / (n - K - 1)``; for least squares ``-2 log L = n log(RSS / n)`` with the
    variance among the K [1]_. All curves share one error model, so that constants cancel.

    References
    ----------
    .. [1] Hurvich, C. M. & Tsai, C.-L. (1989), Regression and time series model selection in small samples,
       Biometrika 76, 297-307.
    """
    base = model or DiffusionModel()
    fits: dict[str, Diffusion] = {}
    rows = []
    for name in dict.fromkeys(curves):
        wanted = replace(base, curve=name)
        row: dict[str, Any] = dict.fromkeys(HEADS, NAN) | {"curve": name, "identified": False, "reason": ""}
        try:
            fit = estimate_diffusion(series, wanted, columns=columns, labels=labels)
        except EstimationError as error:
            about_series = error.problems[0].code.removeprefix("estimate.") not in UNFIT
            if about_series:
                raise
            rows.append(row | {"reason": error.problems[0].code.removeprefix("estimate.")})
            continue
        fits[name] = fit
        rows.append(row | fit_numbers(fit, holdout))
    table = pd.DataFrame(rows, columns=HEADS)
    best = table["aicc"].min()
    table["delta"] = table["aicc"] - best
    support = np.exp(-table["delta"] / 2)
    table["weight"] = support / support.sum() if support.notna().any() else NAN
    verdict, chosen = choose(table[table["reason"] == ""])
    return DiffusionChoice(table, chosen, verdict, fits)


UNFIT = {"fit_not_converged", "fit_singular", "saturation_not_identified", "curve_senseless"}


def fit_numbers(fit: Diffusion, holdout: int) -> dict[str, Any]:
    """Numbers of one converged curve."""
    return {
        "parameters": float(parameters(fit)),
        "deviance": fit.fitted.fit.objective,
        "aicc": aicc(fit),
        "holdout_rmse": holdout_error(fit, holdout),
        "saturation": float(fit.params["saturation"]),
        "identified": fit.identified,
    }


def parameters(fit: Diffusion) -> int:
    """Estimated parameters; a saturation that ended at its limit was estimated too."""
    return len(fit.model.family.shape) + (fit.model.saturation is None)


def aicc(fit: Diffusion) -> float:
    """Small-sample information criterion; NaN where it does not exist."""
    misfit, n = fit.fitted.misfit, fit.series.time.size
    count = parameters(fit) + (misfit.error == "residual")
    if n - count - 1 <= 0:
        return NAN
    left = fit.fitted.fit.objective
    twice = n * np.log(max(left, 1e-300) / n) if misfit.error == "residual" else left
    return float(twice + 2 * count + 2 * count * (count + 1) / (n - count - 1))


def holdout_error(fit: Diffusion, holdout: int) -> float:
    """Root mean squared error of the last points predicted from the ones before; NaN where that cannot be fitted."""
    kept = fit.series.time.size - holdout
    if holdout < 1 or kept < parameters(fit) + FEWEST:
        return NAN
    family, form = fit.model.family, fit.model.form
    try:
        early, _ = best_fit(Misfit(fit.series.first(kept), family, form), fit.model)
    except EstimationError:
        return float("inf")
    predicted = np.asarray(fit.fitted.misfit.mean(early.saturation, *early.shape), dtype=float)[kept:]
    return float(np.sqrt(np.mean((predicted - fit.series.value[kept:]) ** 2)))


def choose(fitted: pd.DataFrame) -> tuple[Verdict, str | None]:
    """Verdict by the stated rules, in their order."""
    if len(fitted) < 2:  # noqa: PLR2004 - a comparison takes two
        return ("one_fits" if len(fitted) else "none_fits"), None
    if fitted["aicc"].isna().any():
        return "too_few_points", None
    order = fitted.sort_values("aicc", kind="stable")
    if order["delta"].iloc[1] < CLEAR:
        return "too_close", None
    if not np.isfinite(order["holdout_rmse"]).any():
        return "not_tested", None
    best = str(order["curve"].iloc[0])
    predicts = str(order["curve"].iloc[int(order["holdout_rmse"].to_numpy().argmin())])
    return ("chosen", best) if predicts == best else ("disagree", None)
