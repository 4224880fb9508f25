"""From a letter to a report: read, reviewed in Excel or YAML, confirmed, used; nothing edited is ever lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sxsh_eval.cli import main
from sxsh_eval.inputs.confirmed import status_of
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.parameters.study import read_study
from sxsh_eval.reports.review.columns import head_text
from tests.letters import registry
from tests.made_up_reading import CLAIMS, made_up_reading

asked: list[dict[str, Any]] = []


@pytest.fixture
def at_work(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which every letter is read as the made-up one."""
    asked.clear()

    def read_figures(text: object, known: object, patterns: object, **given: Any) -> Any:
        asked.append(given)
        return made_up_reading()

    monkeypatch.setattr("sxsh_eval.runs.letters.reading.read_text", lambda path: path)
    monkeypatch.setattr("sxsh_eval.runs.letters.reading.read_figures", read_figures)
    return project


def folder(project: Path) -> Path:
    return project / "data" / "drafts" / "lao-cai-2018"


def mark(project: Path, **statuses: str) -> Path:
    """Sets statuses in the workbook."""
    path = folder(project) / "review.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Số liệu"]
    heads = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in statuses:
            row[heads.index(head_text("status"))].value = statuses[str(row[0].value)]
    book.save(path)
    return path


def claims_file(project: Path) -> Path:
    return project / "data" / "claims" / "lao-cai-2018.yml"


