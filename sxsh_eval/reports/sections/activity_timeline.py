"""Figure: documents, activities, money, results and proposal of the letter on one axis of years."""

from __future__ import annotations

import datetime as dt

from sxsh_eval.estimates.claimed import claim_span
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Day, Listing, Num, Phrase, Value, Verbatim, Years, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.data import Lane, TimelineData, TimelineItem
from sxsh_eval.reports.charts.quiet import quiet_years
from sxsh_eval.reports.figure_lines import based_on
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.common import claim_value, letter_source

DOCUMENTS = {"action_plan", "focal_unit"}


def main_claims(letter: Letter, *kinds: str) -> list[tuple[str, Claim]]:
    """Claims of these kinds that are not repetitions."""
    return [(key, claim) for key, claim in letter.claims.items() if claim.kind in kinds and not claim.repeats]


def timeline(inputs: Inputs, study: Study) -> Figure:
    """Documents, events, money, results and proposal on one axis of years."""
    letter = inputs.own_letter
    last = letter.proposal_period.last if letter.proposal_period else letter.date.year
    data = TimelineData(
        first=min(letter.span.first, study.period.first),
        last=max(last, study.period.last),
        period=as_years(study.period),
        letter=Day(value=letter.date),
        lanes=(
            Lane(kind="plan", items=plan_items(letter)),
            Lane(kind="documents", items=document_items(letter)),
            Lane(kind="events", items=claim_items(letter, "activity"), watch=True),
            Lane(kind="money", items=claim_items(letter, "budget"), watch=True),
            Lane(kind="results", items=result_items(letter)),
            Lane(kind="proposal", items=proposal_items(letter)),
        ),
    )
    return Figure(
        id="timeline",
        chart="timeline",
        data=data.model_dump(mode="json"),
        title=timeline_title(data, letter),
        subtitle=phrase(
            "figure.timeline.subtitle", first=Num(value=data.first, unit="year"), last=Num(value=data.last, unit="year")
        ),
        alt=phrase(
            "figure.timeline.alt",
            date=Day(value=letter.date),
            period=as_years(study.period),
            items=Listing(items=tuple(item_in_words(item) for lane in data.lanes for item in lane.items), long=True),
        ),
        notes=(phrase("note.undated_not_drawn"),),
        source=based_on(letter_source(letter), items_drawn(data), "timeline"),
    )


def timeline_title(data: TimelineData, letter: Letter) -> Phrase:
    """How many results, and for which years of the period nothing was done."""
    lane = next(one for one in data.lanes if one.kind == "events")
    results = len(main_claims(letter, "result"))
    counted: dict[str, Value] = {"n": Num(value=results, unit="count")}
    quiet = quiet_years(lane, data.period, letter.date)
    if quiet:
        return phrase("figure.timeline.title.quiet", years=Listing(items=quiet), **counted)
    return phrase("figure.timeline.title.active", events=Num(value=len(lane.items), unit="count"), **counted)


def item_in_words(item: TimelineItem) -> Phrase:
    """Item with its day or years."""
    time: Value = Day(value=item.first, form="short")
    if item.last is not None:
        time = Years(first=item.first.year, last=item.last.year)
    return phrase("figure.timeline.alt_item", time=time, what=item.label)


def items_drawn(data: TimelineData) -> Phrase:
    """How many items the timeline has."""
    items = sum(len(lane.items) for lane in data.lanes)
    return phrase("figure_line.letter_items", n=Num(value=items, unit="count"))


def first_day(year: int) -> dt.date:
    """1 January."""
    return dt.date(year, 1, 1)


def last_day(year: int) -> dt.date:
    """31 December."""
    return dt.date(year, 12, 31)


def plan_items(letter: Letter) -> tuple[TimelineItem, ...]:
    """Plans with the years they cover; the plan announced for the next years."""
    items = [
        TimelineItem(label=as_name(ref.title), first=first_day(ref.period.first), last=last_day(ref.period.last))
        for ref in letter.references.values()
        if ref.period
    ]
    if letter.plan_period:
        first, last = letter.plan_period.first, letter.plan_period.last
        label = phrase("figure.timeline.plan_annex")
        items.append(TimelineItem(label=label, first=first_day(first), last=last_day(last), dating="inferred"))
    return tuple(items)


def document_items(letter: Letter) -> tuple[TimelineItem, ...]:
    """Dates of the documents named."""
    return tuple(TimelineItem(label=Verbatim(text=ref.number), first=ref.date) for ref in letter.references.values())


def claim_items(letter: Letter, kind: str) -> tuple[TimelineItem, ...]:
    """Dated activities or money; claims about the same years share a bar."""
    items = []
    for _, claim in main_claims(letter, kind):
        unit = claim.value.unit if claim.value else ""
        if claim.dating == "undated" or claim.indicator in DOCUMENTS or unit == "years" or claim.part_of:
            continue
        span = claim_span(claim)
        dating = "inferred" if claim.dating == "inferred" else "stated"
        label = phrase("figure.timeline.claim", value=claim_value(claim), what=as_name(claim.wording))
        items.append(
            TimelineItem.model_validate(
                {"label": label, "first": first_day(span.first), "last": last_day(span.last), "dating": dating}
            )
        )
    return tuple(items)


def result_items(letter: Letter) -> tuple[TimelineItem, ...]:
    """The letter's results, all stated at one date."""
    results = [claim for _, claim in main_claims(letter, "result")]
    if not results:
        return ()
    label = phrase("figure.timeline.results", n=Num(value=len(results), unit="count"))
    return (TimelineItem(label=label, first=letter.date),)


def proposal_items(letter: Letter) -> tuple[TimelineItem, ...]:
    """The proposed programme."""
    period = letter.proposal_period
    if period is None:
        return ()
    label = phrase("figure.timeline.proposal", period=as_years(period))
    return (TimelineItem(label=label, first=first_day(period.first), last=last_day(period.last)),)
