"""Files of the analyst: kept under safe names, never over another, checked at once, imported when wanted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import InputError
from sxsh_eval.form.files import LETTERS, TABLES, safe_name, store_upload, table_files
from sxsh_eval.form.page import Form
from sxsh_eval.runs.jobs import RESERVED
from tests.form.forms import control, make_form, page_text, press
from tests.letters import INVENTED
from tests.table_files import COSTS, enterprises, in_process, saved

UPLOADS = "data/private/uploads"
MODIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def upload(name: str, content: bytes) -> Any:
    return {"name": name, "size": len(content), "type": "", "content": memoryview(content), "last_modified": MODIFIED}


def sent(form: Form, label: str, path: Path, name: str | None = None) -> None:
    """What the browser does when a file is chosen."""
    control(form, label).value = (upload(name or path.name, path.read_bytes()),)


@given(st.text(max_size=80), st.sampled_from([".xlsx", ".CSV", ""]))
def test_a_stored_name_is_safe_everywhere(stem: str, suffix: str) -> None:
    name = safe_name(stem + suffix)
    bare = name.partition(".")[0]
    assert name.isascii()
    assert name == name.lower()
    assert bare
    assert bare not in RESERVED
    assert not set(name) & set('\\/:*?"<>| \0')
    assert not name.startswith(".")
    assert len(name) < 100


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Bảng số liệu 2016.xlsx", "bang-so-lieu-2016.xlsx"),
        ("C:\\Users\\a\\CON.csv", "con-1.csv"),
        ("../../study.yml.csv", "study-yml.csv"),
        ("....xlsx", "tep.xlsx"),
    ],
)
def test_names_of_people_become_names_of_files(name: str, stored: str) -> None:
    assert safe_name(name) == stored


def test_an_upload_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    first = store_upload(upload("a.csv", b"x\n1\n"), tmp_path, TABLES)
    second = store_upload(upload("A.csv", b"x\n2\n"), tmp_path, TABLES)
    again = store_upload(upload("a.CSV", b"x\n1\n"), tmp_path, TABLES)
    assert (first.name, second.name, again) == ("a.csv", "a-2.csv", first)
    assert first.read_bytes() == b"x\n1\n"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file.not_taken"),
        ("a", b"x", "file.not_taken"),
        ("a.xlsx", b"no workbook", "file.renamed"),
        ("a.csv", b"", "file.empty"),
        ("a.csv", b"x" * 200, "file.too_large"),
        ("~$a.xlsx", b"\x05admin", "file.opened"),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        store_upload(upload(name, content), tmp_path / "uploads", TABLES, most=100)
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, name)]
    assert not list(tmp_path.rglob("*.*"))


def test_the_same_file_may_be_sent_as_another_kind(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_process(monkeypatch)
    form, path = make_form(), Path(saved(COSTS, tmp_path, "csv"))
    for kind in ("enterprises", "costs"):
        control(form, "Tệp này là").value = kind
        sent(form, "Chọn tệp trên máy", path, "a.csv")
        assert control(form, "Chọn tệp trên máy").value == ()
    assert form.desk.state.settings == {"data.enterprises": f"{UPLOADS}/a.csv", "data.costs": f"{UPLOADS}/a.csv"}


def test_a_marked_copy_that_is_open_elsewhere_is_one_message(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_process(monkeypatch)

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", held)
    form = make_form()
    control(form, "Tệp này là").value = "costs"
    path = tmp_path / "a.csv"
    path.write_text("x\n1\n", encoding="utf-8")
    sent(form, "Chọn tệp trên máy", path)
    text = page_text(form)
    assert "Tệp này chưa dùng được" in text
    assert "đóng tệp này trong Word, Excel" in text
    assert not list((project / UPLOADS).glob(".*"))


def test_files_of_checks_and_hidden_ones_are_not_offered(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "private"
    for name in ("b.xlsx", "a/c.csv", "b.checked.xlsx", "b.problems.html", "~$b.xlsx", ".x.csv", "notes.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    (folder / "survey").mkdir()
    (folder / "survey" / "manifest.json").write_bytes(b"{}")
    assert table_files(tmp_path) == ("data/private/a/c.csv", "data/private/b.xlsx", "data/private/survey")
    assert table_files(tmp_path / "nowhere") == ()


def test_a_table_is_uploaded_checked_and_imported(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_process(monkeypatch)
    form = make_form()
    control(form, "Tệp này là").value = "costs"
    sent(form, "Chọn tệp trên máy", Path(saved(COSTS, tmp_path, "csv")), "Chi phí.csv")
    name = f"{UPLOADS}/chi-phi.csv"
    assert (project / name).is_file()
    assert form.desk.state.run_file().settings == {"data.costs": name}
    assert "3" in page_text(form)
    press(form, "Đưa các dòng đúng")
    assert form.desk.state.settings == {"data.costs": "data/private/costs"}
    assert (project / "data" / "private" / "costs" / "manifest.json").is_file()
    assert form.desk.problems == ()
    assert (project / name).is_file()


def test_faults_of_a_picked_table_are_told_with_links(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_process(monkeypatch)
    frame = enterprises(6).astype(object)
    frame.loc[1, "year"] = "hai nghìn"
    (project / "data" / "private").mkdir(parents=True)
    saved(frame, project / "data" / "private", "xlsx")
    form = make_form()
    press(form, "▸ Chọn tệp đã có")
    control(form, "Bảng doanh nghiệp").value = "data/private/bang.xlsx"
    text = page_text(form)
    assert 'href="/files/data/private/bang.problems.html"' in text
    assert 'href="/files/data/private/bang.checked.xlsx"' in text
    assert "✖" in text
    assert "Không phải số, cột" in text
    assert "thấy hai nghìn" in text
    control(form, "Ngôn ngữ / Language").value = "en"
    assert "Open the page that lists the problems" in page_text(form)
    control(form, "Table of enterprises").value = ""
    assert "bang.problems.html" not in page_text(form)


def test_a_letter_is_read_reviewed_and_confirmed(project: Path) -> None:
    form = make_form()
    press(form, "▸ Đọc hoặc xác nhận")
    control(form, "Tỉnh, nếu văn bản").value = "Lào Cai"
    sent(form, "Chọn văn bản", INVENTED)
    (draft,) = (project / "data" / "drafts").glob("lao-cai-*")
    assert f'href="/files/data/drafts/{draft.name}/review.xlsx"' in page_text(form)
    assert f'href="/files/data/drafts/{draft.name}/review.vi.html"' in page_text(form)
    press(form, "Xác nhận tệp review.xlsx")
    assert 'role="alert"' in page_text(form)
    assert not list((project / "data" / "claims").glob("lao-cai-*"))
    marked = project / "reviewed.xlsx"
    book = openpyxl.load_workbook(draft / "review.xlsx")
    from sxsh_eval.reports.review.columns import head_text

    sheet = book["Số liệu"]
    heads = [str(cell.value) for cell in sheet[1]]
    for line in sheet.iter_rows(min_row=2):
        line[heads.index(head_text("status"))].value = "confirmed" if line[0].row == 2 else "rejected"
    book.save(marked)
    sent(form, "Tải lên tệp Excel", marked)
    assert (draft / "reviewed.xlsx").is_file()
    assert list((project / "data" / "claims").glob("lao-cai-*")), page_text(form)[-3000:]
    assert "data/claims/lao-cai" in page_text(form)


def test_a_letter_that_is_none_is_one_message(project: Path, tmp_path: Path) -> None:
    form = make_form()
    press(form, "▸ Đọc hoặc xác nhận")
    wrong = tmp_path / "a.pdf"
    wrong.write_bytes(b"no pdf at all")
    sent(form, "Chọn văn bản", wrong)
    assert page_text(form).count('role="alert"') == 1
    assert not (project / "data" / "drafts").exists()
    assert ".pdf" in LETTERS
