"""Data that do not fit a chart on adoption are refused with a reason."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sxsh_eval.errors import SxshError
from sxsh_eval.parameters.quantity import Num, Range
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.model import Figure
from tests.reports.estimates_made import points, share
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_figures import LONG

VI, EN = Language("vi"), Language("en")
both = pytest.mark.parametrize("code", LANGUAGES)


def plain(estimate: object) -> dict[str, object]:
    """A forest's or table's single row with an estimate."""
    return {"groups": [{"rows": [{"label": LONG.model_dump(), "estimate": estimate}]}]}


def number(value: float, unit: str) -> dict[str, object]:
    return Num(value=value, unit=unit).model_dump()


def span(low: float, high: float, unit: str) -> dict[str, object]:
    return Range(low=low, high=high, unit=unit).model_dump()


RATIO = {"value": number(2, "ratio"), "interval": span(1, 3, "ratio")}
POINTS = points(1, 0, 2).model_dump(mode="json")
YEARS = {"first": 2010, "last": 2020}
SEEN = {"year": 2015, "share": share(5, 2, 9).model_dump(mode="json")}
COURSE = {"label": LONG.model_dump(), "points": [{"year": 2015, "share": 3}, {"year": 2012, "share": 2}]}
BAD: dict[str, tuple[Figure, str]] = {
    "no interval": (figure("intervals", plain({"value": number(5, "percent")})), "interval or the reason"),
    "outside": (
        figure("intervals", plain({"value": number(5, "percent"), "interval": span(6, 7, "percent")})),
        "outside its own interval",
    ),
    "two units": (
        figure("intervals", plain({"value": number(5, "percent"), "interval": span(4, 7, "ratio")})),
        "the value is in percent, its interval in ratio",
    ),
    "points among per cent": (figure("intervals", plain(POINTS)), "needs the unit percent, has percentage_point"),
    "over 100": (
        figure("intervals", plain({"value": number(5, "percent"), "interval": span(4, 101, "percent")})),
        "not inside 0..100",
    ),
    "line in points": (
        figure("intervals", {"groups": [], "lines": [{"label": LONG.model_dump(), "value": number(5, "times")}]}),
        "needs the unit percent, has times",
    ),
    "neither number nor reason": (
        figure("intervals", {"groups": [{"rows": [{"label": LONG.model_dump()}]}]}),
        "either estimate or missing",
    ),
    "second alone": (
        figure(
            "intervals",
            {"groups": [{"rows": [{"label": LONG.model_dump(), "missing": LONG.model_dump(), "beside": POINTS}]}]},
        ),
        "a second number needs a first one",
    ),
    "not a number": (figure("intervals", plain({"value": number(5, "percent") | {"value": float("nan")}})), "finite"),
    "ratio on a linear axis": (figure("forest", plain(RATIO)), "needs the unit percentage_point, has ratio"),
    "points on a log axis": (figure("forest", plain(POINTS) | {"scale": "log"}), "needs the unit ratio"),
    "ratio of 0": (
        figure("forest", plain({"value": number(0, "ratio"), "interval": span(0, 3, "ratio")}) | {"scale": "log"}),
        "ratios over 0",
    ),
    "axis without 0": (
        figure("forest", plain(POINTS) | {"axis": span(0.5, 2, "percentage_point")}),
        "line of no effect",
    ),
    "effect off the axis": (
        figure("forest", plain(POINTS) | {"axis": span(-1, 0.5, "percentage_point")}),
        "an effect lies outside the axis",
    ),
    "reference with effect": (
        figure("forest", {"groups": [{"rows": [{"label": LONG.model_dump(), "estimate": POINTS, "reference": True}]}]}),
        "exactly one",
    ),
    "observation off the axis": (
        figure("diffusion", YEARS | {"observations": [SEEN | {"year": 2009}]}),
        "observation of 2009 is outside the axis 2010..2020",
    ),
    "year twice": (figure("diffusion", YEARS | {"observations": [SEEN, SEEN]}), "observed twice"),
    "curve backwards": (figure("diffusion", YEARS | {"curves": [COURSE]}), "must rise"),
    "curve off its band": (
        figure(
            "diffusion", YEARS | {"curves": [COURSE | {"points": [{"year": 2011, "share": 3, "band": [4, 5]}] * 2}]}
        ),
        "leaves its own band",
    ),
    "stage without share": (figure("funnel", {"stages": [{"label": LONG.model_dump()}]}), "either share or missing"),
    "wrong scale of a mark": (
        figure(
            "claim_survey",
            {
                "rows": [
                    {
                        "label": LONG.model_dump(),
                        "claim": {"value": percent(5).model_dump()},
                        "survey_missing": LONG.model_dump(),
                        "verdict": {"kind": "mark", "scale": "severity", "name": "high"},
                    }
                ]
            },
        ),
        "needs a mark of the scale verdict",
    ),
    "no claim, no reason": (
        figure("claim_survey", {"rows": [{"label": LONG.model_dump(), "survey_missing": LONG.model_dump()}]}),
        "either claim or claim_missing",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_say_what_is_wrong(name: str) -> None:
    one, message = BAD[name]
    with pytest.raises(SxshError, match=message) as caught:
        draw(one, VI)
    assert one.id in str(caught.value)


def test_data_models_load_no_drawing_code() -> None:
    code = (
        "import sys, sxsh_eval.reports.charts.adoption_data, sxsh_eval.reports.charts.diffusion_data;"
        "import sxsh_eval.reports.charts.effects_data, sxsh_eval.reports.charts.waterfall_data;"
        "print(*{'matplotlib', 'numpy', 'pandas', 'seaborn', 'babel'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == ""
