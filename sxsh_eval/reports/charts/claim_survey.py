"""The letter's figure against the survey's estimate: one indicator a row, with the verdict at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sxsh_eval.parameters.quantity import Mark
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.key import INTERVAL_LOOK, Entry, Key, line_sign, marker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Page, sentence, total_height
from sxsh_eval.reports.charts.rows import tick_texts
from sxsh_eval.reports.charts.scales import Scale, share_scale
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, RULE, SMALL, marker
from sxsh_eval.reports.charts.whiskers import draw_estimate, ends_of, estimate_text, interval_key, with_interval
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

LABEL, LEFT, AXIS, RIGHT = 42.0, 46.0, 74.0, 127.0
"""Millimetres: width of the labels, left edge and width of the axis, left edge of the verdicts."""
ASIDE, BAND, PAD = 1.5, 3.2, 1.4
"""Millimetres: marks from the middle of a row, half height of both, free space above and below."""
SIGN = 4.5
"""Millimetres a verdict's sign takes."""


@dataclass(frozen=True)
class Row:
    """One indicator with its texts wrapped: the letter's above the marks, the survey's below."""

    data: ClaimSurveyRow
    label: tuple[Block, ...]
    above: tuple[Block, ...]
    below: tuple[Block, ...]
    verdict: tuple[Block, ...]

    @property
    def sides(self) -> float:
        """Half the millimetres of label or verdict."""
        return max(total_height(self.label), total_height(self.verdict)) / 2

    @property
    def above_axis(self) -> float:
        """Millimetres over the middle of the marks."""
        return PAD + max(BAND + total_height(self.above), self.sides)

    @property
    def below_axis(self) -> float:
        """Millimetres under it."""
        return PAD + max(BAND + total_height(self.below), self.sides)


def claim_blocks(row: ClaimSurveyRow, language: Language) -> tuple[Block, ...]:
    """The letter's share with its rounding interval, or why there is none."""
    if row.claim is None:
        why = language.show(row.claim_missing) if row.claim_missing else ""
        return (Block.of(why, AXIS, "italic", SMALL, FAINT_INK),)
    words = language.text(
        "figures.claim_survey.claim", value=with_interval(row.claim.value, row.claim.interval, language)
    )
    return (Block.of(words, AXIS, size=SMALL),)


def survey_blocks(row: ClaimSurveyRow, language: Language) -> tuple[Block, ...]:
    """The survey's share with its interval, or why there is none."""
    if row.survey is None:
        why = language.show(row.survey_missing) if row.survey_missing else ""
        return (Block.of(why, AXIS, "italic", SMALL, FAINT_INK),)
    words = language.text("figures.claim_survey.survey", value=estimate_text(row.survey, language))
    blocks = [Block.of(words, AXIS, "strong", SMALL)]
    if row.survey.reason is not None:
        blocks.append(Block.of(language.show(row.survey.reason), AXIS, "italic", SMALL, FAINT_INK))
    return tuple(blocks)


def measure(row: ClaimSurveyRow, language: Language) -> Row:
    """A row with its texts in this language."""
    label = [Block.of(language.show(row.label), LABEL, "strong")]
    if row.detail is not None:
        label.append(Block.of(language.show(row.detail), LABEL, size=SMALL, colour=FAINT_INK))
    width = WIDTH - RIGHT - (SIGN if isinstance(row.verdict, Mark) else 0.0)
    verdict = () if row.verdict is None else (Block.of(language.show(row.verdict), width),)
    return Row(row, tuple(label), claim_blocks(row, language), survey_blocks(row, language), verdict)


def scale_of(rows: Sequence[ClaimSurveyRow]) -> Scale:
    """Axis from 0 that holds every share with its interval."""
    claims = [ends(row.claim.interval or row.claim.value)[1] for row in rows if row.claim]
    return share_scale([*claims, *(ends_of(row.survey)[-1] for row in rows if row.survey)])


def middle_of(row: ClaimSurveyRow) -> tuple[float | None, float | None]:
    """Shares of the letter and the survey."""
    claim = sum(ends(row.claim.value)) / 2 if row.claim else None
    return claim, float(row.survey.value.value) if row.survey else None


