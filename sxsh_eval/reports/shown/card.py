"""The card of a result: what it is, on how many it rests, numbers, warnings, what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Value
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.shown.methods_of import explain_line
from sxsh_eval.reports.shown.rows import digits_of, estimates_html, frame_html, parts
from sxsh_eval.reports.shown.words import VI, both, both_of, indicator_name, known
from sxsh_eval.shown import Guarded, Several, Shown

MOST_TABLES, MOST_WARNINGS, MOST_CARDS = 3, 6, 6
QUIET = {"synthetic", "unconfirmed", "internal", "waiting", "withheld", "dropped", "exact", "hidden"}
"""Facts that are told only where they are so."""
HOMES = {"verdict": "mark.verdict", "findings": "mark.severity"}
SHARES = {"level", "power", "response_rate"}
"""Facts from 0 to 1 that are said in per cent."""
CELL = 'style="text-align:left;vertical-align:top;min-width:7em"'
WIDE = 'style="text-align:left;vertical-align:top;min-width:100%"'
LOOK = 'style="border-left:3px solid #0b6e69;padding:.2em .8em;margin:.3em 0;max-width:60em"'
UNNAMED = "…"


def card(result: Shown) -> str:
    """HTML of one result.

    Parameters
    ----------
    result : Shown

    Returns
    -------
    str
        Without a style sheet or a script; a result that has not passed its gate tells no number.
    """
    if isinstance(result, Several):
        return cards_of(result)
    body = closed(result) if isinstance(result, Guarded) and not result.may_be_shown else open_body(result)
    return f'<div class="sxsh-card" lang="vi" {LOOK}>{"".join((heading(result), *body))}</div>'


def cards_of(results: Several[Any]) -> str:
    """Cards under each other."""
    head = f"<p>{both('shown.several', n=str(len(results)))}</p>"
    if results and not any(isinstance(one, Guarded) or one.shows for one in results):
        return f'<div class="sxsh-card" lang="vi" {LOOK}>{heading(results[0])}{facts_table(results)}</div>'
    told = "".join(one._repr_html_() for one in results[:MOST_CARDS])
    more = len(results) - MOST_CARDS
    return head + told + (f"<p>{both('shown.more_cards', n=str(more))}</p>" if more > 0 else "")


def facts_table(results: Several[Any]) -> str:
    """Facts of results that hold no tables, a row a result."""
    rows = [one._facts() for one in results]  # noqa: SLF001 - the protocol's own hook
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = "".join(f"<th {CELL}>{fact_name(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td {CELL}>{fact_value(row[name]) if name in row else str()}</td>' for name in names)}</tr>"
        for row in rows
    )
    foot = explain_line(results[0]) + following(results[0])
    return f"<table {WIDE}><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{foot}"


def key_of(result: Shown) -> str:
    """Name under which a result's words stand."""
    return result.told or type(result).__name__


def heading(result: Shown) -> str:
    """What the result is."""
    if isinstance(result, Estimates):
        return f"<p><b>{both(what_of(result))}</b></p>"
    return f"<p><b>{both(f'shown.what.{key_of(result)}')}</b></p>"


def what_of(found: Estimates) -> str:
    """Entry for numbers of one method; of all methods that begin alike, the longest."""
    own = found.method.estimator
    fitting = [key for key in catalogue("vi") if key.startswith("shown.method.") and own.startswith(key[13:])]
    return max(fitting, key=len) if fitting else "shown.what.Estimates"


def following(result: Shown) -> str:
    """What to call next."""
    key = f"shown.next.{key_of(result)}"
    return f"<p>→ {both(key)}</p>" if known(key) else ""


def closed(result: Guarded) -> Iterator[str]:
    """Body of a result that has not passed its gate: how many, and through which verb it has to go."""
    yield facts_line(result)
    yield f"<p>⚠ {both('shown.closed', gate=f'sx.{result.gate}')}</p>"
    yield explain_line(result)


def open_body(result: Shown) -> Iterator[str]:
    """Body of a result that may be seen."""
    yield facts_line(result)
    found = list(parts(result))
    estimates = [one for _, one in found if isinstance(one, Estimates)]
    if estimates:
        yield contract_line(estimates)
    chosen = chief(found)
    for name, table in chosen:
        if len(found) > 1:
            yield f"<p><code>.{escape(name)}</code></p>"
        yield estimates_html(table) if isinstance(table, Estimates) else frame_html(table)
    if further := [name for name, _ in found if name not in dict(chosen)]:
        yield f"<p>{both('shown.further', names=', '.join(f'`.{name}`' for name in further))}</p>"
    yield warnings_html(result, estimates)
    yield explain_line(result, [table for _, table in chosen if isinstance(table, Estimates)])
    yield following(result)


