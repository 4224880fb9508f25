"""From an effect on log intensity to what was saved: TOE, GJ, tonnes of CO2, VND."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effect_terms import Scheme, log_effects, treated_rows
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.estimates.saved_rows import NO_PRICES, Cell, percent_slope, rows_of, savings, unpriced

Floats = npt.NDArray[np.float64]
QUANTITIES = {
    "energy_toe": "toe",
    "energy_gj": "gj",
    "emissions_tco2": "tco2",
    "emissions_tco2_fixed": "tco2",
    "energy_cost_vnd": "vnd",
}
FORMULA = "saved = observed * (exp(-b) - 1) over rows of adopters"


@dataclass(frozen=True)
class PanelColumns:
    """Columns of the panel.

    Attributes
    ----------
    cohort, time : str
        First year of adoption (missing, 0 or infinite: never), year of the row.
    province, sector : str, optional
        By which savings are also summed.
    weights : str, optional
    """

    cohort: str = "adoption_year"
    time: str = "year"
    province: str | None = "province"
    sector: str | None = "sector"
    weights: str | None = None


def estimate_saved(
    effect: Estimates | tuple[float, float],
    panel: pd.DataFrame,
    *,
    quantities: Mapping[str, str] | None = None,
    columns: PanelColumns | None = None,
    scheme: Scheme | None = None,
    level: float = 0.95,
    source: str = "",
) -> Estimates:
    r"""Energy, emissions or money saved by adopters, from the effect of adopting on the log of energy per output.

    Parameters
    ----------
    effect : Estimates or tuple of float
        Coefficients on the logarithm with covariance, by cohort and time, event time, cohort, time or overall; or one
        coefficient with its standard error. Negative means less energy.
    panel : DataFrame
        One row an enterprise and year with the observed quantities (``energy_toe`` etc., as `energy_content` adds).
    quantities : Mapping of str to str, optional
        Unit by column; by default those of `QUANTITIES` that the panel has, and a refusal by name for VND where it has
        no ``energy_cost_vnd``.
    columns : PanelColumns, optional
    scheme : str, optional
        Which terms of the effect to use; the finest by default.
    level : float
    source : str

    Returns
    -------
    Estimates
        Indicator ``saved_<column>``; term ``amount`` for the total, each year, province and sector, term ``percent``
        (of what would have been used) beside each. `cov` is that of all rows.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.saved_no_adopters``, ``estimate.saved_no_quantity`` and those of
        `log_effects`.

    Notes
    -----
    Without adoption a row would have used :math:`q e^{-b}`, at the output it had. Savings of a cell are
    :math:`S = C - Q` with :math:`C = \sum q e^{-b}`; the interval is that of :math:`\log C` by the delta method,
    carried back: exact for a single coefficient, not symmetric. It holds the uncertainty of the effect alone; the
    observed quantities count as known. The same relative effect is taken for every carrier, so for TOE, GJ and CO2
    alike. Rows without a coefficient or without a quantity are not extrapolated; the checks say how many there are.
    """
    columns = columns or PanelColumns()
    check_level(level)
    effects = log_effects(effect, scheme)
    wanted = quantities or {name: unit for name, unit in QUANTITIES.items() if name in panel}
    refuse_columns(panel, columns, wanted)
    inside, cohort, time = treated_rows(panel, columns.cohort, columns.time)
    if not inside.any():
        refuse("estimate.saved_no_adopters", columns.cohort, 0)
    rows, place = panel[inside], effects.place(cohort, time)
    checks = [*no_effect_check(place, cohort, time), carriers_check()]
    if not (place >= 0).any():
        refuse("estimate.saved_no_effect", "effect", listed(effects.keys))
    cells = cells_of(rows, columns)
    table: list[dict[str, Any]] = []
    slopes: list[Floats] = []
    for name, unit in wanted.items():
        amounts, told = amounts_of(rows, name, columns.weights)
        checks.append(told)
        use = (place >= 0) & ~np.isnan(amounts)
        found = savings(effects, [cell.rows & use for cell in cells], amounts, place, level)
        own = [int((cell.rows & use).sum()) for cell in cells]
        table += rows_of(found, cells, own, (name, unit, source))
        slopes += [found.slope, 100 * percent_slope(found)]
    cov = np.concatenate(slopes) @ effects.cov @ np.concatenate(slopes).T
    if quantities is None and "energy_cost_vnd" not in panel:
        table.append(unpriced(cells[0], source))
        checks.append(check(NO_PRICES, warns=True, detail="VND"))
        cov = np.pad(cov, ((0, 1), (0, 1)), constant_values=np.nan)
    method = Method("saved", FORMULA, level)
    made = as_estimates(table, method)
    return Estimates(made.table, method, pd.DataFrame(cov), as_checks(checks))


def refuse_columns(panel: pd.DataFrame, columns: PanelColumns, wanted: Mapping[str, str]) -> None:
    """Refuse a panel without the columns, or without any quantity."""
    needed = [columns.cohort, columns.time, columns.province, columns.sector, columns.weights, *wanted]
    absent = [name for name in needed if name is not None and name not in panel]
    if absent:
        refuse("estimate.columns_missing", "panel", ", ".join(absent), known=", ".join(map(str, panel.columns)))
    if not wanted:
        refuse("estimate.saved_no_quantity", "panel", "-", known=", ".join(QUANTITIES))


def cells_of(rows: pd.DataFrame, columns: PanelColumns) -> list[Cell]:
    """The total first, then years, provinces, sectors."""
    years = rows[columns.time].to_numpy()
    span = str(years.min()) if years.min() == years.max() else f"{years.min()}-{years.max()}"
    cells = [Cell(("", "", span), np.ones(len(rows), dtype=bool))]
    if years.min() != years.max():
        cells += [Cell(("", "", str(year)), years == year) for year in np.unique(years)]
    for position, name in enumerate((columns.province, columns.sector)):
        if name is None:
            continue
        labels = rows[name].astype("str")
        for label in sorted(set(labels)):
            keys = (label, "", span) if position == 0 else ("", label, span)
            cells.append(Cell(keys, (labels == label).to_numpy()))
    return cells


def amounts_of(rows: pd.DataFrame, name: str, weights: str | None) -> tuple[Floats, dict[str, Any]]:
    """Weighted amounts of a quantity, negative ones missing, with how many rows lack it."""
    amounts = rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
    amounts = np.where(amounts >= 0, amounts, np.nan)
    if weights is not None:
        amounts = amounts * rows[weights].to_numpy(dtype=np.float64, na_value=np.nan)
    lost = int(np.isnan(amounts).sum())
    detail = f"{name}: {lost} / {len(amounts)}"
    return amounts, check("saved_missing_quantity", warns=lost > 0, statistic=float(lost), detail=detail)


def no_effect_check(place: npt.NDArray[np.int64], cohort: Floats, time: Floats) -> Iterator[dict[str, Any]]:
    """Rows of adopters for which no effect was estimated."""
    without = place < 0
    pairs = sorted({(int(one), int(other)) for one, other in zip(cohort[without], time[without], strict=True)})
    names = listed([f"{one}|{other}" for one, other in pairs])
    detail = f"{int(without.sum())} / {len(place)}: {names}" if pairs else ""
    yield check("saved_no_effect_for", warns=bool(pairs), statistic=float(without.sum()), detail=detail)


def carriers_check() -> dict[str, Any]:
    """The assumption that is always made."""
    return check("saved_same_effect_all_carriers", detail="b")
