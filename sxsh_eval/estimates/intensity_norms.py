"""Specific consumption beside the highest that the circulars allow for a product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, listed, refuse
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.parameters.factors import Norm

NormVerdict = Literal["within", "above", "open"]
# Unit of a norm: indicator it is compared with, output it is per, and how many of its units one of the estimate's is.
SCALES = {
    "mj_per_hl": ("specific_energy_gj", "hl", 1e3),
    "mj_per_tonne": ("specific_energy_gj", "tonne", 1e3),
    "kgoe_per_tonne": ("specific_energy_toe", "tonne", 1e3),
}


@dataclass(frozen=True)
class ProductNorm:
    """Which norm holds for a group of the estimates.

    Attributes
    ----------
    product : str
        Name of the product in the registry, in either language.
    size : str, optional
        Name of the size of plant there; all sizes by default, because norms are not monotone in size.
    """

    product: str
    size: str | None = None


def norm_verdict(interval: tuple[float, float]) -> NormVerdict:
    """``within`` when the whole interval of per cent of the norm is at most 100, ``above`` when all of it is more."""
    if interval[1] <= 100:  # noqa: PLR2004 - per cent
        return "within"
    return "above" if interval[0] > 100 else "open"  # noqa: PLR2004 - per cent


def compare_with_norms(
    intensity: Estimates, norms: Sequence[Norm], *, products: Mapping[str, ProductNorm], output_unit: str
) -> Estimates:
    """Energy per output as a percentage of the norm of its product and year.

    Parameters
    ----------
    intensity : Estimates
        As of `estimate_intensity` with products as groups and physical output.
    norms : sequence of Norm
        Of the registry.
    products : Mapping of str to ProductNorm
        Norm by group of the estimates.
    output_unit : {"hl", "tonne"}
        Unit of the output.

    Returns
    -------
    Estimates
        Indicator ``percent_of_norm``, `sector` the group, `period` the year, term ``<circular>|<unit>|<size>``. Norms
        in MJ are compared with physical GJ (3.6 MJ/kWh), those in kgOE with official TOE. Checks ``norm`` say
        ``within``, ``above`` or ``open`` for each, ``norm_none`` which groups and years have no norm.

    Raises
    ------
    EstimationError
        ``estimate.norm_output_unit`` for output in money, ``estimate.norm_none`` where nothing can be compared.
    """
    units = sorted({output for _, output, _ in SCALES.values()})
    if output_unit not in units:
        refuse("estimate.norm_output_unit", "output_unit", output_unit, known=", ".join(units))
    rows: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    without: list[str] = []
    own = intensity.table[(intensity.table["term"] == "ratio") & (intensity.table["sector"] != "")]
    for record in own.to_dict("records"):
        chosen = products.get(str(record["sector"]))
        found = list(matching(norms, chosen, record, output_unit))
        if not found and record["indicator"] == "specific_energy_gj":
            without.append(f"{record['sector']} {record['period']}")
        for norm in found:
            rows.append(norm_row(record, norm))
            ends = (rows[-1]["conf_low"], rows[-1]["conf_high"])
            verdict = "open" if np.isnan(ends[0]) else norm_verdict(ends)
            detail = f"{record['sector']} {record['period']}: {norm.product.en} {rows[-1]['estimate']:.0f} %"
            told.append(check("norm", statistic=rows[-1]["estimate"], detail=detail) | {"verdict": verdict})
    compared = {f"{row['sector']} {row['period']}" for row in rows}
    without = [name for name in without if name not in compared]
    if not rows:
        refuse("estimate.norm_none", "norms", listed(without) or "-")
    told.append(check("norm_none", warns=bool(without), detail=listed(without)))
    method = Method("norm", "100 * specific consumption / norm", intensity.method.level)
    return Estimates(as_estimates(rows, method).table, method, checks=as_checks(told))


def matching(
    norms: Sequence[Norm], chosen: ProductNorm | None, record: Mapping[Any, Any], output_unit: str
) -> Iterator[Norm]:
    """Norms of a row's product, year, unit and, where named, size."""
    if chosen is None:
        return
    for norm in norms:
        indicator, output, _ = SCALES[norm.unit]
        sizes = (norm.size.vi, norm.size.en) if norm.size else ()
        if (
            chosen.product in (norm.product.vi, norm.product.en)
            and norm.years.first <= int(record["period"]) <= norm.years.last
            and (indicator, output) == (record["indicator"], output_unit)
            and (chosen.size is None or chosen.size in sizes)
        ):
            yield norm


def norm_row(record: Mapping[Any, Any], norm: Norm) -> dict[str, Any]:
    """Per cent of one norm."""
    scale = 100 * SCALES[norm.unit][2] / norm.value
    source = ", ".join(part for part in (str(record["source"]), norm.source) if part)
    labels = Labels("percent_of_norm", str(record["province"]), str(record["sector"]), "percent", "measured", source)
    size = norm.size.en if norm.size else "all sizes"
    numbers: dict[str, Any] = {"period": str(record["period"]), "n_obs": float(record["n_obs"])}
    term, low = f"{norm.circular}|{norm.unit}|{size}", float(record["conf_low"])
    if np.isnan(low):
        return labels.row(term, scale * float(record["estimate"]), reason=str(record["reason"]), **numbers)
    interval = (scale * low, scale * float(record["conf_high"]))
    error = scale * float(record["std_error"])
    return labels.row(term, scale * float(record["estimate"]), interval=interval, std_error=error, **numbers)
