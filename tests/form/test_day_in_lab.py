"""An analyst's day without a line of code: choose, change, run, read, change again, compare, stop."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.accessible import browser, by_axe, by_zoom
from tests.form.analyst import SLOW, Analyst
from tests.form.served import ADMITTED, kernels, make_project, served, wait_for

pytest.importorskip("voila", reason="voila is not installed")
pytestmark = pytest.mark.notebook
LEVEL = ("Chung (", "Mức tin cậy của các khoảng", "province_report")
"""What the province report shows of a letter alone: how large a sample has to be for an interval of this level."""
MARGIN = ("Cuộc điều tra đề xuất", "Sai số mong muốn của tỷ lệ áp dụng", "survey_design")


def folder(notebook: str) -> str:
    """Where its report lies in the project."""
    return f"outputs/latest/{notebook}/binh-dinh/2016-2020"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, in which both tests run one after the other."""
    return make_project(tmp_path_factory.mktemp("day"))


@contextmanager
def at_work(root: Path, command: str, *arguments: str) -> Iterator[tuple[Analyst, psutil.Process]]:
    """An analyst before the page that a command has opened; at the end nothing has gone wrong on it."""
    with browser() as context, served(root, command, *arguments) as (address, process):
        page = context.new_page()
        page.set_default_timeout(60_000)
        analyst = Analyst(page)
        page.goto(address)
        try:
            yield analyst, process
        except BaseException:
            page.screenshot(path=root.parent / f"{command}-failed.png")
            raise
        assert analyst.faults == []
        page.close(run_before_unload=True)
        if command == "page":
            wait_for(lambda: not kernels(process))


def working(server: psutil.Process) -> list[str]:
    """Programs that the kernel of the form has started."""
    (kernel,) = kernels(server)
    return [" ".join(child.cmdline()) for child in kernel.children(recursive=True)]


def regenerate(analyst: Analyst, label: str, value: str) -> Any:
    """Give another value, run, open the report; counted."""
    analyst.begin()
    analyst.type_into(label, value)
    analyst.press("Chạy", exact=True)
    analyst.read("Đang chạy")
    analyst.read("Xong 1 báo cáo", seconds=SLOW / 1000)
    analyst.page.get_by_role("heading", name="So với lần chạy trước").wait_for(timeout=SLOW)
    return analyst.opened("Trang web (HTML)")


def numbers(analyst: Analyst) -> dict[str, tuple[str, str]]:
    """What the form says has changed: old and new by name."""
    return {name: (old, new) for name, old, new, *_ in analyst.rows("Số")}


def test_in_jupyterlab(root: Path) -> None:
    group, label, notebook = LEVEL
    with at_work(root, "lab", *ADMITTED) as (analyst, server):
        page = analyst.page
        analyst.type_into("Tìm tỉnh, thành phố", "binh dinh")
        analyst.choose("Tỉnh, thành phố", "Bình Định (đã có văn bản)")
        page.keyboard.press("x")  # a shortcut of JupyterLab that cuts the cell
        analyst.choose("Giai đoạn", "2016-2020")
        for name in ("Tiếng Anh", "PDF", "Word", "Excel"):
            analyst.tick(name)
        analyst.press(group)
        refuse_a_wrong_value(analyst, label, "95")
        first = regenerate(analyst, label, "94")
        analyst.read("lần chạy đầu tiên của báo cáo này")
        assert page.get_by_role("alert").count() == 0
        before = first.inner_text("body")
        assert first.url.endswith(f"/project/{folder(notebook)}/report.vi.html")
        first.close()
        page.reload()  # the page is opened anew: choices and results are found again
        analyst.read("Xong 1 báo cáo")
        second = regenerate(analyst, label, "90")
        steps = (analyst.clicks, analyst.keys)
        after = second.inner_text("body")
        second.close()
        changed = numbers(analyst)
        found = [(old.split()[0], new.split()[0]) for old, new in changed.values()]
        assert any(old in before and new in after and new not in before for old, new in found), changed
        assert steps == (3, 3)
        sys.stdout.write(f"a new parameter: {steps[0]} clicks, {steps[1]} keystrokes, the open report included\n")
        stop_for_good(analyst, server, notebook)
        page.screenshot(path=root.parent / "lab.png")


def refuse_a_wrong_value(analyst: Analyst, label: str, right: str) -> None:
    """A word for a number: one message beside the field, one in the list, no way to run until it is mended."""
    analyst.type_into(label, "nhiều")
    analyst.read("thấy nhiều")
    analyst.page.get_by_role("button", name="Chạy", exact=True, disabled=True).wait_for()
    analyst.type_into(label, right)
    analyst.page.get_by_text("thấy nhiều").first.wait_for(state="detached")
    analyst.page.get_by_role("button", name="Chạy", exact=True, disabled=False).wait_for()


def stop_for_good(analyst: Analyst, server: psutil.Process, notebook: str) -> None:
    """After stopping nothing of the run is alive, and the report stands as it was."""
    report = Path(server.cwd()) / folder(notebook) / "report.vi.html"
    written = report.stat().st_mtime_ns
    analyst.tick("Chạy lại cả khi không có gì đổi")
    analyst.press("Chạy", exact=True)
    wait_for(lambda: any("ipykernel" in line or "warm" in line for line in working(server)) or len(working(server)) > 1)
    analyst.press("Dừng", exact=True)
    analyst.page.get_by_role("button", name="Chạy", exact=True, disabled=False).wait_for(timeout=SLOW)
    assert working(server) == []
    assert report.stat().st_mtime_ns == written


def test_on_the_page(root: Path) -> None:
    group, label, notebook = MARGIN
    with at_work(root, "page") as (analyst, _):
        analyst.page.get_by_role("heading", name="Lập báo cáo đánh giá sản xuất sạch hơn").wait_for()
        analyst.choose("Báo cáo", "Thiết kế điều tra")
        for name in ("Tiếng Anh", "PDF", "Word", "Excel"):
            analyst.tick(name)
        analyst.press(group)
        assert by_axe(analyst.page) == []
        assert by_zoom(analyst.page) == []
        refuse_a_wrong_value(analyst, label, "5")
        earlier = (root / folder(notebook)).is_dir()
        report = regenerate(analyst, label, "6")
        assert report.inner_text("h1")
        report.close()
        assert earlier == bool(analyst.page.get_by_role("columnheader", name="Số", exact=True).count())
        assert by_axe(analyst.page) == []
        analyst.page.screenshot(path=root.parent / "page.png", full_page=True)
