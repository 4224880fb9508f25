"""Words of the chart `projection`: titles, what a line comes to, with which chance it reaches targets."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Num, Range
from sxsh_eval.reports.charts.page import WIDTH, Block
from sxsh_eval.reports.charts.programme_data import (
    ProjectedLine,
    ProjectionBase,
    ProjectionData,
    ProjectionTarget,
    ReachedBy,
)
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL
from sxsh_eval.reports.charts.whiskers import number_text, with_interval
from sxsh_eval.reports.charts.wrapping import wrap
from sxsh_eval.reports.language import Language


def common_base(data: ProjectionData) -> ProjectionBase | None:
    """State at the start that all of several panels share."""
    bases = [panel.base for panel in data.panels]
    same = len(bases) > 1 and all(one == bases[0] for one in bases)
    return bases[0] if same else None


def start_words(base: ProjectionBase, language: Language) -> str:
    """From where futures start, in small print."""
    return language.text("figures.projection.start", value=base_words(base, language))


def measure_blocks(data: ProjectionData, language: Language) -> tuple[Block, ...]:
    """What is shown, with the state at the start where all panels share it."""
    base = common_base(data)
    texts = [language.show(data.measure)] if data.measure is not None else []
    texts += [start_words(base, language)] if base is not None else []
    return (Block.of("; ".join(texts), WIDTH, size=SMALL, colour=FAINT_INK),) if texts else ()


def heads(data: ProjectionData, number: int, width: float, language: Language) -> tuple[Block, ...]:
    """Title of a panel with its small print; among several panels also from where it starts, if not all start there."""
    panel, blocks = data.panels[number], []
    if panel.title is not None:
        blocks.append(Block.of(language.show(panel.title), width, "strong", SMALL))
    texts = [language.show(panel.detail)] if panel.detail is not None else []
    if panel.base is not None and len(data.panels) > 1 and common_base(data) is None:
        texts.append(start_words(panel.base, language))
    if texts:
        blocks.append(Block.of("; ".join(texts), width, size=SMALL, colour=FAINT_INK))
    return tuple(blocks)


def base_words(base: ProjectionBase, language: Language) -> str:
    """Year with the value that futures start from."""
    value = with_interval(base.value.value, base.value.interval, language)
    return language.text("figures.of_year", year=str(base.year), text=value)


def target_words(target: ProjectionTarget, language: Language) -> str:
    """Name of a target with its value."""
    value = number_text(target.value, language)
    if target.label is not None:
        return language.text("figures.of_year", year=language.show(target.label), text=value)
    return language.text("figures.projection.target", year=str(target.year), value=value)


def end_words(line: ProjectedLine, data: ProjectionData, language: Language) -> str:
    """Value of the last year, with its interval."""
    end = line.points[-1]
    value = Num(value=end.value, unit=data.unit, digits=data.digits)
    band = Range(low=end.band[0], high=end.band[1], unit=data.unit, digits=data.digits) if end.band else None
    return language.text("figures.of_year", year=str(end.year), text=with_interval(value, band, language))


def reached_words(one: ReachedBy, last: int, language: Language) -> str:
    """Chance of reaching a target; its year is named where it is not the last of the line."""
    values = {"target": number_text(one.target, language), "chance": language.show(one.chance)}
    if one.year == last:
        return language.text("figures.projection.reached", **values)
    return language.text("figures.projection.reached_year", year=str(one.year), **values)


def end_block(line: ProjectedLine, data: ProjectionData, width: float, colour: str, language: Language) -> Block:
    """What stands in the margin beside the end of a line: name, value, chances."""
    texts = [language.show(line.label)] if line.label is not None else []
    texts.append(end_words(line, data, language))
    texts += [reached_words(one, line.points[-1].year, language) for one in line.reached]
    lines = [part for text in texts for part in wrap(text, width, size=SMALL)]
    return Block(tuple(lines), size=SMALL, colour=colour)
