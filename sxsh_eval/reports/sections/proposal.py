"""Section: what the province proposes after 2020, and the pace it would need."""

from __future__ import annotations

import datetime as dt
from math import exp, log

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import Finding
from sxsh_eval.estimates.consistency.rules import Consistency
from sxsh_eval.estimates.pace import Pace, Paces
from sxsh_eval.estimates.progress import claim_date
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.data import PaceAim, PaceBase, PaceData, PacePanel, PacePath
from sxsh_eval.reports.figure_lines import based_on, letter_figures
from sxsh_eval.reports.model import Block, Figure, Section, Table, Text
from sxsh_eval.reports.sections.common import (
    CLAIMED,
    NOTHING,
    PROJECTED,
    boxed,
    claim_value,
    head,
    letter_and_targets,
    paragraph,
    sections_of,
    target_number,
    titled,
    with_interval,
)
from sxsh_eval.reports.sections.consistency import text_of


def proposals(inputs: Inputs) -> list[tuple[str, Claim]]:
    """Proposed targets of the letter."""
    return [(key, claim) for key, claim in inputs.claims.items() if claim.kind == "proposal"]


def strategy_targets(inputs: Inputs, study: Study, indicator: str) -> list[Target]:
    """The Strategy's own targets for an indicator, earliest first."""
    targets = inputs.registry.strategy_targets(study.strategy.source).values()
    found = [target for target in targets if target.indicator == indicator]
    return sorted(found, key=lambda target: target.due)


def proposal_table(inputs: Inputs, study: Study) -> Table:
    """Proposed target beside the Strategy's and the claimed base."""
    base = {claim.indicator: claim for claim in reversed(shares(inputs))}
    rows: list[tuple[Value | None, ...]] = []
    for _, claim in proposals(inputs):
        earlier = strategy_targets(inputs, study, claim.indicator)
        texts = tuple(
            phrase("common.target", value=target_number(target), due=Num(value=target.due, unit="year"))
            for target in earlier
        )
        known = base.get(claim.indicator)
        rows.append(
            (
                titled(inputs.registry.indicators[claim.indicator].short),
                claim_value(claim) if claim.band else claim.value,
                as_name(inputs.registry.populations[claim.population].title),
                Listing(items=texts) if texts else NOTHING,
                claim_value(known) if known else NOTHING,
                CLAIMED if known else None,
                sections_of([claim.place]),
            )
        )
    return Table(
        id="proposal",
        title=phrase("table.proposal"),
        columns=(
            head("indicator", share=1.5),
            head("proposed", share=1.0),
            head("population", share=1.7),
            head("strategy", share=1.5),
            head("base", share=1.2),
            head("evidence", share=1.0),
            head("place", share=0.8),
        ),
        rows=tuple(rows),
        notes=(phrase("note.interval_is_rounding"),),
        source=letter_and_targets(inputs.own_letter),
    )


def shares(inputs: Inputs) -> list[Claim]:
    """Results stated in per cent."""
    claims = inputs.claims.values()
    return [claim for claim in claims if claim.kind == "result" and claim.value and claim.value.unit == "percent"]


def pace_table(paces: Paces, inputs: Inputs) -> Table:
    """Points a year and logistic rate asked, beside the pace claimed so far."""
    rows: list[tuple[Value | None, ...]] = []
    for pace in paces.paces:
        claim = inputs.claims[pace.claim_id]
        rows.append(
            (
                titled(inputs.registry.indicators[claim.indicator].short),
                claim_value(claim),
                phrase(
                    f"pace.{pace.target.scope}",
                    value=target_number(pace.target),
                    due=Num(value=pace.target.due, unit="year"),
                ),
                interval_cell(pace.required, pace.required_interval, "points_per_year", 1),
                interval_cell(pace.growth, pace.growth_interval, "growth_rate", 2),
                interval_cell(pace.past, pace.past_interval, "points_per_year", 2),
                Num(value=round(pace.multiple, 1), unit="times"),
                PROJECTED,
            )
        )
    return Table(
        id="pace",
        title=phrase("table.pace"),
        columns=(
            head("indicator", share=1.2),
            head("base", share=1.1),
            head("goal", share=1.4),
            head("required", share=1.4, align="right"),
            head("growth", share=1.2, align="right"),
            head("past", share=1.4, align="right"),
            head("multiple", share=0.8, align="right"),
            head("evidence", share=1.0),
        ),
        rows=tuple(rows),
        notes=(phrase("note.pace"), phrase("note.past_pace"), phrase("note.interval_is_rounding")),
        source=letter_and_targets(inputs.own_letter),
    )


def interval_cell(value: float, interval: tuple[float, float], unit: str, digits: int) -> Phrase:
    """Number with its interval, both to the same decimals."""
    return with_interval(Num(value=round(value, digits), unit=unit, digits=digits), interval, digits=digits)


