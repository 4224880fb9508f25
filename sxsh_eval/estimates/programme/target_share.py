"""What a projection says on the quantity that a target is set for: its values by path and year, or why none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.claimed import claim_span
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.study import Study

Doubles = npt.NDArray[np.float64]
SHARES: Mapping[str, str] = {"awareness": "aware", "adoption": "adopters"}
"""Indicators that are a share of establishments, with the outcome that they count."""
SAVING = "saving_per_product"
SIZES_OF: Mapping[str, tuple[str, ...]] = {
    "large_enterprises": ("large",),
    "medium_large_enterprises": ("medium", "large"),
    "sme_enterprises": ("micro", "small", "medium"),
}
OF_THE_MODEL = ("all_establishments", "adopting_establishments")
PERCENT = 100.0
SIZE_SHARE = "size_share_"
SAVING_DRIVERS = ("saving", "persistence", "rebound")


def attainment_targets(inputs: Inputs | NationalInputs, study: Study) -> dict[str, Target]:
    """Targets to be held against a projection: the Strategy's last ones, the province's own, those its letter proposes.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    dict of str to Target
        By id in the registry, or by id of the claim for a proposal that only the letter has.
    """
    registry = inputs.registry
    found = registry.strategy_targets(study.strategy.source)
    latest = {(one.indicator, one.population): one.due for one in sorted(found.values(), key=lambda one: one.due)}
    kept = {key: one for key, one in found.items() if one.due == latest[one.indicator, one.population]}
    if isinstance(inputs, NationalInputs):
        return kept
    kept |= registry.targets_for(inputs.province)
    known = {asked(one) for one in kept.values() if one.province is not None}
    number = "" if inputs.letter is None else inputs.letter.number
    source = next((key for key, one in registry.sources.items() if number and one.number == number), "letter")
    for key, claim in inputs.claims.items():
        if claim.kind in {"target", "proposal"} and claim.indicator in registry.indicators and not claim.repeats:
            target = target_of(claim, inputs.province, source)
            if asked(target) not in known:
                kept[key] = target
    return kept


def asked(target: Target) -> tuple[str, str, int, float]:
    """What makes two targets the same."""
    return target.indicator, target.population, target.due, target.threshold


def target_of(claim: Claim, province: str, source: str) -> Target:
    """A letter's target or proposal as an entry of the registry."""
    span = claim_span(claim)
    return Target(
        indicator=claim.indicator,
        scope="proposal" if claim.kind == "proposal" else "provincial",
        province=province,
        population=claim.population,
        since=span.first,
        due=span.last,
        value=claim.value,
        band=claim.band,
        met_when="at_least_value" if claim.value else "at_least_lower_end",
        source=source,
        status="verified",
    )


def target_values(projection: Projection, target: Target, known: Estimates | None = None) -> tuple[Doubles | None, str]:
    """Values of a target's quantity in each drawn future.

    Parameters
    ----------
    projection : Projection
    target : Target
    known : Estimates, optional
        `Base.known`: a split by size class that is only assumed judges no target of size classes.

    Returns
    -------
    tuple of ndarray or None, str
        Per cent, paths x years; without them the reason: ``attainment_not_modelled`` for an indicator that the model
        does not follow, ``attainment_other_population`` for units it does not count, ``attainment_sizes_unknown`` or
        ``attainment_sectors_unknown`` where establishments are not split as the target asks,
        ``attainment_saving_unknown`` without the drawn saving of adopters.

    Notes
    -----
    Shares are those at the end of the year. The saving per unit of product is the mean over establishments that have
    adopted since the base year, each cohort with what persists of its saving, less rebound; a path without any new
    adopter has none, which counts as not reached.
    """
    if target.indicator == SAVING:
        return mean_saving(projection)
    outcome = SHARES.get(target.indicator)
    if outcome is None:
        return None, "attainment_not_modelled"
    sizes = SIZES_OF.get(target.population, ())
    if not sizes and target.population not in OF_THE_MODEL:
        return None, "attainment_other_population"
    if target.sectors:
        wanted, grouping, reason = target.sectors, "sector", "attainment_sectors_unknown"
    elif sizes:
        wanted, grouping, reason = sizes, "size_class", "attainment_sizes_unknown"
    else:
        return projection.share(outcome), ""
    groups = projection.groups.get(grouping, ())
    places = [at for at, name in enumerate(groups) if name in wanted]
    unknown = (sizes and target.sectors) or (sizes and known is not None and sizes_assumed(known))
    if unknown or len(groups) < 2 or not places:  # noqa: PLR2004 - one group is no split
        return None, reason
    parts = projection.by[grouping]
    counted, all_of_them = (
        parts[name][:, places].sum(axis=1, dtype=np.float64) for name in (outcome, "establishments")
    )
    return percent(counted, all_of_them), ""


def sizes_assumed(known: Estimates) -> bool:
    """Whether shares of size classes are beliefs rather than counts."""
    shares = known.table[known.table["term"].astype(str).str.startswith(SIZE_SHARE)]
    return bool((shares["evidence"] == "projected").any())


def percent(part: Doubles, whole: Doubles) -> Doubles:
    """Share in per cent; missing where there is nothing to share."""
    return np.divide(PERCENT * part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def mean_saving(projection: Projection) -> tuple[Doubles | None, str]:
    """Mean saving of those who have adopted since the base year, per cent of energy per output."""
    drawn = projection.drivers
    if any(name not in drawn for name in SAVING_DRIVERS):
        return None, "attainment_saving_unknown"
    saving, persistence, rebound = (drawn[name].to_numpy(np.float64)[:, None] for name in SAVING_DRIVERS)
    adopters = projection.totals["adopters"]
    new = np.diff(adopters, axis=1, prepend=adopters[:, :1]).clip(min=0)
    left = np.zeros_like(new)
    for year in range(1, new.shape[1]):
        left[:, year] = left[:, year - 1] * persistence[:, 0] + new[:, year]
    return percent(left * saving * (1 - rebound), np.cumsum(new, axis=1)), ""
