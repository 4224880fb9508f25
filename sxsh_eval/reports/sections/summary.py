"""Section: the whole report on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.adoption import ADOPTING, Adoption
from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import SEVERITIES
from sxsh_eval.estimates.consistency.rules import Consistency
from sxsh_eval.estimates.pace import Paces
from sxsh_eval.estimates.progress import Progress
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Text
from sxsh_eval.reports.sections.adoption_figures import level_text
from sxsh_eval.reports.sections.common import boxed, bullet, paragraph, province_name
from sxsh_eval.reports.sections.consistency import text_of
from sxsh_eval.reports.sections.data import period_note
from sxsh_eval.reports.sections.progress import scorecard
from sxsh_eval.reports.sections.summary_words import CAUSED, SURVEYED, basis, own_basis
from sxsh_eval.reports.sections.unreported import unreported_summary

MOST = 3
MET = ("met", "met_as_claimed", "on_course")
BEHIND = ("missed", "off_course")


def verdict_counts(progress: Progress) -> Text:
    """How many targets are met, missed, open."""
    found = [judged.verdict for judged in progress.judgements]
    return boxed(
        "summary.verdicts",
        all=Num(value=len(found), unit="count"),
        met=Num(value=sum(verdict in MET for verdict in found), unit="count"),
        behind=Num(value=sum(verdict in BEHIND for verdict in found), unit="count"),
        open=Num(value=found.count("cannot_be_judged"), unit="count"),
    )


def pace_line(paces: Paces, inputs: Inputs) -> list[Text]:
    """What the proposal asks, in one bullet."""
    ahead = [pace for pace in paces.paces if pace.target.scope == "proposal"]
    if not ahead:
        return []
    items: list[Phrase] = []
    for pace in ahead:
        claim = inputs.claims[pace.claim_id]
        items.append(
            phrase(
                "summary.pace_item",
                what=as_name(inputs.registry.indicators[claim.indicator].short),
                base=Num(value=claim_number(claim), unit="percent"),
                goal=Num(value=pace.target.threshold, unit="percent"),
                required=Num(value=round(pace.required, 1), unit="points_per_year", digits=1),
                past=Num(value=round(pace.past, 1), unit="count", digits=1),
            )
        )
    return [bullet("summary.pace", items=Listing(items=tuple(items)), due=Num(value=ahead[0].target.due, unit="year"))]


def estimated_lines(adoption: Adoption | Refused | None, savings: Savings | Refused | None, study: Study) -> list[Text]:
    """What survey and panel show, in one bullet each."""
    lines, level = [], level_text(study)
    if isinstance(adoption, Adoption):
        row = adoption.shares.row(ADOPTING)
        if row["conf_low"] == row["conf_low"]:
            told = numbers_of(row) | {"n": Num(value=adoption.n_obs, unit="count"), "level": level}
            lines.append(bullet("summary.adoption", **told, grade=SURVEYED))
    if isinstance(savings, Savings):
        value, low, high = percent_change(savings.overall)
        row = {"estimate": -value, "conf_low": -high, "conf_high": -low}
        lines.append(bullet("summary.savings", **numbers_of(row), level=level, grade=CAUSED))
    return lines


def numbers_of(row: Mapping[str, Any]) -> dict[str, Value]:
    """Estimate and interval of a sentence, per cent."""
    value, low, high = (round(float(row[name]), 1) for name in ("estimate", "conf_low", "conf_high"))
    return {
        "value": Num(value=value, unit="percent_change", digits=1),
        "interval": Range(low=low, high=high, unit="percent_change", digits=1),
    }


def summary_section(
    progress: Progress,
    consistency: Consistency,
    paces: Paces,
    inputs: Inputs,
    study: Study,
    adoption: Adoption | Refused | None = None,
    savings: Savings | Refused | None = None,
) -> Section:
    """Summary with scorecard.

    Parameters
    ----------
    progress : Progress
    consistency : Consistency
    paces : Paces
    inputs : Inputs
    study : Study
    adoption : Adoption or Refused, optional
    savings : Savings or Refused, optional

    Returns
    -------
    Section
        Key message, scorecard, what survey and panel show, the most serious findings, the pace the proposal asks,
        what it rests on, what to do next. Without a letter: what survey and panel show, the targets, what cannot
        be judged.
    """
    if inputs.letter is None:
        return unreported_summary(progress, inputs, study, estimated_lines(adoption, savings, study))
    counts = {name: Num(value=consistency.counts[name], unit="count") for name in SEVERITIES}
    serious = {found.code: found for found in reversed(consistency.findings) if found.severity == "high"}
    period = as_years(study.period)
    return Section(
        id="summary",
        alone=True,
        title=phrase("section.summary"),
        blocks=(
            verdict_counts(progress),
            paragraph(f"data.period.{period_note(inputs, study)}", period=period),
            scorecard(progress, inputs),
            *estimated_lines(adoption, savings, study),
            paragraph("summary.consistency", **counts),
            *(Text(phrase=text_of(found), style="bullet") for found in list(reversed(serious.values()))[:MOST]),
            *pace_line(paces, inputs),
            basis(*own_basis(inputs.letter, inputs.tables)),
            paragraph("summary.next", province=province_name(inputs)),
        ),
    )
