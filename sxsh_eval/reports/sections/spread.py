"""Part of the adoption chapter: the diffusion curve, and what support does to the chance of adopting."""

from __future__ import annotations

from typing import Any

from sxsh_eval.estimates.adoption import SUPPORT
from sxsh_eval.estimates.progress import claim_date
from sxsh_eval.estimates.rounding import claim_interval
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.estimates.spread import Spread
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Range, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.diffusion_data import (
    Curve,
    CurvePoint,
    DiffusionData,
    LetterClaim,
    NationalTarget,
    Observation,
    Saturation,
)
from sxsh_eval.reports.charts.estimated import ShareEstimate
from sxsh_eval.reports.figure_lines import based_on, told
from sxsh_eval.reports.model import Block, Figure, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import instrument_name, level_text, read_out, records
from sxsh_eval.reports.sections.common import (
    cell,
    enterprises_source,
    head,
    paragraph,
    target_number,
    why,
    withheld,
)


def source_line(spread: Spread, study: Study) -> Phrase:
    """Source: the table of enterprises, or that the data are made up."""
    return enterprises_source(int(spread.years["year"].max()), study, synthetic=spread.synthetic)


def points(rows: list[Any]) -> list[CurvePoint]:
    """Curve with its band, kept between 0 and 100."""
    found = []
    for row in rows:
        share = min(max(float(row["estimate"]), 0.0), 100.0)
        low, high = max(float(row["conf_low"]), 0.0), min(float(row["conf_high"]), 100.0)
        band = (min(low, share), max(high, share)) if low <= high else None
        found.append(CurvePoint(year=float(row["period"]), share=share, band=band))
    return found


def fitted_curve(spread: Spread) -> tuple[Curve, ...]:
    """Fitted curve and, where the data allow it, its extension."""
    if spread.diffusion is None or spread.curve is None:
        return ()
    rows = records(spread.curve.table)
    rows += records(spread.outlook.table)[1:] if spread.outlook is not None else []
    ordered = sorted(rows, key=lambda row: float(row["period"]))
    saturation = None
    if spread.diffusion.model.saturation is None and spread.diffusion.identified:
        value = round(float(spread.diffusion.params["saturation"]), 1)
        saturation = Saturation(value=Num(value=min(value, 100.0), unit="percent", digits=1))
    label = phrase(f"curve.{spread.diffusion.model.curve}")
    return (Curve(label=label, points=tuple(points(ordered)), saturation=saturation),)


def claim_of(inputs: Inputs) -> LetterClaim | None:
    """The letter's share of adopters with its rounding."""
    for claim in inputs.claims.values():
        is_share = claim.value is not None and claim.value.unit == "percent"
        if claim.indicator == "adoption" and claim.kind == "result" and claim.value and is_share:
            interval = claim_interval(claim)
            limits = Range(low=interval[0], high=interval[1], unit="percent") if interval else None
            year = claim_date(claim, inputs.own_letter.date)
            return LetterClaim(value=claim.value, interval=limits, year=year)
    return None


def observations(spread: Spread) -> tuple[Observation, ...]:
    """Observed shares: a register has no sampling error."""
    return tuple(
        Observation(
            year=int(row["year"]),
            share=ShareEstimate(
                value=Num(value=round(float(row["share"]), 1), unit="percent", digits=1),
                reason=phrase("reason.full_enumeration"),
                n=int(row["enterprises"]),
            ),
        )
        for row in records(spread.years)
    )


def diffusion_data(spread: Spread, inputs: Inputs, study: Study) -> DiffusionData:
    """Observed shares, fitted curve, targets and claim as the chart takes them."""
    shares, curves = observations(spread), fitted_curve(spread)
    targets = inputs.registry.strategy_targets(study.strategy.source).values()
    last = study.years_allowed.last if spread.outlook is not None else study.strategy.end_year
    open_end = spread.diffusion is not None and not spread.diffusion.identified
    return DiffusionData(
        first=min(shares[0].year, *(int(curve.points[0].year) for curve in curves)),
        last=max(last, shares[-1].year),
        observations=shares,
        curves=curves,
        targets=tuple(
            NationalTarget(year=target.due, value=target_number(target))
            for target in targets
            if target.indicator == "adoption"
        ),
        claim=claim_of(inputs),
        note=phrase("adoption.inflection_open") if open_end else None,
        level=100 * study.level,
    )


