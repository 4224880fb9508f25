"""Figures of the adoption chapter: estimates as the charts take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.adoption import ADOPTING, DEDICATED, SIZES, Adoption
from sxsh_eval.estimates.result import is_hidden
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.adoption_data import (
    EffectGroup,
    EffectRow,
    ForestData,
    FunnelData,
    Stage,
)
from sxsh_eval.reports.charts.estimated import Estimate, ShareEstimate
from sxsh_eval.reports.figure_lines import based_on, excludes, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.common import (
    HIDDEN,
    fewest_of,
    hidden_note,
    synthetic_source,
)

Row = Mapping[Any, Any]


def source_line(adoption: Adoption, study: Study) -> Phrase:
    """Source: the survey, or that the data are made up."""
    if adoption.synthetic:
        return synthetic_source(study)
    return phrase("source.survey", year=Num(value=adoption.year, unit="year"))


def level_text(study: Study) -> Num:
    """Confidence level in per cent."""
    return Num(value=round(100 * study.level), unit="percent")


def about(adoption: Adoption, study: Study) -> dict[str, Value]:
    """What every subtitle says: level, year."""
    return {"level": level_text(study), "year": Num(value=adoption.year, unit="year")}


def answers(adoption: Adoption) -> Phrase:
    """How many answers the survey has."""
    return phrase("figure_line.survey_answers", n=Num(value=adoption.n_obs, unit="count"))


def numbers(row: Row, unit: str, digits: int) -> dict[str, Any]:
    """Value, interval and reason of a row of the contract; the interval always holds the rounded value."""
    value = round(float(row["estimate"]), digits)
    low, high = (float(row[end]) for end in ("conf_low", "conf_high"))
    reason = phrase(f"reason.{row['reason']}") if row["reason"] else None
    found: dict[str, Any] = {"value": Num(value=value, unit=unit, digits=digits), "reason": reason}
    if low == low:  # noqa: PLR0124 - NaN is the only value unlike itself
        ends = min(round(low, digits), value), max(round(high, digits), value)
        found["interval"] = Range(low=ends[0], high=ends[1], unit=unit, digits=digits)
    if row.get("n_obs", float("nan")) == row.get("n_obs"):
        found["n"] = int(row["n_obs"])
    return found


def share(row: Row) -> ShareEstimate:
    """Row in per cent as a share."""
    return ShareEstimate(**numbers(row, "percent", 1))


def shown_share(row: Row) -> dict[str, Any]:
    """Row of a chart: the share, or that it may not leave the house."""
    return {"missing": HIDDEN} if is_hidden(row) else {"share": share(row)}


def spoken(row: Row) -> Value:
    """Share with its interval in words."""
    return HIDDEN if is_hidden(row) else told(share(row).value, share(row).interval)


def records(table: Any) -> list[Row]:
    """Rows of a frame."""
    return list(table.to_dict("records"))


def in_order(rows: list[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """Levels as they came, sizes from the smallest."""
    return sorted(rows, key=lambda pair: SIZES.index(pair[0]) if pair[0] in SIZES else -1)


def group_rows(adoption: Adoption, column: str) -> list[tuple[str, Row]]:
    """Levels of a grouping with their shares."""
    return in_order([(str(row["term"]).split("|")[1], row) for row in records(adoption.groups[column].table)])


def stage_name(term: str) -> Phrase:
    """Stage with a capital."""
    return phrase("common.capital", text=phrase(f"stage.{term}"))


def instrument_name(column: str) -> Phrase:
    """Support with a capital."""
    return phrase("common.capital", text=phrase(f"instrument.{column}"))


def read_out(items: list[tuple[Value, Value]]) -> Listing:
    """Rows of a chart in words."""
    return Listing(items=tuple(phrase("figure.row", what=what, value=value) for what, value in items), long=True)


def count_of(row: Row) -> dict[str, Any]:
    """Number of establishments with its interval, where there is one."""
    if is_hidden(row):
        return {}
    made = numbers(row, "establishment", 0)
    whole = {"count": made["value"]}
    return whole | {"count_interval": made["interval"]} if "interval" in made else whole


def funnel_figure(adoption: Adoption, study: Study) -> Figure:
    """Stages from informed to monitored."""
    rows = [row for row in records(adoption.shares.table) if row["term"] != DEDICATED]
    counts = {row["term"]: row for row in records(adoption.numbers.table)}
    stages = tuple(
        Stage(label=stage_name(row["term"]), **shown_share(row), **count_of(counts[row["term"]])) for row in rows
    )
    data = FunnelData(stages=stages, level=100 * study.level)
    first = next(row for row in rows if not is_hidden(row))
    last = next(row for row in rows if row["term"] == ADOPTING)
    return Figure(
        id="adoption_funnel",
        chart="funnel",
        data=data.model_dump(mode="json"),
        title=phrase("figure.funnel.title", first=spoken(first), last=spoken(last)),
        subtitle=phrase("figure.funnel.subtitle", **about(adoption, study)),
        alt=phrase("figure.funnel.alt", rows=read_out([(stage_name(row["term"]), spoken(row)) for row in rows])),
        notes=(phrase("note.funnel_share"), *hidden_note(rows)),
        source=based_on(source_line(adoption, study), answers(adoption), "weighted"),
        fewest=fewest_of(rows),
    )


def level_name(inputs: Inputs, column: str, level: str) -> Value:
    """Name of a sector, size class or other level."""
    if column == "sector" and level in inputs.registry.sectors:
        return as_name(inputs.registry.sectors[level].title)
    return phrase("common.capital", text=phrase(f"size.{level}")) if column == "size_class" else Verbatim(text=level)


def forest_figure(adoption: Adoption, inputs: Inputs, study: Study) -> Figure:
    """Average marginal effects with their reference levels."""
    if adoption.determinants is None:
        raise ValueError("there are no determinants to draw")
    table = adoption.determinants.table
    chosen = table[table["indicator"].str.endswith(".marginal_effect")]
    groups: list[EffectGroup] = []
    named: list[tuple[Value, Value]] = []
    seen: list[Row] = []
    whose: list[Value] = []
    for covariate, rows in chosen.groupby("covariate", sort=False):
        leveled = str(covariate) in {"sector", "size_class"}
        shown = records(rows if leveled else rows[~rows["is_reference"].astype(bool)])
        levels = in_order([(str(row["level"]), row) for row in shown])
        effects = tuple(effect_row(inputs, str(covariate), row) for _, row in levels)
        name = str(covariate) if leveled else "support"
        title = phrase(f"adoption.by_{name}")
        before = groups.pop().rows if groups and groups[-1].title == title else ()
        groups.append(EffectGroup(title=title, rows=(*before, *effects)))
        whose += [group_name(name, one.label) for one in effects]
        named += [(one.label, told(one.estimate.value, one.estimate.interval)) for one in effects if one.estimate]
        seen += shown
    data = ForestData(groups=tuple(groups), scale="linear", level=100 * study.level)
    return Figure(
        id="adoption_forest",
        chart="forest",
        data=data.model_dump(mode="json"),
        title=forest_title(list(zip(whose, (row for group in groups for row in group.rows), strict=True))),
        subtitle=phrase("figure.forest.subtitle", **about(adoption, study)),
        alt=phrase("figure.forest.alt", rows=read_out(named)),
        notes=(phrase("note.ame"), *hidden_note(seen)),
        source=based_on(source_line(adoption, study), answers(adoption), "marginal"),
        fewest=adoption.n_obs,
    )


def group_name(column: str, level: Value) -> Phrase:
    """Level inside a sentence, with what it is a level of."""
    return phrase(f"figure.group.{column}", level=level)


def forest_title(rows: list[tuple[Value, EffectRow]]) -> Phrase:
    """How many factors differ from their reference, and which one most."""
    known = [(name, row.estimate) for name, row in rows if row.estimate is not None]
    clear = [(label, one) for label, one in known if excludes(one.interval, 0)]
    counts = {"n": Num(value=len(clear), unit="count"), "all": Num(value=len(known), unit="count")}
    if not clear:
        return phrase("figure.forest.title.unclear", all=counts["all"])
    most, one = max(clear, key=lambda pair: abs(pair[1].value.value))
    value = told(one.value, one.interval)
    return phrase("figure.forest.title.clear", most=most, value=value, **counts)


def effect_row(inputs: Inputs, covariate: str, row: Row) -> EffectRow:
    """One effect in percentage points, or the reference level."""
    is_level = covariate in {"sector", "size_class"}
    label = level_name(inputs, covariate, str(row["level"])) if is_level else instrument_name(covariate)
    if row["is_reference"]:
        return EffectRow(label=label, reference=True)
    if is_hidden(row):
        return EffectRow(label=label, missing=HIDDEN)
    return EffectRow(label=label, estimate=Estimate(**numbers(row, "percentage_point", 1)))
