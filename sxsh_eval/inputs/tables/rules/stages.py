"""Stages on the way to adoption: their order, years of events that agree with the states."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, groups_of, sure


def stages(judged: Judged) -> Iterator[TableProblem]:
    """States reached without those that must come before; states lost again."""
    for stage in judged.codebook.stages:
        if not judged.has(stage.state):
            continue
        state = judged.table[stage.state]
        for before in stage.after:
            if judged.has(before):
                skipped = sure(state) & sure(~judged.table[before])
                values = {"state": judged.maker.head(stage.state), "before": judged.maker.head(before)}
                yield from judged.maker.cells("table.stage_skipped", stage.state, skipped, values=values)
        if judged.is_panel:
            lost = lost_states(judged, stage.state)
            yield from judged.maker.cells(
                "table.state_lost", stage.state, lost, values={"state": judged.maker.head(stage.state)}
            )


def ordered(judged: Judged) -> pd.DataFrame:
    """Rows by unit and period."""
    return judged.table.sort_values([judged.codebook.unit, judged.codebook.period], kind="stable")


def lost_states(judged: Judged, state: str) -> pd.Series[bool]:
    """Rows in which a unit no longer has a state it had."""
    rows = ordered(judged)
    reached = sure(sure(rows[state]).groupby(groups_of(rows[judged.codebook.unit]), sort=False).cummax())
    return (reached & sure(~rows[state])).reindex(judged.table.index)


def ladder(judged: Judged) -> Iterator[TableProblem]:
    """Last stages that go back from one year to a later one, or contradict the states."""
    name, book = judged.codebook.ladder, judged.codebook
    if name is None or not judged.has(name):
        return
    rungs = list(book.columns[name].allowed or {})
    step = judged.table[name].map({code: at for at, code in enumerate(rungs)}).astype("float64")
    if judged.is_panel:
        rows = ordered(judged)
        highest = step.reindex(rows.index).groupby(groups_of(rows[book.unit]), sort=False).cummax().reindex(step.index)
        yield from judged.maker.cells("table.ladder_back", name, sure(step < highest))
    for code, state in book.rungs.items():
        if judged.has(state):
            at = rungs.index(code)
            denied = step.eq(at) & sure(~judged.table[state])
            ahead = sure(step < at) & sure(judged.table[state])
            values = {"state": judged.maker.head(state), "stage": code}
            yield from judged.maker.cells("table.ladder_against_state", name, denied | ahead, values=values)


def events(judged: Judged) -> Iterator[TableProblem]:
    """Years of events that change, lie outside the observed years, or contradict the state."""
    if not judged.is_panel:
        return
    units, year = groups_of(judged.table[judged.codebook.unit]), judged.floats(judged.codebook.period)
    first, last = (year.groupby(units).transform(end) for end in ("min", "max"))
    for state, name in judged.codebook.event_years.items():
        if not judged.has(name):
            continue
        event = judged.floats(name)
        values = {"state": judged.maker.head(state), "column": judged.maker.head(name)}
        known = ~judged.faulty[name]
        spread = event.fillna(0).where(known).groupby(units).transform("nunique") > 1
        found = [
            ("table.event_year_changes", spread),
            ("table.event_before_first", event < first),
            ("table.event_after_last", event > last),
        ]
        if judged.has(state):
            flags = judged.table[state]
            found.append(("table.event_against_state", flags.notna() & known & (sure(flags) != sure(event <= year))))
        for code, rows in found:
            yield from judged.maker.cells(code, name, sure(rows), values=values)
