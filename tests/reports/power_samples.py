"""Figures of power, plain and hard."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Name, Num, Value, phrase
from sxsh_eval.reports.charts.power_data import PowerData, PowerLine, PowerPoint
from tests.reports.figure_samples import figure
from tests.reports.hard_figures import LONG

NUMBERS = (100, 200, 400, 800)


def line(label: Value, *powers: float, numbers: tuple[int, ...] = NUMBERS) -> PowerLine:
    points = [
        PowerPoint(enterprises=number, power=power, interval=(max(power - 4, 0), min(power + 4, 100)))
        for number, power in zip(numbers, powers, strict=True)
    ]
    return PowerLine(label=label, points=tuple(points))


def fall(percent: float) -> Value:
    return phrase("survey_plan.fall", fall=Num(value=percent, unit="percent"))


POWER = PowerData(
    lines=(line(fall(5), 25, 32, 57, 79), line(fall(8), 48, 65, 89, 99), line(fall(13), 80, 97, 100, 100)), wanted=80
)
SAMPLES = {"power": figure("power", POWER)}
SAME = tuple(line(Name(vi=f"{LONG.vi} {at}", en=f"{LONG.en} {at}"), 99.5, 99.8, 100, 100) for at in range(4))
HARD = {
    "ends at one place": figure("power", PowerData(lines=SAME, wanted=95)),
    "one number": figure("power", PowerData(lines=(line(fall(8), 3, numbers=(20,)),), wanted=80)),
    "many numbers": figure(
        "power",
        PowerData(lines=(line(fall(8), *range(5, 95, 10), numbers=tuple(2000 * n for n in range(1, 10))),), wanted=50),
    ),
    "without intervals": figure(
        "power",
        PowerData(lines=(PowerLine(label=fall(8), points=(PowerPoint(enterprises=50, power=10),)),), wanted=80),
    ),
}
EMPTY = {"power": figure("power", PowerData(wanted=80))}
