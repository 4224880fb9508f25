"""Tables and the figure of the national report: groups, provinces, errors by province."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sxsh_eval.estimates.adoption import SIZES
from sxsh_eval.estimates.national_savings import NationalSavings
from sxsh_eval.estimates.result import Estimates, is_hidden
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.effect import Effect
from sxsh_eval.reports.charts.effects_data import Specification, SpecificationFamily, SpecificationsData
from sxsh_eval.reports.figure_lines import based_on, excludes, told
from sxsh_eval.reports.model import Column, Figure, Table
from sxsh_eval.reports.sections.adoption_figures import level_text, read_out, records
from sxsh_eval.reports.sections.common import HIDDEN, count_cell, fewest_of, head, hidden_note, with_range
from sxsh_eval.reports.sections.savings_cells import QUANTITIES, known_amounts, known_cell, lacks_co2
from sxsh_eval.reports.sections.savings_figures import about, adopters, change, effect_of, source_line, units

CAUSED = Mark(scale="evidence", name="caused")
GROUPS = ("size_class", "sector")
UNIT = "percent_change"


def percent(row: Mapping[str, Any]) -> Value:
    """Coefficient on the logarithm as a change in per cent with its interval, or the reason for none."""
    if is_hidden(row):
        return HIDDEN
    if row["estimate"] != row["estimate"] or row["conf_low"] != row["conf_low"]:
        return phrase("savings.not_estimated")
    return with_range(percent_change(row), UNIT, 1)


def level_name(inputs: NationalInputs, column: str, level: str) -> Value:
    """Name of a sector or size class."""
    if column == "sector":
        known = inputs.registry.sectors.get(level)
        return Verbatim(text=level) if known is None else as_name(known.title)
    return phrase("common.capital", text=phrase(f"size.{level}")) if level in SIZES else Verbatim(text=level)


def group_rows(estimated: NationalSavings, column: str) -> list[tuple[str, dict[str, Any]]]:
    """Levels of a grouping with their rows, sizes from the smallest."""
    found = estimated.by_size if column == "size_class" else estimated.by_sector
    if found is None:
        return []
    rows = [(str(row["term"]).split(":", 1)[1], dict(row)) for row in records(found.table)
            if str(row["term"]).startswith("group:")]  # fmt: skip
    return sorted(rows, key=lambda pair: SIZES.index(pair[0]) if pair[0] in SIZES else -1)


def all_groups(estimated: NationalSavings) -> list[dict[str, Any]]:
    """Rows of all kinds of enterprises."""
    return [row for column in GROUPS for _, row in group_rows(estimated, column)]


def fewest_estimated(rows: Iterable[Mapping[str, Any]]) -> int | None:
    """Adopters behind the effect that rests on fewest, of those that are shown."""
    return fewest_of((row for row in rows if row["conf_low"] == row["conf_low"]), "n_treated")


def group_figure(estimated: NationalSavings, inputs: NationalInputs, study: Study) -> Figure:
    """The effect in each size class and sector."""
    families, named, effects = [], [], list[Effect]()
    for column in GROUPS:
        rows = []
        for level, row in group_rows(estimated, column):
            label = level_name(inputs, column, level)
            if row["conf_low"] != row["conf_low"]:
                reason = HIDDEN if is_hidden(row) else phrase("savings.refused")
                rows.append(Specification(label=label, missing=reason))
                continue
            effect = effect_of(row, int(row["n_treated"]))
            rows.append(Specification(label=label, effect=effect))
            named.append((label, told(effect.value, effect.interval)))
            effects.append(effect)
        families.append(SpecificationFamily(title=phrase(f"adoption.by_{column}"), rows=tuple(rows)))
    data = SpecificationsData(
        families=tuple(family for family in families if family.rows),
        measure=phrase("savings.measure"),
        level=100 * study.level,
    )
    overall = effect_of(estimated.whole.overall)
    return Figure(
        id="national_groups",
        chart="specifications",
        data=data.model_dump(mode="json"),
        title=groups_title(effects, overall),
        subtitle=phrase("figure.national_groups.subtitle", **about(study)),
        alt=phrase("figure.national_groups.alt", rows=read_out(list(named))),
        notes=hidden_note(all_groups(estimated)),
        source=based_on(source_line(estimated.whole, study), units(estimated.whole), "group_time"),
        fewest=fewest_estimated(all_groups(estimated)),
    )


def groups_title(effects: list[Effect], overall: Effect) -> Phrase:
    """How many groups have an effect other than the overall one."""
    other = sum(excludes(one.interval, overall.at) for one in effects)
    said = {"all": Num(value=len(effects), unit="count"), "overall": told(overall.value, overall.interval)}
    if not other:
        return phrase("figure.national_groups.title.unclear", **said)
    return phrase("figure.national_groups.title.some", n=Num(value=other, unit="count"), **said)


def group_table(estimated: NationalSavings, inputs: NationalInputs, study: Study) -> Table:
    """The effect in each group, and in sectors the effect on all others."""
    left = {} if estimated.without_sector is None else by_term(estimated.without_sector)
    rows: list[tuple[Value | None, ...]] = []
    for column in GROUPS:
        for level, row in group_rows(estimated, column):
            others = left.get(f"without:{level}") if column == "sector" else None
            name, n = level_name(inputs, column, level), count_cell(row, "n_treated")
            without = None if others is None else percent(others)
            rows.append((phrase(f"adoption.by_{column}"), name, n, percent(row), without, CAUSED))
    return Table(
        id="national_groups_table",
        title=phrase("table.national_groups"),
        columns=(
            head("group", share=1.1),
            head("term_name", share=2.3),
            head("adopters", share=1.0, align="right"),
            head("change_percent", share=1.5, align="right"),
            head("without_it", share=1.5, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.national_groups", level=level_text(study)), *hidden_note(all_groups(estimated))),
        source=source_line(estimated.whole, study),
        fewest=fewest_of(all_groups(estimated), "n_treated"),
    )


def by_term(estimates: Estimates) -> dict[str, Mapping[str, Any]]:
    """Rows by term."""
    return {str(row["term"]): row for row in records(estimates.table)}


def left_out_range(without: Estimates) -> tuple[Num, Num]:
    """Lowest and highest effect when a sector is left out."""
    values = [percent_change(row)[0] for row in records(without.table) if not is_hidden(row)]
    return change(min(values)), change(max(values))


def clustered_table(estimated: NationalSavings, study: Study) -> Table:
    """The overall effect with errors by enterprise and by province."""
    rows: list[tuple[Value | None, ...]] = [
        (phrase("national.errors.enterprise"), percent(estimated.whole.overall), CAUSED)
    ]
    found = {} if estimated.clustered is None else by_term(estimated.clustered)
    rows += [(phrase(f"national.errors.{term}"), percent(row), CAUSED) for term, row in found.items()]
    return Table(
        id="national_clusters",
        title=phrase("table.national_clusters"),
        columns=(
            head("errors", share=3.4),
            head("change_percent", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.national_clusters", level=level_text(study)),),
        source=source_line(estimated.whole, study),
        fewest=adopters(estimated.whole),
    )


def province_title(inputs: NationalInputs, slug: str, study: Study) -> Value:
    """Name of a province on the first day of the period."""
    if slug not in inputs.provinces:
        return Verbatim(text=slug)
    return as_name(inputs.registry.province(slug, dt.date(study.period.first, 1, 1)).name)


def province_effects_table(estimated: NationalSavings, inputs: NationalInputs, study: Study) -> Table:
    """Each province's effect against its own controls, and shrunken to the common law of all provinces."""
    if estimated.provinces is None:
        raise ValueError("there are no provinces to show")
    both: dict[str, dict[str, Mapping[str, Any]]] = {}
    shown = records(estimated.provinces.table)
    for row in shown:
        both.setdefault(str(row["province"]), {})[str(row["term"])] = row
    rows: list[tuple[Value | None, ...]] = []
    for slug, found in both.items():
        raw: Value = percent(found["raw"]) if "raw" in found else phrase("savings.not_estimated")
        treated = count_cell(found["shrunk"], "n_treated")
        rows.append((province_title(inputs, slug, study), treated, raw, percent(found["shrunk"]), CAUSED))
    return Table(
        id="national_provinces_table",
        title=phrase("table.national_provinces"),
        columns=(
            head("province_name", share=1.5),
            head("adopters", share=1.0, align="right"),
            head("raw_change", share=1.6, align="right"),
            head("shrunk_change", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.national_provinces", level=level_text(study)), *hidden_note(shown)),
        source=source_line(estimated.whole, study),
        fewest=fewest_of(shown, "n_treated"),
    )


def amount_notes(whole: Savings, study: Study) -> tuple[Phrase, ...]:
    """What the amounts hold, what they leave out."""
    partial = whole.saved is not None and lacks_co2(whole.saved)
    part = (phrase("note.national_co2_part"),) if partial else ()
    return (phrase("note.national_amounts", level=level_text(study)), *part, phrase("note.saved_units"))


def amounts_by(whole: Savings, key: str) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Rows of the amounts by province or sector, then by quantity."""
    if whole.saved is None:
        raise ValueError("there are no amounts to show")
    table = known_amounts(whole.saved).table
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in records(table[(table[key] != "") & (table["term"] == "amount")]):
        found.setdefault(str(row[key]), {})[str(row["indicator"])] = row
    return found


def amounts_table(
    name: str,
    first: Column,
    rows: Iterable[tuple[Value, Mapping[str, Mapping[str, Any]]]],
    source: Phrase,
    notes: tuple[Phrase, ...],
) -> Table:
    """TOE, GJ and tCO2 of each row."""
    listed = list(rows)
    cells = [
        (
            title,
            *(known_cell(found.get(name)) for name in QUANTITIES),
            CAUSED,
        )
        for title, found in listed
    ]
    shown = [row for _, found in listed for row in found.values()]
    return Table(
        id=f"national_{name}",
        title=phrase(f"table.national_{name}"),
        columns=(
            first,
            head("saved_toe", share=1.6, align="right"),
            head("saved_gj", share=1.8, align="right"),
            head("saved_tco2", share=1.6, align="right"),
            head("evidence", share=1.1),
        ),
        rows=tuple(cells),
        notes=(*notes, *hidden_note(shown)),
        source=source,
        fewest=fewest_of(shown),
    )


def province_amounts_table(whole: Savings, inputs: NationalInputs, study: Study) -> Table:
    """What the adopters of each province saved."""
    rows = [(province_title(inputs, slug, study), found) for slug, found in amounts_by(whole, "province").items()]
    notes = amount_notes(whole, study)
    return amounts_table("province_amounts", head("province_name", share=1.5), rows, source_line(whole, study), notes)


def sector_amounts_table(whole: Savings, inputs: NationalInputs, study: Study) -> Table:
    """What the adopters of each sector saved."""
    rows = [(level_name(inputs, "sector", code), found) for code, found in amounts_by(whole, "sector").items()]
    notes = amount_notes(whole, study)
    return amounts_table("sector_amounts", head("term_name", share=2.0), rows, source_line(whole, study), notes)