def diffusion_figure(spread: Spread, inputs: Inputs, study: Study) -> Figure:
    """Diffusion curve with what it is held against."""
    shares = observations(spread)
    named: list[tuple[Value, Value]] = [
        (Num(value=one.year, unit="year"), told(one.share.value, one.share.interval)) for one in shares
    ]
    data = diffusion_data(spread, inputs, study)
    named += [
        (phrase("figure.diffusion.saturation"), told(one.saturation.value, one.saturation.interval))
        for one in data.curves
        if one.saturation is not None and isinstance(one.saturation.value, Num)
    ]
    curve = phrase(f"curve.{spread.diffusion.model.curve}") if spread.diffusion else phrase("common.unknown")
    ends = {"first": shares[0].share.value, "last": shares[-1].share.value}
    rise = shares[-1].share.value.value - shares[0].share.value.value
    way = "up" if rise > 0 else "down" if rise < 0 else "same"
    years = {name: Num(value=one.year, unit="year") for name, one in (("start", shares[0]), ("end", shares[-1]))}
    most = int(spread.years["enterprises"].max())
    kept = (phrase("note.hidden_years", n=Num(value=spread.withheld, unit="count")),) if spread.withheld else ()
    return Figure(
        id="adoption_diffusion",
        chart="diffusion",
        data=data.model_dump(mode="json"),
        title=phrase(f"figure.diffusion.title.{way}", **years, **ends),
        subtitle=phrase("figure.diffusion.subtitle", level=level_text(study), curve=curve, **years),
        alt=phrase("figure.diffusion.alt", rows=read_out(named)),
        notes=kept,
        source=based_on(
            source_line(spread, study),
            Num(value=most, unit="enterprise"),
            "diffusion",
        ),
        fewest=int(spread.years["enterprises"].min()),
    )


def hazard_table(spread: Spread, study: Study) -> Table:
    """Effect of each kind of support: ratio of hazards, and points of chance."""
    if spread.hazard is None:
        raise ValueError("there is no hazard model to show")
    ratios = {row["term"]: row for row in records(spread.hazard.ratios.table)}
    effects = {row["term"]: row for row in records(spread.hazard.effects.table)}
    rows = tuple(
        (
            instrument_name(term),
            cell(ratios[term], "ratio", 2),
            cell(effects[term], "percentage_point", 2),
            Num(value=int(ratios[term]["n_obs"]), unit="count"),
            Mark(scale="evidence", name="surveyed"),
        )
        for term in SUPPORT
        if term in ratios
    )
    return Table(
        id="adoption_hazard",
        title=phrase("table.hazard"),
        columns=(
            head("instrument", share=1.6),
            head("hazard_ratio", share=1.6, align="right"),
            head("points", share=2.0, align="right"),
            head("n", share=0.8, align="right"),
            head("evidence", share=1.1),
        ),
        rows=rows,
        notes=(phrase("note.hazard"),),
        source=source_line(spread, study),
        fewest=int(spread.hazard.ratios.table["n_obs"].min()),
    )


def refused(spread: Spread, part: str) -> list[Block]:
    """Why a part is missing."""
    problems = spread.refusals.get(part, ())
    return [Text(phrase=phrase(f"adoption.no_{part}", why=why((problem,))), style="warning") for problem in problems]


def spread_section(spread: Spread | Refused | None, inputs: Inputs, study: Study) -> Section:
    """How adoption spreads, and which support moves it.

    Parameters
    ----------
    spread : Spread or Refused or None
        From `release_estimates`.
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Diffusion curve with targets and claim, effects of support; without a panel, what data would be needed.
    """
    title = phrase("section.spread")
    if spread is None:
        missing = Text(phrase=phrase("adoption.no_panel"), style="warning")
        return Section(id="spread", title=title, blocks=(missing,))
    if isinstance(spread, Refused):
        return Section(id="spread", title=title, blocks=(withheld(spread.problems),))
    blocks: list[Block] = []
    if spread.synthetic:
        blocks.append(Text(phrase=phrase("adoption.synthetic"), style="warning"))
    blocks += [paragraph("adoption.diffusion"), diffusion_figure(spread, inputs, study)]
    if spread.choice is not None and spread.diffusion is not None:
        curve = phrase(f"curve.{spread.diffusion.model.curve}")
        blocks.append(paragraph(f"choice.{spread.choice.verdict}", curve=curve))
    blocks += refused(spread, "diffusion")
    if spread.hazard is not None:
        blocks += [paragraph("adoption.hazard"), hazard_table(spread, study)]
    blocks += refused(spread, "hazard")
    return Section(id="spread", title=title, blocks=tuple(blocks))
