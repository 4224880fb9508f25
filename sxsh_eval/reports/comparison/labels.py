"""What a number of ``numbers.json`` is called: words of the registry and of the catalogues, else its key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.sections.cost_cells import scale_of

if TYPE_CHECKING:
    from sxsh_eval.parameters.registry import Registry
    from sxsh_eval.reports.comparison.facts import JobKey

COUNTRY = "national"
TERM_HOMES = ("compare.term", "stage", "instrument", "specification", "costs.measure", "factor", "national.errors")
REASON_HOMES = (
    "compare.reason",
    "reason",
    "costs.reason",
    "programme.reason",
    "programme_base.reason",
    "survey_plan.reason",
    "allocation.reason",
)
LEVEL_HOMES = ("size", "compare.level", "survey_plan.size")
BENCHMARK = {"benchmark_country", "benchmark_rates", "benchmark_shrunk", "benchmark_ranks", "merged_rates"}
FIGURES = {"claimed": "claim", "reported": "reported_figure"}
"""Tables whose terms are ids of figures, with what these are called."""
BY_INDICATOR = {
    *("progress", "implied", "pace", "saved", "national_saved", "costs", "costs_outlook", "intensity"),
    *BENCHMARK,
}
"""Tables of several indicators; in the others the table's title says what is measured."""
PROGRAMME = {
    *("programme_outlook", "programme_readings", "attainment", "required_scale", "tornado", "programme_costs"),
    *("defensible_targets", "plan_of_work", "plan_money", "choice_against_nature"),
    *("allocation", "allocation_groups", "allocation_prices", "abatement"),
}
"""Tables of the programme after 2020: parts of their terms name scenarios, targets, drivers, instruments."""
SURVEY = {"survey_plan", "panel_power"}
"""Tables of a planned survey: terms are strata, sizes of a panel, rates with margins."""
SURVEY_HOMES = ("compare.term", "survey_plan.mode", "survey_plan.way", "survey_plan.cost_part")
MONEY = 1e5
"""Numbers of these terms from which on they are money."""
PROGRAMME_HOMES = (
    *("compare.programme", "compare.term", "costs.measure", "programme.instrument", "driver"),
    *("plan_component", "programme.reading", "size"),
)
WITH_YEAR = re.compile(r"(?P<what>distance|required|growth|multiple)_(?P<year>\d{4})")
WITH_NUMBER = re.compile(
    r"(?P<what>event|relative|smoothness|(answers|ask)_(claimed|half)|(ask_)?per_group):(?P<number>-?\d+(\.\d+)?)"
)
WITH_LEVEL = re.compile(r"(?P<what>group|difference|without):(?P<level>.+)")


def first_known(homes: tuple[str, ...], name: str) -> Phrase | None:
    """Entry ``<home>.<name>`` of the first home that has one."""
    known = catalogue("vi")
    return next((phrase(f"{home}.{name}") for home in homes if f"{home}.{name}" in known), None)


def reason_words(reason: str) -> Value | None:
    """Why a number or an interval is missing."""
    if not reason:
        return None
    if "." in reason:
        return phrase("compare.reason.refused", code=Verbatim(text=reason))
    return first_known(REASON_HOMES, reason) or Verbatim(text=reason)


def table_title(table: str) -> Value:
    """Chapter that a number stands in."""
    own = first_known(("compare.table",), table.removeprefix(f"{COUNTRY}_")) or Verbatim(text=table)
    return phrase("compare.of_country", what=own) if table.startswith(f"{COUNTRY}_") else own


