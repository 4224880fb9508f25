"""Pages link to results, drafts and checks, and to nothing else of the project."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from sxsh_eval.form.links import ADDRESS, is_shown, link_of

SHOWN = [
    "outputs/index.html",
    "outputs/latest/province_report/binh-dinh/2016-2020/report.vi.pdf",
    "outputs/thử nghiệm/report.en.docx",
    "outputs/latest/logs/survey_design.binh-dinh.2016-2020.log",
    "data/drafts/binh-dinh-2018/review.xlsx",
    "data/drafts/binh-dinh-2018/review.vi.html",
    "data/private/uploads/bảng.problems.html",
    "data/private/bang.checked.xlsx",
]
NOT_SHOWN = [
    *("", "outputs", "outputs/", "outputs/latest", "outputs/latest/x/run.json", "outputs/latest/x/notebook.ipynb"),
    *("parameters/study.yml", "data/private/bang.xlsx", "data/private/uploads/thư.docx", "data/claims/a.yml"),
    *("data/drafts/binh-dinh-2018/draft.yml", ".git/config", "outputs/.work/former/report.html", "a/outputs/b.html"),
    *("outputs/../parameters/study.yml", "outputs/../outputs/a.html", "outputs/./a.html", "/outputs/a.html"),
    *("//host/outputs/a.html", "outputs//a.html", "outputs/a.html/", "C:/outputs/a.html", "outputs\\..\\a.html"),
    *("outputs/a.ipynb:b.html", "outputs/a.html::$DATA", "outputs/.. /a.html", "outputs/b./a.html", "outputs/a.html\n"),
    *("outputs/a.html\x00", "outputs/a.html ", "outputs/a.html.", "outputs/a.py", "notebooks/start_here.ipynb"),
]


@pytest.mark.parametrize("path", SHOWN)
def test_results_drafts_and_checks_are_shown(path: str) -> None:
    assert is_shown(path)


@pytest.mark.parametrize("path", NOT_SHOWN)
def test_nothing_else_is_shown(path: str) -> None:
    assert not is_shown(path)


@pytest.mark.parametrize(
    "path", ["parameters/study.yml", "outputs\\..\\data\\a.html", PurePosixPath("/outputs/a.html")]
)
def test_there_is_no_link_to_anything_else(path: str | PurePath) -> None:
    with pytest.raises(ValueError, match=r"\.(yml|html)$"):
        link_of(path)


def test_a_link_is_at_the_address_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "outputs/thử nghiệm/a#b.html"
    monkeypatch.delenv(ADDRESS, raising=False)
    assert link_of(path) == "/files/outputs/th%E1%BB%AD%20nghi%E1%BB%87m/a%23b.html"
    monkeypatch.setenv(ADDRESS, "/project/")
    assert (
        link_of(PureWindowsPath("outputs\\a b.html")) == link_of("outputs\\a b.html") == "/project/outputs/a%20b.html"
    )
