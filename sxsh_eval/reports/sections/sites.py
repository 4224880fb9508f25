"""Savings of single metered sites: baselines, what they would have used, what was metered, or why none is stated."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.estimates.site_savings import SiteSavings
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Table, Text
from sxsh_eval.reports.sections.adoption_figures import level_text
from sxsh_eval.reports.sections.common import cell, head, needs, paragraph, synthetic_source

MEASURED = Mark(scale="evidence", name="measured")


def months(periods: pd.PeriodIndex) -> Value:
    """First and last month with their number."""
    count = Num(value=len(periods), unit="count")
    if not len(periods):
        return count
    first, last = (Verbatim(text=f"{one.month:02d}/{one.year}") for one in (periods[0], periods[-1]))
    return phrase("sites.months", first=first, last=last, count=count)


def percent(value: float, digits: int) -> Num:
    """A quality of the fit in per cent."""
    return Num(value=round(value, digits) + 0.0, unit="percent", digits=digits)


def model_name(site: SiteSavings) -> Phrase | None:
    """What the baseline follows."""
    if site.baseline is None:
        return None
    if not site.drivers:
        return phrase("sites.model_mean")
    return phrase("sites.model", drivers=Listing(items=tuple(phrase(f"sites.driver.{one}") for one in site.drivers)))


def baseline_row(site: SiteSavings) -> tuple[Value | None, ...]:
    """Months, model and quality of one site."""
    quality: tuple[Value | None, Value | None] = (None, None)
    if site.baseline is not None:
        found, limit = site.baseline.metrics, percent(site.cv_limit, 0)
        quality = (phrase("sites.cv", value=percent(found.cv_rmse, 1), limit=limit), percent(found.nmbe, 2))
    return (Verbatim(text=site.site), months(site.before), months(site.after), model_name(site), *quality)


def baseline_table(sites: tuple[SiteSavings, ...], source: Phrase) -> Table:
    """Baselines of all sites."""
    return Table(
        id="site_baselines",
        title=phrase("table.site_baselines"),
        columns=(
            head("site", share=0.8),
            head("site_before", share=1.6),
            head("site_after", share=1.6),
            head("site_model", share=2.0),
            head("site_cv", share=1.2, align="right"),
            head("site_nmbe", share=0.9, align="right"),
        ),
        rows=tuple(baseline_row(site) for site in sites),
        notes=(phrase("note.site_guideline"), phrase("note.site_nmbe")),
        source=source,
        fewest=1,
    )


def savings_row(site: SiteSavings) -> tuple[Value | None, ...]:
    """Savings of one site with what may be said of them, or the refusal in words."""
    name = Verbatim(text=site.site)
    if site.savings is None:
        return name, None, None, phrase("sites.verdict.refused", needs=needs(site.refusals)), None
    share, amount = cell(site.row("avoided_percent"), "percent_change", 1), cell(site.row("avoided"))
    return name, share, amount, phrase(f"sites.verdict.{site.verdict}"), MEASURED


def savings_table(sites: tuple[SiteSavings, ...], study: Study, source: Phrase) -> Table:
    """Savings of all sites."""
    return Table(
        id="site_savings",
        title=phrase("table.site_savings"),
        columns=(
            head("site", share=0.8),
            head("site_percent", share=1.5, align="right"),
            head("site_kwh", share=2.0, align="right"),
            head("site_verdict", share=2.8),
            head("evidence", share=0.9),
        ),
        rows=tuple(savings_row(site) for site in sites),
        notes=(phrase("note.site_option_c", level=level_text(study)), phrase("note.site_sample")),
        source=source,
        fewest=1,
    )


def site_warnings(sites: tuple[SiteSavings, ...]) -> list[Block]:
    """What else a reader has to know of each site."""
    return [
        Text(
            phrase=phrase("sites.warning", site=Verbatim(text=site.site), needs=needs(site.further_warnings)),
            style="note",
        )
        for site in sites
        if site.further_warnings
    ]


def site_blocks(sites: tuple[SiteSavings, ...] | None, inputs: Inputs, study: Study) -> list[Block]:
    """Savings of metered sites; nothing where no site was metered.

    Parameters
    ----------
    sites : tuple of SiteSavings or None
        From `estimate_site_savings`.
    inputs : Inputs
    study : Study

    Returns
    -------
    list of Block
        Introduction, table of baselines, table of savings, warnings.
    """
    if not sites:
        return []
    source = phrase("source.metering", file=Verbatim(text=study.data.metering or "-"))
    blocks: list[Block] = []
    if inputs.synthetic:
        blocks.append(Text(phrase=phrase("sites.synthetic"), style="warning"))
        source = synthetic_source(study)
    shown = sum(site.verdict == "saved" for site in sites)
    counts = {"all": Num(value=len(sites), unit="establishment"), "saved": Num(value=shown, unit="establishment")}
    first = paragraph("sites.intro", **counts)
    return [first, *blocks, baseline_table(sites, source), savings_table(sites, study, source), *site_warnings(sites)]
