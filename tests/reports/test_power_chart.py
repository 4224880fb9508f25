"""The chart of power: marks at their powers, the wanted power as a line, names at the ends."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sxsh_eval.reports.charts.power_data import PowerData, PowerPoint
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import LANGUAGES, Language
from tests.reports.drawn import plots, points, words
from tests.reports.power_samples import NUMBERS, POWER, SAMPLES, fall, line


@pytest.mark.parametrize("code", LANGUAGES)
def test_marks_stand_at_their_powers(code: str) -> None:
    drawing = draw(SAMPLES["power"], Language(code))
    (axes,) = plots(drawing)
    drawn = [points(one) for one in axes.lines]
    for one in POWER.lines:
        powers = [point.power for point in one.points]
        assert list(enumerate(powers)) in [[(round(x), y) for x, y in each] for each in drawn]
        for at, point in enumerate(one.points):
            assert point.interval is not None
            assert [(at, point.interval[0]), (at, point.interval[1])] in drawn
    assert axes.get_ylim() == (0, 100)
    assert [80.0, 80.0] in [[y for _, y in each] for each in drawn]
    said = words(drawing)
    assert all(Language(code).number(number) in said for number in NUMBERS)
    assert all(Language(code).show(one.label) in said for one in POWER.lines)


def test_impossible_data_are_refused() -> None:
    with pytest.raises(ValidationError, match="outside its own interval"):
        PowerPoint(enterprises=10, power=50, interval=(60, 70))
    with pytest.raises(ValidationError, match="must rise"):
        PowerData(lines=(line(fall(5), 10, 20, numbers=(200, 100)),), wanted=80)
    with pytest.raises(ValidationError, match="same numbers"):
        PowerData(lines=(line(fall(5), 10, numbers=(100,)), line(fall(8), 20, numbers=(200,))), wanted=80)
