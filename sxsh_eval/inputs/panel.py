"""Inputs of one evaluation: what a province reported and, where given, its enterprise data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.confirmed import usable_letter, waiting_claims
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.study_tables import study_table
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study

TABLES = ("enterprises", "survey", "population", "costs", "energy_prices", "metering")


@dataclass(frozen=True, repr=False)
class Inputs:
    """Validated facts; cannot exist with known errors.

    Attributes
    ----------
    registry : Registry
    letter : Letter
        The province's latest letter, with the figures that may be used.
    older_letters : tuple of str
        Numbers of the letters that were not used.
    waiting : int
        Figures of the letter left out because nobody has confirmed them yet.
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
    balances : Mapping of str to Balance
        What became of the rows of each table that was read from files, by name of the table.
    synthetic : bool
        Whether these tables are made up: every page then says so.
    """

    registry: Registry
    letter: Letter
    older_letters: tuple[str, ...] = ()
    waiting: int = 0
    survey: pd.DataFrame | None = None
    enterprises: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    costs: pd.DataFrame | None = None
    energy_prices: pd.DataFrame | None = None
    metering: pd.DataFrame | None = None
    balances: Mapping[str, Balance] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def unconfirmed(self) -> int:
        """Figures in use that a program read and nobody has confirmed: every page then says so."""
        return len(waiting_claims(self.letter))

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

    def __repr__(self) -> str:
        return f"<Inputs: {self.letter.number}>"  # no rows: a saved notebook keeps what it shows

    def _repr_html_(self) -> str:
        claims = len(self.letter.claims)
        waiting = f"; {self.waiting} chờ xác nhận / to be confirmed" if self.waiting else ""
        unsure = f"; {self.unconfirmed} chưa xác nhận / not confirmed" if self.unconfirmed else ""
        told = f"{claims} số liệu / figures{waiting}{unsure}"
        return f"<p><b>{escape(self.letter.number)}</b>, {self.letter.date:%d/%m/%Y}: {told}</p>"


def read_inputs(study: Study) -> Inputs:
    """Registry and letter of the study's province.

    Raises
    ------
    InputError
        With all problems of all files, or when the province has no letter, or none of its figures is confirmed.
    """
    registry = read_registry(study.root / study.paths.registry)
    folder = study.root / study.paths.claims
    paths = find_letters(folder, study.province)
    if not paths:
        values = {"pattern": f"{study.paths.claims}/{study.province}-<year>.yml"}
        raise InputError([Problem("letter.none_for_province", str(study.paths.claims), study.province, values)])
    letters = sorted((read_letter(path, registry) for path in paths), key=lambda letter: letter.date)
    with_drafts = study.letters.use_unconfirmed
    letter = usable_letter(letters[-1], with_drafts=with_drafts)
    tables, balances = enterprise_data(study, registry)
    return Inputs(
        registry,
        letter,
        tuple(letter.number for letter in letters[:-1]),
        waiting=0 if with_drafts else len(waiting_claims(letters[-1])),
        balances=balances,
        synthetic=study.data.synthetic,
        **tables,
    )


def enterprise_data(study: Study, registry: Registry) -> tuple[dict[str, pd.DataFrame | None], dict[str, Balance]]:
    """Tables of `TABLES` by name (synthetic ones, those of the study's files, or none), balances of those from files.

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
        }, {}  # fmt: skip
    found: dict[str, pd.DataFrame | None] = dict.fromkeys(TABLES)
    balances: dict[str, Balance] = {}
    problems: list[Problem] = []
    for kind in found:
        name = getattr(study.data, kind)
        if name:
            try:
                found[kind], balances[kind] = own_rows(study, registry, kind, name)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return found, balances


def own_rows(study: Study, registry: Registry, kind: str, name: str) -> tuple[pd.DataFrame, Balance]:
    """Checked rows of the study's province with the balance of their files; all rows of a table without provinces.

    Raises
    ------
    InputError
        If the table is not as its codebook says, or has no row of the province.
    """
    table, balance = study_table(study, registry, kind, name, province=study.province)
    if "province" not in table and len(table):
        return table, balance
    own = table[table["province"] == study.province].reset_index(drop=True) if len(table) else table
    if own.empty:
        raise InputError([Problem("table.no_rows_of_province", name, study.province)])
    return own, balance
