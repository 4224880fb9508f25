"""The command that writes the province's letter, and the letter beside the reports of a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from sxsh_eval.cli import main
from sxsh_eval.errors import InputError
from sxsh_eval.parameters.quantity import Mark, Num, Range, phrase
from sxsh_eval.parameters.saved import write_json, write_whole
from sxsh_eval.reports.model import Report, Text
from sxsh_eval.runs.jobs import LETTER, Job
from sxsh_eval.runs.portal import write_portal
from sxsh_eval.runs.worker import run_job
from tests.reports.official_samples import report_of, section, table

CALL = ["letter", "--province", "binh-dinh", "--year", "2018"]
DEFAULT = Path("outputs/letters/binh-dinh-2018.docx")


def survey_report(rate: float) -> Report:
    message = phrase(
        "adoption.message",
        rate=Num(value=rate, unit="percent", digits=1),
        interval=Range(low=rate - 2, high=rate + 2, unit="percent", digits=1),
        level=Num(value=95, unit="percent"),
        year=Num(value=2020, unit="year"),
        n=Num(value=700, unit="count"),
        population=Num(value=1700, unit="establishment"),
    )
    graded = table("adoption_funnel_table", (message, Mark(scale="evidence", name="surveyed")))
    return report_of(section(Text(phrase=message), graded))


def put(project: Path, run: str, period: str, rate: float) -> None:
    folder = project / "outputs" / run / "province_report" / "binh-dinh" / period
    write_json(survey_report(rate), folder, "report.json")


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_command_writes_the_letter_and_lists_what_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(CALL) == 0
    shown = capsys.readouterr().out
    assert "24 số liệu" in shown
    assert "☐ chưa có số liệu: số đơn vị được đánh giá chi tiết" in shown
    assert "179 doanh nghiệp" in text_of(project / DEFAULT)
    assert [path.name for path in (project / DEFAULT).parent.iterdir()] == [DEFAULT.name]


@pytest.mark.parametrize("spelling", ["Bình Định", "BINH DINH"])
def test_output_symbol_and_date_are_the_callers(project: Path, spelling: str) -> None:
    options = ["--output", "báo cáo.docx", "--symbol", "UBND-CN", "--date", "2018-05-02"]
    assert main(["letter", "--province", spelling, "--year", "2018", *options]) == 0
    document = docx.Document(str(project / "báo cáo.docx"))
    cells = document.tables[0].rows[1].cells
    assert cells[0].text.startswith("Số:          /UBND-CN")
    assert cells[1].text == "Bình Định, ngày 02 tháng 5 năm 2018"


def test_estimates_are_those_of_the_shortest_period_with_the_year(project: Path) -> None:
    put(project, "latest", "2016-2020", 31.1)
    put(project, "latest", "2009-2018", 22.2)
    put(project, "latest", "2009-2015", 13.3)
    put(project, "trial", "2016-2020", 44.4)
    assert main(CALL) == 0
    assert "31,1%" in text_of(project / DEFAULT)
    assert main([*CALL, "--run", "trial"]) == 0
    assert "44,4%" in text_of(project / DEFAULT)
    assert "31,1%" not in text_of(project / DEFAULT)


@pytest.mark.parametrize(
    ("options", "code", "found"),
    [
        (["--run", "tral"], 2, "trial"),
        (["--output", "letter.pdf"], 2, ".docx"),
        (["--date", "24/4/2018"], 2, "2018-04-24"),
        (["--year", "1999"], 2, "2009-2030"),
        (["--province", "binh-din"], 2, "binh-dinh"),
    ],
)
def test_impossible_calls_are_refused(
    project: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, found: str
) -> None:
    put(project, "trial", "2016-2020", 44.4)
    assert main([*CALL, *options]) == code
    assert found in capsys.readouterr().err
    assert not (project / DEFAULT).exists()


def test_a_province_without_claims_gets_the_form_with_blanks(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letter", "--province", "lao-cai", "--year", "2018"]) == 0
    assert "0 số liệu" in capsys.readouterr().out
    text = text_of(project / "outputs/letters/lao-cai-2018.docx")
    assert "[chưa có số liệu: tỷ lệ cơ sở áp dụng SXSH]" in text
    assert "10%" not in text


def test_drafts_are_left_out_and_counted(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "data/claims/binh-dinh-2018.yml"
    draft = '    review: {status: draft, quote: "x", line: 3, confidence: 0.9}\n'
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("  rapid_assessments:"))
    path.write_text("".join([*lines[: at + 1], draft, *lines[at + 1 :]]), encoding="utf-8")
    assert main(CALL) == 0
    shown = capsys.readouterr().out
    assert "23 số liệu" in shown
    assert "1 số liệu chưa xác nhận" in shown
    text = text_of(project / DEFAULT)
    assert "đánh giá nhanh SXSH: 05" not in text
    assert "[chưa có số liệu: số đơn vị được đánh giá nhanh]" in text


def test_the_former_letter_stays_when_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"former")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "open in Word")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError) as caught:
        write_whole(path, lambda part: part.write_bytes(b"new"), refusal="output.file_in_use")
    assert caught.value.problems[0].code == "output.file_in_use"
    assert path.read_bytes() == b"former"
    assert [one.name for one in tmp_path.iterdir()] == ["letter.docx"]


def test_setting_reaches_the_jobs(project: Path, planned: list[Job]) -> None:
    arguments = ["run", "--province", "binh-dinh", "--period", "2016-2020"]
    assert main(arguments) == 0
    assert main([*arguments, "--set", "letter=true"]) == 0
    assert [job.letter for job in planned] == [False, True]


@pytest.mark.notebook
def test_a_run_publishes_the_letter_with_its_reports(project: Path, planned: list[Job]) -> None:
    main(["run", "--province", "binh-dinh", "--period", "2016-2020", "--set", "letter=true"])
    job = replace(planned[0], formats=())
    result = run_job(job)
    assert result.exit_code == 0, result.message
    record = json.loads((job.folder() / "run.json").read_text(encoding="utf-8"))
    assert LETTER in record["files"]
    assert "179 doanh nghiệp" in text_of(job.folder() / LETTER)
    page = write_portal(job.outputs).read_text(encoding="utf-8")
    assert f"2016-2020/{LETTER}" in page