def chief(found: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """A few tables: the first of each attribute, then more of the first."""
    first: dict[str, tuple[str, Any]] = {}
    for name, table in found:
        first.setdefault(re.split(r"[.\[]", name)[0], (name, table))
    return list(first.values())[:MOST_TABLES]


def facts_line(result: Shown) -> str:
    """Facts beside the numbers, each with its name."""
    facts = result._facts() if not isinstance(result, Estimates) else {}  # noqa: SLF001 - the protocol's own hook
    told = [fact(name, value) for name, value in facts.items() if value or name not in QUIET]
    return f"<p>{' · '.join(told)}</p>" if told else ""


def fact(name: str, value: Any) -> str:
    """One fact in words."""
    shown = Num(value=round(100 * value, 1), unit="percent") if name in SHARES else value
    return f"{fact_name(name)}: <b>{fact_value(shown)}</b>"


def fact_name(name: str) -> str:
    """Name of a fact: its own word, that of a mark, or of an indicator."""
    head, _, tail = name.partition(".")
    keys = (f"shown.fact.{name}", f"{HOMES.get(head, '')}.{tail}")
    key = next((key for key in keys if known(key)), "")
    return both(key) if key else both_of(indicator_name(name))


def fact_value(value: Any) -> str:
    """Value of a fact in words."""
    match value:
        case bool():
            return both("shown.yes" if value else "shown.no")
        case int():
            return VI.number(value, 0)
        case float():
            return VI.number(value, digits_of(value))
        case str():
            return both(f"shown.value.{value}") if known(f"shown.value.{value}") else escape(value)
        case _:
            return both_of(value)


def contract_line(found: list[Estimates]) -> str:
    """Units, intervals, observations, grades of evidence of all tables."""
    table = pd.concat([one.table for one in found], ignore_index=True)
    if table.empty:
        return f"<p>{both('shown.empty')}</p>"
    units = [unit_word(unit) for unit in sorted(set(table["unit"])) if unit]
    grades: list[Value] = [Mark(scale="evidence", name=name) for name in sorted(set(table["evidence"]))]
    levels = sorted({one.method.level for one in found if one.method.level is not None})
    told = [f"{both('shown.label.unit')}: {', '.join(units)}"] if units else []
    told.append(f"{both('shown.label.interval')}: {interval_words(levels, table)}")
    counts = table["n_obs"].dropna()
    if len(counts):
        ends = dict.fromkeys(VI.number(float(end), 0) for end in (counts.min(), counts.max()))
        told.append(f"n = {' – '.join(ends)}")
    told.append(f"{both('shown.label.evidence')}: {both_of(Listing(items=tuple(grades)))}")
    return f"<p>{' · '.join(told)}</p>"


def unit_word(unit: str) -> str:
    """Word of a unit without a number."""
    if not known(f"unit.{unit}"):
        return both(f"shown.unit.{unit}") if known(f"shown.unit.{unit}") else escape(unit)
    return escape(VI.with_unit("", unit, 2.0).strip()) or both("shown.label.number")


def interval_words(levels: list[float], table: pd.DataFrame) -> str:
    """What the intervals are."""
    if levels:
        shares: tuple[Value, ...] = tuple(Num(value=round(100 * level, 1), unit="percent") for level in levels)
        return both("shown.interval.confidence", level=VI.show(Listing(items=shares)))
    return both("shown.interval.none" if table["conf_low"].isna().all() else "shown.interval.rounding")


def warnings_html(result: Shown, estimates: list[Estimates]) -> str:
    """What a reader has to know before using the numbers."""
    told = [f"<li>{both('shown.synthetic')}</li>"] if getattr(result, "synthetic", False) else []
    problems = list(problems_of(result, estimates))
    told += [f"<li>{words_of(one)}</li>" for one in problems[:MOST_WARNINGS]]
    if len(problems) > MOST_WARNINGS:
        told.append(f"<li>{both('shown.more_warnings', n=str(len(problems) - MOST_WARNINGS))}</li>")
    return f"<p>⚠ {both('shown.label.warnings')}</p><ul>{''.join(told)}</ul>" if told else ""


def problems_of(result: Shown, estimates: list[Estimates]) -> Iterator[Problem]:
    """Refused parts, own problems, checks that warn; each kind of problem once."""
    seen: set[str] = set()
    given = [one for problems in getattr(result, "refusals", {}).values() for one in problems] if isinstance(
        getattr(result, "refusals", None), dict) else list(getattr(result, "refusals", None) or ())  # fmt: skip
    given += [*getattr(result, "problems", ()), *getattr(result, "warnings", ())]
    checks = [one.checks for one in estimates]
    own = getattr(result, "checks", None)
    for table in [*checks, *([own] if isinstance(own, pd.DataFrame) else [])]:
        given += warnings_of(table)
    for problem in given:
        if isinstance(problem, Problem) and problem.code not in seen:
            seen.add(problem.code)
            yield problem


def words_of(problem: Problem) -> str:
    """What to do about a problem; the codes of enterprises that a check found are left out."""
    unnamed = replace(problem, found=UNNAMED, values=dict.fromkeys(problem.values, UNNAMED))
    vi, en = (unnamed.brief(code) for code in ("vi", "en"))
    return (
        f'{escape(vi)} <small lang="en" style="opacity:.7">/ {escape(en)}</small> <code>{escape(problem.code)}</code>'
    )
