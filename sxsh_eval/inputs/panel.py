"""Inputs of one evaluation: what a province reported and, where given, its enterprise data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sxsh_eval.errors import InputError, Problem, check_kind
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.confirmed import usable_letter, waiting_claims
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.sample_provinces import province_panel
from sxsh_eval.inputs.survey_years import Surveyed
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.study_tables import says_synthetic, study_table
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.quantity import as_name
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

OF_PROVINCE = ("enterprises", "survey", "costs", "metering")
"""Tables that tell something on a province by themselves."""


@dataclass(frozen=True, repr=False)
class Inputs(Surveyed, Shown):
    """Validated facts; cannot exist with known errors.

    Attributes
    ----------
    registry : Registry
    letter : Letter or None
        The province's latest letter, with the figures that may be used; None when it has sent none.
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
    plan : DataFrame, optional
        One row an activity, payer and year: what was to be done, what was done and spent.
    balances : Mapping of str to Balance
        What became of the rows of each table that was read from files, by name of the table.
    synthetic : bool
        Whether these tables are made up: every page then says so.
    silent : Province or None
        The province that has sent no letter; given exactly where there is none.
    """

    registry: Registry
    letter: Letter | None
    older_letters: tuple[str, ...] = ()
    waiting: int = 0
    survey: pd.DataFrame | None = None
    enterprises: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    costs: pd.DataFrame | None = None
    energy_prices: pd.DataFrame | None = None
    metering: pd.DataFrame | None = None
    plan: pd.DataFrame | None = None
    balances: Mapping[str, Balance] = field(default_factory=dict)
    synthetic: bool = False
    silent: Province | None = None

    def __post_init__(self) -> None:
        """Refuse facts that belong to no province, or to two."""
        if (self.letter is None) == (self.silent is None):
            raise ValueError("a letter or the province that has sent none")

    @property
    def own_letter(self) -> Letter:
        """The letter, for what rests on it.

        Raises
        ------
        ValueError
            If the province has sent none: a fault of ours.
        """
        if self.letter is None:
            raise ValueError(f"{self.province} has sent no letter")
        return self.letter

    @property
    def claims(self) -> Mapping[str, Claim]:
        """Figures of the letter by id; none without a letter."""
        return {} if self.letter is None else self.letter.claims

    @property
    def place(self) -> Province:
        """The province at the letter's date, or as it was asked for."""
        if self.silent is not None:
            return self.silent
        return self.registry.province(self.own_letter.province, self.own_letter.date)

    @property
    def province(self) -> str:
        """Slug of the province."""
        return self.own_letter.province if self.silent is None else self.silent.slug

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables of `TABLES` that there are."""
        return tuple(name for name in TABLES if getattr(self, name) is not None)

    @property
    def unconfirmed(self) -> int:
        """Figures in use that a program read and nobody has confirmed: every page then says so."""
        return 0 if self.letter is None else len(waiting_claims(self.letter))

    def __repr__(self) -> str:
        told = self.province if self.letter is None else self.letter.number
        return f"<Inputs: {told}>"  # no rows: a saved notebook keeps what it shows

    def _facts(self) -> Mapping[str, Any]:
        told: dict[str, Any] = {"province": as_name(self.place.name)}
        if self.letter is not None:
            told |= {"letter": f"{self.letter.number}, {self.letter.date:%d/%m/%Y}", "figures": len(self.claims)}
            told |= {"waiting": self.waiting, "unconfirmed": self.unconfirmed}
        counts = {f"rows.{name}": len(getattr(self, name)) for name in self.tables}
        return told | counts


def read_inputs(study: Study, *, may_be_bare: bool = False) -> Inputs:
    """Registry, letter and enterprise data of the study's province.

    Parameters
    ----------
    study : Study
    may_be_bare : bool
        Whether a province that has neither a letter nor a table has inputs: the registry alone.

    Returns
    -------
    Inputs

    Raises
    ------
    InputError
        With all problems of all files, when the province has neither a letter nor a table, or when none of the
        letter's figures is confirmed.
    """
    check_kind(study, Study, "sx.read_study")
    registry = read_registry(study.root / study.paths.registry)
    paths = find_letters(study.root / study.paths.claims, study.province)
    if not paths and not names_tables(study) and not may_be_bare:
        values = {"pattern": f"{study.paths.claims}/{study.province}-<year>.yml"}
        raise InputError([Problem("letter.none_for_province", str(study.paths.claims), study.province, values)])
    letters = sorted((read_letter(path, registry) for path in paths), key=lambda letter: letter.date)
    with_drafts = study.letters.use_unconfirmed
    letter = usable_letter(letters[-1], with_drafts=with_drafts) if letters else None
    tables, balances = enterprise_data(study, registry)
    return Inputs(
        registry,
        letter,
        tuple(letter.number for letter in letters[:-1]),
        waiting=0 if with_drafts or not letters else len(waiting_claims(letters[-1])),
        balances=balances,
        synthetic=study.data.synthetic or says_synthetic(tables.values()),
        silent=None if letters else registry.province(study.province, dt.date(study.period.first, 1, 1)),
        **tables,
    )


def names_tables(study: Study) -> bool:
    """Whether a study has enterprise data of its province: a table of `OF_PROVINCE`, or synthetic ones."""
    return study.data.synthetic or any(getattr(study.data, name) for name in OF_PROVINCE)


def enterprise_data(study: Study, registry: Registry) -> tuple[dict[str, pd.DataFrame | None], dict[str, Balance]]:
    """Tables of `TABLES` by name (synthetic ones, those of the study's files, or none), balances of those from files.

    Raises
    ------
    InputError
        With every problem of all files.
    """
    if study.data.synthetic:
        return {**sample_tables(study, registry)}, {}
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


def sample_tables(study: Study, registry: Registry) -> dict[str, pd.DataFrame]:
    """Synthetic tables of the study's province, by name."""
    panel = province_panel(study.seed, study.province, study.data.synthetic_enterprises, registry.counts)
    return {
        "enterprises": panel.enterprises, "survey": panel.asked, "population": panel.counts,
        "costs": panel.costs, "energy_prices": panel.energy_prices, "metering": panel.metering,
        "plan": panel.plan,
    }  # fmt: skip


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