@dataclass(frozen=True)
class Labels:
    """Words of one registry.

    Attributes
    ----------
    registry : Registry or None
        None leaves slugs and keys as they are.
    known : dict
        What has been looked up.
    """

    registry: Registry | None = None
    known: dict[tuple[str, ...], Value] = field(default_factory=dict)

    def place(self, slug: str) -> Value:
        """Province by its newest name, or the country."""
        if slug == COUNTRY:
            return phrase("national.country")
        provinces = () if self.registry is None else self.registry.provinces
        named = [province for province in provinces if province.slug == slug]
        return as_name(named[0].name) if named else Verbatim(text=slug)

    def job(self, key: JobKey) -> Value:
        """Place and period of a job."""
        return phrase("compare.job", place=self.place(key.province), period=years(key.period))

    def indicator(self, key: str) -> Value:
        """Title of an indicator."""
        if self.registry is not None and key in self.registry.indicators:
            return as_name(self.registry.indicators[key].title)
        return first_known(("compare.indicator", "survey_plan.indicator"), key) or Verbatim(text=key)

    def level(self, text: str) -> Value:
        """Sector, size or other kind of enterprise; several joined by a bar."""
        if "|" in text:
            return Listing(items=tuple(self.level(part) for part in text.split("|")))
        if self.registry is not None and text in self.registry.sectors:
            return as_name(self.registry.sectors[text].title)
        return first_known(LEVEL_HOMES, text) or Verbatim(text=text)

    def term(self, row: NumberRow) -> Value:
        """What of an indicator is meant."""
        if row.table in FIGURES:
            return Verbatim(text=row.term)
        if row.table in SURVEY | PROGRAMME:
            part = self.survey_part if row.table in SURVEY else self.programme_part
            return Listing(items=tuple(part(text) for text in row.term.split("|")), long=True)
        if row.table == "programme_base" and self.registry is not None and row.term in self.registry.priors:
            return as_name(self.registry.priors[row.term].title)
        if "|" not in row.term:
            return self.with_value(row.term) or self.plain(row.term)
        first, rest = row.term.split("|", 1)
        if row.table == "site_savings":
            return phrase("compare.term.site", site=Verbatim(text=first), what=self.plain(rest))
        return phrase("compare.term.level_of", what=self.plain(first), level=self.level(rest))

    def survey_part(self, text: str) -> Value:
        """Part of a term of a planned survey: a stratum, a budget in VND, a word, else numbers as they are."""
        if level := text.partition(":")[2]:
            return self.level(level)
        if text.isdigit() and float(text) >= MONEY:
            unit, scale, digits = scale_of(float(text))
            return Num(value=round(float(text) / scale, digits), unit=unit)
        what, _, value = text.partition("=")
        if value and f"survey_plan.varied.{what}" in catalogue("vi"):
            return phrase(f"survey_plan.varied.{what}", value=Num(value=float(value), unit="count"))
        return first_known(SURVEY_HOMES, text) or Verbatim(text=text)

    def programme_part(self, text: str) -> Value:
        """Part of a term of the programme's tables: a word, a target by indicator with its year, else a scenario."""
        targets = {} if self.registry is None else self.registry.targets
        if text in targets:
            due = Num(value=targets[text].due, unit="year")
            return phrase("compare.term.target", what=self.indicator(targets[text].indicator), due=due)
        if text.isdigit():
            return phrase("compare.term.part", n=Num(value=int(text), unit="count"))
        return first_known(PROGRAMME_HOMES, text) or phrase("compare.term.scenario", id=Verbatim(text=f"«{text}»"))

    def with_value(self, text: str) -> Phrase | None:
        """Word of a term that ends in a year, a number or a kind of enterprise; None for others."""
        if match := WITH_YEAR.fullmatch(text):
            return phrase(f"compare.term.{match['what']}_year", year=Num(value=int(match["year"]), unit="year"))
        if match := WITH_NUMBER.fullmatch(text):
            number = Num(value=float(match["number"]), unit="count")
            return phrase(f"compare.term.{match['what']}_number", number=number)
        if match := WITH_LEVEL.fullmatch(text):
            return phrase(f"compare.term.{match['what']}_level", level=self.level(match["level"]))
        return None

    def plain(self, text: str) -> Value:
        """Word of a term without parts."""
        return first_known(TERM_HOMES, text.replace(":", "_")) or Verbatim(text=text)

    def what(self, row: NumberRow) -> Value:
        """The number in words: chapter, indicator, term."""
        key = (row.table, row.indicator, row.term)
        if key not in self.known:
            self.known[key] = self.made(row)
        return self.known[key]

    def made(self, row: NumberRow) -> Value:
        """The same, looked up."""
        if row.table in FIGURES:
            return phrase(f"compare.{FIGURES[row.table]}", indicator=self.indicator(row.indicator), id=self.term(row))
        if row.table in BY_INDICATOR | PROGRAMME | SURVEY:
            what: Value = phrase("compare.pair", indicator=self.indicator(row.indicator), term=self.term(row))
        else:
            what = self.term(row)
        return phrase("compare.number", table=table_title(row.table), what=what)

    def scope(self, row: NumberRow, province: str = "") -> Value | None:
        """Of which sector, province and time a number speaks, as far as the job does not say."""
        parts: list[Value] = []
        if row.province and row.province != province:
            parts.append(self.place(row.province))
        if row.sector:
            parts.append(self.level(row.sector))
        if row.period:
            parts.append(years(row.period))
        return Listing(items=tuple(parts), long=True) if parts else None


def years(text: str) -> Verbatim:
    """``2016-2020`` with an en dash."""
    return Verbatim(text=text.replace("-", "–"))
