"""Inputs of one evaluation: what a province reported and, where given, its enterprise data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.enterprises import check_enterprises, read_enterprises
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study

TABLES = ("enterprises", "survey", "population", "costs", "energy_prices", "metering")


@dataclass(frozen=True)
class Inputs:
    """Validated facts; cannot exist with known errors.

    Attributes
    ----------
    registry : Registry
    letter : Letter
        The province's latest letter.
    older_letters : tuple of str
        Numbers of the letters that were not used.
    survey : DataFrame, optional
        One row a respondent, columns as in the codebook; where it has ``has_answered``, one row an establishment asked.
    enterprises : DataFrame, optional
        One row an enterprise and year.
    population : DataFrame, optional
        ``year, sector, size_class, establishments``: counts of the population.
    costs : DataFrame, optional
        ``year, payer, kind, amount_mvnd``: what programme and establishments spent.
    energy_prices : DataFrame, optional
        ``year, carrier, vnd_per_unit``.
    metering : DataFrame, optional
        One row a metered site and month: energy before and after its measures.
    synthetic : bool
        Whether these tables are made up: every page then says so.
    """

    registry: Registry
    letter: Letter
    older_letters: tuple[str, ...] = ()
    survey: pd.DataFrame | None = None
    enterprises: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    costs: pd.DataFrame | None = None
    energy_prices: pd.DataFrame | None = None
    metering: pd.DataFrame | None = None
    synthetic: bool = False

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
        if asked is None or "has_answered" not in asked:
            return asked
        return asked[asked["has_answered"].astype(bool)].drop(columns="has_answered").reset_index(drop=True)

    def population_near(self, year: int) -> pd.DataFrame | None:
        """Counts of the year nearest to a survey's, the earlier of two; None without any."""
        if self.population is None:
            return None
        years = self.population["year"].astype(int)
        near = min(set(years), key=lambda known: (abs(known - year), known))
        return self.population[years == near].reset_index(drop=True)

    def _repr_html_(self) -> str:
        claims = len(self.letter.claims)
        return f"<p><b>{self.letter.number}</b>, {self.letter.date:%d/%m/%Y}: {claims} số liệu / figures</p>"


def read_inputs(study: Study) -> Inputs:
    """Registry and letter of the study's province.

    Raises
    ------
    InputError
        With all problems of all files, or when the province has no letter.
    """
    registry = read_registry(study.root / study.paths.registry)
    folder = study.root / study.paths.claims
    paths = find_letters(folder, study.province)
    if not paths:
        values = {"pattern": f"{study.paths.claims}/{study.province}-<year>.yml"}
        raise InputError([Problem("letter.none_for_province", str(study.paths.claims), study.province, values)])
    letters = sorted((read_letter(path, registry) for path in paths), key=lambda letter: letter.date)
    tables = enterprise_data(study, registry)
    return Inputs(
        registry,
        letters[-1],
        tuple(letter.number for letter in letters[:-1]),
        synthetic=study.data.synthetic,
        **tables,
    )


def enterprise_data(study: Study, registry: Registry) -> dict[str, pd.DataFrame | None]:
    """Tables of `TABLES` by name: synthetic ones, those of the study's files, or none.

    Raises
    ------
    InputError
        With every problem of all files.
    """
    if study.data.synthetic:
        panel = sample_panel(seed=study.seed, enterprises=study.data.synthetic_enterprises, provinces=[study.province])
        return {
            "enterprises": panel.enterprises, "survey": panel.asked, "population": panel.counts,
            "costs": panel.costs, "energy_prices": panel.energy_prices, "metering": panel.metering,
        }  # fmt: skip
    found: dict[str, pd.DataFrame | None] = dict.fromkeys(TABLES)
    problems: list[Problem] = []
    for kind in found:
        name = getattr(study.data, kind)
        if name:
            try:
                found[kind] = own_rows(study, registry, kind, name)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def own_rows(study: Study, registry: Registry, kind: str, name: str) -> pd.DataFrame:
    """Checked rows of the study's province; all rows of a table that holds for every province.

    Raises
    ------
    InputError
        If the table is not as its codebook says, or has no row of the province.
    """
    table = checked_rows(study, registry, kind, name)
    if "province" not in table:
        return table
    own = table[table["province"] == study.province].reset_index(drop=True)
    if own.empty:
        raise InputError([Problem("table.no_rows_of_province", name, study.province)])
    return own


def checked_rows(study: Study, registry: Registry, kind: str, name: str) -> pd.DataFrame:
    """Rows of all provinces, held against their codebook.

    Raises
    ------
    InputError
        If the table is not as its codebook says.
    """
    codebook = read_codebook(study.root / "parameters" / "codebook" / f"{kind}.yml")
    table = read_enterprises(study.root / name, codebook)
    found = [
        replace(problem, where=f"{name} · {problem.where}")
        for problem in check_enterprises(table, codebook, registry=registry)
        if problem.severity == "error"
    ]
    if found:
        raise InputError(found)
    return table
