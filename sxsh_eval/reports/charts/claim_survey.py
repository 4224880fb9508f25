"""The letter's figure against the survey's estimate, the measured effect, or both: one indicator a row."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.parameters.quantity import Mark
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.claim_rows import ASIDE, AXIS, BAND, LEFT, RIGHT, SIGN, TRACK, Row, measure
from sxsh_eval.reports.charts.effect import Effect
from sxsh_eval.reports.charts.key import INTERVAL_LOOK, Entry, Key, line_sign, marker_sign
from sxsh_eval.reports.charts.page import Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import arrow_keys, draw_reach, signed_scale
from sxsh_eval.reports.charts.rows import tick_texts
from sxsh_eval.reports.charts.scales import Scale, share_scale
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, marker
from sxsh_eval.reports.charts.whiskers import draw_estimate, ends_of, interval_key
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style


def scale_of(rows: Sequence[ClaimSurveyRow]) -> Scale:
    """Axis from 0 that holds every share with its interval; one around 0 where measured shares reach below it."""
    shares = [ends(row.claim.interval or row.claim.value)[1] for row in rows if row.claim]
    shares += [ends_of(row.survey)[-1] for row in rows if row.survey]
    measured = [row.measured for row in rows if row.measured is not None]
    if all(one.at >= 0 and (one.interval is None or one.interval.is_share) for one in measured):
        return share_scale([*shares, *(end for one in measured for end in one.ends)])
    return signed_scale(measured, "percent", shares)


def middle_of(row: ClaimSurveyRow) -> tuple[float | None, float | None]:
    """Shares of the letter, and of the mark under it: the survey's or, where there is none, the measured one."""
    claim = sum(ends(row.claim.value)) / 2 if row.claim else None
    if row.survey is not None:
        return claim, float(row.survey.value.value)
    alone = row.survey_missing is None and row.measured is not None
    return claim, row.measured.at if alone and row.measured else None


def draw_measured(axes: Plot, effect: Effect, scale: Scale, y: float) -> None:
    """Measured share on its whisker."""
    style = mark_style("evidence", effect.grade)
    if effect.interval is not None:
        draw_reach(axes, effect.interval, y, style.colour, scale)
    axes.plot([effect.at], [y], **marker(style))


def draw_marks(axes: Plot, row: Row, scale: Scale, y: float) -> None:
    """Both marks with their intervals, tied together; a third one under them, tied to the claim's place."""
    data = row.data
    claim, other = middle_of(data)
    if claim is not None and other is not None:
        axes.plot((claim, other), (y - ASIDE, y + ASIDE), color=RULE, linewidth=1.6, zorder=2)
    if data.claim is not None and claim is not None:
        style = mark_style("evidence", data.claim.grade)
        wide = ends(data.claim.interval or data.claim.value)
        axes.plot(wide, (y - ASIDE, y - ASIDE), color=style.colour, clip_on=False, zorder=4, **INTERVAL_LOOK)
        axes.plot([claim], [y - ASIDE], **marker(style))
    if data.survey is not None:
        draw_estimate(axes, data.survey, y + ASIDE, mark_style("evidence", data.survey.grade), scale, 6.5)
    if data.measured is None:
        return
    if not row.third:
        draw_measured(axes, data.measured, scale, y + ASIDE)
        return
    at = y + row.third_mark
    if claim is not None and data.claim is not None:
        colour = mark_style("evidence", data.claim.grade).colour
        axes.plot((claim, data.measured.at), (at, at), color=RULE, linewidth=1.6, zorder=2)
        axes.plot((claim, claim), (at - TRACK / 2, at + TRACK / 2), color=colour, linewidth=1.6, zorder=3)
    draw_measured(axes, data.measured, scale, at)


def left_of(blocks: tuple[Block, ...], share: float | None, scale: Scale) -> float:
    """Left edge of texts that begin at a share, moved left where the axis ends."""
    width = max(block.width for block in blocks)
    anchor = 0.0 if share is None else scale.part(share) * AXIS
    return LEFT + max(0.0, min(anchor - 1.2, AXIS + 4 - width))


