"""Section: how far the reported figures are from the Strategy's targets."""

from __future__ import annotations

from sxsh_eval.estimates.progress import Judgement, Progress
from sxsh_eval.estimates.rounding import claim_interval
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Day, Listing, Mark, Num, Phrase, Range, Value, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.data import Aim, Reported, TargetClaimData, TargetRow
from sxsh_eval.reports.figure_lines import based_on, letter_figures
from sxsh_eval.reports.model import Figure, Section, Table, Text
from sxsh_eval.reports.sections.common import (
    CLAIMED,
    NOTHING,
    bullet,
    claim_time,
    claim_value,
    head,
    letter_and_targets,
    paragraph,
    sections_of,
    target_number,
    target_text,
    titled,
    with_interval,
)

INCOMPARABLE = {"national_indicator", "other_population", "no_figure"}


def verdict(judged: Judgement) -> Mark:
    """Verdict as a mark."""
    return Mark(scale="verdict", name=judged.verdict)


def indicator_name(inputs: Inputs, judged: Judgement) -> Value:
    """Short title of the judged indicator."""
    return as_name(inputs.registry.indicators[judged.target.indicator].short)


def indicator_title(inputs: Inputs, judged: Judgement) -> Value:
    """The same with a capital, for the beginning of a row."""
    return titled(inputs.registry.indicators[judged.target.indicator].short)


def figure_cell(inputs: Inputs, judged: Judgement) -> Value:
    """Reported figure with interval, marked when it lies outside the report's period."""
    if judged.claim_id is None:
        return NOTHING
    value = claim_value(inputs.claims[judged.claim_id])
    return value if judged.in_period else phrase("progress.outside_period", value=value)


def scorecard(progress: Progress, inputs: Inputs) -> Table:
    """Indicator, target, figure, evidence, verdict: one row a target."""
    rows: list[tuple[Value | None, ...]] = []
    for judged in progress.judgements:
        claim = inputs.claims[judged.claim_id] if judged.claim_id else None
        rows.append(
            (
                indicator_title(inputs, judged),
                target_text(judged.target),
                figure_cell(inputs, judged),
                claim_time(claim) if claim else None,
                CLAIMED if claim else None,
                verdict(judged),
            )
        )
    return Table(
        id="scorecard",
        title=phrase("table.scorecard"),
        columns=(
            head("indicator", share=1.7),
            head("target", share=1.1),
            head("figure", share=1.5),
            head("as_of", share=1.4),
            head("evidence", share=1.1),
            head("verdict", share=1.4),
        ),
        rows=tuple(rows),
        notes=(phrase("note.interval_is_rounding"),),
        source=letter_and_targets(inputs.own_letter),
    )


def distance_table(progress: Progress, inputs: Inputs) -> Table:
    """Population of target and figure, distance with interval, value on the path."""
    rows: list[tuple[Value | None, ...]] = []
    for judged in progress.judgements:
        claim = inputs.claims[judged.claim_id] if judged.claim_id else None
        rows.append(
            (
                indicator_title(inputs, judged),
                target_text(judged.target),
                as_name(inputs.registry.populations[judged.target.population].title),
                as_name(inputs.registry.populations[claim.population].title) if claim else NOTHING,
                distance_cell(progress, judged),
                Num(value=round(judged.path or 0, 1), unit="percent", digits=1) if shows_path(judged) else None,
                sections_of([claim.place]) if claim else None,
            )
        )
    return Table(
        id="distance",
        title=phrase("table.distance"),
        columns=(
            head("indicator", share=1.5),
            head("target", share=1.0),
            head("target_population", share=1.7),
            head("figure_population", share=1.7),
            head("distance", share=1.4, align="right"),
            head("path", share=1.0, align="right"),
            head("place", share=0.7),
        ),
        rows=tuple(rows),
        notes=(phrase("note.path"), phrase("note.interval_is_rounding")),
        source=letter_and_targets(inputs.own_letter),
    )


def shows_path(judged: Judgement) -> bool:
    """Whether the value needed at the figure's date can be held against the figure."""
    return judged.path is not None and judged.reason not in INCOMPARABLE


def distance_cell(progress: Progress, judged: Judgement) -> Value:
    """Distance in points with its interval, or why there is none."""
    if judged.reason in INCOMPARABLE:
        return phrase(f"progress.short.{judged.reason}")
    row = progress.estimates.row(f"distance_{judged.target.due}", judged.target.indicator)
    value = Num(value=round(row["estimate"], 2), unit="percentage_point")
    return with_interval(value, (row["conf_low"], row["conf_high"]))


