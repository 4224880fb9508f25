"""What lies in a job folder, as a panel of results shows it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.following.outcomes import ResultLinks
from sxsh_eval.runs.following.results import result_links
from sxsh_eval.runs.job_log import append_log
from tests.runs.comparison.made_runs import fail, make_job

FILES = {
    "report.en.html": ("report", "en"),
    "report.vi.docx": ("report", "vi"),
    "report.vi.html": ("report", "vi"),
    "letter.docx": ("letter", ""),
    "plan_of_work.xlsx": ("workbook", ""),
    "notebook.ipynb": ("notebook", ""),
    "table.parquet": ("data", ""),
}
ROW = {
    "indicator": {"vi": "Áp dụng", "en": "Adoption"},
    "target": {"vi": "50 %", "en": "50%"},
    "figure": None,
    "as_of": None,
    "verdict": "off_course",
    "evidence": None,
}


def links(root: Path, *, rows: list[dict[str, Any]] | None = None, **more: Any) -> ResultLinks:
    """Results of a finished job whose card has these rows of a scorecard."""
    card = {"schema_version": 1, "scorecard": [ROW] if rows is None else rows, "balance": [], "values": []}
    text = json.dumps(card)
    folder = make_job(root / "outputs", "latest", files={"card.json": sha256(text.encode()).hexdigest()}, **more)
    (folder / "card.json").write_text(text, encoding="utf-8")
    return result_links(root, folder.relative_to(root))


def test_reports_come_first_by_language_and_format(tmp_path: Path) -> None:
    folder = make_job(tmp_path / "outputs", "latest")
    for name in (*FILES, "notes.tmp", ".hidden"):
        (folder / name).write_text("12345", encoding="utf-8")
    found = result_links(tmp_path, folder)
    place = "outputs/latest/province_report/binh-dinh/2016-2020/"
    assert [file.path.removeprefix(place) for file in found.files] == [
        *("report.vi.html", "report.vi.docx", "report.en.html", "letter.docx", "plan_of_work.xlsx"),
        *("notebook.ipynb", "numbers.json", "report.json", "run.json", "table.parquet"),
    ]
    told = {file.path.removeprefix(place): (file.kind, file.language) for file in found.files}
    assert FILES.items() <= told.items()
    assert (found.files[0].format, found.files[0].size) == ("html", 5)


def test_a_row_of_the_scorecard_in_both_languages(tmp_path: Path) -> None:
    (headline,) = links(tmp_path).headlines
    assert headline.indicator == Words(vi="Áp dụng", en="Adoption")
    assert headline.target == Words(vi="50 %", en="50%")
    assert headline.figure is headline.as_of is headline.evidence is None
    assert (headline.mark, headline.verdict) == ("off_course", Words(vi="Chậm tiến độ", en="Off course"))


def test_a_mark_of_another_version_has_no_word(tmp_path: Path) -> None:
    (headline,) = links(tmp_path, rows=[ROW | {"verdict": "splendid"}]).headlines
    assert (headline.mark, headline.verdict) == ("splendid", None)


def test_warnings_log_and_a_later_failure(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    folder = make_job(outputs, "latest", warnings=("Thiếu số liệu",))
    append_log(folder, "started")
    fail(folder, "the disk was full")
    found = result_links(tmp_path, folder)
    assert [one.vi for one in found.warnings] == ["Thiếu số liệu"]
    assert found.log == "outputs/latest/logs/province_report.binh-dinh.2016-2020.log"
    assert found.failure == "the disk was full"
    assert found.banners == ()
    attempt = result_links(tmp_path, folder.with_name("2016-2020.failed"))
    assert (attempt.failure, attempt.headlines, attempt.log) == (found.failure, (), found.log)


@pytest.mark.parametrize("name", ["synthetic", "unconfirmed"])
def test_what_every_page_says_of_its_data(tmp_path: Path, name: str) -> None:
    folder = make_job(tmp_path / "outputs", "latest")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    (folder / "report.json").write_text(json.dumps(report | {name: True}), encoding="utf-8")
    (banner,) = result_links(tmp_path, folder).banners
    assert banner.vi in {"Dữ liệu tổng hợp, không phải số liệu thật", "Có số liệu chưa được xác nhận"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sections": 1}', '{"synthetic": []}'])
def test_damaged_files_leave_out_what_they_hold(tmp_path: Path, content: str) -> None:
    folder = make_job(tmp_path / "outputs", "latest")
    for name in ("run.json", "report.json", "card.json", "numbers.json"):
        (folder / name).write_text(content, encoding="utf-8")
    found = result_links(tmp_path, folder)
    assert (found.headlines, found.warnings, found.banners, found.failure) == ((), (), (), "")
    assert len(found.files) == 4
    assert result_links(tmp_path, tmp_path / "outputs" / "a" / "b" / "c" / "d") == ResultLinks((), "", (), (), ())
