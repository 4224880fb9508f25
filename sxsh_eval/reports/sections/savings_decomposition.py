"""Figure of the energy chapter: what made energy use change, as a waterfall."""

from __future__ import annotations

from math import isfinite

from sxsh_eval.estimates.decomposition_tables import waterfall
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.parameters.quantity import Num, Phrase, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.effect import Reach
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from sxsh_eval.reports.figure_lines import based_on, excludes, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import level_text, read_out, records
from sxsh_eval.reports.sections.savings_figures import source_line, units


def decomposition_title(steps: tuple[WaterfallStep, ...], start: Num, end: Num) -> Phrase:
    """From where to where energy use went, and which contribution the evidence shows."""
    ends: dict[str, Value] = {"start": start, "end": end}
    if all(step.interval is None for step in steps):
        most = max(steps, key=lambda step: abs(step.value.value))
        return phrase("figure.decomposition.title.bare", most=most.label, value=most.value, **ends)
    clear = [step for step in steps if excludes(step.interval, 0)]
    if not clear:
        return phrase("figure.decomposition.title.unclear", **ends)
    most = max(clear, key=lambda step: abs(step.value.value))
    return phrase("figure.decomposition.title.clear", most=most.label, value=told(most.value, most.interval), **ends)


def decomposition_figure(savings: Savings, study: Study) -> Figure:
    """Waterfall of the change of energy use."""
    if savings.decomposition is None:
        raise ValueError("there is no decomposition to show")
    frame = waterfall(savings.decomposition)
    first, last = str(savings.decomposition.table["period"].iloc[0]).split("-")
    steps = tuple(
        WaterfallStep(
            label=phrase(f"factor.{str(row['term']).replace(':', '_')}"),
            value=Num(value=float(row["value"]), unit="toe", digits=0),
            interval=Reach.of(float(row["conf_low"]), float(row["conf_high"]), "toe", 0)
            if isfinite(float(row["conf_low"])) else None,
        )
        for row in records(frame) if row["kind"] == "step"
    )  # fmt: skip
    start, end = (Num(value=float(frame["value"].iloc[place]), unit="toe", digits=0) for place in (0, -1))
    labels = [phrase("savings.use_in", year=Num(value=int(year), unit="year")) for year in (first, last)]
    group = WaterfallGroup(start_label=labels[0], start=start, steps=steps, end_label=labels[1], end=end)
    data = WaterfallData(groups=(group,), unit="toe", level=100 * study.level)
    named: list[tuple[Value, Value]] = [(step.label, told(step.value, step.interval)) for step in steps]
    years = {name: Num(value=int(year), unit="year") for name, year in (("first", first), ("last", last))}
    return Figure(
        id="savings_decomposition",
        chart="waterfall",
        data=data.model_dump(mode="json"),
        title=decomposition_title(steps, start, end),
        subtitle=phrase("figure.decomposition.subtitle", level=level_text(study), **years),
        alt=phrase("figure.decomposition.alt", rows=read_out(named)),
        source=based_on(source_line(savings, study), units(savings), "lmdi"),
        fewest=int(savings.panel.in_years(int(first), int(last)).groupby("year")["enterprise_id"].nunique().min()),
    )