def reason_text(inputs: Inputs, judged: Judgement) -> Text:
    """Why the verdict is what it is, in a sentence."""
    values: dict[str, Value] = {
        "what": indicator_name(inputs, judged),
        "target": target_text(judged.target),
        "population": as_name(inputs.registry.populations[judged.target.population].title),
    }
    if judged.claim_id:
        claim = inputs.claims[judged.claim_id]
        values |= {
            "figure": claim_value(claim),
            "figure_population": as_name(inputs.registry.populations[claim.population].title),
            "date": Day(value=claim.as_of or inputs.own_letter.date),
        }
    if judged.path is not None:
        values["path"] = Num(value=round(judged.path, 1), unit="percent", digits=1)
    return bullet(f"progress.reason.{judged.reason}", **values)


def chart(progress: Progress, inputs: Inputs) -> Figure:
    """Targets against claims, one row an indicator."""
    groups: dict[str, list[Judgement]] = {}
    for judged in progress.judgements:
        groups.setdefault(judged.target.indicator, []).append(judged)
    data = TargetClaimData(rows=tuple(chart_row(inputs, group) for group in groups.values()))
    return Figure(
        id="targets_and_claims",
        chart="target_claim",
        data=data.model_dump(mode="json"),
        title=chart_message(progress),
        subtitle=phrase(
            "figure.targets_and_claims.subtitle",
            n=Num(value=len(groups), unit="count"),
            period=as_years(inputs.own_letter.span),
        ),
        alt=phrase("figure.targets_and_claims.alt", rows=alt_rows(progress, inputs)),
        notes=(phrase("note.interval_is_rounding"),),
        source=based_on(
            letter_and_targets(inputs.own_letter),
            letter_figures(sum(row.reported is not None for row in data.rows)),
            "targets",
        ),
    )


def chart_message(progress: Progress) -> Phrase:
    """What the chart shows, as its headline."""
    behind = sum(judged.verdict in {"missed", "off_course"} for judged in progress.judgements)
    unknown = sum(judged.verdict == "cannot_be_judged" for judged in progress.judgements)
    return phrase(
        "figure.targets_and_claims.title",
        behind=Num(value=behind, unit="count"),
        unknown=Num(value=unknown, unit="count"),
        all=Num(value=len(progress.judgements), unit="count"),
    )


def chart_row(inputs: Inputs, group: list[Judgement]) -> TargetRow:
    """All targets of one indicator beside its figure."""
    aims = tuple(Aim(year=j.target.due, value=target_number(j.target), verdict=verdict(j)) for j in group)
    judged = group[-1]
    indicator = inputs.registry.indicators[judged.target.indicator]
    claim = inputs.claims[judged.claim_id] if judged.claim_id else None
    return TargetRow(
        label=titled(indicator.short),
        detail=as_name(inputs.registry.populations[judged.target.population].title),
        targets=aims,
        reported=reported(claim) if claim else None,
        missing=None if claim else NOTHING,
    )


def reported(claim: Claim) -> Reported:
    """Reported share with its rounding interval."""
    interval = claim_interval(claim)
    value = claim.value or claim.band
    if value is None:
        raise ValueError("a claim has a value or a band")
    limits = Range(low=interval[0], high=interval[1], unit="percent") if interval else None
    return Reported(value=value, interval=limits)


def alt_rows(progress: Progress, inputs: Inputs) -> Value:
    """Rows of the chart read out."""
    items = tuple(
        phrase(
            "figure.targets_and_claims.alt_row",
            what=indicator_name(inputs, judged),
            target=target_text(judged.target),
            figure=figure_cell(inputs, judged),
            verdict=verdict(judged),
        )
        for judged in progress.judgements
    )
    return Listing(items=items, long=True)


def progress_section(progress: Progress, inputs: Inputs, study: Study) -> Section:
    """Progress against targets.

    Parameters
    ----------
    progress : Progress
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Chart, distances and one reason per target; empty without a letter: the summary then lists the targets.
    """
    if inputs.letter is None:
        return Section(id="progress", title=phrase("section.progress"))
    period = as_years(study.period)
    if not progress.judgements:
        blocks: tuple[Text, ...] = (paragraph("progress.no_targets", period=period),)
        return Section(id="progress", title=phrase("section.progress"), blocks=blocks)
    return Section(
        id="progress",
        title=phrase("section.progress"),
        blocks=(
            paragraph("progress.intro", period=period),
            chart(progress, inputs),
            distance_table(progress, inputs),
            *(reason_text(inputs, judged) for judged in progress.judgements),
        ),
    )