def test_a_letter_becomes_a_folder_to_review(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    names = {path.name for path in folder(at_work).iterdir()}
    assert names == {"draft.yml", "review.xlsx", "review.vi.html", "review.en.html", "reading.json"}
    assert read_letter(folder(at_work) / "draft.yml", registry()) == made_up_reading().letter
    told = capsys.readouterr().out
    assert f"Đã đọc {len(CLAIMS)} số liệu, trong đó 2 cần xem kỹ" in told
    assert "sxsh-eval confirm data/drafts/lao-cai-2018/review.xlsx" in told
    page = (folder(at_work) / "review.vi.html").read_text(encoding="utf-8")
    assert "data/drafts/lao-cai-2018/review.xlsx" in page
    first = (folder(at_work) / "draft.yml").read_text(encoding="utf-8")
    assert first.startswith(
        "# yaml-language-server: $schema=../../../parameters/schemas/letter.schema.json\n# BẢN NHÁP"
    )
    assert {path.name for path in (at_work / "data" / "drafts").iterdir()} == {".work", "lao-cai-2018"}


@pytest.mark.parametrize(
    ("given", "slug"),
    [(["--province", "TP. Huế"], "hue"), (["--province", "Thừa Thiên Huế", "--year", "2018"], "thua-thien-hue")],
)
def test_the_province_is_resolved_first(at_work: Path, given: list[str], slug: str) -> None:
    assert main(["read-letter", "thu.docx", *given]) == 0
    assert asked == [{"province": slug, "year": 2018 if "--year" in given else None}]


def test_an_unknown_province_is_refused(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx", "--province", "Hà Nam Ninh"]) == 2
    assert "ninh-binh" in capsys.readouterr().err
    assert not (at_work / "data" / "drafts").exists()


def test_an_untouched_draft_is_simply_replaced(at_work: Path) -> None:
    for _ in range(2):
        assert main(["read-letter", "thu.docx"]) == 0
    assert [path.name for path in (at_work / "data" / "drafts").glob("lao*")] == ["lao-cai-2018"]


@pytest.mark.parametrize("name", ["draft.yml", "review.xlsx"])
def test_an_edited_draft_is_never_overwritten(at_work: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = folder(at_work) / name
    path.write_bytes(path.read_bytes() + b"\n# seen\n")
    edited = path.read_bytes()
    assert main(["read-letter", "thu.docx"]) == 1
    assert f"đã sửa: {name}" in capsys.readouterr().err
    assert path.read_bytes() == edited
    for number in (1, 2):
        assert main(["read-letter", "thu.docx", "--replace"]) == 0
        assert path.read_bytes() != edited
        kept = folder(at_work).with_name(f"lao-cai-2018.bak-{number}")
        assert (kept / name).read_bytes() == edited
        path.write_bytes(edited)


def test_the_draft_of_another_letter_is_not_replaced_unasked(
    at_work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    reading = made_up_reading()
    other = replace(reading, text=replace(reading.text, file="khac.docx", sha256="cd" * 32))
    monkeypatch.setattr("sxsh_eval.runs.letters.reading.read_figures", lambda *_given, **_named: other)
    assert main(["read-letter", "khac.docx"]) == 1
    assert "review.other_letter" in capsys.readouterr().err
    assert main(["read-letter", "khac.docx", "--replace"]) == 0
    assert folder(at_work).with_name("lao-cai-2018.bak-1").is_dir()


def test_a_folder_that_cannot_be_judged_counts_as_edited(at_work: Path) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    (folder(at_work) / "reading.json").write_text("{}", encoding="utf-8")
    assert main(["read-letter", "thu.docx"]) == 1


def test_confirmed_in_excel_used_in_inputs(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = mark(at_work, aware="Đúng", adopting="Đúng", trained="Bỏ")
    assert main(["confirm", str(path)]) == 0
    assert "2 số liệu đúng, 0 đã sửa, 1 bỏ, 7 còn chờ xác nhận" in capsys.readouterr().out
    written = read_letter(claims_file(at_work), registry())
    assert {key: status_of(claim) for key, claim in written.claims.items() if status_of(claim) != "draft"} == {
        "aware": "confirmed", "adopting": "confirmed", "trained": "rejected"
    }  # fmt: skip
    inputs = read_inputs(read_study(at_work / "parameters" / "study.yml", province="lao-cai", period="2016-2020"))
    assert (set(inputs.claims), inputs.waiting) == ({"aware", "adopting"}, 7)
    capsys.readouterr()
    assert main(["check"]) == 0
    assert "# Số liệu của văn bản 77/UBND-CN, đọc từ tệp thu-bia.docx" in claims_file(at_work).read_text(
        encoding="utf-8"
    )


def test_confirmed_in_yaml(at_work: Path) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = folder(at_work) / "draft.yml"
    text = path.read_text(encoding="utf-8")
    at = text.index("  goal:")
    text = text[:at] + text[at:].replace("status: draft", "status: corrected", 1).replace("value: 70", "value: 75", 1)
    text = text[:at] + text[at:].replace('"70%"', '"75%"', 1)
    path.write_text(text, encoding="utf-8")
    assert main(["confirm", str(path)]) == 0
    goal = read_letter(claims_file(at_work), registry()).claims["goal"]
    assert goal.review is not None
    assert goal.review.read_as == {"value": "70 percent", "as_printed": "70%"}


def test_nothing_confirmed_writes_nothing(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    assert main(["confirm", str(folder(at_work) / "review.xlsx")]) == 1
    assert "letter.none_confirmed" in capsys.readouterr().err
    assert not claims_file(at_work).exists()


def test_a_claims_file_is_kept_when_replaced(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = mark(at_work, aware="Đúng")
    claims_file(at_work).write_text("# của tôi\n", encoding="utf-8")
    assert main(["confirm", str(path)]) == 1
    assert "review.claims_exist" in capsys.readouterr().err
    assert claims_file(at_work).read_text(encoding="utf-8") == "# của tôi\n"
    assert main(["confirm", str(path), "--replace"]) == 0
    kept = claims_file(at_work).with_name("lao-cai-2018.yml.bak-1")
    assert kept.read_text(encoding="utf-8") == "# của tôi\n"
    assert main(["check"]) == 0


def test_what_stands_beside_the_figures_is_carried_over(at_work: Path) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = mark(at_work, aware="Đúng")
    assert main(["confirm", str(path)]) == 0
    remark = 'remarks: [{topic: difficulty, place: {section: I.4}, text: {vi: "thiếu kinh phí", en: "no money"}}]\n'
    text = claims_file(at_work).read_text(encoding="utf-8")
    claims_file(at_work).write_text(text + remark, encoding="utf-8")
    assert main(["confirm", str(path), "--replace"]) == 0
    assert [one.text.vi for one in read_letter(claims_file(at_work), registry()).remarks] == ["thiếu kinh phí"]
    other = claims_file(at_work).read_text(encoding="utf-8").replace("77/UBND-CN", "78/UBND-CN")
    claims_file(at_work).write_text(other, encoding="utf-8")
    assert main(["confirm", str(path), "--replace"]) == 0
    assert read_letter(claims_file(at_work), registry()).remarks == ()


def test_when_both_were_edited_the_other_is_named(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    path = mark(at_work, aware="Đúng")
    draft = folder(at_work) / "draft.yml"
    draft.write_text(draft.read_text(encoding="utf-8") + "# xem\n", encoding="utf-8")
    assert main(["confirm", str(path)]) == 0
    assert "draft.yml cũng đã được sửa" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "exit_code", "problem"),
    [("review.pdf", 2, "review.which_file"), ("review.xlsx", 1, "file.missing"), ("draft.yml", 1, "file.missing")],
)
def test_other_files_are_refused(
    at_work: Path, capsys: pytest.CaptureFixture[str], name: str, exit_code: int, problem: str
) -> None:
    assert main(["confirm", name]) == exit_code
    assert problem in capsys.readouterr().err


def test_a_workbook_away_from_its_folder_is_refused(at_work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-letter", "thu.docx"]) == 0
    away = at_work / "review.xlsx"
    shutil.copy(mark(at_work, aware="Đúng"), away)
    assert main(["confirm", str(away)]) == 1
    assert "review.no_reading" in capsys.readouterr().err
