"""Inputs of the country as a whole: enterprises of all provinces, without any letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.tables.study_tables import says_synthetic, study_table
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study

SYNTHETIC_A_PROVINCE = 200


@dataclass(frozen=True, eq=False, repr=False)
class NationalInputs:
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

    def __repr__(self) -> str:
        return f"<NationalInputs: {len(self.provinces)} provinces>"  # no rows: a saved notebook keeps what it shows

    def _repr_html_(self) -> str:
        if self.enterprises is None:
            return "<p>Chưa có bảng doanh nghiệp / no table of enterprises</p>"
        firms, places = (self.enterprises[name].nunique() for name in ("enterprise_id", "province"))
        made_up = "; dữ liệu tổng hợp / synthetic data" if self.synthetic else ""
        return f"<p><b>{firms}</b> doanh nghiệp / enterprises, <b>{places}</b> tỉnh / provinces{made_up}</p>"


def read_national(study: Study) -> NationalInputs:
    """Enterprises of all provinces: those of the study's file, synthetic ones, or none.

    Parameters
    ----------
    study : Study
        Its province is not looked at.

    Returns
    -------
    NationalInputs

    Raises
    ------
    InputError
        With all problems of the registry or of the table.

    Notes
    -----
    The synthetic panel has `SYNTHETIC_A_PROVINCE` enterprises for each province on average, in all provinces at once:
    they are not the enterprises of a province's own synthetic report.
    """
    registry = read_registry(study.root / study.paths.registry)
    day = dt.date(study.period.first, 1, 1)
    slugs = tuple(sorted({province.slug for province in registry.provinces if province.valid_on(day)}))
    if study.data.synthetic:
        count = SYNTHETIC_A_PROVINCE * len(slugs)
        panel = sample_panel(seed=study.seed, enterprises=count, provinces=slugs)
        return NationalInputs(registry, panel.enterprises, slugs, synthetic=True, energy_prices=panel.energy_prices)
    tables: dict[str, pd.DataFrame | None] = {"enterprises": None, "energy_prices": None}
    problems: list[Problem] = []
    for kind in tables:
        name = getattr(study.data, kind)
        try:
            tables[kind] = study_table(study, registry, kind, name)[0] if name else None
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return NationalInputs(
        registry,
        tables["enterprises"],
        slugs,
        synthetic=says_synthetic(tables.values()),
        energy_prices=tables["energy_prices"],
    )
