"""Seeded synthetic enterprises with known effects: for tests, demonstrations and power. Never a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.inputs.sample_adoption import NEVER, Flags, Histories, Places, draw_histories, draw_places
from sxsh_eval.inputs.sample_costs import draw_costs, made_up_prices
from sxsh_eval.inputs.sample_energy import (
    draw_employees,
    draw_energy,
    draw_output,
    log_savings,
    pretrend,
    savings_table,
)
from sxsh_eval.inputs.sample_metering import draw_metering
from sxsh_eval.inputs.sample_model import SIZES, STATES, SUPPORT, PanelModel, SamplePanel, SurveyPlan, Truth, marked
from sxsh_eval.inputs.sample_plan import draw_plan
from sxsh_eval.inputs.sample_survey import draw_survey
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.parameters.study import find_study

FEWEST = 50
PLACES = ("province", "district", "sector", "size_class")
DESIGN = ("stratum", "cluster", "stratum_clusters", "design_weight", "weight")


def sample_panel(
    *,
    seed: int | Sequence[int],
    enterprises: int = 5000,
    provinces: Sequence[str] | None = None,
    years: tuple[int, int] = (2010, 2020),
    model: PanelModel | None = None,
    survey: SurveyPlan | None = None,
    code: str = "E",
) -> SamplePanel:
    r"""Make enterprises, their support, adoption, energy and a survey among them.

    Parameters
    ----------
    seed : int or sequence of int
        Same seed, same tables.
    enterprises : int
        Ever active in these years, at least 50.
    provinces : Sequence of str, optional
        Slugs; by default all provinces that the registry has for the first year.
    years : tuple of int
        First and last year.
    model : PanelModel, optional
        Effects and spreads.
    survey : SurveyPlan, optional
        Design of the survey in the last year.
    code : str, optional
        Beginning of the codes of enterprises; six digits follow.

    Returns
    -------
    SamplePanel
        Tables and the truth behind them.

    Raises
    ------
    UsageError
        If there are too few enterprises, no province, or the years run backwards.

    Notes
    -----
    Enterprise :math:`i` of province :math:`p`, district :math:`d`, sector :math:`s`, size :math:`z` that exists and has
    not adopted before year :math:`t` adopts in it with the chance

    .. math:: h_{it} = 1 - \exp(-\exp(\alpha + \kappa (t - t_0) + \beta_z + \beta_s + u_p + w_d
        + \sum_k \gamma_k S_{k,i,t-1}))

    where :math:`S_{k,i,t-1}` says whether instrument :math:`k` had been received by the end of the year before (nobody
    had any before the first year), :math:`u_p \sim N(0, \sigma_u^2)`, :math:`w_d \sim N(0, \sigma_w^2)`. Support
    depends on events of the district, size and earlier support, never on anything unseen that also drives adoption.

    Energy of carrier :math:`j` is :math:`c_{ijt} = q_{it} m_{ij} \exp(a_i + b_t + \varepsilon_{it} + \delta_{g,t-g})`
    with output :math:`q`, shares :math:`m`, and :math:`\varepsilon` from a scaled t law with 4 degrees of freedom. From
    the year of adoption :math:`g` on, with :math:`e = t - g`,

    .. math:: \delta_{g,e} = \log(1 - \tfrac{\pi}{100} (1 - e^{-(e+1)/\tau}) (1 - \phi \tfrac{g - t_0}{t_1 - t_0}))

    so energy per output changes by the same percentage in any unit of energy, less in later cohorts, and trends are
    parallel without adoption (unless `PanelModel.pretrend_percent` says otherwise).
    """
    model, plan = model or PanelModel(), survey or SurveyPlan()
    slugs = registry_slugs(years[0]) if provinces is None else list(provinces)
    check_request(enterprises, slugs, years)
    span = range(years[0], years[1] + 1)
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(10)]
    places = draw_places(enterprises, len(slugs), len(span), model, streams[0])
    histories = draw_histories(places, len(span), model, streams[1:4])
    names = place_names(places, slugs, model)
    panel = long_panel(places, histories, names | {"code": code}, span, model, streams[4])
    register = panel[panel["year"] == span[-1]][["enterprise_id", *PLACES, *STATES]].reset_index(drop=True)
    drawn = draw_survey(register, plan, streams[5])
    answers = drawn[drawn["has_answered"]].drop(columns=["is_sampled", "has_answered"]).reset_index(drop=True)
    unsaid = pd.Series(streams[6].random(len(answers)) < model.missing)
    answers = answers.assign(has_dedicated_unit=answers["has_dedicated_unit"].astype("boolean").mask(unsaid))
    counts = register.groupby(["province", "sector", "size_class"], sort=True).size()
    return SamplePanel(
        enterprises=marked(panel),
        survey=marked(answers.assign(year=span[-1])[["enterprise_id", "year", *PLACES, *DESIGN, *STATES]]),
        register=marked(drawn.drop(columns=["design_weight", "weight"])),
        population=marked(counts.rename("enterprises").reset_index()),
        costs=marked(draw_costs(panel, streams[7])),
        energy_prices=marked(made_up_prices(span)),
        metering=marked(draw_metering(slugs[0], span[-1], streams[8])),
        plan=marked(draw_plan(slugs[0], span[-1], streams[9])),
        truth=known_truth(register, panel, histories, names, span, model),
    )


def registry_slugs(year: int) -> list[str]:
    """Provinces of the project's registry on the first day of a year."""
    day = dt.date(year, 1, 1)
    provinces = read_provinces(find_study().parent / "registry")
    return sorted(province.slug for province in provinces if province.valid_on(day))


