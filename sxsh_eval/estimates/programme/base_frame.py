"""Establishments of the base year by province, sector and size, and what every later step needs to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.estimates.claimed import estimate_implied
from sxsh_eval.estimates.programme.base_scales import Numbers
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, belief, origin_of, quantile, side_by_side, uniforms
from sxsh_eval.estimates.programme.values import OfCells
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import SIZE_CLASSES
from sxsh_eval.parameters.study import Study

INDUSTRY = "industry"
"""Sector where nothing tells sectors apart."""
NATION = "national"
"""Place where nothing tells provinces apart."""
COUNTED = "industry_construction_enterprises"
AXES = ("province", "sector", "size_class")


@dataclass(frozen=True, eq=False)
class Frame(OfCells):
    """Counts of the base year with the choices that all draws share.

    Attributes
    ----------
    study : Study
    registry : Registry
    cells : DataFrame
        ``province, sector, size_class, establishments``.
    year : int
    count_factor : Drawn
        Shape (paths, provinces).
    split : Origin
        What the split by sector and size comes from.
    """

    study: Study
    registry: Registry
    cells: pd.DataFrame
    year: int
    count_factor: Drawn
    split: Origin

    def counted(self, place: str) -> Numbers:
        """Establishments of a province on every path."""
        central = self.cells.loc[self.cells["province"] == place, "establishments"].sum()
        return np.asarray(central * self.count_factor.held[:, self.places.index(place)])


def frame_of(inputs: Inputs | NationalInputs, study: Study, registry: Registry, year: int) -> Frame:
    """Counts of the base year from the best source there is.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study
    registry : Registry
    year : int
        The base year.

    Returns
    -------
    Frame

    Notes
    -----
    In order: the table of counts of the nearest year; the total that the letter's own figures imply (uniform over what
    rounding leaves open); for the country the published count of the nearest year; a belief. Only the first tells
    sectors and sizes; otherwise the survey's weighted, then the panel's composition splits the total, then believed
    shares of size classes.
    """
    counts = inputs.population_near(year)
    if counts is not None and len(counts) and counts["establishments"].sum() > 0:
        return from_table(inputs, study, registry, year, counts)
    place = inputs.province if isinstance(inputs, Inputs) else NATION
    total, factor = total_of(inputs, study, registry, year)
    shares, split = composition(inputs, study) or believed_shares(registry)
    parts = shares["weight"] / shares["weight"].sum()
    cells = shares.assign(province=place, establishments=total * parts)[[*AXES, "establishments"]]
    return Frame(study, registry, cells[cells["establishments"] > 0].reset_index(drop=True), year, factor, split)


def from_table(
    inputs: Inputs | NationalInputs, study: Study, registry: Registry, year: int, counts: pd.DataFrame
) -> Frame:
    """Counts by province, sector and size as given; errors of registers as believed."""
    place = inputs.province if isinstance(inputs, Inputs) else NATION
    filled = counts if "province" in counts else counts.assign(province=place)
    keys = [filled[name].astype("object").fillna(fill) for name, fill in zip(AXES[:2], (place, INDUSTRY), strict=True)]
    cells = filled.assign(province=keys[0], sector=keys[1]).dropna(subset="size_class")
    sums = cells.groupby(list(AXES), sort=True)["establishments"].sum().astype(float)
    table = sums[sums > 0].reset_index()
    prior = registry.priors["count_factor"]
    origin = Origin("measured", f"population:{int(counts['year'].iloc[0])}", reason="error_of_counts_believed")
    places = sorted(table["province"].unique())
    columns = [Drawn(quantile(prior, uniforms(study, f"count_factor|{each}")), (origin,)) for each in places]
    split = Origin("measured", origin.source, reason="split_not_drawn")
    return Frame(study, registry, table, year, side_by_side(columns), split)


def total_of(inputs: Inputs | NationalInputs, study: Study, registry: Registry, year: int) -> tuple[float, Drawn]:
    """Establishments of a place without a table of counts, with the factor of its uncertainty."""
    if isinstance(inputs, NationalInputs):
        near = [count for count in registry.counts if count.province is None and count.population == COUNTED]
        known = min(near, key=lambda count: (abs(count.year - year), count.year))
        origin = Origin("measured", known.source, known.status, "industry_with_construction")
        return float(known.value.value), side_by_side([Drawn(np.ones(study.programme.paths), (origin,))])
    implied = estimate_implied(inputs).table
    implied = implied[implied["term"] == "denominator"]
    drawn = uniforms(study, f"count_factor|{inputs.province}")
    if len(implied):
        row = implied.iloc[0]
        low, high = (float(row[name]) / float(row["estimate"]) for name in ("conf_low", "conf_high"))
        origin = Origin("derived", str(row["source"]), reason="enterprises_not_establishments")
        return float(row["estimate"]), side_by_side([Drawn(low + (high - low) * drawn, (origin,))])
    prior = registry.priors["establishments_province"]
    factor = quantile(prior, drawn) / prior.central
    return float(prior.central), side_by_side([Drawn(factor, (origin_of(prior),))])


def composition(inputs: Inputs | NationalInputs, study: Study) -> tuple[pd.DataFrame, Origin] | None:
    """``sector, size_class, weight`` of the survey, else of the panel's last year; None without either."""
    panel = panel_of(inputs, study)
    last = None if panel is None else panel[panel["year"] == panel["year"].max()]
    for rows, evidence, source in (
        (inputs.survey_in(study.period), "surveyed", "survey"),
        (last, "measured", "enterprises"),
    ):
        if rows is None or "size_class" not in rows or not rows["size_class"].notna().any():
            continue
        known = rows[rows["size_class"].notna()]
        sector = known["sector"].astype("object").fillna(INDUSTRY) if "sector" in known else INDUSTRY
        weight = known["weight"].astype(float) if "weight" in known else 1.0
        table = pd.DataFrame({"sector": sector, "size_class": known["size_class"].astype("object"), "weight": weight})
        grouped = table.groupby(["sector", "size_class"], sort=True)["weight"].sum().reset_index()
        origin = Origin(evidence, f"{source}:{int(known['year'].max())}", reason="split_not_drawn", fewest=len(known))
        return grouped, origin
    return None


