"""Sections of the national report: what adopting saved, how sure that is, for whom, where, how much."""

from __future__ import annotations

from sxsh_eval.estimates.national_savings import NationalSavings
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Num, Phrase, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Text
from sxsh_eval.reports.sections.common import bullet, cell, paragraph, why
from sxsh_eval.reports.sections.national_tables import (
    clustered_table,
    group_figure,
    group_table,
    left_out_range,
    province_amounts_table,
    province_effects_table,
    sector_amounts_table,
)
from sxsh_eval.reports.sections.savings import advice_table, message, quantity_table, specification_table, tests
from sxsh_eval.reports.sections.savings import warnings as energy_warnings
from sxsh_eval.reports.sections.savings_cells import lacks_co2, totals
from sxsh_eval.reports.sections.savings_checks import ALPHA
from sxsh_eval.reports.sections.savings_decomposition import decomposition_figure
from sxsh_eval.reports.sections.savings_figures import (
    event_figure,
    sensitivity_figure,
    specifications_figure,
)
from sxsh_eval.reports.sections.summary_words import CAUSED, basis

Found = NationalSavings | Refused | None
METHODS = ("default", "province", "amounts", "clusters", "covers")


def missing_blocks(estimated: Refused | None, synthetic: bool) -> list[Block]:  # noqa: FBT001 - one flag
    """Why there is no national effect, or which data it takes."""
    blocks: list[Block] = [synthetic_warning()] if synthetic else []
    if isinstance(estimated, Refused):
        return [*blocks, Text(phrase=phrase("savings.refused_whole", why=why(estimated.problems)), style="warning")]
    needs = [bullet(f"savings.needs_{what}") for what in ("panel", "energy", "dates")]
    return [*blocks, Text(phrase=phrase("national.missing"), style="warning"), *needs]


def synthetic_warning() -> Text:
    """That nothing here is real."""
    return Text(phrase=phrase("national.synthetic"), style="warning")


def national_summary_section(estimated: Found, inputs: NationalInputs, study: Study) -> Section:
    """The national result on one page.

    Parameters
    ----------
    estimated : NationalSavings or Refused or None
        From `estimate_national_savings`.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
        Saving in words, in amounts, how far provinces and kinds of enterprises differ; without an effect, why not.
    """
    title = phrase("section.summary")
    if not isinstance(estimated, NationalSavings):
        return Section(id="summary", alone=True, title=title, blocks=tuple(missing_blocks(estimated, inputs.synthetic)))
    whole = estimated.whole
    blocks: list[Block] = [synthetic_warning()] if estimated.synthetic else []
    blocks += [*message(whole, study), paragraph("national.findings"), *amount_words(whole, study)]
    blocks += [*province_words(estimated)[:1], *group_words(estimated)]
    blocks += [basis(panel_basis(whole)), paragraph("summary_next.effect")]
    return Section(id="summary", alone=True, title=title, blocks=tuple(blocks))


def panel_basis(whole: Savings) -> Phrase:
    """Whom the numbers are about."""
    used, design = whole.panel.used, whole.panel.design
    return phrase(
        "summary_basis.panel",
        firms=Num(value=design.n_units, unit="enterprise"),
        provinces=Num(value=int(used["province"].nunique()), unit="province"),
        adopters=Num(value=int((design.cohort >= 0).sum()), unit="enterprise"),
        first=Num(value=int(used["year"].min()), unit="year"),
        last=Num(value=int(used["year"].max()), unit="year"),
        grade=CAUSED,
    )


def amount_words(whole: Savings, study: Study) -> list[Block]:
    """Energy and emissions saved in all, in a sentence by whether the interval lies above, around, below zero."""
    if whole.saved is None:
        return []
    rows = totals(whole.saved)
    energy, carbon = rows["saved_energy_toe"], rows["saved_emissions_tco2"]
    sign = "less" if energy["conf_low"] > 0 else "more" if energy["conf_high"] < 0 else "unclear"
    co2: Value = phrase("national.no_co2")
    if carbon["n_obs"] > 0:
        co2 = phrase("national.co2_part" if lacks_co2(whole.saved) else "common.plain", text=cell(carbon, "tco2"))
    return [bullet(f"national.total_{sign}", period=as_years(study.period), toe=cell(energy, "toe"), co2=co2)]


def p_text(value: float) -> Phrase:
    """P value with three digits, small ones as under a thousandth."""
    least = 0.001
    small = value < least
    number = Num(value=least if small else round(value, 3), unit="count", digits=3)
    return phrase("national.p_under", p=number) if small else phrase("national.p_equal", p=number)