def draw_texts(page: Page, row: Row, scale: Scale, y: float) -> None:
    """Labels all round the marks."""
    claim, other = middle_of(row.data)
    page.write(*row.label, at=(0, y - total_height(row.label) / 2))
    page.write(*row.above, at=(left_of(row.above, claim, scale), y - BAND - total_height(row.above)), halo="white")
    page.write(*row.below, at=(left_of(row.below, other, scale), y + BAND), halo="white")
    if row.third:
        left = left_of(row.third, row.data.measured.at if row.data.measured else None, scale)
        page.write(*row.third, at=(left, y + row.third_mark + row.track), halo="white")
    top = y - total_height(row.verdict) / 2
    left = RIGHT
    if isinstance(row.data.verdict, Mark):
        style = mark_style("verdict", row.data.verdict.name)
        page.sheet.plot([RIGHT + 1.6], [top + line_height(row.verdict[0].size) / 2], **marker(style))
        left += SIGN
    page.write(*row.verdict, at=(left, top))


def draw_head(page: Page, axes: Plot, scale: Scale, language: Language, top: float, *, judged: bool) -> None:
    """Scale over the rows, with the verdicts' heading where there are verdicts."""
    for share, text in zip(scale.ticks, tick_texts(scale, language, "percent"), strict=True):
        axes.axvline(share, color=GRID, linewidth=0.8, zorder=0)
        block = Block((text,), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(LEFT + scale.part(share) * AXIS, top - block.height), align="center")
    if scale.low < 0:
        axes.axvline(0, color=INK, linewidth=1.0, zorder=0.5)
    if judged:
        block = Block((language.text("figures.claim_survey.verdict"),), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(RIGHT, top - block.height))


def key_of(rows: Sequence[ClaimSurveyRow], level: float, scale: Scale, language: Language) -> Key:
    """Marks of all sides with their intervals."""
    claims = [row.claim for row in rows if row.claim is not None]
    surveys = [row.survey for row in rows if row.survey is not None]
    measured = [row.measured for row in rows if row.measured is not None]
    entries = []
    for kind, grades in (
        ("claim", [one.grade for one in claims]),
        ("survey", [one.grade for one in surveys]),
        ("measured", [one.grade for one in measured]),
    ):
        for grade in dict.fromkeys(grades):
            word = language.text(f"mark.evidence.{grade}")
            words = language.text(f"figures.claim_survey.{kind}_key", grade=word)
            entries.append(Entry(words, marker_sign(mark_style("evidence", grade))))
    if any(one.interval for one in claims):
        look = line_sign(color=mark_style("evidence", claims[0].grade).colour, **INTERVAL_LOOK)
        entries.append(Entry(language.text("figures.interval"), look))
    known = [one.grade for one in surveys if one.interval] + [one.grade for one in measured if one.interval]
    if known:
        entries.append(interval_key(level, language, mark_style("evidence", known[0]).colour))
    entries += arrow_keys([one.interval for one in measured], scale, INK, language)
    return Key.of(entries)


def chart(data: ClaimSurveyData, language: Language) -> Drawing:
    """Draw the letter's shares against the survey's, the measured ones, or both.

    Parameters
    ----------
    data : ClaimSurveyData
        Shares in per cent; measured ones may lie outside 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not data.rows:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    rows = [measure(row, language) for row in data.rows]
    scale = scale_of(data.rows)
    key = key_of(data.rows, data.level, scale, language)
    head = line_height(SMALL) + 1
    height = sum(row.above_axis + row.below_axis for row in rows)
    page = Page(head + height + 2 + key.height)
    axes = page.plot((LEFT, head, AXIS, height), (scale.low, scale.high), (head + height, head))
    draw_head(page, axes, scale, language, head - 0.5, judged=any(row.verdict for row in rows))
    y = head
    for row in rows:
        page.rule(y)
        y += row.above_axis
        draw_marks(axes, row, scale, y)
        draw_texts(page, row, scale, y)
        y += row.below_axis
    page.rule(y)
    key.draw(page, y + 2)
    return page.figure
