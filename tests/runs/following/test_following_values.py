"""Events there and back as lines of JSON."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import Problem, TableProblem
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.following.telling import Teller
from sxsh_eval.runs.following.values import Event, JobPlan, Seconds, event_of, line_of

TEXTS = st.sampled_from(["", "Đắk Lắk", "a\nb\r\n", '"', "\\", "\u2028\x85\x00", "🏭", "1", "null"])
WORDS = st.builds(Words, vi=TEXTS.filter(bool), en=TEXTS.filter(bool))
TIMES = st.floats(0, 1e6)
SECONDS = st.builds(Seconds, usual=TIMES, fastest=TIMES, slowest=TIMES, records=st.integers(0, 99))
PLANS = st.builds(
    JobPlan,
    name=TEXTS,
    action=st.sampled_from(["execute", "render", "skip"]),
    reason=WORDS,
    folder=TEXTS,
    seconds=st.none() | SECONDS,
    basis=st.none() | WORDS,
)
PROBLEMS = st.builds(
    Problem, code=TEXTS, where=TEXTS, found=TEXTS, values=st.dictionaries(TEXTS, TEXTS, max_size=3),
    severity=st.sampled_from(["error", "warning"]),
)  # fmt: skip
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(["plan", "stage", "result", "problems", "end"]),
    job=TEXTS,
    done=st.integers(0, 99),
    seconds=TIMES,
    files=st.lists(TEXTS, max_size=3).map(tuple),
    message=TEXTS,
    jobs=st.lists(PLANS, max_size=2).map(tuple),
    problems=st.lists(PROBLEMS, max_size=2).map(tuple),
    exit_code=st.none() | st.integers(0, 200),
)


@given(EVENTS)
def test_an_event_comes_back_from_its_line(event: Event) -> None:
    line = line_of(event)
    assert line.index("\n") == len(line) - 1
    assert event_of(line) == event


def test_what_says_nothing_is_left_out_and_what_is_no_event_is_none() -> None:
    assert json.loads(line_of(Event("end", exit_code=0))) == {"kind": "end", "exit_code": 0}
    for line in ("", "Loading ...", "{}", '{"kind": "lunch"}', "[1]", '{"kind": "end", "exit_code": "x"}'):
        assert event_of(line) is None


def test_a_problem_of_a_table_keeps_what_a_form_says_of_it() -> None:
    problem = TableProblem("table.code", "a.xlsx", "x", {"known": "y"}, column="Tỉnh", rows=(2, 3))
    event = event_of(line_of(Event("problems", problems=(problem,))))
    assert event is not None
    assert event.problems == (Problem("table.code", "a.xlsx", "x", {"known": "y"}),)


def test_a_line_cut_by_an_interrupt_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = os.pipe()
    write = os.write

    def half(handle: int, data: bytes) -> int:
        write(handle, data[: len(data) // 2])
        raise KeyboardInterrupt

    with os.fdopen(source, "rb") as lines, os.fdopen(target, "wb") as open_end:
        teller = Teller(target)
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", half)
            with pytest.raises(KeyboardInterrupt):
                teller.tell(Event("stage", "Đắk Lắk", "start"))
        teller.tell(Event("end", exit_code=130))
        open_end.close()
        assert [event_of(line.decode("utf-8", "replace")) for line in lines] == [None, Event("end", exit_code=130)]
    assert teller.ended
