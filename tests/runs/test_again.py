"""Rendering saved reports once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.render.files import render_files
from sxsh_eval.runs.again import find_jobs, render_again
from sxsh_eval.runs.jobs import failed_folder
from sxsh_eval.runs.provenance import Stopwatch, make_record
from sxsh_eval.runs.record import canonical_json, read_record, write_record
from tests.runs.conftest import MakeJob

WORDS = {"kind": "phrase", "key": "unit.year", "values": {"n": {"kind": "verbatim", "text": "1"}}}
REPORT = {"id": "a/b/c", "title": WORDS, "subtitle": WORDS, "facts": [], "sections": []}


@pytest.fixture
def published(make_job: MakeJob) -> tuple[Path, Path]:
    job = make_job("1", formats=("pdf",))
    folder = job.folder()
    for place in (folder, failed_folder(folder)):
        place.mkdir(parents=True)
        (place / "report.json").write_text(canonical_json(REPORT), encoding="utf-8")
        (place / "report.vi.pdf").write_text("former", encoding="utf-8")
        write_record(make_record(job, Stopwatch(), place, (), None), place)
    return job.outputs, folder


def test_a_run_is_found_by_name_and_by_folder_without_failed_attempts(published: tuple[Path, Path]) -> None:
    outputs, folder = published
    for text in ("latest", "latest/province_report/binh-dinh", str(folder), str(outputs / "latest")):
        assert find_jobs(outputs, text) == [folder]


@pytest.mark.parametrize("text", ["latst", "../..", "/", ".", "latest/province_report/ha-noi"])
def test_an_unknown_run_is_a_usage_error(published: tuple[Path, Path], text: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_jobs(published[0], text)
    assert caught.value.problems[0].code == "usage.unknown_run"
    assert caught.value.problems[0].values["known"] == "latest"


def test_only_what_is_asked_for_is_rendered_and_recorded(
    published: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(report: Report, folder: Path, languages: Any, formats: Any) -> dict[str, Path]:
        assert (report.id, tuple(languages), tuple(formats)) == ("a/b/c", ("en",), ("html",))
        (folder / "report.en.html").write_text("new", encoding="utf-8")
        return {"report.en.html": folder / "report.en.html"}

    monkeypatch.setattr("sxsh_eval.runs.again.render_files", render)
    outputs, folder = published
    before = read_record(folder)
    result = render_again(outputs, folder, ("en",), ("html",))
    assert result.files == ("report.en.html",)
    assert (folder / "report.vi.pdf").read_text(encoding="utf-8") == "former"
    record = read_record(folder)
    assert record.files.keys() == {"report.json", "report.vi.pdf", "report.en.html"}
    assert (record.fingerprint, record.started) == (before.fingerprint, before.started)
    assert record.formats == ("pdf", "html")


def test_a_damaged_report_leaves_everything_as_it_was(published: tuple[Path, Path]) -> None:
    outputs, folder = published
    (folder / "report.json").write_text('{"id": 1}', encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError) as caught:
        render_again(outputs, folder, ("vi",), ("html",))
    assert caught.value.problems[0].code == "report.damaged"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_each_language_is_drawn_once_and_each_renderer_called_with_what_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []

    class Stand:
        def __init__(self, name: str) -> None:
            self.name = name.rsplit(".", 1)[1]

        def __getattr__(self, function: str) -> Any:
            def record(report: Report, language: Language, *more: Any) -> bytes:
                calls.append((self.name, function, language.code, str(2 + len(more))))
                return function.encode()

            def pictured(report: Report, language: Language, pictures: bytes) -> bytes:
                return record(report, language, pictures)

            return pictured if function == "render_html" else record

    monkeypatch.setattr("sxsh_eval.reports.render.files.import_module", Stand)
    written = render_files(Report.model_validate(REPORT), tmp_path, ("en", "vi"), ("xlsx", "html"))
    assert list(written) == ["report.vi.html", "report.vi.xlsx", "report.en.html", "report.en.xlsx"]
    assert written["report.vi.html"].read_bytes() == b"render_html"
    assert [call for call in calls if call[2] == "vi"] == [
        ("draw_pictures", "draw_pictures", "vi", "2"),
        ("html", "render_html", "vi", "3"),
        ("xlsx", "render_xlsx", "vi", "2"),
    ]


def test_spreadsheets_alone_need_no_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def stand(name: str) -> Any:
        asked.append(name)
        return type("Stand", (), {"render_xlsx": staticmethod(lambda *_: b"x")})

    monkeypatch.setattr("sxsh_eval.reports.render.files.import_module", stand)
    render_files(Report.model_validate(REPORT), tmp_path, ("vi",), ("xlsx",))
    assert asked == ["sxsh_eval.reports.render.xlsx"]


def test_only_the_pairs_asked_for_are_written(tmp_path: Path) -> None:
    report = Report.model_validate(REPORT)
    written = render_files(report, tmp_path, (), (), pairs={("vi", "xlsx"), ("en", "html"), ("en", "xlsx")})
    assert list(written) == ["report.vi.xlsx", "report.en.html", "report.en.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(written)


@pytest.mark.parametrize(
    ("languages", "formats", "code"),
    [(("fr",), (), "usage.unknown_language"), ((), ("htm",), "usage.unknown_format")],
)
def test_unknown_languages_and_formats_are_usage_errors(
    tmp_path: Path, languages: tuple[str, ...], formats: tuple[str, ...], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        render_files(Report.model_validate(REPORT), tmp_path, languages, formats)
    assert caught.value.problems[0].code == code
