"""Effects on a logarithm read from the rows of an estimate: which coefficient holds for which row of data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import check_level, listed, refuse
from sxsh_eval.estimates.result import Estimates

Floats = npt.NDArray[np.float64]
Scheme = Literal["group_time", "event", "cohort", "time", "overall"]
SCHEMES: tuple[Scheme, ...] = ("group_time", "event", "cohort", "time", "overall")
Key = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class LogEffects:
    """Coefficients on a logarithm.

    Attributes
    ----------
    scheme : {"group_time", "event", "cohort", "time", "overall"}
        What tells which coefficient holds: cohort with time, time since adoption, cohort, time, or one for all.
    keys : list of tuple of int
    coefficients : ndarray
    cov : ndarray
    """

    scheme: Scheme
    keys: list[Key]
    coefficients: Floats
    cov: Floats

    def place(self, cohort: Floats, time: Floats) -> npt.NDArray[np.int64]:
        """Number of the coefficient of each row of treated units; -1 where none was estimated."""
        pairs = {
            "group_time": np.column_stack([cohort, time]),
            "event": (time - cohort)[:, None],
            "cohort": cohort[:, None],
            "time": time[:, None],
            "overall": np.empty((len(time), 0)),
        }[self.scheme]
        known = {key: number for number, key in enumerate(self.keys)}
        distinct, where = np.unique(pairs, axis=0, return_inverse=True)
        numbers = np.array([known.get(tuple(int(each) for each in key), -1) for key in distinct], dtype=np.int64)
        return numbers[where.ravel()] if len(distinct) else np.zeros(len(time), dtype=np.int64)


def key_of(term: str) -> tuple[Scheme, Key] | None:
    """Scheme and key of a term; None for terms that are no effect after adoption."""
    try:
        if term == "overall":
            return "overall", ()
        for scheme in ("event", "cohort", "time"):
            if term.startswith(f"{scheme}:"):
                number = int(float(term.removeprefix(f"{scheme}:")))
                return None if scheme == "event" and number < 0 else (scheme, (number,))
        if "|" in term:
            cohort, time = (int(float(part)) for part in term.split("|"))
            return ("group_time", (cohort, time)) if time >= cohort else None
    except ValueError:
        return None
    return None


def log_effects(effect: Estimates | tuple[float, float], scheme: Scheme | None = None) -> LogEffects:
    """Coefficients after adoption with their covariance.

    Parameters
    ----------
    effect : Estimates or tuple of float
        Terms ``"<cohort>|<time>"``, ``event:<e>``, ``cohort:<g>``, ``time:<t>`` or ``overall``, with `cov` in the order
        of its rows where there is more than one; or one coefficient with its standard error.
    scheme : str, optional
        Which terms to use; the finest there are by default.

    Returns
    -------
    LogEffects

    Raises
    ------
    EstimationError
        ``estimate.saved_no_effect``, ``estimate.saved_no_covariance``, ``estimate.saved_effect_values``.
    """
    if isinstance(effect, tuple):
        return checked(LogEffects("overall", [()], np.array([effect[0]]), np.array([[effect[1] ** 2]])))
    found = [(place, key_of(str(term))) for place, term in enumerate(effect.table["term"])]
    named = [
        (place, key) for place, key in found if key is not None and np.isfinite(effect.table["estimate"].iloc[place])
    ]
    chosen = scheme or next((each for each in SCHEMES if any(key[0] == each for _, key in named)), None)
    rows = [place for place, key in named if key[0] == chosen]
    if chosen is None or not rows:
        refuse("estimate.saved_no_effect", "effect", listed(effect.table["term"].tolist()) or "-")
    values = effect.table["estimate"].to_numpy(np.float64)[rows]
    if effect.cov is not None:
        cov = effect.cov.to_numpy(np.float64)[np.ix_(rows, rows)]
    elif len(rows) == 1:
        cov = effect.table["std_error"].to_numpy(np.float64)[rows][:, None] ** 2
    else:
        refuse("estimate.saved_no_covariance", "effect", len(rows))
    return checked(LogEffects(chosen, [key[1] for place, key in named if key[0] == chosen], values, cov))


def checked(effects: LogEffects) -> LogEffects:
    """Refuse coefficients or errors that are no numbers, and variances below zero."""
    diagonal = np.diag(effects.cov)
    if not (np.isfinite(effects.coefficients).all() and np.isfinite(effects.cov).all() and (diagonal >= 0).all()):
        refuse("estimate.saved_effect_values", "effect", "NaN")
    return effects


def percent_effects(effect: Estimates, *, level: float | None = None) -> Estimates:
    """Effects on a logarithm as per cent changes.

    Parameters
    ----------
    effect : Estimates
        Coefficients of a logarithm, with intervals.
    level : float, optional
        Coverage to compute normal intervals anew; those given are kept by default.

    Returns
    -------
    Estimates
        ``100 (exp(b) - 1)`` with the ends of the interval carried through, which are not symmetric; standard errors
        ``100 exp(b) se``; unit ``percent_change``.
    """
    from scipy.stats import norm

    table = effect.table.copy()
    low, high = table["conf_low"], table["conf_high"]
    if level is not None:
        check_level(level)
        half = float(norm.ppf(0.5 + level / 2)) * table["std_error"]
        low, high = table["estimate"] - half, table["estimate"] + half
    growth = np.exp(table["estimate"])
    table = table.assign(
        std_error=100 * growth * table["std_error"],
        estimate=100 * np.expm1(table["estimate"]),
        conf_low=100 * np.expm1(low),
        conf_high=100 * np.expm1(high),
        unit="percent_change",
    )
    scale = 100 * growth.to_numpy()
    cov = None if effect.cov is None else effect.cov * np.outer(scale, scale)
    method = replace(effect.method, level=level or effect.method.level)
    return Estimates(table, method, cov, effect.checks)


def treated_rows(panel: pd.DataFrame, cohort: str, time: str) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    """Rows of units that have been treated, with cohort and time; never treated is missing, 0 or infinite."""
    start = panel[cohort].to_numpy(dtype=np.float64, na_value=np.nan)
    when = panel[time].to_numpy(dtype=np.float64, na_value=np.nan)
    ever = np.isfinite(start) & (start > 0)
    inside = ever & (when >= np.where(ever, start, np.inf))
    return inside, start[inside], when[inside]
