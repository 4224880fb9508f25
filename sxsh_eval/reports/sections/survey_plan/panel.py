"""Section: what following enterprises over years could show of the energy that adopting saves."""

from __future__ import annotations

from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.estimates.survey_plan.power import PanelPower
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.power_data import PowerData, PowerLine, PowerPoint
from sxsh_eval.reports.figure_lines import based_on
from sxsh_eval.reports.model import Block, Figure, Section, Table, Text
from sxsh_eval.reports.sections.common import bullet, enterprises_source, head, paragraph, with_interval
from sxsh_eval.reports.sections.survey_plan.words import count, percent, ratio

MONTE_CARLO = 1.96
TOLERATED = 1.5
"""False alarms over their nominal rate from which on a warning is due."""


def power_source(power: PanelPower, study: Study) -> Phrase:
    """Where the numbers are from: simulation, on what spread."""
    if power.known == "data":
        return enterprises_source(study.period.last, study, synthetic=power.synthetic)
    return phrase("source.plan_simulated")


def fall_name(percent_fall: float) -> Phrase:
    """``giảm 8 %``."""
    return phrase("survey_plan.fall", fall=percent(percent_fall))


def power_figure(power: PanelPower, study: Study) -> Figure:
    """Power by number of enterprises, one line a fall."""
    lines = []
    for fall, part in power.grid.groupby("fall_percent", sort=True):
        marks = []
        for one in part.to_dict("records"):
            value, half = 100 * one["power"], 100 * MONTE_CARLO * one["mc_error"]
            ends = (max(value - half, 0.0), min(value + half, 100.0))
            marks.append(PowerPoint(enterprises=one["enterprises"], power=value, interval=ends))
        lines.append(PowerLine(label=fall_name(float(str(fall))), points=tuple(marks)))
    falls = tuple(line_in_words(line) for line in lines)
    data = PowerData(lines=tuple(lines[:4]), wanted=100 * power.power)
    return Figure(
        id="plan_power",
        chart="power",
        data=data.model_dump(mode="json"),
        title=power_title(power, study),
        subtitle=phrase("figure.plan_power.subtitle"),
        alt=phrase("figure.plan_power_alt", falls=Listing(items=falls, long=True)),
        source=based_on(
            power_source(power, study), phrase("figure_line.repetitions", n=count(power.repetitions)), "power"
        ),
        fewest=power.fewest,
    )


def line_in_words(line: PowerLine) -> Phrase:
    """Probabilities of a fall from the fewest to the most enterprises."""
    points = [
        phrase("figure.plan_power.alt_point", n=count(one.enterprises), power=percent(one.power)) for one in line.points
    ]
    return phrase("figure.plan_power.alt_line", fall=line.label, points=Listing(items=tuple(points)))


def power_title(power: PanelPower, study: Study) -> Phrase:
    """How many enterprises show the smallest fall that can be seen, and which falls no number of them shows."""
    falls = sorted(study.survey.panel.falls_percent)
    enough = {fall: found for fall in falls if (found := power.enough(fall)) is not None}
    unseen = [fall for fall in falls if fall not in enough]
    most = count(int(power.sizes["enterprises"].max()))
    if not enough:
        return phrase("figure.plan_power.title.none", most=most, unseen=percent(falls[-1]))
    seen = min(enough)
    said: dict[str, Value] = {"enough": count(enough[seen]), "seen": percent(seen)}
    if not unseen:
        return phrase("figure.plan_power.title.all", **said)
    return phrase("figure.plan_power.title.both", most=most, unseen=percent(unseen[-1]), **said)


def detectable(value: float, low: float, high: float) -> Value:
    """Fall with its simulation interval."""
    return with_interval(Num(value=round(value, 1), unit="percent", digits=1), (low, high), digits=1)


def sizes_table(power: PanelPower, study: Study) -> Table:
    """Smallest fall that is seen, by number of enterprises, with false alarms."""
    rows = tuple(
        (
            count(one["enterprises"], "enterprise"),
            detectable(one["detectable"], one["low"], one["high"]),
            percent(100 * one["false_alarms"], 1),
        )
        for one in power.sizes.to_dict("records")
    )
    return Table(
        id="plan_panel",
        title=phrase("table.plan_panel", power=percent(100 * power.power)),
        columns=(
            head("plan_enterprises"),
            head("plan_detectable", share=1.6, align="right"),
            head("plan_false", align="right"),
        ),
        rows=rows,
        notes=(phrase("note.plan_panel", repetitions=count(power.repetitions)),),
        source=power_source(power, study),
        fewest=power.fewest,
    )