def province_words(estimated: NationalSavings) -> list[Block]:
    """Whether provinces differ by more than chance."""
    if estimated.provinces is None:
        return []
    checks = estimated.provinces.checks.set_index("diagnostic")
    p_value = float(str(checks.loc["areas_differ", "p_value"]))
    verdict = "differ" if p_value < ALPHA else "alike"
    blocks: list[Block] = [bullet(f"national.provinces_{verdict}", p=p_text(p_value))]
    if checks.loc["variance_between_areas", "verdict"] == "zero":
        blocks.append(paragraph("national.provinces_common"))
    return blocks


def group_words(estimated: NationalSavings) -> list[Block]:
    """Whether kinds of enterprises differ, and whether one sector carries the result."""
    blocks: list[Block] = []
    for name, found in (("size", estimated.by_size), ("sector", estimated.by_sector)):
        if found is not None and found.equality.p_value == found.equality.p_value:
            verdict = "differ" if found.equality.p_value < ALPHA else "alike"
            blocks.append(bullet(f"national.{name}_{verdict}", p=p_text(float(found.equality.p_value))))
    if estimated.without_sector is not None and not estimated.without_sector.table["estimate"].isna().all():
        low, high = left_out_range(estimated.without_sector)
        blocks.append(bullet("national.left_out", low=low, high=high))
    return blocks


def national_effect_section(estimated: Found, study: Study) -> Section | None:
    """The effect by years since adoption, its tests, other estimators, errors by province; None without an effect."""
    if not isinstance(estimated, NationalSavings):
        return None
    whole = estimated.whole
    blocks: list[Block] = [paragraph("savings.events"), event_figure(whole, study)]
    blocks += [paragraph("savings.tests"), *tests(whole)]
    if whole.bounds is not None:
        blocks.append(sensitivity_figure(whole, study))
    blocks += [paragraph("savings.specifications"), specifications_figure(whole, study)]
    blocks.append(specification_table(whole, study))
    if estimated.clustered is not None:
        blocks += [paragraph("national.clusters"), clustered_table(estimated, study)]
    blocks += [*refused(estimated, "clustered"), *energy_warnings(whole)]
    return Section(id="effect", title=phrase("national.effect"), blocks=tuple(blocks))


def refused(estimated: NationalSavings, part: str) -> list[Block]:
    """Why a part is missing."""
    problems = estimated.refusals.get(part)
    if problems is None:
        return []
    named: Phrase = phrase(f"national.part.{part}")
    return [Text(phrase=phrase("savings.part_missing", part=named, why=why(problems)), style="warning")]


def national_groups_section(estimated: Found, inputs: NationalInputs, study: Study) -> Section | None:
    """The effect by size and sector, and with each sector left out; None without an effect."""
    if not isinstance(estimated, NationalSavings):
        return None
    blocks: list[Block] = [paragraph("national.groups")]
    if estimated.by_size is not None or estimated.by_sector is not None:
        blocks += [group_figure(estimated, inputs, study), group_table(estimated, inputs, study)]
    for part in ("by_size", "by_sector", "without_sector"):
        blocks += refused(estimated, part)
    return Section(id="groups", title=phrase("national.groups_title"), blocks=tuple(blocks))


def national_provinces_section(estimated: Found, inputs: NationalInputs, study: Study) -> Section | None:
    """The effect of each province, raw with shrunken, and what each saved; None without an effect."""
    if not isinstance(estimated, NationalSavings):
        return None
    blocks: list[Block] = []
    if estimated.provinces is not None:
        blocks += [paragraph("national.provinces"), *province_words(estimated)]
        blocks.append(province_effects_table(estimated, inputs, study))
    blocks += refused(estimated, "provinces")
    if estimated.whole.saved is not None:
        blocks += [paragraph("national.province_amounts"), province_amounts_table(estimated.whole, inputs, study)]
    return Section(id="provinces", title=phrase("national.provinces_title"), blocks=tuple(blocks))


def national_amounts_section(estimated: Found, inputs: NationalInputs, study: Study) -> Section | None:
    """TOE, GJ and tCO2 by year and sector, and what else moved energy use; None without an effect."""
    if not isinstance(estimated, NationalSavings):
        return None
    whole, period = estimated.whole, as_years(study.period)
    blocks: list[Block] = []
    if whole.saved is not None:
        blocks += [
            paragraph("savings.quantity", period=period),
            quantity_table(whole.saved, whole, study),
        ]
        blocks.append(sector_amounts_table(whole, inputs, study))
    if whole.decomposition is not None:
        blocks += [paragraph("savings.decomposition"), decomposition_figure(whole, study)]
    return Section(id="amounts", title=phrase("national.amounts_title"), blocks=tuple(blocks))


def national_methods_section(estimated: Found, study: Study) -> Section:
    """How it was done, what it covers, which designs the data allow."""
    blocks: list[Block] = [bullet(f"national.method.{name}") for name in METHODS]
    if isinstance(estimated, NationalSavings):
        whole = estimated.whole
        blocks += [paragraph("savings.advice"), advice_table(whole.advice, whole, study)]
    return Section(id="methods", title=phrase("section.methods"), blocks=tuple(blocks))