def believed_shares(registry: Registry) -> tuple[pd.DataFrame, Origin]:
    """Split by size as believed, sectors not told apart."""
    priors = {size: registry.priors[f"size_share_{size}"] for size in SIZE_CLASSES}
    rows = [(INDUSTRY, size, prior.central) for size, prior in priors.items()]
    return pd.DataFrame(rows, columns=["sector", "size_class", "weight"]), origin_of(priors["micro"], "split_not_drawn")


def panel_of(inputs: Inputs | NationalInputs, study: Study) -> pd.DataFrame | None:
    """Enterprises by year up to the end of the period; None without any."""
    if inputs.enterprises is None:
        return None
    rows = inputs.enterprises[inputs.enterprises["year"] <= study.period.last]
    return None if rows.empty else rows.reset_index(drop=True)


def only_one(frame: Frame, parameter: str, reason: str) -> Drawn:
    """Differences of groups where there is only one: none."""
    source = frame.registry.priors[parameter].source
    return Drawn(np.zeros((frame.study.programme.paths, 1)), (Origin("derived", source, reason=reason),))


def believed_all(frame: Frame, names: Mapping[str, str]) -> dict[str, Drawn]:
    """Every parameter drawn from beliefs; `names` are parameters with their axis."""
    found = {}
    for name, axis in names.items():
        if axis == "sizes":
            columns = [belief(name, frame.registry, frame.study, size=size) for size in frame.sizes]
            found[name] = side_by_side(columns)
        elif axis:
            groups = frame.places if axis == "provinces" else frame.sectors
            own = not name.startswith("base_")  # what nobody knows of one province nobody knows of any
            columns = [belief(name, frame.registry, frame.study, group=group if own else "") for group in groups]
            found[name] = side_by_side(columns)
        else:
            found[name] = belief(name, frame.registry, frame.study)
    if len(frame.places) == 1 and "log_hazard_province" in names:
        found["log_hazard_province"] = only_one(frame, "log_hazard_province", "single_province")
    if len(frame.sectors) == 1 and "log_hazard_sector" in names:
        found["log_hazard_sector"] = only_one(frame, "log_hazard_sector", "single_sector")
    return found
