"""Every chart, in both languages: nothing overlaps, nothing is lost, and the same report gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import fontpkg_be_vietnam_pro
import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.font_manager import findfont
from matplotlib.image import imread

from sxsh_eval.errors import SxshError
from sxsh_eval.parameters.quantity import Name, Verbatim
from sxsh_eval.reports.charts.data import LadderData, Step
from sxsh_eval.reports.charts.theme import settings
from sxsh_eval.reports.draw_pictures import draw_pictures, picture
from sxsh_eval.reports.figures import CHARTS, draw
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.marks import mark_style
from sxsh_eval.reports.model import Figure, Report, Section
from tests.reports import (
    adoption_samples,
    benchmark_samples,
    effect_samples,
    figure_samples,
    hard_adoption,
    hard_benchmark,
    hard_effects,
    hard_figures,
    hard_programme,
    plan_samples,
    power_samples,
    programme_samples,
)
from tests.reports.drawn import bars, covered, hidden, outside, overlaps, plots, points, texts, words
from tests.reports.figure_samples import LADDER, PACE, enterprises, figure, percent
from tests.reports.hard_figures import LONG, NAMES

SAMPLES = {
    **figure_samples.SAMPLES,
    **adoption_samples.ADOPTION,
    **effect_samples.EFFECTS,
    **programme_samples.PROGRAMME,
    **plan_samples.PLANS,
    **benchmark_samples.BENCHMARK,
    **power_samples.SAMPLES,
}
EMPTY = {
    **hard_figures.EMPTY,
    **hard_adoption.EMPTY,
    **hard_effects.EMPTY,
    **hard_programme.EMPTY,
    **hard_benchmark.EMPTY,
    **power_samples.EMPTY,
}
SMALLEST = 8.0
"""Points of the smallest letters of any chart."""
ALL = {
    **SAMPLES,
    **adoption_samples.VARIANTS,
    **effect_samples.VARIANTS,
    **programme_samples.VARIANTS,
    **benchmark_samples.VARIANTS,
    **{f"hard: {name}": one for name, one in hard_figures.HARD.items()},
    **{f"hard adoption: {name}": one for name, one in hard_adoption.HARD.items()},
    **{f"hard effects: {name}": one for name, one in hard_effects.HARD.items()},
    **{f"hard programme: {name}": one for name, one in hard_programme.HARD.items()},
    **{f"hard benchmark: {name}": one for name, one in hard_benchmark.HARD.items()},
    **{f"hard power: {name}": one for name, one in power_samples.HARD.items()},
    **{f"empty: {n}": o for n, o in EMPTY.items()},
}
VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


@both
@pytest.mark.parametrize("name", ALL)
def test_texts_stay_apart_and_on_the_page(name: str, code: str) -> None:
    drawing = draw(ALL[name], Language(code))
    assert texts(drawing)
    assert overlaps(drawing) == []
    assert outside(drawing) == []
    assert covered(drawing) == []
    assert hidden(drawing) == []
    assert min(float(text.get_fontsize()) for text in texts(drawing)) >= SMALLEST
    assert drawing.get_size_inches()[0] * 25.4 == pytest.approx(165)


@pytest.mark.parametrize("name", SAMPLES)
def test_pages_hold_the_pictures(name: str) -> None:
    assert all(draw(SAMPLES[name], Language(code)).get_size_inches()[1] * 25.4 < 200 for code in LANGUAGES)


@both
@pytest.mark.parametrize("chart", CHARTS)
def test_a_sentence_stands_for_missing_data(chart: str, code: str) -> None:
    drawing = draw(EMPTY[chart], Language(code))
    assert words(drawing) == Language(code).text("figures.empty")
    assert plots(drawing) == []


@both
@pytest.mark.parametrize("chart", CHARTS)
def test_data_give_their_own_reason(chart: str, code: str) -> None:
    data = EMPTY[chart].data | {"empty": NAMES[0].model_dump()}
    assert words(draw(figure(chart, data), Language(code))) == Language(code).show(NAMES[0])


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_figure_gives_the_same_bytes(chart: str) -> None:
    one, other = (picture(draw(SAMPLES[chart], VI)) for _ in range(2))
    assert one == other
    assert one != picture(draw(SAMPLES[chart], EN))


@pytest.mark.parametrize("chart", CHARTS)
def test_files_are_what_they_say(chart: str) -> None:
    one = picture(draw(SAMPLES[chart], VI))
    root = ET.fromstring(one.svg)
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(165 / 25.4 * 72, abs=0.01)
    assert root.attrib["width"].endswith("pt")
    assert {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")} <= {
        text.get_text() for text in texts(draw(SAMPLES[chart], VI))
    }
    assert not [tag for tag in root.iter() if tag.tag.endswith(("metadata", "style", "script", "image"))]
    height, width, _ = imread(BytesIO(one.png)).shape
    assert (width, height) == pytest.approx((one.width_mm / 25.4 * 200, one.height_mm / 25.4 * 200), abs=1)


def test_all_figures_of_a_report_are_drawn() -> None:
    said = SAMPLES["pace"].title
    inner = Section(id="inner", title=said, blocks=(SAMPLES["ladder"],))
    outer = Section(id="outer", title=said, blocks=(SAMPLES["timeline"],), parts=(inner,))
    report = Report(id="x", title=said, subtitle=said, facts=(), sections=(outer,))
    pictures = draw_pictures(report, EN)
    assert list(pictures) == ["timeline", "ladder"]
    assert pictures["ladder"] == picture(draw(SAMPLES["ladder"], EN))


def test_nothing_global_changes() -> None:
    assert mpl.rcParams["backend"]  # settled on the first look
    before = mpl.rcParams.copy()
    picture(draw(SAMPLES["target_claim"], VI))
    assert dict(mpl.rcParams) == dict(before)
    assert plt.get_fignums() == []
    assert before["svg.hashsalt"] != settings()["svg.hashsalt"]


def test_letters_come_from_the_packaged_font() -> None:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent
    for text in texts(draw(SAMPLES["target_claim"], VI)):
        assert Path(findfont(text.get_fontproperties(), fallback_to_default=False)).is_relative_to(folder)


def test_signs_that_the_font_lacks_are_drawn_all_the_same() -> None:
    step = Step(label=Verbatim(text="A → B $x$ % \\alpha_1"), count=enterprises(1))
    assert "A → B $x$ % \\alpha_1" in words(draw(figure("ladder", LadderData(steps=(step,))), VI))


def test_target_claim_places_marks_at_their_shares() -> None:
    (axes,) = plots(draw(SAMPLES["target_claim"], VI))
    claimed = [line for line in axes.lines if line.get_marker() == "o"]
    assert [points(line)[0][0] for line in claimed] == [10, 5, 10, 0.5]
    assert {line.get_markerfacecolor() for line in claimed} == {"white"}
    assert {line.get_markeredgecolor() for line in claimed} == {mark_style("evidence", "claimed").colour}
    ends = [[x for x, _ in points(line)] for line in axes.lines]
    upright = [xs[0] for xs in ends if len(xs) == 2 and xs[0] == xs[1]]
    assert [share for share in upright if share not in {0, 25, 50, 75, 100}] == [90, 5, 8, 8, 13, 90, 70, 90]


@both
def test_target_claim_says_verdicts_and_reasons(code: str) -> None:
    said = words(draw(SAMPLES["target_claim"], Language(code)))
    for word in ("missed", "off_course"):
        assert Language(code).text(f"mark.verdict.{word}") in said
    assert {"vi": "Không có số liệu: công văn", "en": "No figure: the letter counts"}[code] in said
    assert {"vi": "10 % (9,5–10,5 %)", "en": "10% (9.5–10.5%)"}[code] in said


def test_grades_differ_in_filling() -> None:
    row = {"label": NAMES[0].model_dump(), "reported": {"value": percent(5).model_dump(), "grade": "measured"}}
    (axes,) = plots(draw(figure("target_claim", {"rows": [row]}), VI))
    (marker,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert marker.get_markerfacecolor() == mark_style("evidence", "measured").colour


def test_ladder_bars_are_true_to_scale() -> None:
    (axes,) = plots(draw(SAMPLES["ladder"], VI))
    counts = [step.count.value for step in LADDER.steps if step.count]
    assert [bar.get_width() for bar in bars(axes)] == counts == [179, 200, 5, 100, 10]
    assert [bool(bar.get_hatch()) for bar in bars(axes)] == [False, True, False, True, False]
    assert [to_hex(bar.get_facecolor()) == "#ffffff" for bar in bars(axes)] == [False, True, False, True, False]
    assert (axes.get_xlim()[0], axes.get_xscale()) == (0, "linear")


@both
def test_ladder_names_the_implied_whole(code: str) -> None:
    said = words(draw(SAMPLES["ladder"], Language(code)))
    assert {"vi": "khoảng 2.000 doanh nghiệp (1.819–2.222)", "en": "about 2,000 enterprises (1,819–2,222)"}[
        code
    ] in said


def test_timeline_shows_quiet_years() -> None:
    drawing = draw(SAMPLES["timeline"], VI)
    hatched = [bar for bar in bars(plots(drawing)[0]) if bar.get_hatch()]
    assert len(hatched) == 4
    assert "2011–2018: không ghi nhận" in words(drawing)


def test_pace_draws_the_points_it_is_given() -> None:
    for axes, panel in zip(plots(draw(SAMPLES["pace"], VI)), PACE.panels, strict=True):
        drawn = [tuple(points(line)) for line in axes.lines]
        assert all(path.points in drawn for path in panel.paths)
        assert (axes.get_xlim(), axes.get_ylim()) == ((2009, 2031), (0, 100))
        squares = [points(line)[0][0] for line in axes.lines if line.get_marker() == "s"]
        assert squares == [aim.year + 1 for aim in panel.aims if aim.kind == "national"]


BAD: dict[str, tuple[Figure, str]] = {
    "unknown chart": (figure("piechart", {}), "no chart 'piechart'"),
    "missing field": (figure("ladder", {}), "steps: Field required"),
    "unknown field": (figure("ladder", {"steps": [], "color": "red"}), "color: Extra inputs"),
    "not per cent": (
        figure(
            "target_claim", {"rows": [{"label": LONG.model_dump(), "reported": {"value": enterprises(5).model_dump()}}]}
        ),
        "needs the unit percent",
    ),
    "over 100": (
        figure(
            "target_claim", {"rows": [{"label": LONG.model_dump(), "reported": {"value": percent(101).model_dump()}}]}
        ),
        "not inside 0..100",
    ),
    "neither figure nor reason": (figure("target_claim", {"rows": [{"label": LONG.model_dump()}]}), "either reported"),
    "outside the years": (
        figure("timeline", {"first": 2010, "last": 2018, "period": {"first": 2009, "last": 2018}, "lanes": []}),
        "2009 is outside the years 2010..2018",
    ),
    "target beyond the axis": (
        figure("pace", PACE.model_dump(mode="json") | {"last": 2030}),
        "target of 2030 is outside the axis 2009..2030",
    ),
    "negative": (
        figure("ladder", {"steps": [{"label": LONG.model_dump(), "count": enterprises(-1).model_dump()}]}),
        "cannot be negative",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_say_what_is_wrong(name: str) -> None:
    one, message = BAD[name]
    with pytest.raises(SxshError, match=message) as caught:
        draw(one, VI)
    assert one.id in str(caught.value)


def keys(code: str) -> set[str]:
    return {key for key in catalogue(code) if key.startswith("figures.")}


def test_both_languages_have_the_same_words() -> None:
    assert keys("vi") == keys("en")


def test_a_label_may_be_any_value() -> None:
    step = Step(label=Name(vi="Đắk Lắk", en="Đắk Lắk"), detail=percent(10), count=enterprises(7))
    assert "10 %" in words(draw(figure("ladder", LadderData(steps=(step,))), VI))
