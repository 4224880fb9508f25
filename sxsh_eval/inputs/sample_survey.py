"""A survey drawn from the synthetic register: strata of sector and size, districts, enterprises, answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.inputs.sample_model import SIZES, SurveyPlan

FEWEST_DISTRICTS = 4
Codes = npt.NDArray[np.int64]


def draw_survey(register: pd.DataFrame, plan: SurveyPlan, rng: np.random.Generator) -> pd.DataFrame:
    """Draw a stratified cluster sample with non-response.

    Parameters
    ----------
    register : DataFrame
        One row an enterprise: ``enterprise_id, district, sector, size_class, is_adopting``.
    plan : SurveyPlan
    rng : Generator

    Returns
    -------
    DataFrame
        The register with ``stratum`` (sector and size, pooled where there are fewer than four districts), ``cluster``
        (district within stratum), ``stratum_clusters`` (districts of the stratum in the population, for the finite
        population correction), ``is_sampled``, ``has_answered``, ``design_weight`` and ``weight`` (missing where
        they do not apply).

    Notes
    -----
    Of the ``N_h`` districts of a stratum ``n_h >= 2`` are drawn at random without replacement, and all enterprises of
    the stratum there are asked. ``design_weight = N_h / n_h``; ``weight`` gives those who answered the design weights
    of all asked in their stratum, which is right where answering depends on nothing but the stratum. The first
    enterprise of two districts of each stratum is asked until it answers, so no stratum ends with a single district.
    """
    table = register.assign(stratum=pooled_strata(register))
    table = table.assign(cluster=table["stratum"] + "/" + table["district"])
    stratum, strata = pd.factorize(table["stratum"], sort=True)
    cluster, clusters = pd.factorize(table["cluster"], sort=True)
    home = np.zeros(len(clusters), dtype=np.int64)
    home[cluster] = stratum
    districts = np.bincount(home, minlength=len(strata))
    planned = np.bincount(stratum, weights=sampling_rates(table, plan)) / np.bincount(stratum)
    drawn = np.clip(np.round(planned * districts), np.minimum(2, districts), districts)
    place, turn = order_within(home, rng), order_within(cluster, rng)
    sampled = (place < drawn[home])[cluster]
    followed_up = (turn == 0) & (place < 2)[cluster]  # noqa: PLR2004 - two districts
    answered = sampled & (followed_up | (rng.random(len(table)) < answer_chances(table, plan)))
    design_weight = (districts / drawn)[stratum]
    of_sampled, of_answers = (np.bincount(stratum, weights=flag) for flag in (sampled, answered))
    return table.assign(
        stratum_clusters=districts[stratum],
        is_sampled=sampled,
        has_answered=answered,
        design_weight=np.where(sampled, design_weight, np.nan),
        weight=np.where(answered, design_weight * (of_sampled / of_answers)[stratum], np.nan),
    )


def pooled_strata(register: pd.DataFrame) -> pd.Series[str]:
    """Sector and size, pooled over sizes and then over all where there are too few districts."""
    stratum = register["sector"] + ":" + register["size_class"]
    for pooled in (register["sector"] + ":all", pd.Series("all:all", index=register.index)):
        districts = register["district"].groupby(stratum).transform("nunique")
        stratum = stratum.where(districts >= FEWEST_DISTRICTS, pooled)
    left = register["district"][stratum == "all:all"].nunique()
    if 0 < left < FEWEST_DISTRICTS:
        stratum = stratum.where(stratum != "all:all", str(stratum[stratum != "all:all"].mode().min()))
    return stratum


def order_within(group: Codes, rng: np.random.Generator) -> Codes:
    """Random order, from 0, of the members of each group."""
    by_group = np.lexsort((rng.random(len(group)), group))
    sizes = np.bincount(group)
    order = np.empty(len(group), dtype=np.int64)
    order[by_group] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return order


def sampling_rates(table: pd.DataFrame, plan: SurveyPlan) -> npt.NDArray[np.float64]:
    """Sampling rate of each enterprise, from its size class."""
    relative = np.array(plan.intensity)[size_codes(table)]
    return np.asarray(np.minimum(plan.asked * relative / relative.sum(), 1.0))


def answer_chances(table: pd.DataFrame, plan: SurveyPlan) -> npt.NDArray[np.float64]:
    """Chance that an enterprise that was asked answers."""
    odds = np.log(plan.response / (1 - plan.response)) + plan.response_size * size_codes(table)
    odds = odds + plan.response_adopting * table["is_adopting"].to_numpy()
    return np.asarray(1 / (1 + np.exp(-odds)))


def size_codes(table: pd.DataFrame) -> Codes:
    """Position of the size class, 0 for the smallest."""
    return np.asarray(pd.Index(SIZES).get_indexer(pd.Index(table["size_class"])), dtype=np.int64)
