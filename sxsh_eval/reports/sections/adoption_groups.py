"""Figures of adoption by group: sectors with sizes, districts."""

from __future__ import annotations

from typing import Any

from sxsh_eval.estimates.adoption import ADOPTING, Adoption
from sxsh_eval.estimates.result import is_hidden
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.adoption_data import GuideLine, IntervalGroup, IntervalRow, IntervalsData
from sxsh_eval.reports.charts.estimated import ShareEstimate
from sxsh_eval.reports.figure_lines import based_on, overlapping, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import (
    Row,
    about,
    answers,
    group_name,
    group_rows,
    level_name,
    read_out,
    records,
    share,
    source_line,
    spoken,
)
from sxsh_eval.reports.sections.common import HIDDEN, fewest_of, hidden_note


def rates_figure(adoption: Adoption, inputs: Inputs, study: Study) -> Figure:
    """Shares adopting by sector and size, with the province's total as a line."""
    groups: list[IntervalGroup] = []
    named: list[tuple[Value, Value]] = []
    seen: list[Row] = []
    whose: list[tuple[Value, IntervalRow]] = []
    for column in ("sector", "size_class"):
        if column in adoption.groups:
            pairs = group_rows(adoption, column)
            rows = tuple(
                IntervalRow(label=level_name(inputs, column, key), missing=HIDDEN)
                if is_hidden(row)
                else IntervalRow(label=level_name(inputs, column, key), estimate=share(row))
                for key, row in pairs
            )
            groups.append(IntervalGroup(title=phrase(f"adoption.by_{column}"), rows=rows))
            whose += [(group_name(column, row.label), row) for row in rows]
            named += [(level_name(inputs, column, key), spoken(row)) for key, row in pairs]
            seen += [row for _, row in pairs]
    total = share(adoption.shares.row(ADOPTING)).value
    line = GuideLine(label=phrase("adoption.total"), value=total)
    data = IntervalsData(groups=tuple(groups), lines=(line,), level=100 * study.level)
    return Figure(
        id="adoption_rates",
        chart="intervals",
        data=data.model_dump(mode="json"),
        title=rates_title(whose),
        subtitle=phrase("figure.rates.subtitle", **about(adoption, study)),
        alt=phrase("figure.rates.alt", rows=read_out(named)),
        notes=hidden_note(seen),
        source=based_on(source_line(adoption, study), answers(adoption), "weighted"),
        fewest=fewest_of(seen),
    )


def rates_title(rows: list[tuple[Value, IntervalRow]]) -> Phrase:
    """Which groups adopt most and least, of those that are shown, unless all intervals overlap."""
    known = [(name, row.estimate) for name, row in rows if row.estimate is not None]
    if len({one.value.value for _, one in known}) < 2:  # noqa: PLR2004 - a range has two ends
        return phrase("figure.rates.title_hidden")
    common = overlapping(one.interval for _, one in known)
    if common is not None:
        return phrase("figure.rates.title.unclear", n=Num(value=len(known), unit="count"), common=common)
    (least, low), (most, high) = (end(known, key=lambda pair: pair[1].value.value) for end in (min, max))
    ends = {"low": told(low.value, low.interval), "high": told(high.value, high.interval)}
    return phrase("figure.rates.title.apart", least=least, most=most, **ends)


def areas_figure(adoption: Adoption, study: Study) -> Figure:
    """District rates, raw and shrunken."""
    if adoption.areas is None:
        raise ValueError("there are no areas to draw")
    rows: list[IntervalRow] = []
    named: list[tuple[Value, Value]] = []
    for name, row in adoption.areas.table.iterrows():
        label = Verbatim(text=str(name))
        if row["shrunk"] != row["shrunk"]:
            rows.append(IntervalRow(label=label, missing=HIDDEN))
            named.append((label, HIDDEN))
            continue
        raw = area_numbers(row, "raw")
        shrunk = area_numbers(row, "shrunk")
        rows.append(IntervalRow(label=label, estimate=shrunk, beside=raw))
        named.append((label, told(shrunk.value, shrunk.interval)))
    districts = records(adoption.groups["district"].table)
    data = IntervalsData(
        groups=(IntervalGroup(rows=tuple(rows)),),
        level=100 * study.level,
    )
    return Figure(
        id="adoption_areas",
        chart="intervals",
        data=data.model_dump(mode="json"),
        title=areas_title(rows),
        subtitle=phrase("figure.areas.subtitle", **about(adoption, study)),
        alt=phrase("figure.areas.alt", rows=read_out(named)),
        notes=(phrase("note.shrunk"), *hidden_note(districts)),
        source=based_on(source_line(adoption, study), answers(adoption), "shrunk"),
        fewest=fewest_of(districts),
    )


def areas_title(rows: list[IntervalRow]) -> Phrase:
    """Between which shares districts lie, unless all intervals overlap."""
    known = [row.estimate for row in rows if row.estimate is not None]
    if len(known) < 2:  # noqa: PLR2004 - a range has two ends
        return phrase("figure.rates.title_hidden")
    common = overlapping(one.interval for one in known)
    if common is not None:
        return phrase("figure.areas.title.unclear", n=Num(value=len(known), unit="count"), common=common)
    low, high = (end(known, key=lambda one: one.value.value) for end in (min, max))
    ends = {"low": told(low.value, low.interval), "high": told(high.value, high.interval)}
    return phrase("figure.areas.title.apart", **ends)


def area_numbers(row: Any, kind: str) -> ShareEstimate:
    """Raw or shrunken value of an area in per cent."""
    ends = ("raw_low", "raw_high") if kind == "raw" else ("conf_low", "conf_high")
    values = {"estimate": 100 * row[kind], "conf_low": 100 * row[ends[0]], "conf_high": 100 * row[ends[1]]}
    return share(values | {"reason": ""})
