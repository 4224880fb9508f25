"""The form as an analyst uses it: controls changed, buttons pressed, words read; no browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import ipywidgets
import ipywidgets.widgets.widget as registry
import pytest

import sxsh_eval as sx
from sxsh_eval.errors import UsageError
from sxsh_eval.parameters.run_files import RunFile, read_run_file, write_run_file
from tests.form.forms import control, inside, make_form, page_text, press

GROWTH = "Đề xuất gấp bao nhiêu lần"
THRESHOLDS = "▸ Ngưỡng"


def test_the_page_says_everything_in_the_language_that_is_chosen(project: Path) -> None:
    form = make_form("en")
    english = page_text(form)
    control(form, "Ngôn ngữ / Language").value = "vi"
    vietnamese = page_text(form)
    control(form, "Ngôn ngữ / Language").value = "en"
    assert page_text(form) == english
    assert "1. Which report" in english
    assert "1. Lập báo cáo nào" in vietnamese
    assert "1. Which report" not in vietnamese


def test_choices_stay_when_the_language_changes(project: Path) -> None:
    form = make_form()
    press(form, THRESHOLDS)
    control(form, GROWTH).value = "4,5"
    control(form, "Kết quả gấp bao nhiêu").value = "hai"
    before = form.desk.state.run_file()
    control(form, "Ngôn ngữ / Language").value = "en"
    assert form.desk.state.run_file() == before
    assert control(form, "How many times the present level").value == "4.5"
    assert control(form, "How many times its activity").value == "hai"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_control_has_a_name_and_every_button_says_what_it_does(project: Path, language: str) -> None:
    form = make_form(language)
    for fold in [each for each in inside(form.view) if getattr(each, "description", "").startswith("▸")]:
        fold.click()
    controls = [each for each in inside(form.view) if isinstance(each, ipywidgets.DOMWidget)]
    named = [each for each in controls if not isinstance(each, ipywidgets.Box | ipywidgets.HTML)]
    assert len(named) > 100
    assert [each for each in named if not each.description.strip()] == []
    texts = [each for each in named if isinstance(each, ipywidgets.Text | ipywidgets.Dropdown)]
    labels = [each.description for each in texts]
    assert len(set(labels)) == len(labels)


def test_a_wrong_value_is_told_beside_the_field_and_on_top_and_nothing_can_run(project: Path) -> None:
    form = make_form()
    press(form, THRESHOLDS)
    field = control(form, GROWTH)
    field.value = "abc"
    assert field.value == "abc"
    messages = [
        each.value for each in inside(form.view) if isinstance(each, ipywidgets.HTML) and "thấy abc" in each.value
    ]
    assert len(messages) == 2
    assert all('role="alert"' in message for message in messages)
    assert "Đề xuất gấp bao nhiêu lần" in messages[0]
    run = control(form, "Chạy")
    assert run.disabled
    field.value = "0,5"
    assert "cần số &gt; 1" in page_text(form)
    assert run.disabled
    field.value = "4,5"
    assert not run.disabled
    assert "abc" not in page_text(form)


def test_what_differs_from_the_standard_is_listed_and_goes_back(project: Path) -> None:
    form = make_form()
    press(form, THRESHOLDS)
    control(form, GROWTH).value = "4"
    control(form, "Sai lệch để coi").value = "30"
    assert "30 % (chuẩn: 25 %)" in page_text(form)
    press(form, "Về chuẩn: Đề xuất gấp")
    assert control(form, GROWTH).value == "3"
    assert form.desk.state.settings == {"thresholds.attendance_tolerance": 0.3}
    press(form, "Về chuẩn: Sai lệch")
    assert form.desk.state.settings == {}
    assert "Mọi lựa chọn đang theo chuẩn" in page_text(form)


def test_a_province_is_searched_for_and_chosen(project: Path) -> None:
    form = make_form()
    places = control(form, "Tỉnh, thành phố")
    control(form, "Tìm tỉnh").value = "dak lak"
    assert [slug for _, slug in places.options] == ["binh-dinh", "dak-lak"]
    places.value = ("dak-lak",)
    assert form.desk.state.run_file().province == ("dak-lak",)
    assert "Đã chọn: Đắk Lắk" in page_text(form)
    places.value = ()
    assert "ít nhất một" in page_text(form)


def test_periods_on_offer_and_own_years(project: Path) -> None:
    form = make_form()
    period = control(form, "Giai đoạn")
    period.value = ("2009-2015",)
    assert form.desk.state.run_file().period == ("2009-2015",)
    period.value = "own"
    control(form, "Các năm").value = "2012–2014; 2016-2018"
    assert form.desk.state.run_file().period == ("2012-2014", "2016-2018")
    control(form, "Các năm").value = "2026-2028"
    assert "chuyển" not in page_text(form)
    assert form.desk.problems_at("province")[0].code in {"usage.province_of_other_years", "usage.unknown_province"}
    control(form, "Các năm").value = ""
    assert [problem.code for problem in form.desk.problems_at("period")] == ["usage.period_form"]


def test_a_fleet_is_one_choice(project: Path) -> None:
    form = make_form()
    what = control(form, "Báo cáo")
    what.value = next(value for _, value in what.options if value.startswith("fleet:"))
    file = form.desk.state.run_file()
    assert (file.fleet, file.notebook, file.province, file.period) == (what.value.removeprefix("fleet:"), "", (), ())
    what.value = "province_report"
    assert form.desk.state.run_file() == RunFile(province=("binh-dinh",), period=("2016-2020",))


def test_scenarios_keep_their_order(project: Path) -> None:
    form = make_form()
    titles = form.desk.offers.scenarios
    control(form, titles["proposal"].vi).value = False
    control(form, titles["past_pace"].vi).value = True
    assert form.desk.state.settings == {"programme.scenarios": ["no_programme", "assessments", "combined", "past_pace"]}


def test_settings_are_saved_opened_and_not_overwritten_unasked(project: Path) -> None:
    form = make_form()
    press(form, THRESHOLDS)
    control(form, GROWTH).value = "4,5"
    press(form, "Lưu lựa chọn")
    assert "usage.slug" in {problem.code for problem in form.desk.all_problems()}
    control(form, "Tên lần chạy").value = "thu-1"
    press(form, "Lưu lựa chọn")
    path = project / "parameters" / "runs" / "thu-1.yml"
    first = read_run_file(path)
    assert first.settings == {"thresholds.growth_multiple": 4.5}
    control(form, GROWTH).value = "5"
    press(form, "Lưu lựa chọn")
    assert read_run_file(path) == first
    press(form, "Ghi đè thu-1")
    assert read_run_file(path).settings == {"thresholds.growth_multiple": 5.0}
    write_run_file(RunFile(province=("ha-noi",), settings={"level": 0.9}, formats=("docx",)), project, "khac")
    other = make_form()
    control(other, "Lựa chọn đã lưu").value = "thu-1"
    press(other, "Mở")
    assert other.desk.state.run_file() == form.desk.state.run_file()
    control(form, "Ngôn ngữ / Language").value = "en"
    control(form, "Saved choices").value = "khac"
    press(form, "Open")
    assert form.desk.state.provinces == ("ha-noi",)
    assert control(form, "Word").value is True
    assert control(form, "PDF").value is False


def test_a_damaged_saved_file_leaves_the_form_as_it_is(project: Path) -> None:
    (project / "parameters" / "runs" / "hong.yml").write_text("provnce: x\n", encoding="utf-8")
    form = make_form()
    before = form.desk.state.run_file()
    control(form, "Lựa chọn đã lưu").value = "hong"
    press(form, "Mở")
    assert form.desk.state.run_file() == before
    assert "provnce" in page_text(form)


def test_check_tells_what_only_the_project_knows(project: Path) -> None:
    form = make_form()
    press(form, "Kiểm tra")
    assert "số báo cáo sẽ lập: 1" in page_text(form)
    control(form, "Giai đoạn").value = ("all",)
    press(form, "Kiểm tra")
    assert "số báo cáo sẽ lập: 3" in page_text(form)
    (project / "notebooks" / "province_report.ipynb").write_text("{", encoding="utf-8")
    press(form, "Kiểm tra")
    assert "province_report.ipynb" in page_text(form)
    assert control(form, "Chạy").disabled


def test_controls_that_are_gone_leave_nothing_behind(project: Path) -> None:
    form = make_form()
    control(form, "Ngôn ngữ / Language").value = "en"
    before = len(registry._instances)
    for language in ("vi", "en"):
        control(form, "Ngôn ngữ / Language").value = language
    assert len(registry._instances) == before


def test_start_shows_the_form_or_what_is_wrong_with_the_project(project: Path) -> None:
    shown: Any = sx.start("en")
    assert "1. Which report" in "\n".join(each.value for each in inside(shown) if isinstance(each, ipywidgets.HTML))
    with pytest.raises(UsageError):
        sx.start("fr")
    (project / "parameters" / "study.yml").write_text("level: 2\n", encoding="utf-8")
    assert "value.range" in sx.start().value


def test_asked_for_again_the_form_is_the_same_until_the_parameters_change(project: Path) -> None:
    first, study = sx.start(), project / "parameters" / "study.yml"
    assert sx.start("en") is first
    os.utime(study, (1, 1))
    second = sx.start("en")
    assert second is not first
    assert sx.start() is second
