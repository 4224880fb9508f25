"""Forest and diffusion show what their data say; layout, bytes and empty data: `test_figures`."""

from __future__ import annotations

import pytest
from matplotlib.collections import PolyCollection

from sxsh_eval.parameters.quantity import Phrase
from sxsh_eval.reports.charts.adoption_data import EffectGroup
from sxsh_eval.reports.charts.courses import split
from sxsh_eval.reports.charts.diffusion_data import CurvePoint
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.marks import mark_style
from tests.reports.adoption_samples import ADOPTION, FOREST, ODDS, VARIANTS
from tests.reports.diffusion_sample import DIFFUSION
from tests.reports.drawn import level_lines, marks, only, said, texts
from tests.reports.drawn import points as spots
from tests.reports.figure_samples import figure
from tests.reports.hard_adoption import HARD
from tests.reports.hard_figures import NAMES

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


@pytest.mark.parametrize(
    ("name", "none", "scale", "references"), [("forest", 0.0, "linear", 2), ("odds ratios", 1.0, "log", 1)]
)
def test_forest_puts_references_on_the_line_of_no_effect(name: str, none: float, scale: str, references: int) -> None:
    axes = only({**ADOPTION, **VARIANTS}[name])
    opened = [x for x, _, line in marks(axes) if line.get_markerfacecolor() == "white"]
    assert opened == [none] * references
    filled = [x for x, _, line in marks(axes) if line.get_markerfacecolor() != "white"]
    data = {"forest": FOREST, "odds ratios": ODDS}[name]
    assert filled == [one.value.value for one in data.estimates]
    dark = [line for line in axes.lines if line.get_color() == "#1a1a1a" and len(spots(line)) == 2]
    assert [spots(line)[0][0] for line in dark] == [none]
    assert axes.get_xscale() == scale


def test_forest_cuts_whiskers_at_the_ends_of_the_axis() -> None:
    axes = only(ADOPTION["forest"])
    low, high = axes.get_xlim()
    arrows = [(line.get_marker(), spots(line)[0][0]) for line in axes.lines if line.get_marker() in {"<", ">"}]
    assert arrows == [(">", high)]
    assert 31.0 < high < 70.1
    whiskers = level_lines(axes)
    assert (8.2, high) in whiskers
    assert (3.0, 10.8) in whiskers
    assert all(low <= one and other <= high for one, other in whiskers)
    assert "+31,0 điểm % (8,2–70,1), n = 12" in said(ADOPTION["forest"], "vi")
    both_ends = only(HARD["cut whiskers"])
    assert both_ends.get_xlim() == (-2.5, 2.5)
    assert [line.get_marker() for line in both_ends.lines if line.get_marker() in {"<", ">"}] == ["<", ">", ">"]


def test_covariates_without_levels_stand_together() -> None:
    untitled = FOREST.groups[-1].rows
    apart = (*FOREST.groups[:2], *(EffectGroup(rows=(one,)) for one in untitled))
    one, other = (
        draw(figure("forest", FOREST.model_copy(update={"groups": some})), VI) for some in (FOREST.groups, apart)
    )
    assert one.get_size_inches()[1] == pytest.approx(other.get_size_inches()[1])


@both
def test_forest_names_references_and_refusals(code: str) -> None:
    text = said(ADOPTION["forest"], code)
    assert text.count({"vi": "mức gốc", "en": "reference"}[code]) >= 2
    assert {"vi": "không cơ sở nào trong nhóm này áp dụng", "en": "no establishment of this group"}[code] in text
    assert {"vi": "Tỷ số chênh", "en": "Odds ratio"}[code] in said(VARIANTS["odds ratios"], code)


def test_diffusion_observes_and_aims_in_the_middle_of_years() -> None:
    axes = only(ADOPTION["diffusion"])
    triangles = [(x, y) for x, y, line in marks(axes) if line.get_marker() == "^"]
    assert triangles == [(one.year + 0.5, one.share.value.value) for one in DIFFUSION.observations]
    squares = [(x, y) for x, y, line in marks(axes) if line.get_marker() == "s"]
    assert squares == [(2015.5, 25), (2020.5, 50)]
    (ring,) = [line for _, _, line in marks(axes) if line.get_marker() == "o"]
    assert spots(ring)[0] == (2018.5, 5)
    assert ring.get_markerfacecolor() == "white"
    assert ring.get_markeredgecolor() == mark_style("evidence", "claimed").colour


def test_diffusion_projects_with_dashes_and_a_lighter_band() -> None:
    axes = only(ADOPTION["diffusion"])
    courses = [line for line in axes.lines if len(spots(line)) > 2 and line.get_linewidth() > 1]
    solid, dashed = courses
    assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
    assert (spots(solid)[0][0], spots(solid)[-1], spots(dashed)[-1][0]) == (2010.5, spots(dashed)[0], 2030.5)
    assert spots(solid)[-1][0] == 2019.5
    within, beyond = [band for band in axes.collections if isinstance(band, PolyCollection)]
    assert (within.get_alpha() or 0) > (beyond.get_alpha() or 0) > 0
    (level,) = [line for line in axes.lines if len(spots(line)) == 2 and {y for _, y in spots(line)} == {52.0}]
    assert level.is_dashed()


@both
def test_diffusion_says_what_is_not_in_the_data(code: str) -> None:
    text = said(ADOPTION["diffusion"], code)
    assert Language(code).show(Phrase(key="adoption.inflection_open")) in text
    for part in {
        "vi": ["Ngoại suy", "Mức bão hòa: 52 % (31–88)", "n = 180–243 mỗi năm", "Mục tiêu quốc gia 2015: 25 %"],
        "en": ["Extrapolated", "Saturation: 52% (31–88)", "n = 180–243 a year", "National target 2015: 25%"],
    }[code]:
        assert part in text


def test_diffusion_without_projection_has_no_such_words() -> None:
    data = DIFFUSION.model_copy(update={"observed_until": 2030.0})
    assert "Ngoại suy" not in said(figure("diffusion", data), "vi")


def test_diffusion_says_why_observations_have_no_interval() -> None:
    bare = tuple(
        one.model_copy(update={"share": one.share.model_copy(update={"interval": None, "reason": NAMES[6]})})
        for one in DIFFUSION.observations
    )
    text = said(figure("diffusion", DIFFUSION.model_copy(update={"observations": bare})), "vi")
    assert "mỗi năm (Chỉ tiêu 7)" in text
    assert "Khoảng tin cậy 95 % của đường" in text
    assert text.count("Khoảng tin cậy 95 %") == 1


def test_three_curves_differ_without_colour() -> None:
    axes = only(HARD["3 curves"])
    thick = [line for line in axes.lines if len(spots(line)) > 2 and line.get_linewidth() > 0.9]
    assert len({line.get_linewidth() for line in thick}) == 3
    assert {"Gompertz", "Bass"} <= {text.get_text() for text in texts(draw(HARD["3 curves"], VI))}


def test_curves_split_on_the_line_between_their_points() -> None:
    course = [CurvePoint(year=2010, share=0, band=(0, 10)), CurvePoint(year=2020, share=50, band=(40, 60))]
    before, after = split(course, 2015)
    assert before[-1] == after[0] == CurvePoint(year=2015, share=25, band=(20, 35))
    assert split(course, 2020) == (course, [])
    assert split(course, 2010) == ([], course)
    assert split(course, None) == (course, [])
    bare = [course[0], course[1].model_copy(update={"band": None})]
    assert split(bare, 2015)[0][-1].band is None