def draw_marks(axes: Axes, row: ClaimSurveyRow, scale: Scale, y: float) -> None:
    """Both marks with their intervals, tied together."""
    claim, survey = middle_of(row)
    if claim is not None and survey is not None:
        axes.plot((claim, survey), (y - ASIDE, y + ASIDE), color=RULE, linewidth=1.6, zorder=2)
    if row.claim is not None and claim is not None:
        style = mark_style("evidence", row.claim.grade)
        wide = ends(row.claim.interval or row.claim.value)
        axes.plot(wide, (y - ASIDE, y - ASIDE), color=style.colour, clip_on=False, zorder=4, **INTERVAL_LOOK)
        axes.plot([claim], [y - ASIDE], **marker(style))
    if row.survey is not None:
        draw_estimate(axes, row.survey, y + ASIDE, mark_style("evidence", row.survey.grade), scale, 6.5)


def left_of(blocks: tuple[Block, ...], share: float | None, scale: Scale) -> float:
    """Left edge of texts that begin at a share, moved left where the axis ends."""
    width = max(block.width for block in blocks)
    anchor = 0.0 if share is None else scale.part(share) * AXIS
    return LEFT + max(0.0, min(anchor - 1.2, AXIS + 4 - width))


def draw_texts(page: Page, row: Row, scale: Scale, y: float) -> None:
    """Labels all round the marks."""
    claim, survey = middle_of(row.data)
    page.write(*row.label, at=(0, y - total_height(row.label) / 2))
    page.write(*row.above, at=(left_of(row.above, claim, scale), y - BAND - total_height(row.above)), halo="white")
    page.write(*row.below, at=(left_of(row.below, survey, scale), y + BAND), halo="white")
    top = y - total_height(row.verdict) / 2
    left = RIGHT
    if isinstance(row.data.verdict, Mark):
        style = mark_style("verdict", row.data.verdict.name)
        page.sheet.plot([RIGHT + 1.6], [top + line_height(row.verdict[0].size) / 2], **marker(style))
        left += SIGN
    page.write(*row.verdict, at=(left, top))


def draw_head(page: Page, axes: Axes, scale: Scale, language: Language, top: float, *, judged: bool) -> None:
    """Scale over the rows, with the verdicts' heading where there are verdicts."""
    for share, text in zip(scale.ticks, tick_texts(scale, language, "percent"), strict=True):
        axes.axvline(share, color=GRID, linewidth=0.8, zorder=0)
        block = Block((text,), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(LEFT + scale.part(share) * AXIS, top - block.height), align="center")
    if judged:
        block = Block((language.text("figures.claim_survey.verdict"),), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(RIGHT, top - block.height))


def key_of(rows: Sequence[ClaimSurveyRow], level: float, language: Language) -> Key:
    """Marks of both sides with their intervals."""
    claims = [row.claim for row in rows if row.claim is not None]
    surveys = [row.survey for row in rows if row.survey is not None]
    entries = []
    for kind, grades in (("claim", [one.grade for one in claims]), ("survey", [one.grade for one in surveys])):
        for grade in dict.fromkeys(grades):
            word = language.text(f"mark.evidence.{grade}")
            words = language.text(f"figures.claim_survey.{kind}_key", grade=word)
            entries.append(Entry(words, marker_sign(mark_style("evidence", grade))))
    if any(one.interval for one in claims):
        look = line_sign(color=mark_style("evidence", claims[0].grade).colour, **INTERVAL_LOOK)
        entries.append(Entry(language.text("figures.interval"), look))
    if any(one.interval for one in surveys):
        colour = mark_style("evidence", surveys[0].grade).colour
        entries.append(interval_key(level, language, colour))
    return Key.of(entries)


def chart(data: ClaimSurveyData, language: Language) -> Figure:
    """Draw the letter's shares against the survey's.

    Parameters
    ----------
    data : ClaimSurveyData
        Shares in per cent, 0 to 100.
    language : Language

    Returns
    -------
    Figure
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not data.rows:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    rows = [measure(row, language) for row in data.rows]
    key = key_of(data.rows, data.level, language)
    scale = scale_of(data.rows)
    head = line_height(SMALL) + 1
    height = sum(row.above_axis + row.below_axis for row in rows)
    page = Page(head + height + 2 + key.height)
    axes = page.plot((LEFT, head, AXIS, height), (scale.low, scale.high), (head + height, head))
    draw_head(page, axes, scale, language, head - 0.5, judged=any(row.verdict for row in rows))
    y = head
    for row in rows:
        page.rule(y)
        y += row.above_axis
        draw_marks(axes, row.data, scale, y)
        draw_texts(page, row, scale, y)
        y += row.below_axis
    page.rule(y)
    key.draw(page, y + 2)
    return page.figure
