"""Pages can be read by everybody: with a screen reader, by keyboard alone, enlarged, without telling colours apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.review.page import review_html
from tests.accessible import barriers, browser
from tests.letters import ROOT, registry
from tests.made_up_reading import made_up_reading
from tests.reports.sample_report import sample_pictures, sample_report

BAD = """<!DOCTYPE html><html lang="vi"><title>x</title><main><h1>x</h1><img src="data:,">
<a href="#x" style="outline: none">liên kết</a><p style="width: 900px; background: #ccc">rộng</p>
<svg viewBox="0 0 200 20" width="200" height="20"><text y="12" x="2" fill="#bbb">mờ</text></svg></main>"""
FAULTY = "Mã DN;Tỉnh;Quy mô;Năm\nA1;Bình Định;to;2016\nA1;Atlantis;lớn;1916\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report with every kind of block, the page of a letter to be reviewed, the page of a table's problems."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[str, Path] = {}
    for code in LANGUAGES:
        report = render_html(sample_report(long_rows=20), Language(code), sample_pictures())
        review = review_html(made_up_reading(), registry(), Language(code), folder="data/drafts/x-2018")
        for name, content in (("report", report), ("review", review)):
            made[f"{name}.{code}"] = folder / f"{name}.{code}.html"
            made[f"{name}.{code}"].write_bytes(content)
    (folder / "bang.csv").write_text(FAULTY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        assert main(["check", str(folder / "bang.csv"), "--table", "enterprises"]) == 1
    made["problems"] = folder / "bang.problems.html"
    return made


def test_barriers_are_found(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    with browser() as opened:
        page = opened.new_page()
        page.goto((tmp_path / "bad.html").as_uri())
        found = barriers(page)
    assert [kind.split()[0] for kind in found["axe"]] == ["image-alt"]
    assert found["zoom"][0].startswith("640: 9")
    assert "seen" in found["keyboard"][0]
    assert found["drawings"] == ["mờ"]


def test_nothing_keeps_anybody_from_a_page(pages: dict[str, Path]) -> None:
    found: dict[str, Any] = {}
    with browser() as opened:
        for name, path in pages.items():
            page = opened.new_page()
            page.goto(path.as_uri())
            found[name] = barriers(page)
            page.close()
    assert {name: kinds for name, kinds in found.items() if kinds} == {}