def changed_name(what: str, value: float, planned: float) -> Phrase:
    """What is changed, from what to what."""
    if what == "by_place":
        return phrase("survey_plan.changed.by_place")
    if what == "years":
        return phrase("survey_plan.changed.years", value=count(value), planned=count(planned))
    if what == "adopters":
        return phrase("survey_plan.changed.adopters", value=percent(value), planned=percent(planned))
    return phrase(f"survey_plan.changed.{what}", value=ratio(value), planned=ratio(planned))


def changes_table(power: PanelPower, study: Study) -> Table:
    """Smallest fall that is seen when one thing changes."""
    [own] = [one for one in power.sizes.to_dict("records") if one["enterprises"] == power.case.enterprises]
    planned = detectable(own["detectable"], own["low"], own["high"])
    rows: list[tuple[Value | None, ...]] = [(phrase("survey_plan.changed.as_planned"), planned)]
    rows += [
        (
            changed_name(one["what"], one["value"], one["planned"]),
            detectable(one["detectable"], one["low"], one["high"]),
        )
        for one in power.changes.to_dict("records")
    ]
    title = phrase(
        "table.plan_changes", power=percent(100 * power.power), enterprises=count(power.case.enterprises, "enterprise")
    )
    return Table(
        id="plan_changes",
        title=title,
        columns=(head("plan_case", share=1.6), head("plan_detectable", share=1.4, align="right")),
        rows=tuple(rows),
        notes=(phrase("note.plan_panel", repetitions=count(power.repetitions)),),
        source=power_source(power, study),
        fewest=power.fewest,
    )


def reach_phrases(power: PanelPower, study: Study) -> list[Phrase]:
    """How many enterprises show each fall."""
    found = []
    for fall in study.survey.panel.falls_percent:
        enough = power.enough(fall)
        told: dict[str, Value] = {"fall": percent(fall), "power": percent(100 * power.power)}
        if enough is None:
            most = count(int(power.sizes["enterprises"].max()), "enterprise")
            found.append(phrase("survey_plan.panel_never", most=most, **told))
        else:
            told |= {"enterprises": count(enough, "enterprise"), "years": count(power.case.years)}
            found.append(phrase("survey_plan.panel_enough", **told))
    return found


def warnings(power: PanelPower, study: Study) -> list[Block]:
    """That the test finds effects where there are none."""
    worst = max(power.sizes.to_dict("records"), key=lambda one: float(one["false_alarms"]))
    nominal = 1 - study.level
    if float(worst["false_alarms"]) <= TOLERATED * nominal:
        return []
    said = phrase(
        "survey_plan.false_alarms", worst=percent(100 * float(worst["false_alarms"]), 1),
        enterprises=count(int(worst["enterprises"]), "enterprise"), nominal=percent(100 * nominal),
    )  # fmt: skip
    return [Text(phrase=said, style="warning")]


def survey_panel_section(
    power: PanelPower,
    inputs: Place,  # noqa: ARG001 - as all sections are called
    study: Study,
) -> Section:
    """What a panel of enterprises could show of the energy saved.

    Parameters
    ----------
    power : PanelPower
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    noise: dict[str, Value] = {"spread": ratio(power.case.spread)}
    if power.fewest is not None:
        noise["enterprises"] = count(power.fewest, "enterprise")
    case = power.case
    how = paragraph(
        "survey_plan.panel_how", repetitions=count(power.repetitions), years=count(case.years),
        adopters=percent(100 * case.adopters), cluster=count(case.cluster_size),
        correlation=percent(100 * case.correlation),
    )  # fmt: skip
    blocks: list[Block] = [Text(phrase=one, style="bullet") for one in reach_phrases(power, study)]
    blocks += [power_figure(power, study), how, paragraph(f"survey_plan.noise.{power.known}", **noise)]
    blocks += [sizes_table(power, study), *warnings(power, study), changes_table(power, study)]
    blocks.append(bullet("survey_plan.field.panel"))
    return Section(id="survey_panel", title=phrase("survey_plan.section.panel"), blocks=tuple(blocks))
