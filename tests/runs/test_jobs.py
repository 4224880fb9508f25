"""Names of jobs and their folders: slugs only, always under the outputs folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.jobs import check_slug, job_folder

HOSTILE = [
    "../../x",
    "..\\..\\x",
    "..",
    ".",
    "",
    "/etc",
    "a/b",
    "con",
    "nul",
    "a\0b",
    "a\u202eb",
    "x" * 300,
    "A",
    "đ",
    "a b",
    "-a",
    ".work",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_refused_with_a_name_that_would_do(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_slug(text, "--name")
    suggestion = caught.value.problems[0].values["nearest"]
    assert check_slug(suggestion, "--name") == suggestion


@pytest.mark.parametrize("text", ["latest", "trial-2", "province_report", "2016-2020", "binh-dinh"])
def test_ordinary_names_pass(text: str) -> None:
    assert check_slug(text, "--name") == text


@given(st.text())
def test_any_name_stays_under_the_outputs_or_is_refused(text: str) -> None:
    outputs = Path("/somewhere/outputs")
    try:
        folder = job_folder(outputs, (text, "province_report", "binh-dinh", "2016-2020"))
    except UsageError:
        return
    assert folder.is_relative_to(outputs)
    assert len(folder.relative_to(outputs).parts) == 4


def test_a_link_that_leads_out_of_the_outputs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "outputs" / "latest").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError) as caught:
        job_folder(tmp_path / "outputs", ("latest", "province_report", "binh-dinh", "2016-2020"))
    assert caught.value.problems[0].code == "output.outside"
