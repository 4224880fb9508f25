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
    GuideLine,
    IntervalGroup,
    IntervalRow,
    IntervalsData,
    Stage,
)
from sxsh_eval.reports.charts.estimated import Estimate, ShareEstimate
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
    """What every subtitle says: level, year, n."""
    n = Num(value=adoption.n_obs, unit="count")
    return {"level": level_text(study), "year": Num(value=adoption.year, unit="year"), "n": n}


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
    """Share in words."""
    return HIDDEN if is_hidden(row) else share(row).value


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
        source=source_line(adoption, study),
        fewest=fewest_of(rows),
    )


def level_name(inputs: Inputs, column: str, level: str) -> Value:
    """Name of a sector, size class or other level."""
    if column == "sector" and level in inputs.registry.sectors:
        return as_name(inputs.registry.sectors[level].title)
    return phrase("common.capital", text=phrase(f"size.{level}")) if column == "size_class" else Verbatim(text=level)


def rates_figure(adoption: Adoption, inputs: Inputs, study: Study) -> Figure:
    """Shares adopting by sector and size, with the province's total as a line."""
    groups: list[IntervalGroup] = []
    named: list[tuple[Value, Value]] = []
    seen: list[Row] = []
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
            named += [(level_name(inputs, column, key), spoken(row)) for key, row in pairs]
            seen += [row for _, row in pairs]
    total = share(adoption.shares.row(ADOPTING)).value
    line = GuideLine(label=phrase("adoption.total"), value=total)
    data = IntervalsData(groups=tuple(groups), lines=(line,), level=100 * study.level)
    values = [float(row.estimate.value.value) for group in groups for row in group.rows if row.estimate]
    return Figure(
        id="adoption_rates",
        chart="intervals",
        data=data.model_dump(mode="json"),
        title=rates_title(values),
        subtitle=phrase("figure.rates.subtitle", **about(adoption, study)),
        alt=phrase("figure.rates.alt", rows=read_out(named)),
        notes=hidden_note(seen),
        source=source_line(adoption, study),
        fewest=fewest_of(seen),
    )


def rates_title(values: list[float]) -> Phrase:
    """Between which shares groups lie, of those that are shown."""
    if len(set(values)) < 2:  # noqa: PLR2004 - a range has two ends
        return phrase("figure.rates.title_hidden")
    low, high = (Num(value=value, unit="percent", digits=1) for value in (min(values), max(values)))
    return phrase("figure.rates.title", low=low, high=high)


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
        rows.append(IntervalRow(label=label, estimate=area_numbers(row, "shrunk"), beside=raw))
        named.append((label, area_numbers(row, "shrunk").value))
    districts = records(adoption.groups["district"].table)
    data = IntervalsData(
        groups=(IntervalGroup(rows=tuple(rows)),),
        level=100 * study.level,
    )
    return Figure(
        id="adoption_areas",
        chart="intervals",
        data=data.model_dump(mode="json"),
        title=phrase("figure.areas.title"),
        subtitle=phrase("figure.areas.subtitle", **about(adoption, study)),
        alt=phrase("figure.areas.alt", rows=read_out(named)),
        notes=(phrase("note.shrunk"), *hidden_note(districts)),
        source=source_line(adoption, study),
        fewest=fewest_of(districts),
    )


def area_numbers(row: Any, kind: str) -> ShareEstimate:
    """Raw or shrunken value of an area in per cent."""
    ends = ("raw_low", "raw_high") if kind == "raw" else ("conf_low", "conf_high")
    values = {"estimate": 100 * row[kind], "conf_low": 100 * row[ends[0]], "conf_high": 100 * row[ends[1]]}
    return share(values | {"reason": ""})


def forest_figure(adoption: Adoption, inputs: Inputs, study: Study) -> Figure:
    """Average marginal effects with their reference levels."""
    if adoption.determinants is None:
        raise ValueError("there are no determinants to draw")
    table = adoption.determinants.table
    chosen = table[table["indicator"].str.endswith(".marginal_effect")]
    groups: list[EffectGroup] = []
    named: list[tuple[Value, Value]] = []
    seen: list[Row] = []
    for covariate, rows in chosen.groupby("covariate", sort=False):
        leveled = str(covariate) in {"sector", "size_class"}
        shown = records(rows if leveled else rows[~rows["is_reference"].astype(bool)])
        levels = in_order([(str(row["level"]), row) for row in shown])
        effects = tuple(effect_row(inputs, str(covariate), row) for _, row in levels)
        groups.append(EffectGroup(title=phrase(f"adoption.by_{covariate}") if leveled else None, rows=effects))
        named += [(effect.label, effect.estimate.value) for effect in effects if effect.estimate]
        seen += shown
    data = ForestData(groups=tuple(groups), scale="linear", level=100 * study.level)
    return Figure(
        id="adoption_forest",
        chart="forest",
        data=data.model_dump(mode="json"),
        title=phrase("figure.forest.title"),
        subtitle=phrase("figure.forest.subtitle", **about(adoption, study)),
        alt=phrase("figure.forest.alt", rows=read_out(named)),
        notes=(phrase("note.ame"), *hidden_note(seen)),
        source=source_line(adoption, study),
        fewest=adoption.n_obs,
    )


def effect_row(inputs: Inputs, covariate: str, row: Row) -> EffectRow:
    """One effect in percentage points, or the reference level."""
    is_level = covariate in {"sector", "size_class"}
    label = level_name(inputs, covariate, str(row["level"])) if is_level else instrument_name(covariate)
    if row["is_reference"]:
        return EffectRow(label=label, reference=True)
    if is_hidden(row):
        return EffectRow(label=label, missing=HIDDEN)
    return EffectRow(label=label, estimate=Estimate(**numbers(row, "percentage_point", 1)))
