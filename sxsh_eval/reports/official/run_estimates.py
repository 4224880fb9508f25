"""Estimates of a run as sentences of the letter: with interval, year and number of units, never without a grade."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.parameters.quantity import Num, Phrase, Range, Value, Years
from sxsh_eval.reports.model import Table
from sxsh_eval.reports.official.evidence import estimate_note
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.official.figures import quantity
from sxsh_eval.reports.official.model import Line, Piece
from sxsh_eval.reports.official.sentences import SLOT, around
from sxsh_eval.reports.official.surveyed import Found, find, grades_in, sentences_of, tables_of
from sxsh_eval.reports.render.pieces import plain


def adoption_lines(facts: Facts) -> Iterator[Line]:
    """Share applying cleaner production by the survey, or by a full list."""
    found = find(facts.report, "adoption.message*", "adoption_funnel_table")
    if found is None:
        return
    year, population = VI.show(found.number("year")), VI.show(found.number("population"))
    sentence = found.key.replace("adoption.message", "official.estimate.adoption")
    values = {"year": year, "local": facts.local, "n": SLOT}
    counted = VI.text("official.note.census", population=population)
    if "interval" in found.values:
        values |= {"interval": quantity(found.interval()), "level": quantity(found.number("level"))}
        counted = VI.text("official.note.sample", answers=VI.show(found.number("n")), population=population)
    yield _told(sentence, values, quantity(found.number("rate")), found, facts, counted)


def saving_lines(facts: Facts) -> Iterator[Line]:
    """Energy that applying it saved, per cent and in the years' sum."""
    found = find(facts.report, "savings.message_*", "savings_quantity")
    if found is None:
        found = find(facts.report, "savings.message_*", "savings_specifications_table", row=-1)
    if found is None or facts.report is None:
        return
    values = {"interval": quantity(found.interval()), "level": quantity(found.number("level")), "n": SLOT}
    units, adopters = (VI.show(found.number(name)) for name in ("n", "adopters"))
    counted = VI.text("official.note.units", units=units, adopters=adopters)
    against = next((one for key, one in sentences_of(facts.report).items() if key.startswith("savings.verdict.")), None)
    beside = (plain(against, VI),) if against is not None else ()
    sentence = found.key.replace("savings.message", "official.estimate.savings")
    yield _told(sentence, values, quantity(found.number("value")), found, facts, counted, *beside)
    amounts = tables_of(facts.report).get("savings_quantity")
    if amounts is not None:
        yield from _amount_lines(amounts, facts)


def _amount_lines(amounts: Table, facts: Facts) -> Iterator[Line]:
    """TOE saved in all years together."""
    for row in amounts.rows:
        period, toe, grades = row[0], row[1], grades_in(row)
        ends = _value_and_interval(toe)
        if isinstance(period, Years) and ends is not None and grades:
            years = VI.text("official.when.years", first=str(period.first), last=str(period.last))
            value = Num(value=ends[0].value, unit="toe", digits=ends[0].digits)
            text = VI.text("official.estimate.toe", years=years, interval=quantity(ends[1]), n=SLOT)
            note = estimate_note(grades[-1], amounts.source, facts, *(plain(one, VI) for one in amounts.notes))
            yield around(text, Piece(quantity(value), note))


def _value_and_interval(cell: Value | None) -> tuple[Num, Range] | None:
    """Estimate and interval of a cell that has both."""
    if not isinstance(cell, Phrase) or cell.key != "common.with_interval":
        return None
    value, interval = cell.values["value"], cell.values["interval"]
    return (value, interval) if isinstance(value, Num) and isinstance(interval, Range) else None


def cost_lines(facts: Facts) -> Iterator[Line]:
    """What was spent, what a TOE cost: the report's own sentences, each with its grade."""
    found = find(facts.report, "costs.message", "costs")
    if found is None or facts.report is None:
        return
    rows = tables_of(facts.report)["costs"].rows
    for name, measure in (("spent", "total"), ("unit", "per_energy_toe")):
        said = found.values.get(name)
        grades = [grade for row in rows if _measure(row[0]) == measure for grade in grades_in(row)]
        if said is not None and grades:
            told = plain(said, VI).replace("\u00a0%", "%")
            yield (Piece(told, estimate_note(grades[-1], found.source, facts)),)


def _measure(label: Value | None) -> str:
    return label.key.removeprefix("costs.measure.") if isinstance(label, Phrase) else ""


def _told(key: str, values: dict[str, str], shown: str, found: Found, facts: Facts, *more: str) -> Line:
    note = estimate_note(found.grade, found.source, facts, *more)
    return around(VI.text(key, **values), Piece(shown, note))


def estimate_lines(section: str, facts: Facts) -> Iterator[Line]:
    """Estimates told in a section of the form.

    Parameters
    ----------
    section : str
    facts : Facts

    Yields
    ------
    tuple of Piece
        A sentence whose number has its grade of evidence, source and run in its note; a number whose grade the
        report does not tell is left out.
    """
    if facts.report is None:
        return
    if section == "I.2.c":
        yield from cost_lines(facts)
    if section == "I.3.c":
        yield from adoption_lines(facts)
        yield from saving_lines(facts)
