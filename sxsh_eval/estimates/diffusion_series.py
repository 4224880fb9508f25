"""The series a diffusion curve is fitted to: which columns, which model, and whether it can carry a curve at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.curves import Curve, CurveName, Form, Vector, check_form, find_curve
from sxsh_eval.estimates.diagnosis import check, listed, refuse

FEWEST = 2  # points more than parameters: 5 with the saturation estimated, 4 with it fixed
STEADY = 0.1  # largest relative change of the denominator that passes without a word
WHOLE = {"share": 1.0, "percent": 100.0}


@dataclass(frozen=True)
class Columns:
    """Names of the columns.

    Attributes
    ----------
    time : str
        Numbers on one scale (years); any order, no repeats.
    value : str
        What spread: total so far (form ``cumulative``) or what the period added; counts, or shares of a whole.
    n : str, optional
        Answers behind each share, of samples drawn anew each time: fitted by binomial likelihood.
    std_error : str, optional
        Standard error of each value, where a survey gives one: fitted with inverse-variance weights.
    population : str, optional
        Denominator of each value (all enterprises): not used in the fit, but its changes are told.
    """

    time: str = "time"
    value: str = "value"
    n: str | None = None
    std_error: str | None = None
    population: str | None = None


@dataclass(frozen=True)
class DiffusionModel:
    """Which curve, of which form, with which saturation.

    Attributes
    ----------
    curve : {"logistic", "gompertz", "bass"}
    form : {"cumulative", "density", "increment"}
        What `value` is: the total so far; the rate at each time; the difference of two totals.
    saturation : float, optional
        Final total, in the unit of the value; estimated where absent.
    largest : float, optional
        What the saturation cannot exceed; for shares 1 and for percentages 100 without being asked.
    origin : float, optional
        Time of the launch, the zero of Bass's clock; by default one step before the first time.
    """

    curve: CurveName = "logistic"
    form: Form = "cumulative"
    saturation: float | None = None
    largest: float | None = None
    origin: float | None = None

    @property
    def family(self) -> Curve:
        """The curve's functions."""
        return find_curve(self.curve)


@dataclass(frozen=True, eq=False)
class SpreadSeries:
    """A checked series, in order of time.

    Attributes
    ----------
    time, value, step : ndarray, shape (k,)
        `step` is the time since the value before.
    n, std_error : ndarray or None
    origin : float
    largest, whole : float
        Limit of the saturation, and the value that stands for everyone; infinite where there is none.
    where : str
        Place to name in messages.
    checks : tuple of dict
    """

    time: Vector
    value: Vector
    step: Vector
    n: Vector | None
    std_error: Vector | None
    origin: float
    largest: float
    whole: float
    where: str
    checks: tuple[dict[str, Any], ...] = field(default=())

    def first(self, count: int) -> SpreadSeries:
        """The first `count` points."""
        return replace(
            self,
            time=self.time[:count],
            value=self.value[:count],
            step=self.step[:count],
            n=None if self.n is None else self.n[:count],
            std_error=None if self.std_error is None else self.std_error[:count],
        )


def spread_series(frame: pd.DataFrame, model: DiffusionModel, columns: Columns, unit: str) -> SpreadSeries:
    """Checked series of a table.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.spread_values``, ``estimate.spread_too_few_points``,
        ``estimate.spread_none``, ``estimate.spread_falls``, ``estimate.spread_denominator`` (counts only),
        ``estimate.saturation_impossible``, ``estimate.spread_binomial``.
    """
    check_form(model.form)
    where = f"{columns.value} ~ {model.curve}"
    names = [columns.time, columns.value, columns.n, columns.std_error, columns.population]
    missing = [name for name in names if name is not None and name not in frame.columns]
    if missing:
        refuse("estimate.columns_missing", where, listed(missing), known=listed([str(name) for name in frame.columns]))
    kept = frame[[name for name in names if name is not None]].apply(pd.to_numeric, errors="coerce")
    sorted_frame = kept.astype(float).sort_values(columns.time)
    largest = model.largest if model.largest is not None else WHOLE.get(unit, np.inf)
    time, value = sorted_frame[columns.time].to_numpy(), sorted_frame[columns.value].to_numpy()
    check_values(sorted_frame, columns, largest, where)
    if columns.n is not None and (model.form != "cumulative" or unit not in WHOLE):
        refuse("estimate.spread_binomial", where, f"{model.form}, {unit}")
    needed = FEWEST + 2 + (model.saturation is None)
    if time.size < needed:
        refuse("estimate.spread_too_few_points", where, time.size, needed=needed)
    step = np.diff(time, prepend=2 * time[0] - time[1])
    series = SpreadSeries(
        time=time,
        value=value,
        step=step,
        n=None if columns.n is None else sorted_frame[columns.n].to_numpy(),
        std_error=None if columns.std_error is None else sorted_frame[columns.std_error].to_numpy(),
        origin=float(time[0] - step[0]) if model.origin is None else model.origin,
        largest=largest,
        whole=WHOLE.get(unit, np.inf),
        where=where,
    )
    check_saturation(series, model)
    rows = [*movement(series, model), *followed(series), *denominator(sorted_frame, columns, unit, where)]
    return replace(series, checks=tuple(rows))


