"""Which rows of a survey or of a population belong to a period."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.parameters.quantity import Span

ANSWERED = "has_answered"


class Surveyed:
    """Facts with a survey and counts of a population, of which periods ask their own rows."""

    survey: pd.DataFrame | None
    population: pd.DataFrame | None

    def asked_in(self, period: Span) -> pd.DataFrame | None:
        """Rows of the survey's latest year inside a period, whether they answered or not; None without any."""
        if self.survey is None:
            return None
        years = self.survey["year"]
        inside = years[years.between(period.first, period.last)]
        return self.survey[years == inside.max()].reset_index(drop=True) if len(inside) else None

    def survey_in(self, period: Span) -> pd.DataFrame | None:
        """Those of `asked_in` that answered."""
        asked = self.asked_in(period)
        if asked is None or ANSWERED not in asked:
            return asked
        return asked[asked[ANSWERED].astype(bool)].drop(columns=ANSWERED).reset_index(drop=True)

    def population_near(self, year: int) -> pd.DataFrame | None:
        """Counts of the year nearest to a survey's, the earlier of two; None without any."""
        if self.population is None:
            return None
        years = self.population["year"].astype(int)
        near = min(set(years), key=lambda known: (abs(known - year), known))
        return self.population[years == near].reset_index(drop=True)
