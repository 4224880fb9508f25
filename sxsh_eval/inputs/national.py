"""Inputs of the country as a whole: tables of all provinces, and the letters that provinces have sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sxsh_eval.errors import InputError, Problem, check_kind
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.confirmed import waiting_claims
from sxsh_eval.inputs.national_letters import NationalLetters, read_letters
from sxsh_eval.inputs.national_runs import NATIONAL_TABLES
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SurveyPlan
from sxsh_eval.inputs.survey_years import Surveyed
from sxsh_eval.inputs.tables.study_tables import says_synthetic, study_table
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

SYNTHETIC_A_PROVINCE = 200
SYNTHETIC_ASKED = 70
"""Questionnaires for each province on average."""
LETTERS = "letters"
EVERYTHING = frozenset({*NATIONAL_TABLES, LETTERS})


@dataclass(frozen=True, eq=False, repr=False)
class NationalInputs(Surveyed, Shown):
    """Validated facts of all provinces.

    Attributes
    ----------
    registry : Registry
    enterprises : DataFrame or None
        One row an enterprise and year, columns as in the codebook; None without a table.
    provinces : tuple of str
        Slugs of the provinces on the first day of the period.
    synthetic : bool
        Whether the enterprises are made up: every page then says so.
    energy_prices : DataFrame or None
        ``year, carrier, vnd_per_unit``.
    survey : DataFrame or None
        One row a respondent, all provinces.
    population : DataFrame or None
        ``year, province, sector, size_class, establishments``.
    costs : DataFrame or None
        ``year, payer, kind, amount_mvnd``, perhaps by province.
    letters : tuple of Letter
        The latest letter of each province that has sent one, with the figures that may be used.
    waiting : tuple of str
        Provinces with a letter of which nobody has confirmed any figure.
    other_borders : tuple of str
        Provinces whose letter is about another territory than that of their name in the period.
    """

    registry: Registry
    enterprises: pd.DataFrame | None
    provinces: tuple[str, ...]
    synthetic: bool = False
    energy_prices: pd.DataFrame | None = None
    survey: pd.DataFrame | None = None
    population: pd.DataFrame | None = None
    costs: pd.DataFrame | None = None
    letters: tuple[Letter, ...] = ()
    waiting: tuple[str, ...] = ()
    other_borders: tuple[str, ...] = ()

    @property
    def unconfirmed(self) -> int:
        """Figures in use that a program read and nobody has confirmed: every page then says so."""
        return sum(len(waiting_claims(letter)) for letter in self.letters)

    def _facts(self) -> Mapping[str, Any]:
        tables = ("enterprises", "survey", "population", "costs")
        counts = {f"rows.{name}": len(getattr(self, name)) for name in tables if getattr(self, name) is not None}
        told = {"provinces": len(self.provinces), "letters": len(self.letters)}
        return told | counts | {"unconfirmed": self.unconfirmed}

    def __repr__(self) -> str:
        return f"<NationalInputs: {len(self.provinces)} provinces>"  # no rows: a saved notebook keeps what it shows


def read_national(study: Study, parts: Collection[str] = EVERYTHING) -> NationalInputs:
    """Facts of all provinces: tables of the study's files, synthetic ones, or none, with the provinces' letters.

    Parameters
    ----------
    study : Study
        Its province is not looked at.
    parts : collection of str
        Which of `NATIONAL_TABLES` and `LETTERS` to read; the others stay empty.

    Returns
    -------
    NationalInputs

    Raises
    ------
    InputError
        With all problems of the registry, of the tables or of the letters.

    Notes
    -----
    The synthetic panel has `SYNTHETIC_A_PROVINCE` enterprises for each province on average, in all provinces at once:
    they are not the enterprises of a province's own synthetic report.
    """
    check_kind(study, Study, "sx.read_study")
    registry = read_registry(study.root / study.paths.registry)
    day = dt.date(study.period.first, 1, 1)
    slugs = tuple(sorted({province.slug for province in registry.provinces if province.valid_on(day)}))
    sent = read_letters(study, registry) if LETTERS in parts else NationalLetters()
    kinds = [kind for kind in NATIONAL_TABLES if kind in parts]
    tables = sample_tables(study, slugs) if study.data.synthetic else named_tables(study, registry, kinds)
    return NationalInputs(
        registry,
        tables.get("enterprises"),
        slugs,
        synthetic=study.data.synthetic or says_synthetic(tables.values()),
        letters=sent.letters,
        waiting=sent.waiting,
        other_borders=sent.other_borders,
        **{kind: tables.get(kind) for kind in kinds if kind != "enterprises"},
    )


def named_tables(study: Study, registry: Registry, kinds: Collection[str]) -> dict[str, pd.DataFrame | None]:
    """Tables of all provinces that a study names, None for the others.

    Raises
    ------
    InputError
        With every problem of all of them.
    """
    tables: dict[str, pd.DataFrame | None] = {}
    problems: list[Problem] = []
    for kind in kinds:
        name = getattr(study.data, kind)
        try:
            tables[kind] = study_table(study, registry, kind, name)[0] if name else None
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tables


def sample_tables(study: Study, slugs: tuple[str, ...]) -> dict[str, pd.DataFrame | None]:
    """Synthetic tables of all provinces."""
    count = SYNTHETIC_A_PROVINCE * len(slugs)
    plan = SurveyPlan(asked=SYNTHETIC_ASKED * len(slugs))
    panel = sample_panel(seed=study.seed, enterprises=count, provinces=slugs, survey=plan)
    return {
        "enterprises": panel.enterprises, "survey": panel.asked, "population": panel.counts,
        "costs": panel.costs, "energy_prices": panel.energy_prices,
    }  # fmt: skip
