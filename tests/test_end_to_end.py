"""The whole path on the real claims: notebook, files in two languages and four formats, twice the same bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section, Table
from tests.accessible import barriers_of
from tests.letters import ROOT
from tests.reports.editorial import check_figures
from tests.reports.page_looks import page_faults

pytestmark = pytest.mark.notebook
PERIOD = "2016-2020"
FORMATS = ("html", "pdf", "docx", "xlsx")


def run(outputs: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "sxsh_eval", "run", "--province", "Bình Định", "--period", PERIOD]
    done = subprocess.run([*command, "--outputs", str(outputs), *options], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return outputs / "latest" / "province_report" / "binh-dinh" / PERIOD


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return Report.model_validate_json((folder / "report.json").read_text(encoding="utf-8"))


def tables(sections: tuple[Section, ...]) -> list[Table]:
    own = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    return own + [table for section in sections for table in tables(section.parts)]


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe\u2060]+", "", text)


def test_every_file_is_there_and_recorded(folder: Path) -> None:
    expected = {"disclosure.json", "notebook.ipynb", "numbers.json", "report.json", "run.json"}
    expected |= {f"report.{language}.{form}" for language in ("vi", "en") for form in FORMATS}
    expected.add("card.json")
    assert {path.name for path in folder.iterdir()} == expected
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert set(record["files"]) == expected - {"run.json"}
    assert "data/claims/binh-dinh-2018.yml" in record["inputs"]


def test_figures_stand_alone(report: Report) -> None:
    charts = check_figures(report.sections, "Bình Định", "Bình Định")
    assert charts == ["target_claim", "timeline", "ladder", "pace"]


def test_the_index_lists_it(folder: Path) -> None:
    index = (folder.parents[3] / "index.html").read_text(encoding="utf-8")
    assert f"latest/province_report/binh-dinh/{PERIOD}/report.vi.html" in index


def test_the_notebook_shows_tables_and_figures(folder: Path) -> None:
    notebook = json.loads((folder / "notebook.ipynb").read_text(encoding="utf-8"))
    shown = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])]
    html = "".join("".join(data.get("text/html", "")) for data in shown)
    assert html.count("data:image/png") == 4
    assert "Bảng điểm theo mục tiêu của Chiến lược" in html
    kinds = {output["output_type"] for cell in notebook["cells"] for output in cell.get("outputs", [])}
    assert kinds == {"execute_result"}  # no error, no warning, nothing printed


@pytest.mark.parametrize("code", ["vi", "en"])
def test_all_formats_say_the_same(folder: Path, report: Report, code: str) -> None:
    language = Language(code)
    title = plain(language.say(report.title))
    sentences = [plain(language.say(table.title)) for table in tables(report.sections)]
    html = plain(unescape((folder / f"report.{code}.html").read_text(encoding="utf-8")))
    pdf = PdfDocument(folder / f"report.{code}.pdf")
    pages = plain("".join(page.get_textpage().get_text_range() for page in pdf))
    word = Document(str(folder / f"report.{code}.docx"))
    words = plain("".join(paragraph.text for paragraph in word.paragraphs))
    for text in (html, pages, words):
        assert title in text
        assert [sentence for sentence in sentences if sentence not in text] == []
    book = load_workbook(folder / f"report.{code}.xlsx")
    cells = {plain(str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert [sentence for sentence in sentences if not any(sentence in cell for cell in cells)] == []


def test_numbers_of_the_workbook_are_numbers(folder: Path) -> None:
    book = load_workbook(folder / "report.en.xlsx")
    numbers = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"}
    assert {179, 5, 90, 50} <= numbers
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_report_says_what_its_period_lacks(report: Report) -> None:
    vi = Language("vi")
    said = [vi.say(block.phrase) for section in report.sections for block in section.blocks if hasattr(block, "phrase")]
    assert any("không có hoạt động nào được ghi năm" in sentence for sentence in said)


def test_no_trace_of_this_machine_in_the_report(folder: Path) -> None:
    for path in folder.glob("report.*"):
        content = path.read_bytes()
        if path.suffix in {".docx", ".xlsx"}:
            with ZipFile(BytesIO(content)) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        assert str(ROOT).encode() not in content, path.name


def test_the_numbers_of_the_readme_are_the_reports(report: Report) -> None:
    english = Language("en")
    cells = [cell for table in tables(report.sections) for row in table.rows for cell in row if cell]
    titles = [block.title for section in report.sections for block in section.blocks if hasattr(block, "title")]
    said = "\n".join([*map(english.show, cells), *map(english.say, titles)])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for number in ("36.6", "68.5", "82–122", "1,819–2,222", "2,000", "5.4 to 6.1", "179"):
        assert number in said, number
        assert number in readme, number


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    options = ("--set", "data.synthetic=true", "--set", "data.synthetic_enterprises=2000", "--language", "vi")
    return run(tmp_path_factory.mktemp("synthetic"), *options)


def test_synthetic_data_are_named_on_every_page_and_sheet(synthetic: Path) -> None:
    words = plain(Language("vi").text("render.synthetic"))
    pdf = PdfDocument(synthetic / "report.vi.pdf")
    assert [n for n, page in enumerate(pdf, 1) if words not in plain(page.get_textpage().get_text_range())] == []
    assert words in plain(unescape((synthetic / "report.vi.html").read_text(encoding="utf-8")))
    word = Document(str(synthetic / "report.vi.docx"))
    heads = [plain("".join(p.text for p in section.header.paragraphs)) for section in word.sections]
    assert all(words in head for head in heads)
    book = load_workbook(synthetic / "report.vi.xlsx")
    for sheet in book:
        assert any(words in plain(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value), sheet


def test_pages_are_in_order(folder: Path, synthetic: Path) -> None:
    files = (folder / "report.vi.pdf", folder / "report.en.pdf", synthetic / "report.vi.pdf")
    assert [(file.name, fault) for file in files for fault in page_faults(file)] == []


def test_the_report_of_a_province_can_be_read_by_everybody(synthetic: Path) -> None:
    assert barriers_of(synthetic / "report.vi.html") == {}


def test_the_adoption_chapter_has_its_figures_and_tables(synthetic: Path) -> None:
    report = Report.model_validate_json((synthetic / "report.json").read_text(encoding="utf-8"))
    ids = {block.id for section in report.sections for block in section.blocks if hasattr(block, "id")}
    assert {
        "adoption_funnel",
        "adoption_rates",
        "adoption_areas",
        "adoption_forest",
        "adoption_claims",
        "adoption_against",
        "adoption_diffusion",
        "adoption_hazard",
    } <= ids
    assert report.synthetic
