"""The index page: everything there is, made from records alone."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.portal import write_portal
from sxsh_eval.runs.provenance import Stopwatch, make_record
from sxsh_eval.runs.record import FailureRecord, write_record
from tests.runs.conftest import MakeJob

HOSTILE = '<script>alert("x")</script>'
FILES = ("report.vi.html", "report.en.pdf", "notebook.ipynb", "report.json")


class Page(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


def put(job: Job, folder: Path, failure: FailureRecord | None = None, warnings: tuple[str, ...] = ()) -> None:
    folder.mkdir(parents=True)
    for name in FILES if failure is None else ("notebook.ipynb",):
        (folder / name).write_text("{}", encoding="utf-8")
    write_record(make_record(job, Stopwatch(), folder, warnings, failure), folder)


@pytest.fixture
def page(make_job: MakeJob) -> tuple[Path, str]:
    good, bad, broken = (make_job("1", period=period) for period in ("2016-2020", "2009-2015", "2009-2018"))
    put(good, good.folder(), warnings=("one", "two", "three"))
    put(bad, failed_folder(bad.folder()), FailureRecord(message=HOSTILE, exit_code=3))
    broken.folder().mkdir(parents=True)
    (broken.folder() / "run.json").write_text(HOSTILE, encoding="utf-8")
    return good.outputs, write_portal(good.outputs).read_text(encoding="utf-8")


def test_every_file_there_is_has_a_link_that_works(page: tuple[Path, str]) -> None:
    outputs, text = page
    addresses = [address for address in Page(text).addresses if not address.startswith("#")]
    assert all((outputs / unquote(address)).is_file() for address in addresses)
    listed = {unquote(address) for address in addresses}
    assert listed >= {f"latest/province_report/binh-dinh/2016-2020/{name}" for name in FILES}


def test_failed_and_damaged_jobs_are_said_to_be_so(page: tuple[Path, str]) -> None:
    _, text = page
    assert text.count("Chạy không thành công") == 1
    assert text.count("Không đọc được hồ sơ hoặc kết quả") == 1
    assert "2009-2015.failed/notebook.ipynb" in text
    rows = re.findall(r'<tr role="row" class="done".*?</tr>', text, flags=re.DOTALL)
    assert len(rows) == 1
    assert "2016–2020" in rows[0]
    assert "3 cảnh báo" in rows[0]
    assert "one\n\ntwo" in rows[0]


def test_the_page_is_safe_and_whole_by_itself(page: tuple[Path, str]) -> None:
    _, text = page
    parsed = Page(text)
    assert text.count("<script") == 1
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    assert not [name for name in parsed.attributes if name.startswith("on") or name == "style"]
    assert not [address for address in parsed.addresses if ":" in address]
    assert '<html lang="vi">' in text


def test_the_policy_allows_this_style_and_this_script_alone(page: tuple[Path, str]) -> None:
    _, text = page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", text, flags=re.DOTALL)
        assert inside
        digest = b64encode(sha256(inside[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_without_any_run_the_page_says_so(tmp_path: Path) -> None:
    assert "Chưa có báo cáo nào" in write_portal(tmp_path).read_text(encoding="utf-8")


def test_the_page_is_the_same_for_the_same_records(page: tuple[Path, str]) -> None:
    outputs, text = page
    assert write_portal(outputs).read_text(encoding="utf-8") == text


def test_a_page_is_left_alone_until_something_changes(page: tuple[Path, str]) -> None:
    outputs, _ = page
    index = outputs / "index.html"
    before = index.stat().st_mtime_ns
    write_portal(outputs)
    assert index.stat().st_mtime_ns == before
    (outputs / "latest/province_report/binh-dinh/2016-2020/report.en.pdf").unlink()
    assert "Thiếu tệp: report.en.pdf" in write_portal(outputs).read_text(encoding="utf-8")


def test_jobs_that_were_left_alone_are_said_to_be_unchanged(page: tuple[Path, str]) -> None:
    outputs, _ = page
    folder = outputs / "latest" / "province_report" / "binh-dinh" / "2016-2020"
    text = write_portal(outputs, unchanged={folder}).read_text(encoding="utf-8")
    assert text.count('class="unchanged"') == 1
    assert "không có gì thay đổi từ lần trước" in text


def test_comparisons_are_listed(page: tuple[Path, str]) -> None:
    outputs, _ = page
    folder = outputs / "comparisons" / "a--b"
    folder.mkdir(parents=True)
    (folder / "report.vi.html").write_text("x", encoding="utf-8")
    parsed = Page(write_portal(outputs).read_text(encoding="utf-8"))
    assert "comparisons/a--b/report.vi.html" in parsed.addresses