def check_request(enterprises: int, slugs: Sequence[str], years: tuple[int, int]) -> None:
    """Refuse a panel that cannot be made."""
    problems = []
    if enterprises < FEWEST:
        problems.append(Problem("usage.sample_size", "enterprises", str(enterprises), {"fewest": str(FEWEST)}))
    if not slugs or len(set(slugs)) < len(slugs):
        problems.append(Problem("usage.sample_provinces", "provinces", ", ".join(slugs) or "-"))
    if years[0] >= years[1]:
        problems.append(Problem("usage.sample_years", "years", f"{years[0]}-{years[1]}"))
    if problems:
        raise UsageError(problems)


def place_names(places: Places, slugs: Sequence[str], model: PanelModel) -> dict[str, Any]:
    """Names by code: provinces, districts, sectors, size classes."""
    home = places.district_province
    number = np.arange(len(home)) - np.searchsorted(home, home) + 1
    districts = [f"{slugs[province]}-{k:02d}" for province, k in zip(home, number, strict=True)]
    return {"province": list(slugs), "district": districts, "sector": list(model.sector), "size_class": list(SIZES)}


def long_panel(
    places: Places,
    histories: Histories,
    names: dict[str, Any],
    span: range,
    model: PanelModel,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row an enterprise and year in which it exists."""
    n, years = len(places.size), len(span)
    output = draw_output(places, years, rng)
    change = log_savings(histories.adoption, span, model) + pretrend(histories.adoption, years, model)
    amounts = {"output_mvnd": output, **draw_energy(places, output, change, rng)}
    amounts["employees_person"] = draw_employees(places, years, rng)
    position = np.arange(years)
    exists: Flags = (places.entry[:, None] <= position) & (position <= places.last[:, None])
    who, when = np.nonzero(exists)
    adopted = histories.adoption[who]
    codes = {"province": places.province, "district": places.district, "sector": places.sector}
    codes |= {"size_class": places.size}
    labels = pd.Series([f"{names['code']}{number:06d}" for number in range(1, n + 1)], dtype="str")
    columns: dict[str, Any] = {"enterprise_id": labels.take(who).array, "year": when + span[0]}
    columns |= {name: pd.Series(names[name], dtype="str").take(codes[name][who]).array for name in PLACES}
    columns |= {name: flags[who, when] for name, flags in histories.states.items()}
    columns["adoption_year"] = pd.array(np.where(adopted == NEVER, 0, adopted + span[0]), dtype="Int64")
    columns["adoption_year"][adopted == NEVER] = pd.NA
    for name, values in amounts.items():
        cells = values[who, when]
        columns[name] = np.where(rng.random(len(cells)) < model.missing, np.nan, cells)
    return pd.DataFrame(columns)


def known_truth(
    register: pd.DataFrame,
    panel: pd.DataFrame,
    histories: Histories,
    names: dict[str, Any],
    span: range,
    model: PanelModel,
) -> Truth:
    """What an estimate can be held against."""
    savings = savings_table(span, model)
    adopting = panel[panel["is_adopting"]]
    by_pair = savings.set_index(["cohort", "event_time"])["percent_change"]
    cohort = adopting["adoption_year"].astype("int64")
    pairs = pd.MultiIndex.from_arrays([cohort, adopting["year"] - cohort])
    hazard = {f"has_{name}": model.support[name] for name in SUPPORT}
    hazard |= {f"size_class={name}": value for name, value in model.size.items()}
    hazard |= {f"sector={name}": value for name, value in model.sector.items()}
    return Truth(
        hazard=hazard,
        baseline=pd.Series(histories.baseline, index=pd.Index(span, name="year")),
        province_effects=pd.Series(histories.province_effects, index=names["province"]),
        district_effects=pd.Series(histories.district_effects, index=names["district"]),
        savings=savings,
        average_percent_change=float(by_pair.reindex(pairs).mean()) if len(adopting) else float("nan"),
        model=model,
        rates=true_rates(register),
    )


def true_rates(register: pd.DataFrame) -> pd.DataFrame:
    """Shares of the whole register in each state, overall and by province, sector, size class."""
    parts = []
    for by in ("all", "province", "sector", "size_class"):
        groups = register.assign(all="all").groupby(by, sort=True)[list(STATES)]
        rates, counts = groups.mean(), groups.size()
        long = rates.rename_axis("group").reset_index().melt("group", var_name="indicator", value_name="rate")
        parts.append(long.assign(by=by, enterprises=long["group"].map(counts)))
    return pd.concat(parts, ignore_index=True)[["indicator", "by", "group", "enterprises", "rate"]]
