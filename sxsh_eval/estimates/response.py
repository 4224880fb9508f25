"""Whom the answers stand for: weights that add up to the population's known counts, and who did not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.survey.calibration import SMALL_CELL, post_stratify, rake
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.nonresponse import NonresponseBalance, nonresponse_balance, verdict_of

CELLS = ("sector", "size_class")
COUNT = "establishments"
WeightingKind = Literal["post_stratified", "raked"]
HEADS = ("variable", "level", "population", "respondents", "standardised", "verdict")


@dataclass(frozen=True, eq=False)
class Weighting:
    """Answers brought to the population.

    Attributes
    ----------
    design : SurveyDesign
        With the calibrated weights where there are counts that allow it, else as drawn.
    kind : {"post_stratified", "raked"} or None
    columns : tuple of str
        Whose counts the weights add up to.
    population : float
        Establishments by the counts; NaN without any.
    composition : DataFrame
        ``variable, level, population, respondents`` (shares in per cent, with the weights as drawn), ``standardised``
        difference, ``verdict``; empty without counts.
    balance : NonresponseBalance or None
        Respondents against all who were asked, where the table lists those who did not answer.
    refusals : tuple of Problem
        Why the counts could not be used.
    """

    design: SurveyDesign
    kind: WeightingKind | None = None
    columns: tuple[str, ...] = ()
    population: float = float("nan")
    composition: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(HEADS)))
    balance: NonresponseBalance | None = None
    refusals: tuple[Problem, ...] = ()


def weight_to_population(
    design: SurveyDesign, population: pd.DataFrame | None, asked: pd.DataFrame | None = None
) -> Weighting:
    """Weights of a survey brought to known counts of establishments by sector and size.

    Parameters
    ----------
    design : SurveyDesign
        Of those who answered.
    population : DataFrame, optional
        ``sector, size_class, establishments``, one row a cell.
    asked : DataFrame, optional
        All who were asked, with the flag ``has_answered``.

    Returns
    -------
    Weighting

    Notes
    -----
    Post-stratified by sector and size where every cell has at least five answers; else raked to the counts of each
    alone; where that is not possible either the weights stay as drawn, with the reason. This removes the bias of
    answering that depends on sector and size, no other.
    """
    balance = balance_of(asked)
    columns = tuple(name for name in CELLS if name in design.data)
    if population is None or not columns:
        return Weighting(design, balance=balance)
    counts = population[population[COUNT] > 0].groupby(list(columns), sort=True)[COUNT].sum().astype(float)
    margins = {name: counts.groupby(level=name, sort=True).sum() for name in columns}
    found = Weighting(
        design,
        columns=columns,
        population=float(counts.sum()),
        composition=composition(design, margins),
        balance=balance,
    )
    return calibrated(found, counts, margins)


def calibrated(found: Weighting, counts: pd.Series[float], margins: Mapping[str, pd.Series[float]]) -> Weighting:
    """The same with new weights, by the finest counts that the answers carry."""
    seen = found.design.data.groupby(list(found.columns), sort=True).size()
    full = bool((seen.reindex(counts.index).fillna(0) >= SMALL_CELL).all())
    kind: WeightingKind = "post_stratified" if full or len(margins) == 1 else "raked"
    try:
        if kind == "post_stratified":
            design = post_stratify(found.design, list(found.columns), counts)
        else:
            design = rake(found.design, margins)
    except EstimationError as refusal:
        return Weighting(**(vars(found) | {"refusals": refusal.problems}))
    return Weighting(**(vars(found) | {"design": design, "kind": kind}))


def composition(design: SurveyDesign, margins: Mapping[str, pd.Series[float]]) -> pd.DataFrame:
    """Shares of the levels among answers, weighted as drawn, beside those of the population."""
    parts = []
    for name, counts in margins.items():
        weights = pd.Series(design.weights).groupby(design.data[name].to_numpy()).sum()
        population = counts / counts.sum()
        answers = (weights / weights.sum()).reindex(population.index).fillna(0.0)
        spread = (population * (1 - population)) ** 0.5
        part = pd.DataFrame({"population": 100 * population, "respondents": 100 * answers})
        part["standardised"] = ((answers - population) / spread.where(spread > 0)).fillna(0.0)
        parts.append(part.rename_axis("level").reset_index().assign(variable=name))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(verdict=[verdict_of(value) for value in table["standardised"]])[list(HEADS)]


def balance_of(asked: pd.DataFrame | None) -> NonresponseBalance | None:
    """Who answered among all who were asked; None where the table does not list the others."""
    if asked is None or "has_answered" not in asked or asked["has_answered"].all():
        return None
    return nonresponse_balance(asked, "has_answered", [name for name in CELLS if name in asked])
