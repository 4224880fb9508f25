"""Words of the chart `abatement`: the list of its steps, its axes, its key."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.reports.charts.key import Entry, Key, bar_sign, tick_sign
from sxsh_eval.reports.charts.page import Block, total_height
from sxsh_eval.reports.charts.plan_data import AbatementData, AbatementStep
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL, Look
from sxsh_eval.reports.charts.whiskers import ARROW, number_text, with_interval
from sxsh_eval.reports.language import Language

PLURAL = 2
"""A number that takes the plural."""
AIR = 0.7
"""Millimetres under an entry of the list."""
MANY = 12
"""Steps up to which there are two columns with both numbers in full; more take three columns."""


@dataclass(frozen=True)
class Item:
    """An entry of the list: number, then what it is with its amount and cost."""

    number: Block
    words: tuple[Block, ...]

    @property
    def height(self) -> float:
        """Millimetres with the space under it."""
        return total_height(self.words) + AIR


def unit_words(key: str, unit: str, language: Language) -> str:
    """Entry of the catalogue with the bare words of a unit."""
    return language.text(key, unit=language.with_unit("", unit, PLURAL).strip())


def axis_words(data: AbatementData, language: Language) -> tuple[str, str]:
    """What costs and amounts are."""
    given = (data.cost_name, data.amount_name)
    standard = (("figures.abatement.cost", data.cost_unit), ("figures.abatement.amount", data.unit))
    cost, amount = (
        language.show(name) if name is not None else unit_words(*words, language)
        for name, words in zip(given, standard, strict=True)
    )
    return cost, amount


def item_of(step: AbatementStep, number: int, width: float, language: Language, *, brief: bool) -> Item:
    """Entry of a step: label with detail, amount, cost; a brief one has both numbers in one line, cost without unit."""
    name = language.show(step.label)
    if step.detail is not None:
        name = language.text("figures.of_year", year=name, text=language.show(step.detail))
    numbers = ((step.amount, step.amount_interval), (step.cost.value, step.cost.interval))
    texts = [with_interval(*pair, language) for pair in numbers]
    if brief:
        cost = step.cost.value.model_copy(update={"unit": "count"})
        texts = ["; ".join((number_text(step.amount, language), with_interval(cost, step.cost.interval, language)))]
    faint = (Block.of(text, width, size=SMALL, colour=FAINT_INK) for text in texts)
    blocks = [Block.of(name, width, size=SMALL), *faint]
    if step.cost.reason is not None:
        blocks.append(Block.of(language.show(step.cost.reason), width, "italic", SMALL, FAINT_INK))
    return Item(Block((str(number),), "strong", SMALL), tuple(blocks))


def items_of(data: AbatementData, width: float, language: Language) -> list[Item]:
    """Entries of all steps in their order."""
    brief = len(data.steps) > MANY
    return [item_of(step, number, width, language, brief=brief) for number, step in enumerate(data.ordered, start=1)]


def key_of(data: AbatementData, scale: Scale, looks: tuple[Look, Look], language: Language) -> Key:
    """Steps that pay for themselves and those that do not, whiskers, arrows."""
    costs = [one.cost for one in data.steps]
    entries = []
    if any(float(one.value.value) < 0 for one in costs):
        entries.append(Entry(language.text("figures.abatement.free"), bar_sign(**looks[0])))
    if any(float(one.value.value) >= 0 for one in costs):
        entries.append(Entry(language.text("figures.abatement.paid"), bar_sign(**looks[1])))
    intervals = [one.interval for one in costs if one.interval is not None]
    if intervals:
        words = language.text("figures.abatement.interval", level=language.quantity(data.level, "percent"))
        entries.append(Entry(words, tick_sign(color=INK, linewidth=1.2)))
    if any(not scale.holds(float(end)) for one in intervals for end in (one.low, one.high)):
        entries.append(Entry(language.text("figures.forest.clipped"), cut_sign))
    return Key.of(entries)


def cut_sign(plot: Plot, x: float, y: float) -> None:
    """Arrow where a whisker leaves the axis."""
    plot.plot([x], [y], marker="^", markersize=ARROW, color=INK)
