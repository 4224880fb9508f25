"""Whatever stands in the cells of a review workbook: a letter or a list of problems, never a traceback."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.stored import stored_reading
from sxsh_eval.reports.review.answers import read_review
from sxsh_eval.reports.review.raw_cells import raw_sheets
from sxsh_eval.reports.review.workbook import review_workbook
from tests.letters import registry
from tests.made_up_reading import made_up_reading

DRAFT = stored_reading(made_up_reading())
SHEETS = ("Văn bản", "Số liệu", "Không lấy")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    path = tmp_path_factory.mktemp("book") / "review.xlsx"
    path.write_bytes(review_workbook(DRAFT, registry()))
    return raw_sheets(str(path), "review.xlsx")


words = st.sampled_from(
    [
        "Đúng",
        "Sửa",
        "Bỏ",
        "Lấy",
        "đúng",
        "% (tỷ lệ)",
        "đồng",
        "aware",
        "goal",
        "n1",
        "I.3.c",
        "lao-cai",
        "ha tay",
        "=1+1",
    ]
)
contents = st.one_of(
    words, st.text(max_size=12), st.floats(), st.integers(-(10**18), 10**18), st.booleans(), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(), st.just(""),
    st.sampled_from(["12,5", "31/2/2018", "24/4/2018", "1e400", "=1+1"]),
)  # fmt: skip
edits = st.lists(
    st.tuples(st.sampled_from(SHEETS), st.integers(0, 12), st.integers(0, 27), contents), min_size=1, max_size=12
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits)
def test_any_cells(raw: dict[str, list[list[Any]]], changes: list[tuple[str, int, int, Any]]) -> None:
    sheets = copy.deepcopy(raw)
    for sheet, row, column, content in changes:
        rows = sheets[sheet]
        rows[row % len(rows)][column % len(rows[0])] = content
    with patch("sxsh_eval.reports.review.cells.guarded_sheets", return_value=sheets):
        try:
            found = read_review(Path("review.xlsx"), DRAFT, registry())
        except InputError as refusal:
            error = refusal
        else:
            assert Letter.model_validate_json(found.model_dump_json()) == found
            return
    assert error.message()


@pytest.mark.parametrize("sheet", SHEETS)
def test_empty_sheets(raw: dict[str, list[list[Any]]], sheet: str) -> None:
    nothing: list[list[list[Any]]] = [[], [[]], [[""]]]
    for empty in nothing:
        with patch("sxsh_eval.reports.review.cells.guarded_sheets", return_value=raw | {sheet: empty}):
            try:
                found = read_review(Path("review.xlsx"), DRAFT, registry())
            except InputError as refusal:
                assert sheet != "Không lấy", refusal  # noqa: PT017 - two endings are right, by sheet
                continue
        assert sheet != "Số liệu"
        assert found.number == DRAFT.letter.number
