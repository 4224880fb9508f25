"""Whatever a table holds: every row is used, refused or a repetition, and refusing says why."""

from __future__ import annotations

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.cells import Cells
from sxsh_eval.inputs.tables.examined import examine
from tests.table_files import project

CELLS = {
    "province": st.sampled_from(["binh-dinh", "Phú Yên", "Atlantis", None]),
    "year": st.sampled_from(["2016", "2017", "1875", "năm", None]),
    "payer": st.sampled_from(["programme", "enterprise", "ai đó", None]),
    "kind": st.sampled_from(["investment", "vận hành, chi hằng năm", "=1+1"]),
    "amount_mvnd": st.sampled_from(["5", "1.5e0", "-3", "#N/A", "nhiều", None]),
    "note": st.one_of(st.none(), st.text(max_size=6)),
}


@st.composite
def tables(draw: st.DrawFn) -> Cells:
    count = draw(st.integers(0, 12))
    rows = draw(st.lists(st.integers(2, 60), min_size=count, max_size=count, unique=True).map(sorted))
    data = {
        name: pd.Series(draw(st.lists(cells, min_size=count, max_size=count)), index=rows, dtype="str")
        for name, cells in CELLS.items()
    }
    faulty = draw(st.lists(st.sampled_from(rows), unique=True, max_size=3)) if rows else []
    problems = (TableProblem("table.merged_cells", "x", "x", {}, "error", "kind", tuple(faulty)),) if faulty else ()
    places = {name: at for at, name in enumerate(CELLS, start=1)}
    return Cells(
        pd.DataFrame(data, index=pd.Index(rows, dtype="int64")), "costs", "x.csv", places=places, problems=problems
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_every_row_is_accounted_for(cells: Cells) -> None:
    got = examine(cells, project().codebooks["costs"], project().registry, rules=project().rules)
    assert got.balance.holds
    used, refused, repeated = set(got.table.index), set(got.refused), set(got.deduplicated)
    assert used | refused | repeated == set(cells.frame.index)
    assert not used & refused
    assert not used & repeated
    assert not refused & repeated
    assert all(got.refused.values())
    for row in used:
        assert not [each for each in got.errors if isinstance(each, TableProblem) and row in each.rows]


@given(*[st.builds(Balance, *[st.integers(0, 99)] * 5)] * 2)
def test_balances_add_up(first: Balance, second: Balance) -> None:
    total = first + second
    assert total.read == first.read + second.read
    assert not (first.holds and second.holds) or total.holds
