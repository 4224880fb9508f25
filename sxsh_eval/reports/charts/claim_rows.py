"""Rows of the chart `claim_survey`: their texts wrapped, and where marks and texts stand around the middle."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.parameters.quantity import Mark
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyRow
from sxsh_eval.reports.charts.page import WIDTH, Block, total_height
from sxsh_eval.reports.charts.reaches import effect_text
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL
from sxsh_eval.reports.charts.whiskers import estimate_text, with_interval
from sxsh_eval.reports.language import Language

LABEL, LEFT, AXIS, RIGHT = 42.0, 46.0, 74.0, 127.0
"""Millimetres: width of the labels, left edge and width of the axis, left edge of the verdicts."""
ASIDE, BAND, PAD = 1.5, 3.2, 1.4
"""Millimetres: marks from the middle of a row, half height of both, free space above and below."""
TRACK = 1.9
"""Half the millimetres of a third mark under the other texts."""
SIGN = 4.5
"""Millimetres a verdict's sign takes."""


@dataclass(frozen=True)
class Row:
    """One indicator with its texts wrapped.

    Attributes
    ----------
    above : tuple of Block
        The letter's, over the marks.
    below : tuple of Block
        The survey's, under them; the measured share's where nothing is said of a survey.
    third : tuple of Block
        The measured share's under its own mark, where there is a survey too.
    """

    data: ClaimSurveyRow
    label: tuple[Block, ...]
    above: tuple[Block, ...]
    below: tuple[Block, ...]
    third: tuple[Block, ...]
    verdict: tuple[Block, ...]

    @property
    def sides(self) -> float:
        """Half the millimetres of label or verdict."""
        return max(total_height(self.label), total_height(self.verdict)) / 2

    @property
    def track(self) -> float:
        """Half the millimetres of the third mark; none where only a reason stands in its place."""
        return TRACK if self.data.measured is not None else 0.0

    @property
    def third_mark(self) -> float:
        """Millimetres from the middle of the marks down to the third one."""
        return BAND + total_height(self.below) + self.track

    @property
    def above_axis(self) -> float:
        """Millimetres over the middle of the marks."""
        return PAD + max(BAND + total_height(self.above), self.sides)

    @property
    def below_axis(self) -> float:
        """Millimetres under it."""
        third = 2 * self.track + total_height(self.third) if self.third else 0.0
        return PAD + max(BAND + total_height(self.below) + third, self.sides)


def reason_block(why: str) -> Block:
    """Words in place of a number."""
    return Block.of(why, AXIS, "italic", SMALL, FAINT_INK)


def claim_blocks(row: ClaimSurveyRow, language: Language) -> tuple[Block, ...]:
    """The letter's share with its rounding interval, or why there is none."""
    if row.claim is None:
        return (reason_block(language.show(row.claim_missing) if row.claim_missing else ""),)
    words = language.text(
        "figures.claim_survey.claim", value=with_interval(row.claim.value, row.claim.interval, language)
    )
    return (Block.of(words, AXIS, size=SMALL),)


def survey_blocks(row: ClaimSurveyRow, language: Language) -> tuple[Block, ...]:
    """The survey's share with its interval, or why there is none; nothing where nothing is said of a survey."""
    if row.survey is None:
        return (reason_block(language.show(row.survey_missing)),) if row.survey_missing else ()
    words = language.text("figures.claim_survey.survey", value=estimate_text(row.survey, language))
    blocks = [Block.of(words, AXIS, "strong", SMALL)]
    if row.survey.reason is not None:
        blocks.append(reason_block(language.show(row.survey.reason)))
    return tuple(blocks)


def measured_blocks(row: ClaimSurveyRow, language: Language) -> tuple[Block, ...]:
    """The measured share with its interval, or why there is none; nothing where nothing is said of it."""
    if row.measured is None:
        return (reason_block(language.show(row.measured_missing)),) if row.measured_missing else ()
    words = language.text("figures.claim_survey.measured", value=effect_text(row.measured, language, plus=False))
    blocks = [Block.of(words, AXIS, "strong", SMALL)]
    if row.measured.reason is not None:
        blocks.append(reason_block(language.show(row.measured.reason)))
    return tuple(blocks)


def measure(row: ClaimSurveyRow, language: Language) -> Row:
    """A row with its texts in this language."""
    label = [Block.of(language.show(row.label), LABEL, "strong")]
    if row.detail is not None:
        label.append(Block.of(language.show(row.detail), LABEL, size=SMALL, colour=FAINT_INK))
    width = WIDTH - RIGHT - (SIGN if isinstance(row.verdict, Mark) else 0.0)
    verdict = () if row.verdict is None else (Block.of(language.show(row.verdict), width),)
    below, third = survey_blocks(row, language), measured_blocks(row, language)
    if not below:
        below, third = third, ()
    return Row(row, tuple(label), claim_blocks(row, language), below, third, verdict)
