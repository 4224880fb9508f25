"""Strata of a survey: cells of the population, small ones pooled, with the rate that is expected in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.survey_plan.frame import CELL, Frame, Place
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study

OTHER = "other"
"""Sector or size class of pooled strata."""
FEW_ANSWERS = 30
"""Answers of an earlier survey from which on its rate is planned with."""
EDGE = 0.02
"""Rates are planned with as if at least this far from 0 and 1."""
Known = Literal["chosen", "survey", "half"]


def pooled(cells: pd.DataFrame, smallest: int, census: tuple[str, ...], least: int = 1) -> pd.DataFrame:
    """Strata of which none is too small, as far as possible.

    Parameters
    ----------
    cells : DataFrame
        ``province, sector, size_class, establishments``.
    smallest : int
        Fewest establishments of a stratum.
    census : tuple of str
        Size classes of which all are asked: these are pooled over sectors alone ...
    least : int
        ... unless even then they have fewer establishments than this, which could be told apart.

    Returns
    -------
    DataFrame
        The same columns with ``stratum``; the sum is unchanged. Small cells of a province are pooled over sectors,
        then over size classes, then with the next larger stratum.
    """
    parts = [pooled_province(part, smallest, census, least) for _, part in cells.groupby("province", sort=True)]
    table = pd.concat(parts, ignore_index=True)
    names = table["sector"] + ":" + table["size_class"]
    several = len(parts) > 1
    return table.assign(stratum=table["province"] + "/" + names if several else names)


def pooled_province(cells: pd.DataFrame, smallest: int, census: tuple[str, ...], least: int) -> pd.DataFrame:
    """Strata of one province."""
    table = cells.copy()
    few = table["establishments"] < smallest
    several = len(table["sector"].unique()) > 1
    table["sector"] = table["sector"].mask(few & several, OTHER)
    table = added_up(table)
    own = table["size_class"].isin(census) & (table["establishments"] >= least)
    few = (table["establishments"] < smallest) & ~own
    table.loc[few, ["sector", "size_class"]] = OTHER
    table = added_up(table)
    while len(table) > 1 and is_small(table, smallest):
        rest = table[(table["size_class"] != OTHER) & ~table["size_class"].isin(census)]
        if rest.empty and not is_small(table, least):
            break
        rest = table[table["size_class"] != OTHER] if rest.empty else rest
        table.loc[rest["establishments"].idxmin(), ["sector", "size_class"]] = OTHER
        table = added_up(table)
    return table


def is_small(table: pd.DataFrame, smallest: int) -> bool:
    """Whether the pooled stratum is still too small."""
    return bool((table.loc[table["size_class"] == OTHER, "establishments"] < smallest).any())


def added_up(table: pd.DataFrame) -> pd.DataFrame:
    """One row a cell."""
    return table.groupby(CELL, sort=True)["establishments"].sum().reset_index()


@dataclass(frozen=True)
class Rates:
    """Rates that are planned with.

    Attributes
    ----------
    by_size : dict of str to float
        In (0, 1); the key ``""`` is for size classes that are not named.
    known : {"chosen", "survey", "half"}
        From the study, from an earlier survey, or the rate that needs the largest sample.
    fewest : int or None
        Answers behind the rate of an earlier survey that rests on fewest.
    year : int
        Of that survey; 0 without.
    """

    by_size: dict[str, float]
    known: Known
    fewest: int | None = None
    year: int = 0

    def of(self, sizes: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Rate of each size class."""
        return np.array([self.by_size.get(size, self.by_size[""]) for size in sizes])


def planned_rates(inputs: Place, study: Study) -> Rates:
    """Rates of adoption to plan with: those of the study, of an earlier survey, else 50 %.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Rates
        A rate that a letter claims is no ground to plan on: were it wrong, the sample would be too small.
    """
    if study.survey.expected_percent:
        chosen = {str(size): percent / 100 for size, percent in study.survey.expected_percent.items()}
        return Rates({"": 0.5} | chosen, "chosen")
    answers = earlier_answers(inputs, study)
    if answers is None or len(answers) < FEW_ANSWERS:
        return Rates({"": 0.5}, "half")
    least = max(FEW_ANSWERS, Rules.of(study.disclosure).minimum_count)
    found, counts = {"": rate_of(answers)}, [len(answers)]
    if "size_class" in answers:
        for size, part in answers.groupby("size_class"):
            if len(part) >= least:
                found[str(size)] = rate_of(part)
                counts.append(len(part))
    return Rates(found, "survey", min(counts), int(answers["year"].max()))


def earlier_answers(inputs: Place, study: Study) -> pd.DataFrame | None:
    """Answers on adoption of the latest survey inside the period."""
    if isinstance(inputs, Inputs):
        answers = inputs.survey_in(study.period)
    else:
        answers = inputs.survey
        if answers is not None and "has_answered" in answers:
            answers = answers[answers["has_answered"].astype(bool)]
    return None if answers is None else answers[answers["is_adopting"].notna()]


def rate_of(answers: pd.DataFrame) -> float:
    """Weighted rate of adoption, kept off 0 and 1."""
    adopting = answers["is_adopting"].astype(float).to_numpy()
    weights = answers["weight"].astype(float).fillna(0).to_numpy() if "weight" in answers else np.ones(len(answers))
    total = float(weights.sum())
    rate = float(weights @ adopting / total) if total > 0 else float(adopting.mean())
    return min(max(rate, EDGE), 1 - EDGE)


def strata_of(frame: Frame, rates: Rates, study: Study) -> pd.DataFrame:
    """Strata with the rate that is expected, the cost of an answer and whether all are asked.

    Returns
    -------
    DataFrame
        ``stratum, province, sector, size_class, establishments, share, cost_ratio, is_census``.
    """
    survey = study.survey
    table = pooled(frame.cells, survey.smallest_stratum, tuple(survey.census), Rules.of(study.disclosure).minimum_count)
    ratios = {str(size): ratio for size, ratio in survey.size_cost_ratio.items()}
    return table.assign(
        share=rates.of(table["size_class"]),
        cost_ratio=[ratios.get(size, 1.0) for size in table["size_class"]],
        is_census=table["size_class"].isin(survey.census) & (table["establishments"] <= survey.census_most),
    )