def check_values(frame: pd.DataFrame, columns: Columns, largest: float, where: str) -> None:
    """Refuse empty cells, repeated times, values below zero or above the whole, samples or errors not above zero."""
    faults: dict[str, pd.Series[bool]] = {
        "NaN": ~frame.map(np.isfinite).all(axis=1),
        f"{columns.time} ×2": frame[columns.time].duplicated(keep=False),
        f"{columns.value} < 0": frame[columns.value] < 0,
        f"{columns.value} > {largest:g}": frame[columns.value] > largest,
    }
    for name in (columns.n, columns.std_error, columns.population):
        if name is not None:
            faults[f"{name} ≤ 0"] = frame[name] <= 0
    found = [f"{fault}: {listed(frame.loc[bad, columns.time].tolist())}" for fault, bad in faults.items() if bad.any()]
    if found:
        refuse("estimate.spread_values", where, "; ".join(found))


def noise(series: SpreadSeries) -> Vector:
    """Standard error of each value, zero where nothing is known of it."""
    if series.std_error is not None:
        return series.std_error
    if series.n is not None:
        share = (series.value / series.whole * series.n + 1) / (series.n + 2)
        return np.asarray(series.whole * np.sqrt(share * (1 - share) / series.n))
    return np.zeros(series.time.size)


def movement(series: SpreadSeries, model: DiffusionModel) -> list[dict[str, Any]]:
    """Refuse a series that does not spread; tell the times at which a total falls."""
    total = series.value if model.form == "cumulative" else np.cumsum(series.value)
    if np.ptp(total) == 0:
        refuse("estimate.spread_none", series.where, f"{total[0]:g}")
    if model.form != "cumulative":
        return []
    slope = np.polyfit(series.time - series.time.mean(), total, 1)[0]
    if slope <= 0 or total[-1] <= total[0]:
        refuse("estimate.spread_falls", series.where, f"{total[0]:g} → {total[-1]:g}")
    error = noise(series)
    drop = np.diff(total) < -2 * np.hypot(error[1:], error[:-1])
    times = [f"{time:g}" for time in series.time[1:][drop]]
    return [check("spread_dips", warns=bool(times), detail=listed(times), statistic=float(drop.sum()))]


def followed(series: SpreadSeries) -> list[dict[str, Any]]:
    """Tell samples of one constant size whose share never falls: perhaps the same units every time."""
    if series.n is None:
        return []
    same = bool(np.ptp(series.n) == 0 and (np.diff(series.value) >= 0).all())
    return [check("spread_same_units", warns=same, detail=f"n = {series.n[0]:g}" if same else "")]


def denominator(frame: pd.DataFrame, columns: Columns, unit: str, where: str) -> list[dict[str, Any]]:
    """Tell a denominator that changes from one time to the next; refuse it for counts, whose ceiling moves with it."""
    if columns.population is None:
        return []
    size = frame[columns.population]
    jump = (size / size.shift() - 1).abs() > STEADY
    drift = bool(abs(size.iloc[-1] / size.iloc[0] - 1) > STEADY)
    shown = frame[jump] if jump.any() else frame.iloc[[0, -1]]
    pairs = zip(shown[columns.time], shown[columns.population], strict=True)
    detail = listed([f"{time:g}: {count:g}" for time, count in pairs])
    changes = bool(jump.any()) or drift
    if changes and unit not in WHOLE:
        refuse("estimate.spread_denominator", where, detail)
    largest = float((size / size.iloc[0] - 1).abs().max())
    return [check("spread_denominator", warns=changes, detail=detail if changes else "", statistic=largest)]


def check_saturation(series: SpreadSeries, model: DiffusionModel) -> None:
    """Refuse a fixed saturation that is not positive, above the possible, or below what was already seen."""
    fixed = model.saturation
    if fixed is None:
        return
    total = series.value if model.form == "cumulative" else np.cumsum(series.value)
    seen = float((total - 2 * noise(series)).max())
    if not (np.isfinite(fixed) and max(seen, 0) < fixed <= series.largest):
        refuse(
            "estimate.saturation_impossible",
            series.where,
            f"{fixed:g}",
            seen=f"{seen:.4g}",
            largest=f"{series.largest:g}",
        )