def pace_chart(paces: Paces, inputs: Inputs, study: Study) -> Figure:
    """Paths from the claimed base to the proposed target."""
    ahead = [pace for pace in paces.paces if pace.target.scope == "proposal"]
    panels = tuple(panel(pace, inputs, study) for pace in ahead[:4])
    last = max((pace.target.due for pace in ahead), default=study.strategy.end_year)
    data = PaceData(first=study.strategy.start.year, last=last + 1, panels=panels)
    lines = tuple(
        phrase(
            "figure.pace.alt_line",
            what=as_name(inputs.registry.indicators[inputs.claims[pace.claim_id].indicator].short),
            base=claim_value(inputs.claims[pace.claim_id]),
            goal=target_number(pace.target),
            due=Num(value=pace.target.due, unit="year"),
            required=Num(value=round(pace.required, 1), unit="points_per_year", digits=1),
            past=Num(value=round(pace.past, 2), unit="points_per_year"),
        )
        for pace in ahead
    )
    multiples = [pace.multiple for pace in ahead]
    return Figure(
        id="required_pace",
        chart="pace",
        data=data.model_dump(mode="json"),
        title=pace_title(multiples),
        subtitle=phrase(
            "figure.pace.subtitle",
            first=Num(value=data.first, unit="year"),
            last=Num(value=data.last - 1, unit="year"),
        ),
        alt=phrase("figure.pace.alt", lines=Listing(items=lines, long=True)),
        notes=(phrase("note.pace"), phrase("note.past_pace")),
        source=based_on(
            letter_and_targets(inputs.own_letter),
            letter_figures(len(ahead)),
            "pace",
        ),
    )


def pace_title(multiples: list[float]) -> Phrase:
    """How many times the highest pace so far the proposal needs."""
    low, high = round(min(multiples, default=0), 1), round(max(multiples, default=0), 1)
    most = Num(value=high, unit="times")
    if low == high:
        return phrase("figure.pace.title.one", high=most)
    return phrase("figure.pace.title.range", low=Num(value=low, unit="count"), high=most)


def panel(pace: Pace, inputs: Inputs, study: Study) -> PacePanel:
    """One indicator's base, targets and paths."""
    claim = inputs.claims[pace.claim_id]
    low, high = pace.base_interval
    earlier = strategy_targets(inputs, study, claim.indicator)
    start = study.strategy.start.year + (study.strategy.start.timetuple().tm_yday / 365)
    return PacePanel(
        title=titled(inputs.registry.indicators[claim.indicator].short),
        detail=as_name(inputs.registry.populations[claim.population].title),
        base=PaceBase(
            value=Num(value=claim_number(claim), unit="percent"),
            interval=Range(low=low, high=high, unit="percent"),
            day=claim_day(claim, inputs),
        ),
        aims=(
            *(PaceAim(kind="national", year=target.due, value=target_number(target)) for target in earlier),
            PaceAim(kind="proposed", year=pace.target.due, value=target_number(pace.target)),
        ),
        paths=(
            PacePath(kind="straight", points=((pace.start, pace.base), (pace.end, pace.target.threshold))),
            PacePath(kind="logistic", points=logistic_points(pace)),
            PacePath(kind="claimed", points=((start, 0.0), (pace.start, pace.base))),
        ),
    )


def claim_day(claim: Claim, inputs: Inputs) -> dt.date:
    """Day a share refers to."""
    return claim.as_of or min(inputs.own_letter.date, dt.date(int(claim_date(claim, inputs.own_letter.date)), 12, 31))


def logistic_points(pace: Pace) -> tuple[tuple[float, float], ...]:
    """Points of the logistic path, two a year."""
    steps = max(2, round(2 * (pace.end - pace.start)))
    odds = log(pace.base / (100 - pace.base))
    times = [pace.start + (pace.end - pace.start) * step / steps for step in range(steps + 1)]
    return tuple((time, 100 / (1 + exp(-odds - pace.growth * (time - pace.start)))) for time in times)


def remarks_on_proposal(consistency: Consistency) -> list[Finding]:
    """Findings that concern the proposal."""
    return [
        found
        for found in consistency.findings
        if found.code.startswith(("proposal.", "population.proposal", "population.national"))
    ]


def proposal_section(paces: Paces, consistency: Consistency, inputs: Inputs, study: Study) -> Section:
    """The proposal for after 2020.

    Parameters
    ----------
    paces : Paces
    consistency : Consistency
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Proposed targets, the pace they need, what is wrong with them, and what the later decisions measure instead;
        empty without a letter.
    """
    letter = inputs.letter
    if letter is None:
        return Section(id="proposal_section", title=phrase("section.proposal"))
    period = letter.proposal_period
    if period is None:
        return Section(id="proposal_section", title=phrase("section.proposal"), blocks=(paragraph("proposal.none"),))
    blocks: list[Block] = [
        paragraph("proposal.intro", period=as_years(period)),
        *(
            Text(
                phrase=phrase("common.at_place", text=as_name(remark.text), place=sections_of([remark.place])),
                style="bullet",
            )
            for remark in letter.remarks
            if remark.topic == "proposal"
        ),
        proposal_table(inputs, study),
    ]
    if any(pace.target.scope == "proposal" for pace in paces.paces):
        blocks += [pace_chart(paces, inputs, study), pace_table(paces, inputs)]
    found = remarks_on_proposal(consistency)
    if found:
        blocks.append(paragraph("proposal.problems"))
        blocks += [Text(phrase=text_of(finding), style="bullet") for finding in found]
    blocks += [boxed("proposal.advice"), paragraph("proposal.after_2020")]
    return Section(id="proposal_section", title=phrase("section.proposal"), blocks=tuple(blocks))
