"""A plan of work: activities as bars over years, with their money."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import Rectangle

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.abatement_words import unit_words
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import OBSERVED, PROJECTED, solid, tinted
from sxsh_eval.reports.charts.plan_data import Activity, ScheduleData, YearAmount
from sxsh_eval.reports.charts.rows import GAP, heading, label_width
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, SMALL, Face
from sxsh_eval.reports.charts.wrapping import line_height, text_width
from sxsh_eval.reports.language import Language

LABEL, TOTAL = 62.0, 30.0
"""Millimetres the labels, and totals or reasons may take."""
BAR, PAD, INSIDE = 4.6, 0.8, 0.4
"""Millimetres: thickness of a bar, space above and below a row, between the edges of a year and its bar."""
ROOM = 1.0
"""Millimetres between two amounts side by side."""
PLANNED, DONE = tinted(PROJECTED), solid(OBSERVED, 0.8)
FULL = "white"
"""Ink on finished bars."""


@dataclass(frozen=True)
class Row:
    """An activity, a heading (no data) or the row of sums, with its texts wrapped."""

    label: tuple[Block, ...]
    data: Activity | None = None
    amounts: tuple[YearAmount, ...] = ()
    total: tuple[Block, ...] = ()
    rule: bool = False

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        return max(total_height(self.label), total_height(self.total), BAR) + 2 * PAD


@dataclass(frozen=True)
class Sheet:
    """The page with the left edge, width of the years, their number."""

    page: Page
    first: int
    count: int
    left: float
    width: float

    def edge(self, year: int) -> float:
        """Millimetres of the left edge of a year."""
        return self.left + (year - self.first) * self.width / self.count


def bare_text(value: Num, language: Language) -> str:
    """Number without its unit, which stands once under the chart."""
    return language.show(value.model_copy(update={"unit": "count"}))


def activity_row(one: Activity, room: float, language: Language) -> Row:
    """Texts of an activity: what, by whom, how much or why nothing."""
    label = [Block.of(language.show(one.label), room, size=SMALL)]
    if one.detail is not None:
        label.append(Block.of(language.show(one.detail), room, size=SMALL, colour=FAINT_INK))
    total: tuple[Block, ...] = ()
    if one.total is not None:
        total = (Block.of(bare_text(one.total, language), TOTAL, size=SMALL),)
    elif one.missing is not None:
        total = (Block.of(language.show(one.missing), TOTAL, "italic", SMALL, FAINT_INK),)
    return Row(tuple(label), one, one.amounts, total)


def rows_of(data: ScheduleData, room: float, language: Language) -> list[Row]:
    """Activities under their headings, the sums last."""
    rows: list[Row] = []
    for group in data.groups:
        if group.rows and group.title is not None:
            rows.append(Row(heading(language.show(group.title)).label, rule=True))
        rows += [activity_row(one, room, language) for one in group.rows]
    if data.sums or data.total is not None:
        words = Block.of(language.text("figures.schedule.sums"), room, "strong", SMALL)
        total = (Block.of(bare_text(data.total, language), TOTAL, "strong", SMALL),) if data.total is not None else ()
        rows.append(Row((words,), None, data.sums, total, rule=True))
    return rows


def room_of(data: ScheduleData, language: Language) -> float:
    """Millimetres of the labels."""
    rows = [row for group in data.groups for row in group.rows]
    texts = [language.show(value) for row in rows for value in (row.label, row.detail) if value is not None]
    return label_width(((text, 0.0) for text in [*texts, language.text("figures.schedule.sums")]), LABEL)


def fitting(data: ScheduleData, width: float, language: Language) -> bool:
    """Whether amounts have room in a year of so many millimetres; else only totals are printed."""
    amounts = [one for group in data.groups for row in group.rows for one in row.amounts] + list(data.sums)
    return all(text_width(bare_text(one.value, language), size=SMALL) + ROOM <= width for one in amounts)


def write_years(sheet: Sheet, top: float, height: float) -> None:
    """Numbers of the years over their columns, as many as have room, with lines between them."""
    width = sheet.width / sheet.count
    need = text_width("2030", size=SMALL) + ROOM
    step = next((one for one in (1, 2, 5, 10, 20, 50) if one * width >= need), sheet.count)
    for number in range(sheet.count + 1):
        x = sheet.left + number * width
        sheet.page.sheet.plot((x, x), (top, top + height), color=GRID, linewidth=0.8, zorder=0)
    free = 0.0
    for number in range(0, sheet.count, step):
        block = Block((str(sheet.first + number),), size=SMALL, colour=FAINT_INK)
        x = sheet.left + (number + 0.5) * width
        x = min(max(x, sheet.left + block.width / 2), sheet.left + sheet.width - block.width / 2)
        if x - block.width / 2 >= free:
            sheet.page.write(block, at=(x, top - line_height(SMALL) - 0.4), align="center")
            free = x + block.width / 2 + ROOM


def draw_row(sheet: Sheet, row: Row, top: float, *, printed: bool, language: Language) -> None:
    """Label, bar, amounts, total."""
    middle, page = top + row.height / 2, sheet.page
    if row.rule:
        page.rule(top)
    page.write(*row.label, at=(0, middle - total_height(row.label) / 2), halo="white" if row.rule else "")
    page.write(*row.total, at=(WIDTH, middle - total_height(row.total) / 2), align="right")
    done = row.data is not None and row.data.done
    if row.data is not None:
        left, right = sheet.edge(row.data.first) + INSIDE, sheet.edge(row.data.last + 1) - INSIDE
        look = DONE if done else PLANNED
        page.sheet.add_patch(Rectangle((left, middle - BAR / 2), right - left, BAR, zorder=1, **look))
    for one in row.amounts if printed else ():
        x = (sheet.edge(one.year) + sheet.edge(one.year + 1)) / 2
        face: Face = "plain" if row.data is not None else "strong"
        block = Block((bare_text(one.value, language),), face, SMALL, FULL if done else INK)
        page.write(block, at=(x, middle - line_height(SMALL) / 2), align="center")


def key_of(data: ScheduleData, language: Language) -> Key:
    """Which bars are finished, where any is."""
    states = [row.done for group in data.groups for row in group.rows]
    if not any(states):
        return Key.of(())
    looks = (("done", DONE, True), ("planned", PLANNED, False))
    entries = [
        Entry(language.text(f"figures.schedule.{name}"), bar_sign(**look))
        for name, look, is_done in looks
        if is_done in states
    ]
    return Key.of(entries)


def chart(data: ScheduleData, language: Language) -> Drawing:
    """Draw activities over years with their money.

    Parameters
    ----------
    data : ScheduleData
        Calendar years; amounts in one unit.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are no activities.
    """
    if not any(group.rows for group in data.groups):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    room = room_of(data, language)
    rows = rows_of(data, room, language)
    cell = max([0.0, *(block.width for row in rows for block in row.total)])
    last = Block((language.text("figures.schedule.total"),), size=SMALL, colour=FAINT_INK)
    right = WIDTH - (max(cell, last.width) + GAP if cell else 0.0)
    count, left = data.last - data.first + 1, room + GAP
    top, height = line_height(SMALL) + 1, sum(row.height for row in rows)
    key = key_of(data, language)
    unit = Block.of(unit_words("figures.schedule.unit", data.unit, language), WIDTH, "italic", SMALL, FAINT_INK)
    under = unit.height + 1 if cell or any(row.amounts for row in rows) else 0.0
    page = Page(top + height + 1 + under + key.height)
    sheet = Sheet(page, data.first, count, left, right - left)
    write_years(sheet, top, height)
    if cell:
        page.write(last, at=(WIDTH, 0.6), align="right")
    printed, y = fitting(data, (right - left) / count, language), top
    for row in rows:
        draw_row(sheet, row, y, printed=printed, language=language)
        y += row.height
    page.rule(y)
    if under:
        page.write(unit, at=(0, y + 1))
    key.draw(page, y + 1 + under)
    return page.figure
