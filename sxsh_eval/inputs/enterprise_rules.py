"""Rules over the years of an enterprise: stages in order, years of events that agree with the states."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.table_cells import rows_named
from sxsh_eval.parameters.codebook import Codebook


def flags(frame: pd.DataFrame, name: str) -> pd.Series[bool]:
    """State as true or false, unknown counting as false."""
    return frame[name].fillna(value=False).astype("bool")


def is_flag(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column is there and holds flags."""
    return name in frame.columns and pd.api.types.is_bool_dtype(frame[name])


def stage_problems(frame: pd.DataFrame, codebook: Codebook) -> Iterator[Problem]:
    """States reached without those that must come before; states lost again."""
    for stage in codebook.stages:
        if not is_flag(frame, stage.state):
            continue
        for before in stage.after:
            if is_flag(frame, before):
                skipped = flags(frame, stage.state) & frame[before].notna() & ~flags(frame, before)
                if skipped.any():
                    rows = rows_named(frame, skipped, codebook)
                    yield Problem("table.stage_skipped", stage.state, rows, {"state": stage.state, "before": before})
        yield from lost_states(frame, stage.state, codebook)


def lost_states(frame: pd.DataFrame, state: str, codebook: Codebook) -> Iterator[Problem]:
    """Rows in which an enterprise no longer has a state it had."""
    ordered = frame.sort_values([codebook.unit, codebook.period], kind="stable")
    reached = flags(ordered, state).groupby(ordered[codebook.unit], sort=False).cummax().astype("bool")
    lost = (reached & ordered[state].notna() & ~flags(ordered, state)).reindex(frame.index)
    if lost.any():
        yield Problem(
            "table.state_lost", state, rows_named(frame, lost, codebook), {"state": state}, severity="warning"
        )


def event_problems(frame: pd.DataFrame, codebook: Codebook) -> Iterator[Problem]:
    """Years of events that change, lie outside the observed years, or contradict the state."""
    for state, column in codebook.event_years.items():
        numeric = all(
            name in frame.columns and pd.api.types.is_numeric_dtype(frame[name]) for name in (column, codebook.period)
        )
        if not numeric:
            continue
        event, year = frame[column].astype("Float64"), frame[codebook.period].astype("Float64")
        units = frame[codebook.unit]
        first, last = (year.groupby(units).transform(end) for end in ("min", "max"))
        spread = event.fillna(0).groupby(units).transform("nunique") > 1
        values = {"state": state, "column": column}
        if spread.any():
            yield Problem("table.event_year_changes", column, rows_named(frame, spread, codebook), values)
        for code, outside in (("table.event_before_first", event < first), ("table.event_after_last", event > last)):
            rows = outside.fillna(value=False).astype("bool")
            if rows.any():
                yield Problem(code, column, rows_named(frame, rows, codebook), values, severity="warning")
        if is_flag(frame, state):
            expected = (event <= year).fillna(value=False).astype("bool")
            against = frame[state].notna() & (flags(frame, state) != expected)
            if against.any():
                yield Problem("table.event_against_state", column, rows_named(frame, against, codebook), values)
