"""Which rows of a survey or of a population belong to a period."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.parameters.quantity import Span

ANSWERED = "has_answered"


def asked_in(survey: pd.DataFrame | None, period: Span) -> pd.DataFrame | None:
    """Rows of a survey's latest year inside a period, whether they answered or not.

    Parameters
    ----------
    survey : DataFrame or None
    period : Span

    Returns
    -------
    DataFrame or None
        None without any.
    """
    if survey is None:
        return None
    years = survey["year"]
    inside = years[years.between(period.first, period.last)]
    return survey[years == inside.max()].reset_index(drop=True) if len(inside) else None


def answers_of(asked: pd.DataFrame | None) -> pd.DataFrame | None:
    """Those of the asked that answered.

    Parameters
    ----------
    asked : DataFrame or None
        From `asked_in`.

    Returns
    -------
    DataFrame or None
    """
    if asked is None or ANSWERED not in asked:
        return asked
    return asked[asked[ANSWERED].astype(bool)].drop(columns=ANSWERED).reset_index(drop=True)


def counts_near(population: pd.DataFrame | None, year: int) -> pd.DataFrame | None:
    """Counts of the year nearest to a survey's, the earlier of two.

    Parameters
    ----------
    population : DataFrame or None
    year : int

    Returns
    -------
    DataFrame or None
        None without any.
    """
    if population is None:
        return None
    years = population["year"].astype(int)
    near = min(set(years), key=lambda known: (abs(known - year), known))
    return population[years == near].reset_index(drop=True)
