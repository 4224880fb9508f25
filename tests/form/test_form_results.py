"""What is shown of a finished job and of a forecast, in both languages, with nothing of data taken as HTML."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sxsh_eval.form.places import open_offers
from sxsh_eval.form.progress import expected_html, forecast_html, spell
from sxsh_eval.form.results import MOST_NUMBERS, TELLING, result_html
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.reports.language import Language
from sxsh_eval.runs.following.values import (
    Changes,
    ChoiceChange,
    Forecast,
    Headline,
    JobPlan,
    NumberChange,
    ResultFile,
    ResultLinks,
    Seconds,
)
from tests.letters import ROOT

FOLDER = "outputs/latest/province_report/binh-dinh/2016-2020"


def both(text: str) -> Words:
    return Words(vi=f"{text} (vi)", en=f"{text} (en)")


def speaker(code: str = "vi") -> Speaker:
    return Speaker(Language(code), open_offers(ROOT / "parameters" / "study.yml"))


HEADLINE = Headline(both("adoption"), both("50 %"), both("5 %"), None, both("behind"), None)
LINKS = ResultLinks(
    files=(
        ResultFile(f"{FOLDER}/report.vi.html", "report", "vi", "html", 219_000),
        ResultFile(f"{FOLDER}/report.en.docx", "report", "en", "docx", 2_500_000),
        ResultFile(f"{FOLDER}/run.json", "data", "", "json", 10),
    ),
    log="outputs/latest/logs/a.log",
    headlines=(HEADLINE,),
    warnings=(both("<script>"),),
    banners=(both("made up"),),
)
NUMBER = NumberChange(
    both("saved"), both("1 TOE"), both("2 TOE"), both("+1 TOE"), both("+100 %"), "estimate", both("larger"), beyond=True
)
CHANGES = Changes(
    summary=both("one number"),
    numbers=(NUMBER,),
    equal=36,
    unequal=1,
    choices=(ChoiceChange("thresholds.growth_multiple", both("a choice"), "3.0", "4.5"),),
    versions=(ChoiceChange("numpy", both("NumPy"), "1", "2"),),
    cautions=(both("inside only"),),
)


@pytest.mark.parametrize(("code", "size", "choice"), [("vi", "2,5 MB", "4,5"), ("en", "2.5 MB", "4.5")])
def test_a_job_shows_files_headlines_warnings_and_changes(code: str, size: str, choice: str) -> None:
    text = result_html(speaker(code), lambda _: "binh-dinh 2016-2020", LINKS, CHANGES)
    assert f'href="/files/{FOLDER}/report.vi.html"' in text
    assert str(ROOT / FOLDER) in text
    assert size in text
    assert f"<td>3</td><td>{choice}</td>" in text
    assert "run.json" in text
    assert f'href="/files/{FOLDER}/run.json"' not in text
    assert "<script>" not in text
    for told in ("adoption", "5 %", "made up", "one number", "+1 TOE", "+100 %", "inside only", "NumPy"):
        assert told in text
    assert speaker(code).text("form.results.beyond") in text
    assert speaker(code).label(speaker().offers.fields["thresholds.growth_multiple"]) in text


def test_whether_a_difference_counts_is_said_only_where_it_is_known() -> None:
    within, unknown = (replace(CHANGES, numbers=(replace(NUMBER, beyond=beyond),)) for beyond in (False, None))
    words = speaker()
    assert words.text("form.results.within") in result_html(words, lambda _: "a", LINKS, within)
    shown = result_html(words, lambda _: "a", LINKS, unknown)
    assert words.text("form.results.within") not in shown
    assert words.text("form.results.beyond") not in shown


def test_the_first_run_has_nothing_to_compare_with_and_long_lists_are_cut() -> None:
    assert "lần chạy đầu tiên" in result_html(speaker(), lambda _: "a", LINKS, None)
    many = replace(CHANGES, numbers=(NUMBER,) * (MOST_NUMBERS + 7))
    text = result_html(speaker(), lambda _: "a", LINKS, many)
    assert "và 7 số khác" in text
    assert text.count("saved (vi)") == MOST_NUMBERS
    at_once, _, folded = text.partition("<details><summary>Xem thêm 32 số")
    assert (at_once.count("saved (vi)"), folded.count("saved (vi)")) == (TELLING, MOST_NUMBERS - TELLING)


def test_a_forecast_tells_the_time_of_each_job_and_of_all() -> None:
    job = JobPlan("a", "execute", both("new"), FOLDER, Seconds(90, 80, 100, 3), both("three runs"))
    plan = Forecast((job, replace(job, name="b", seconds=None, basis=both("none"))), 2, None, both("unknown"))
    assert "not known yet" in expected_html(speaker("en"), plan)
    text = forecast_html(speaker("en"), plan)
    assert "Province report: Bình Định, 2016-2020" in text
    assert "about 1 min 30 s (earlier runs: 1 min 20 s to 1 min 40 s)" in text
    assert "none (en)" in text


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 giây"), (59, "59 giây"), (61, "1 phút 1 giây"), (7260, "2 giờ 1 phút")]
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert spell(speaker(), seconds) == said
